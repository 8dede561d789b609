#include "http/compress.h"

#include <brotli/encode.h>
#include <fmt/format.h>
#include <zlib.h>

#include <cstdlib>
#include <functional>
#include <list>
#include <mutex>
#include <stdexcept>
#include <unordered_map>

#include "http/internal_text.h"

namespace sas::http {
namespace {

std::string gzip(std::string_view body, int level) {
  z_stream stream{};
  // 15 + 16: largest window, gzip wrapper (RFC 1952).
  if (deflateInit2(&stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error("deflateInit2 failed");
  std::string out(deflateBound(&stream, static_cast<uLong>(body.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));  // zlib does not write to it
  stream.avail_in = static_cast<uInt>(body.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int done = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (done != Z_STREAM_END) throw std::runtime_error("deflate failed");
  return out;
}

std::string brotli(std::string_view body, int quality) {
  std::string out(BrotliEncoderMaxCompressedSize(body.size()), '\0');
  std::size_t size = out.size();
  if (BrotliEncoderCompress(quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, body.size(),
                            reinterpret_cast<const std::uint8_t*>(body.data()), &size,
                            reinterpret_cast<std::uint8_t*>(out.data())) == BROTLI_FALSE)
    throw std::runtime_error("brotli failed");
  out.resize(size);
  return out;
}

// True when the coding is listed with a weight above nought.
bool is_accepted(std::string_view list, std::string_view coding) {
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    const auto item = detail::parse_parameters(list.substr(0, comma));
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
    if (!detail::iequals(item.value, coding)) continue;
    const std::string* weight = item.find("q");
    return weight == nullptr || weight->find_first_of("123456789") != std::string::npos;
  }
  return false;
}

}  // namespace

Encoding choose_encoding(std::string_view accept_encoding) {
  if (is_accepted(accept_encoding, "br")) return Encoding::br;
  return is_accepted(accept_encoding, "gzip") ? Encoding::gzip : Encoding::identity;
}

bool is_compressible(std::string_view content_type) {
  const std::string type = detail::lower(detail::trim_ows(content_type.substr(0, content_type.find(';'))));
  if (type == "text/event-stream") return false;
  if (type.starts_with("text/") || type.ends_with("+json") || type.ends_with("+xml")) return true;
  return type == "application/json" || type == "application/javascript" || type == "application/xml" ||
         type == "application/geo+json";
}

std::string compress(std::string_view body, Encoding encoding, Effort effort) {
  switch (encoding) {
    case Encoding::identity:
      return std::string(body);
    case Encoding::gzip:
      return gzip(body, effort == Effort::fast ? 5 : 9);
    case Encoding::br:
      return brotli(body, effort == Effort::fast ? 4 : 9);
  }
  return std::string(body);
}

struct CompressionCache::State {
  struct Entry {
    std::string key;
    std::string body;
  };
  explicit State(std::size_t limit) : max_bytes(limit) {}
  const std::size_t max_bytes;
  std::mutex mutex;
  std::size_t bytes = 0;
  std::list<Entry> entries;  // most recently used first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_key;

  void trim() {
    while (bytes > max_bytes && !entries.empty()) {
      bytes -= entries.back().body.size();
      by_key.erase(entries.back().key);
      entries.pop_back();
    }
  }
};

CompressionCache::CompressionCache(std::size_t max_bytes) : state_(std::make_unique<State>(max_bytes)) {}
CompressionCache::~CompressionCache() = default;

std::string CompressionCache::get(std::string_view tag, std::string_view body, Encoding encoding) {
  const std::string key =
      fmt::format("{}:{}:{}:{}", static_cast<int>(encoding), body.size(), std::hash<std::string_view>{}(body), tag);
  {
    const std::lock_guard lock(state_->mutex);
    if (const auto at = state_->by_key.find(key); at != state_->by_key.end()) {
      state_->entries.splice(state_->entries.begin(), state_->entries, at->second);
      return at->second->body;
    }
  }
  std::string made = compress(body, encoding, Effort::best);  // outside the lock; two threads may do it once each
  const std::lock_guard lock(state_->mutex);
  if (!state_->by_key.contains(key)) {
    state_->entries.push_front({key, made});
    state_->by_key.emplace(state_->entries.front().key, state_->entries.begin());
    state_->bytes += made.size();
    state_->trim();
  }
  return made;
}

}  // namespace sas::http
