#include <doctest/doctest.h>

#include <cstdio>

#include "base/json.h"
#include "base/text.h"
#include "lake/manifest.h"
#include "lake_fixture.h"

using namespace sas;
using namespace sas::lake;
using namespace std::chrono_literals;
using sas::lake::test::at;
using sas::lake::test::LakeFolder;
using sas::lake::test::reading;

namespace {

/// What the command prints, by line; empty when it cannot run.
std::vector<std::string> lines_of(const std::string& command) {
  std::string text;
  FILE* pipe = ::popen(command.c_str(), "r");
  if (!pipe) return {};
  char piece[4096];
  while (const std::size_t got = std::fread(piece, 1, sizeof piece, pipe)) text.append(piece, got);
  if (::pclose(pipe) != 0) return {};
  std::vector<std::string> out = split(text, '\n');
  if (!out.empty() && out.back().empty()) out.pop_back();
  return out;
}

}  // namespace

TEST_CASE("a reader that is not ours reads the sealed file as it was written") {
  if (!std::filesystem::exists("node_modules/hyparquet")) {
    MESSAGE("skipped: node_modules has no hyparquet; run npm ci --ignore-scripts");
    return;
  }
  LakeFolder place;
  auto lake = place.open();
  std::vector<Observation> rows;
  for (int i = 0; i < 500; ++i) rows.push_back(reading(i % 5 + 1, at("2026-03-30T00:00:00Z") + i * 1min, i / 4.0));
  Observation full = reading(9, at("2026-03-30T10:00:00.123Z"), -1.5);
  full.until = full.time + 5min;
  full.result_time = full.time + 6min;
  full.text = "één";
  full.quality = quality::late;
  full.feature = 42;
  full.extra = R"({"note":"x"})";
  rows.push_back(full);
  REQUIRE(lake->append(rows));
  REQUIRE(lake->seal(at("2026-04-03T12:00:00Z"), 24h));
  const std::string file = place.text() + "/" + path_of("keep", make_date(2026, 3, 30), 1);
  const std::vector<std::string> lines = lines_of("node tests/lake/read_parquet.mjs '" + file + "'");
  REQUIRE(lines.size() == 502);
  CHECK(lines[0] == R"({"rows":501,"columns":["series_id","time","until","result_time","received","value","text",)"
                    R"("quality","feature","extra"],"codecs":["ZSTD"],"version":"1"})");
  // In order of series and time.
  CHECK(lines[1].starts_with(R"([1,"2026-03-30T00:00:00.000Z",null,null,"2026-04-03T12:00:00.000Z",0,null,0,0,null])"));
  CHECK(lines[501] == R"([9,"2026-03-30T10:00:00.123Z","2026-03-30T10:05:00.123Z","2026-03-30T10:06:00.123Z",)"
                      R"("2026-04-03T12:00:00.000Z",-1.5,"één",32,42,"{\"note\":\"x\"}"])");
  double sum = 0;
  for (std::size_t i = 1; i < lines.size(); ++i)
    sum += json::parse(lines[i]).value().as_array().at(5).to_number<double>();
  CHECK(sum == 500 * 499 / 8.0 - 1.5);
}

TEST_CASE("a reader that is not ours reads the events of the ledger as they were told") {
  if (!std::filesystem::exists("node_modules/hyparquet")) {
    MESSAGE("skipped: node_modules has no hyparquet; run npm ci --ignore-scripts");
    return;
  }
  LakeFolder place;
  const auto lake = place.open();
  const PseudonymKey key("secret");
  EventBatch batch;
  batch.events.push_back({.seq = 7,
                          .time = at("2026-03-30T10:00:00.123Z"),
                          .kind = Code::from("case.received").value(),
                          .about = key.of("a case"),
                          .product = Code::from("paspoort"),
                          .channel = Code::from("digital"),
                          .status = {},
                          .result = {},
                          .promised = make_date(2026, 4, 2)});
  batch.last_seq = 7;
  batch.last_time = batch.events[0].time;
  REQUIRE(lake->events().start_anew(key.fingerprint()));
  REQUIRE(lake->events().take(batch));
  const auto files = lake->events().files();
  REQUIRE(files == std::vector{place.text() + "/event/year=2026/month=03/part-0001.parquet"});
  const std::vector<std::string> lines = lines_of("node tests/lake/read_parquet.mjs '" + files[0] + "'");
  REQUIRE(lines.size() == 2);
  CHECK(lines[0] == R"({"rows":1,"columns":["seq","time","kind","about","product","channel","status","result",)"
                    R"("promised"],"codecs":["ZSTD"],"version":"1"})");
  CHECK(lines[1] == R"([7,"2026-03-30T10:00:00.123Z","case.received",")" + key.of("a case").text() +
                        R"(","paspoort","digital",null,null,"2026-04-02T00:00:00.000Z"])");
}
