#include "sensing/live.h"

#include <doctest/doctest.h>

#include "sensing/cards.h"

using namespace sas;
using namespace sas::sensing;
using namespace std::chrono_literals;

namespace {

std::vector<lake::Observation> values(std::initializer_list<std::pair<int, double>> pairs) {
  std::vector<lake::Observation> out;
  for (const auto& [series, value] : pairs) {
    lake::Observation o;
    o.series = lake::SeriesId{series};
    o.value = value;
    out.push_back(o);
  }
  return out;
}

std::string told(const LiveStream::Slice& slice) {
  std::string out = slice.missed ? "missed " : "";
  for (const auto& value : slice.values) out += std::to_string(static_cast<int>(*value.value)) + " ";
  return out + "@" + std::to_string(slice.upto);
}

const SeriesSet one_and_two{lake::SeriesId{1}, lake::SeriesId{2}};

}  // namespace

TEST_CASE("a watcher gets what it wants in order, and goes on where it was") {
  LiveStream live(100);
  live.publish(7, values({{1, 10}, {3, 30}}));
  live.publish(8, values({{2, 20}, {1, 11}}));
  CHECK(told(live.after(6, one_and_two, 100)) == "10 20 11 @8");
  CHECK(told(live.after(7, one_and_two, 100)) == "20 11 @8");
  CHECK(told(live.after(8, one_and_two, 100)) == "@8");
}

TEST_CASE("a slice holds whole batches and stops when it has enough") {
  LiveStream live(100);
  live.publish(1, values({{1, 1}, {1, 2}, {1, 3}}));
  live.publish(2, values({{1, 4}}));
  CHECK(told(live.after(0, one_and_two, 2)) == "1 2 3 @1");
  CHECK(told(live.after(1, one_and_two, 2)) == "4 @2");
}

TEST_CASE("a watcher that comes back too late is told that it missed something") {
  LiveStream live(3);
  for (int batch = 1; batch <= 6; ++batch) live.publish(batch, values({{1, batch}}));
  CHECK(told(live.after(4, one_and_two, 100)) == "5 6 @6");
  CHECK(told(live.after(1, one_and_two, 100)) == "missed 4 5 6 @6");
  // A cursor of before this process began.
  LiveStream young(100);
  young.publish(50, values({{1, 1}}));
  CHECK(told(young.after(20, one_and_two, 100)) == "missed 1 @50");
  CHECK(told(young.after(49, one_and_two, 100)) == "1 @50");
  // Who watched before the first value misses nothing.
  CHECK(LiveStream(100).newest() == 0);
  CHECK(told(young.after(0, one_and_two, 100)) == "1 @50");
}

TEST_CASE("live is only said of what is live") {
  using State = Freshness::State;
  constexpr lake::Moment noon = std::chrono::sys_days{std::chrono::year{2026} / 6 / 1} + 12h;
  QualityRules rules;
  rules.expected_every = 10min;
  lake::Observation o;
  o.time = noon;
  o.value = 20;
  CHECK(freshness(rules, std::nullopt, noon).state == State::silent);
  CHECK(freshness(rules, o, noon + 30min).state == State::live);
  CHECK(freshness(rules, o, noon + 31min).state == State::late);
  CHECK(freshness(rules, o, noon + 25h).state == State::dead);
  o.quality = lake::quality::frozen;
  CHECK(freshness(rules, o, noon + 1min).state == State::dead);
  o.quality = lake::quality::stale;
  CHECK(freshness(rules, o, noon + 1min).state == State::dead);
  o.quality = 0;
  o.until = noon + 1h;
  CHECK(freshness(rules, o, noon + 1h + 20min).state == State::live);
}
