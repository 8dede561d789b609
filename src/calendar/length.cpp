#include "calendar/length.h"

#include <fmt/format.h>

#include "base/text.h"

namespace sas::calendar {
namespace {

using std::chrono::days;
using std::chrono::months;
using std::chrono::year_month_day;

Date add_months(Date from, int count) {
  const year_month_day start{from};
  year_month_day target = start + months{count};
  if (!target.ok()) target = target.year() / target.month() / std::chrono::last;
  return Date{target};
}

}  // namespace

Date add(Date from, const Length& length) {
  switch (length.unit) {
    case Unit::day:
      return from + days{length.count};
    case Unit::week:
      return from + days{7 * length.count};
    case Unit::month:
      return add_months(from, length.count);
    case Unit::year:
      return add_months(from, 12 * length.count);
    case Unit::hour:
      return from + days{(length.count + 23) / 24};
  }
  return from;
}

Result<Length> parse_length(std::string_view text) {
  const auto bad = [] { return fail(ErrorKind::invalid, "length-invalid", "expected PnD, PnW, PnM, PnY or PTnH"); };
  const bool hours = text.starts_with("PT");
  if (text.size() < 3 || text[0] != 'P') return bad();
  const auto count = parse_int(text.substr(hours ? 2 : 1, text.size() - (hours ? 3 : 2)));
  if (!count || *count < 1 || *count > 99999) return bad();
  const char letter = text.back();
  if (hours ? letter != 'H' : std::string_view("DWMY").find(letter) == std::string_view::npos) return bad();
  const Unit unit = letter == 'D'   ? Unit::day
                    : letter == 'W' ? Unit::week
                    : letter == 'M' ? Unit::month
                    : letter == 'Y' ? Unit::year
                                    : Unit::hour;
  // A term of more than 400 years is a typing error, and would leave the calendar.
  const std::int64_t most = unit == Unit::year ? 400 : unit == Unit::month ? 4800 : unit == Unit::week ? 20000 : 99999;
  if (*count > most) return bad();
  return Length{static_cast<int>(*count), unit};
}

std::string to_iso8601(const Length& length) {
  static constexpr std::string_view letters = "DWMYH";
  return fmt::format("P{}{}{}", length.unit == Unit::hour ? "T" : "", length.count,
                     letters[static_cast<std::size_t>(length.unit)]);
}

}  // namespace sas::calendar
