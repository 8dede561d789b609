#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace sas::http {

enum class Encoding { identity, gzip, br };

/// The best of what Accept-Encoding allows: br, then gzip (RFC 9110 clause 12.5.3).
[[nodiscard]] Encoding choose_encoding(std::string_view accept_encoding);
/// True for text, JSON, XML, SVG and scripts; false for what is compressed already.
[[nodiscard]] bool is_compressible(std::string_view content_type);
/// `effort` fast is for bodies made per request (brotli 4, zlib 5); best is for what is kept.
enum class Effort { fast, best };
[[nodiscard]] std::string compress(std::string_view body, Encoding encoding, Effort effort);

/// Keeps compressed bodies by entity tag, the least used leave first. Thread-safe.
class CompressionCache {
 public:
  explicit CompressionCache(std::size_t max_bytes);
  ~CompressionCache();
  /// The compressed form of `body`; `tag` names its content (the body's own hash is compared as well).
  [[nodiscard]] std::string get(std::string_view tag, std::string_view body, Encoding encoding);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sas::http
