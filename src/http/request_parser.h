#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/edge.h"

namespace sas::http::detail {

/// Reads one HTTP/1.1 request from bytes, strictly: what two programs could read in two ways is refused (RFC 9112
/// clauses 6.3, 11.2). Knows no sockets, so that it can be fuzzed.
class RequestParser {
 public:
  RequestParser(std::size_t max_header, std::size_t max_target);
  ~RequestParser();
  RequestParser(RequestParser&&) noexcept;
  RequestParser& operator=(RequestParser&&) noexcept;

  enum class Phase { header, body, done };
  /// Takes what it can and returns how much; the rest must be offered again with more behind it. Stops at the end of
  /// the header. After a refusal it takes nothing more.
  std::size_t put(std::string_view bytes);
  [[nodiscard]] Phase phase() const;
  /// The rule that was broken, when one was.
  [[nodiscard]] const std::optional<Refusal>& refusal() const;
  /// To be set before the body is put.
  void limit_body(std::size_t max_body);

  // From here: once the header is complete (the first two also after a refusal, as far as they were read).
  [[nodiscard]] std::string& method();
  [[nodiscard]] std::string& target();
  [[nodiscard]] std::vector<std::pair<std::string, std::string>>& headers();
  [[nodiscard]] std::string& body();
  [[nodiscard]] bool keep_alive() const;
  [[nodiscard]] bool expects_continue() const;
  /// None when the body is chunked.
  [[nodiscard]] std::optional<std::uint64_t> content_length() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sas::http::detail
