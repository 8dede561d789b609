#include <doctest/doctest.h>

#include "base/csv.h"

using namespace sas;

TEST_CASE("what is written as CSV is read back") {
  const csv::Row row{"a,b", "he said \"x\"", "two\r\nlines", "", "é"};
  const auto rows = csv::read("\xef\xbb\xbf" + csv::line(row));
  REQUIRE(rows);
  REQUIRE(rows->size() == 1);
  CHECK(rows->front() == csv::Row{"a,b", "he said \"x\"", "two\r\nlines", "", "é"});
}

TEST_CASE("a spreadsheet runs nothing of ours") {
  CHECK(csv::line({"=1+1", "-3.5", "@x", "-"}) == "'=1+1,-3.5,'@x,'-\r\n");
}

TEST_CASE("an open quote is refused with its row") {
  CHECK(csv::read("a\n\"b").error().detail == "row 2: a quote is not closed");
}

TEST_CASE("a last row that is one empty text between quotes, without a line end, is a row") {
  CHECK(csv::read("a\n\"\"").value() == std::vector<csv::Row>{{"a"}, {""}});
  CHECK(csv::read("a\n").value() == std::vector<csv::Row>{{"a"}});
}
