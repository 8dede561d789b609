#include "promises/scores.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <tuple>

#include "base/random.h"
#include "promises/disclosure.h"
#include "promises/marks.h"
#include "promises/rows.h"

using namespace sas;
using namespace sas::promises;
using catalogue::ChannelKind;

namespace {

const Date today = make_date(2026, 5, 10);
const Period april{make_date(2026, 4, 1), make_date(2026, 5, 1)};

// What the ledger tells about one case.
struct Told {
  Date received, promised;
  std::optional<Date> closed = {};
  End end = End::decided;
  ChannelKind channel = ChannelKind::digital;
  std::string area = {};
  int version = 1;
  int paused = 0;  // days, from the day after receipt
};

Facts facts_of(const std::vector<Told>& all) {
  Facts facts;
  std::uint64_t number = 0;
  std::int64_t seq = 0;
  for (const Told& one : all) {
    Entry entry;
    entry.subject = {1, ++number};
    const auto take = [&](Kind kind, Date day) {
      entry.seq = ++seq;
      entry.kind = kind;
      entry.at = to_millis(local_time(day, 600));
      facts.take(entry);
    };
    entry.received = one.received;
    entry.promised = entry.legal = one.promised;
    entry.product = "parkeervergunning";
    entry.channel = one.channel;
    entry.area = one.area;
    entry.number = one.version;
    take(Kind::received, one.received);
    entry.from = one.received + std::chrono::days{1};
    entry.until = *entry.from + std::chrono::days{one.paused};
    if (one.paused > 0) take(Kind::completion_asked, one.received), take(Kind::resumed, *entry.until);
    entry.day = one.closed;
    if (one.closed) take(one.end == End::decided ? Kind::decided : Kind::withdrawn, *one.closed);
  }
  return facts;
}

std::vector<Score> scored(const std::vector<Told>& all, const Period& period = april, Date day = today) {
  return scores(facts_of(all), period, day, Hindrances());
}

Score only(const std::vector<Told>& all, Date day = today) {
  const auto found = scored(all, april, day);
  REQUIRE(!found.empty());
  REQUIRE(found.front().whole());
  return found.front();
}

// A random month's work of an office, from a seed.
std::vector<Told> office(std::uint64_t seed) {
  SeededRandom random(seed);
  std::vector<Told> out;
  for (int i = 0; i < 60; ++i) {
    const Date received = make_date(2026, 3, 10) + std::chrono::days{random.below(50)};
    const Date promised = received + std::chrono::days{3 + random.below(20)};
    const Date closed = received + std::chrono::days{random.below(40)};
    Told one{received, promised, closed < today ? std::optional(closed) : std::nullopt, random.below(12) == 0 ? End::withdrawn : End::decided};
    one.channel = random.below(2) == 0 ? ChannelKind::digital : ChannelKind::desk;
    out.push_back(one);
  }
  return out;
}

std::vector<Told> many(std::size_t count, ChannelKind channel, std::string area) {
  return std::vector<Told>(count, Told{make_date(2026, 4, 1), make_date(2026, 4, 9), make_date(2026, 4, 7), End::decided, channel, std::move(area)});
}

std::vector<Told> together(const std::vector<std::vector<Told>>& parts) {
  std::vector<Told> out;
  for (const auto& part : parts) out.insert(out.end(), part.begin(), part.end());
  return out;
}

std::vector<std::string> shown(const std::vector<Told>& all) {
  const auto found = scored(all);
  std::vector<std::string> out;
  for (const Score* score : publishable(found)) out.push_back(channel_name(*score) + "/" + area_name(*score) + " " + std::to_string(score->due));
  return out;
}

}  // namespace

TEST_CASE("kept is decided on or before the promised day; late and still open are not kept") {
  const Date received = make_date(2026, 4, 1);
  const Date promised = make_date(2026, 4, 9);
  const Score score = only({{received, promised, make_date(2026, 4, 8)}, {received, promised, promised},
                            {received, promised, make_date(2026, 4, 10)}, {received, promised}});
  CHECK(score.due == 4);
  CHECK(score.kept == 2);
  CHECK(score.share == doctest::Approx(0.5));
  CHECK(score.open_overdue == 1);
}

TEST_CASE("a case taken back before the promised day is over is left out; after it, it is not kept") {
  const Date received = make_date(2026, 4, 1);
  const Date promised = make_date(2026, 4, 9);
  const Score score = only({{received, promised, make_date(2026, 4, 3)}, {received, promised, promised, End::withdrawn},
                            {received, promised, make_date(2026, 4, 10), End::withdrawn}});
  CHECK(score.due == 2);
  CHECK(score.kept == 1);
}

TEST_CASE("a case counts in the period of its promised day, and only when that day has passed") {
  const std::vector<Told> facts{{make_date(2026, 3, 1), make_date(2026, 3, 31), make_date(2026, 4, 2)},
                                {make_date(2026, 3, 1), make_date(2026, 4, 1), make_date(2026, 3, 2)},
                                {make_date(2026, 4, 1), make_date(2026, 4, 30), make_date(2026, 4, 2)},
                                {make_date(2026, 4, 1), make_date(2026, 5, 1), make_date(2026, 4, 2)}};
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
  CHECK(days_within(std::vector<Lasted>{{open, 5}, {ended, 5}, {ended, 5}}, 0.6) == 5);
  CHECK(!days_within(std::vector<Lasted>{{open, 5}, {ended, 5}, {ended, 5}}, 0.7));
  CHECK(!days_within(std::vector<Lasted>{}, 0.5));
  CHECK(!days_within(std::vector<Lasted>{{open, 9}}, 0.1));
}

TEST_CASE("days in which the clock stood still are shown apart") {
  Told paused{make_date(2026, 4, 1), make_date(2026, 4, 20), make_date(2026, 4, 15)};
  paused.paused = 10;
  const Score score = only({paused});
  CHECK(score.median_days == 4);
  CHECK(score.median_felt == 14);
}

TEST_CASE("scores go by product, version, channel and area; the parts add up to the whole") {
  std::vector<Told> told = office(5);
  for (std::size_t i = 0; i < told.size(); i += 3) told[i].version = 2, told[i].area = i % 2 == 0 ? "Assendorp" : "Stadshagen";
  std::int64_t due = 0, kept = 0, due_parts = 0, kept_parts = 0, due_areas = 0;
  for (const Score& s : scored(told)) {
    if (s.whole()) due += s.due, kept += s.kept;
    if (s.channel) due_parts += s.due, kept_parts += s.kept;
    if (s.area) due_areas += s.due;
    if (s.area) CHECK(s.version == 2);
    CHECK(!(s.channel && s.area));
  }
  CHECK(due == due_parts);
  CHECK(kept == kept_parts);
  CHECK(due > 20);
  CHECK(due_areas > 5);
}

TEST_CASE("a small part is hidden together with another, so that nobody can subtract it") {
  using enum ChannelKind;
  CHECK(shown(many(9, digital, "")).empty());
  CHECK(shown(many(10, digital, "")) == std::vector<std::string>{"all/all 10", "digital/all 10"});
  // 12 - 9 would be 3: nothing but the whole is left. With a third channel the smallest that is large enough goes along.
  CHECK(shown(together({many(9, digital, ""), many(3, desk, "")})) == std::vector<std::string>{"all/all 12"});
  CHECK(shown(together({many(30, digital, ""), many(20, phone, ""), many(3, desk, "")})) == std::vector<std::string>{"all/all 53", "digital/all 30"});
  // Two hidden that hold five together are as bad as one.
  CHECK(shown(together({many(30, digital, ""), many(20, phone, ""), many(3, desk, ""), many(2, post, "")})) ==
        std::vector<std::string>{"all/all 55", "digital/all 30"});
  CHECK(shown(together({many(30, digital, ""), many(4, phone, ""), many(6, desk, "")})) == std::vector<std::string>{"all/all 40", "digital/all 30"});
  // Three cases without a place: the sum of all areas would give them away.
  CHECK(shown(together({many(30, digital, "Assendorp"), many(20, digital, "Stadshagen"), many(3, digital, "")})) ==
        std::vector<std::string>{"all/all 53", "digital/all 53", "all/Assendorp 30"});
}

TEST_CASE("whatever the sizes of the parts, what is hidden holds at least ten cases of at least two parts, or nothing") {
  SeededRandom random(11);
  for (int round = 0; round < 500; ++round) {
    std::vector<Told> told;
    for (const char* area : {"", "Assendorp", "Berkum", "Diezerpoort", "Holtenbroek", "Stadshagen"}) {
      const auto part = many(random.below(3) == 0 ? 0 : random.below(25), ChannelKind::digital, area);
      told.insert(told.end(), part.begin(), part.end());
    }
    const auto all = scored(told);
    const auto visible = publishable(all);
    if (visible.empty()) continue;
    std::int64_t rest = visible.front()->due;
    bool any = false;
    for (const Score* s : visible) {
      CHECK(s->due >= 10);
      if (s->area) rest -= s->due, any = true;
    }
    // Nothing shown: nothing to subtract from the whole.
    if (any) CHECK((rest == 0 || rest >= 10));
  }
}

TEST_CASE("stopping work never makes a score better") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const std::vector<Told> worked = office(seed);
    const Date stop = make_date(2026, 3, 10) + std::chrono::days{SeededRandom(seed).below(60)};
    std::vector<Told> stopped = worked;
    for (Told& one : stopped)
      if (one.closed && one.end == End::decided && *one.closed >= stop) one.closed.reset();
    for (const Period& month : months_until(today, 3)) {
      const auto with = scored(worked, month);
      const auto without = scored(stopped, month);
      REQUIRE(with.size() == without.size());  // no group disappears by doing nothing
      for (std::size_t i = 0; i < with.size(); ++i) {
        CHECK(without[i].due == with[i].due);
        CHECK(without[i].kept <= with[i].kept);
        CHECK(without[i].share <= with[i].share);
        if (with[i].median_days && without[i].median_days) CHECK(*without[i].median_days >= *with[i].median_days);
        if (!with[i].median_days) CHECK(!without[i].median_days);
      }
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
  const auto add = [&](Date day, std::optional<int> mark) { opinions.push_back({0, ChannelKind::phone, day, mark}); };
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
