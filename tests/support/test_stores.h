#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.h"

/// Stores for tests. Every store test runs on SQLite and on PostgreSQL; each run gets a fresh folder or a fresh
/// database.
namespace sas::test {

/// A folder that is removed with its content when it goes out of scope.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::string text() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

/// An empty database in the PostgreSQL of this test run, dropped when it goes out of scope. Takes the server from the
/// environment (SAS_TEST_POSTGRES, a URI), else the one ctest started, else starts one that ends with this program.
class TempDatabase {
 public:
  TempDatabase();
  ~TempDatabase();
  TempDatabase(const TempDatabase&) = delete;
  TempDatabase& operator=(const TempDatabase&) = delete;
  [[nodiscard]] const std::string& uri() const { return uri_; }
  /// Cuts every connection to it, as a failing network or a restart would.
  void cut_connections() const;

 private:
  std::string name_;
  std::string uri_;
};

/// False only when SAS_TEST_POSTGRES=none; that is said once on standard error. A missing PostgreSQL fails the test
/// instead.
[[nodiscard]] bool has_postgres();

/// Opens with the defaults; throws when that fails.
[[nodiscard]] std::unique_ptr<store::Store> open_store(const store::OpenOptions& options,
                                                       const std::vector<store::Migration>& migrations);

/// Runs `test` with a fresh store of each kind. Example:
///   for_each_store(migrations(), [](store::Store& store) { CHECK(store.read(...)); });
void for_each_store(const std::vector<store::Migration>& migrations, const std::function<void(store::Store&)>& test);

/// The same for tests that open, close and open again by themselves.
void for_each_place(const std::function<void(const store::OpenOptions&)>& test);

/// Several rooms' migrations in one list.
[[nodiscard]] std::vector<store::Migration> joined(std::initializer_list<std::vector<store::Migration>> lists);

/// One SQLite store, for tests of rules that do not depend on the engine.
class SqliteStore {
 public:
  explicit SqliteStore(const std::vector<store::Migration>& migrations);
  [[nodiscard]] store::Store& operator*() { return *store_; }
  [[nodiscard]] store::Store* operator->() { return store_.get(); }

 private:
  TempFolder folder_;
  std::unique_ptr<store::Store> store_;
};

}  // namespace sas::test
