#include "lake/answer_table.h"

#include <cmath>

#include "base/time.h"

namespace sas::lake {

namespace {

double as_double(const duckdb_hugeint& value) {
  return duckdb_hugeint_to_double(value);
}

Cell hugeint(const duckdb_hugeint& value) {
  const auto low = static_cast<std::int64_t>(value.lower);
  const bool fits = (value.upper == 0 && low >= 0) || (value.upper == -1 && low < 0);
  if (fits) return low;
  return as_double(value);
}

Cell unsigned_bigint(std::uint64_t value) {
  if (value <= static_cast<std::uint64_t>(INT64_MAX)) return static_cast<std::int64_t>(value);
  return static_cast<double>(value);
}

std::size_t size_of(const Cell& cell) {
  const auto* text = std::get_if<std::string>(&cell);
  return text ? text->size() : sizeof(std::int64_t);
}

/// Reads one column of one chunk after another.
class Column {
 public:
  Column(const duck::Answer& answer, std::size_t index) : index_(index), type_(answer.type(index)) {
    if (type_ == DUCKDB_TYPE_DECIMAL) std::tie(scale_, inner_) = answer.decimal(index);
  }

  [[nodiscard]] Cell cell(const duck::Chunk& chunk, std::size_t row) const {
    if (chunk.is_null(index_, row)) return nullptr;
    switch (type_) {
      case DUCKDB_TYPE_BOOLEAN:
        return whole<std::int8_t>(chunk, row);
      case DUCKDB_TYPE_TINYINT:
        return whole<std::int8_t>(chunk, row);
      case DUCKDB_TYPE_SMALLINT:
        return whole<std::int16_t>(chunk, row);
      case DUCKDB_TYPE_INTEGER:
        return whole<std::int32_t>(chunk, row);
      case DUCKDB_TYPE_BIGINT:
      case DUCKDB_TYPE_TIMESTAMP:
      case DUCKDB_TYPE_TIMESTAMP_TZ:
        return whole<std::int64_t>(chunk, row);
      case DUCKDB_TYPE_UTINYINT:
        return whole<std::uint8_t>(chunk, row);
      case DUCKDB_TYPE_USMALLINT:
        return whole<std::uint16_t>(chunk, row);
      case DUCKDB_TYPE_UINTEGER:
        return whole<std::uint32_t>(chunk, row);
      case DUCKDB_TYPE_UBIGINT:
        return unsigned_bigint(at<std::uint64_t>(chunk, row));
      case DUCKDB_TYPE_HUGEINT:
        return hugeint(at<duckdb_hugeint>(chunk, row));
      case DUCKDB_TYPE_FLOAT:
        return static_cast<double>(at<float>(chunk, row));
      case DUCKDB_TYPE_DOUBLE:
        return at<double>(chunk, row);
      case DUCKDB_TYPE_DECIMAL:
        return decimal(chunk, row);
      case DUCKDB_TYPE_DATE:
        return format_iso_date(from_days(at<std::int32_t>(chunk, row)));
      case DUCKDB_TYPE_VARCHAR:
        return std::string(chunk.text(index_, row));
      case DUCKDB_TYPE_SQLNULL:
        return nullptr;
      default:
        throw duck::Fault(duck::FaultKind::misuse, "column " + std::to_string(index_ + 1) +
                                                       " has a type that is no cell: cast it to a number or text");
    }
  }

 private:
  template <typename T>
  [[nodiscard]] T at(const duck::Chunk& chunk, std::size_t row) const {
    return chunk.values<T>(index_)[row];
  }
  template <typename T>
  [[nodiscard]] Cell whole(const duck::Chunk& chunk, std::size_t row) const {
    return static_cast<std::int64_t>(at<T>(chunk, row));
  }

  [[nodiscard]] Cell decimal(const duck::Chunk& chunk, std::size_t row) const {
    const double unit = std::pow(10.0, scale_);
    switch (inner_) {
      case DUCKDB_TYPE_SMALLINT:
        return static_cast<double>(at<std::int16_t>(chunk, row)) / unit;
      case DUCKDB_TYPE_INTEGER:
        return static_cast<double>(at<std::int32_t>(chunk, row)) / unit;
      case DUCKDB_TYPE_BIGINT:
        return static_cast<double>(at<std::int64_t>(chunk, row)) / unit;
      default:
        return as_double(at<duckdb_hugeint>(chunk, row)) / unit;
    }
  }

  std::size_t index_;
  duckdb_type type_;
  int scale_ = 0;
  duckdb_type inner_ = DUCKDB_TYPE_INVALID;
};

}  // namespace

bool can_be_cell(duckdb_type type) {
  switch (type) {
    case DUCKDB_TYPE_BOOLEAN:
    case DUCKDB_TYPE_TINYINT:
    case DUCKDB_TYPE_SMALLINT:
    case DUCKDB_TYPE_INTEGER:
    case DUCKDB_TYPE_BIGINT:
    case DUCKDB_TYPE_UTINYINT:
    case DUCKDB_TYPE_USMALLINT:
    case DUCKDB_TYPE_UINTEGER:
    case DUCKDB_TYPE_UBIGINT:
    case DUCKDB_TYPE_HUGEINT:
    case DUCKDB_TYPE_FLOAT:
    case DUCKDB_TYPE_DOUBLE:
    case DUCKDB_TYPE_DECIMAL:
    case DUCKDB_TYPE_DATE:
    case DUCKDB_TYPE_TIMESTAMP:
    case DUCKDB_TYPE_TIMESTAMP_TZ:
    case DUCKDB_TYPE_VARCHAR:
      return true;
    default:
      return false;
  }
}

Table read_table(duck::Answer answer, std::size_t max_rows, std::size_t max_bytes) {
  Table out;
  std::vector<Column> columns;
  for (std::size_t i = 0; i < answer.columns(); ++i) {
    out.columns.push_back(answer.name(i));
    columns.emplace_back(answer, i);
  }
  std::size_t bytes = 0;
  while (const std::optional<duck::Chunk> chunk = answer.next())
    for (std::size_t row = 0; row < chunk->rows(); ++row) {
      std::vector<Cell> cells;
      cells.reserve(columns.size());
      for (const Column& column : columns) bytes += size_of(cells.emplace_back(column.cell(*chunk, row)));
      if (out.rows.size() == max_rows || bytes > max_bytes) {
        out.cut = true;
        return out;
      }
      out.rows.push_back(std::move(cells));
    }
  return out;
}

}  // namespace sas::lake
