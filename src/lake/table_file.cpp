#include "lake/table_file.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>

#include "base/text.h"
#include "base/time.h"
#include "lake/duck.h"
#include "lake/read_view.h"

namespace sas::lake {
namespace {

struct EngineType {
  CellType type;
  duckdb_type engine;
  std::string_view sql;
};

constexpr std::array<EngineType, 7> kTypes{{{CellType::text, DUCKDB_TYPE_VARCHAR, "VARCHAR"},
                                            {CellType::integer, DUCKDB_TYPE_BIGINT, "BIGINT"},
                                            {CellType::decimal, DUCKDB_TYPE_DOUBLE, "DOUBLE"},
                                            {CellType::date, DUCKDB_TYPE_DATE, "DATE"},
                                            {CellType::moment, DUCKDB_TYPE_TIMESTAMP_TZ, "TIMESTAMPTZ"},
                                            {CellType::truth, DUCKDB_TYPE_BOOLEAN, "BOOLEAN"},
                                            {CellType::bytes, DUCKDB_TYPE_BLOB, "BLOB"}}};

const EngineType& engine_type(CellType type) {
  return kTypes.at(static_cast<std::size_t>(type));
}

// Names come from whoever declared the table: quoted, and nothing of them is a part of the statement.
std::string sql_name(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + '"';
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Error error_of(const duck::Fault& fault) {
  const bool is_full = fault.kind() == duck::FaultKind::full || fault.kind() == duck::FaultKind::memory;
  return {ErrorKind::unavailable, is_full ? "table-full" : "table-lost", fault.what(), {}};
}

class ParquetFile final : public TableFile {
 public:
  ParquetFile(const std::vector<TableFileColumn>& columns, TableFileOptions options)
      : columns_(columns), options_(std::move(options)), database_(open(options_)), connection_(database_.connect()) {
    std::string sql;
    std::vector<duckdb_type> types;
    for (const TableFileColumn& column : columns_) {
      sql += fmt::format("{}{} {}", sql.empty() ? "" : ", ", sql_name(column.name), engine_type(column.type).sql);
      types.push_back(engine_type(column.type).engine);
    }
    connection_.run("CREATE TABLE rows (" + sql + ")");
    appender_.emplace(connection_, "rows", types);
  }

  [[nodiscard]] Result<Done> row(std::span<const std::string_view> cells) override try {
    if (cells.size() != columns_.size()) return fail(ErrorKind::invalid, "table-cell", "a row of another length");
    for (std::size_t i = 0; i < cells.size(); ++i)
      if (!put(i, cells[i])) return fail(ErrorKind::invalid, "table-cell", columns_[i].name);
    ++rows_;
    if (++in_chunk_ < duck::Appender::capacity()) return Done{};
    hand_over();
    return Done{};
  } catch (const duck::Fault& fault) {
    return fail(error_of(fault));
  }

  [[nodiscard]] Result<std::uint64_t> finish() override try {
    hand_over();
    appender_->flush();
    std::string metadata;
    for (const auto& [key, value] : options_.key_values)
      metadata += fmt::format("{}{}: {}", metadata.empty() ? "" : ", ", sql_quoted(key), sql_quoted(value));
    if (!metadata.empty()) metadata = ", KV_METADATA {" + metadata + "}";
    connection_.run(fmt::format("COPY rows TO {} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880{})",
                                sql_quoted(options_.path), metadata));
    return rows_;
  } catch (const duck::Fault& fault) {
    return fail(error_of(fault));
  }

 private:
  static duck::Database open(const TableFileOptions& options) {
    const std::vector<duck::Setting> settings{{"memory_limit", options.memory},
                                              {"threads", "1"},
                                              {"temp_directory", options.scratch_folder},
                                              {"preserve_insertion_order", "true"},
                                              {"autoinstall_known_extensions", "false"}};
    return duck::Database::open(":memory:", settings);
  }

  bool put(std::size_t column, std::string_view cell) const {
    const CellType type = columns_[column].type;
    if (cell.empty()) {
      appender_->set_null(column, in_chunk_);
      return true;
    }
    switch (type) {
      case CellType::text:
      case CellType::bytes:
        appender_->set_text(column, in_chunk_, cell);
        return true;
      case CellType::integer:
        return put_value<std::int64_t>(column, whole_number(cell));
      case CellType::decimal:
        return put_value<double>(column, parse_double(cell));
      case CellType::date: {
        const auto day = parse_iso_date(cell);
        return put_value<std::int32_t>(column, day ? std::optional(to_days(*day)) : std::nullopt);
      }
      case CellType::moment: {
        const auto moment = parse_iso_instant(cell);
        return put_value<std::int64_t>(column, moment ? std::optional(to_millis(*moment) * 1000) : std::nullopt);
      }
      case CellType::truth:
        if (cell != "true" && cell != "false") return false;
        return put_value<bool>(column, cell == "true");
    }
    return false;
  }

  template <typename T>
  bool put_value(std::size_t column, std::optional<T> value) const {
    if (value) appender_->values<T>(column)[in_chunk_] = *value;
    return value.has_value();
  }

  void hand_over() {
    if (in_chunk_ > 0) appender_->put(in_chunk_);
    in_chunk_ = 0;
  }

  const std::vector<TableFileColumn> columns_;
  const TableFileOptions options_;
  duck::Database database_;
  duck::Connection connection_;
  std::optional<duck::Appender> appender_;
  std::size_t in_chunk_ = 0;
  std::uint64_t rows_ = 0;
};

}  // namespace

Result<std::unique_ptr<TableFile>> open_table_file(const std::vector<TableFileColumn>& columns,
                                                   TableFileOptions options) try {
  return std::make_unique<ParquetFile>(columns, std::move(options));
} catch (const duck::Fault& fault) {
  return fail(error_of(fault));
}

Result<TableFileRows> count_rows(const std::string& path) try {
  duck::Connection connection = duck::Database::open(":memory:", {}).connect();
  TableFileRows out;
  out.named = static_cast<std::uint64_t>(
      connection
          .query(
              fmt::format("SELECT coalesce(sum(num_rows), 0)::BIGINT FROM parquet_file_metadata({})", sql_quoted(path)))
          .integer());
  // A filter that reads every row: a bare count is answered from the metadata.
  out.found = static_cast<std::uint64_t>(
      connection
          .query(fmt::format(
              "SELECT count(*) FROM (SELECT hash(COLUMNS(*)) AS h FROM read_parquet({})) WHERE h IS NOT NULL",
              sql_quoted(path)))
          .integer());
  return out;
} catch (const duck::Fault& fault) {
  return fail(ErrorKind::invalid, "table-unreadable", fault.what());
}

}  // namespace sas::lake
