#include "opendata/csv_rows.h"

#include <doctest/doctest.h>

#include "opendata/cells.h"

using namespace sas;
using namespace sas::opendata;
using Rows = std::vector<std::vector<std::string>>;

namespace {

// Read in pieces of that many bytes.
Result<Rows> read(std::string_view text, std::size_t piece, char separator = ',') {
  Rows out;
  CsvRows rows(separator, [&](Cells cells) -> Result<Done> {
    out.emplace_back(cells.begin(), cells.end());
    return Done{};
  });
  for (std::size_t at = 0; at < text.size(); at += piece)
    if (auto fed = rows.feed(text.substr(at, piece)); !fed) return fail(std::move(fed));
  if (auto ended = rows.finish(); !ended) return fail(std::move(ended));
  return out;
}

}  // namespace

TEST_CASE("rows are the same however the file is cut in pieces") {
  const std::string text = "a,b\r\n\"x, \"\"y\"\"\",2\r\n\r\n\"two\nlines\",\n,\"\"\nlast,9";
  const Rows wanted{{"a", "b"}, {"x, \"y\"", "2"}, {"two\nlines", ""}, {"", ""}, {"last", "9"}};
  for (std::size_t piece = 1; piece <= text.size(); ++piece) CHECK(read(text, piece).value() == wanted);
}

TEST_CASE("a byte order mark is no part of the first cell, also before a quote and in any pieces") {
  for (const std::string text : {"\xef\xbb\xbf\"a b\",c\n1,2\n",
                                 "\xef\xbb\xbf"
                                 "a b,c\n1,2\n"})
    for (std::size_t piece = 1; piece <= text.size(); ++piece)
      CHECK(read(text, piece).value() == Rows{{"a b", "c"}, {"1", "2"}});
  CHECK(read("\xef\xbb", 1).value() == Rows{{"\xef\xbb"}});
  CHECK(read("\xef\xbb\xbf", 1).value().empty());
}

TEST_CASE("a quote that is not closed, and text behind one, are refused with their row") {
  CHECK(read("a\n\"b", 100).error().code == "csv-quote");
  CHECK(read("a\n\"b\"c\n", 100).error().detail.starts_with("row 2"));
  CHECK(read("a;b\n\"x\";2\n", 100, ';').value() == Rows{{"a", "b"}, {"x", "2"}});
}

TEST_CASE("a row that never ends is refused in bounded memory") {
  const std::string endless = "\"" + std::string(std::size_t{17} << 20, 'x');
  CHECK(read(endless, 1U << 20).error().code == "csv-row-too-long");
}

TEST_CASE("what is written is read back as it was, and nothing is changed in it") {
  CsvText text;
  const std::vector<std::string_view> row{"-3.5", "=x", "a,b", "say \"hi\"", "two\nlines", ""};
  text.add(row);
  CHECK(read(text.text(), 7).value() == Rows{{row.begin(), row.end()}});
  CsvText lone;
  const std::vector<std::string_view> nothing{""};
  lone.add(nothing);
  CHECK(read(lone.text(), 100).value() == Rows{{""}});
}

TEST_CASE("a cell fits its type in one form only") {
  using releases::Type;
  CHECK(fits(Type::integer, "-12"));
  CHECK_FALSE(fits(Type::integer, "007"));
  CHECK_FALSE(fits(Type::integer, "1.0"));
  CHECK_FALSE(fits(Type::integer, "+1"));
  CHECK(fits(Type::decimal, "0.50"));
  CHECK_FALSE(fits(Type::decimal, "0,5"));
  CHECK_FALSE(fits(Type::decimal, ".5"));
  CHECK_FALSE(fits(Type::decimal, "1e3"));
  CHECK_FALSE(fits(Type::decimal, "nan"));
  CHECK(fits(Type::date, "2026-02-28"));
  CHECK_FALSE(fits(Type::date, "2026-02-30"));
  CHECK_FALSE(fits(Type::date, "28-02-2026"));
  CHECK(fits(Type::moment, "2026-02-28T10:00:00+01:00"));
  CHECK(fits(Type::truth, "true"));
  CHECK_FALSE(fits(Type::truth, "True"));
  CHECK(fits(Type::text, "Één\nregel"));
  CHECK_FALSE(fits(Type::text, "\xff"));
  CHECK_FALSE(fits(Type::text, std::string_view("a\0b", 3)));
  for (const Type type : {Type::text, Type::integer, Type::decimal, Type::date, Type::moment, Type::truth})
    CHECK(fits(type, ""));
}

TEST_CASE("texts that a spreadsheet would run are told from numbers and dashes") {
  for (const char* bad : {"=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "\t=1", "+a"}) CHECK(is_formula(bad));
  for (const char* good : {"", "-", "-5", "+31.5", "a=b", "1+1", "-3,5"}) CHECK_FALSE(is_formula(good));
}
