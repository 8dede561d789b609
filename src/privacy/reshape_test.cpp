#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "privacy/redteam/sample.h"
#include "privacy/statistics.h"
#include "privacy/transform.h"

using namespace sas;
using namespace sas::privacy;
using redteam::Maker;

namespace {

using Words = std::vector<std::string>;

// Stands where the caller has HMAC-SHA256: what is tested is which message is hashed, not how well.
KeyedHash keyed_by(std::string key) {
  return [key = std::move(key)](std::string_view message) {
    const std::uint64_t hash = std::hash<std::string>{}(key + "\n" + std::string(message));
    std::string out;
    for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(hash >> shift & 0xff);
    return out;
  };
}

redteam::Sample areas(const Words& names, const Words& counts) {
  Maker m(Subject::area, names.size());
  m.place("wijk", Precision::district, names);
  m.counts("inwoners", Counted::persons, counts);
  return m.sample("", "");
}

// So many areas, each with this number.
redteam::Sample many_areas(std::size_t rows, const std::string& count) {
  return areas(redteam::many(rows, [](std::size_t i) { return "Wijk " + std::to_string(i); }), Words(rows, count));
}

std::vector<int> offsets(const redteam::Sample& sample, const KeyedHash& keyed) {
  const auto changed = transform(sample.set, sample.table, {Change::cell_key_noise, "inwoners"}, keyed);
  REQUIRE(changed);
  std::vector<int> out;
  for (std::size_t i = 0; i < sample.table.rows.size(); ++i)
    out.push_back(std::stoi(changed->table.rows[i][1]) - std::stoi(sample.table.rows[i][1]));
  return out;
}

std::size_t equal_places(const std::vector<int>& a, const std::vector<int>& b) {
  std::size_t out = 0;
  for (std::size_t i = 0; i < a.size(); ++i) out += a[i] == b[i] ? 1U : 0U;
  return out;
}

// With offsets as of four coins two independent ones are equal in 70 of 256 cases; more than half of 1,000 does not
// happen.
constexpr std::size_t kCells = 1000;

redteam::Sample branches(const std::vector<std::uint64_t>& turnovers) {
  Maker m(Subject::firm, turnovers.size());
  m.set().firms = FirmForm::legal_persons_only;
  m.column("bedrijf", Kind::thing_id,
           redteam::many(turnovers.size(), [](std::size_t i) { return "Bedrijf " + std::to_string(i); }));
  m.column("branche", Kind::category, Words(turnovers.size(), "bouw"));
  m.column("omzet", Kind::measure,
           redteam::many(turnovers.size(), [&](std::size_t i) { return std::to_string(turnovers[i]); }));
  return m.sample("", "");
}

}  // namespace

TEST_CASE("noise that only the owner speaks of is no noise") {
  redteam::Sample sample = areas({"Noord", "Oost", "Zuid"}, {"1", "2", "3"});
  sample.set.aggregation = Aggregation{{"wijk"}, "inwoners", Rounding::cell_key, 0.1};
  CHECK(judge(sample.set, sample.table).has(Rule::small_cells));
}

TEST_CASE("noise that the gate made itself is believed, in the column it was made in") {
  const redteam::Sample sample = areas({"Noord", "Oost", "Zuid"}, {"4", "20", "300"});
  CHECK(judge(sample.set, sample.table).has(Rule::small_cells));
  const auto changed =
      transform(sample.set, sample.table, {Change::cell_key_noise, "inwoners"}, keyed_by("a secret of the town"));
  REQUIRE(changed);
  CHECK(judge(changed->set, changed->table).passes());
  CHECK_FALSE(changed->set.noise.holds_for("wijk"));
}

TEST_CASE("counts that happen to be multiples of five are judged as exact ones until rounding is declared") {
  redteam::Sample sample = areas({"Noord", "Oost", "Zuid"}, {"5", "20", "300"});
  CHECK(judge(sample.set, sample.table).has(Rule::small_cells));
  sample.set.rounded_to_five = {"inwoners"};
  CHECK(judge(sample.set, sample.table).passes());
  sample.table.rows[1][1] = "21";
  CHECK(judge(sample.set, sample.table).has(Rule::rounding_broken));
}

TEST_CASE("without a key there is no noise") {
  const redteam::Sample sample = many_areas(3, "100");
  const auto changed = transform(sample.set, sample.table, {Change::cell_key_noise, "inwoners"});
  REQUIRE_FALSE(changed);
  CHECK(changed.error().code == "noise-key-missing");
}

TEST_CASE("noise under another key is other noise: the row alone does not tell it") {
  const redteam::Sample sample = many_areas(kCells, "100");
  CHECK(offsets(sample, keyed_by("one")) == offsets(sample, keyed_by("one")));
  CHECK(equal_places(offsets(sample, keyed_by("one")), offsets(sample, keyed_by("two"))) < kCells / 2);
}

TEST_CASE("a count that changed has noise that says nothing of the noise before") {
  const auto before = offsets(many_areas(kCells, "100"), keyed_by("one"));
  const auto after = offsets(many_areas(kCells, "101"), keyed_by("one"));
  CHECK(equal_places(before, after) < kCells / 2);
}

TEST_CASE("the same cell has the same noise in every table it stands in") {
  const auto keyed = keyed_by("one");
  const redteam::Sample sample = many_areas(200, "100");
  redteam::Sample other = sample;
  std::reverse(other.table.rows.begin(), other.table.rows.end());
  Column measure = other.set.columns.back();
  measure.name = "oppervlakte";
  measure.counts = Counted::nothing;
  other.set.columns.push_back(measure);
  other.table.header.push_back("oppervlakte");
  for (auto& row : other.table.rows) row.push_back("12");
  auto reversed = offsets(other, keyed);
  std::reverse(reversed.begin(), reversed.end());
  CHECK(offsets(sample, keyed) == reversed);
}

TEST_CASE("leaving out a small row takes the next smallest with it when a total would tell it") {
  const redteam::Sample sample = areas({"Noord", "Oost", "Zuid", "Totaal"}, {"100", "50", "7", "157"});
  const auto changed = transform(sample.set, sample.table, {Change::suppress_small, "inwoners"});
  REQUIRE(changed);
  CHECK(changed->table.rows == std::vector<Words>{{"Noord", "100"}, {"Totaal", "157"}});
  CHECK(judge(changed->set, changed->table).passes());
}

TEST_CASE("a row left out by somebody else is found beside the total, and the change mends it") {
  const redteam::Sample sample = areas({"Noord", "Oost", "Totaal"}, {"100", "50", "157"});
  CHECK(judge(sample.set, sample.table).has(Rule::worked_out));
  const auto changed = transform(sample.set, sample.table, {Change::suppress_small, "inwoners"});
  REQUIRE(changed);
  CHECK(changed->table.rows.size() == 2);
  CHECK(judge(changed->set, changed->table).passes());
}

TEST_CASE("what leaving out small cells makes always passes its own check, in two dimensions with totals") {
  SeededRandom random(31);
  for (int round = 0; round < 200; ++round) {
    const std::size_t wide = 2 + random.below(4), high = 2 + random.below(4);
    std::vector<CountCell> cells;
    std::map<std::pair<std::uint64_t, std::uint64_t>, double> sums;
    for (std::uint64_t x = 1; x <= wide; ++x)
      for (std::uint64_t y = 1; y <= high; ++y) {
        const double n = static_cast<double>(random.below(3) == 0 ? random.below(10) : 10 + random.below(200));
        for (const auto& at : {std::pair{x, y}, {x, 0UL}, {0UL, y}, {0UL, 0UL}}) sums[at] += n;
      }
    for (const auto& [at, n] : sums) cells.push_back({{at.first, at.second}, n});
    const auto out = to_leave_out(cells);
    std::vector<CountCell> left;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (!std::binary_search(out.begin(), out.end(), i)) {
        left.push_back(cells[i]);
        CHECK(*cells[i].value >= kSmallestCount);
      }
    }
    CHECK(worked_out(left) == 0);
  }
}

TEST_CASE("a sum that one firm makes for 95 % is left empty") {
  std::vector<std::uint64_t> turnovers(12, 1000);
  turnovers[5] = 209'000;
  const redteam::Sample sample = branches(turnovers);
  const auto changed = transform(sample.set, sample.table, {Change::aggregate, ""});
  REQUIRE(changed);
  CHECK(changed->table.header == Words{"branche", "aantal", "omzet"});
  CHECK(changed->table.rows == std::vector<Words>{{"bouw", "12", ""}});
}

TEST_CASE("the largest share is measured over the rows that are summed, and the report says so") {
  std::vector<std::uint64_t> turnovers(11, 1000);
  turnovers[5] = 10'000;
  const redteam::Sample sample = branches(turnovers);
  const auto changed = transform(sample.set, sample.table, {Change::aggregate, ""});
  REQUIRE(changed);
  CHECK(changed->table.rows == std::vector<Words>{{"bouw", "11", "20000"}});
  CHECK(changed->set.aggregation->largest_share.value_or(0) == doctest::Approx(0.5));
  const Report report = judge(changed->set, changed->table);
  CHECK(report.passes());
  CHECK(report.share_origin == ShareOrigin::measured);
}

TEST_CASE("several rows of one firm are one contribution to a sum") {
  redteam::Sample sample = branches(std::vector<std::uint64_t>(24, 1000));
  for (std::size_t i = 0; i < 13; ++i) sample.table.rows[i][0] = "Bedrijf 0";
  const auto changed = transform(sample.set, sample.table, {Change::aggregate, ""});
  REQUIRE(changed);
  CHECK(changed->table.rows.front().back().empty());
}

TEST_CASE("a share is asked for amounts of firms, also of an area or a thing, and is told to be declared") {
  for (const Subject subject : {Subject::area, Subject::thing, Subject::firm}) {
    Maker m(subject, 3);
    m.place("wijk", Precision::district, {"Noord", "Oost", "Zuid"});
    m.counts("bedrijven", Counted::firms, {"40", "31", "22"});
    m.column("omzet", Kind::measure, {"400000", "300000", "200000"});
    m.set().aggregation = Aggregation{{"wijk"}, "bedrijven", Rounding::none, std::nullopt};
    redteam::Sample sample = m.sample("", "");
    CHECK(judge(sample.set, sample.table).has(Rule::share_unknown));
    sample.set.aggregation->largest_share = 0.2;
    const Report report = judge(sample.set, sample.table);
    CHECK_FALSE(report.has(Rule::share_unknown));
    CHECK(report.share_origin == ShareOrigin::declared);
    sample.set.aggregation.reset();
    if (subject != Subject::firm) CHECK(judge(sample.set, sample.table).has(Rule::share_unknown));
  }
}

TEST_CASE("rows of persons stay rows of persons beside a number of something that is theirs") {
  for (const char* name : {"aantal_kinderen", "aantal_punten"}) {
    Maker m(Subject::thing, 40);
    m.column("leeftijd", Kind::measure, redteam::many(40, [](std::size_t i) { return std::to_string(20 + i); }));
    m.column("geslacht", Kind::category, redteam::many(40, [](std::size_t i) { return i % 2 ? "man" : "vrouw"; }));
    m.column(name, Kind::measure, redteam::many(40, [](std::size_t i) { return std::to_string(10 + i % 7); }));
    const redteam::Sample sample = m.sample("", "");
    const Report report = judge(sample.set, sample.table);
    CHECK(report.has(Rule::person_rows));
    CHECK(report.has(Rule::small_groups));
  }
}

TEST_CASE("every sensitive column is watched for groups that all have the same, not only the first") {
  Maker m(Subject::thing, 40);
  m.column("klasse", Kind::category, redteam::many(40, [](std::size_t i) { return i < 20 ? "a" : "b"; }));
  m.column("eerste", Kind::category, redteam::many(40, [](std::size_t i) { return i % 2 ? "x" : "y"; }));
  m.column("tweede", Kind::category, redteam::many(40, [](std::size_t i) { return i < 20 ? "p" : "q"; }));
  redteam::Sample sample = m.sample("", "");
  sample.set.columns[0].role = Role::quasi_identifier;
  sample.set.columns[1].role = Role::sensitive;
  CHECK_FALSE(judge(sample.set, sample.table).has(Rule::uniform_groups));
  sample.set.columns[2].role = Role::sensitive;
  CHECK(judge(sample.set, sample.table).has(Rule::uniform_groups));
}
