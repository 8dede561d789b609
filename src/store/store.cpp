#include "store/store.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "store/migrate.h"
#include "store/postgres_store.h"
#include "store/sqlite_store.h"

namespace sas::store {

namespace {

template <typename T>
const T& column_as(const std::vector<Value>& values, std::size_t column, const char* wanted) {
  if (column >= values.size()) throw StoreFault(Fault::misuse, "column " + std::to_string(column) + " does not exist");
  const T* value = std::get_if<T>(&values[column]);
  if (!value) throw StoreFault(Fault::misuse, "column " + std::to_string(column) + " is not " + wanted);
  return *value;
}

}  // namespace

const Value& Row::value(std::size_t column) const {
  if (column >= values_.size()) throw StoreFault(Fault::misuse, "column " + std::to_string(column) + " does not exist");
  return values_[column];
}

bool Row::is_null(std::size_t column) const {
  return std::holds_alternative<std::nullptr_t>(value(column));
}

std::int64_t Row::integer(std::size_t column) const {
  return column_as<std::int64_t>(values_, column, "an integer");
}

double Row::real(std::size_t column) const {
  // avg() and sum() answer whole or broken numbers depending on the engine.
  if (column < values_.size())
    if (const auto* whole = std::get_if<std::int64_t>(&values_[column])) return static_cast<double>(*whole);
  return column_as<double>(values_, column, "a number");
}

const std::string& Row::text(std::size_t column) const {
  return column_as<std::string>(values_, column, "text");
}
const std::string& Row::blob(std::size_t column) const {
  return column_as<Blob>(values_, column, "bytes").bytes;
}

std::optional<std::int64_t> Row::integer_if(std::size_t column) const {
  if (is_null(column)) return std::nullopt;
  return integer(column);
}

std::string Row::text_or_empty(std::size_t column) const {
  return is_null(column) ? std::string{} : text(column);
}

std::vector<Row> ReadTx::query(std::string_view sql, std::initializer_list<Value> params) {
  return query(sql, std::span<const Value>(params.begin(), params.size()));
}

std::vector<Row> ReadTx::query(std::string_view sql, std::span<const Value> params) {
  std::vector<Row> rows;
  each(sql, params, [&](const Row& row) { rows.push_back(row); });
  return rows;
}

std::optional<Row> ReadTx::query_one(std::string_view sql, std::initializer_list<Value> params) {
  std::optional<Row> first;
  each(sql, std::span<const Value>(params.begin(), params.size()), [&](const Row& row) {
    if (!first) first = row;
  });
  return first;
}

std::int64_t WriteTx::execute(std::string_view sql, std::initializer_list<Value> params) {
  return execute(sql, std::span<const Value>(params.begin(), params.size()));
}

Result<std::unique_ptr<Store>> open(const OpenOptions& options, std::span<const Migration> migrations) {
  if (options.url == "sqlite" || options.url.starts_with("sqlite:")) return open_sqlite(options, migrations);
  if (options.url.starts_with("postgresql://") || options.url.starts_with("postgres://"))
    return open_postgres(options, migrations);
  return fail(ErrorKind::invalid, "store-url-invalid", "a store is sqlite, sqlite:FILE or postgresql://...");
}

std::vector<Migration> migrations_from(std::span<const embedded::File> files) {
  std::map<int, Migration> found;
  for (const embedded::File& file : files) {
    const std::size_t underscore = file.name.find('_');
    const std::size_t dot = file.name.find('.');
    int number = 0;
    const auto parsed =
        std::from_chars(file.name.data(), file.name.data() + std::min(underscore, file.name.size()), number);
    if (parsed.ec != std::errc{} || underscore == std::string_view::npos || dot == std::string_view::npos ||
        dot < underscore)
      throw std::logic_error("not the name of a migration: " + std::string(file.name));
    Migration& migration = found[number];
    const std::string_view name = file.name.substr(underscore + 1, dot - underscore - 1);
    if (!migration.name.empty() && migration.name != name)
      throw std::logic_error("two migrations with number " + std::to_string(number));
    migration.number = number;
    migration.name = name;
    if (file.name.ends_with(".sqlite.sql"))
      migration.sqlite = file.content;
    else if (file.name.ends_with(".postgresql.sql"))
      migration.postgresql = file.content;
    else
      throw std::logic_error("not the name of a migration: " + std::string(file.name));
  }
  std::vector<Migration> out;
  for (const auto& [number, migration] : found) {
    if (migration.sqlite.empty() || migration.postgresql.empty())
      throw std::logic_error("migration " + std::to_string(number) + " lacks one dialect");
    out.push_back(migration);
  }
  return out;
}

}  // namespace sas::store
