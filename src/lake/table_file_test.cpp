#include "lake/table_file.h"

#include <doctest/doctest.h>

#include <array>
#include <filesystem>
#include <fstream>

#include "lake/duck.h"
#include "lake/lake_fixture.h"
#include "lake/small_disk.h"

using namespace sas;
using namespace sas::lake;

namespace {

struct Place {
  test::LakeFolder folder;
  [[nodiscard]] TableFileOptions options() const {
    return {folder.text() + "/table.parquet", folder.text(), "256MB", {{"geo", R"({"version":"1.1.0"})"}}};
  }
};

const std::vector<TableFileColumn> kColumns{{"naam \"x\"", CellType::text}, {"aantal", CellType::integer},
                                            {"waarde", CellType::decimal},  {"dag", CellType::date},
                                            {"moment", CellType::moment},   {"open", CellType::truth},
                                            {"plek", CellType::bytes}};

}  // namespace

TEST_CASE("rows of every type come back from the Parquet file as they went in") {
  const Place place;
  auto file = open_table_file(kColumns, place.options()).value();
  const std::array<std::string_view, 7> first{
      "Emmawijk", "-7", "2.5", "2026-04-03", "2026-04-03T10:00:00.250Z", "true", std::string_view("\x00\x01", 2)};
  const std::array<std::string_view, 7> second{"", "", "", "", "", "", ""};
  CHECK(file->row(first).has_value());
  CHECK(file->row(second).has_value());
  CHECK(file->finish().value() == 2);

  duck::Connection connection = duck::Database::open(":memory:", {}).connect();
  auto answer = connection.query(
      "SELECT \"naam \"\"x\"\"\", aantal::VARCHAR, waarde::VARCHAR, dag::VARCHAR, epoch_ms(moment)::VARCHAR, "
      "open::VARCHAR,"
      " hex(plek), typeof(moment) FROM read_parquet('" +
      place.options().path + "')");
  const auto chunk = answer.next();
  REQUIRE(chunk.has_value());
  REQUIRE(chunk->rows() == 2);
  const std::array<std::string_view, 8> wanted{"Emmawijk",      "-7",   "2.5",  "2026-04-03",
                                               "1775210400250", "true", "0001", "TIMESTAMP WITH TIME ZONE"};
  for (std::size_t i = 0; i < wanted.size(); ++i) CHECK(chunk->text(i, 0) == wanted[i]);
  CHECK(chunk->is_null(0, 1));
  CHECK(chunk->is_null(1, 1));
  auto metadata = connection.query("SELECT decode(value) FROM parquet_kv_metadata('" + place.options().path +
                                   "') WHERE key = 'geo'");
  CHECK(metadata.next()->text(0, 0) == R"({"version":"1.1.0"})");
}

TEST_CASE("a cell that is not of its type is refused with the name of its column") {
  const Place place;
  auto file = open_table_file({{"aantal", CellType::integer}}, place.options()).value();
  const std::array<std::string_view, 1> cells{"12a"};
  const auto refused = file->row(cells);
  CHECK(refused.error().code == "table-cell");
  CHECK(refused.error().detail == "aantal");
}

TEST_CASE("more rows than a chunk holds are all there") {
  const Place place;
  auto file = open_table_file({{"n", CellType::integer}}, place.options()).value();
  for (int i = 0; i < 5'000; ++i) {
    const std::string number = std::to_string(i);
    const std::array<std::string_view, 1> cells{number};
    REQUIRE(file->row(cells).has_value());
  }
  CHECK(file->finish().value() == 5'000);
  const auto rows = count_rows(place.options().path).value();
  CHECK(rows.named == 5'000);
  CHECK(rows.found == 5'000);
}

TEST_CASE("what is no Parquet file is refused") {
  const Place place;
  std::ofstream(place.options().path) << "PAR1 it is not PAR1";
  CHECK(count_rows(place.options().path).error().code == "table-unreadable");
}

TEST_CASE("many rows with and without values come back in their order") {
  const Place place;
  auto file =
      open_table_file({{"n", CellType::integer}, {"woord", CellType::text}, {"dag", CellType::date}}, place.options())
          .value();
  constexpr int rows = 300'000;
  for (int i = 0; i < rows; ++i) {
    const std::string number = std::to_string(i), word = "een woord dat lang genoeg is " + std::to_string(i % 777);
    const std::array<std::string_view, 3> cells{number, i % 3 == 0 ? std::string_view() : std::string_view(word),
                                                i % 5 == 0   ? ""
                                                : i % 2 == 0 ? "2026-04-03"
                                                             : "2026-04-04"};
    REQUIRE(file->row(cells).has_value());
  }
  CHECK(file->finish().value() == rows);
  duck::Connection connection = duck::Database::open(":memory:", {}).connect();
  auto wrong = connection.query(
      "SELECT count(*) FROM (SELECT *, row_number() OVER () - 1 AS place FROM read_parquet('" + place.options().path +
      "')) WHERE n <> place OR (woord IS NULL) <> (n % 3 = 0) OR (woord IS NOT NULL AND woord <> 'een woord dat lang "
      "genoeg is ' || (n % 777)) OR (dag IS NULL) <> (n % 5 = 0) OR "
      "(dag IS NOT NULL AND dag <> CASE WHEN n % 2 = 0 THEN DATE '2026-04-03' ELSE DATE '2026-04-04' END)");
  CHECK(wrong.integer(-1) == 0);
}

TEST_CASE("a file that nobody finishes, and one without rows, hold nobody up") {
  const Place place;
  std::ofstream(place.options().path) << "a draft that is there";
  {
    auto file = open_table_file({{"n", CellType::integer}}, place.options()).value();
    const std::array<std::string_view, 1> cells{"1"};
    for (int i = 0; i < 5'000; ++i) REQUIRE(file->row(cells).has_value());
  }
  for (const auto& left : std::filesystem::directory_iterator(place.folder.text()))
    CHECK(left.path() == place.options().path);
  auto empty = open_table_file({{"n", CellType::integer}}, place.options()).value();
  CHECK(empty->finish().value() == 0);
  CHECK(count_rows(place.options().path).value().found == 0);
}

TEST_CASE("a disk that fills up ends the file with an error") {
  const Place place;
  auto file = open_table_file({{"n", CellType::integer}}, place.options()).value();
  const test::SmallDisk small(64 * 1024);
  Result<Done> written = Done{};
  for (std::uint64_t i = 0; written && i < 2'000'000; ++i) {
    // Numbers that do not compress.
    const std::string number = std::to_string(static_cast<std::int64_t>(i * 0x9e3779b97f4a7c15ULL >> 4));
    const std::array<std::string_view, 1> cells{number};
    written = file->row(cells);
  }
  CHECK((written ? file->finish().error().code : written.error().code) == "table-full");
}

TEST_CASE("two columns with one name are refused") {
  const Place place;
  CHECK(open_table_file({{"n", CellType::integer}, {"N", CellType::integer}}, place.options()).error().code ==
        "table-lost");
}
