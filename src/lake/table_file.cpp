#include "lake/table_file.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>
#include <set>
#include <thread>
#include <utility>

#include "base/text.h"
#include "base/time.h"
#include "lake/duck.h"
#include "lake/feed.h"
#include "lake/read_view.h"

namespace sas::lake {
namespace {

struct EngineType {
  CellType type;
  duckdb_type engine;
};

constexpr std::array<EngineType, 7> kTypes{{{CellType::text, DUCKDB_TYPE_VARCHAR},
                                            {CellType::integer, DUCKDB_TYPE_BIGINT},
                                            {CellType::decimal, DUCKDB_TYPE_DOUBLE},
                                            {CellType::date, DUCKDB_TYPE_DATE},
                                            {CellType::moment, DUCKDB_TYPE_TIMESTAMP_TZ},
                                            {CellType::truth, DUCKDB_TYPE_BOOLEAN},
                                            {CellType::bytes, DUCKDB_TYPE_BLOB}}};

/// A cell can be a border of millions of places: the engine then gets fewer rows at a time, and holds fewer.
constexpr std::size_t kTextOfChunk = std::size_t{4} << 20;
constexpr std::string_view kGroup = "ROW_GROUP_SIZE 122880, ROW_GROUP_SIZE_BYTES '64MB'";

const EngineType& engine_type(CellType type) {
  return kTypes.at(static_cast<std::size_t>(type));
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

Error error_of(const duck::Fault& fault) {
  if (fault.kind() == duck::FaultKind::memory) return {ErrorKind::too_large, "table-memory", fault.what(), {}};
  return {
      ErrorKind::unavailable, fault.kind() == duck::FaultKind::full ? "table-full" : "table-lost", fault.what(), {}};
}

// What one column was told last: rows of one moment or day stand together.
struct LastCell {
  std::string text;
  std::int64_t value = 0;
};

// The engine writes while rows still come: it reads them from a feed, on a thread of its own, and holds one group of
// rows at a time.
class ParquetFile final : public TableFile {
 public:
  ParquetFile(const std::vector<TableFileColumn>& columns, TableFileOptions options)
      : columns_(columns),
        options_(std::move(options)),
        last_(columns.size()),
        database_(open(options_)),
        connection_(database_.connect()),
        feed_(connection_, "feed", engine_columns(columns_)),
        writer_([this] { write(); }) {}

  ~ParquetFile() override {
    feed_.stop();
    if (writer_.joinable()) writer_.join();
  }

  [[nodiscard]] Result<Done> row(std::span<const std::string_view> cells) override {
    if (cells.size() != columns_.size()) return fail(ErrorKind::invalid, "table-cell", "a row of another length");
    for (std::size_t i = 0; i < cells.size(); ++i)
      if (!put(i, cells[i])) return fail(ErrorKind::invalid, "table-cell", columns_[i].name);
    ++rows_;
    if (++in_chunk_ < duck::Feed::capacity() && text_in_chunk_ < kTextOfChunk) return Done{};
    return hand_over();
  }

  [[nodiscard]] Result<std::uint64_t> finish() override {
    if (auto handed = hand_over(); !handed) return fail(std::move(handed));
    feed_.end();
    writer_.join();
    if (failed_) return fail(Error(*failed_));
    return rows_;
  }

 private:
  static duck::Database open(const TableFileOptions& options) {
    const std::vector<duck::Setting> settings{{"memory_limit", options.memory},
                                              {"threads", "1"},
                                              {"temp_directory", options.scratch_folder},
                                              // On one thread the rows keep their order all the same, and only
                                              // without this promise the engine ends a group by its bytes.
                                              {"preserve_insertion_order", "false"},
                                              {"autoinstall_known_extensions", "false"}};
    return duck::Database::open(":memory:", settings);
  }

  // The engine would give the second of two equal names another one.
  static std::vector<duck::Column> engine_columns(const std::vector<TableFileColumn>& columns) {
    std::vector<duck::Column> out;
    std::set<std::string> names;
    for (const TableFileColumn& column : columns) {
      if (!names.insert(fold(column.name)).second)
        throw duck::Fault(duck::FaultKind::misuse, "two columns have the same name");
      out.push_back({column.name, engine_type(column.type).engine});
    }
    return out;
  }

  // On the thread of the writer; what went wrong is read after it ended, or after the feed said that nobody reads.
  void write() {
    try {
      std::string metadata;
      for (const auto& [key, value] : options_.key_values)
        metadata += fmt::format("{}{}: {}", metadata.empty() ? "" : ", ", sql_quoted(key), sql_quoted(value));
      if (!metadata.empty()) metadata = ", KV_METADATA {" + metadata + "}";
      connection_.run(
          fmt::format("COPY (SELECT * FROM feed()) TO {} (FORMAT parquet, COMPRESSION zstd, "
                      "{}, USE_TMP_FILE false{})",
                      sql_quoted(options_.path), kGroup, metadata));
    } catch (const duck::Fault& fault) {
      failed_ = error_of(fault);
    }
    feed_.reader_left();
  }

  bool put(std::size_t column, std::string_view cell) {
    const CellType type = columns_[column].type;
    if (cell.empty()) {
      feed_.set_null(column, in_chunk_);
      return true;
    }
    switch (type) {
      case CellType::text:
      case CellType::bytes:
        feed_.set_text(column, in_chunk_, cell);
        text_in_chunk_ += cell.size();
        return true;
      case CellType::integer:
        return put_value<std::int64_t>(column, whole_number(cell));
      case CellType::decimal:
        return put_value<double>(column, parse_double(cell));
      case CellType::date: {
        const auto day = read_once(column, cell, [](std::string_view text) -> std::optional<std::int64_t> {
          const auto found = parse_iso_date(text);
          return found ? std::optional<std::int64_t>(to_days(*found)) : std::nullopt;
        });
        return put_value<std::int32_t>(column, day ? std::optional(static_cast<std::int32_t>(*day)) : std::nullopt);
      }
      case CellType::moment:
        return put_value<std::int64_t>(
            column, read_once(column, cell, [](std::string_view text) -> std::optional<std::int64_t> {
              const auto found = parse_iso_instant(text);
              return found ? std::optional<std::int64_t>(to_millis(*found) * 1000) : std::nullopt;
            }));
      case CellType::truth:
        if (cell != "true" && cell != "false") return false;
        return put_value<bool>(column, cell == "true");
    }
    return false;
  }

  std::optional<std::int64_t> read_once(std::size_t column, std::string_view cell,
                                        std::optional<std::int64_t> (*read)(std::string_view)) {
    LastCell& last = last_[column];
    if (cell == last.text) return last.value;
    const auto value = read(cell);
    if (value) last = {std::string(cell), *value};
    return value;
  }

  template <typename T>
  bool put_value(std::size_t column, std::optional<T> value) const {
    if (value) feed_.values<T>(column)[in_chunk_] = *value;
    return value.has_value();
  }

  [[nodiscard]] Result<Done> hand_over() {
    const std::size_t rows = std::exchange(in_chunk_, 0);
    text_in_chunk_ = 0;
    if (rows == 0 || feed_.put(rows) == duck::Feed::Taken::yes) return Done{};
    if (failed_) return fail(Error(*failed_));
    return fail(ErrorKind::unavailable, "table-lost", "the engine stopped reading");
  }

  const std::vector<TableFileColumn> columns_;
  const TableFileOptions options_;
  std::vector<LastCell> last_;
  duck::Database database_;
  duck::Connection connection_;
  duck::Feed feed_;
  std::optional<Error> failed_;
  std::size_t in_chunk_ = 0, text_in_chunk_ = 0;
  std::uint64_t rows_ = 0;
  std::thread writer_;  ///< last: it uses everything above
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
