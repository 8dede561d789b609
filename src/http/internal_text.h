#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Small text helpers of this room: header grammar of RFC 9110. Other rooms use base/text.h.
namespace sas::http::detail {

[[nodiscard]] bool iequals(std::string_view a, std::string_view b);
[[nodiscard]] std::string lower(std::string_view text);
/// Without spaces and tabs at both ends (OWS, RFC 9110 clause 5.6.3).
[[nodiscard]] std::string_view trim_ows(std::string_view text);
/// RFC 9110 clause 5.6.2.
[[nodiscard]] bool is_token(std::string_view text);
/// True when the text holds a control character other than tab: not allowed in a field value (RFC 9110 clause 5.5).
[[nodiscard]] bool has_control(std::string_view text);
/// Decodes %XX and nothing else; none on a broken escape.
[[nodiscard]] std::optional<std::string> percent_decode(std::string_view text);
/// "a; b=c; d=\"e\"" -> value "a" and its parameters, names in lower case, quotes and escapes removed.
struct ParameterisedValue {
  std::string value;
  std::vector<std::pair<std::string, std::string>> parameters;
  [[nodiscard]] const std::string* find(std::string_view name) const;
};
[[nodiscard]] ParameterisedValue parse_parameters(std::string_view text);
/// Fields of a query or an urlencoded form, decoded; at most `limit`. `broken` items keep their text as it came, or are
/// left out when that is not UTF-8.
struct UrlencodedItems {
  std::vector<std::pair<std::string, std::string>> items;
  std::size_t broken = 0;      ///< items with a bad escape
  std::size_t not_utf8 = 0;    ///< items whose decoded text is not UTF-8 or holds NUL
  std::size_t over_limit = 0;  ///< items beyond the limit, not read
};
[[nodiscard]] UrlencodedItems parse_urlencoded(std::string_view text, std::size_t limit);

}  // namespace sas::http::detail
