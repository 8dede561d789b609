#include "privacy/shape_watch.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <string>

#include "privacy/redteam/sample.h"
#include "privacy/sketch.h"
#include "privacy/transform.h"
#include "shapes/forms.h"

using namespace sas;
using namespace sas::privacy;
using redteam::Maker;
using redteam::many;

namespace {

// A square with its south-west corner on the grid of 0.001 degree and sides of so many ten-thousandths of a degree.
std::string square(std::size_t number, int side) {
  const double x = 6.05 + 0.002 * static_cast<double>(number % 40),
               y = 52.48 + 0.002 * static_cast<double>(number / 40);
  const double d = side * 1e-4;
  return fmt::format("POLYGON (({0:.4f} {1:.4f}, {2:.4f} {1:.4f}, {2:.4f} {3:.4f}, {0:.4f} {3:.4f}, {0:.4f} {1:.4f}))",
                     x, y, x + d, y + d);
}

std::string canonical(const std::string& text) {
  return text_of(shapes::shape_from_text(text).value());
}

Maker with_shapes(Subject subject, Precision precision, const std::vector<std::string>& values) {
  Maker m(subject, values.size());
  std::vector<std::string> texts;
  for (const std::string& value : values) texts.push_back(value.empty() ? value : canonical(value));
  m.shapes("vorm", precision, texts);
  return m;
}

Report judged(const Maker& maker) {
  const redteam::Sample sample = maker.sample("", "");
  return judge(sample.set, sample.table);
}

std::vector<std::string> squares(std::size_t count, int side) {
  return many(count, [&](std::size_t i) { return square(i, side); });
}

// A place every ten metres, as a receiver tells it; away from every other line.
std::string track(std::size_t number, std::size_t places) {
  std::string out = "LINESTRING (";
  double x = 6.05 + 0.0031 * static_cast<double>(number), y = 52.48;
  for (std::size_t i = 0; i < places; ++i) {
    out += fmt::format("{}{:.7f} {:.7f}", i == 0 ? "" : ", ", x, y);
    x += 0.00004 * std::sin(static_cast<double>(i + number)), y += 0.0001;
  }
  return out + ")";
}

// Streets between crossings: each meets others at its ends.
std::string street(std::size_t number) {
  const double x = 6.05 + 0.01 * static_cast<double>(number % 5), y = 52.48 + 0.01 * static_cast<double>(number / 5);
  std::string out = "LINESTRING (";
  for (int i = 0; i <= 25; ++i)
    out += fmt::format("{}{:.7f} {:.7f}", i == 0 ? "" : ", ", x + 0.01 * i / 25,
                       y + (i % 25 == 0 ? 0 : 0.00003 * (i % 3)));
  return out + ")";
}

}  // namespace

TEST_CASE("shapes of things pass, and those that cannot be read or are too large do not") {
  CHECK(judged(with_shapes(Subject::thing, Precision::exact, squares(30, 2))).passes());
  Maker broken = with_shapes(Subject::thing, Precision::exact, squares(3, 2));
  redteam::Sample sample = broken.sample("", "");
  sample.table.rows[1][0] = "POLYGON ((0 0, 9 8, 9 0, 0 9, 0 0))";
  CHECK(judge(sample.set, sample.table).has(Rule::shape_unreadable));
  sample.table.rows[1][0] = "polygon((6 52, 7 52, 7 53, 6 52))";
  CHECK(judge(sample.set, sample.table).has(Rule::shape_unreadable));
  sample.table.rows[1][0] = "Karel, 06 12345678";
  CHECK(judge(sample.set, sample.table).has(Rule::shape_unreadable));
  sample.table.rows[1][0] = "LINESTRING (" + std::string(5U << 20, '1') + ")";
  const Report report = judge(sample.set, sample.table);
  REQUIRE(report.has(Rule::shape_too_large));
  CHECK(report.findings.size() == 1);
  CHECK(report.findings[0].count == 1);
}

TEST_CASE("geometry in a column that is not declared as shapes blocks") {
  Maker m(Subject::thing, 30);
  m.column("kenmerk", Kind::thing_id, squares(30, 50));
  CHECK(judged(m).has(Rule::shape_undeclared));
}

TEST_CASE("a column of shapes without a precision, or of another kind, blocks") {
  redteam::Sample sample = with_shapes(Subject::thing, Precision::exact, squares(5, 2)).sample("", "");
  sample.set.columns[0].precision.reset();
  CHECK(judge(sample.set, sample.table).has(Rule::precision_missing));
  sample.set.columns[0].kind = Kind::category;
  CHECK(judge(sample.set, sample.table).has(Rule::precision_missing));
}

TEST_CASE("persons have no shape, and groups of them have areas of neighbourhoods") {
  CHECK(judged(with_shapes(Subject::person, Precision::municipality, squares(5, 900))).has(Rule::shape_of_people));
  CHECK(judged(with_shapes(Subject::firm, Precision::exact, squares(5, 2))).has(Rule::shape_of_people));
  Maker legal = with_shapes(Subject::firm, Precision::exact, squares(5, 2));
  legal.set().firms = FirmForm::legal_persons_only;
  CHECK_FALSE(judged(legal).has(Rule::shape_of_people));

  const auto grouped = [](Precision precision, const std::vector<std::string>& areas) {
    Maker m = with_shapes(Subject::household, precision, areas);
    m.counts("huishoudens", Counted::households,
             many(areas.size(), [](std::size_t i) { return std::to_string(40 + i); }));
    m.set().aggregation = Aggregation{{"vorm"}, "huishoudens", Rounding::none, 0.1};
    return judged(m);
  };
  CHECK(grouped(Precision::neighbourhood, squares(12, 19)).passes());
  CHECK(grouped(Precision::pc6, squares(12, 19)).has(Rule::shape_of_people));
  CHECK(grouped(Precision::neighbourhood, {"LINESTRING (6 52, 7 52)"}).has(Rule::shape_of_people));
  CHECK(grouped(Precision::neighbourhood, squares(12, 4)).has(Rule::finer_than_declared));
}

TEST_CASE("one area has one shape: what differs between two can be told apart") {
  Maker m(Subject::household, 4);
  m.place("buurt", Precision::neighbourhood, {"Noord", "Noord", "Zuid", "Zuid"});
  m.column("jaar", Kind::category, {"2024", "2025", "2024", "2025"});
  const std::string noord = canonical(square(0, 19)), zuid = canonical(square(5, 19)), other = canonical(square(0, 18));
  m.counts("huishoudens", Counted::households, {"100", "140", "200", "260"});
  m.set().aggregation = Aggregation{{"buurt", "jaar"}, "huishoudens", Rounding::none, 0.1};
  Maker same = m, different = m;
  same.shapes("vorm", Precision::neighbourhood, {noord, noord, zuid, zuid});
  CHECK(judged(same).passes());
  different.shapes("vorm", Precision::neighbourhood, {noord, other, zuid, zuid});
  CHECK(judged(different).has(Rule::shape_varies));
  // An area, and the same area without one house.
  const std::string whole = "POLYGON ((6 52, 6.01 52, 6.01 52.01, 6 52.01, 6 52))";
  const std::string without =
      "POLYGON ((6 52, 6.01 52, 6.01 52.01, 6 52.01, 6 52), (6.005 52.005, 6.005 52.007, 6.007 52.007, 6.007 52.005, "
      "6.005 52.005))";
  Maker nested = with_shapes(Subject::household, Precision::neighbourhood, {whole, without});
  nested.counts("huishoudens", Counted::households, {"100", "140"});
  nested.set().aggregation = Aggregation{{"vorm"}, "huishoudens", Rounding::none, 0.1};
  CHECK(judged(nested).has(Rule::shape_varies));
}

TEST_CASE("the precision is measured: the smallest part, the smallest hole, and points on a grid") {
  const auto finer = [](Precision precision, const std::string& shape) {
    return judged(with_shapes(Subject::thing, precision, {shape})).has(Rule::finer_than_declared);
  };
  CHECK_FALSE(finer(Precision::exact, square(0, 1)));
  CHECK_FALSE(finer(Precision::address, square(0, 1)));
  CHECK(finer(Precision::pc6, square(0, 5)));        // 34 by 55 metres
  CHECK_FALSE(finer(Precision::pc6, square(0, 7)));  // 47 by 78 metres
  CHECK(finer(Precision::pc4, square(0, 7)));
  CHECK_FALSE(finer(Precision::neighbourhood, square(0, 19)));
  CHECK(finer(Precision::district, square(0, 19)));
  CHECK(finer(Precision::municipality, square(0, 60)));
  CHECK_FALSE(finer(Precision::municipality, square(0, 180)));
  CHECK(finer(Precision::neighbourhood,
              "MULTIPOLYGON (((6 52, 6.1 52, 6.1 52.1, 6 52)), ((7 52, 7.0001 52, 7.0001 52.0001, 7 52)))"));
  CHECK(finer(Precision::neighbourhood,
              "POLYGON ((6 52, 6.1 52, 6.1 52.1, 6 52), (6.05 52.01, 6.0501 52.0101, 6.0501 52.01, 6.05 52.01))"));
  CHECK(finer(Precision::pc4, "POINT (6.0953 52.5101)"));
  CHECK_FALSE(finer(Precision::pc4, "POINT (6.09 52.51)"));
  CHECK(finer(Precision::municipality, "LINESTRING (6.09 52.51, 6.1003 52.52)"));
}

TEST_CASE("a dwelling, a parcel or an exact point beside something of a household blocks") {
  for (const std::string& shape :
       {square(0, 2), std::string("POINT (6.0953 52.5101)"), std::string("LINESTRING (6.1 52.1, 6.1001 52.1)")}) {
    Maker m = with_shapes(Subject::thing, Precision::exact, {shape, square(3, 50)});
    m.column("gasverbruik", Kind::measure, {"1200", "1800"});
    CHECK(judged(m).has(Rule::coordinates_with_attribute));
  }
  Maker wide = with_shapes(Subject::thing, Precision::exact, {square(0, 50), square(3, 50)});
  wide.column("gasverbruik", Kind::measure, {"1200", "1800"});
  CHECK_FALSE(judged(wide).has(Rule::coordinates_with_attribute));
}

TEST_CASE("a line with a moment beside it is a journey; with a day it is not") {
  const auto beside = [](const std::string& name, std::vector<std::string> moments) {
    Maker m = with_shapes(Subject::thing, Precision::exact, {street(0), street(1)});
    m.column(name, Kind::date, std::move(moments));
    return judged(m).has(Rule::line_with_moments);
  };
  CHECK(beside("begin", {"2026-04-03T08:12:00Z", "2026-04-03T09:30:00Z"}));
  CHECK(beside("tijdstip", {"1775203200", "1775203260"}));
  CHECK(beside("begin", {"1775203200", "1775203260"}));
  CHECK_FALSE(beside("dag", {"2026-04-03", "2026-04-04"}));
  CHECK_FALSE(beside("dag", {"2026-04-03T00:00:00Z", "2026-04-04T00:00:00Z"}));
}

TEST_CASE("a key that is at one shape now and at another then can be followed") {
  Maker m(Subject::thing, 60);
  m.column("pasnr", Kind::thing_id, many(60, [](std::size_t i) { return "P" + std::to_string(100000 + i % 6 * 7); }));
  m.column("moment", Kind::date, many(60, [](std::size_t i) { return fmt::format("2026-05-{:02}", 1 + i / 6); }));
  m.shapes("vak", Precision::exact, many(60, [](std::size_t i) { return canonical(square(i, 15)); }));
  CHECK(judged(m).has(Rule::trajectory));
}

TEST_CASE("recorded journeys are told from streets, unless a named colleague looked at them") {
  const auto lines = [](auto make) { return many(20, [&](std::size_t i) { return make(i); }); };
  Maker streets = with_shapes(Subject::thing, Precision::exact, lines(street));
  CHECK(judged(streets).passes());
  Maker tracks = with_shapes(Subject::thing, Precision::exact, lines([](std::size_t i) { return track(i, 90); }));
  CHECK(judged(tracks).has(Rule::recorded_tracks));
  // The same journey twice meets nobody.
  Maker twice = with_shapes(Subject::thing, Precision::exact, lines([](std::size_t i) { return track(i / 2, 90); }));
  CHECK(judged(twice).has(Rule::recorded_tracks));
  tracks.set().columns[0].reviewed_by = "beheerder routes";
  CHECK_FALSE(judged(tracks).has(Rule::recorded_tracks));
}

TEST_CASE("more lines than are remembered are not taken to be harmless") {
  constexpr std::size_t kMost = 1 << 18;
  const auto judged_lines = [](std::size_t count) {
    DataSet set;
    set.subject = Subject::thing;
    set.shape_column = "vorm";
    Column column;
    column.name = "vorm";
    column.kind = Kind::location;
    column.precision = Precision::exact;
    set.columns = {column};
    ShapeWatch watch(set, {"vorm"});
    for (std::size_t i = 0; i < count; ++i) {
      const std::string cell = fmt::format("LINESTRING (6 52, 6.{:07} 52)", 2 * i + 1);
      const std::string_view cells[] = {cell};
      const std::uint64_t hashes[] = {hash_of(cell)};
      const Marks marks[] = {0};
      watch.row({cells, hashes, marks});
    }
    const ColumnSketch sketch;
    TableView table;
    table.columns.resize(1);
    table.columns[0].label = "vorm";
    table.columns[0].sketch = &sketch;
    return watch.findings(table);
  };
  CHECK(judged_lines(kMost).empty());
  const auto beyond = judged_lines(kMost + 1);
  REQUIRE(beyond.size() == 1);
  CHECK(beyond[0].rule == Rule::recorded_tracks);
  CHECK(beyond[0].count == 1);
}

TEST_CASE("a count that differs a little from the earlier release is found, also when the shape became finer") {
  for (const bool has_name : {true, false}) {
    Maker m(Subject::area, 2);
    if (has_name) m.place("buurt", Precision::neighbourhood, {"Noord", "Zuid"});
    m.shapes("vorm", Precision::neighbourhood,
             {canonical("POLYGON ((6 52, 6.01 52, 6.01 52.01, 6 52.01, 6 52))"), canonical(square(9, 19))});
    m.counts("inwoners", Counted::persons, {"101", "203"});
    const redteam::Sample now = m.sample("", "");
    CHECK(judge(now.set, now.table).passes());
    Table earlier = now.table;
    const std::size_t shape = has_name ? 1 : 0;
    earlier.rows[0][shape] = canonical("POLYGON ((6 52, 6.01 52, 6.01 52.01, 6.005 52.01, 6 52.01, 6 52))");
    earlier.rows[0][shape + 1] = "98";
    Judge again(now.set, now.table.header);
    again.compare_with(earlier);
    for (const auto& row : now.table.rows) again.row(std::vector<std::string_view>(row.begin(), row.end()));
    CHECK(again.finish().has(Rule::difference));
  }
}

TEST_CASE("a coarser place is the middle of the shape, to about a kilometre, and what is lost is said") {
  Maker m = with_shapes(Subject::thing, Precision::exact, many(20, [](std::size_t i) { return track(i, 90); }));
  m.column("soort", Kind::category, many(20, [](std::size_t i) { return std::string(i % 2 ? "a" : "b"); }));
  const redteam::Sample sample = m.sample("", "");
  const auto proposal = propose(sample.set, sample.table);
  REQUIRE(proposal);
  CHECK(proposal->changes == std::vector<Transformation>{{Change::coarser_place, "vorm"}});
  CHECK(proposal->lost.size() == 1);
  CHECK(proposal->result.table.rows[0][0] == "POINT (6.05 52.48)");
  const auto dropped = transform(sample.set, sample.table, {Change::drop, "vorm"});
  REQUIRE(dropped);
  CHECK(dropped->set.shape_column.empty());
  CHECK(judge(dropped->set, dropped->table).passes());
}
