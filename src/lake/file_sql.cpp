#include "lake/file_sql.h"

#include <fmt/format.h>

#include <algorithm>

#include "lake/read_view.h"

namespace sas::lake {
namespace {

constexpr std::size_t most_rows = 100'000;
constexpr std::size_t most_steps = 2'000;

/// The type a value is read as before it is compared; empty: compare as text.
std::string_view compared_as(duckdb_type type) {
  switch (type) {
    case DUCKDB_TYPE_BOOLEAN:
      return "BOOLEAN";
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
      return "DOUBLE";
    case DUCKDB_TYPE_DATE:
      return "DATE";
    case DUCKDB_TYPE_TIMESTAMP:
    case DUCKDB_TYPE_TIMESTAMP_S:
    case DUCKDB_TYPE_TIMESTAMP_MS:
    case DUCKDB_TYPE_TIMESTAMP_NS:
    case DUCKDB_TYPE_TIMESTAMP_TZ:
      return "TIMESTAMP";
    default:
      return "";
  }
}

/// Whole numbers of 64 bits do not fit a double: equal ones are compared as what they are.
bool is_whole(duckdb_type type) {
  return type == DUCKDB_TYPE_BIGINT || type == DUCKDB_TYPE_INTEGER || type == DUCKDB_TYPE_UBIGINT ||
         type == DUCKDB_TYPE_UINTEGER;
}

std::string as_text(const std::string& name) {
  return "CAST(" + name + " AS VARCHAR)";
}

std::string cell(const duck::Column& column) {
  const std::string name = sql_name(column.name);
  if (compared_as(column.type) == "TIMESTAMP") return "strftime(CAST(" + name + " AS TIMESTAMP), '%Y-%m-%dT%H:%M:%SZ')";
  return as_text(name);
}

std::string_view sign(Compare how) {
  switch (how) {
    case Compare::not_equal:
      return "<>";
    case Compare::less:
      return "<";
    case Compare::at_most:
      return "<=";
    case Compare::more:
      return ">";
    case Compare::at_least:
      return ">=";
    default:
      return "=";
  }
}

std::string_view name_of(TimeStep step) {
  switch (step) {
    case TimeStep::day:
      return "day";
    case TimeStep::month:
      return "month";
    case TimeStep::year:
      return "year";
  }
  return "year";
}

/// Binds a value and names its place.
std::string placed(std::vector<Cell>& values, const std::string& value) {
  values.emplace_back(value);
  return fmt::format("${}", values.size());
}

Error unknown_column(const std::string& name) {
  return {ErrorKind::invalid, "file-column", "the table has no such column", {{name, "file-column"}}};
}

}  // namespace

std::string sql_name(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"') out += c;
    out += c;
  }
  return out + '"';
}

std::string FileSql::source() const {
  return "read_parquet(" + sql_quoted(path_) + ", file_row_number = true, hive_partitioning = false)";
}

Result<const duck::Column*> FileSql::column(const std::string& name) const {
  for (const duck::Column& one : columns_)
    if (one.name == name) return &one;
  return fail(unknown_column(name));
}

Result<std::string> FileSql::condition(const FileFilter& filter, std::vector<Cell>& values) const {
  const Result<const duck::Column*> found = column(filter.column);
  if (!found) return fail(Error(found.error()));
  const std::string name = sql_name(filter.column);
  if (filter.how == Compare::missing) return name + " IS NULL";
  if (filter.values.empty()) return std::string("false");
  if (filter.how == Compare::contains)
    return fmt::format("contains(lower({}), lower({}))", as_text(name), placed(values, filter.values.front()));
  std::string type(compared_as((*found)->type));
  const bool equality = filter.how == Compare::equal || filter.how == Compare::one_of;
  if (equality && is_whole((*found)->type)) type = "HUGEINT";
  const std::string left = type.empty() ? as_text(name) : name;
  const auto right = [&](const std::string& value) {
    const std::string at = placed(values, value);
    return type.empty() ? at : fmt::format("TRY_CAST({} AS {})", at, type);
  };
  if (filter.how != Compare::one_of)
    return fmt::format("{} {} {}", left, sign(filter.how), right(filter.values.front()));
  std::string list;
  for (const std::string& value : filter.values) list += (list.empty() ? "" : ", ") + right(value);
  return fmt::format("{} IN ({})", left, list);
}

Result<std::string> FileSql::where(const FileQuestion& question, std::vector<Cell>& values) const {
  std::string out;
  const auto add = [&](const std::string& one) { out += (out.empty() ? " WHERE " : " AND ") + one; };
  for (const FileFilter& filter : question.filters) {
    Result<std::string> one = condition(filter, values);
    if (!one) return one;
    add(*one);
  }
  if (question.words.empty()) return out;
  std::string all;
  for (const duck::Column& one : columns_) all += ", " + as_text(sql_name(one.name));
  for (const std::string& word : question.words)
    add(fmt::format("contains(lower(concat_ws(' '{})), lower({}))", all, placed(values, word)));
  return out;
}

Result<std::string> FileSql::order(const FileQuestion& question) const {
  std::string out;
  for (const FileSort& sort : question.sort) {
    if (const auto found = column(sort.column); !found) return fail(Error(found.error()));
    out += (out.empty() ? " ORDER BY " : ", ") + sql_name(sort.column);
    out += sort.order == FileSort::Order::up ? " ASC NULLS LAST" : " DESC NULLS LAST";
  }
  if (!out.empty() && question.rows == FileQuestion::Rows::all) out += ", file_row_number";
  return out;
}

Result<std::string> FileSql::cells(const FileQuestion& question) const {
  std::string out = question.rows == FileQuestion::Rows::all ? "file_row_number + 1" : "";
  for (const std::string& name : question.columns) {
    const auto found = column(name);
    if (!found) return fail(Error(found.error()));
    out += (out.empty() ? "" : ", ") + cell(**found);
  }
  return out;
}

Result<std::string> FileSql::distinct(const FileQuestion& question, const std::string& condition) const {
  std::string names;
  for (const std::string& name : question.columns) {
    if (const auto found = column(name); !found) return fail(Error(found.error()));
    names += (names.empty() ? "" : ", ") + sql_name(name);
  }
  for (const FileSort& sort : question.sort)
    if (std::find(question.columns.begin(), question.columns.end(), sort.column) == question.columns.end())
      return fail(unknown_column(sort.column));
  return fmt::format("(SELECT DISTINCT {} FROM {}{})", names, source(), condition);
}

Result<FileStatement> FileSql::rows(const FileQuestion& question) const {
  FileStatement out;
  if (question.columns.empty()) return fail(unknown_column(""));
  const Result<std::string> condition = where(question, out.values), sorted = order(question), list = cells(question);
  for (const auto* part : {&condition, &sorted, &list})
    if (!*part) return fail(Error(part->error()));
  const std::string page =
      fmt::format("{} LIMIT {} OFFSET {}", *sorted, std::min(question.limit, most_rows), question.offset);
  if (question.rows == FileQuestion::Rows::all) {
    out.sql = fmt::format("SELECT {} FROM {}{}{}", *list, source(), *condition, page);
    return out;
  }
  const Result<std::string> inner = distinct(question, *condition);
  if (!inner) return fail(Error(inner.error()));
  out.sql = fmt::format("SELECT {} FROM {}{}", *list, *inner, page);
  return out;
}

Result<FileStatement> FileSql::count(const FileQuestion& question) const {
  FileStatement out;
  const Result<std::string> condition = where(question, out.values);
  if (!condition) return fail(Error(condition.error()));
  std::string from = source() + *condition;
  if (question.rows == FileQuestion::Rows::distinct) {
    const Result<std::string> inner = distinct(question, *condition);
    if (!inner) return fail(Error(inner.error()));
    from = *inner;
  }
  out.sql = "SELECT count(*) FROM " + from;
  return out;
}

FileStatement FileSql::figures() const {
  std::string list = "count(*)";
  for (const duck::Column& one : columns_) {
    const std::string name = sql_name(one.name), text = cell(one);
    const std::string least = compared_as(one.type) == "TIMESTAMP" ? text : name;
    list += fmt::format(
        ", count({0}), approx_count_distinct({0}), CAST(min({1}) AS VARCHAR), CAST(max({1}) AS VARCHAR)", name, least);
  }
  return {fmt::format("SELECT {} FROM {}", list, source()), {}};
}

Result<FileStatement> FileSql::steps(const std::string& time_column, const std::string& value_column,
                                     TimeStep step) const {
  const auto time = column(time_column);
  if (!time) return fail(Error(time.error()));
  std::string mean = "NULL::DOUBLE";
  if (!value_column.empty()) {
    if (const auto value = column(value_column); !value) return fail(Error(value.error()));
    mean = "avg(TRY_CAST(" + sql_name(value_column) + " AS DOUBLE))";
  }
  FileStatement out;
  out.sql = fmt::format(
      "SELECT epoch_us(date_trunc('{}', TRY_CAST({} AS TIMESTAMP))) AS begin, count(*), {} FROM {} WHERE begin IS NOT "
      "NULL GROUP BY 1 ORDER BY 1 LIMIT {}",
      name_of(step), sql_name(time_column), mean, source(), most_steps);
  return out;
}

Result<FileStatement> FileSql::groups(const std::string& name, std::size_t limit) const {
  const auto found = column(name);
  if (!found) return fail(Error(found.error()));
  FileStatement out;
  out.sql =
      fmt::format("SELECT {0} AS word, count(*) FROM {1} WHERE {2} IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {3}",
                  cell(**found), source(), sql_name(name), std::min(limit, most_rows));
  return out;
}

Result<FileStatement> FileSql::points(const std::string& longitude_column, const std::string& latitude_column) const {
  for (const std::string* name : {&longitude_column, &latitude_column})
    if (const auto found = column(*name); !found) return fail(Error(found.error()));
  FileStatement out;
  out.sql = fmt::format(
      "SELECT coalesce(TRY_CAST({} AS DOUBLE), 'nan'::DOUBLE), coalesce(TRY_CAST({} AS DOUBLE), 'nan'::DOUBLE) FROM {}",
      sql_name(longitude_column), sql_name(latitude_column), source());
  return out;
}

}  // namespace sas::lake
