// Raw group commit of SQLite: floor_commit FILE UNITS BATCH ROWS BYTES
//
// Writes UNITS units of work, each ROWS rows of BYTES bytes together, BATCH units to a transaction, as durable as the store of the site
// (write-ahead log, synchronous=FULL). Each row has a random text key, as the rows of the site have. Prints units a second as JSON.
#include <sqlite3.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <random>
#include <stdexcept>
#include <string>

namespace {

class Database {
 public:
  explicit Database(const char* file) {
    if (sqlite3_open(file, &handle_) != SQLITE_OK) throw std::runtime_error("cannot open the file");
    for (const char* sql : {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "CREATE TABLE item (id TEXT PRIMARY KEY, content TEXT NOT NULL) STRICT"}) run(sql);
    if (sqlite3_prepare_v2(handle_, "INSERT INTO item VALUES (?1, ?2)", -1, &insert_, nullptr) != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(handle_));
  }
  ~Database() {
    sqlite3_finalize(insert_);
    sqlite3_close(handle_);
  }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  void run(const char* sql) {
    if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(handle_));
  }
  void add(const std::string& key, const std::string& content) {
    sqlite3_reset(insert_);
    sqlite3_bind_text(insert_, 1, key.data(), static_cast<int>(key.size()), SQLITE_STATIC);
    sqlite3_bind_text(insert_, 2, content.data(), static_cast<int>(content.size()), SQLITE_STATIC);
    if (sqlite3_step(insert_) != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(handle_));
  }

 private:
  sqlite3* handle_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
};

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 6) throw std::runtime_error("usage: floor_commit FILE UNITS BATCH ROWS BYTES");
  const std::uint64_t units = std::stoul(argv[2]), batch = std::stoul(argv[3]), rows = std::stoul(argv[4]), bytes = std::stoul(argv[5]);
  Database database(argv[1]);
  std::mt19937_64 random(1);
  const std::string content(bytes / rows, 'x');
  const auto start = std::chrono::steady_clock::now();
  for (std::uint64_t done = 0; done < units;) {
    database.run("BEGIN IMMEDIATE");
    for (std::uint64_t i = 0; i < batch && done < units; ++i, ++done)
      for (std::uint64_t row = 0; row < rows; ++row) database.add(std::to_string(random()) + std::to_string(random()), content);
    database.run("COMMIT");
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  std::printf("{\"rate\": %.1f}\n", static_cast<double>(units) / seconds);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "floor_commit: %s\n", error.what());
  return 1;
}
