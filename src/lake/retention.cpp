#include "lake/retention.h"

#include "base/text.h"

namespace sas::lake {

namespace {

constexpr std::int64_t longest = 9'999;

/// The day so many months later; the last of the month when that has no such day.
Date add_months(Date day, int months) {
  const std::chrono::year_month_day ymd{day};
  const auto later = ymd + std::chrono::months{months};
  if (later.ok()) return Date{later};
  return Date{later.year() / later.month() / std::chrono::last};
}

}  // namespace

Result<Retention> Retention::parse(std::string_view name) {
  Retention out;
  out.keep_ = name == "keep";
  if (out.keep_) return out;
  const auto wrong = [] {
    Error error{ErrorKind::invalid, "retention-invalid", "a retention is \"keep\" or such as P7D, P2W, P6M or P2Y", {}};
    error.fields.push_back({"retention", "invalid"});
    return fail(std::move(error));
  };
  if (name.size() < 3 || name.front() != 'P') return wrong();
  const auto count = parse_int(name.substr(1, name.size() - 2));
  // No leading zero: one class would have two names, and two folders.
  if (!count || *count < 1 || *count > longest || name[1] == '0') return wrong();
  const int number = static_cast<int>(*count);
  switch (name.back()) {
    case 'D':
      out.days_ = number;
      return out;
    case 'W':
      out.days_ = 7 * number;
      return out;
    case 'M':
      out.months_ = number;
      return out;
    case 'Y':
      out.months_ = 12 * number;
      return out;
    default:
      return wrong();
  }
}

bool Retention::has_ended(Date day, Instant now) const {
  if (keep_) return false;
  const Date past = add_months(day + std::chrono::days{1}, months_) + std::chrono::days{days_};
  return Instant{past.time_since_epoch()} <= now;
}

}  // namespace sas::lake
