#include "sensing/alarm.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace sas::sensing {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

constexpr lake::Moment start = sys_days{2026y / June / 1};

AlarmRule high_water() {
  AlarmRule rule;
  rule.raise_at = 120;
  rule.clear_at = 100;
  rule.hold = 10min;
  rule.quiet = 2h;
  return rule;
}

// What happened at each value, five minutes apart: r raised with a notice, q raised in the quiet time, c cleared, '.'
// nothing.
std::string told(const AlarmRule& rule, const std::vector<double>& values) {
  std::string out;
  AlarmState state;
  lake::Moment at = start;
  for (const double value : values) {
    lake::Observation o;
    o.time = at += 5min;
    o.value = value;
    const AlarmStep next = step(rule, state, o);
    state = next.state;
    if (next.change == AlarmChange::none) out += '.';
    if (next.change == AlarmChange::cleared) out += 'c';
    if (next.change == AlarmChange::raised) out += next.notice == AlarmStep::Notice::send ? 'r' : 'q';
  }
  return out;
}

}  // namespace

TEST_CASE("an alarm waits until the value stayed beyond its level for the time asked") {
  CHECK(told(high_water(), {110, 130, 130, 130, 130}) == "...r.");
  CHECK(told(high_water(), {130, 130, 119, 130, 130, 130}) == ".....r");
}

TEST_CASE("between its two levels an alarm stays as it is") {
  CHECK(told(high_water(), {130, 130, 130, 110, 130, 101, 130, 100}) == "..r....c");
}

TEST_CASE("an alarm that comes back in its quiet time is raised without another notice") {
  CHECK(told(high_water(), {130, 130, 130, 90, 130, 130, 130}) == "..rc..q");
}

TEST_CASE("after the quiet time there is a notice again") {
  std::vector<double> values{130, 130, 130, 90};
  values.insert(values.end(), 24, 50);
  values.insert(values.end(), {130, 130, 130});
  CHECK(told(high_water(), values).ends_with("..r"));
}

TEST_CASE("a value flagged as unfit, an old value and a text raise nothing") {
  AlarmRule rule = high_water();
  rule.hold = 0s;
  lake::Observation o;
  o.time = start;
  CHECK(step(rule, {}, o).change == AlarmChange::none);
  o.value = 500;
  o.quality = lake::quality::out_of_range;
  CHECK(step(rule, {}, o).change == AlarmChange::none);
  o.quality = 0;
  CHECK(step(rule, {}, o).change == AlarmChange::raised);
  AlarmState later;
  later.seen = start + 1s;
  CHECK(step(rule, later, o).change == AlarmChange::none);
}

TEST_CASE("an alarm below a level works the other way round") {
  AlarmRule rule;
  rule.side = AlarmRule::Side::below;
  rule.raise_at = 5;
  rule.clear_at = 8;
  CHECK(told(rule, {6, 5, 4.9, 7, 8}) == "..r.c");
}

}  // namespace sas::sensing
