#include "sensorthings/times.h"

#include <array>

namespace sas::sensorthings {
namespace {

using namespace std::chrono;

// Reads fixed shapes from the front of a text.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool digits(int count, int& out) {
    if (static_cast<int>(text_.size()) < count) return false;
    int value = 0;
    for (int i = 0; i < count; ++i) {
      const char c = text_[static_cast<std::size_t>(i)];
      if (c < '0' || c > '9') return false;
      value = value * 10 + (c - '0');
    }
    text_.remove_prefix(static_cast<std::size_t>(count));
    out = value;
    return true;
  }
  bool take(char c) {
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  // A fraction in millionths; false when there is no digit.
  bool fraction(int& out) {
    int value = 0, read = 0;
    while (!text_.empty() && text_.front() >= '0' && text_.front() <= '9') {
      if (read < 6) value = value * 10 + (text_.front() - '0');
      ++read;
      text_.remove_prefix(1);
    }
    for (int i = read; i < 6; ++i) value *= 10;
    out = value;
    return read > 0 && read <= 12;
  }
  [[nodiscard]] bool done() const { return text_.empty(); }

 private:
  std::string_view text_;
};

bool read_offset(Reader& in, minutes& out) {
  if (in.done() || in.take('Z') || in.take('z')) return true;
  int hour = 0, minute = 0;
  const bool west = in.take('-');
  if (!west && !in.take('+')) return false;
  if (!in.digits(2, hour)) return false;
  if (!in.done() && (static_cast<void>(in.take(':')), !in.digits(2, minute))) return false;
  if (hour > 14 || minute > 59) return false;
  out = (west ? -1 : 1) * (hours{hour} + minutes{minute});
  return true;
}

void append_digits(std::string& out, int value, int count) {
  std::array<char, 8> digits{};
  for (int i = count - 1; i >= 0; --i, value /= 10)
    digits[static_cast<std::size_t>(i)] = static_cast<char>('0' + value % 10);
  out.append(digits.data(), static_cast<std::size_t>(count));
}

}  // namespace

std::optional<Moment> parse_moment(std::string_view text) {
  Reader in(text);
  int y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0, fraction = 0;
  if (!in.digits(4, y) || !in.take('-') || !in.digits(2, mo) || !in.take('-') || !in.digits(2, d)) return std::nullopt;
  if (!in.take('T') && !in.take('t')) return std::nullopt;
  if (!in.digits(2, h) || !in.take(':') || !in.digits(2, mi)) return std::nullopt;
  if (in.take(':')) {
    if (!in.digits(2, s)) return std::nullopt;
    if ((in.take('.') || in.take(',')) && !in.fraction(fraction)) return std::nullopt;
  }
  minutes offset{0};
  if (!read_offset(in, offset) || !in.done()) return std::nullopt;
  const year_month_day date{year{y}, month{static_cast<unsigned>(mo)}, day{static_cast<unsigned>(d)}};
  // A leap second is told as the second before it: our clocks know none.
  if (y < 1 || !date.ok() || h > 23 || mi > 59 || s > 60) return std::nullopt;
  const Moment local = sys_days{date} + hours{h} + minutes{mi} + seconds{s == 60 ? 59 : s} + Micros{fraction};
  return local - offset;
}

std::optional<Time> parse_time(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::optional<Moment> from = parse_moment(text.substr(0, slash));
  if (!from) return std::nullopt;
  if (slash == std::string_view::npos) return Time{*from, std::nullopt};
  const std::optional<Moment> until = parse_moment(text.substr(slash + 1));
  if (!until || *until < *from) return std::nullopt;
  return Time{*from, *until};
}

std::optional<Micros> parse_duration(std::string_view text) {
  bool negative = false;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    negative = text.front() == '-';
    text.remove_prefix(1);
  }
  if (text.size() < 3 || text.front() != 'P') return std::nullopt;
  text.remove_prefix(1);
  std::int64_t total = 0;
  bool in_time = false;
  while (!text.empty()) {
    if (text.front() == 'T' && !in_time) {
      in_time = true;
      text.remove_prefix(1);
      if (text.empty()) return std::nullopt;
      continue;
    }
    std::int64_t whole = 0;
    std::size_t used = 0;
    while (used < text.size() && text[used] >= '0' && text[used] <= '9' && used < 10)
      whole = whole * 10 + (text[used++] - '0');
    if (used == 0) return std::nullopt;
    text.remove_prefix(used);
    int fraction = 0;
    const bool has_fraction = !text.empty() && text.front() == '.';
    if (has_fraction) {
      const std::size_t end = text.find_first_not_of("0123456789", 1);
      if (end == std::string_view::npos) return std::nullopt;
      Reader in(text.substr(1, end - 1));
      if (!in.fraction(fraction)) return std::nullopt;
      text.remove_prefix(end);
    }
    if (text.empty()) return std::nullopt;
    const char unit = text.front();
    text.remove_prefix(1);
    std::int64_t seconds = 0;
    if (unit == 'W' && !in_time)
      seconds = 604'800;
    else if (unit == 'D' && !in_time)
      seconds = 86'400;
    else if (unit == 'H' && in_time)
      seconds = 3'600;
    else if (unit == 'M' && in_time)
      seconds = 60;
    else if (unit == 'S' && in_time)
      seconds = 1;
    else
      return std::nullopt;
    if (has_fraction && unit != 'S') return std::nullopt;
    // Ten thousand years: enough for every question, and far from the end of the number.
    if (whole > 315'360'000'000 / seconds) return std::nullopt;
    total += whole * seconds * 1'000'000 + fraction;
  }
  return Micros{negative ? -total : total};
}

void append_moment(std::string& out, Moment m) {
  const auto day = floor<days>(m);
  const year_month_day date{day};
  const auto rest = (m - day).count();
  append_digits(out, static_cast<int>(date.year()), 4);
  out += '-';
  append_digits(out, static_cast<int>(static_cast<unsigned>(date.month())), 2);
  out += '-';
  append_digits(out, static_cast<int>(static_cast<unsigned>(date.day())), 2);
  out += 'T';
  append_digits(out, static_cast<int>(rest / 3'600'000'000), 2);
  out += ':';
  append_digits(out, static_cast<int>(rest / 60'000'000 % 60), 2);
  out += ':';
  append_digits(out, static_cast<int>(rest / 1'000'000 % 60), 2);
  const int fraction = static_cast<int>(rest % 1'000'000);
  if (fraction != 0) {
    out += '.';
    if (fraction % 1000 == 0)
      append_digits(out, fraction / 1000, 3);
    else
      append_digits(out, fraction, 6);
  }
  out += 'Z';
}

void append_time(std::string& out, const Time& time) {
  append_moment(out, time.from);
  if (!time.until) return;
  out += '/';
  append_moment(out, *time.until);
}

std::string format_time(const Time& time) {
  std::string out;
  append_time(out, time);
  return out;
}

}  // namespace sas::sensorthings
