#include "lake/lake.h"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "lake_fixture.h"

using namespace sas;
using namespace sas::lake;
using namespace std::chrono_literals;
using sas::lake::test::at;
using sas::lake::test::LakeFolder;
using sas::lake::test::reading;

TEST_CASE("what was acknowledged is there after opening again") {
  LakeFolder place;
  {
    auto lake = place.open();
    const Receipt receipt = lake->append({reading(1, at("2026-04-01T10:00:00Z"), 20.5)}).value();
    CHECK(receipt.batch == 1);
    CHECK(receipt.outcomes == std::vector{Outcome::stored});
  }
  auto lake = place.open();
  REQUIRE(lake->latest(SeriesId{1}).has_value());
  CHECK(lake->latest(SeriesId{1})->value == 20.5);
  CHECK(lake->stats().hot_rows == 1);
  CHECK(lake->append({reading(1, at("2026-04-01T10:01:00Z"), 21)}).value().batch == 2);
}

TEST_CASE("every field of an observation comes back as it went in") {
  LakeFolder place;
  Observation told = reading(7, at("2026-04-01T10:00:00.123456Z"), 1.25);
  told.until = told.time + 5min;
  told.result_time = told.time + 6min;
  told.received = told.time + 7min;
  told.text = "a text that is longer than twelve bytes";
  told.quality = quality::late | quality::repaired;
  told.feature = 42;
  told.extra = R"({"note":"x"})";
  {
    auto lake = place.open();
    REQUIRE(lake->append({told}).has_value());
    CHECK(test::equal(*lake->latest(SeriesId{7}), told));
  }
  auto lake = place.open();
  CHECK(test::equal(*lake->latest(SeriesId{7}), told));
}

TEST_CASE("the same again is a repeat, another result is a correction that keeps the earlier one") {
  LakeFolder place;
  auto lake = place.open();
  const Moment time = at("2026-04-01T10:00:00Z");
  CHECK(lake->append({reading(1, time, 20)}).value().outcomes == std::vector{Outcome::stored});
  CHECK(lake->append({reading(1, time, 20)}).value().outcomes == std::vector{Outcome::repeated});
  CHECK(lake->append({reading(1, time, 22)}).value().outcomes == std::vector{Outcome::corrected});
  CHECK(lake->append({reading(1, time, 22)}).value().outcomes == std::vector{Outcome::repeated});
  CHECK(lake->latest(SeriesId{1})->value == 22);
  CHECK((lake->latest(SeriesId{1})->quality & quality::corrected) != 0);
  CHECK(test::number(*lake, "SELECT count(*) FROM observation") == 1);
  CHECK(test::number(*lake, "SELECT value FROM observation") == 22);
  CHECK(test::number(*lake, "SELECT value FROM history") == 20);
  CHECK(lake->stats().hot_rows == 1);
  CHECK(lake->stats().corrected == 1);
  CHECK(lake->stats().repeated == 2);
}

TEST_CASE("repeats and corrections within one call are found too") {
  LakeFolder place;
  auto lake = place.open();
  const Moment time = at("2026-04-01T10:00:00Z");
  const Receipt receipt =
      lake->append({reading(1, time, 1), reading(1, time, 1), reading(1, time, 2), reading(2, time, 1)}).value();
  CHECK(receipt.outcomes == std::vector{Outcome::stored, Outcome::repeated, Outcome::corrected, Outcome::stored});
  CHECK(test::number(*lake, "SELECT value FROM observation WHERE series_id = 1") == 2);
  CHECK(test::number(*lake, "SELECT count(*) FROM observation") == 2);
}

TEST_CASE("another end or another feature makes another observation") {
  LakeFolder place;
  auto lake = place.open();
  const Moment time = at("2026-04-01T10:00:00Z");
  Observation interval = reading(1, time, 1);
  interval.until = time + 5min;
  Observation elsewhere = reading(1, time, 1);
  elsewhere.feature = 9;
  const std::vector<Observation> three{reading(1, time, 1), interval, elsewhere};
  CHECK(lake->append(three).value().outcomes == std::vector(3, Outcome::stored));
  CHECK(lake->append(three).value().outcomes == std::vector(3, Outcome::repeated));
  CHECK(test::number(*lake, "SELECT count(*) FROM observation") == 3);
}

TEST_CASE("a person's judgement of the flags is stored although the value stays") {
  LakeFolder place;
  auto lake = place.open();
  Observation told = reading(1, at("2026-04-01T10:00:00Z"), 1);
  told.quality = quality::jump;
  REQUIRE(lake->append({told}).has_value());
  told.quality = quality::late;
  CHECK(lake->append({told}).value().outcomes == std::vector{Outcome::repeated});
  told.quality = quality::manual;
  CHECK(lake->append({told}).value().outcomes == std::vector{Outcome::corrected});
  CHECK(lake->append({told}).value().outcomes == std::vector{Outcome::repeated});
}

TEST_CASE("a value that was late does not become the latest") {
  LakeFolder place;
  auto lake = place.open();
  REQUIRE(lake->append({reading(1, at("2026-04-01T10:00:00Z"), 20)}).has_value());
  CHECK(lake->append({reading(1, at("2026-04-01T09:00:00Z"), 10)}).value().outcomes == std::vector{Outcome::stored});
  CHECK(lake->latest(SeriesId{1})->value == 20);
}

TEST_CASE("what was taken back is gone from the answers and kept in history") {
  LakeFolder place;
  auto lake = place.open();
  REQUIRE(lake->append({reading(1, at("2026-04-01T09:00:00Z"), 10), reading(1, at("2026-04-01T10:00:00Z"), 20)}));
  REQUIRE(lake->remove(SeriesId{1}, at("2026-04-01T10:00:00Z"), std::nullopt, 0).has_value());
  CHECK(lake->latest(SeriesId{1})->value == 10);
  CHECK(test::number(*lake, "SELECT count(*) FROM observation") == 1);
  CHECK(test::number(*lake, "SELECT value FROM history") == 20);
  CHECK(lake->stats().hot_rows == 1);
  const auto again = lake->remove(SeriesId{1}, at("2026-04-01T10:00:00Z"), std::nullopt, 0);
  REQUIRE(!again.has_value());
  CHECK(again.error().code == "observation-unknown");
}

TEST_CASE("one bad observation refuses its call and no other") {
  LakeFolder place;
  auto lake = place.open();
  const Moment time = at("2026-04-01T10:00:00Z");
  const auto refused = [&](Observation bad) {
    const auto answer = lake->append({reading(1, time, 1), bad});
    REQUIRE(!answer.has_value());
    CHECK(answer.error().code == "observation-invalid");
    CHECK(answer.error().detail.find("observation 1") != std::string::npos);
  };
  refused(reading(1, time, std::numeric_limits<double>::quiet_NaN()));
  refused(reading(1, time, std::numeric_limits<double>::infinity()));
  refused(reading(1, at("1899-12-31T23:59:59Z"), 1));
  refused(reading(1, at("2200-01-01T00:00:00Z"), 1));
  Observation backwards = reading(1, time, 1);
  backwards.until = time - 1s;
  refused(backwards);
  Observation broken = reading(1, time, 1);
  broken.text = "\xff";
  refused(broken);
  CHECK(test::number(*lake, "SELECT count(*) FROM observation") == 0);
  CHECK(lake->stats().refused == 12);
}

TEST_CASE("many callers share few commits, and each gets its own outcomes") {
  LakeFolder place;
  auto lake = place.open();
  std::atomic<int> stored{0};
  std::vector<std::thread> callers;
  for (int caller = 0; caller < 16; ++caller)
    callers.emplace_back([&, caller] {
      for (int i = 0; i < 50; ++i) {
        const auto answer = lake->append({reading(caller, at("2026-04-01T10:00:00Z") + i * 1s, i)});
        stored += answer && answer->outcomes == std::vector{Outcome::stored} ? 1 : 0;
      }
    });
  for (std::thread& caller : callers) caller.join();
  CHECK(stored == 800);
  CHECK(test::number(*lake, "SELECT count(*) FROM observation") == 800);
  CHECK(lake->stats().commits < 800);
}

TEST_CASE("the listener sees every commit in order, before the callers are answered") {
  LakeFolder place;
  auto lake = place.open();
  std::vector<std::int64_t> batches;
  std::vector<double> values;
  lake->on_commit([&](std::int64_t batch, std::span<const Observation> rows) {
    batches.push_back(batch);
    for (const Observation& row : rows) values.push_back(row.value.value());
  });
  const Moment time = at("2026-04-01T10:00:00Z");
  REQUIRE(lake->append({reading(1, time, 1), reading(2, time, 2)}));
  CHECK(values == std::vector{1.0, 2.0});
  REQUIRE(lake->append({reading(1, time, 1)}));
  REQUIRE(lake->append({reading(1, time, 3)}));
  CHECK(values == std::vector{1.0, 2.0, 3.0});
  CHECK(batches == std::vector<std::int64_t>{1, 2});
}

TEST_CASE("a lake has one owner") {
  LakeFolder place;
  auto lake = place.open();
  LakeOptions options;
  options.folder = place.text();
  const auto second = lake::open(options, place.clock);
  REQUIRE(!second.has_value());
  CHECK(second.error().code == "lake-in-use");
}

TEST_CASE("a question answers with cells of each kind, and says when it was cut") {
  LakeFolder place;
  auto lake = place.open();
  const std::vector<Cell> params{std::int64_t{5}, std::string("x")};
  const Table table =
      lake->query(
              "SELECT $1::BIGINT, $2, 1.5::DOUBLE, NULL, TIMESTAMP '1970-01-01 00:00:01', true, 1.25::DECIMAL(4,2), "
              "sum(1::BIGINT), DATE '2026-04-01'",
              params)
          .value();
  const std::vector<Cell> expected{std::int64_t{5},          std::string("x"), 1.5,  nullptr,
                                   std::int64_t{1'000'000},  std::int64_t{1},  1.25, std::int64_t{1},
                                   std::string("2026-04-01")};
  CHECK(table.rows.at(0) == expected);
  const Table cut = lake->query("SELECT * FROM range(10)", {}, 3).value();
  CHECK(cut.cut);
  CHECK(cut.rows.size() == 3);
  CHECK(lake->query("SELECT wrong", {}).error().code == "lake-query");
}

TEST_CASE("the engine of the lake reaches no file outside its folder and keeps its settings") {
  LakeFolder place;
  auto lake = place.open();
  for (const char* sql : {"SELECT * FROM read_csv('/etc/passwd')", "SELECT * FROM glob('/etc/*')",
                          "COPY (SELECT 1) TO '/tmp/sas-lake-out.csv'", "ATTACH '/tmp/sas-lake-out.db'",
                          "SET enable_external_access = true", "SET memory_limit = '100GB'", "INSTALL httpfs"}) {
    CAPTURE(sql);
    CHECK(!lake->query(sql, {}).has_value());
  }
  CHECK(!std::filesystem::exists("/tmp/sas-lake-out.csv"));
  CHECK(!std::filesystem::exists("/tmp/sas-lake-out.db"));
}
