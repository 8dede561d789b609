#include "store/sqlite_checkpointer.h"

#include <doctest/doctest.h>

#include <filesystem>

#include "fault_vfs.h"
#include "store/store.h"
#include "test_stores.h"

using namespace sas;
using namespace sas::store;

namespace {

constexpr std::size_t page_bytes = 4096;
constexpr std::int64_t pages_a_row = 100;

std::vector<Migration> schema() {
  return {{901, "row", "CREATE TABLE row (id INTEGER PRIMARY KEY, filler TEXT) STRICT",
           "CREATE TABLE row (id BIGINT PRIMARY KEY, filler TEXT)"}};
}

void add(Store& store, std::int64_t id) {
  const auto added = store.write([&](WriteTx& tx) -> Result<Done> {
    tx.execute("INSERT INTO row (id, filler) VALUES ($1, $2)", {id, std::string(pages_a_row * page_bytes, 'x')});
    return Done{};
  });
  REQUIRE(added.has_value());
}

std::int64_t count(Store& store) {
  return store
      .read([](ReadTx& tx) -> Result<std::int64_t> { return tx.query_one("SELECT count(*) FROM row")->integer(0); })
      .value();
}

}  // namespace

TEST_CASE("the log does not grow with what is written") {
  const sas::test::TempFolder folder;
  OpenOptions options;
  options.folder = folder.text();
  const auto store = sas::test::open_store(options, schema());
  constexpr std::int64_t rows = 3 * SqliteCheckpointer::longest_pages / pages_a_row;
  for (std::int64_t id = 1; id <= rows; ++id) add(*store, id);
  CHECK(count(*store) == rows);
  const auto log = std::filesystem::file_size(folder.text() + "/records.db-wal");
  CHECK(log < 2 * SqliteCheckpointer::longest_pages * page_bytes);
}

TEST_CASE("a power failure while the log is copied loses nothing that was answered") {
  const sas::test::TempFolder folder;
  sas::test::FaultDisk disk;
  OpenOptions options;
  options.url = disk.url(folder.text() + "/records.db");
  const auto store = sas::test::open_store(options, schema());
  constexpr std::int64_t rows = 2 * SqliteCheckpointer::worthwhile_pages / pages_a_row;
  for (std::int64_t id = 1; id <= rows; ++id) {
    add(*store, id);
    if (id % 4 != 0) continue;
    const sas::test::TempFolder after;
    disk.copy_flushed_state(after.text());
    OpenOptions found;
    found.folder = after.text();
    CHECK(count(*sas::test::open_store(found, schema())) == id);
  }
}
