#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lake/observation.h"

/// Strict reading of what stands in a cell. Nothing here guesses: what is not exactly of the shape is no value.
namespace sas::feeds {

/// Splits one line at a time. Keeps its memory between lines. One thread.
class FieldSplitter {
 public:
  explicit FieldSplitter(char separator) : separator_(separator) {}
  /// The fields, valid until the next call and as long as `line` is; quotes as in RFC 4180 within the line. False when
  /// a quote is not closed or something stands behind it.
  [[nodiscard]] bool split(std::string_view line);
  [[nodiscard]] const std::vector<std::string_view>& fields() const { return fields_; }
  [[nodiscard]] std::size_t size() const { return fields_.size(); }
  [[nodiscard]] std::string_view operator[](std::size_t at) const { return fields_[at]; }

 private:
  bool split_quoted(std::string_view line);
  char separator_;
  std::vector<std::string_view> fields_;
  std::string unquoted_;
};

/// Without blanks at both ends.
[[nodiscard]] std::string_view strip(std::string_view text);
/// A decimal number with a point: "-1.5", "3e2"; not "1,5", "+1", "0x1", "nan", "" or "1 m".
[[nodiscard]] std::optional<double> decimal(std::string_view text);
/// A whole number, perhaps with a minus.
[[nodiscard]] std::optional<std::int64_t> whole(std::string_view text);

/// Exactly that many digits as a number; -1 when one is no digit or there are too few.
[[nodiscard]] int digits_at(std::string_view text, std::size_t at, std::size_t count);

using Day = std::chrono::local_days;
/// "19891012"
[[nodiscard]] std::optional<Day> day_compact(std::string_view text);
/// "12-10-1989"; the separator as given.
[[nodiscard]] std::optional<Day> day_dmy(std::string_view text, char separator);
/// "1989-10-12"; the separator as given.
[[nodiscard]] std::optional<Day> day_ymd(std::string_view text, char separator);

/// ISO 8601 with Z or an offset; the fraction may have up to nine digits, of which six are kept. Offsets are
/// obligatory: a moment without one is `local_moment` and needs a zone.
[[nodiscard]] std::optional<lake::Moment> iso_moment(std::string_view text);
/// "2026-03-29T02:30" or with a space, seconds and a fraction optional, no offset.
[[nodiscard]] std::optional<std::chrono::local_time<std::chrono::microseconds>> local_moment(std::string_view text);

}  // namespace sas::feeds
