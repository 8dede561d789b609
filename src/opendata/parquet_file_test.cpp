#include "opendata/parquet_file.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "lake/parquet_rows.h"
#include "lake/table_file.h"
#include "opendata/gate_fixture.h"
#include "opendata/intake.h"

using namespace sas;
using namespace sas::opendata;
using releases::Type;

namespace {

using Rows = std::vector<std::vector<std::string>>;
using KeyValues = std::vector<std::pair<std::string, std::string>>;

struct Brought {
  sas::test::TempFolder folder;
  [[nodiscard]] std::string path() const { return folder.text() + "/bestand.parquet"; }

  void write(const std::vector<lake::TableFileColumn>& columns, const Rows& rows, const KeyValues& more = {}) const {
    const auto file = lake::open_table_file(columns, {path(), folder.text(), "512MB", more}).value();
    for (const auto& row : rows) {
      const std::vector<std::string_view> cells(row.begin(), row.end());
      REQUIRE(file->row(cells));
    }
    REQUIRE(file->finish());
  }
  [[nodiscard]] std::string bytes() const {
    std::ifstream in(path(), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  void put(const std::string& bytes) const { std::ofstream(path(), std::ios::binary | std::ios::trunc) << bytes; }
};

Result<Rows> read(const std::string& path) {
  Rows out;
  auto done = read_parquet_file(path, [&](Cells cells) -> Result<Done> {
    out.emplace_back(cells.begin(), cells.end());
    return Done{};
  });
  if (!done) return fail(std::move(done));
  return out;
}

std::string code_of(const Result<Rows>& read) {
  return read ? "" : read.error().code;
}

std::vector<lake::TableFileColumn> every_type() {
  using enum lake::CellType;
  return {{"naam", text}, {"aantal", integer}, {"graden", decimal}, {"dag", date}, {"moment", moment}, {"open", truth}};
}

}  // namespace

TEST_CASE("every value of a Parquet file comes as text in the form of its type") {
  const Brought brought;
  const Rows rows{{"Weerpaal 1", "12", "7.5", "2026-04-03", "2026-04-03T10:15:30Z", "true"},
                  {"", "", "", "", "", ""},
                  {"met, komma", "-3", "0.25", "1999-12-31", "2026-04-03T10:15:30.250Z", "false"}};
  brought.write(every_type(), rows);
  Rows wanted{{"naam", "aantal", "graden", "dag", "moment", "open"}};
  wanted.insert(wanted.end(), rows.begin(), rows.end());
  CHECK(read(brought.path()).value() == wanted);

  const FileProposal proposal = look_at_file(brought.path()).value();
  std::vector<Type> types;
  for (const releases::Column& column : proposal.columns) types.push_back(column.type);
  CHECK(types == std::vector<Type>{Type::text, Type::integer, Type::decimal, Type::date, Type::moment, Type::truth});
  Declaration declaration;
  declaration.file = proposal.form;
  declaration.columns = proposal.columns;
  Rows again;
  const auto source = file_source(brought.path(), declaration).value();
  CHECK(source->rows([&](Cells cells) -> Result<Done> {
    again.emplace_back(cells.begin(), cells.end());
    return Done{};
  }));
  CHECK(again == rows);
}

TEST_CASE("all rows of a Parquet file are read, in many groups and in their order") {
  const Brought brought;
  Rows rows;
  for (int i = 0; i < 130'000; ++i) rows.push_back({std::to_string(i)});
  brought.write({{"nummer", lake::CellType::integer}}, rows);
  std::uint64_t next = 0;
  CHECK(read_parquet_file(brought.path(), [&](Cells cells) -> Result<Done> {
    if (next > 0) CHECK(cells[0] == std::to_string(next - 1));
    ++next;
    return Done{};
  }));
  CHECK(next == 130'001);
}

TEST_CASE("a Parquet file that takes too much time or has too much text is refused, however small it is itself") {
  const Brought brought;
  brought.write({{"a", lake::CellType::text}}, Rows(50'000, {"steeds hetzelfde"}));
  CHECK(std::filesystem::file_size(brought.path()) < 10'000);
  const auto code = [&](const lake::ParquetLimits& limits) -> std::string {
    const auto done = lake::read_parquet(
        brought.path(), [](auto) -> Result<Done> { return Done{}; }, limits);
    return done ? "" : done.error().code;
  };
  const std::size_t text = 50'000 * std::string_view("steeds hetzelfde").size();
  CHECK(code({std::chrono::minutes(1), text}).empty());
  CHECK(code({std::chrono::minutes(1), text - 1}) == "parquet-too-large");
  CHECK(code({std::chrono::milliseconds(0), text}) == "parquet-time");
}

TEST_CASE("cells of many bytes are written and read in memory that does not grow with them") {
  const Brought brought;
  // One group of rows as of small cells would be 1.7 GB.
  constexpr int kRows = 500;
  const std::string large(std::size_t{7} << 19, 'x');
  {
    const auto file = lake::open_table_file({{"a", lake::CellType::text}, {"b", lake::CellType::integer}},
                                            {brought.path(), brought.folder.text()})
                          .value();
    for (int i = 0; i < kRows; ++i)
      REQUIRE(file->row(std::vector<std::string_view>{std::string_view(large).substr(static_cast<std::size_t>(i)),
                                                      std::to_string(i)}));
    REQUIRE(file->finish().value() == kRows);
  }
  int next = -1;
  bool in_order = true;
  CHECK(read_parquet_file(brought.path(), [&](Cells cells) -> Result<Done> {
    if (next >= 0)
      in_order = in_order && cells[1] == std::to_string(next) &&
                 cells[0].size() == large.size() - static_cast<std::size_t>(next);
    ++next;
    return Done{};
  }));
  CHECK(in_order);
  CHECK(next == kRows);
}

TEST_CASE("somebody's data in the metadata of a Parquet file is found, also within JSON of some program") {
  const Brought brought;
  for (const auto& [key, value] : KeyValues{{"maker", "p.jansen@voorbeeld.nl"},
                                            {"pandas", R"({"attributes": {"bsn": "111222333", "v": [1, 2]}})"},
                                            {"111222333", "x"},
                                            {"opmerking", std::string(700, 'x') + " 0612345678 "}}) {
    CAPTURE(key);
    brought.write({{"a", lake::CellType::text}}, {{"b"}}, {{key, value}});
    CHECK(code_of(read(brought.path())) == "parquet-metadata");
  }
  brought.write({{"a", lake::CellType::text}}, {{"b"}},
                {{"pandas", R"({"pandas_version": "1.5.3", "index_columns": [{"kind": "range", "stop": 1000}]})"}});
  CHECK(read(brought.path()));
}

TEST_CASE("a Parquet file of bytes or lists, or a damaged one, is refused by name") {
  const Brought brought;
  brought.write({{"a", lake::CellType::text}, {"plek", lake::CellType::bytes}}, {{"b", "c"}});
  const auto nested = read(brought.path());
  REQUIRE(code_of(nested) == "parquet-nested");
  CHECK(nested.error().detail == "plek");

  brought.write(every_type(), Rows(500, {"a", "1", "2.5", "2026-04-03", "2026-04-03T10:15:30Z", "true"}));
  const std::string whole = brought.bytes();
  for (const std::size_t size : {std::size_t{4}, std::size_t{8}, whole.size() / 2, whole.size() - 1}) {
    brought.put(whole.substr(0, size));
    CHECK(code_of(read(brought.path())) == "parquet-unreadable");
  }
  // Whatever byte is another: it is read to the end or refused, and never more than that.
  for (std::size_t at = 0; at < whole.size(); at += 61) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x41);
    brought.put(changed);
    const auto rows = read(brought.path());
    if (!rows) CHECK(rows.error().code.starts_with("parquet-"));
  }
}

TEST_CASE("a Parquet file that names another number of rows than it has is refused") {
  const Brought brought;
  brought.write({{"a", lake::CellType::integer}}, Rows(500, {"1"}));
  std::string bytes = brought.bytes();
  // Parquet's FileMetaData in Thrift's compact protocol: field 3 (i64) is the number of rows, here 500, and stands
  // before the groups of rows, which say it again.
  const std::size_t length =
      static_cast<unsigned char>(bytes[bytes.size() - 8]) + 256U * static_cast<unsigned char>(bytes[bytes.size() - 7]);
  const std::size_t at = bytes.find("\x16\xe8\x07", bytes.size() - 8 - length);
  REQUIRE(at != std::string::npos);
  bytes[at + 1] = '\xea';
  brought.put(bytes);
  CHECK(code_of(read(brought.path())) == "parquet-lies");
}
