#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sas::http {

/// One part of a multipart/form-data body (RFC 7578). `content` points into the body that was parsed.
struct Part {
  std::string name;
  std::optional<std::string> filename;  ///< as sent; present for a file
  std::string type;                     ///< Content-Type of the part as sent, or empty
  std::string_view content;
};

/// Splits a complete body in time linear in its size, without copying contents. Errors: `form-broken`,
/// `form-too-many-fields` (more than `limit` parts).
[[nodiscard]] Result<std::vector<Part>> parse_multipart(std::string_view body, std::string_view boundary,
                                                        std::size_t limit);

/// Private to this room: the same for a body that is read as it comes (multipart_stream.h).
namespace detail {
inline constexpr std::size_t max_part_header = 8 * 1024;
/// RFC 2046 clause 5.1.1: 1 to 70 characters.
[[nodiscard]] bool is_boundary(std::string_view text);
/// The header block of one part, without the empty line that ends it. Error `form-broken`.
[[nodiscard]] Result<Part> read_part_header(std::string_view block);
/// A media type we may keep and show; anything else is called bytes.
[[nodiscard]] std::string clean_type(std::string_view claimed);
}  // namespace detail

/// The last part of a path, without control and direction characters, at most 200 bytes, never empty, "." or "..".
[[nodiscard]] std::string clean_filename(std::string_view filename);

}  // namespace sas::http
