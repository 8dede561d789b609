#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "store/store.h"

/// How much of what SQLite can do is left behind the port: durable closures a second with 1, 8 and 64 producers,
/// against the same rows written straight through the C interface with as many rows a commit as the port reached.
namespace {

using namespace sas;
using namespace sas::store;
using Seconds = std::chrono::duration<double>;

// The two take turns in short slices, so that whatever else the machine does falls on both.
constexpr auto slice = std::chrono::milliseconds{400};
constexpr int rounds = 8;
const std::string filler(300, 'x');

class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "sas-bench-XXXXXX").string();
    if (!::mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
    path = pattern;
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::filesystem::path path;
};

constexpr const char* table_sql =
    "CREATE TABLE item (id INTEGER PRIMARY KEY, topic TEXT NOT NULL, body TEXT NOT NULL) STRICT;"
    "CREATE INDEX item_topic ON item (topic)";
constexpr const char* insert_sql = "INSERT INTO item (id, topic, body) VALUES ($1, $2, $3)";

/// The port under load, slice by slice.
class ThroughPort {
 public:
  explicit ThroughPort(int producers) : latencies_(static_cast<std::size_t>(producers)) {
    OpenOptions options;
    options.folder = folder_.path.string();
    store_ = std::move(open(options, std::vector<Migration>{{901, "item", table_sql, table_sql}}).value());
    before_ = store_->stats();
  }

  void run() {
    const auto start = std::chrono::steady_clock::now();
    std::vector<std::thread> threads;
    for (auto& own : latencies_) threads.emplace_back([this, start, &own] { produce(start, own); });
    for (std::thread& thread : threads) thread.join();
    elapsed_ += Seconds(std::chrono::steady_clock::now() - start).count();
  }

  [[nodiscard]] double per_second() const { return closures() / elapsed_; }
  [[nodiscard]] double per_commit() const {
    return closures() / static_cast<double>(store_->stats().commits - before_.commits);
  }
  [[nodiscard]] double percentile(std::size_t hundredth) const {
    std::vector<double> all;
    for (const auto& own : latencies_) all.insert(all.end(), own.begin(), own.end());
    std::sort(all.begin(), all.end());
    return all[all.size() * hundredth / 100];
  }

 private:
  void produce(std::chrono::steady_clock::time_point start, std::vector<double>& own) {
    while (std::chrono::steady_clock::now() - start < slice) {
      const auto begin = std::chrono::steady_clock::now();
      const std::int64_t id = ++next_;
      store_
          ->write([&](WriteTx& tx) -> Result<Done> {
            tx.execute(insert_sql, {id, "topic-" + std::to_string(id % 1000), filler});
            return Done{};
          })
          .value();
      own.push_back(Seconds(std::chrono::steady_clock::now() - begin).count() * 1000);
    }
  }
  [[nodiscard]] double closures() const { return static_cast<double>(store_->stats().closures - before_.closures); }

  Folder folder_;
  std::unique_ptr<Store> store_;
  StoreStats before_;
  std::vector<std::vector<double>> latencies_;
  std::atomic<std::int64_t> next_{0};
  double elapsed_ = 0;
};

void require(int code) {
  if (code != SQLITE_OK && code != SQLITE_DONE) throw std::runtime_error("sqlite " + std::to_string(code));
}

/// The same settings, rows and rows a commit, without threads, savepoints or completion.
class Straight {
 public:
  Straight() {
    require(sqlite3_open((folder_.path / "raw.db").c_str(), &db_));
    run_script("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA cache_size=-32768");
    run_script(table_sql);
    require(sqlite3_prepare_v2(db_, insert_sql, -1, &insert_, nullptr));
  }
  ~Straight() {
    sqlite3_finalize(insert_);
    sqlite3_close(db_);
  }
  Straight(const Straight&) = delete;
  Straight& operator=(const Straight&) = delete;

  void run(int rows_per_commit) {
    const auto start = std::chrono::steady_clock::now();
    while (std::chrono::steady_clock::now() - start < slice) {
      run_script("BEGIN IMMEDIATE");
      for (int i = 0; i < rows_per_commit; ++i) add_row();
      run_script("COMMIT");
    }
    elapsed_ += Seconds(std::chrono::steady_clock::now() - start).count();
  }
  [[nodiscard]] double per_second() const { return static_cast<double>(rows_) / elapsed_; }

 private:
  void run_script(const char* sql) { require(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr)); }
  void add_row() {
    ++rows_;
    const std::string topic = "topic-" + std::to_string(rows_ % 1000);
    require(sqlite3_bind_int64(insert_, 1, rows_));
    require(sqlite3_bind_text(insert_, 2, topic.data(), static_cast<int>(topic.size()), SQLITE_STATIC));
    require(sqlite3_bind_text(insert_, 3, filler.data(), static_cast<int>(filler.size()), SQLITE_STATIC));
    require(sqlite3_step(insert_));
    require(sqlite3_reset(insert_));
  }

  Folder folder_;
  sqlite3* db_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
  std::int64_t rows_ = 0;
  double elapsed_ = 0;
};

}  // namespace

int main() {
  std::printf("%9s %12s %11s %8s %8s %12s %6s\n", "producers", "closures/s", "per commit", "p50 ms", "p99 ms",
              "straight/s", "ratio");
  for (const int producers : {1, 8, 64}) {
    ThroughPort port(producers);
    Straight raw;
    for (int round = 0; round < rounds; ++round) {
      port.run();
      raw.run(std::max(1, static_cast<int>(port.per_commit() + 0.5)));
    }
    std::printf("%9d %12.0f %11.1f %8.2f %8.2f %12.0f %6.2f\n", producers, port.per_second(), port.per_commit(),
                port.percentile(50), port.percentile(99), raw.per_second(), port.per_second() / raw.per_second());
  }
}
