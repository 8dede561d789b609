#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "http/multipart.h"
#include "http/multipart_stream.h"

namespace {

using namespace sas;
using namespace sas::http;

class Contents final : public detail::PartSink {
 public:
  std::vector<std::string> parts;
  Result<Done> begin(std::string_view, Part) override {
    parts.emplace_back();
    return Done{};
  }
  Result<Done> content(std::string_view bytes) override {
    parts.back() += bytes;
    return Done{};
  }
  Result<Done> end() override { return Done{}; }
};

// The body in pieces of these sizes, again and again.
Result<Done> read_in_pieces(std::string_view body, std::string_view boundary, std::size_t piece, Contents& contents) {
  detail::MultipartStream stream(boundary, contents, 100);
  for (std::size_t at = 0; at < body.size(); at += piece)
    if (auto fed = stream.feed(body.substr(at, piece)); !fed) return fed;
  return stream.finish();
}

}  // namespace

// The first byte is the size of the pieces in which the body comes, and the boundary is the text up to the first line
// feed: the fuzzer chooses both. Contents must lie in the body, and the whole and the pieces must tell the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view all(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t end = all.find('\n');
  if (end == std::string_view::npos) return 0;
  const std::string_view body = all.substr(end + 1);
  const auto parts = parse_multipart(body, all.substr(0, end), 100);
  // White space behind a delimiter has a limit only where the body is not held.
  if (body.size() < detail::max_part_header) {
    Contents contents;
    const auto read = read_in_pieces(body, all.substr(0, end), 1 + data[0], contents);
    if (read.has_value() != parts.has_value()) std::abort();
    for (std::size_t i = 0; parts && i < parts->size(); ++i)
      if ((*parts)[i].content != contents.parts.at(i)) std::abort();
  }
  if (!parts) return 0;
  std::size_t total = 0;
  for (const auto& part : *parts) total += part.content.size();
  if (total > body.size() || parts->size() > 100) std::abort();
  return 0;
}
