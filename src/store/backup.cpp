#include "store/backup.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "store/table_catalogue.h"
#include "store/write_session.h"

namespace sas::store {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t format_version = 1;

fs::path records_of(const fs::path& folder) {
  return folder / "records.jsonl";
}
fs::path manifest_of(const fs::path& folder) {
  return folder / "manifest.json";
}

json::Value to_json(const Value& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return *integer;
  if (const auto* real = std::get_if<double>(&value)) return *real;
  if (const auto* text = std::get_if<std::string>(&value)) return json::Value(*text);
  if (const auto* blob = std::get_if<Blob>(&value)) return json::Object{{"base64", base64(blob->bytes)}};
  return nullptr;
}

Value from_json(const json::Value& value) {
  if (value.is_int64()) return value.as_int64();
  if (value.is_double()) return value.as_double();
  if (value.is_string()) return std::string(value.as_string());
  if (value.is_object()) return Blob{from_base64(json::text_at(value.as_object(), "base64")).value_or("")};
  return nullptr;
}

/// Writes lines and keeps their checksum. Bad luck with the disk shows in finish().
class LineWriter {
 public:
  explicit LineWriter(const fs::path& file) : out_(file, std::ios::binary | std::ios::trunc) {}
  void line(const json::Value& value) {
    const std::string text = json::write(value) + "\n";
    hash_.update(text);
    bytes_ += static_cast<std::int64_t>(text.size());
    out_ << text;
  }
  [[nodiscard]] bool finish() {
    out_.close();
    return !out_.fail();
  }
  [[nodiscard]] std::int64_t bytes() const { return bytes_; }
  [[nodiscard]] std::string sha256() { return hex(hash_.finish()); }

 private:
  std::ofstream out_;
  crypto::Sha256 hash_;
  std::int64_t bytes_ = 0;
};

bool flush_to_disk(const fs::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool flushed = ::fsync(descriptor) == 0;
  ::close(descriptor);
  return flushed;
}

json::Array applied_migrations(ReadTx& tx) {
  json::Array out;
  for (const Row& row : tx.query("SELECT number, name FROM schema_migration ORDER BY number"))
    out.push_back(json::Object{{"number", row.integer(0)}, {"name", row.text(1)}});
  return out;
}

json::Array row_line(const Row& row, std::size_t columns) {
  json::Array line;
  for (std::size_t i = 0; i < columns; ++i) line.push_back(to_json(row.value(i)));
  return line;
}

BackupReport dump(ReadTx& tx, std::string_view kind, LineWriter& out) {
  BackupReport report;
  for (const std::string& table : table_names(tx, kind)) {
    const std::vector<std::string> columns = column_names(tx, kind, table);
    out.line(json::Object{{"table", table}, {"columns", json::Array(columns.begin(), columns.end())}});
    ++report.tables;
    each_row(tx, kind, table, columns, [&](const Row& row) {
      out.line(row_line(row, columns.size()));
      ++report.rows;
    });
  }
  return report;
}

bool write_manifest(const fs::path& folder, const json::Object& manifest) {
  const fs::path unfinished = folder / "manifest.part";
  std::ofstream out(unfinished, std::ios::trunc);
  out << json::write(manifest) << "\n";
  out.close();
  std::error_code failed;
  if (out.fail() || !flush_to_disk(unfinished)) return false;
  fs::rename(unfinished, manifest_of(folder), failed);
  return !failed && flush_to_disk(folder);
}

Result<json::Object> read_manifest(const fs::path& folder) {
  std::ifstream in(manifest_of(folder));
  if (!in) return fail(ErrorKind::not_found, "backup-missing", "no finished backup in that folder");
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  Result<json::Value> manifest = json::parse(text);
  if (!manifest || !manifest->is_object() || json::int_at(manifest->as_object(), "format") != format_version)
    return fail(ErrorKind::invalid, "backup-damaged", "the manifest is not one we know");
  return std::move(manifest->as_object());
}

tl::unexpected<Error> damaged() {
  return fail(ErrorKind::invalid, "backup-damaged", "the records do not fit the manifest");
}

/// The migrations the backup was made with; an older program had fewer.
Result<std::vector<Migration>> migrations_of(const json::Object& manifest, std::span<const Migration> ours) {
  std::vector<Migration> out;
  const json::Value* list = manifest.if_contains("migrations");
  if (!list || !list->is_array()) return damaged();
  for (const json::Value& item : list->as_array()) {
    const std::int64_t number = item.is_object() ? json::int_at(item.as_object(), "number") : 0;
    const auto found = std::find_if(ours.begin(), ours.end(), [&](const Migration& m) { return m.number == number; });
    if (found == ours.end())
      return fail(ErrorKind::unavailable, "store-schema-newer",
                  "the backup has migration " + std::to_string(number) + ", we do not");
    out.push_back(*found);
  }
  return out;
}

/// Loads the lines of one table after the other.
class Loader {
 public:
  Loader(WriteTx& tx, std::string_view kind) : tx_(tx), kind_(kind), references_(tx, kind) {
    for (const std::string& table : table_names(tx, kind)) {
      known_.insert(table);
      tx.execute("DELETE FROM " + sql_name(table));  // What migrations filled in is in the backup too.
    }
  }

  Result<Done> line(const std::string& text) {
    const Result<json::Value> value = json::parse(text);
    if (!value) return damaged();
    if (value->is_object()) return begin_table(value->as_object());
    if (!value->is_array() || columns_.empty() || value->as_array().size() != columns_.size()) return damaged();
    std::vector<Value> params;
    for (const json::Value& item : value->as_array()) params.push_back(from_json(item));
    tx_.execute(insert_, params);
    return Done{};
  }

  void finish() {
    for (const auto& [table, columns] : loaded_) continue_sequences(tx_, kind_, table, columns);
    references_.restore_references();
  }

 private:
  Result<Done> begin_table(const json::Object& header) {
    const std::string table = json::text_at(header, "table");
    const json::Value* columns = header.if_contains("columns");
    if (!known_.contains(table) || !columns || !columns->is_array()) return damaged();
    columns_.clear();
    for (const json::Value& column : columns->as_array())
      columns_.push_back(column.is_string() ? std::string(column.as_string()) : "");
    std::string names;
    std::string values;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      names += (i == 0 ? "" : ", ") + sql_name(columns_[i]);
      values += (i == 0 ? "$" : ", $") + std::to_string(i + 1);
    }
    const char* own_numbers = kind_ == "sqlite" ? "" : " OVERRIDING SYSTEM VALUE";
    insert_ = "INSERT INTO " + sql_name(table) + " (" + names + ")" + own_numbers + " VALUES (" + values + ")";
    loaded_[table] = columns_;
    return Done{};
  }

  WriteTx& tx_;
  const std::string kind_;
  ReferencePause references_;
  std::set<std::string> known_;
  std::map<std::string, std::vector<std::string>> loaded_;
  std::vector<std::string> columns_;
  std::string insert_;
};

Result<Done> load(Store& store, const fs::path& records) {
  return store.write([&](WriteTx& tx) -> Result<Done> {
    std::ifstream in(records, std::ios::binary);
    Loader loader(tx, store.kind());
    for (std::string text; std::getline(in, text);)
      if (Result<Done> loaded = loader.line(text); !loaded) return loaded;
    loader.finish();
    return Done{};
  });
}

Result<Done> check_empty(const OpenOptions& target) {
  const Result<std::unique_ptr<Store>> store = open(target, {});
  if (!store && store.error().code == "store-schema-newer")
    return fail(ErrorKind::conflict, "store-not-empty", "a backup is restored into an empty store only");
  if (!store) return fail(store.error());
  return (*store)->read([&](ReadTx& tx) -> Result<Done> {
    if (table_names(tx, (*store)->kind()).empty()) return Done{};
    return fail(ErrorKind::conflict, "store-not-empty", "a backup is restored into an empty store only");
  });
}

}  // namespace

Result<BackupReport> backup(Store& store, const fs::path& folder, const Clock& clock) {
  std::error_code ignored;
  if (fs::exists(manifest_of(folder), ignored))
    return fail(ErrorKind::conflict, "backup-exists", "that folder holds a backup already");
  fs::create_directories(folder, ignored);
  fs::permissions(folder, fs::perms::owner_all, ignored);
  LineWriter out(records_of(folder));
  json::Object manifest{{"format", format_version}, {"created_at", format_iso_instant(clock.now())}};
  Result<BackupReport> report = store.read([&](ReadTx& tx) -> Result<BackupReport> {
    manifest["migrations"] = applied_migrations(tx);
    return dump(tx, store.kind(), out);
  });
  if (!report) return report;
  report->bytes = out.bytes();
  report->sha256 = out.sha256();
  manifest["tables"] = report->tables;
  manifest["rows"] = report->rows;
  manifest["bytes"] = report->bytes;
  manifest["sha256"] = report->sha256;
  if (!out.finish() || !flush_to_disk(records_of(folder)) || !write_manifest(folder, manifest))
    return fail(ErrorKind::unavailable, "backup-failed", "the backup cannot be written");
  return report;
}

Result<BackupReport> verify_backup(const fs::path& folder) {
  const Result<json::Object> manifest = read_manifest(folder);
  if (!manifest) return fail(manifest.error());
  std::ifstream in(records_of(folder), std::ios::binary);
  crypto::Sha256 hash;
  std::string part(1 << 20, '\0');
  while (in) {
    in.read(part.data(), static_cast<std::streamsize>(part.size()));
    hash.update(std::string_view(part).substr(0, static_cast<std::size_t>(in.gcount())));
  }
  const std::string found = hex(hash.finish());
  if (found != json::text_at(*manifest, "sha256")) return damaged();
  return BackupReport{json::int_at(*manifest, "tables"), json::int_at(*manifest, "rows"),
                      json::int_at(*manifest, "bytes"), found};
}

Result<BackupReport> restore(const fs::path& folder, const OpenOptions& target, std::span<const Migration> migrations) {
  Result<BackupReport> report = verify_backup(folder);
  if (!report) return report;
  const Result<json::Object> manifest = read_manifest(folder);
  if (!manifest) return fail(manifest.error());
  const Result<std::vector<Migration>> then = migrations_of(*manifest, migrations);
  if (!then) return fail(then.error());
  if (Result<Done> empty = check_empty(target); !empty) return fail(std::move(empty));
  {
    const Result<std::unique_ptr<Store>> store = open(target, *then);
    if (!store) return fail(store.error());
    if (Result<Done> loaded = load(**store, records_of(folder)); !loaded) return fail(std::move(loaded));
  }
  const Result<std::unique_ptr<Store>> now = open(target, migrations);
  if (!now) return fail(now.error());
  return report;
}

}  // namespace sas::store
