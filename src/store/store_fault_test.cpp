#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "fault_vfs.h"
#include "store/store.h"
#include "test_stores.h"

using namespace sas;
using namespace sas::store;
using sas::test::DiskFault;

namespace {

std::vector<Migration> schema() {
  return {{901, "row", "CREATE TABLE row (id INTEGER PRIMARY KEY, filler TEXT) STRICT",
           "CREATE TABLE row (id BIGINT PRIMARY KEY, filler TEXT)"}};
}

Result<Done> add(Store& store, std::int64_t id) {
  return store.write([&](WriteTx& tx) -> Result<Done> {
    tx.execute("INSERT INTO row (id, filler) VALUES ($1, $2)", {id, std::string(500, 'x')});
    return Done{};
  });
}

std::vector<std::int64_t> ids(Store& store) {
  return store
      .read([](ReadTx& tx) -> Result<std::vector<std::int64_t>> {
        std::vector<std::int64_t> out;
        for (const Row& row : tx.query("SELECT id FROM row ORDER BY id")) out.push_back(row.integer(0));
        return out;
      })
      .value();
}

struct FaultyStore {
  sas::test::TempFolder folder;
  sas::test::FaultDisk disk;
  std::unique_ptr<Store> store;

  FaultyStore() {
    OpenOptions options;
    options.url = disk.url(folder.text() + "/records.db");
    store = sas::test::open_store(options, schema());
  }
};

}  // namespace

TEST_CASE("whatever was answered survives a power failure at that moment") {
  FaultyStore f;
  for (std::int64_t id = 1; id <= 60; ++id) {
    REQUIRE(add(*f.store, id).has_value());
    if (id % 20 != 0) continue;
    const sas::test::TempFolder after;
    f.disk.copy_flushed_state(after.text());
    OpenOptions options;
    options.folder = after.text();
    CHECK(ids(*sas::test::open_store(options, schema())).size() == static_cast<std::size_t>(id));
  }
  CHECK(f.disk.flushes() >= 60);
}

TEST_CASE("many producers share few flushes, and all they were told survives") {
  FaultyStore f;
  std::atomic<int> told{0};
  std::vector<std::thread> producers;
  for (int t = 0; t < 8; ++t)
    producers.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) told += add(*f.store, t * 50 + i).has_value() ? 1 : 0;
    });
  for (std::thread& thread : producers) thread.join();
  const sas::test::TempFolder after;
  f.disk.copy_flushed_state(after.text());
  OpenOptions options;
  options.folder = after.text();
  CHECK(told == 400);
  CHECK(ids(*sas::test::open_store(options, schema())).size() == 400);
}

TEST_CASE("a failed flush poisons writing until reopened; reading goes on") {
  FaultyStore f;
  REQUIRE(add(*f.store, 1).has_value());
  f.disk.set(DiskFault::sync_fails);
  CHECK(add(*f.store, 2).error().code == "store-lost");
  CHECK(f.store->health() == Health::poisoned);
  CHECK(f.store->stats().failed_commits == 1);
  f.disk.set(DiskFault::none);
  CHECK(add(*f.store, 3).error().code == "store-lost");  // The disk is well again, but nobody has checked yet.
  CHECK(ids(*f.store) == std::vector<std::int64_t>{1});
  REQUIRE(f.store->reopen().has_value());
  CHECK(f.store->health() == Health::ok);
  REQUIRE(add(*f.store, 4).has_value());
  CHECK(ids(*f.store).back() == 4);
}

TEST_CASE("a full disk at commit is told apart, and reopening waits for room") {
  FaultyStore f;
  REQUIRE(add(*f.store, 1).has_value());
  f.disk.set(DiskFault::full);
  CHECK(add(*f.store, 2).error().code == "store-full");
  CHECK(f.store->health() == Health::poisoned);
  CHECK_FALSE(f.store->reopen().has_value());
  CHECK(f.store->health() == Health::poisoned);
  CHECK(ids(*f.store) == std::vector<std::int64_t>{1});
  f.disk.set(DiskFault::none);
  REQUIRE(f.store->reopen().has_value());
  REQUIRE(add(*f.store, 2).has_value());
  CHECK(ids(*f.store) == std::vector<std::int64_t>{1, 2});
}

TEST_CASE("a disk that fails inside a large closure fails that work and keeps what was there") {
  FaultyStore f;
  REQUIRE(add(*f.store, 1).has_value());
  f.disk.set(DiskFault::write_fails);
  // More than the page cache holds, so that pages go to the log before the commit.
  const Result<Done> large = f.store->write([](WriteTx& tx) -> Result<Done> {
    for (std::int64_t id = 100; id < 600; ++id)
      tx.execute("INSERT INTO row (id, filler) VALUES ($1, $2)", {id, std::string(100'000, 'y')});
    return Done{};
  });
  CHECK(large.error().code == "store-lost");
  f.disk.set(DiskFault::none);
  REQUIRE(f.store->reopen().has_value());
  REQUIRE(add(*f.store, 2).has_value());
  CHECK(ids(*f.store) == std::vector<std::int64_t>{1, 2});
}

TEST_CASE("cut connections to PostgreSQL are made again, and no acknowledged row is lost") {
  if (!sas::test::has_postgres()) return;
  const sas::test::TempDatabase database;
  OpenOptions options;
  options.url = database.uri();
  const std::unique_ptr<Store> store = sas::test::open_store(options, schema());
  std::vector<std::int64_t> told;
  for (std::int64_t id = 1; id <= 200; ++id) {
    if (id % 20 == 0) database.cut_connections();
    if (add(*store, id)) told.push_back(id);
  }
  CHECK(told.size() > 150);
  database.cut_connections();
  const std::vector<std::int64_t> kept = ids(*store);
  CHECK(std::includes(kept.begin(), kept.end(), told.begin(), told.end()));
  CHECK(store->health() == Health::ok);
}

TEST_CASE("a connection cut inside a closure runs the closure again, once to effect") {
  if (!sas::test::has_postgres()) return;
  const sas::test::TempDatabase database;
  OpenOptions options;
  options.url = database.uri();
  const std::unique_ptr<Store> store = sas::test::open_store(options, schema());
  int runs = 0;
  CHECK(store
            ->write([&](WriteTx& tx) -> Result<Done> {
              tx.execute("INSERT INTO row (id) VALUES (1)");
              if (++runs == 1) database.cut_connections();
              tx.execute("INSERT INTO row (id) VALUES (2)");
              return Done{};
            })
            .has_value());
  CHECK(runs == 2);
  CHECK(ids(*store) == std::vector<std::int64_t>{1, 2});
  CHECK(store->stats().retries == 1);
}
