#include "lake/lake.h"

#include <array>
#include <filesystem>
#include <future>
#include <system_error>

#include "lake/answer_table.h"
#include "lake/backfill.h"
#include "lake/bucket_grid.h"
#include "lake/bucket_sums.h"
#include "lake/copies.h"
#include "lake/engine.h"
#include "lake/expiry.h"
#include "lake/folder_lock.h"
#include "lake/journal.h"
#include "lake/lake_parts.h"
#include "lake/lookup.h"
#include "lake/newest_values.h"
#include "lake/observation_rows.h"
#include "lake/read_view.h"
#include "lake/retention.h"
#include "lake/schema.h"
#include "lake/sealer.h"
#include "lake/settler.h"
#include "lake/snapshot.h"
#include "lake/term_table.h"
#include "lake/writer.h"

namespace sas::lake {

namespace {

constexpr std::chrono::seconds query_timeout{30};

/// Runs something of the engine and the disk; what they throw becomes an error of the port.
template <typename F>
auto guarded(F&& work) -> std::invoke_result_t<F> {
  try {
    return work();
  } catch (const duck::Fault& fault) {
    return fail(error_of(fault));
  } catch (const std::system_error& error) {
    return fail(error_of(error));
  }
}

/// True when the engine may have met a file that is not what it was: a statement failed on the way, or was refused with
/// the name of a file.
bool may_be_damage(const duck::Fault& fault) {
  const bool names_file = std::string_view(fault.what()).find(".parquet") != std::string_view::npos;
  return names_file || fault.kind() == duck::FaultKind::failed || fault.kind() == duck::FaultKind::lost;
}

void add_values(duck::Connection& connection, const BucketQuery& query, BucketSums& sums) {
  // A series can have more values than fit in memory, and each is needed once.
  duck::Answer answer = connection.stream(
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

class DuckLake final : public Lake {
 public:
  DuckLake(std::unique_ptr<FolderLock> lock, std::unique_ptr<Engine> engine, std::unique_ptr<Sealer> sealer,
           const LakeOptions& options, const Clock& clock, std::size_t gathered_at_once)
      : lock_(std::move(lock)),
        folder_(options.folder),
        gathered_at_once_(gathered_at_once),
        engine_(std::move(engine)),
        sealer_(std::move(sealer)),
        writer_(*engine_, newest_, options),
        settler_(*engine_, writer_),
        clock_(clock),
        events_(open_event_table(folder_ + "/event", clock)),
        copies_(folder_, [this](const std::string& target) { return copy_to(target); }) {}

  Result<Done> declare(std::span<const SeriesFacts> series) override {
    for (const SeriesFacts& facts : series)
      if (Result<Retention> known = Retention::parse(facts.retention); !known) return fail(std::move(known));
    return writer_.beside_commits([&](duck::Connection& connection) -> Result<Done> {
      keep_terms(connection, series);
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
    const Moment now{clock_.now()};
    for (Observation& observation : observations)
      if (observation.received == Moment{}) observation.received = now;
    writer_.append(std::move(observations), std::move(done));
  }

  Result<Done> remove(SeriesId series, Moment time, std::optional<Moment> until, std::int64_t feature) override {
    const Key key{series, time, until, feature};
    return writer_.between_commits([&](duck::Connection& connection) { return take_back(connection, key); });
  }

  Result<std::int64_t> remove_series(std::span<const SeriesId> series) override {
    std::int64_t removed = 0;
    if (series.empty()) return removed;
    Result<Done> done = writer_.between_commits([&](duck::Connection& connection) -> Result<Done> {
      removed = take_out(connection, series);
      return Done{};
    });
    if (!done) return fail(std::move(done));
    return removed;
  }

  void on_commit(std::function<void(std::int64_t, std::span<const Observation>)> listener) override {
    writer_.on_commit(std::move(listener));
  }

  std::optional<Observation> latest(SeriesId series) const override { return newest_.latest(series); }
  std::map<SeriesId, Observation> latest(std::span<const SeriesId> series) const override {
    return newest_.latest(series);
  }

  Result<std::vector<Bucket>> buckets(const BucketQuery& query) override {
    const Result<std::vector<Moment>> borders = bucket_borders(query);
    if (!borders) return fail(borders.error());
    return reading({query.from, query.until}, [&](duck::Connection& connection) {
      BucketSums sums(query, *borders);
      add_values(connection, query, sums);
      return sums.finish();
    });
  }

  Result<Table> query(std::string_view sql, std::span<const Cell> params, std::size_t max_rows,
                      const TimeScope& scope) override {
    return reading(scope, [&](duck::Connection& connection) {
      return read_table(connection.query(std::string(sql), params), max_rows);
    });
  }

  Result<std::int64_t> backfill(const std::function<std::size_t(std::span<Observation>)>& next) override {
    return guarded([&] {
      Backfill filling(*engine_, *sealer_, writer_, newest_, folder_, gathered_at_once_);
      return filling.run(next, Moment{clock_.now()});
    });
  }
  Result<std::int64_t> backfill_columns(const std::function<ValueColumns()>& next) override {
    return guarded([&] {
      Backfill filling(*engine_, *sealer_, writer_, newest_, folder_, gathered_at_once_);
      return filling.run(next, Moment{clock_.now()});
    });
  }

  Result<int> seal(Moment now, std::chrono::hours age) override {
    return guarded([&]() -> Result<int> {
      if (Result<Done> caught_up = writer_.catch_up(); !caught_up) return fail(std::move(caught_up));
      int written = 0;
      for (const Date day : sealer_->days_before(day_of(now - age))) written += sealer_->seal_day(day, writer_);
      return written;
    });
  }

  Result<std::vector<Dropped>> drop_expired(Moment now) override {
    return guarded([&]() -> Result<std::vector<Dropped>> {
      const Instant instant = std::chrono::floor<std::chrono::milliseconds>(now);
      std::vector<Dropped> out;
      const std::vector<SealedFile> files = expired_files(sealer_->manifest(), instant);
      for (const SealedFile& file : files) out.push_back({file.retention, file.day, file.rows, file.sha256});
      if (!files.empty()) sealer_->drop(files, writer_);
      Result<Done> done = writer_.between_commits([&](duck::Connection& connection) -> Result<Done> {
        for (Dropped& dropped : drop_expired_rows(connection, instant)) {
          writer_.count_hot_rows(-dropped.rows);
          out.push_back(std::move(dropped));
        }
        if (!out.empty()) newest_.reset(find_newest(connection));
        return Done{};
      });
      if (!done) return fail(std::move(done));
      return out;
    });
  }

  EventTable& events() override { return *events_; }

  Result<Done> copy_to(const std::string& target) override {
    if (Result<Done> caught_up = writer_.catch_up(); !caught_up) return caught_up;
    return guarded([&]() -> Result<Done> {
      const Engine::Lease connection(*engine_);
      sealer_->while_unchanged(
          [&](const Manifest& manifest) { write_snapshot(*connection, folder_, manifest, target); });
      return Done{};
    });
  }

  LakeStats stats() const override {
    LakeStats out;
    writer_.add_to(out);
    const Manifest manifest = sealer_->manifest();
    out.sealed_days = static_cast<std::int64_t>(manifest.files.size());
    for (const SealedFile& file : manifest.files) out.sealed_bytes += static_cast<std::uint64_t>(file.bytes);
    for (const SealedFile& file : manifest.damaged) out.damaged.push_back(file.path);
    for (std::string& part : damaged_parts(folder_)) out.damaged.push_back(std::move(part));
    return out;
  }

 private:
  /// Runs `work` on a connection whose view reaches over the scope.
  template <typename F>
  auto read_once(const TimeScope& scope, F& work) {
    const Engine::Lease connection(*engine_);
    const Watchdog::Watch watch(engine_->watchdog(), *connection, query_timeout);
    const ReadView view(*connection, folder_, scope);
    return work(*connection);
  }

  /// The same, and again when a file was replaced under our hands, or was set aside because it is damaged.
  template <typename F>
  auto reading(const TimeScope& scope, F work) -> Result<std::invoke_result_t<F, duck::Connection&>> {
    using Answer = Result<std::invoke_result_t<F, duck::Connection&>>;
    if (Result<Done> caught_up = writer_.catch_up(); !caught_up) return fail(std::move(caught_up));
    return guarded([&]() -> Answer {
      for (int attempt = 1;; ++attempt) {
        try {
          return read_once(scope, work);
        } catch (const duck::Fault& fault) {
          if (attempt == 3 || !may_be_damage(fault)) throw;
        }
        if (attempt == 2) (void)sealer_->set_damaged_aside(scope, writer_);
      }
    });
  }

  Result<Done> take_back(duck::Connection& connection, const Key& key) {
    const std::array keys{key};
    const KnownRows known = find_known(connection, folder_, keys);
    if (known.empty()) return fail(ErrorKind::not_found, "observation-unknown", "there is no such observation");
    const KnownRow& row = known.begin()->second;
    const std::int64_t batch = writer_.next_batch();
    duck::Transaction transaction(connection);
    {
      duck::Appender appender(connection, "history", row_types);
      append_rows(appender, {&row.row, 1}, batch);
    }
    writer_.count_hot_rows(-static_cast<std::int64_t>(give_way(connection, {&row, 1}, batch)));
    transaction.commit();
    remember_newest(connection, key.series, batch);
    return Done{};
  }

  std::int64_t take_out(duck::Connection& connection, std::span<const SeriesId> series) {
    std::string list;
    for (const SeriesId one : series)
      list += (list.empty() ? "" : ", ") + std::to_string(static_cast<std::int64_t>(one));
    const std::string theirs = " WHERE series_id IN (" + list + ")";
    const std::int64_t batch = writer_.next_batch();
    duck::Transaction transaction(connection);
    const std::int64_t hot = connection.query("SELECT count(*) FROM hot" + theirs).integer();
    std::int64_t sealed_rows = 0;
    if (const SealedSource sealed(connection, folder_, Date::min(), Date::max()); !sealed.empty()) {
      const std::string rows = " FROM (" + sealed.select() + ")" + theirs;
      sealed_rows = connection.query("SELECT count(*)" + rows).integer();
      connection.run("INSERT INTO superseded SELECT series_id, time, until, feature, " + std::to_string(batch) + rows);
    }
    for (const char* table : {"hot", "history", "newest", "term"})
      connection.run("DELETE FROM " + std::string(table) + theirs);
    // So that the next file of these days counts as written after this.
    connection.run("UPDATE lake SET batch = greatest(batch, " + std::to_string(batch) + ")");
    transaction.commit();
    writer_.count_hot_rows(-hot);
    for (const SeriesId one : series) newest_.replace(one, std::nullopt);
    return hot + sealed_rows;
  }

  /// What is newest now may stand in a file; opening the lake must find it without a look there.
  void remember_newest(duck::Connection& connection, SeriesId series, std::int64_t batch) {
    std::optional<Observation> newest = find_newest(connection, folder_, series);
    duck::Transaction transaction(connection);
    (void)connection.query("DELETE FROM newest WHERE series_id = $1", {static_cast<std::int64_t>(series)});
    if (newest) {
      duck::Appender appender(connection, "newest", row_types);
      append_rows(appender, {&*newest, 1}, batch);
    }
    transaction.commit();
    newest_.replace(series, std::move(newest));
  }

  std::unique_ptr<FolderLock> lock_;
  const std::string folder_;
  const std::size_t gathered_at_once_;
  std::unique_ptr<Engine> engine_;
  std::unique_ptr<Sealer> sealer_;
  NewestValues newest_;
  Writer writer_;
  Settler settler_;
  const Clock& clock_;
  const std::unique_ptr<EventTable> events_;
  CopyRequests copies_;  ///< last: it uses everything above
};

Result<std::unique_ptr<Lake>> open_locked(std::unique_ptr<FolderLock> lock, const LakeOptions& options,
                                          const Clock& clock, AfterStep after, std::size_t gathered_at_once) {
  try {
    auto engine = std::make_unique<Engine>(options);
    if (prepare_schema(engine->writer()) > schema_version)
      return fail(ErrorKind::conflict, "lake-newer",
                  options.folder + " was written by a newer version of this program: use that one");
    auto sealer = std::make_unique<Sealer>(*engine, options.folder, std::move(after));
    if (Result<Done> recovered = sealer->recover(engine->writer()); !recovered) return fail(std::move(recovered));
    return std::make_unique<DuckLake>(std::move(lock), std::move(engine), std::move(sealer), options, clock,
                                      gathered_at_once);
  } catch (const duck::Fault& fault) {
    return fail(ErrorKind::unavailable, "lake-damaged", options.folder + "/hot.duckdb: " + fault.what());
  } catch (const std::system_error& error) {
    return fail(error_of(error));
  }
}

}  // namespace

Result<std::unique_ptr<Lake>> open_watched(const LakeOptions& options, const Clock& clock, AfterStep after,
                                           std::size_t gathered_at_once) {
  std::error_code error;
  std::filesystem::create_directories(options.folder, error);
  if (error)
    return fail(ErrorKind::unavailable, "lake-damaged", options.folder + " cannot be made: " + error.message());
  auto lock = std::make_unique<FolderLock>(options.folder);
  if (!lock->is_ours())
    return fail(ErrorKind::conflict, "lake-in-use",
                options.folder + " is in use by another program: stop that one first");
  LakeOptions absolute = options;
  absolute.folder = std::filesystem::absolute(options.folder).lexically_normal().string();
  return open_locked(std::move(lock), absolute, clock, std::move(after), gathered_at_once);
}

Result<std::unique_ptr<Lake>> open(const LakeOptions& options, const Clock& clock) {
  return open_watched(options, clock, nullptr);
}

}  // namespace sas::lake
