#pragma once
#include <cstdint>
#include <string>

#include "base/text.h"
#include "base/time.h"

/// Dates, times and numbers as people write them. Everything else on a page that is a date goes through here.
namespace sas::html {

/// "dinsdag 26 mei 2026"; "Tuesday 26 May 2026".
[[nodiscard]] std::string long_date(Date date, Language language);
/// "26 mei 2026"; "26 May 2026".
[[nodiscard]] std::string short_date(Date date, Language language);
/// "mei 2026"; "May 2026".
[[nodiscard]] std::string month_name(Date date, Language language);
/// "dinsdag"; "Tuesday".
[[nodiscard]] std::string weekday_name(Date date, Language language);
/// A time of the day from minutes since midnight: "14.30 uur"; "14:30".
[[nodiscard]] std::string clock_time(int minute_of_day, Language language);
/// "dinsdag 26 mei 2026 om 14.30 uur"; "Tuesday 26 May 2026 at 14:30", Dutch time.
[[nodiscard]] std::string long_moment(Instant moment, Language language);
/// "26 mei 2026, 14.30 uur"; "26 May 2026, 14:30", Dutch time.
[[nodiscard]] std::string short_moment(Instant moment, Language language);

/// "12.345"; "12,345".
[[nodiscard]] std::string number(std::int64_t value, Language language);
/// With `decimals` digits (0..6) after the decimal sign: "7,8"; "7.8". Rounds half away from zero.
[[nodiscard]] std::string decimal(double value, int decimals, Language language);
/// "96%" from a share of 0.969; without decimals, rounded down.
[[nodiscard]] std::string percent(double share, Language language);

enum class Unit { minute, hour, day, working_day, week, month, year };
/// "1 werkdag", "3 werkdagen", "2 uur"; "3 working days".
[[nodiscard]] std::string duration(std::int64_t count, Unit unit, Language language);
/// "820 bytes", "12 kB", "1,4 MB" (powers of 1000).
[[nodiscard]] std::string file_size(std::uint64_t bytes, Language language);

}  // namespace sas::html
