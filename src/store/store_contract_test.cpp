#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <thread>

#include "store/store.h"
#include "test_stores.h"

using namespace sas;
using namespace sas::store;

namespace {

std::vector<Migration> schema() {
  return {{901, "items",
           "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, price REAL, picture BLOB, note TEXT) "
           "STRICT;"
           "CREATE TABLE part (id INTEGER PRIMARY KEY, item INTEGER NOT NULL REFERENCES item (id),"
           " late INTEGER REFERENCES item (id) DEFERRABLE INITIALLY DEFERRED) STRICT;",
           "CREATE TABLE item (id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE, price DOUBLE PRECISION, picture "
           "BYTEA, note TEXT);"
           "CREATE TABLE part (id BIGINT PRIMARY KEY, item BIGINT NOT NULL REFERENCES item (id),"
           " late BIGINT REFERENCES item (id) DEFERRABLE INITIALLY DEFERRED);"}};
}

Result<Done> add_item(Store& store, std::int64_t id, const std::string& name) {
  return store.write([&](WriteTx& tx) -> Result<Done> {
    tx.execute("INSERT INTO item (id, name) VALUES ($1, $2)", {id, name});
    return Done{};
  });
}

std::int64_t count_items(Store& store) {
  return store
      .read([](ReadTx& tx) -> Result<std::int64_t> { return tx.query_one("SELECT count(*) FROM item")->integer(0); })
      .value();
}

void wait_for_queue(Store& store, std::size_t size) {
  while (store.stats().queued < size) std::this_thread::sleep_for(std::chrono::milliseconds{1});
}

void each_store(const std::function<void(Store&)>& test) {
  sas::test::for_each_store(schema(), test);
}

}  // namespace

TEST_CASE("every kind of value comes back as it went in") {
  each_store([](Store& store) {
    const std::string bytes("\0\1\xff\x80 '\"\\", 8);
    const Result<std::int64_t> changed = store.write([&](WriteTx& tx) -> Result<std::int64_t> {
      tx.execute("INSERT INTO item (id, name, price, picture, note) VALUES ($1, $2, $3, $4, $5)",
                 {std::int64_t{1}, std::string("één ✓ 🏛"), 0.1, Blob{bytes}, nullptr});
      tx.execute("INSERT INTO item (id, name, price, picture, note) VALUES ($1, $2, $3, $4, $5)",
                 {INT64_MIN, std::string(), -1.5e300, Blob{}, std::string("x")});
      return tx.execute("UPDATE item SET note = $1 WHERE id <> $2", {std::string("n"), std::int64_t{0}});
    });
    CHECK(changed.value() == 2);
    const Result<Done> checked = store.read([&](ReadTx& tx) -> Result<Done> {
      const std::vector<Row> rows = tx.query("SELECT id, name, price, picture, note FROM item ORDER BY id");
      REQUIRE(rows.size() == 2);
      CHECK(rows[0].integer(0) == INT64_MIN);
      CHECK(rows[0].text(1).empty());
      CHECK(rows[0].real(2) == -1.5e300);
      CHECK(rows[0].blob(3).empty());
      CHECK(rows[1].text(1) == "één ✓ 🏛");
      CHECK(rows[1].real(2) == 0.1);
      CHECK(rows[1].blob(3) == bytes);
      CHECK(rows[1].text(4) == "n");
      return Done{};
    });
    CHECK(checked.has_value());
  });
}

TEST_CASE("nulls are told apart and wrong column types are misuse") {
  each_store([](Store& store) {
    REQUIRE(add_item(store, 1, "a").has_value());
    const Result<Done> checked = store.read([](ReadTx& tx) -> Result<Done> {
      const Row row = *tx.query_one("SELECT id, name, price, note FROM item");
      CHECK(row.is_null(2));
      CHECK_FALSE(row.is_null(0));
      CHECK(row.text_or_empty(3).empty());
      CHECK(row.integer_if(0) == 1);
      CHECK_THROWS_AS(static_cast<void>(row.text(3)), StoreFault);
      CHECK_THROWS_AS(static_cast<void>(row.integer(1)), StoreFault);
      CHECK_THROWS_AS(static_cast<void>(row.is_null(4)), StoreFault);
      CHECK_FALSE(tx.query_one("SELECT id FROM item WHERE id = $1", {std::int64_t{9}}).has_value());
      return Done{};
    });
    CHECK(checked.has_value());
  });
}

TEST_CASE("parameters may come in any order, more than once, and null or not in turn") {
  each_store([](Store& store) {
    const Result<std::string> out = store.write([](WriteTx& tx) -> Result<std::string> {
      tx.execute("INSERT INTO item (name, id) VALUES ($2, $1)", {std::int64_t{1}, std::string("a")});
      tx.execute("INSERT INTO item (id, name, price, note) VALUES ($1, $2, $3, $2)",
                 {std::int64_t{2}, std::string("b"), 2.5});
      tx.execute("INSERT INTO item (id, name, price, note) VALUES ($1, $2, $3, $2)",
                 {std::int64_t{3}, std::string("c"), nullptr});
      return tx.query_one("SELECT note FROM item WHERE price > $2 AND id = $1", {std::int64_t{2}, 1.0})->text(0);
    });
    CHECK(out.value() == "b");
  });
}

TEST_CASE("sums and counts are integers, averages are numbers") {
  each_store([](Store& store) {
    for (int i = 1; i <= 4; ++i) REQUIRE(add_item(store, i, std::to_string(i)).has_value());
    const Result<Done> checked = store.read([](ReadTx& tx) -> Result<Done> {
      const Row row = *tx.query_one("SELECT sum(id), avg(id), max(id), count(*) FROM item");
      CHECK(row.integer(0) == 10);
      CHECK(row.real(1) == 2.5);
      CHECK(row.integer(2) == 4);
      CHECK(row.integer(3) == 4);
      return Done{};
    });
    CHECK(checked.has_value());
  });
}

TEST_CASE("insert or update answers with the row") {
  each_store([](Store& store) {
    const auto save = [&](const std::string& note) {
      return store.write([&](WriteTx& tx) -> Result<std::string> {
        return tx
            .query(
                "INSERT INTO item (id, name, note) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET note = "
                "excluded.note"
                " RETURNING note",
                std::initializer_list<Value>{std::int64_t{1}, std::string("a"), note})[0]
            .text(0);
      });
    };
    CHECK(save("first").value() == "first");
    CHECK(save("second").value() == "second");
    CHECK(count_items(store) == 1);
  });
}

TEST_CASE("an error of the closure rolls back that closure alone") {
  each_store([](Store& store) {
    const Result<Done> refused = store.write([](WriteTx& tx) -> Result<Done> {
      tx.execute("INSERT INTO item (id, name) VALUES (1, 'gone')");
      return fail(ErrorKind::forbidden, "not-allowed");
    });
    CHECK(refused.error().code == "not-allowed");
    REQUIRE(add_item(store, 1, "stays").has_value());
    CHECK(count_items(store) == 1);
  });
}

TEST_CASE("a broken constraint is a conflict, without the values in its text") {
  each_store([](Store& store) {
    REQUIRE(add_item(store, 1, "jansen").has_value());
    const Result<Done> twice = add_item(store, 2, "jansen");
    CHECK(twice.error().code == "store-conflict");
    CHECK(twice.error().kind == ErrorKind::conflict);
    CHECK(twice.error().detail.find("jansen") == std::string::npos);
    const Result<Done> orphan = store.write([](WriteTx& tx) -> Result<Done> {
      tx.execute("INSERT INTO part (id, item) VALUES (1, 99)");
      return Done{};
    });
    CHECK(orphan.error().code == "store-conflict");
    CHECK(count_items(store) == 1);
  });
}

TEST_CASE("a closure that swallows a fault is rolled back all the same") {
  each_store([](Store& store) {
    REQUIRE(add_item(store, 1, "a").has_value());
    const Result<Done> swallowed = store.write([](WriteTx& tx) -> Result<Done> {
      tx.execute("INSERT INTO item (id, name) VALUES (2, 'b')");
      try {
        tx.execute("INSERT INTO item (id, name) VALUES (3, 'a')");
      } catch (const StoreFault&) {
      }
      return Done{};
    });
    CHECK(swallowed.error().code == "store-conflict");
    CHECK(count_items(store) == 1);
  });
}

TEST_CASE("misuse comes out as an exception and harms nobody else") {
  each_store([](Store& store) {
    CHECK_THROWS_AS(static_cast<void>(store.write([](WriteTx& tx) -> Result<Done> {
                      tx.execute("INSERT INTO nowhere VALUES (1)");
                      return Done{};
                    })),
                    StoreFault);
    CHECK_THROWS_AS(static_cast<void>(store.write([](WriteTx& tx) -> Result<Done> {
                      tx.execute("INSERT INTO item (id, name) VALUES ($1, $2)", {std::int64_t{1}});
                      return Done{};
                    })),
                    StoreFault);
    CHECK_THROWS_AS(static_cast<void>(store.write([](WriteTx& tx) -> Result<Done> {
                      tx.execute("INSERT INTO item (id, name) VALUES ($1, $2)", {std::int64_t{1}, std::string("\xff")});
                      return Done{};
                    })),
                    StoreFault);
    CHECK_THROWS_AS(
        static_cast<void>(store.write([](WriteTx& tx) -> Result<Done> {
          tx.execute("INSERT INTO item (id, name) VALUES ($1, $2)", {std::string("no number"), std::string("a")});
          return Done{};
        })),
        StoreFault);
    CHECK_THROWS_AS(static_cast<void>(store.write([](WriteTx& tx) -> Result<Done> {
                      tx.execute("INSERT INTO item (id, name) VALUES (1, 'a'); DELETE FROM item");
                      return Done{};
                    })),
                    StoreFault);
    CHECK_THROWS_AS(static_cast<void>(store.read([](ReadTx& tx) -> Result<Done> {
                      static_cast<void>(tx.query("INSERT INTO item (id, name) VALUES (1, 'a') RETURNING id"));
                      return Done{};
                    })),
                    StoreFault);
    CHECK_THROWS_AS(static_cast<void>(store.write([](WriteTx&) -> Result<Done> { throw std::runtime_error("own"); })),
                    std::runtime_error);
    CHECK(count_items(store) == 0);
    CHECK(add_item(store, 1, "a").has_value());
  });
}

TEST_CASE("a write closure cannot call the store") {
  each_store([](Store& store) {
    CHECK_THROWS_AS(static_cast<void>(store.write([&](WriteTx&) -> Result<Done> { return add_item(store, 1, "a"); })),
                    std::logic_error);
    CHECK_THROWS_AS(static_cast<void>(store.write([&](WriteTx&) -> Result<Done> {
                      static_cast<void>(count_items(store));
                      return Done{};
                    })),
                    std::logic_error);
  });
}

TEST_CASE("a query inside a query, even the same one") {
  each_store([](Store& store) {
    for (int i = 1; i <= 3; ++i) REQUIRE(add_item(store, i, std::to_string(i)).has_value());
    const Result<int> pairs = store.read([](ReadTx& tx) -> Result<int> {
      int count = 0;
      tx.each("SELECT id FROM item WHERE id >= $1", std::vector<Value>{std::int64_t{1}}, [&](const Row& outer) {
        tx.each("SELECT id FROM item WHERE id >= $1", std::vector<Value>{outer.integer(0)},
                [&](const Row&) { ++count; });
      });
      return count;
    });
    CHECK(pairs.value() == 6);
  });
}

TEST_CASE("a reader sees one moment while others write") {
  each_store([](Store& store) {
    REQUIRE(add_item(store, 1, "a").has_value());
    const Result<Done> checked = store.read([&](ReadTx& tx) -> Result<Done> {
      CHECK(tx.query_one("SELECT count(*) FROM item")->integer(0) == 1);
      std::async(std::launch::async, [&] { REQUIRE(add_item(store, 2, "b").has_value()); }).get();
      CHECK(tx.query_one("SELECT count(*) FROM item")->integer(0) == 1);
      return Done{};
    });
    CHECK(checked.has_value());
    CHECK(count_items(store) == 2);
  });
}

TEST_CASE("producers share commits and nobody's failure touches another") {
  each_store([](Store& store) {
    constexpr int threads = 16;
    constexpr int each = 40;
    std::atomic<int> conflicts{0};
    std::vector<std::thread> producers;
    for (int t = 0; t < threads; ++t)
      producers.emplace_back([&store, &conflicts, t] {
        for (int i = 0; i < each; ++i) {
          const int id = t * each + i;
          if (!add_item(store, id, std::to_string(id))) ++conflicts;
          if (i % 4 == 0 && !add_item(store, 10000 + id, std::to_string(id))) ++conflicts;
        }
      });
    for (std::thread& thread : producers) thread.join();
    CHECK(conflicts == threads * each / 4);
    CHECK(count_items(store) == threads * each);
    const StoreStats stats = store.stats();
    CHECK(stats.commits < stats.closures);
    CHECK(stats.queued == 0);
  });
}

TEST_CASE("a constraint that fails at commit hits only its own closure") {
  each_store([](Store& store) {
    REQUIRE(add_item(store, 1, "a").has_value());
    std::promise<void> go;
    std::promise<void> started;
    // The first closure holds the writer, so that the others end up in one batch behind it.
    auto first = std::async(std::launch::async, [&] {
      return store.write([&](WriteTx&) -> Result<Done> {
        started.set_value();
        go.get_future().wait();
        return Done{};
      });
    });
    started.get_future().wait();
    const auto part = [&](std::int64_t id, std::int64_t late) {
      return std::async(std::launch::async, [&store, id, late] {
        return store.write([&](WriteTx& tx) -> Result<Done> {
          tx.execute("INSERT INTO part (id, item, late) VALUES ($1, 1, $2)", {id, late});
          return Done{};
        });
      });
    };
    auto good = part(1, 1);
    auto bad = part(2, 77);
    auto other = part(3, 1);
    wait_for_queue(store, 3);
    go.set_value();
    CHECK(first.get().has_value());
    CHECK(good.get().has_value());
    CHECK(bad.get().error().code == "store-conflict");
    CHECK(other.get().has_value());
    CHECK(store.health() == Health::ok);
  });
}

TEST_CASE("hooks run after the commit, and not after a rollback") {
  each_store([](Store& store) {
    std::atomic<int> called{0};
    const auto hook = [&] { ++called; };
    CHECK(store
              .write([&](WriteTx& tx) -> Result<Done> {
                tx.after_commit(hook);
                CHECK(called == 0);
                return Done{};
              })
              .has_value());
    CHECK(called == 1);
    CHECK_FALSE(store
                    .write([&](WriteTx& tx) -> Result<Done> {
                      tx.after_commit(hook);
                      return fail(ErrorKind::invalid, "no");
                    })
                    .has_value());
    CHECK(called == 1);
  });
}

TEST_CASE("a full queue answers busy") {
  sas::test::for_each_place([](OpenOptions options) {
    options.max_queue = 2;
    const std::unique_ptr<Store> store = sas::test::open_store(options, schema());
    std::promise<void> go;
    std::promise<void> started;
    auto holder = std::async(std::launch::async, [&] {
      return store->write([&](WriteTx&) -> Result<Done> {
        started.set_value();
        go.get_future().wait();
        return Done{};
      });
    });
    started.get_future().wait();
    auto second = std::async(std::launch::async, [&] { return add_item(*store, 1, "a"); });
    auto third = std::async(std::launch::async, [&] { return add_item(*store, 2, "b"); });
    wait_for_queue(*store, 2);
    CHECK(add_item(*store, 3, "c").error().code == "store-busy");
    go.set_value();
    CHECK(holder.get().has_value());
    CHECK(second.get().has_value());
    CHECK(third.get().has_value());
  });
}

TEST_CASE("readers beyond the pool wait for a free connection") {
  sas::test::for_each_place([](OpenOptions options) {
    options.readers = 2;
    const std::unique_ptr<Store> store = sas::test::open_store(options, schema());
    std::atomic<int> done{0};
    std::vector<std::thread> readers;
    for (int i = 0; i < 12; ++i)
      readers.emplace_back([&] {
        for (int j = 0; j < 20; ++j) done += count_items(*store) == 0 ? 1 : 0;
      });
    for (std::thread& thread : readers) thread.join();
    CHECK(done == 240);
  });
}

TEST_CASE("what was written is there after closing and opening") {
  sas::test::for_each_place([](const OpenOptions& options) {
    {
      const std::unique_ptr<Store> store = sas::test::open_store(options, schema());
      REQUIRE(add_item(*store, 1, "a").has_value());
    }
    const std::unique_ptr<Store> store = sas::test::open_store(options, schema());
    CHECK(count_items(*store) == 1);
  });
}

TEST_CASE("migrations are applied once, in order, and guarded by checksum") {
  sas::test::for_each_place([](const OpenOptions& options) {
    const Migration second{902, "more", "INSERT INTO item (id, name) VALUES (1, 'seed')",
                           "INSERT INTO item (id, name) VALUES (1, 'seed')"};
    std::vector<Migration> both = schema();
    both.insert(both.begin(), second);
    { CHECK(count_items(*sas::test::open_store(options, schema())) == 0); }
    { CHECK(count_items(*sas::test::open_store(options, both)) == 1); }
    { CHECK(count_items(*sas::test::open_store(options, both)) == 1); }
    CHECK(open(options, schema()).error().code == "store-schema-newer");
    both[0].sqlite = both[0].postgresql = "SELECT 1";
    CHECK(open(options, both).error().code == "store-schema-changed");
  });
}

TEST_CASE("a migration that fails leaves nothing behind") {
  sas::test::for_each_place([](const OpenOptions& options) {
    std::vector<Migration> steps = schema();
    steps.push_back({902, "broken", "CREATE TABLE half (id INTEGER); INSERT INTO nowhere VALUES (1)",
                     "CREATE TABLE half (id BIGINT); INSERT INTO nowhere VALUES (1)"});
    CHECK(open(options, steps).error().code == "store-migration-failed");
    steps[1].sqlite = steps[1].postgresql = "CREATE TABLE half (id BIGINT)";
    if (options.url.starts_with("sqlite")) steps[1].sqlite = "CREATE TABLE half (id INTEGER)";
    CHECK(open(options, steps).has_value());
  });
}

TEST_CASE("two migrations with one number are a mistake in the program") {
  std::vector<Migration> twice = schema();
  twice.push_back(schema()[0]);
  sas::test::for_each_place(
      [&](const OpenOptions& options) { CHECK_THROWS_AS(static_cast<void>(open(options, twice)), std::logic_error); });
}

TEST_CASE("embedded files pair up into migrations") {
  const std::vector<embedded::File> files{{"012_b.postgresql.sql", "pb"},
                                          {"011_a.sqlite.sql", "sa"},
                                          {"012_b.sqlite.sql", "sb"},
                                          {"011_a.postgresql.sql", "pa"}};
  const std::vector<Migration> migrations = migrations_from(files);
  REQUIRE(migrations.size() == 2);
  CHECK(migrations[0].number == 11);
  CHECK(migrations[0].name == "a");
  CHECK(migrations[1].sqlite == "sb");
  CHECK(migrations[1].postgresql == "pb");
  CHECK_THROWS_AS(static_cast<void>(migrations_from(std::span(files).first(3))), std::logic_error);
  const std::vector<embedded::File> odd{{"no-number.sql", "x"}};
  CHECK_THROWS_AS(static_cast<void>(migrations_from(odd)), std::logic_error);
}

TEST_CASE("an address of another kind is refused") {
  OpenOptions options;
  options.url = "mysql://x";
  CHECK(open(options, {}).error().code == "store-url-invalid");
}
