#include "promises/forecaster.h"

#include <doctest/doctest.h>

#include "promises/calibration.h"

using namespace sas;
using namespace sas::promises;
using std::chrono::days;

namespace {

const Date monday = make_date(2026, 3, 2);

Instant at(Date day, int hour = 10) { return local_time(day, hour * 60); }

Arrived arrived(const std::string& id, Date day, int hour = 10) {
  Arrived one;
  one.id = CaseId(id);
  one.product = ProductId("grofvuil");
  one.at = at(day, hour);
  one.start = day;
  one.promised = day + days{7};
  return one;
}

// One case a working day, each decided `took` working days later (drawn from a fixed row), fed in order of time.
struct Town {
  Forecaster forecaster{std::span<const Date>()};
  std::multimap<Instant, CaseId> to_decide;
  int made = 0;

  void pass(Date day) {
    while (!to_decide.empty() && to_decide.begin()->first < at(day)) {
      forecaster.decided(to_decide.begin()->second, to_decide.begin()->first);
      to_decide.erase(to_decide.begin());
    }
  }
  void open(Date day, int took) {
    pass(day);
    const Arrived one = arrived("c" + std::to_string(++made), day);
    forecaster.arrived(one);
    forecaster.taken(one.id, one.at + std::chrono::minutes{30});
    to_decide.emplace(at(forecaster.working_days().after(day, took), 15), one.id);
  }
  Date run(Date day, int count, const std::vector<int>& row) {
    for (int i = 0; i < count; ++i) {
      while (!forecaster.working_days().working(day)) day += days{1};
      open(day, row[static_cast<std::size_t>(i) % row.size()]);
      day += days{1};
    }
    return day;
  }
};

const std::vector<int> nine_short_one_long{1, 2, 3, 1, 2, 3, 1, 2, 3, 8};

}  // namespace

TEST_CASE("a tally counts open cases: who is still open at five days lasts at least five") {
  Tally tally;
  for (const int length : {1, 2, 3, 4}) tally.add(length);
  CHECK(tally.within(0.5, {}) == 2);
  CHECK(tally.within(1.0, {}) == 4);
  const std::vector<int> open{4, 4, 4, 4};
  CHECK(tally.within(0.5, open) == 4);
  CHECK_FALSE(tally.within(0.9, open));
  CHECK(tally.within(0.5, {}, 2) == 3);
  tally.remove(1);
  CHECK(tally.total() == 3);
  CHECK(tally.within(0.3, {}) == 2);
  CHECK_FALSE(Tally().within(0.5, {}));
}

TEST_CASE("working days count over weekends, holidays and closing days") {
  const std::vector<Date> closing{make_date(2026, 5, 15)};
  const WorkingDays calendar(closing);
  CHECK(calendar.between(make_date(2026, 5, 13), make_date(2026, 5, 18)) == 1);  // Ascension, closed, weekend
  CHECK(calendar.after(make_date(2026, 5, 13), 1) == make_date(2026, 5, 18));
  CHECK(calendar.after(make_date(2026, 5, 16), 0) == make_date(2026, 5, 16));
  CHECK(calendar.between(make_date(2026, 5, 18), make_date(2026, 5, 13)) == -1);
  CHECK_FALSE(calendar.working(make_date(2026, 5, 14)));
}

TEST_CASE("without any history nothing is foretold") {
  Forecaster forecaster{std::span<const Date>()};
  CHECK_FALSE(forecaster.at_arrival(arrived("a", monday)));
  forecaster.arrived(arrived("a", monday));
  CHECK_FALSE(forecaster.of_open(CaseId("a"), at(monday)));
  CHECK_FALSE(forecaster.of_open(CaseId("unknown"), at(monday)));
}

TEST_CASE("the day foretold skips the weekend and comes true for nine of ten") {
  Town town;
  const Date end = town.run(monday, 400, nine_short_one_long);
  town.pass(end);
  Date tuesday = end, thursday = end;
  while (std::chrono::weekday{tuesday} != std::chrono::Tuesday) tuesday += days{1};
  thursday = tuesday + days{2};
  const auto early = town.forecaster.at_arrival(arrived("x", tuesday));
  const auto late = town.forecaster.at_arrival(arrived("x", thursday));
  REQUIRE(early);
  REQUIRE(late);
  CHECK(early->basis == Basis::like);
  CHECK(early->ready_by - tuesday < late->ready_by - thursday);
  const auto judged = calibrate(town.forecaster.foretold(), monday + days{200}, end, end);
  REQUIRE(judged.size() == 2);
  CHECK_FALSE(judged.back().product);
  CHECK(judged.back().judged > 200);
  CHECK(judged.back().coverage() > 0.87);
  CHECK(judged.back().coverage() < 0.93);
}

TEST_CASE("work that stops makes the forecast later, also before anything has ended") {
  Town town;
  const Date end = town.run(monday, 300, nine_short_one_long);
  const auto before = town.forecaster.at_arrival(arrived("x", end));
  // Ten working days on which cases come in and nobody decides anything.
  Date day = end;
  for (int i = 0; i < 60; ++i) {
    if (i % 6 == 0) day = town.forecaster.working_days().after(day, 1);
    town.forecaster.arrived(arrived("stuck" + std::to_string(i), day));
  }
  const auto after = town.forecaster.at_arrival(arrived("x", day));
  REQUIRE(before);
  REQUIRE(after);
  CHECK(after->ahead >= 60);
  CHECK(town.forecaster.working_days().between(day, after->ready_by) > town.forecaster.working_days().between(end, before->ready_by));
}

TEST_CASE("an open case is foretold anew with every day it waits, and no more once it is closed") {
  Town town;
  const Date end = town.run(monday, 300, nine_short_one_long);
  town.forecaster.arrived(arrived("waits", end));
  const auto first = town.forecaster.of_open(CaseId("waits"), at(end));
  const Date later = town.forecaster.working_days().after(end, 5);
  const auto waited = town.forecaster.of_open(CaseId("waits"), at(later));
  REQUIRE(first);
  REQUIRE(waited);
  CHECK(waited->ready_by >= later);
  CHECK(waited->ready_by >= first->ready_by);
  CHECK(town.forecaster.working_days().between(end, waited->ready_by) == 8);  // who waits five days is one of the long ones
  // Longer than anything ever lasted: nothing honest can be said.
  CHECK_FALSE(town.forecaster.of_open(CaseId("waits"), at(end + days{200})));
  town.forecaster.withdrawn(CaseId("waits"), at(later));
  CHECK_FALSE(town.forecaster.of_open(CaseId("waits"), at(later)));
}

TEST_CASE("a new promise of which nothing is known yet is foretold from the old one, in proportion") {
  Town town;
  const Date end = town.run(monday, 300, {5});
  Arrived shorter = arrived("new", end);
  shorter.version = 2;
  shorter.promised = town.forecaster.working_days().after(end, 1);
  const auto forecast = town.forecaster.at_arrival(shorter);
  REQUIRE(forecast);
  CHECK(forecast->basis == Basis::product);
  CHECK(town.forecaster.working_days().between(end, forecast->ready_by) == 1);
  Arrived other = arrived("other", end);
  other.product = ProductId("nieuw-product");
  const auto pooled = town.forecaster.at_arrival(other);
  REQUIRE(pooled);
  CHECK(pooled->basis == Basis::house);
}

TEST_CASE("an open case past its day is judged before it ends, and a withdrawn one never") {
  Town town;
  const Date end = town.run(monday, 300, {1});
  town.pass(end + days{7});
  town.forecaster.arrived(arrived("late", end));
  town.forecaster.arrived(arrived("gone", end));
  town.forecaster.withdrawn(CaseId("gone"), at(end, 12));
  const auto judged = calibrate(town.forecaster.foretold(), end, end + days{1}, end + days{60});
  REQUIRE(judged.size() == 2);
  CHECK(judged.back().judged == 1);
  CHECK(judged.back().came_true == 0);
}

TEST_CASE("a case whose clock starts later is foretold from that day") {
  Town town;
  const Date end = town.run(monday, 300, nine_short_one_long);
  Arrived moving = arrived("moving", end);
  moving.start = end + days{30};
  moving.promised = moving.start + days{7};
  town.forecaster.arrived(moving);
  const auto forecast = town.forecaster.of_open(moving.id, at(end));
  REQUIRE(forecast);
  CHECK(forecast->ready_by > moving.start);
  town.forecaster.start_changed(moving.id, end + days{60});
  CHECK(town.forecaster.of_open(moving.id, at(end))->ready_by > end + days{60});
}
