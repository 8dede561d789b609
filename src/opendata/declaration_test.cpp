#include "opendata/declaration.h"

#include <doctest/doctest.h>

#include <fstream>

#include "opendata/gate_fixture.h"

using namespace sas;
using namespace sas::opendata;

namespace {

config::Problems problems_with(std::string_view from, std::string_view to) {
  std::string text(kGarages);
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  text.replace(at, from.size(), to);
  config::Problems problems;
  (void)read_declaration(text, "parkeren", problems);
  return problems;
}

}  // namespace

TEST_CASE("one file feeds the judgement, the catalogue and the columns") {
  const Declaration d = declared(kGarages);
  CHECK(d.set.columns.size() == 5);
  CHECK(d.set.columns[3].precision == privacy::Precision::exact);
  CHECK(d.set.columns[2].counts == privacy::Counted::things);
  CHECK(d.set.owner == "Stadsbeheer");
  CHECK(d.words.refresh == "DAILY");
  CHECK(d.words.high_value == "c_b79e35eb");
  CHECK(d.words.keywords[0].en == "parking");
  CHECK(d.columns[2].type == releases::Type::decimal);
  CHECK(d.sha256.size() == 64);
}

TEST_CASE("every mistake is named with its field and a remedy") {
  const auto first = [](const config::Problems& problems) { return problems.empty() ? "" : problems[0].field; };
  CHECK(first(problems_with("licence = \"CC0-1.0\"", "licence = \"mine\"")) == "licence");
  CHECK(first(problems_with("class = \"open\"\nkind = \"thing-id\"", "kind = \"thing-id\"")).find("class") !=
        std::string::npos);
  CHECK(first(problems_with("longitude = \"lengte\"", "longitude = \"oost\"")) == "longitude");
  CHECK(first(problems_with("name = \"vrij\"", "name = \"uur\"")) == "column");
  CHECK(first(problems_with("source = \"upload\"", "sorce = \"upload\"")) == "source");
  CHECK(first(problems_with("themes = [\"TRAN\"]", "themes = []")) == "themes");
  CHECK(first(problems_with("type = \"decimal\"\nunit = \"°\"", "type = \"text\"\nunit = \"°\"")) == "column");
  CHECK(first(problems_with("name = \"vrij\"", "name = \"Geometry\"")) == "column");
  CHECK(first(problems_with("type = \"moment\"", "type = \"datetime\"")).find("type") != std::string::npos);
}

TEST_CASE("a column of shapes is named, says where and how precisely, and stands alone") {
  const std::string shape =
      "\n[[column]]\nname = \"vorm\"\nmeaning = {nl = \"omtrek\", en = \"outline\"}\ntype = \"shape\"\nclass = "
      "\"open\"\n"
      "kind = \"location\"\nprecision = \"exact\"\n";
  const std::string degrees = "longitude = \"lengte\"\nlatitude = \"breedte\"";
  const auto told = [&](const std::string& head, const std::string& column) {
    std::string text(kGarages);
    text.replace(text.find(degrees), degrees.size(), head);
    config::Problems problems;
    const Declaration d = read_declaration(text + column, "parkeren", problems);
    if (problems.empty()) CHECK(d.set.shape_column == d.words.shape_column);
    return problems.empty() ? std::string() : problems[0].field + ": " + problems[0].remedy;
  };
  const auto without = [&](std::string_view line) {
    std::string column = shape;
    return column.erase(column.find(line), line.size());
  };
  CHECK(told("shape = \"vorm\"", shape).empty());
  CHECK(told(degrees + "\nshape = \"vorm\"", shape).starts_with("shape: name a column of shapes or the two"));
  CHECK(told("", shape) == "shape: \"vorm\" holds shapes: write shape = \"vorm\"");
  CHECK(told("shape = \"omtrek\"", shape).starts_with("shape: there is no column"));
  CHECK(told("shape = \"vrij\"", "").starts_with("column: \"vrij\" holds shapes: give it type"));
  CHECK(told("shape = \"vorm\"", without("precision = \"exact\"\n")).find("precision") != std::string::npos);
  std::string second = shape;
  CHECK(told("shape = \"vorm\"", shape + second.replace(second.find("vorm"), 4, "rand")).find("one column of shapes") !=
        std::string::npos);
}

TEST_CASE("a folder is read whole; a file with a mistake is left out and named") {
  sas::test::TempFolder folder;
  CHECK(load_declarations(folder.text() + "/none").sets.empty());
  std::ofstream(folder.text() + "/parkeren.toml") << kGarages;
  std::ofstream(folder.text() + "/stuk.toml") << "title = 3";
  std::ofstream(folder.text() + "/Geen Naam.toml") << kGarages;
  const Declarations loaded = load_declarations(folder.text());
  CHECK(loaded.sets.size() == 1);
  CHECK(loaded.find("parkeren") != nullptr);
  CHECK_FALSE(loaded.problems.empty());
}

TEST_CASE("a set cannot have the name of a page: the problem tells file, field and remedy") {
  for (const std::string slug : {"ontwikkelaars", "nieuw", "catalog"}) {
    config::Problems problems;
    (void)read_declaration(kGarages, slug, problems);
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].file == slug + ".toml");
    CHECK(problems[0].field == "slug");
    CHECK(problems[0].remedy.find("another name") != std::string::npos);
  }
}
