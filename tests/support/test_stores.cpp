#include "test_stores.h"

#include <doctest/doctest.h>
#include <libpq-fe.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <stdexcept>

namespace sas::test {

namespace {

/// Runs one statement on its own connection; false when the server does not answer or refuses.
bool run_on(const std::string& uri, const std::string& sql) {
  PGconn* connection = PQconnectdb(uri.c_str());
  bool done = false;
  if (PQstatus(connection) == CONNECTION_OK) {
    PGresult* result = PQexec(connection, sql.c_str());
    const ExecStatusType status = PQresultStatus(result);
    done = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    PQclear(result);
  }
  PQfinish(connection);
  return done;
}

std::string read_file(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

/// A server of this program's own, when no other is there.
class OwnServer {
 public:
  OwnServer() : folder_(std::filesystem::temp_directory_path() / ("sas-test-" + std::to_string(::getpid()))) {
    if (call("start") != 0)
      throw std::runtime_error("PostgreSQL for the tests does not start; set SAS_TEST_POSTGRES=none to do without");
  }
  ~OwnServer() { static_cast<void>(call("stop")); }
  OwnServer(const OwnServer&) = delete;
  OwnServer& operator=(const OwnServer&) = delete;
  [[nodiscard]] std::string uri() const { return read_file(folder_ / "uri"); }

 private:
  [[nodiscard]] int call(const std::string& verb) const {
    return std::system((std::string(SAS_TEST_POSTGRES_SCRIPT) + " " + verb + " " + folder_.string()).c_str());
  }
  std::filesystem::path folder_;
};

std::string find_server() {
  if (const std::string given = environment("SAS_TEST_POSTGRES"); !given.empty()) return given;
  const std::string of_ctest = read_file(std::string(SAS_TEST_POSTGRES_FOLDER) + "/uri");
  if (!of_ctest.empty() && run_on(of_ctest, "SELECT 1")) return of_ctest;
  static const OwnServer own;
  return own.uri();
}

const std::string& server() {
  static const std::string uri = find_server();
  return uri;
}

/// The same server, another database: the path of the URI is replaced.
std::string uri_of(const std::string& database) {
  const std::string& base = server();
  const std::size_t authority = base.find("//") + 2;
  const std::size_t slash = base.find('/', authority);
  const std::size_t query = base.find('?', authority);
  const std::string head = base.substr(0, std::min(slash, query));
  return head + "/" + database + (query == std::string::npos ? "" : base.substr(query));
}

void announce_skip() {
  static std::once_flag once;
  std::call_once(once, [] {
    std::fputs("\n*** PostgreSQL skipped: SAS_TEST_POSTGRES=none; these tests prove SQLite alone ***\n\n", stderr);
  });
}

}  // namespace

TempFolder::TempFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "sas-XXXXXX").string();
  if (!::mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
  path_ = pattern;
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

TempDatabase::TempDatabase() {
  static std::atomic<int> count{0};
  name_ = "test_" + std::to_string(::getpid()) + "_" + std::to_string(++count);
  uri_ = uri_of(name_);
  if (!run_on(server(), "CREATE DATABASE " + name_)) throw std::runtime_error("no test database could be made");
}

TempDatabase::~TempDatabase() {
  run_on(server(), "DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");
}

void TempDatabase::cut_connections() const {
  run_on(server(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name_ + "'");
}

bool has_postgres() {
  if (environment("SAS_TEST_POSTGRES") != "none") return true;
  announce_skip();
  return false;
}

std::unique_ptr<store::Store> open_store(const store::OpenOptions& options,
                                         const std::vector<store::Migration>& migrations) {
  Result<std::unique_ptr<store::Store>> opened = store::open(options, migrations);
  if (!opened) throw std::runtime_error("store does not open: " + opened.error().code + " " + opened.error().detail);
  return std::move(*opened);
}

void for_each_place(const std::function<void(const store::OpenOptions&)>& test) {
  {
    INFO("store: sqlite");
    const TempFolder folder;
    store::OpenOptions options;
    options.folder = folder.text();
    test(options);
  }
  if (!has_postgres()) return;
  INFO("store: postgresql");
  const TempDatabase database;
  store::OpenOptions options;
  options.url = database.uri();
  test(options);
}

void for_each_store(const std::vector<store::Migration>& migrations, const std::function<void(store::Store&)>& test) {
  for_each_place([&](const store::OpenOptions& options) {
    const std::unique_ptr<store::Store> store = open_store(options, migrations);
    test(*store);
  });
}

std::vector<store::Migration> joined(std::initializer_list<std::vector<store::Migration>> lists) {
  std::vector<store::Migration> all;
  for (const std::vector<store::Migration>& list : lists) all.insert(all.end(), list.begin(), list.end());
  return all;
}

SqliteStore::SqliteStore(const std::vector<store::Migration>& migrations) {
  store::OpenOptions options;
  options.folder = folder_.text();
  store_ = open_store(options, migrations);
}

}  // namespace sas::test
