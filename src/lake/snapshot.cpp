#include "lake/snapshot.h"

#include <fmt/format.h>

#include <filesystem>

#include "lake/duck.h"
#include "lake/durable_files.h"
#include "lake/engine.h"
#include "lake/read_view.h"
#include "lake/schema.h"
#include "lake/writer.h"

namespace sas::lake {

namespace {

namespace fs = std::filesystem;

constexpr const char* tables[] = {"lake", "hot", "history", "newest", "term", "sealed_file", "superseded"};
constexpr const char* manifest_name = "manifest.json";
constexpr const char* tables_name = "tables";

/// A second name for the same bytes; a copy where the disk cannot do that.
void link_or_copy(const fs::path& from, const fs::path& to) {
  std::error_code cannot;
  fs::create_hard_link(from, to, cannot);
  if (cannot) fs::copy_file(from, to);
}

void link_tree(const fs::path& from, const fs::path& to) {
  if (!fs::exists(from)) return;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(from)) {
    const fs::path place = to / fs::relative(entry.path(), from);
    if (entry.is_directory()) fs::create_directories(place);
    if (!entry.is_regular_file()) continue;
    fs::create_directories(place.parent_path());
    link_or_copy(entry.path(), place);
  }
}

std::string table_path(const fs::path& folder, const char* table) {
  return sql_quoted((folder / tables_name / (std::string(table) + ".parquet")).string());
}

void import_tables(const std::string& folder, const fs::path& snapshot) {
  LakeOptions options;
  options.folder = folder;
  Engine engine(options);
  duck::Connection& connection = engine.writer();
  (void)prepare_schema(connection);
  duck::Transaction transaction(connection);
  for (const char* table : tables) {
    connection.run(fmt::format("DELETE FROM {}", table));
    connection.run(
        fmt::format("INSERT INTO {} BY NAME SELECT * FROM read_parquet({})", table, table_path(snapshot, table)));
  }
  transaction.commit();
  connection.run("CHECKPOINT");
}

void flush_tree(const fs::path& folder) {
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_directory()) flush_folder(entry.path());
    if (entry.is_regular_file()) flush_file(entry.path());
  }
  flush_folder(folder);
}

void build(const fs::path& snapshot, const fs::path& fresh) {
  fs::remove_all(fresh);
  fs::create_directories(fresh);
  fs::copy(snapshot, fresh, fs::copy_options::recursive);
  // The engine opens nothing outside its own folder.
  import_tables(fresh.string(), fresh);
  fs::remove_all(fresh / tables_name);
  fs::remove_all(fresh / "tmp");
  flush_tree(fresh);
}

}  // namespace

void write_snapshot(duck::Connection& connection, const std::string& folder, const Manifest& manifest,
                    const std::string& target) {
  const fs::path to(target);
  fs::create_directories(to / tables_name);
  const duck::Transaction transaction(connection);
  for (const char* table : tables)
    connection.run(fmt::format("COPY {} TO {} (FORMAT parquet, COMPRESSION zstd)", table, table_path(to, table)));
  for (const SealedFile& file : manifest.files) {
    fs::create_directories((to / file.path).parent_path());
    link_or_copy(fs::path(folder) / file.path, to / file.path);
  }
  link_tree(fs::path(folder) / "damaged", to / "damaged");
  replace_file(to / manifest_name, write_manifest(manifest));
}

Result<Done> restore_snapshot(const std::string& snapshot, const std::string& lake) {
  const fs::path from(snapshot), to = fs::absolute(lake).lexically_normal(), fresh = to.string() + ".restoring";
  try {
    if (fs::exists(to) && !fs::is_empty(to))
      return fail(ErrorKind::conflict, "lake-not-empty", lake + " has a lake already: take it away first");
    const Result<Manifest> manifest = parse_manifest(read_whole(from / manifest_name));
    if (!manifest) return fail(ErrorKind::invalid, "lake-damaged", manifest.error().detail);
    for (const SealedFile& file : manifest->files)
      if (!fs::exists(from / file.path)) return fail(ErrorKind::invalid, "lake-damaged", file.path + " is missing");
    build(from, fresh);
    fs::remove(to);
    rename_durably(fresh, to);
    return Done{};
  } catch (const duck::Fault& fault) {
    return fail(ErrorKind::invalid, "lake-damaged", fault.what());
  } catch (const std::system_error& error) {
    return fail(error_of(error));
  }
}

}  // namespace sas::lake
