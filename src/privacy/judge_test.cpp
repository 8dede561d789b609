#include "privacy/judge.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/random.h"
#include "privacy/byte_scan.h"
#include "privacy/csv_feed.h"
#include "privacy/redteam/sample.h"
#include "privacy/redteam/secrets.h"
#include "privacy/statistics.h"
#include "privacy/transform.h"

using namespace sas;
using namespace sas::privacy;
using redteam::Maker;

namespace {

Maker lamps(std::size_t rows) {
  Maker m(Subject::thing, rows);
  m.column("mast", Kind::thing_id, redteam::many(rows, [](std::size_t i) { return "L" + std::to_string(i); }));
  m.column("lamp", Kind::category,
           redteam::many(rows, [](std::size_t i) { return std::string(i % 2 ? "led" : "natrium"); }));
  return m;
}

Report judged(const Maker& maker) {
  const redteam::Sample sample = maker.sample("", "");
  return judge(sample.set, sample.table);
}

std::string csv_of(const Table& table) {
  std::string out;
  const auto line = [&](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) out += (i ? ",\"" : "\"") + cells[i] + "\"";
    out += "\r\n";
  };
  line(table.header);
  for (const auto& row : table.rows) line(row);
  return out;
}

}  // namespace

TEST_CASE("a table that is declared and harmless passes") {
  CHECK(judged(lamps(40)).passes());
}

TEST_CASE("landlines from right to left are found, by the column's name or by their share") {
  SeededRandom random(1452);
  for (const char* name : {"telefoon", "code"}) {
    Maker m = lamps(30);
    m.column(
        name, Kind::thing_id, redteam::many(30, [&](std::size_t) {
          const std::string number = redteam::any_of(random, {"0384", "0529", "0104"}) + redteam::digits(random, 6);
          return std::string(number.rbegin(), number.rend());
        }));
    CHECK(judged(m).has(Rule::phone));
  }
}

TEST_CASE("whatever the owner did not decide blocks") {
  Maker m = lamps(40);
  redteam::Sample sample = m.sample("", "");
  DataSet set = sample.set;
  set.columns.pop_back();
  CHECK(judge(set, sample.table).has(Rule::undeclared_column));
  set = sample.set;
  set.columns[0].classification = Classification::undecided;
  CHECK(judge(set, sample.table).has(Rule::undecided_column));
  set.columns[0].classification = Classification::personal;
  CHECK(judge(set, sample.table).has(Rule::reason_unknown));
  set.columns[0].reason = "woo-5.1-2-e";
  CHECK_FALSE(judge(set, sample.table).has(Rule::reason_unknown));
  CHECK(judge(set, sample.table).has(Rule::closed_column));
  set = sample.set;
  set.subject = Subject::person;
  CHECK(judge(set, sample.table).has(Rule::rows_about_people));
}

TEST_CASE("ten numbers that all pass are citizen service numbers, one in eleven is an accident") {
  SeededRandom random(1);
  Maker real = lamps(10);
  real.column("kabel", Kind::thing_id, redteam::many(10, [&](std::size_t) { return redteam::made_bsn(random); }));
  CHECK(judged(real).has(Rule::bsn));
  Maker other = lamps(2000);
  other.column("kabel", Kind::thing_id, redteam::many(2000, [&](std::size_t) { return redteam::digits(random, 9); }));
  CHECK(judged(other).passes());
}

TEST_CASE("a finding names the column and the count, never a value") {
  SeededRandom random(2);
  Maker m = lamps(20);
  std::vector<std::string> secret = redteam::many(20, [&](std::size_t) { return redteam::made_bsn(random); });
  m.column("kabel", Kind::thing_id, secret);
  const Report report = judged(m);
  REQUIRE_FALSE(report.passes());
  for (const Finding& finding : report.findings) {
    const Bilingual text = explain(finding);
    CHECK(text.nl.find("kabel") != std::string::npos);
    for (const std::string& value : secret) {
      CHECK(text.nl.find(value) == std::string::npos);
      CHECK(text.en.find(value) == std::string::npos);
    }
  }
  CHECK(report.on(LegalTest::singling_out).size() + report.on(LegalTest::linking).size() +
            report.on(LegalTest::inference).size() ==
        report.findings.size());
}

TEST_CASE("every rule has a code and a text in two languages") {
  for (int i = 0; i <= static_cast<int>(Rule::cells_uncounted); ++i) {
    const Finding finding{static_cast<Rule>(i), {"kolom"}, 3};
    CHECK_FALSE(code_of(finding.rule).empty());
    CHECK(explain(finding).nl != explain(finding).en);
  }
}

TEST_CASE("the judgement is the same however the file is cut into chunks") {
  SeededRandom random(3);
  for (const std::size_t number : {0U, 3U, 5U, 7U, 42U}) {
    const redteam::Sample sample = redteam::planted_sample(random, number);
    const std::string csv = csv_of(sample.table);
    const Report whole = judge(sample.set, sample.table);
    for (const std::size_t step : {1U, 7U, 64U, 100000U}) {
      CsvFeed feed(sample.set);
      for (std::size_t at = 0; at < csv.size(); at += step) REQUIRE(feed.feed(std::string_view(csv).substr(at, step)));
      const auto report = feed.finish();
      REQUIRE(report);
      CHECK(report->rows == whole.rows);
      CHECK(report->findings == whole.findings);
    }
  }
}

TEST_CASE("sixteen bytes at a time finds what a byte at a time finds") {
  SeededRandom random(4);
  const ByteScan scan(';');
  for (int i = 0; i < 2000; ++i) {
    std::string bytes;
    while (bytes.size() < 16) bytes += ";\n\",a\xff"[random.below(6)];
    CHECK(scan.sixteen(bytes.data()) == scan.plain(bytes.data()));
  }
}

TEST_CASE("a quote that is never closed and a file without a header are errors") {
  CsvFeed open(lamps(1).sample("", "").set);
  REQUIRE(open.feed("mast,lamp\n\"L1,led\n"));
  CHECK(open.finish().error().code == "csv-quote");
  CsvFeed empty(lamps(1).sample("", "").set);
  CHECK(empty.finish().error().code == "csv-empty");
}

TEST_CASE("a row of another length blocks") {
  CsvFeed feed(lamps(1).sample("", "").set);
  REQUIRE(feed.feed("mast,lamp\nL1,led\nL2\n"));
  CHECK(feed.finish()->has(Rule::unreadable));
}

TEST_CASE("a suppressed count that follows from the totals is found, two that are many together are not") {
  const std::vector<CountCell> one{{{1}, 40.0}, {{2}, std::nullopt}, {{0}, 44.0}};
  CHECK(worked_out(one) == 1);
  const std::vector<CountCell> two{{{1}, std::nullopt}, {{2}, std::nullopt}, {{3}, 40.0}, {{0}, 60.0}};
  CHECK(worked_out(two) == 0);
  // Two by two: the corner follows only after the other line was solved.
  const std::vector<CountCell> square{{{1, 1}, std::nullopt}, {{1, 2}, 50.0}, {{1, 0}, 53.0}, {{2, 1}, std::nullopt},
                                      {{2, 2}, 60.0},         {{2, 0}, 80.0}, {{0, 1}, 23.0}};
  CHECK(worked_out(square) == 1);
}

TEST_CASE("two suppressed counts that are fewer than ten together are as good as told") {
  CHECK(worked_out({{{1}, std::nullopt}, {{2}, std::nullopt}, {{3}, 40.0}, {{0}, 43.0}}) == 2);
  CHECK(worked_out({{{1}, std::nullopt}, {{2}, std::nullopt}, {{3}, 40.0}, {{0}, 50.0}}) == 0);
}

TEST_CASE("an area that was left out follows from the total") {
  CHECK(worked_out({{{1}, 100.0}, {{2}, 50.0}, {{0}, 157.0}}) == 1);
  CHECK(worked_out({{{1}, 150.0}, {{0}, 157.0}}) == 1);
  CHECK(worked_out({{{1}, 100.0}, {{2}, 50.0}, {{0}, 150.0}}) == 0);
  CHECK(worked_out({{{1}, 100.0}, {{2}, 50.0}, {{0}, 200.0}}) == 0);
}

TEST_CASE("one contribution may not make more than half of a sum") {
  const std::vector<double> even{10, 10, 10, 10}, uneven{90, 5, 5};
  CHECK(largest_share(even) == doctest::Approx(0.25));
  CHECK_FALSE(is_dominated(even, 1, kLargestShare));
  CHECK(is_dominated(uneven, 1, kLargestShare));
  CHECK(is_dominated({}, 1, kLargestShare));
}

TEST_CASE("cell-key noise is small, repeatable and leaves the total alone on average") {
  std::int64_t sum = 0;
  for (std::uint64_t key = 0; key < 16000; ++key) {
    const std::int64_t noisy = with_cell_key_noise(100, key);
    CHECK(noisy == with_cell_key_noise(100, key));
    CHECK(noisy >= 98);
    CHECK(noisy <= 102);
    sum += noisy - 100;
  }
  CHECK(std::abs(sum) < 800);
  CHECK(with_cell_key_noise(0, 5) == 0);
}

TEST_CASE("a difference of fewer than ten with the earlier release blocks") {
  Maker m(Subject::area, 3);
  m.place("wijk", Precision::district, {"Noord", "Oost", "Zuid"});
  m.counts("inwoners", Counted::persons, {"101", "203", "307"});
  const redteam::Sample now = m.sample("", "");
  CHECK(judge(now.set, now.table).passes());
  Table earlier = now.table;
  earlier.rows[1][1] = "201";
  Judge again(now.set, now.table.header);
  again.compare_with(earlier);
  for (const auto& row : now.table.rows) again.row(std::vector<std::string_view>(row.begin(), row.end()));
  CHECK(again.finish().has(Rule::difference));
}

TEST_CASE("the smallest set of changes that passes is proposed, and says what is lost") {
  SeededRandom random(5);
  Maker m(Subject::area, 30);
  m.place("wijk", Precision::district, redteam::many(30, [](std::size_t i) { return "Wijk " + std::to_string(i); }));
  m.counts("inwoners", Counted::persons, redteam::many(30, [](std::size_t i) { return std::to_string(3 + i * 4); }));
  m.column("kabel", Kind::thing_id, redteam::many(30, [&](std::size_t) { return redteam::made_bsn(random); }));
  m.set().aggregation = Aggregation{{"wijk"}, "inwoners", Rounding::none, 0.1};
  const redteam::Sample sample = m.sample("", "");
  CHECK_FALSE(judge(sample.set, sample.table).passes());
  const auto proposal = propose(sample.set, sample.table);
  REQUIRE(proposal);
  CHECK(proposal->changes == std::vector<Transformation>{{Change::drop, "kabel"}, {Change::round_to_five, "inwoners"}});
  CHECK(proposal->lost.size() == 2);
  CHECK(judge(proposal->result.set, proposal->result.table).passes());
}

TEST_CASE("rows about persons can be published as groups") {
  Maker m(Subject::person, 200);
  m.column("categorie", Kind::category,
           redteam::many(200, [](std::size_t i) { return std::string(i % 2 ? "a" : "b"); }));
  const redteam::Sample sample = m.sample("", "");
  const auto proposal = propose(sample.set, sample.table);
  REQUIRE(proposal);
  CHECK(proposal->changes.front().change == Change::aggregate);
  CHECK(proposal->result.table.rows.size() == 2);
}

TEST_CASE("a change of a column that is not there names the field") {
  const redteam::Sample sample = lamps(5).sample("", "");
  const auto changed = transform(sample.set, sample.table, {Change::drop, "weg"});
  REQUIRE_FALSE(changed);
  CHECK(changed.error().code == "column-unknown");
  CHECK(changed.error().fields.front().field == "column");
}

TEST_CASE("a table with an uneven row is not changed but refused") {
  redteam::Sample sample = lamps(5).sample("", "");
  sample.table.rows[2].pop_back();
  CHECK(transform(sample.set, sample.table, {Change::drop, "lamp"}).error().code == "row-uneven");
  CHECK_FALSE(propose(sample.set, sample.table));
}
