#include <doctest/doctest.h>

#include "base/config.h"

using namespace sas;

TEST_CASE("a mistake in a file is named with file, field and remedy, and all are found at once") {
  const auto object =
      config::parse_toml("a = 1\nlevel = \"highest\"\n[name]\nnl = \"x\"\n[extra]\n[[list]]\nday = 2026-03-01\n");
  REQUIRE(object);
  config::Problems problems;
  config::Table table(*object, "product.toml", "", problems);
  CHECK(table.text("a").empty());
  CHECK(table.word("level", {"low", "high"}).empty());
  CHECK(table.bilingual("name").nl == "x");
  CHECK(table.date("begins") == Date{});
  auto list = table.tables("list");
  REQUIRE(list.size() == 1);
  CHECK(list[0].date("day") == make_date(2026, 3, 1));
  table.done();
  CHECK(config::to_text(problems) ==
        "product.toml: a: give it a text that is not empty\n"
        "product.toml: level: \"highest\" is not known; choose one of: low, high\n"
        "product.toml: name.en: add this field; it is a text\n"
        "product.toml: begins: add this field; it is a date such as 2026-03-01\n"
        "product.toml: extra: this field is not known; correct its name or take it out\n");
}

TEST_CASE("broken TOML names the line") {
  CHECK(config::parse_toml("a = \n").error().detail.starts_with("line 1"));
  CHECK(config::read_file("/nonexistent").error().code == "file-missing");
}
