#include "lake/file_query.h"

#include <fmt/format.h>

#include <map>
#include <mutex>

#include "lake/duck.h"
#include "lake/file_sql.h"
#include "lake/moment.h"
#include "lake/read_view.h"
#include "lake/watchdog.h"

namespace sas::lake {
namespace {

constexpr std::size_t counts_kept = 4096;
constexpr std::size_t files_kept = 4096;

Error error_of(const duck::Fault& fault) {
  switch (fault.kind()) {
    case duck::FaultKind::interrupted:
      return {ErrorKind::unavailable, "file-timeout", "the question took too long: ask for less", {}};
    case duck::FaultKind::memory:
      return {
          ErrorKind::unavailable, "file-memory", "the question needs more memory than it may use: ask for less", {}};
    default:
      return {ErrorKind::unavailable, "file-unreadable", "the file cannot be read", {}};
  }
}

FileCell text_of(const duck::Chunk& chunk, std::size_t column, std::size_t row) {
  if (chunk.is_null(column, row)) return std::nullopt;
  return std::string(chunk.text(column, row));
}

std::uint64_t number_of(const duck::Chunk& chunk, std::size_t column, std::size_t row) {
  return static_cast<std::uint64_t>(chunk.values<std::int64_t>(column)[row]);
}

std::string key_of(const FileStatement& statement) {
  std::string out = statement.sql;
  for (const Cell& value : statement.values) {
    const std::string& text = std::get<std::string>(value);
    out += fmt::format("\n{}:{}", text.size(), text);
  }
  return out;
}

class DuckFileReader final : public FileReader {
 public:
  DuckFileReader(duck::Database database, std::chrono::milliseconds time)
      : database_(std::move(database)), time_(time) {}

  Result<FileAnswer> rows(const FileQuestion& question) override {
    return with_file(question.path, [&](duck::Connection& connection, const FileSql& sql) -> Result<FileAnswer> {
      const Result<FileStatement> statement = sql.rows(question), counting = sql.count(question);
      if (!statement) return fail(Error(statement.error()));
      if (!counting) return fail(Error(counting.error()));
      FileAnswer out;
      out.total = count(connection, *counting);
      const bool numbered = question.rows == FileQuestion::Rows::all;
      const std::size_t first = numbered ? 1 : 0;
      duck::Answer answer = connection.query(statement->sql, statement->values);
      while (const std::optional<duck::Chunk> chunk = answer.next())
        for (std::size_t row = 0; row < chunk->rows(); ++row) {
          if (numbered) out.numbers.push_back(number_of(*chunk, 0, row));
          std::vector<FileCell>& cells = out.rows.emplace_back();
          for (std::size_t i = 0; i < question.columns.size(); ++i) cells.push_back(text_of(*chunk, first + i, row));
        }
      return out;
    });
  }

  Result<FileFigures> figures(const std::string& path) override {
    return with_file(path, [&](duck::Connection& connection, const FileSql& sql) -> Result<FileFigures> {
      duck::Answer answer = connection.query(sql.figures().sql);
      const std::optional<duck::Chunk> chunk = answer.next();
      if (!chunk) return fail(ErrorKind::unavailable, "file-unreadable");
      FileFigures out;
      out.rows = number_of(*chunk, 0, 0);
      std::size_t at = 1;
      for (const duck::Column& column : sql.columns()) {
        out.columns.push_back({column.name, number_of(*chunk, at, 0), number_of(*chunk, at + 1, 0),
                               text_of(*chunk, at + 2, 0), text_of(*chunk, at + 3, 0)});
        at += 4;
      }
      return out;
    });
  }

  Result<std::vector<FileStep>> steps(const std::string& path, const std::string& time_column,
                                      const std::string& value_column, TimeStep step) override {
    return with_file(path, [&](duck::Connection& connection, const FileSql& sql) -> Result<std::vector<FileStep>> {
      const Result<FileStatement> statement = sql.steps(time_column, value_column, step);
      if (!statement) return fail(Error(statement.error()));
      std::vector<FileStep> out;
      duck::Answer answer = connection.query(statement->sql);
      while (const std::optional<duck::Chunk> chunk = answer.next())
        for (std::size_t row = 0; row < chunk->rows(); ++row) {
          const std::int64_t micros = chunk->values<std::int64_t>(0)[row];
          FileStep& one = out.emplace_back(FileStep{from_millis(micros / 1000), number_of(*chunk, 1, row), {}});
          if (!chunk->is_null(2, row)) one.mean = chunk->values<double>(2)[row];
        }
      return out;
    });
  }

  Result<std::vector<FileGroup>> groups(const std::string& path, const std::string& column,
                                        std::size_t limit) override {
    return with_file(path, [&](duck::Connection& connection, const FileSql& sql) -> Result<std::vector<FileGroup>> {
      const Result<FileStatement> statement = sql.groups(column, limit);
      if (!statement) return fail(Error(statement.error()));
      std::vector<FileGroup> out;
      duck::Answer answer = connection.query(statement->sql);
      while (const std::optional<duck::Chunk> chunk = answer.next())
        for (std::size_t row = 0; row < chunk->rows(); ++row)
          out.push_back({std::string(chunk->text(0, row)), number_of(*chunk, 1, row)});
      return out;
    });
  }

  Result<std::vector<FilePoint>> points(const std::string& path, const std::string& longitude_column,
                                        const std::string& latitude_column) override {
    return with_file(path, [&](duck::Connection& connection, const FileSql& sql) -> Result<std::vector<FilePoint>> {
      const Result<FileStatement> statement = sql.points(longitude_column, latitude_column);
      if (!statement) return fail(Error(statement.error()));
      std::vector<FilePoint> out;
      duck::Answer answer = connection.query(statement->sql);
      while (const std::optional<duck::Chunk> chunk = answer.next()) {
        const double* longitude = chunk->values<double>(0);
        const double* latitude = chunk->values<double>(1);
        for (std::size_t row = 0; row < chunk->rows(); ++row) out.push_back({longitude[row], latitude[row]});
      }
      return out;
    });
  }

 private:
  template <typename Use>
  auto with_file(const std::string& path, const Use& use)
      -> decltype(use(std::declval<duck::Connection&>(), std::declval<const FileSql&>())) {
    std::unique_ptr<duck::Connection> connection = take();
    try {
      const Watchdog::Watch timed(watchdog_, *connection, time_);
      auto out = use(*connection, FileSql(path, columns(*connection, path)));
      give_back(std::move(connection));
      return out;
    } catch (const duck::Fault& fault) {
      return fail(error_of(fault));  // the connection goes with it: it may be in any state
    }
  }

  // Published files never change, so what was learned about one holds as long as it is there.
  std::vector<duck::Column> columns(duck::Connection& connection, const std::string& path) {
    {
      const std::lock_guard lock(mutex_);
      if (const auto known = columns_.find(path); known != columns_.end()) return known->second;
    }
    std::vector<duck::Column> found =
        connection.columns_of("SELECT * FROM read_parquet(" + sql_quoted(path) + ", hive_partitioning = false)");
    const std::lock_guard lock(mutex_);
    if (columns_.size() >= files_kept) columns_.clear();
    columns_[path] = found;
    return found;
  }

  std::uint64_t count(duck::Connection& connection, const FileStatement& statement) {
    const std::string key = key_of(statement);
    {
      const std::lock_guard lock(mutex_);
      if (const auto known = counts_.find(key); known != counts_.end()) return known->second;
    }
    const auto found = static_cast<std::uint64_t>(connection.query(statement.sql, statement.values).integer());
    const std::lock_guard lock(mutex_);
    if (counts_.size() >= counts_kept) counts_.clear();
    counts_[key] = found;
    return found;
  }

  std::unique_ptr<duck::Connection> take() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) return std::make_unique<duck::Connection>(database_.connect());
    std::unique_ptr<duck::Connection> out = std::move(idle_.back());
    idle_.pop_back();
    return out;
  }

  void give_back(std::unique_ptr<duck::Connection> connection) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(connection));
  }

  duck::Database database_;
  const std::chrono::milliseconds time_;
  Watchdog watchdog_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<duck::Connection>> idle_;
  std::map<std::string, std::vector<duck::Column>> columns_;
  std::map<std::string, std::uint64_t> counts_;
};

}  // namespace

Result<std::unique_ptr<FileReader>> open_file_reader(const FileReaderSettings& settings) {
  try {
    const std::vector<duck::Setting> wanted{{"memory_limit", settings.memory},
                                            {"threads", std::to_string(settings.threads)},
                                            {"temp_directory", ""},
                                            {"autoinstall_known_extensions", "false"},
                                            {"autoload_known_extensions", "false"},
                                            {"allow_community_extensions", "false"}};
    duck::Database database = duck::Database::open(":memory:", wanted);
    duck::Connection connection = database.connect();
    connection.run("SET GLOBAL TimeZone = 'UTC'");
    connection.run("SET GLOBAL parquet_metadata_cache = true");
    // A second wall behind the statements of file_sql.cpp: this engine can open nothing but what is published.
    connection.run("SET GLOBAL allowed_directories = [" + sql_quoted(settings.folder) + "]");
    connection.run("SET GLOBAL enable_external_access = false");
    connection.run("SET GLOBAL lock_configuration = true");
    return std::make_unique<DuckFileReader>(std::move(database), settings.time);
  } catch (const duck::Fault& fault) {
    return fail(ErrorKind::unavailable, "file-unreadable", fault.what());
  }
}

}  // namespace sas::lake
