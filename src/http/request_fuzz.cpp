#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "http/compress.h"
#include "http/conditional.h"
#include "http/request_parser.h"

using namespace sas::http;
using detail::RequestParser;

namespace {

struct Reading {
  bool refused;
  bool done;
  std::string body;
  friend bool operator==(const Reading&, const Reading&) = default;
};

Reading feed(std::string_view bytes, std::size_t step, RequestParser& parser) {
  std::string pending;
  for (std::size_t at = 0; at < bytes.size() && !parser.refusal() && parser.phase() != RequestParser::Phase::done;
       at += step) {
    pending += bytes.substr(at, step);
    for (;;) {
      const auto before = parser.phase();
      pending.erase(0, parser.put(pending));
      if (before != RequestParser::Phase::header || parser.phase() != RequestParser::Phase::body) break;
      parser.limit_body(64);
    }
  }
  const bool refused = parser.refusal().has_value();
  return {refused, !refused && parser.phase() == RequestParser::Phase::done, refused ? std::string() : parser.body()};
}

}  // namespace

// The same bytes in other pieces must be the same request; then what reads headers reads them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  RequestParser whole(512, 128), pieces(512, 128);
  const Reading first = feed(bytes, std::max<std::size_t>(size, 1), whole);
  const Reading second = feed(bytes, 3, pieces);
  if (first.done && !(first == second)) std::abort();
  if (first.body.size() > 64) std::abort();
  Request request;
  request.headers = whole.headers();
  if (request.cookie("session").find(';') != std::string::npos) std::abort();
  static_cast<void>(matches_etag(request, "\"a\""));
  static_cast<void>(choose_encoding(request.header("accept-encoding")));
  return 0;
}
