#include "portal/column_index.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "portal/csv_cells.h"
#include "portal/row_page.h"
#include "portal/test_portal.h"

using namespace sas;
using namespace sas::portal;
using namespace sas::portal::testing;
using lake::Compare;
using lake::FileFilter;
using releases::Type;

namespace {

const auto never = [] { return false; };

struct Table {
  Folder folder;
  KeyedTable table;
  std::string path = folder.path() + "/a.keys";

  Table(const std::string& csv, std::vector<KeyedTable::Column> columns) {
    std::ofstream(folder.path() + "/a.csv", std::ios::binary) << csv;
    table = {RowIndex::build(folder.path() + "/a.csv").value(), std::move(columns), "abc"};
    REQUIRE(ColumnIndex::build(table, path, never));
  }
  [[nodiscard]] std::shared_ptr<const ColumnIndex> open() const { return ColumnIndex::open(table, path).value(); }
};

using Numbers = std::vector<std::uint64_t>;

Numbers rows_with(const ColumnIndex& index, const std::vector<FileFilter>& filters) {
  const auto found = index.find(filters).value();
  REQUIRE(found);
  const Numbers out = found->page(0, 1'000'000);
  CHECK(out.size() == found->count());
  return out;
}

FileFilter equal(const std::string& column, const std::string& value) {
  return {column, Compare::equal, {value}};
}

/// Numbers that go up, words that come often, numbers that come seldom, and gaps.
std::string many_rows(int count) {
  std::string out = "nummer,soort,lengte,leeg,zelden\r\n";
  for (int i = 0; i < count; ++i)
    out += fmt::format("{},{},{},{},{}\r\n", 10 + 3 * i, i % 3 == 0 ? "snel" : "traag", (i * 7919) % 1009 / 10.0,
                       i % 5 == 0 ? "" : "\"a, b\"", i % 997 == 3 ? "ja" : fmt::format("nee {}", i));
  return out;
}

std::vector<KeyedTable::Column> many_columns() {
  return {{"nummer", Type::integer},
          {"soort", Type::text},
          {"lengte", Type::decimal},
          {"leeg", Type::text},
          {"zelden", Type::text}};
}

Numbers reckoned(const RowIndex& rows, const std::vector<std::pair<std::size_t, std::string>>& wanted) {
  Numbers out;
  const auto all = rows.read(0, rows.rows()).value();
  for (std::size_t i = 0; i < all.size(); ++i)
    if (std::all_of(wanted.begin(), wanted.end(), [&](const auto& one) { return all[i][one.first] == one.second; }))
      out.push_back(i);
  return out;
}

}  // namespace

TEST_CASE("an index of columns finds the rows that reading all of them finds, and counts them") {
  for (const int count : {0, 1, 255, 256, 257, 5000, 70'000}) {
    CAPTURE(count);
    const Table made(many_rows(count), many_columns());
    const auto index = made.open();
    const RowIndex& rows = *made.table.rows;
    for (const int number : {10, 13, 14, 9, 100, 10 + 3 * (count - 1), 10 + 3 * count}) {
      const std::string text = std::to_string(number);
      CHECK(rows_with(*index, {equal("nummer", text)}) == reckoned(rows, {{0, text}}));
    }
    for (const std::string length : {"0.1", "100.8", "50", "7.5", "200"})
      CHECK(rows_with(*index, {equal("lengte", length)}) == reckoned(rows, {{2, length}}));
    CHECK(rows_with(*index, {equal("soort", "snel")}) == reckoned(rows, {{1, "snel"}}));
    CHECK(rows_with(*index, {equal("leeg", "a, b")}) == reckoned(rows, {{3, "a, b"}}));
    CHECK(rows_with(*index, {{"leeg", Compare::missing, {}}}) == reckoned(rows, {{3, ""}}));
    CHECK(rows_with(*index, {equal("zelden", "ja")}) == reckoned(rows, {{4, "ja"}}));
    CHECK(rows_with(*index, {equal("zelden", "ja"), equal("soort", "snel")}) ==
          reckoned(rows, {{4, "ja"}, {1, "snel"}}));
    CHECK(rows_with(*index, {equal("leeg", "a, b"), equal("soort", "traag"), equal("lengte", "7.5")}) ==
          reckoned(rows, {{3, "a, b"}, {1, "traag"}, {2, "7.5"}}));
    CHECK(rows_with(*index, {equal("soort", "nergens")}).empty());
    CHECK(rows_with(*index, {{"soort", Compare::one_of, {"snel", "traag", "snel"}}}).size() ==
          static_cast<std::size_t>(count));
    CHECK(rows_with(*index, {{"zelden", Compare::one_of, {"nee 4", "nee 1", "ja"}}}).size() ==
          reckoned(rows, {{4, "ja"}}).size() + reckoned(rows, {{4, "nee 1"}}).size() +
              reckoned(rows, {{4, "nee 4"}}).size());
  }
}

TEST_CASE("numbers are found whichever way they are written, and odd ones are left to the engine") {
  const Table made("a,b,c\n7.50,1,2026-04-03T10:00:00Z\n7.5,2,2026-04-03T12:00:00+02:00\n-0,1,\n0.0,,\n",
                   {{"a", Type::decimal}, {"b", Type::integer}, {"c", Type::moment}});
  const auto index = made.open();
  CHECK(rows_with(*index, {equal("a", "7.5")}) == Numbers{0, 1});
  CHECK(rows_with(*index, {equal("a", "0")}) == Numbers{2, 3});
  CHECK(rows_with(*index, {equal("b", "1")}) == Numbers{0, 2});
  // The same moment stands there in two forms: then no answer is given at all.
  CHECK_FALSE(index->find({equal("c", "2026-04-03T10:00:00Z")}).value());
  for (const FileFilter& filter :
       {equal("a", "7,5"), equal("a", " 7.5"), equal("a", "7.5e0"), equal("b", "01"), equal("b", ""),
        FileFilter{"b", Compare::more, {"1"}}, FileFilter{"b", Compare::one_of, {}},
        FileFilter{"b", Compare::one_of, {"1", "x"}}, equal("d", "1")})
    CHECK_FALSE(index->find({filter}).value());
  CHECK_FALSE(index->find({}).value());
  CHECK_FALSE(index->find({equal("b", "1"), equal("c", "x")}).value());
}

TEST_CASE("a page of rows that were found begins anywhere") {
  const Table made(many_rows(40'000), many_columns());
  const auto index = made.open();
  for (const FileFilter& filter : {equal("soort", "snel"), equal("lengte", "7.5"), equal("zelden", "ja")}) {
    const RowSet found = *index->find({filter}).value();
    const Numbers all = found.page(0, 100'000);
    for (const std::uint64_t offset : {std::uint64_t{0}, std::uint64_t{1}, found.count() / 2, found.count() - 1}) {
      const Numbers page = found.page(offset, 7);
      const auto begin = all.begin() + static_cast<std::ptrdiff_t>(offset);
      CHECK(page ==
            Numbers(begin, begin + static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(7, all.size() - offset))));
      const auto rows = index->rows().pick(page).value();
      for (std::size_t i = 0; i < page.size(); ++i) {
        CHECK(rows[i] == index->rows().read(page[i], 1).value().front());
        CHECK(index->fits(rows[i], {filter}));
        CHECK_FALSE(index->fits(rows[i], {equal("soort", "anders")}));
      }
    }
    CHECK(found.page(found.count(), 10).empty());
  }
}

TEST_CASE("a damaged index of columns is refused and never tells other rows") {
  const Table made(many_rows(3000), many_columns());
  const auto sound = made.open();
  const std::vector<std::vector<FileFilter>> asked{{equal("soort", "snel")},
                                                   {equal("lengte", "7.5")},
                                                   {equal("zelden", "nee 77")},
                                                   {{"leeg", Compare::missing, {}}}};
  std::vector<Numbers> wanted;
  for (const auto& filters : asked) wanted.push_back(rows_with(*sound, filters));
  std::ifstream in(made.path, std::ios::binary);
  const std::string bytes(std::istreambuf_iterator<char>(in), {});
  std::size_t refused = 0;
  const auto look = [&](const std::string& changed) {
    std::ofstream(made.path, std::ios::binary | std::ios::trunc) << changed;
    const auto index = ColumnIndex::open(made.table, made.path);
    if (!index) {
      ++refused;
      return;
    }
    for (std::size_t i = 0; i < asked.size(); ++i) {
      const auto found = (*index)->find(asked[i]);
      if (!found)
        ++refused;
      else
        CHECK((*found)->page(0, 10'000) == wanted[i]);
    }
  };
  for (std::size_t at = 0; at < bytes.size(); at += 37) {
    std::string changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ 0x10);
    look(changed);
  }
  CHECK(refused > 20);
  for (const std::size_t size : {std::size_t{0}, std::size_t{63}, std::size_t{64}, bytes.size() - 1}) {
    const std::size_t before = refused;
    look(bytes.substr(0, size));
    CHECK(refused > before);
  }
  look(bytes);
  CHECK(ColumnIndex::open(made.table, made.path));
  KeyedTable other = made.table;
  other.sha256 = "def";
  CHECK(ColumnIndex::open(other, made.path).error().code == "rows-index-lost");
  other = made.table;
  other.columns[1].type = Type::date;
  CHECK(ColumnIndex::open(other, made.path).error().code == "rows-index-lost");
}

TEST_CASE("an index that is stopped or has no room leaves nothing") {
  const Table made(many_rows(300), many_columns());
  const std::string path = made.folder.path() + "/b.keys";
  CHECK(ColumnIndex::build(made.table, path, [] { return true; }).error().code == "rows-index-stopped");
  CHECK(ColumnIndex::build(made.table, made.folder.path() + "/none/b.keys", never).error().code == "rows-index-lost");
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(made.folder.path())) ++files;
  CHECK(files == 2);  // the table and its index
}

TEST_CASE("cells taken from lines are those that reading gives") {
  for (const std::string lines : {"a,b\nc,d\n", "a,b\r\n,\r\n\r\n", "\"a,\"\"b\"\"\",c\nd,e", "a\rb,c\r\r\nd", "\r", "",
                                  "\xef\xbb\xbf"
                                  "a,b\n",
                                  "a,b\n\"c\nd\",e\r\n"}) {
    std::vector<csv::Row> taken;
    CHECK(each_row(lines, [&](auto cells) { taken.emplace_back(cells.begin(), cells.end()); }));
    CHECK(taken == csv::read("\xef\xbb\xbf" + lines).value());
  }
}

TEST_CASE("the index of columns and the engine give the same rows, and a damaged one is made again") {
  Shop shop;
  shop.publish_usual();
  const auto catalogue = shop.reader->catalogue();
  const releases::Release& release = catalogue->find("laadpalen")->current()->release;
  Library library({*shop.reader, *shop.files, shop.folder.path() + "/cache"});
  library.prepare(*catalogue);
  library.settle();
  const auto index = library.columns(release);
  REQUIRE(index);
  const std::vector<std::vector<FileFilter>> asked{
      {equal("nummer", "77")},
      {equal("soort", "snel")},
      {equal("vermogen", "12.50")},
      {equal("dag", "2026-02-03"), equal("open", "true")},
      {equal("gezien", "2026-01-01T05:00:00Z")},
      {{"opmerking", Compare::missing, {}}},
      {equal("opmerking", "zegt \"ja\", vaak\nen meer"), equal("soort", "gewoon")},
      {{"lengte", Compare::one_of, {"6.05", "6.051"}}, equal("open", "false")},
      {equal("soort", "nergens")}};
  const std::string path = shop.folder.path() + "/cache/" + releases::find_file(release, "csv")->sha256 + ".keys";
  const auto check = [&] {
    for (const auto& filters : asked) {
      lake::FileQuestion question;
      for (const releases::Column& column : release.columns) question.columns.push_back(column.name);
      question.filters = filters;
      question.offset = 1;
      question.limit = 7;
      const auto engine = library.ask(release, question).value();
      const RowPage page = read_rows(library, release, question).value();
      CHECK(page.total == engine.total);
      CHECK(page.numbers == engine.numbers);
      REQUIRE(page.rows.size() == engine.rows.size());
      for (std::size_t i = 0; i < page.rows.size(); ++i)
        for (std::size_t k = 0; k < page.rows[i].size(); ++k)
          if (release.columns[k].type != Type::decimal) CHECK(page.rows[i][k] == engine.rows[i][k].value_or(""));
    }
  };
  check();
  // Damage where the open index looks: the mapping shows it, the page is refused, the engine answers.
  const auto size = std::filesystem::file_size(path);
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  file.seekp(100);
  file.write(std::string(size / 2, 'x').data(), static_cast<std::streamsize>(size / 2));
  file.close();
  check();
  library.settle();
  CHECK(library.columns(release) != index);
  REQUIRE(library.columns(release));
  CHECK(library.columns(release)->find({equal("soort", "snel")}).has_value());
  check();
}
