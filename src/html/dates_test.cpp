#include "html/dates.h"

#include <doctest/doctest.h>

#include <limits>

using namespace sas;
using namespace sas::html;

TEST_CASE("dates read as people say them") {
  const Date day = make_date(2026, 5, 26);
  CHECK(long_date(day, Language::nl) == "dinsdag 26 mei 2026");
  CHECK(long_date(day, Language::en) == "Tuesday 26 May 2026");
  CHECK(short_date(make_date(2027, 3, 1), Language::nl) == "1 maart 2027");
  CHECK(month_name(day, Language::en) == "May 2026");
  CHECK(weekday_name(make_date(2026, 11, 22), Language::nl) == "zondag");
}

TEST_CASE("times are Dutch clock times, also across midnight in UTC") {
  const auto moment = parse_iso_instant("2026-05-25T22:30:00Z");
  REQUIRE(moment);
  CHECK(long_moment(*moment, Language::nl) == "dinsdag 26 mei 2026 om 0.30 uur");
  CHECK(short_moment(*moment, Language::en) == "26 May 2026, 00:30");
  CHECK(clock_time(14 * 60 + 5, Language::nl) == "14.05 uur");
}

TEST_CASE("numbers have the signs of the language") {
  CHECK(number(1234567, Language::nl) == "1.234.567");
  CHECK(number(-1234, Language::en) == "-1,234");
  CHECK(number(999, Language::nl) == "999");
  CHECK(number(std::numeric_limits<std::int64_t>::min(), Language::nl) == "-9.223.372.036.854.775.808");
  CHECK(decimal(7.85, 1, Language::nl) == "7,9");
  CHECK(decimal(-0.04, 1, Language::nl) == "0,0");
  CHECK(decimal(1234.5, 2, Language::en) == "1,234.50");
  CHECK(decimal(std::numeric_limits<double>::quiet_NaN(), 1, Language::nl) == "?");
  CHECK(percent(0.962, Language::nl) == "96%");
}

TEST_CASE("durations know one and more") {
  CHECK(duration(1, Unit::working_day, Language::nl) == "1 werkdag");
  CHECK(duration(3, Unit::working_day, Language::nl) == "3 werkdagen");
  CHECK(duration(2, Unit::hour, Language::nl) == "2 uur");
  CHECK(duration(2, Unit::week, Language::en) == "2 weeks");
}

TEST_CASE("file sizes step at the thousand") {
  CHECK(file_size(1, Language::nl) == "1 byte");
  CHECK(file_size(820, Language::nl) == "820 bytes");
  CHECK(file_size(12'400, Language::nl) == "12 kB");
  CHECK(file_size(999'600, Language::nl) == "1 MB");
  CHECK(file_size(1'440'000, Language::nl) == "1,4 MB");
  CHECK(file_size(2'500'000'000, Language::en) == "2.5 GB");
}
