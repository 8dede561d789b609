#include "lake/lake.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>
#include <future>

#include "lake/answer_table.h"
#include "lake/bucket_grid.h"
#include "lake/bucket_sums.h"
#include "lake/engine.h"
#include "lake/lookup.h"
#include "lake/newest_values.h"
#include "lake/observation_rows.h"
#include "lake/schema.h"
#include "lake/writer.h"

namespace sas::lake {

namespace {

Moment to_moment(Instant instant) {
  return Moment{instant};
}

/// Held while the lake is open: two programs, or two lakes of one program, on one folder would ruin it.
class FolderLock {
 public:
  explicit FolderLock(const std::string& folder)
      : file_(::open((folder + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
    is_ours_ = file_ >= 0 && ::flock(file_, LOCK_EX | LOCK_NB) == 0;
  }
  ~FolderLock() {
    if (file_ >= 0) ::close(file_);
  }
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;
  [[nodiscard]] bool is_ours() const { return is_ours_; }

 private:
  int file_;
  bool is_ours_ = false;
};

class DuckLake final : public Lake {
 public:
  DuckLake(std::unique_ptr<FolderLock> lock, std::unique_ptr<Engine> engine, const LakeOptions& options,
           const Clock& clock)
      : lock_(std::move(lock)), engine_(std::move(engine)), writer_(*engine_, newest_, options), clock_(clock) {}

  Result<Done> declare(std::span<const SeriesFacts> series) override {
    return writer_.between_commits([&](duck::Connection& connection) -> Result<Done> {
      duck::Transaction transaction(connection);
      for (const SeriesFacts& facts : series)
        (void)connection.query("INSERT OR REPLACE INTO term VALUES ($1, $2)",
                               {static_cast<std::int64_t>(facts.series), facts.retention});
      transaction.commit();
      return Done{};
    });
  }

  Result<Receipt> append(std::vector<Observation> observations) override {
    std::promise<Result<Receipt>> promise;
    std::future<Result<Receipt>> answer = promise.get_future();
    append_async(std::move(observations), [&promise](Result<Receipt> receipt) {
      // Moved out first: the waiting thread may end the promise as soon as the value is set.
      std::promise<Result<Receipt>> own = std::move(promise);
      own.set_value(std::move(receipt));
    });
    return answer.get();
  }

  void append_async(std::vector<Observation> observations, std::function<void(Result<Receipt>)> done) override {
    const Moment now = to_moment(clock_.now());
    for (Observation& observation : observations)
      if (observation.received == Moment{}) observation.received = now;
    writer_.append(std::move(observations), std::move(done));
  }

  Result<Done> remove(SeriesId series, Moment time, std::optional<Moment> until, std::int64_t feature) override {
    const Key key{series, time, until, feature};
    return writer_.between_commits([&](duck::Connection& connection) { return take_back(connection, key); });
  }

  void on_commit(std::function<void(std::int64_t, std::span<const Observation>)> listener) override {
    writer_.on_commit(std::move(listener));
  }

  std::optional<Observation> latest(SeriesId series) const override { return newest_.latest(series); }
  std::map<SeriesId, Observation> latest(std::span<const SeriesId> series) const override {
    return newest_.latest(series);
  }

  Result<std::vector<Bucket>> buckets(const BucketQuery& query) override {
    Result<std::vector<Moment>> borders = bucket_borders(query);
    if (!borders) return fail(std::move(borders));
    try {
      BucketSums sums(query, std::move(*borders));
      add_values(query, sums);
      return sums.finish();
    } catch (const duck::Fault& fault) {
      return fail(error_of(fault));
    }
  }

  Result<Table> query(std::string_view sql, std::span<const Cell> params, std::size_t max_rows) override {
    try {
      const Engine::Lease connection(*engine_);
      const Watchdog::Watch watch(engine_->watchdog(), *connection, query_timeout);
      return read_table(connection->query(std::string(sql), params), max_rows);
    } catch (const duck::Fault& fault) {
      return fail(error_of(fault));
    }
  }

  Result<int> seal(Moment, std::chrono::hours) override { return 0; }
  Result<std::vector<Dropped>> drop_expired(Moment) override { return std::vector<Dropped>{}; }

  LakeStats stats() const override {
    LakeStats out;
    writer_.add_to(out);
    return out;
  }

 private:
  static constexpr std::chrono::seconds query_timeout{30};

  Result<Done> take_back(duck::Connection& connection, const Key& key) {
    const std::array keys{key};
    const KnownRows known = find_known(connection, keys);
    if (known.empty()) return fail(ErrorKind::not_found, "observation-unknown", "there is no such observation");
    const std::array rows{known.begin()->second.row};
    duck::Transaction transaction(connection);
    {
      duck::Appender appender(connection, "history", row_types);
      append_rows(appender, rows, writer_.next_batch());
    }
    delete_hot(connection, keys);
    transaction.commit();
    writer_.count_hot_rows(-1);
    newest_.replace(key.series, find_newest(connection, key.series));
    return Done{};
  }

  void add_values(const BucketQuery& query, BucketSums& sums) {
    const Engine::Lease connection(*engine_);
    const Watchdog::Watch watch(engine_->watchdog(), *connection, query_timeout);
    duck::Answer answer = connection->query(
        "SELECT time, value, quality FROM observation WHERE series_id = $1 AND time >= make_timestamp($2) AND time < "
        "make_timestamp($3) AND value IS NOT NULL",
        {static_cast<std::int64_t>(query.series), query.from.time_since_epoch().count(),
         query.until.time_since_epoch().count()});
    while (const std::optional<duck::Chunk> chunk = answer.next()) {
      const auto* times = chunk->values<std::int64_t>(0);
      const auto* values = chunk->values<double>(1);
      const auto* flags = chunk->values<std::uint32_t>(2);
      for (std::size_t row = 0; row < chunk->rows(); ++row)
        sums.add(Moment{std::chrono::microseconds{times[row]}}, values[row], flags[row]);
    }
  }

  std::unique_ptr<FolderLock> lock_;
  std::unique_ptr<Engine> engine_;
  NewestValues newest_;
  Writer writer_;
  const Clock& clock_;
};

}  // namespace

Result<std::unique_ptr<Lake>> open(const LakeOptions& options, const Clock& clock) {
  std::error_code error;
  std::filesystem::create_directories(options.folder, error);
  if (error)
    return fail(ErrorKind::unavailable, "lake-damaged", options.folder + " cannot be made: " + error.message());
  auto lock = std::make_unique<FolderLock>(options.folder);
  if (!lock->is_ours())
    return fail(ErrorKind::conflict, "lake-in-use",
                options.folder + " is in use by another program: stop that one first");
  try {
    auto engine = std::make_unique<Engine>(options);
    if (prepare_schema(engine->writer()) > schema_version)
      return fail(ErrorKind::conflict, "lake-newer",
                  options.folder + " was written by a newer version of this program: use that one");
    return std::make_unique<DuckLake>(std::move(lock), std::move(engine), options, clock);
  } catch (const duck::Fault& fault) {
    return fail(ErrorKind::unavailable, "lake-damaged", options.folder + "/hot.duckdb: " + fault.what());
  }
}

}  // namespace sas::lake
