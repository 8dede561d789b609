#include "feeds/fields.h"

#include <charconv>
#include <cmath>

namespace sas::feeds {

using std::chrono::microseconds;

bool FieldSplitter::split(std::string_view line) {
  fields_.clear();
  if (line.find('"') != std::string_view::npos) return split_quoted(line);
  std::size_t begin = 0;
  for (;;) {
    const std::size_t end = line.find(separator_, begin);
    if (end == std::string_view::npos) break;
    fields_.push_back(line.substr(begin, end - begin));
    begin = end + 1;
  }
  fields_.push_back(line.substr(begin));
  return true;
}

bool FieldSplitter::split_quoted(std::string_view line) {
  // Doubled quotes are put together in unquoted_; it never grows beyond the line, so views into it stay good.
  unquoted_.clear();
  unquoted_.reserve(line.size());
  std::size_t at = 0;
  for (;;) {
    if (at >= line.size() || line[at] != '"') {
      const std::size_t end = std::min(line.find(separator_, at), line.size());
      fields_.push_back(line.substr(at, end - at));
      at = end;
    } else {
      const std::size_t begin = unquoted_.size();
      for (++at;; ++at) {
        if (at >= line.size()) return false;
        if (line[at] != '"') {
          unquoted_ += line[at];
        } else if (at + 1 < line.size() && line[at + 1] == '"') {
          unquoted_ += line[at++];
        } else {
          break;
        }
      }
      fields_.emplace_back(unquoted_.data() + begin, unquoted_.size() - begin);
      ++at;
      if (at < line.size() && line[at] != separator_) return false;
    }
    if (at >= line.size()) return true;
    ++at;
  }
}

std::string_view strip(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::optional<double> decimal(std::string_view text) {
  const std::string_view body = text.starts_with('-') ? text.substr(1) : text;
  if (body.empty() || body.front() < '0' || body.front() > '9') return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<std::int64_t> whole(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

int digits_at(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

namespace {

std::optional<Day> checked(int year, int month, int day) {
  if (year < 0 || month < 1 || day < 1) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return std::nullopt;
  return Day{date};
}

}  // namespace

std::optional<Day> day_compact(std::string_view text) {
  if (text.size() != 8) return std::nullopt;
  return checked(digits_at(text, 0, 4), digits_at(text, 4, 2), digits_at(text, 6, 2));
}

std::optional<Day> day_dmy(std::string_view text, char separator) {
  if (text.size() != 10 || text[2] != separator || text[5] != separator) return std::nullopt;
  return checked(digits_at(text, 6, 4), digits_at(text, 3, 2), digits_at(text, 0, 2));
}

std::optional<Day> day_ymd(std::string_view text, char separator) {
  if (text.size() != 10 || text[4] != separator || text[7] != separator) return std::nullopt;
  return checked(digits_at(text, 0, 4), digits_at(text, 5, 2), digits_at(text, 8, 2));
}

namespace {

struct ClockText {
  std::chrono::local_time<microseconds> at;
  std::string_view rest;  ///< what stands behind it
};

// The fraction, cut at microseconds; moves `text` behind it. None when a point has no digit or over nine behind it.
std::optional<microseconds> fraction(std::string_view& text) {
  if (!text.starts_with('.')) return microseconds{0};
  std::int64_t value = 0;
  std::size_t count = 0;
  for (text.remove_prefix(1); !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1))
    if (++count <= 6) value = value * 10 + (text.front() - '0');
  if (count == 0 || count > 9) return std::nullopt;
  for (; count < 6; ++count) value *= 10;
  return microseconds{value};
}

std::optional<ClockText> clock_text(std::string_view text) {
  if (text.size() < 16 || (text[10] != 'T' && text[10] != ' ') || text[13] != ':') return std::nullopt;
  const auto day = day_ymd(text.substr(0, 10), '-');
  const int hour = digits_at(text, 11, 2), minute = digits_at(text, 14, 2);
  if (!day || hour < 0 || hour > 23 || minute < 0 || minute > 59) return std::nullopt;
  std::chrono::local_time<microseconds> at = *day + std::chrono::hours{hour} + std::chrono::minutes{minute};
  std::string_view rest = text.substr(16);
  if (rest.starts_with(':')) {
    const int second = digits_at(rest, 1, 2);
    if (second < 0 || second > 59) return std::nullopt;
    rest.remove_prefix(3);
    const auto part = fraction(rest);
    if (!part) return std::nullopt;
    at += std::chrono::seconds{second} + *part;
  }
  return ClockText{at, rest};
}

}  // namespace

std::optional<lake::Moment> iso_moment(std::string_view text) {
  const auto clock = clock_text(text);
  if (!clock) return std::nullopt;
  const lake::Moment as_utc{clock->at.time_since_epoch()};
  const std::string_view zone = clock->rest;
  if (zone == "Z") return as_utc;
  const bool colon = zone.size() == 6 && zone[3] == ':';
  if ((!colon && zone.size() != 5) || (zone[0] != '+' && zone[0] != '-')) return std::nullopt;
  const int hours = digits_at(zone, 1, 2), minutes = digits_at(zone, colon ? 4 : 3, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
  const std::chrono::minutes offset{hours * 60 + minutes};
  return zone[0] == '-' ? as_utc + offset : as_utc - offset;
}

std::optional<std::chrono::local_time<microseconds>> local_moment(std::string_view text) {
  const auto clock = clock_text(text);
  if (!clock || !clock->rest.empty()) return std::nullopt;
  return clock->at;
}

}  // namespace sas::feeds
