#pragma once
#include <chrono>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sas {

/// A moment, to the millisecond, UTC. Stored as a 64-bit count of milliseconds since 1970.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
/// A day on the Dutch calendar (Europe/Amsterdam), without a time.
using Date = std::chrono::local_days;

/// The clock is injected so that every test can set the date. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() const = 0;
};

/// The clock of the machine.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override;
};

/// A clock that stands still until it is told otherwise. Not thread-safe while it is set.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : now_(start) {}
  [[nodiscard]] Instant now() const override { return now_; }
  void set(Instant moment) { now_ = moment; }
  void advance(std::chrono::milliseconds by) { now_ += by; }

 private:
  Instant now_;
};

[[nodiscard]] inline std::int64_t to_millis(Instant t) {
  return t.time_since_epoch().count();
}
[[nodiscard]] inline Instant from_millis(std::int64_t ms) {
  return Instant{std::chrono::milliseconds{ms}};
}

/// The Dutch calendar day of a moment: 23:30 UTC in summer is already the next day.
[[nodiscard]] Date local_date(Instant moment);
/// Minutes since local midnight (0..1439) of a moment, Europe/Amsterdam.
[[nodiscard]] int local_minute_of_day(Instant moment);
/// The moment a Dutch day begins. Deadlines end at start_of_day(date + 1).
[[nodiscard]] Instant start_of_day(Date date);
/// A local clock time as a moment; in the repeated hour of autumn the first one, in the missing hour of spring the
/// moment the gap ends.
[[nodiscard]] Instant local_time(Date date, int minute_of_day);

[[nodiscard]] inline Date make_date(int year, unsigned month, unsigned day) {
  return Date{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day}};
}
/// Days since 1970-01-01, as stored.
[[nodiscard]] inline int to_days(Date d) {
  return static_cast<int>(d.time_since_epoch().count());
}
[[nodiscard]] inline Date from_days(int days) {
  return Date{std::chrono::days{days}};
}

/// "2026-04-03". Accepts only that shape and only existing days of the years 1583..9999; error `date-invalid`.
[[nodiscard]] Result<Date> parse_iso_date(std::string_view text);
[[nodiscard]] std::string format_iso_date(Date date);
/// "2026-04-03T10:15:30.250Z"
[[nodiscard]] std::string format_iso_instant(Instant moment);
/// RFC 3339 with Z or an offset, seconds and fraction optional; error `instant-invalid`.
[[nodiscard]] Result<Instant> parse_iso_instant(std::string_view text);

}  // namespace sas
