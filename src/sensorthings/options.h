#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "sensorthings/expression.h"

/// The query part of an address: system query options of 18-088 clause 9.3.
namespace sas::sensorthings {

/// What hostile text may cost. Beyond it `url-too-complex`.
struct UrlLimits {
  static constexpr std::size_t length = 8 * 1024;  ///< bytes, of path and query each
  static constexpr int depth = 32;                 ///< of brackets and of nested $expand
  static constexpr int nodes = 1000;               ///< of all expressions together
  static constexpr std::size_t path_segments = 32;
  static constexpr std::size_t expands = 50;  ///< of all levels together
};

struct OrderBy {
  Expression what;
  enum class Direction { up, down } direction = Direction::up;
};

struct Expand;

struct Options {
  std::optional<Expression> filter;
  std::vector<Expand> expand;
  std::vector<std::vector<std::string>> select;  ///< empty: everything
  std::vector<OrderBy> order;
  std::optional<std::int64_t> top;
  std::int64_t skip = 0;
  enum class Count { leave_out, tell } count = Count::leave_out;
  enum class Format { json, data_array, csv } format = Format::json;
  /// The options as they came, decoded, for the next page.
  std::vector<std::pair<std::string, std::string>> raw;
};

struct Expand {
  std::string navigation;
  std::size_t at = 0;
  Options options;
};

/// Reads the query of an address, encoded or plain, without its question mark. A plus sign is a space, unless it stands
/// where an offset of time stands. Options without `$` are refused, so that a forgotten sign does not widen an answer.
/// Errors `url-invalid`, `url-too-complex` with the place.
[[nodiscard]] Result<Options> parse_options(std::string_view query);
/// One expression, e.g. of a subscription; `text` is plain.
[[nodiscard]] Result<Expression> parse_expression(std::string_view text);
/// Decodes %XX, and plus as parse_options does; none on a broken escape or text that is no UTF-8.
[[nodiscard]] std::optional<std::string> decode_query(std::string_view text);

}  // namespace sas::sensorthings
