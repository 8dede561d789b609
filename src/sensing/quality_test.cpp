#include "sensing/quality.h"

#include <doctest/doctest.h>

namespace sas::sensing {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;
namespace flag = lake::quality;

constexpr lake::Moment noon = sys_days{2026y / June / 1} + 12h;

lake::Observation reading(lake::Moment time, double value) {
  lake::Observation o;
  o.time = time;
  o.value = value;
  return o;
}

Series garage() {
  Series s;
  s.rules.min = 0;
  s.rules.capacity = 400;
  s.rules.expected_every = 15min;
  s.rules.frozen_after = 24h;
  s.rules.max_step_per_hour = 300;
  return s;
}

std::uint32_t live(const Series& s, const SeriesMemory& before, const lake::Observation& o, lake::Moment received) {
  return judge(s, before, o, received, Arrival::live);
}

}  // namespace

TEST_CASE("a good value gets no flag") {
  const SeriesMemory before{noon - 15min, 210.0, noon - 15min};
  CHECK(live(garage(), before, reading(noon, 200), noon + 2s) == 0);
}

TEST_CASE("a value below nothing or above what there is room for is flagged as such") {
  CHECK(live(garage(), {}, reading(noon, -1), noon) == flag::out_of_range);
  CHECK(live(garage(), {}, reading(noon, 401), noon) == flag::above_capacity);
  CHECK(live(garage(), {}, reading(noon, 400), noon) == 0);
}

TEST_CASE("a source whose own time stands still is stale, but history is only old") {
  CHECK(live(garage(), {}, reading(noon, 10), noon + 45min) == 0);
  CHECK(live(garage(), {}, reading(noon, 10), noon + 45min + 1s) == flag::stale);
  CHECK(judge(garage(), {}, reading(noon, 10), noon + 24h * 365, Arrival::history) == 0);
}

TEST_CASE("the same value for a day is frozen, and one change thaws it") {
  SeriesMemory memory;
  const Series s = garage();
  lake::Moment at = noon;
  for (; at < noon + 24h; at += 15min) {
    const auto o = reading(at, 55);
    CHECK((live(s, memory, o, at) & flag::frozen) == 0);
    memory = after(memory, o);
  }
  CHECK((live(s, memory, reading(at, 55), at) & flag::frozen) != 0);
  CHECK((live(s, memory, reading(at, 54), at) & flag::frozen) == 0);
  memory = after(memory, reading(at, 54));
  CHECK((live(s, memory, reading(at + 15min, 54), at + 15min) & flag::frozen) == 0);
}

TEST_CASE("the same measurement told again under another moment is a duplicate, and not fit to count with") {
  const SeriesMemory before{noon, 55.0, noon};  // one is due every quarter of an hour
  CHECK(live(garage(), before, reading(noon + 1s, 55), noon + 1s) == flag::duplicate);
  CHECK((flag::duplicate & flag::unfit) != 0);
  CHECK(live(garage(), before, reading(noon + 45s - 1us, 55), noon + 45s) == flag::duplicate);
  CHECK(live(garage(), before, reading(noon + 45s, 55), noon + 45s) == 0);
  CHECK((live(garage(), before, reading(noon + 1s, 54.5), noon + 1s) & flag::duplicate) == 0);
  Series unhurried = garage();
  unhurried.rules.expected_every.reset();
  CHECK(live(unhurried, before, reading(noon + 1s, 55), noon + 1s) == 0);
}

TEST_CASE("a step is a jump when it is faster than the series can go, whatever the time between") {
  const SeriesMemory before{noon - 15min, 100.0, noon - 15min};
  CHECK(live(garage(), before, reading(noon, 175), noon) == 0);
  CHECK(live(garage(), before, reading(noon, 176), noon) == flag::jump);
}

TEST_CASE("the first value after three that are missing is marked") {
  const SeriesMemory before{noon - 45min - 1s, 100.0, noon - 2h};
  CHECK(live(garage(), before, reading(noon, 101), noon) == flag::after_gap);
}

TEST_CASE("a value from a clock that runs ahead is suspect") {
  CHECK(live(garage(), {}, reading(noon + 5min, 10), noon) == 0);
  CHECK(live(garage(), {}, reading(noon + 6min, 10), noon) == flag::clock_suspect);
}

TEST_CASE("a value that comes too late is judged by itself and forgets nothing") {
  const SeriesMemory before{noon, 100.0, noon - 1h};
  CHECK(judge(garage(), before, reading(noon - 10h, 399), noon, Arrival::history) == 0);
  CHECK(after(before, reading(noon - 10h, 399)).last_time == noon);
}

TEST_CASE("a count of a few people is kept and not told to outsiders; nobody is no secret") {
  Series s;
  s.kind = SeriesDescription::Kind::count;
  CHECK(live(s, {}, reading(noon, 4), noon) == flag::suppressed);
  CHECK(live(s, {}, reading(noon, 5), noon) == 0);
  CHECK(live(s, {}, reading(noon, 0), noon) == 0);
}

}  // namespace sas::sensing
