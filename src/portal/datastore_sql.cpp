#include "portal/datastore_sql.h"

#include <algorithm>

#include "portal/ckan_packages.h"

namespace sas::portal {
namespace {

constexpr std::size_t most_tables = 5;
constexpr std::size_t most_rows = 32'000;
constexpr std::chrono::seconds patience{3};

tl::unexpected<Error> refused(const Error& error) {
  if (error.kind != ErrorKind::invalid) return fail(Error(error));
  return fail(wrong_argument("query", error.detail));
}

/// Gives the turn back, whatever happens.
class Turn {
 public:
  explicit Turn(std::counting_semaphore<2>& turns) : turns_(turns) {}
  ~Turn() { turns_.release(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  std::counting_semaphore<2>& turns_;
};

std::string_view type_of(const lake::Cell& cell) {
  if (std::holds_alternative<std::int64_t>(cell)) return "int8";
  if (std::holds_alternative<double>(cell)) return "float8";
  return "text";
}

json::Value value_of(const lake::Cell& cell) {
  return std::visit([](const auto& value) { return json::Value(value); }, cell);
}

/// The type of a column is that of its first value.
json::Array fields_of(const lake::Table& table) {
  json::Array out;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    std::string_view type = "text";
    for (const auto& row : table.rows)
      if (!std::holds_alternative<std::nullptr_t>(row[i])) {
        type = type_of(row[i]);
        break;
      }
    out.push_back(json::Object{{"id", table.columns[i]}, {"type", type}});
  }
  return out;
}

json::Array records_of(const lake::Table& table) {
  json::Array out;
  for (const auto& row : table.rows) {
    json::Object record;
    for (std::size_t i = 0; i < row.size(); ++i) record[table.columns[i]] = value_of(row[i]);
    out.push_back(std::move(record));
  }
  return out;
}

}  // namespace

std::vector<const ShownSet*> named_in(const Shelf& shelf, std::string_view sql) {
  std::vector<const ShownSet*> out;
  for (std::size_t open = sql.find('"'); open != std::string_view::npos;) {
    const std::size_t close = sql.find('"', open + 1);
    if (close == std::string_view::npos) break;
    const FoundResource found = find_resource(shelf, sql.substr(open + 1, close - open - 1));
    if (found.set != nullptr && found.file->format == "csv" && has_rows(found.set->release()) &&
        std::find(out.begin(), out.end(), found.set) == out.end())
      out.push_back(found.set);
    open = sql.find('"', close + 1);
  }
  return out;
}

Result<std::shared_ptr<const std::unique_ptr<lake::Sandbox>>> SqlDoor::sandbox_for(
    const std::vector<const ShownSet*>& sets) {
  std::vector<lake::SandboxFiles> files;
  std::string key;
  for (const ShownSet* set : sets) {
    const auto path = library_.parquet(set->release());
    if (!path) return fail(Error(path.error()));
    lake::SandboxFiles one{resource_id(set->release().dataset, "csv"), {}, {*path}};
    for (const releases::Column& column : set->release().columns) one.columns.push_back(column.name);
    key += one.name + "=" + releases::find_file(set->release(), "parquet")->sha256 + ";";
    files.push_back(std::move(one));
  }
  return sandboxes_.get(key, [&]() -> Kept<std::unique_ptr<lake::Sandbox>>::Made {
    lake::SandboxLimits limits;
    limits.rows = most_rows;
    auto made = lake::open_sandbox({}, files, limits);
    if (!made) return fail(std::move(made));
    return std::make_shared<const std::unique_ptr<lake::Sandbox>>(std::move(*made));
  });
}

Result<std::string> SqlDoor::answer(const Shelf& shelf, const std::string& sql) {
  const std::vector<const ShownSet*> sets = named_in(shelf, sql);
  if (sets.empty())
    return fail(wrong_argument("query", "Name a resource between quotes, as in SELECT * FROM \"parkeren-csv\""));
  if (sets.size() > most_tables) return fail(wrong_argument("query", "At most 5 resources in one statement"));
  const auto sandbox = sandbox_for(sets);
  if (!sandbox) return refused(sandbox.error());
  if (!turns_.try_acquire_for(patience))
    return fail(ErrorKind::too_many, "sql-busy", "Too many statements at once: try again in a moment");
  const Turn turn(turns_);
  const Result<lake::Table> table = (**sandbox)->query(sql);
  if (!table) return refused(table.error());
  json::Object out{{"sql", sql}, {"fields", fields_of(*table)}, {"records", records_of(*table)}};
  if (table->cut) out["records_truncated"] = true;
  return json::write(out);
}

}  // namespace sas::portal
