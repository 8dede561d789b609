#include "promises/working_days.h"

#include <algorithm>

#include "calendar/holidays.h"

namespace sas::promises {
namespace {

const Date first = make_date(2000, 1, 1);
const Date last = make_date(2099, 12, 31);

}  // namespace

WorkingDays::WorkingDays(std::span<const Date> closing_days) {
  for (Date day = first; day <= last; day += std::chrono::days{1}) {
    if (calendar::is_working_day(day, closing_days)) days_.push_back(day);
    until_.push_back(static_cast<int>(days_.size()));
  }
}

int WorkingDays::count(Date day) const {
  const Date inside = std::clamp(day, first, last);
  return until_[static_cast<std::size_t>((inside - first).count())];
}

Date WorkingDays::after(Date from, int n) const {
  if (n <= 0) return from;
  const std::size_t at = static_cast<std::size_t>(count(from) + n - 1);
  return days_[std::min(at, days_.size() - 1)];
}

}  // namespace sas::promises
