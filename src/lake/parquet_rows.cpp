#include "lake/parquet_rows.h"

#include <fmt/format.h>

#include "lake/duck.h"
#include "lake/file_sql.h"
#include "lake/read_view.h"
#include "lake/watchdog.h"

namespace sas::lake {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

Error error_of(const duck::Fault& fault) {
  if (fault.kind() == duck::FaultKind::memory)
    return {ErrorKind::too_large, "parquet-memory", "its groups of rows are too large: write smaller ones", {}};
  if (fault.kind() == duck::FaultKind::interrupted)
    return {ErrorKind::too_large, "parquet-time", "it takes too long to read", {}};
  return {ErrorKind::invalid, "parquet-unreadable", "it is no Parquet file, or it is damaged", {}};
}

/// Counts the time that the engine needs, and ends the statement that goes beyond it.
class EngineTime {
 public:
  explicit EngineTime(milliseconds limit) : left_(limit) {}

  template <typename Work>
  auto spend(const duck::Connection& connection, Work work) {
    if (left_.count() <= 0) throw duck::Fault(duck::FaultKind::interrupted, "no time left");
    const auto began = steady_clock::now();
    const Watchdog::Watch watch(watchdog_, connection, std::chrono::ceil<milliseconds>(left_));
    auto made = work();
    left_ -= steady_clock::now() - began;
    return made;
  }

 private:
  Watchdog watchdog_;
  std::chrono::nanoseconds left_;
};

/// An engine that can open this one file and nothing else.
class Reading {
 public:
  explicit Reading(const std::string& path) : path_(sql_quoted(path)), connection_(open().connect()) {
    connection_.run("SET TimeZone = 'UTC'");
    // What the file says of its least and most values must not take the place of the values.
    connection_.run("SET disabled_optimizers = 'statistics_propagation'");
    connection_.run("SET GLOBAL allowed_paths = [" + path_ + "]");
    connection_.run("SET GLOBAL enable_external_access = false");
    connection_.run("SET GLOBAL lock_configuration = true");
  }

  [[nodiscard]] std::vector<duck::Column> columns() const { return connection_.columns_of("SELECT * FROM " + rows()); }
  [[nodiscard]] std::string rows() const { return "read_parquet(" + path_ + ", hive_partitioning = false)"; }
  [[nodiscard]] std::string of_metadata(const std::string& function) const { return function + "(" + path_ + ")"; }
  [[nodiscard]] duck::Connection& connection() { return connection_; }

 private:
  static duck::Database open() {
    const std::vector<duck::Setting> settings{{"memory_limit", "512MB"},
                                              {"threads", "1"},
                                              {"preserve_insertion_order", "true"},
                                              {"autoinstall_known_extensions", "false"}};
    return duck::Database::open(":memory:", settings);
  }

  std::string path_;
  duck::Connection connection_;
};

bool is_one_value(duckdb_type type) {
  switch (type) {
    case DUCKDB_TYPE_LIST:
    case DUCKDB_TYPE_ARRAY:
    case DUCKDB_TYPE_STRUCT:
    case DUCKDB_TYPE_MAP:
    case DUCKDB_TYPE_UNION:
    case DUCKDB_TYPE_BLOB:
    case DUCKDB_TYPE_INVALID:
      return false;
    default:
      return true;
  }
}

/// SQL of a column as text.
std::string text_of(const duck::Column& column) {
  const std::string name = sql_name(column.name);
  switch (column.type) {
    case DUCKDB_TYPE_TIMESTAMP_TZ:
      return fmt::format("replace(strftime(CAST({} AS TIMESTAMP), '%Y-%m-%dT%H:%M:%S.%gZ'), '.000Z', 'Z')", name);
    case DUCKDB_TYPE_TIMESTAMP:
    case DUCKDB_TYPE_TIMESTAMP_S:
    case DUCKDB_TYPE_TIMESTAMP_MS:
    case DUCKDB_TYPE_TIMESTAMP_NS:
      return fmt::format("replace(CAST({} AS VARCHAR), ' ', 'T')", name);
    default:
      return "CAST(" + name + " AS VARCHAR)";
  }
}

Result<std::vector<duck::Column>> plain_columns(const Reading& reading) {
  std::vector<duck::Column> out = reading.columns();
  for (const duck::Column& column : out)
    if (!is_one_value(column.type)) return fail(ErrorKind::unsupported, "parquet-nested", column.name);
  return out;
}

/// Gives the rows on, as long as their text stays within the limit.
class Giver {
 public:
  Giver(std::size_t columns, std::uint64_t most_text, const TakeParquetRow& take)
      : cells_(columns), text_left_(most_text), take_(take) {}

  [[nodiscard]] Result<Done> give(const duck::Chunk& chunk) {
    for (std::size_t row = 0; row < chunk.rows(); ++row) {
      for (std::size_t i = 0; i < cells_.size(); ++i) {
        cells_[i] = chunk.is_null(i, row) ? std::string_view() : chunk.text(i, row);
        if (cells_[i].size() > text_left_) return fail(ErrorKind::too_large, "parquet-too-large", "as text");
        text_left_ -= cells_[i].size();
      }
      if (auto taken = take_(cells_); !taken) return taken;
    }
    return Done{};
  }

 private:
  std::vector<std::string_view> cells_;
  std::uint64_t text_left_;
  const TakeParquetRow& take_;
};

}  // namespace

Result<ParquetAbout> look_at_parquet(const std::string& path) try {
  Reading reading(path);
  EngineTime time(ParquetLimits{}.time);
  return time.spend(reading.connection(), [&]() -> Result<ParquetAbout> {
    const auto columns = plain_columns(reading);
    if (!columns) return fail(Error(columns.error()));
    ParquetAbout out;
    for (const duck::Column& column : *columns) out.columns.push_back(column.name);
    // Keys and values are bytes: as text the engine would write signs such as a quote in another way.
    duck::Answer answer =
        reading.connection().query("SELECT key, value FROM " + reading.of_metadata("parquet_kv_metadata"));
    while (const std::optional<duck::Chunk> chunk = answer.next())
      for (std::size_t row = 0; row < chunk->rows(); ++row)
        out.key_values.emplace_back(chunk->is_null(0, row) ? "" : chunk->text(0, row),
                                    chunk->is_null(1, row) ? "" : chunk->text(1, row));
    return out;
  });
} catch (const duck::Fault& fault) {
  return fail(error_of(fault));
}

Result<Done> read_parquet(const std::string& path, const TakeParquetRow& take, const ParquetLimits& limits) try {
  Reading reading(path);
  EngineTime time(limits.time);
  const auto columns = time.spend(reading.connection(), [&] { return plain_columns(reading); });
  if (!columns) return fail(Error(columns.error()));
  const auto named = time.spend(reading.connection(), [&] {
    return reading.connection()
        .query("SELECT coalesce(sum(num_rows), 0)::BIGINT FROM " + reading.of_metadata("parquet_file_metadata"))
        .integer();
  });
  std::string list;
  for (const duck::Column& column : *columns) list += (list.empty() ? "" : ", ") + text_of(column);
  std::int64_t found = 0;
  duck::Answer answer = time.spend(
      reading.connection(), [&] { return reading.connection().stream("SELECT " + list + " FROM " + reading.rows()); });
  Giver giver(columns->size(), limits.text_bytes, take);
  const auto next = [&] { return time.spend(reading.connection(), [&] { return answer.next(); }); };
  while (const std::optional<duck::Chunk> chunk = next()) {
    found += static_cast<std::int64_t>(chunk->rows());
    if (auto given = giver.give(*chunk); !given) return given;
  }
  if (found != named)
    return fail(ErrorKind::invalid, "parquet-lies", fmt::format("it names {} rows and has {}", named, found));
  return Done{};
} catch (const duck::Fault& fault) {
  return fail(error_of(fault));
}

}  // namespace sas::lake
