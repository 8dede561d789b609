#include "lake/event_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <mutex>
#include <set>

#include "lake/duck.h"
#include "lake/durable_files.h"
#include "lake/event_manifest.h"
#include "lake/read_view.h"
#include "lake/writer.h"

namespace sas::lake {

namespace {

namespace fs = std::filesystem;

/// Of one month, before they are made into one.
constexpr std::size_t most_parts = 16;
/// A file that another took the place of stays as long for whoever is reading it.
constexpr std::chrono::minutes grace{5};
constexpr const char* manifest_name = "manifest.json";
constexpr std::string_view definition =
    "seq BIGINT NOT NULL, time TIMESTAMP NOT NULL, kind VARCHAR NOT NULL, about VARCHAR, product VARCHAR, channel "
    "VARCHAR, status VARCHAR, result VARCHAR, promised DATE";
constexpr std::array types{DUCKDB_TYPE_BIGINT,  DUCKDB_TYPE_TIMESTAMP, DUCKDB_TYPE_VARCHAR,
                           DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_VARCHAR,   DUCKDB_TYPE_VARCHAR,
                           DUCKDB_TYPE_VARCHAR, DUCKDB_TYPE_VARCHAR,   DUCKDB_TYPE_DATE};

std::string column_list() {
  std::string out;
  for (const char* column : event_columns) out += (out.empty() ? "" : ", ") + std::string(column);
  return out;
}

/// Rows into the table `fresh`, a chunk at a time.
class FreshRows {
 public:
  explicit FreshRows(duck::Connection& connection) : appender_(connection, "fresh", types) {}

  void put(const Event& event) {
    appender_.values<std::int64_t>(0)[row_] = event.seq;
    appender_.values<std::int64_t>(1)[row_] = event.time.time_since_epoch().count();
    appender_.set_text(2, row_, event.kind.text());
    text(3, event.about);
    text(4, event.product);
    text(5, event.channel);
    text(6, event.status);
    text(7, event.result);
    if (event.promised)
      appender_.values<std::int32_t>(8)[row_] = static_cast<std::int32_t>(event.promised->time_since_epoch().count());
    else
      appender_.set_null(8, row_);
    if (++row_ == duck::Appender::capacity()) hand_over();
  }
  void finish() {
    hand_over();
    appender_.flush();
  }

 private:
  template <typename Word>
  void text(std::size_t column, const std::optional<Word>& word) {
    if (word)
      appender_.set_text(column, row_, word->text());
    else
      appender_.set_null(column, row_);
  }
  void hand_over() {
    if (row_ > 0) appender_.put(row_);
    row_ = 0;
  }

  duck::Appender appender_;
  std::size_t row_ = 0;
};

/// One batch on its way into files: an engine of its own that has the fresh rows and the forgotten cases.
class Taking {
 public:
  Taking(const fs::path& folder, const EventBatch& batch)
      : folder_(folder), database_(open(folder)), connection_(database_.connect()) {
    connection_.run("CREATE TABLE fresh (" + std::string(definition) + ")");
    connection_.run("CREATE TABLE forgotten (about VARCHAR NOT NULL)");
    for (const Pseudonym& about : batch.forgotten)
      (void)connection_.query("INSERT INTO forgotten VALUES ($1)", {about.text()});
    FreshRows rows(connection_);
    for (const Event& event : batch.events) {
      rows.put(event);
      months_.insert(month_folder(event.time));
    }
    rows.finish();
  }

  /// The list as it is with the batch; what left it stays where it is.
  EventManifest apply(const EventManifest& before, bool forgets) {
    EventManifest next = before;
    std::map<std::string, std::vector<EventFile>> rewritten;
    for (const std::string& month : months_) rewritten[month] = parts_if_many(before, month);
    if (forgets)
      for (const EventFile& file : before.files)
        if (holds_forgotten(file)) add(rewritten[month_of_path(file.path)], file);
    for (const auto& [month, sources] : rewritten) {
      std::erase_if(next.files, [&](const EventFile& file) {
        return std::find(sources.begin(), sources.end(), file) != sources.end();
      });
      if (auto file = write(month, sources, next_part(before, month))) next.files.push_back(*file);
    }
    std::sort(next.files.begin(), next.files.end(),
              [](const EventFile& a, const EventFile& b) { return a.path < b.path; });
    return next;
  }

 private:
  static duck::Database open(const fs::path& folder) {
    const std::vector<duck::Setting> settings{{"memory_limit", "256MB"},
                                              {"threads", "1"},
                                              {"temp_directory", (folder / "tmp").string()},
                                              {"autoinstall_known_extensions", "false"},
                                              {"autoload_known_extensions", "false"}};
    duck::Database out = duck::Database::open(":memory:", settings);
    out.connect().run("SET GLOBAL TimeZone = 'UTC'");
    return out;
  }

  static void add(std::vector<EventFile>& files, const EventFile& file) {
    if (std::find(files.begin(), files.end(), file) == files.end()) files.push_back(file);
  }

  static std::vector<EventFile> parts_if_many(const EventManifest& manifest, const std::string& month) {
    std::vector<EventFile> out;
    for (const EventFile& file : manifest.files)
      if (month_of_path(file.path) == month) out.push_back(file);
    return out.size() < most_parts ? std::vector<EventFile>{} : out;
  }

  static int next_part(const EventManifest& manifest, const std::string& month) {
    int out = 1;
    for (const EventFile& file : manifest.files)
      if (month_of_path(file.path) == month) out = std::max(out, part_of_path(file.path) + 1);
    return out;
  }

  [[nodiscard]] std::string source(const EventFile& file) const {
    return fmt::format("read_parquet({}, hive_partitioning = false)", sql_quoted((folder_ / file.path).string()));
  }

  [[nodiscard]] bool holds_forgotten(const EventFile& file) {
    return connection_
               .query(fmt::format("SELECT count(*) FROM {} WHERE about IN (SELECT about FROM forgotten)", source(file)))
               .integer() > 0;
  }

  /// None when nothing is left.
  std::optional<EventFile> write(const std::string& month, const std::vector<EventFile>& sources, int part) {
    std::string rows = fmt::format("SELECT {} FROM fresh WHERE strftime(time, 'year=%Y/month=%m') = {}", column_list(),
                                   sql_quoted(month));
    for (const EventFile& file : sources)
      rows += fmt::format(" UNION ALL SELECT {} FROM {}", column_list(), source(file));
    rows = fmt::format("SELECT * FROM ({}) WHERE about IS NULL OR about NOT IN (SELECT about FROM forgotten)", rows);
    EventFile out;
    out.rows = connection_.query("SELECT count(*) FROM (" + rows + ")").integer();
    if (out.rows == 0) return std::nullopt;
    out.path = fmt::format("{}/part-{:04}.parquet", month, part);
    make_folders(folder_, month);
    const fs::path fresh = folder_ / (out.path + ".new");
    connection_.run(fmt::format(
        "COPY ({} ORDER BY seq) TO {} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {{\"sassenpoort.schema_version\": "
        "'1'}})",
        rows, sql_quoted(fresh.string())));
    flush_file(fresh);
    const auto found =
        fmt::format("SELECT count(*) FROM read_parquet({}) WHERE seq IS NOT NULL", sql_quoted(fresh.string()));
    if (connection_.query(found).integer() != out.rows)
      throw duck::Fault(duck::FaultKind::lost, out.path + " does not read back as it was written");
    out.bytes = static_cast<std::int64_t>(fs::file_size(fresh));
    out.sha256 = sum_of(fresh);
    rename_durably(fresh, folder_ / out.path);
    return out;
  }

  const fs::path folder_;
  duck::Database database_;
  duck::Connection connection_;
  std::set<std::string> months_;
};

class ParquetEvents final : public EventTable {
 public:
  ParquetEvents(fs::path folder, const Clock& clock) : folder_(std::move(folder)), clock_(clock) {
    if (auto read = read_manifest()) manifest_ = std::move(*read);
    remove_unlisted();
  }

  Result<Done> take(const EventBatch& batch) override {
    const std::lock_guard lock(mutex_);
    try {
      remove_retired();
      if (batch.last_seq <= manifest_.position.seq) return Done{};
      EventManifest next = batch.events.empty() && batch.forgotten.empty()
                               ? manifest_
                               : Taking(folder_, batch).apply(manifest_, !batch.forgotten.empty());
      next.position.seq = batch.last_seq;
      next.position.time = batch.last_time;
      save(std::move(next));
      return Done{};
    } catch (const duck::Fault& fault) {
      if (fault.kind() == duck::FaultKind::full) return fail(error_of(fault));
      return fail(ErrorKind::unavailable, "lake-events-damaged", fault.what());
    } catch (const std::system_error& error) {
      return fail(error_of(error));
    }
  }

  Result<Done> start_anew(const std::string& key) override {
    const std::lock_guard lock(mutex_);
    try {
      make_folders(folder_.parent_path(), folder_.filename());
      EventManifest next;
      next.position.key = key;
      save(std::move(next));
      return Done{};
    } catch (const std::system_error& error) {
      return fail(error_of(error));
    }
  }

  EventPosition position() const override {
    const std::lock_guard lock(mutex_);
    return manifest_.position;
  }

  std::vector<std::string> files() const override {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> out;
    for (const EventFile& file : manifest_.files) out.push_back((folder_ / file.path).string());
    return out;
  }

 private:
  struct Retired {
    fs::path file;
    Instant at;
  };

  [[nodiscard]] std::optional<EventManifest> read_manifest() const {
    if (!fs::exists(folder_ / manifest_name)) return std::nullopt;
    auto read = parse_event_manifest(read_whole(folder_ / manifest_name));
    if (!read) return std::nullopt;
    for (const EventFile& file : read->files) {
      std::error_code none;
      if (fs::file_size(folder_ / file.path, none) != static_cast<std::uintmax_t>(file.bytes) || none)
        return std::nullopt;
    }
    return std::move(*read);
  }

  /// What a crash left, and what another file took the place of before the last end.
  void remove_unlisted() const {
    if (!fs::exists(folder_)) return;
    std::set<fs::path> listed{folder_ / manifest_name};
    for (const EventFile& file : manifest_.files) listed.insert(folder_ / file.path);
    std::vector<fs::path> gone;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder_))
      if (entry.is_regular_file() && !listed.contains(entry.path())) gone.push_back(entry.path());
    for (const fs::path& file : gone) fs::remove(file);
  }

  void save(EventManifest next) {
    replace_file(folder_ / manifest_name, write_event_manifest(next));
    for (const EventFile& file : manifest_.files)
      if (std::find(next.files.begin(), next.files.end(), file) == next.files.end())
        retired_.push_back({folder_ / file.path, clock_.now()});
    // A list that began anew counts its parts from 1 again.
    std::erase_if(retired_, [&](const Retired& old) {
      return std::any_of(next.files.begin(), next.files.end(),
                         [&](const EventFile& file) { return folder_ / file.path == old.file; });
    });
    manifest_ = std::move(next);
  }

  void remove_retired() {
    const Instant now = clock_.now();
    std::erase_if(retired_, [&](const Retired& old) {
      std::error_code ignored;
      return now - old.at >= grace && (fs::remove(old.file, ignored) || !fs::exists(old.file));
    });
  }

  const fs::path folder_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  EventManifest manifest_;
  std::vector<Retired> retired_;
};

}  // namespace

std::unique_ptr<EventTable> open_event_table(const std::string& folder, const Clock& clock) {
  return std::make_unique<ParquetEvents>(folder, clock);
}

}  // namespace sas::lake
