#include "lake/engine_lane.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <future>
#include <random>
#include <thread>

#include "lake/answer_table.h"
#include "lake/schema.h"
#include "lake/writer.h"
#include "lake_fixture.h"

using namespace sas;
using namespace sas::lake;
using namespace std::chrono_literals;
using sas::lake::test::at;
using sas::lake::test::LakeFolder;
using sas::lake::test::number;
using sas::lake::test::reading;

namespace {

const Moment noon = at("2026-04-01T12:00:00Z");

/// A lake's writer with nothing else that works on its engine.
struct House {
  House() {
    options.folder = place.text();
    options.commit_every = 1h;  // nobody moves what the test does not move
    engine.emplace(options);
    (void)prepare_schema(engine->writer());
    writer.emplace(*engine, newest, options);
  }
  std::future<Result<Receipt>> send(std::vector<Observation> rows) {
    auto promise = std::make_shared<std::promise<Result<Receipt>>>();
    writer->append(std::move(rows), [promise](Result<Receipt> receipt) { promise->set_value(std::move(receipt)); });
    return promise->get_future();
  }
  Outcome append(const Observation& row) { return send({row}).get().value().outcomes.at(0); }

  const LakeFolder place;
  LakeOptions options;
  std::optional<Engine> engine;
  NewestValues newest;
  std::optional<Writer> writer;
};

bool is_there(const std::future<Result<Receipt>>& answer) {
  return answer.wait_for(0s) == std::future_status::ready;
}

Outcome outcome_of(std::future<Result<Receipt>>& answer) {
  REQUIRE(answer.wait_for(20s) == std::future_status::ready);
  return answer.get().value().outcomes.at(0);
}

}  // namespace

TEST_CASE("new values behind a correction are acknowledged while somebody else works on the engine") {
  House house;
  REQUIRE(house.append(reading(1, noon, 5)) == Outcome::stored);
  // The correction has the engine's turn and cannot go on, as in a checkpoint that takes long.
  std::unique_lock busy(house.writer->rows_stay());
  std::future<Result<Receipt>> corrected = house.send({reading(1, noon, 6)});
  std::future<Result<Receipt>> late = house.send({reading(2, noon, 1), reading(2, noon - 1s, 1)});
  for (int i = 0; i < 50; ++i) {
    std::future<Result<Receipt>> fresh = house.send({reading(3, noon + i * 1s, i)});
    REQUIRE(outcome_of(fresh) == Outcome::stored);
  }
  CHECK(!is_there(corrected));
  CHECK(!is_there(late));
  busy.unlock();
  CHECK(outcome_of(corrected) == Outcome::corrected);
  CHECK(outcome_of(late) == Outcome::stored);
}

TEST_CASE("values of one series never overtake each other") {
  House house;
  REQUIRE(house.append(reading(1, noon, 5)) == Outcome::stored);
  std::unique_lock busy(house.writer->rows_stay());
  std::future<Result<Receipt>> first = house.send({reading(1, noon, 6)});
  std::future<Result<Receipt>> second = house.send({reading(1, noon, 7)});
  std::future<Result<Receipt>> again = house.send({reading(1, noon, 7)});
  std::future<Result<Receipt>> fresh = house.send({reading(1, noon + 1s, 8)});
  std::future<Result<Receipt>> fresh_again = house.send({reading(1, noon + 1s, 8)});
  REQUIRE(house.append(reading(2, noon, 1)) == Outcome::stored);
  CHECK(!is_there(fresh));
  busy.unlock();
  CHECK(outcome_of(first) == Outcome::corrected);
  CHECK(outcome_of(second) == Outcome::corrected);
  CHECK(outcome_of(again) == Outcome::repeated);
  CHECK(outcome_of(fresh) == Outcome::stored);
  CHECK(outcome_of(fresh_again) == Outcome::repeated);
  CHECK(house.newest.latest(SeriesId{1})->value == 8);
}

TEST_CASE("a lane that is full holds back who corrects, and nobody else") {
  House house;
  house.writer.reset();
  house.options.max_waiting = 20;
  house.writer.emplace(*house.engine, house.newest, house.options);
  REQUIRE(house.append(reading(1, noon, 5)) == Outcome::stored);
  std::unique_lock busy(house.writer->rows_stay());
  std::future<Result<Receipt>> first = house.send({reading(1, noon, 6)});
  std::vector<std::future<Result<Receipt>>> more;
  for (int i = 0; i < 10; ++i) more.push_back(house.send({reading(1, noon, 7 + i)}));
  REQUIRE(more.back().wait_for(20s) == std::future_status::ready);
  CHECK(more.back().get().error().code == "lake-busy");
  CHECK(house.append(reading(2, noon, 1)) == Outcome::stored);
  busy.unlock();
  CHECK(outcome_of(first) == Outcome::corrected);
  for (std::size_t i = 0; i + 1 < more.size(); ++i) CHECK(outcome_of(more[i]) == Outcome::corrected);
  // What was refused left no trace: the series is free again.
  CHECK(house.append(reading(1, noon + 1s, 1)) == Outcome::stored);
}

TEST_CASE("numbers that are told rise, and no later start tells one of them again") {
  House house;
  std::vector<std::int64_t> told;
  for (int start = 0; start < 3; ++start) {
    house.writer->on_commit([&](std::int64_t batch, std::span<const Observation>) { told.push_back(batch); });
    const Moment now = noon + start * 1h;
    REQUIRE(house.append(reading(1, now, start)) == Outcome::stored);
    std::unique_lock busy(house.writer->rows_stay());
    std::future<Result<Receipt>> corrected = house.send({reading(1, now, start + 10)});
    // The correction has its number soon, and waits for the rows; what comes then is told before it, with higher ones.
    for (int i = 0; i < 50; ++i) REQUIRE(house.append(reading(2, now + i * 1s, 1)) == Outcome::stored);
    busy.unlock();
    CHECK(outcome_of(corrected) == Outcome::corrected);
    house.writer.reset();
    house.writer.emplace(*house.engine, house.newest, house.options);
  }
  REQUIRE(told.size() == 3 * 52);
  CHECK(std::ranges::is_sorted(told, std::ranges::less_equal{}));
}

TEST_CASE("however new, late and repeated values mix, each is there once and its outcome was told") {
  const LakeFolder place;
  const auto lake = place.open();
  std::atomic<std::int64_t> stored{0}, corrected{0}, repeated{0};
  std::vector<std::thread> callers;
  for (unsigned seed = 1; seed <= 4; ++seed)
    callers.emplace_back([&, seed] {
      std::mt19937 random(seed);
      const auto below = [&](int end) { return std::uniform_int_distribution<int>(0, end - 1)(random); };
      for (int call = 0; call < 150; ++call) {
        std::vector<Observation> rows;
        for (int i = below(6); i < 6; ++i)
          rows.push_back(reading(1 + below(5), noon + std::chrono::seconds{call + below(4)}, below(3)));
        const Receipt receipt = lake->append(std::move(rows)).value();
        for (const Outcome one : receipt.outcomes)
          ++(one == Outcome::stored ? stored : one == Outcome::corrected ? corrected : repeated);
      }
    });
  for (std::thread& caller : callers) caller.join();
  CHECK(corrected > 0);
  CHECK(repeated > 0);
  const auto rows = static_cast<std::int64_t>(number(*lake, "SELECT count(*) FROM observation"));
  CHECK(rows == stored);
  CHECK(number(*lake, "SELECT count(DISTINCT (series_id, time)) FROM observation") == static_cast<double>(rows));
  CHECK(number(*lake, "SELECT count(*) FROM history") == static_cast<double>(corrected));
  CHECK(lake->stats().hot_rows == rows);
}
