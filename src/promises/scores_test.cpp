#include "promises/scores.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <tuple>

#include "base/random.h"
#include "promises/marks.h"

using namespace sas;
using namespace sas::promises;
using catalogue::ChannelKind;

namespace {

const Date today = make_date(2026, 5, 10);
const Period april{make_date(2026, 4, 1), make_date(2026, 5, 1)};

Fact fact(Date received, Date promised, std::optional<Date> closed = {}, End end = End::decided) {
  Fact out;
  out.product = ProductId("parkeervergunning");
  out.received = received;
  out.promised = promised;
  out.legal = promised;
  out.closed = closed;
  out.end = closed ? end : End::open;
  return out;
}

Score only(const std::vector<Fact>& facts, Date day = today) {
  const auto all = scores(facts, std::vector{april}, day, By::product);
  REQUIRE(all.size() == 1);
  return all.front();
}

// A random month's work of an office, from a seed.
std::vector<Fact> office(std::uint64_t seed) {
  SeededRandom random(seed);
  std::vector<Fact> out;
  for (int i = 0; i < 60; ++i) {
    const Date received = make_date(2026, 3, 10) + std::chrono::days{random.below(50)};
    const Date promised = received + std::chrono::days{3 + random.below(20)};
    const Date closed = received + std::chrono::days{random.below(40)};
    Fact one = fact(received, promised, closed < today ? std::optional(closed) : std::nullopt,
                    random.below(12) == 0 ? End::withdrawn : End::decided);
    one.channel = random.below(2) == 0 ? ChannelKind::digital : ChannelKind::desk;
    out.push_back(one);
  }
  return out;
}

}  // namespace

TEST_CASE("kept is decided on or before the promised day; late and still open are not kept") {
  const Date received = make_date(2026, 4, 1);
  const Date promised = make_date(2026, 4, 9);
  const Score score = only({fact(received, promised, make_date(2026, 4, 8)), fact(received, promised, promised),
                            fact(received, promised, make_date(2026, 4, 10)), fact(received, promised)});
  CHECK(score.due == 4);
  CHECK(score.kept == 2);
  CHECK(*score.share == doctest::Approx(0.5));
  CHECK(score.open_overdue == 1);
}

TEST_CASE("a case taken back before the promised day is over is left out; after it, it is not kept") {
  const Date received = make_date(2026, 4, 1);
  const Date promised = make_date(2026, 4, 9);
  const Score score = only({fact(received, promised, make_date(2026, 4, 3)), fact(received, promised, promised, End::withdrawn),
                            fact(received, promised, make_date(2026, 4, 10), End::withdrawn)});
  CHECK(score.due == 2);
  CHECK(score.kept == 1);
}

TEST_CASE("a case counts in the period of its promised day, and only when that day has passed") {
  const std::vector<Fact> facts{fact(make_date(2026, 3, 1), make_date(2026, 3, 31), make_date(2026, 4, 2)),
                                fact(make_date(2026, 3, 1), make_date(2026, 4, 1), make_date(2026, 3, 2)),
                                fact(make_date(2026, 4, 1), make_date(2026, 4, 30), make_date(2026, 4, 2)),
                                fact(make_date(2026, 4, 1), make_date(2026, 5, 1), make_date(2026, 4, 2))};
  CHECK(only(facts).due == 2);
  // On 30 April that day is not over: a case that is closed already would count before those that are not.
  CHECK(only(facts, make_date(2026, 4, 30)).due == 1);
}

TEST_CASE("the Wilson interval agrees with the published example and stays within 0 and 1") {
  // 81 of 263: Newcombe, Statistics in Medicine 17 (1998), table I, method 3: 0.2553 to 0.3662.
  const Interval some = wilson(81, 263);
  CHECK(some.low == doctest::Approx(0.2553).epsilon(0.0005));
  CHECK(some.high == doctest::Approx(0.3662).epsilon(0.0005));
  // 0 of 20, same table: 0.0000 to 0.1611.
  CHECK(wilson(0, 20).low == 0);
  CHECK(wilson(0, 20).high == doctest::Approx(0.1611).epsilon(0.0005));
  CHECK(wilson(20, 20).high == doctest::Approx(1));
}

TEST_CASE("days within which a share is ready, with open cases counted, worked out by hand") {
  using enum Lasted::State;
  // Survival after 1: 3/4; after 2: 3/4 x 2/3 = 1/2; the one open at 3 leaves; after 4: 0.
  const std::vector<Lasted> four{{ended, 4}, {ended, 1}, {open, 3}, {ended, 2}};
  CHECK(days_within(four, 0.5) == 2);
  CHECK(days_within(four, 0.9) == 4);
  CHECK(days_within(four, 0.25) == 1);
  // On one day the ended go first: 2 of 3 end at day 5, the third is open at 5: survival 1/3.
  CHECK(days_within({{open, 5}, {ended, 5}, {ended, 5}}, 0.6) == 5);
  CHECK(!days_within({{open, 5}, {ended, 5}, {ended, 5}}, 0.7));
  CHECK(!days_within({}, 0.5));
  CHECK(!days_within({{open, 9}}, 0.1));
}

TEST_CASE("days in which the clock stood still are shown apart") {
  Fact paused = fact(make_date(2026, 4, 1), make_date(2026, 4, 20), make_date(2026, 4, 15));
  paused.suspended_days = 10;
  const Score score = only({paused});
  CHECK(score.median_days == 4);
  CHECK(score.median_felt == 14);
}

TEST_CASE("scores go by product, version, month and, when asked, channel; the parts add up to the whole") {
  std::vector<Fact> facts = office(5);
  for (std::size_t i = 0; i < facts.size(); i += 3) facts[i].version = 2;
  const auto months = months_until(today, 3);
  const auto whole = scores(facts, months, today, By::product);
  const auto parts = scores(facts, months, today, By::channel);
  std::int64_t due = 0, kept = 0, due_parts = 0, kept_parts = 0;
  for (const Score& s : whole) due += s.due, kept += s.kept;
  for (const Score& s : parts) due_parts += s.due, kept_parts += s.kept;
  CHECK(due == due_parts);
  CHECK(kept == kept_parts);
  CHECK(due > 20);
  CHECK(std::is_sorted(whole.begin(), whole.end(), [](const Score& a, const Score& b) {
    return std::tuple(a.version, a.period.from) < std::tuple(b.version, b.period.from);
  }));
}

TEST_CASE("stopping work never makes a score better") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const std::vector<Fact> worked = office(seed);
    const Date stop = make_date(2026, 3, 10) + std::chrono::days{SeededRandom(seed).below(60)};
    std::vector<Fact> stopped = worked;
    for (Fact& one : stopped)
      if (one.end == End::decided && *one.closed >= stop) one.closed.reset(), one.end = End::open;
    const auto months = months_until(today, 3);
    const auto with = scores(worked, months, today, By::product);
    const auto without = scores(stopped, months, today, By::product);
    REQUIRE(with.size() == without.size());  // no group disappears by doing nothing
    for (std::size_t i = 0; i < with.size(); ++i) {
      CHECK(without[i].due == with[i].due);
      CHECK(without[i].kept <= with[i].kept);
      CHECK(*without[i].share <= *with[i].share);
      if (with[i].median_days && without[i].median_days) CHECK(*without[i].median_days >= *with[i].median_days);
      if (!with[i].median_days) CHECK(!without[i].median_days);
    }
  }
}

TEST_CASE("the months are whole, end with the one that runs, and a month without a day is left out") {
  const auto months = months_until(make_date(2026, 1, 15), 2);
  REQUIRE(months.size() == 3);
  CHECK(months[0] == Period{make_date(2025, 11, 1), make_date(2025, 12, 1)});
  CHECK(months[1] == Period{make_date(2025, 12, 1), make_date(2026, 1, 1)});
  CHECK(months[2] == Period{make_date(2026, 1, 1), make_date(2026, 1, 15)});
  CHECK(months_until(make_date(2026, 3, 1), 1).size() == 1);
}

TEST_CASE("a mark comes with its response and an interval worked out by hand") {
  std::vector<Opinion> opinions;
  const auto add = [&](Date day, std::optional<int> mark) { opinions.push_back({ProductId("paspoort"), ChannelKind::phone, day, mark}); };
  for (const int mark : {6, 8, 10, 8}) add(make_date(2026, 4, 2), mark);
  for (int i = 0; i < 4; ++i) add(make_date(2026, 4, 3), std::nullopt);
  add(make_date(2026, 5, 1), 1);  // outside the period
  const auto found = marks(opinions, april);
  REQUIRE(found.size() == 1);
  CHECK(found[0].invited == 8);
  CHECK(found[0].answered == 4);
  CHECK(*found[0].response == doctest::Approx(0.5));
  CHECK(*found[0].mean == doctest::Approx(8));
  // Variance 8/3, standard error sqrt(8/3/4) = 0.8165, times 1.96 = 1.6003; and never above 10.
  CHECK(found[0].interval->low == doctest::Approx(6.3997).epsilon(0.0005));
  CHECK(found[0].interval->high == doctest::Approx(9.6003).epsilon(0.0005));
}
