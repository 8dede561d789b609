#include "lake/file_query.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "lake/duck.h"
#include "lake/file_sql.h"

using namespace sas;
using namespace sas::lake;

namespace {

/// A folder with one file: 1,000 rows of all kinds of columns, some with names that need quotes.
struct Published {
  std::string folder = std::filesystem::temp_directory_path() / "sas-file-query-XXXXXX";
  std::string path;
  std::unique_ptr<FileReader> reader;

  Published() {
    if (::mkdtemp(folder.data()) == nullptr) throw std::runtime_error("no folder");
    path = folder + "/rows.parquet";
    duck::Database database = duck::Database::open(":memory:", {});
    duck::Connection connection = database.connect();
    connection.run(
        "COPY (SELECT i AS id, ['a', 'B', 'c'][1 + i % 3] AS word, i / 4 AS part, DATE '2026-01-01' + CAST(i % 40 AS "
        "INTEGER) AS day, TIMESTAMP '2026-01-01 12:00:00' + to_hours(i) AS moment, i % 2 = 0 AS even, CASE WHEN i % 5 "
        "= "
        "0 THEN NULL ELSE 'it''s ' || i END AS \"a \"\"name\"\"\", 9007199254740992 + i AS big, 6.0 + i / 1000 AS x, "
        "CASE WHEN i = 7 THEN NULL ELSE 52.0 END AS y FROM range(1, 1001) t(i)) TO '" +
        path + "' (FORMAT parquet)");
    reader = open_file_reader({folder}).value();
  }
  ~Published() { std::filesystem::remove_all(folder); }
  Published(const Published&) = delete;
  Published& operator=(const Published&) = delete;

  [[nodiscard]] FileQuestion question() const {
    FileQuestion out;
    out.path = path;
    out.columns = {"id"};
    return out;
  }
  [[nodiscard]] std::uint64_t total(std::string column, Compare how, std::vector<std::string> values) const {
    FileQuestion asked = question();
    asked.filters = {{std::move(column), how, std::move(values)}};
    return reader->rows(asked).value().total;
  }
};

}  // namespace

TEST_CASE("rows come by page with their numbers and the exact total") {
  const Published file;
  FileQuestion question = file.question();
  question.columns = {"word", "id", "a \"name\"", "day", "moment", "even", "part"};
  question.offset = 998;
  const FileAnswer answer = file.reader->rows(question).value();
  CHECK(answer.total == 1000);
  CHECK(answer.numbers == std::vector<std::uint64_t>{999, 1000});
  REQUIRE(answer.rows.size() == 2);
  const std::vector<FileCell> wanted{"a", "999", "it's 999", "2026-02-09", "2026-02-12T03:00:00Z", "false", "249.75"};
  CHECK(answer.rows[0] == wanted);
  CHECK(answer.rows[1][2] == std::nullopt);
}

TEST_CASE("conditions compare as the column does") {
  const Published file;
  CHECK(file.total("id", Compare::equal, {"12"}) == 1);
  CHECK(file.total("id", Compare::equal, {"12.0"}) == 1);
  CHECK(file.total("id", Compare::equal, {"twelve"}) == 0);
  CHECK(file.total("id", Compare::less, {"11"}) == 10);
  CHECK(file.total("id", Compare::at_least, {"1000"}) == 1);
  CHECK(file.total("id", Compare::one_of, {"1", "2", "x"}) == 2);
  CHECK(file.total("id", Compare::one_of, {}) == 0);
  CHECK(file.total("big", Compare::equal, {"9007199254740993"}) == 1);
  CHECK(file.total("word", Compare::equal, {"b"}) == 0);
  CHECK(file.total("word", Compare::contains, {"b"}) == 334);
  CHECK(file.total("word", Compare::not_equal, {"a"}) == 667);
  CHECK(file.total("day", Compare::equal, {"2026-01-05"}) == 25);
  CHECK(file.total("moment", Compare::at_most, {"2026-01-01T14:00:00Z"}) == 2);
  CHECK(file.total("even", Compare::equal, {"true"}) == 500);
  CHECK(file.total("a \"name\"", Compare::missing, {}) == 200);
  CHECK(file.total("a \"name\"", Compare::equal, {"it's 6"}) == 1);
}

TEST_CASE("words, order and distinct rows") {
  const Published file;
  FileQuestion question = file.question();
  question.words = {"IT'S 999", "A"};
  CHECK(file.reader->rows(question).value().total == 1);
  question = file.question();
  question.sort = {{"word", FileSort::Order::down}, {"id", FileSort::Order::down}};
  question.limit = 1;
  CHECK(file.reader->rows(question).value().rows[0][0] == "998");
  question.columns = {"word"};
  question.sort = {{"word", FileSort::Order::up}};
  question.rows = FileQuestion::Rows::distinct;
  question.limit = 10;
  const FileAnswer answer = file.reader->rows(question).value();
  CHECK(answer.total == 3);
  CHECK(answer.numbers.empty());
  CHECK(answer.rows[0][0] == "B");
}

TEST_CASE("what the columns hold is measured over all rows") {
  const Published file;
  const FileFigures figures = file.reader->figures(file.path).value();
  CHECK(figures.rows == 1000);
  REQUIRE(figures.columns.size() == 10);
  CHECK(figures.columns[0].least == "1");
  CHECK(figures.columns[0].most == "1000");
  CHECK(figures.columns[4].least == "2026-01-01T13:00:00Z");
  CHECK(figures.columns[6].filled == 800);
  CHECK(figures.columns[1].distinct == 3);
  const auto steps = file.reader->steps(file.path, "day", "part", TimeStep::month).value();
  REQUIRE(steps.size() == 2);
  CHECK(steps[0].rows + steps[1].rows == 1000);
  CHECK(steps[0].mean.has_value());
  CHECK_FALSE(file.reader->steps(file.path, "day", "", TimeStep::year).value()[0].mean.has_value());
  CHECK(file.reader->groups(file.path, "word", 2).value().size() == 2);
  const auto points = file.reader->points(file.path, "x", "y").value();
  REQUIRE(points.size() == 1000);
  CHECK(points[0].longitude == doctest::Approx(6.001));
  CHECK(std::isnan(points[6].latitude));
}

TEST_CASE("a column that the file has not is refused, whatever it is called") {
  const Published file;
  for (const char* name : {"none", "\"id\"", "id\" --", "*", "", "file_row_number", "1"}) {
    CAPTURE(name);
    FileQuestion question = file.question();
    question.columns = {name};
    CHECK(file.reader->rows(question).error().code == "file-column");
    question = file.question();
    question.filters = {{name, Compare::equal, {"1"}}};
    CHECK(file.reader->rows(question).error().code == "file-column");
    question = file.question();
    question.sort = {{name, FileSort::Order::up}};
    CHECK(file.reader->rows(question).error().code == "file-column");
    CHECK_FALSE(file.reader->groups(file.path, name, 5));
    CHECK_FALSE(file.reader->points(file.path, name, "y"));
  }
}

TEST_CASE("no file outside the folder can be opened, and none that is no Parquet") {
  const Published file;
  for (const char* path : {"/etc/passwd", "/proc/self/environ", "", "') OR true --"}) {
    CAPTURE(path);
    FileQuestion question = file.question();
    question.path = path;
    CHECK(file.reader->rows(question).error().code == "file-unreadable");
    CHECK(file.reader->figures(path).error().code == "file-unreadable");
  }
  FileQuestion question = file.question();
  question.path = file.folder + "/../" + std::filesystem::path(file.folder).filename().string() + "/../../etc/passwd";
  CHECK(file.reader->rows(question).error().code == "file-unreadable");
}

TEST_CASE("a name is quoted so that it cannot end") {
  CHECK(sql_name("a\"b") == "\"a\"\"b\"");
}
