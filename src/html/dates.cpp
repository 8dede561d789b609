#include "html/dates.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "calendar/names.h"

namespace sas::html {
namespace {

struct Words {
  std::string_view nl;
  std::string_view en;
  [[nodiscard]] std::string_view in(Language language) const { return language == Language::nl ? nl : en; }
};

struct UnitWords {
  Words one;
  Words other;
};

constexpr std::array<UnitWords, 7> units{{{{"minuut", "minute"}, {"minuten", "minutes"}},
                                          {{"uur", "hour"}, {"uur", "hours"}},
                                          {{"dag", "day"}, {"dagen", "days"}},
                                          {{"werkdag", "working day"}, {"werkdagen", "working days"}},
                                          {{"week", "week"}, {"weken", "weeks"}},
                                          {{"maand", "month"}, {"maanden", "months"}},
                                          {{"jaar", "year"}, {"jaar", "years"}}}};

std::chrono::year_month_day parts(Date date) {
  return std::chrono::year_month_day{date};
}

std::string year_text(Date date) {
  return std::to_string(static_cast<int>(parts(date).year()));
}

std::string_view month_word(Date date, Language language) {
  return calendar::month_name(date, language);
}

std::string grouped(std::string digits, char separator) {
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, 1, separator);
  return digits;
}

std::string two(int value) {
  return (value < 10 ? "0" : "") + std::to_string(value);
}

/// One decimal, left out when it is zero: "1,4" but "10".
std::string short_decimal(double value, Language language) {
  const std::string text = decimal(value, 1, language);
  return text.ends_with('0') ? text.substr(0, text.size() - 2) : text;
}

}  // namespace

std::string weekday_name(Date date, Language language) {
  return std::string(calendar::weekday_name(date, language));
}

std::string month_name(Date date, Language language) {
  return std::string(month_word(date, language)) + " " + year_text(date);
}

std::string short_date(Date date, Language language) {
  return std::to_string(static_cast<unsigned>(parts(date).day())) + " " + month_name(date, language);
}

std::string long_date(Date date, Language language) {
  return weekday_name(date, language) + " " + short_date(date, language);
}

std::string clock_time(int minute_of_day, Language language) {
  const int hour = minute_of_day / 60;
  const int minute = minute_of_day % 60;
  if (language == Language::nl) return std::to_string(hour) + "." + two(minute) + " uur";
  return two(hour) + ":" + two(minute);
}

std::string long_moment(Instant moment, Language language) {
  const std::string_view joint = language == Language::nl ? " om " : " at ";
  return long_date(local_date(moment), language) + std::string(joint) +
         clock_time(local_minute_of_day(moment), language);
}

std::string short_moment(Instant moment, Language language) {
  return short_date(local_date(moment), language) + ", " + clock_time(local_minute_of_day(moment), language);
}

std::string number(std::int64_t value, Language language) {
  std::string digits = std::to_string(value);
  const bool negative = digits.front() == '-';
  if (negative) digits.erase(0, 1);
  return (negative ? "-" : "") + grouped(std::move(digits), language == Language::nl ? '.' : ',');
}

std::string decimal(double value, int decimals, Language language) {
  if (!std::isfinite(value)) return "?";
  const int places = std::clamp(decimals, 0, 6);
  const double scale = std::pow(10.0, places);
  // Beyond 9 * 10^15 a double holds no decimals, and the scaled number would leave 64 bits.
  const double limited = std::clamp(value, -9e11, 9e11);
  const std::int64_t scaled = std::llround(limited * scale);
  const auto unit = static_cast<std::int64_t>(scale);
  const std::int64_t magnitude = scaled < 0 ? -scaled : scaled;
  std::string text = (scaled < 0 ? "-" : "") + number(magnitude / unit, language);
  if (places == 0) return text;
  std::string fraction = std::to_string(magnitude % unit);
  fraction.insert(0, static_cast<std::size_t>(places) - fraction.size(), '0');
  return text + (language == Language::nl ? "," : ".") + fraction;
}

std::string percent(double share, Language language) {
  // Down: 99.6% is not all, and the figure beside a promise must never say more than was kept.
  return decimal(std::floor(share * 100.0 + 1e-9), 0, language) + "%";
}

std::string duration(std::int64_t count, Unit unit, Language language) {
  const UnitWords& words = units.at(static_cast<std::size_t>(unit));
  const Words& word = count == 1 ? words.one : words.other;
  return number(count, language) + " " + std::string(word.in(language));
}

std::string file_size(std::uint64_t bytes, Language language) {
  if (bytes == 1) return "1 byte";
  if (bytes < 1000) return std::to_string(bytes) + " bytes";
  const auto size = static_cast<double>(bytes);
  if (size < 999'500) return decimal(size / 1e3, 0, language) + " kB";
  if (size < 999'950'000) return short_decimal(size / 1e6, language) + " MB";
  return short_decimal(size / 1e9, language) + " GB";
}

}  // namespace sas::html
