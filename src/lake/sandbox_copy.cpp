#include "lake/sandbox_copy.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/time.h"
#include "lake/file_sql.h"

namespace sas::lake {

namespace {

duckdb_type type_of(const std::string& name) {
  if (name == "BIGINT") return DUCKDB_TYPE_BIGINT;
  if (name == "DOUBLE") return DUCKDB_TYPE_DOUBLE;
  if (name == "TIMESTAMP") return DUCKDB_TYPE_TIMESTAMP;
  if (name == "DATE") return DUCKDB_TYPE_DATE;
  return DUCKDB_TYPE_VARCHAR;
}

[[noreturn]] void wrong(const SandboxTable& table, std::size_t column) {
  throw duck::Fault(duck::FaultKind::misuse,
                    fmt::format("table {}: {} holds no {}", table.name, table.columns[column], table.types[column]));
}

/// One cell after the other, where the appender is.
class Cells {
 public:
  Cells(const SandboxTable& table, const std::vector<duckdb_type>& types, const duck::Appender& to)
      : table_(table), types_(types), to_(to) {}

  void put(std::size_t column, std::size_t row, const Cell& cell) const {
    if (std::holds_alternative<std::nullptr_t>(cell)) return to_.set_null(column, row);
    switch (types_[column]) {
      case DUCKDB_TYPE_VARCHAR:
        return to_.set_text(column, row, of<std::string>(column, cell));
      case DUCKDB_TYPE_DATE:
        to_.values<std::int32_t>(column)[row] = day(column, cell);
        return;
      case DUCKDB_TYPE_DOUBLE:
        to_.values<double>(column)[row] = real(column, cell);
        return;
      default:
        to_.values<std::int64_t>(column)[row] = of<std::int64_t>(column, cell);
    }
  }

 private:
  template <typename T>
  [[nodiscard]] const T& of(std::size_t column, const Cell& cell) const {
    const T* value = std::get_if<T>(&cell);
    if (value == nullptr) wrong(table_, column);
    return *value;
  }
  [[nodiscard]] double real(std::size_t column, const Cell& cell) const {
    const auto* whole = std::get_if<std::int64_t>(&cell);
    return whole != nullptr ? static_cast<double>(*whole) : of<double>(column, cell);
  }
  [[nodiscard]] std::int32_t day(std::size_t column, const Cell& cell) const {
    const auto read = parse_iso_date(of<std::string>(column, cell));
    if (!read) wrong(table_, column);
    return to_days(*read);
  }

  const SandboxTable& table_;
  const std::vector<duckdb_type>& types_;
  const duck::Appender& to_;
};

}  // namespace

void copy_in(duck::Connection& connection, const SandboxTable& table) {
  std::string columns;
  std::vector<duckdb_type> types;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    columns += fmt::format("{}{} {}", i ? ", " : "", sql_name(table.columns[i]), table.types[i]);
    types.push_back(type_of(table.types[i]));
  }
  duck::Transaction transaction(connection);
  connection.run(fmt::format("CREATE TABLE \"{}\" ({})", table.name, columns));
  {
    duck::Appender to(connection, table.name, types);
    const Cells cells(table, types, to);
    for (std::size_t done = 0; done < table.rows.size();) {
      const std::size_t count = std::min(duck::Appender::capacity(), table.rows.size() - done);
      for (std::size_t row = 0; row < count; ++row)
        for (std::size_t column = 0; column < types.size(); ++column)
          cells.put(column, row, table.rows[done + row][column]);
      to.put(count);
      done += count;
    }
    to.flush();
  }
  transaction.commit();
}

}  // namespace sas::lake
