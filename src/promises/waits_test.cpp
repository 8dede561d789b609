#include "promises/waits.h"

#include <doctest/doctest.h>

#include "base/random.h"
#include "promises/facts.h"

using namespace sas;
using namespace sas::promises;
using catalogue::ChannelKind;

namespace {

constexpr std::size_t at(Cause cause) { return static_cast<std::size_t>(cause); }

// A case that is received at 1000, taken at 1100 and closed at 2000.
Waited course(const std::vector<Stretch>& stretches, const std::vector<Hindrances::Outage>& outages = {}, ChannelKind kind = ChannelKind::digital) {
  return waited({{1000, 2000}, 1100, kind, stretches}, Hindrances(outages));
}

Entry entry(Kind kind, std::int64_t moment) {
  Entry out;
  out.kind = kind;
  out.at = moment;
  out.seq = moment;
  out.subject = {1, 1};
  return out;
}

Entry receipt(std::int64_t moment) {
  Entry out = entry(Kind::received, moment);
  out.received = out.promised = out.legal = local_date(from_millis(moment));
  return out;
}

// The slow way: the cause of each millisecond by itself, straight from the rules in waits.h.
Cause cause_of(const Course& course, std::span<const Hindrances::Outage> outages, std::int64_t moment) {
  const auto lasts = [&](Cause cause) {
    for (const Stretch& one : course.stretches)
      if (one.cause == cause && one.window.from <= moment && moment < one.window.until) return true;
    return false;
  };
  Cause found = moment >= course.assigned ? Cause::handling : Cause::queue;
  if (lasts(Cause::appointment)) found = Cause::appointment;
  if (lasts(Cause::resident)) found = Cause::resident;
  if (lasts(Cause::partner)) found = Cause::partner;
  if (lasts(Cause::lawful)) found = Cause::lawful;
  for (const auto& one : outages)
    if (hinders(one.channel, found, course.kind) && one.window.from <= moment && moment < one.window.until) return Cause::outage;
  return found;
}

}  // namespace

TEST_CASE("a case that nobody stopped waits in the queue until it is taken, and is handled after that") {
  CHECK(course({}) == Waited{0, 100, 900, 0, 0, 0, 0});
  CHECK(waited({{1000, 2000}, Fact::never, ChannelKind::desk, {}}, Hindrances()) == Waited{0, 1000, 0, 0, 0, 0, 0});
}

TEST_CASE("of two causes at once the one nearest to us counts, and a lawful pause goes before both") {
  CHECK(course({{{1200, 1500}, Cause::resident}, {{1400, 1600}, Cause::partner}}) == Waited{200, 100, 500, 200, 0, 0, 0});
  CHECK(course({{{1200, 1500}, Cause::lawful}, {{1400, 1600}, Cause::partner}}) == Waited{0, 100, 500, 100, 300, 0, 0});
  CHECK(course({{{1000, 1300}, Cause::appointment}, {{1250, 1400}, Cause::resident}}) == Waited{150, 0, 600, 0, 0, 250, 0});
}

TEST_CASE("an outage takes the place of the wait it hinders, and of no other") {
  const std::vector<Stretch> asked{{{1200, 1500}, Cause::resident}};
  CHECK(course(asked, {{Channel::login, {1400, 1700}}}) == Waited{200, 100, 600, 0, 0, 0, 100});
  CHECK(course(asked, {{Channel::login, {1400, 1700}}}, ChannelKind::post) == Waited{300, 100, 600, 0, 0, 0, 0});
  CHECK(course(asked, {{Channel::brp, {1050, 1250}}}) == Waited{300, 50, 500, 0, 0, 0, 150});
  CHECK(course(asked, {{Channel::phone, {1000, 2000}}}) == course(asked));
  // Two outages at once count once.
  CHECK(course({}, {{Channel::brp, {1300, 1500}}, {Channel::site, {1400, 1600}}}) == Waited{0, 100, 600, 0, 0, 0, 300});
  CHECK(course({{{1200, 1500}, Cause::partner}}, {{Channel::site, {1200, 1500}}}) == Waited{0, 100, 600, 300, 0, 0, 0});
}

TEST_CASE("names of causes and channels are those of the data, and lead back") {
  CHECK(to_text(Cause::lawful) == "lawful");
  for (const Channel channel : outage_channels) CHECK(parse_channel(to_text(channel)) == channel);
  CHECK(!parse_channel("fax"));
}

TEST_CASE("every moment of every course has one cause, the same as the rules give for each moment by itself") {
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    SeededRandom random(seed);
    const auto window = [&](std::uint64_t most) {
      const auto from = static_cast<std::int64_t>(random.below(most));
      return Window{from, from + static_cast<std::int64_t>(random.below(most / 2))};
    };
    std::vector<Stretch> stretches;
    std::vector<Hindrances::Outage> outages;
    for (std::uint64_t n = random.below(6); n > 0; --n)
      stretches.push_back({window(300), std::array{Cause::resident, Cause::partner, Cause::lawful, Cause::appointment}[random.below(4)]});
    for (std::uint64_t n = random.below(5); n > 0; --n) outages.push_back({outage_channels[random.below(channel_count)], window(300)});
    const Course one{{50, 50 + static_cast<std::int64_t>(random.below(250))}, static_cast<std::int64_t>(random.below(400)),
                     static_cast<ChannelKind>(random.below(4)), stretches};
    Waited expected{};
    for (std::int64_t moment = one.whole.from; moment < one.whole.until; ++moment) ++expected[at(cause_of(one, outages, moment))];
    const Waited found = waited(one, Hindrances(outages));
    CHECK(found == expected);
    CHECK(total_of(found) == one.whole.until - one.whole.from);
  }
}

TEST_CASE("whatever the ledger tells, in whatever order, the parts add up to the whole") {
  static constexpr std::array kinds{Kind::assigned,      Kind::start_changed,    Kind::due_changed, Kind::completion_asked,
                                    Kind::completed,     Kind::paused,           Kind::resumed,     Kind::partner_asked,
                                    Kind::partner_answered, Kind::appointment,   Kind::appointment_cancelled, Kind::outage_recorded,
                                    Kind::outage_ended};
  constexpr std::int64_t begin = 1'770'000'000'000;
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    SeededRandom random(seed);
    Facts facts;
    Entry first = receipt(begin);
    if (random.below(3) == 0) first.start = *first.received + std::chrono::days{random.below(9)}, first.name = random.below(2) == 0 ? "resident" : "appointment";
    facts.take(first);
    std::int64_t now = begin;
    const auto later = [&] { return now += static_cast<std::int64_t>(random.below(90'000'000)); };
    for (std::uint64_t n = random.below(14); n > 0; --n) {
      Entry one = entry(kinds[random.below(kinds.size())], later());
      const bool outage = one.kind == Kind::outage_recorded || one.kind == Kind::outage_ended;
      one.name = outage ? std::string(to_text(outage_channels[random.below(channel_count)])) : random.below(2) == 0 ? "police" : "resident";
      one.about = {2, 1 + random.below(2)};
      one.moment = now - 40'000'000 + static_cast<std::int64_t>(random.below(80'000'000));
      if (random.below(2) == 0) one.end = now + static_cast<std::int64_t>(random.below(40'000'000));
      one.from = one.until = one.start = local_date(from_millis(now));
      facts.take(one);
    }
    if (random.below(2) == 0) facts.take(entry(random.below(2) == 0 ? Kind::decided : Kind::withdrawn, later()));
    REQUIRE(facts.cases().size() == 1);
    const std::int64_t until = facts.cases()[0].end == End::open ? now + 1 : now;
    const Waited found = facts.waited(facts.cases()[0], now + 1, facts.hindrances(now + 1));
    CHECK(total_of(found) == until - begin);
    for (const std::int64_t part : found) CHECK(part >= 0);
  }
}

TEST_CASE("the events of a case tell where its time went") {
  constexpr std::int64_t begin = 1'770'000'000'000;
  constexpr std::int64_t hour = 3'600'000;
  Facts facts;
  facts.take(receipt(begin));
  const auto take = [&](Kind kind, std::int64_t hours, std::string name = {}) {
    Entry one = entry(kind, begin + hours * hour);
    one.name = std::move(name);
    facts.take(one);
  };
  take(Kind::assigned, 5);
  take(Kind::assigned, 7);                  // taken over: it stays in hand
  take(Kind::partner_asked, 10, "police");
  take(Kind::partner_asked, 12, "fire-service");
  take(Kind::partner_answered, 20, "police");
  take(Kind::partner_answered, 30, "fire-service");
  take(Kind::completion_asked, 40);
  take(Kind::completed, 48);
  take(Kind::resumed, 48);
  take(Kind::paused, 50);
  take(Kind::resumed, 60);
  take(Kind::decided, 70);
  const Waited found = facts.waited(facts.cases()[0], 0, Hindrances());
  CHECK(found == Waited{8 * hour, 5 * hour, (5 + 10 + 2 + 10) * hour, 20 * hour, 10 * hour, 0, 0});
}

TEST_CASE("time before a chosen day is the applicant's, time before a visit is the appointment's, and the last word counts") {
  const std::int64_t begin = to_millis(*parse_iso_instant("2026-02-02T09:00:00Z"));
  constexpr std::int64_t day = 86'400'000;
  Facts facts;
  Entry first = receipt(begin);
  first.start = make_date(2026, 2, 5);
  first.name = "resident";
  facts.take(first);
  const std::int64_t until_start = to_millis(start_of_day(make_date(2026, 2, 5))) - begin;
  CHECK(facts.waited(facts.cases()[0], begin + 10 * day, Hindrances())[at(Cause::resident)] == until_start);
  Entry changed = entry(Kind::start_changed, begin + day);
  changed.start = make_date(2026, 2, 6);
  changed.name = "appointment";
  facts.take(changed);
  const Waited found = facts.waited(facts.cases()[0], begin + 10 * day, Hindrances());
  CHECK(found[at(Cause::resident)] == 0);
  CHECK(found[at(Cause::appointment)] == until_start + day);
  CHECK(facts.cases()[0].days_in_law(make_date(2026, 2, 12)) == 6);
  CHECK(facts.cases()[0].days_until(make_date(2026, 2, 12)) == 10);
}

TEST_CASE("facts are read the same from flat and from nested JSON, and damage is noticed") {
  Entry flat = entry(Kind::received, 1), nested = flat;
  read_facts(flat, R"({"area":"Assendorp","channel":"desk","product":"paspoort","promise_version":3,"received":"2026-02-02"})");
  read_facts(nested, R"({"area":"Assendorp","channel":"desk","more":["x"],"product":"paspoort","promise_version":3,"received":"2026-02-02"})");
  for (const Entry* one : {&flat, &nested}) {
    CHECK(one->area == "Assendorp");
    CHECK(one->channel == ChannelKind::desk);
    CHECK(one->number == 3);
    CHECK(one->received == make_date(2026, 2, 2));
  }
  Entry escaped = entry(Kind::received, 1);
  read_facts(escaped, R"({"area":"Het \"Eiland\"","product":"x"})");
  CHECK(escaped.area == "Het \"Eiland\"");
  for (const char* damaged : {"", "{", "[]", R"({"area":"x")", R"({"area":)", R"({"area" "x"})", R"({"a":1}x)"}) {
    Entry one = entry(Kind::received, 1);
    CHECK_THROWS_AS(read_facts(one, damaged), std::runtime_error);
  }
}

TEST_CASE("a UUID becomes a key that tells it from every other, and anything else becomes none") {
  const auto key = key_of("01900000-0000-7abc-8def-0123456789ab");
  REQUIRE(key);
  CHECK(key->high == 0x0190000000007abcULL);
  CHECK(key->low == 0x8def0123456789abULL);
  for (const char* other : {"", "01900000-0000-7abc-8def-0123456789a", "01900000-0000-7abc-8def-0123456789aB", "01900000-0000-7abc-8def-0123456789ag",
                            "01900000x0000-7abc-8def-0123456789ab", "g1900000-0000-7abc-8def-0123456789ab"})
    CHECK(!key_of(other));
  Places places;
  for (std::uint32_t i = 0; i < 5000; ++i) places.put({i / 7, i}, i);
  places.put({0, 3}, 9999);
  for (std::uint32_t i = 0; i < 5000; ++i) CHECK(places.find({i / 7, i}) == (i == 3 ? 9999 : i));
  CHECK(!places.find({1, 1}));
}
