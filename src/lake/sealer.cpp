#include "lake/sealer.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "lake/durable_files.h"
#include "lake/observation_rows.h"
#include "lake/read_view.h"
#include "lake/sealed_table.h"

namespace sas::lake {

namespace fs = std::filesystem;

namespace {

constexpr const char* manifest_name = "/manifest.json";

bool by_path(const SealedFile& a, const SealedFile& b) {
  return a.path < b.path;
}

/// Hot rows of a day, and more.
std::string unsealed_rows(Date day, const std::string& more) {
  const std::string hot = fmt::format("SELECT {} FROM hot h WHERE {}", columns_of("h"), within_day("h", day));
  return more.empty() ? hot : hot + " UNION ALL " + more;
}

/// Those of one class. A series that was never declared is kept.
std::string of_class(const std::string& rows, const std::string& retention) {
  return fmt::format(
      "SELECT {} FROM ({}) h LEFT JOIN term t ON t.series_id = h.series_id WHERE coalesce(t.retention, 'keep') = {}",
      columns_of("h"), rows, sql_quoted(retention));
}

std::string sealed_source(const std::string& folder, const std::vector<SealedFile>& files) {
  std::string out;
  for (const SealedFile& file : files)
    out += fmt::format(
        " UNION ALL SELECT {} FROM read_parquet({}, hive_partitioning = false) h ANTI JOIN superseded a ON {}",
        columns_of("h"), sql_quoted(folder + "/" + file.path), same_key);
  return out;
}

/// The last commit that the connection's transaction sees.
std::int64_t last_batch(duck::Connection& connection) {
  return connection
      .query(
          "SELECT greatest((SELECT max(batch) FROM hot), (SELECT max(batch) FROM history),"
          " (SELECT max(batch) FROM lake))")
      .integer();
}

std::vector<std::string> first_column(duck::Answer answer) {
  std::vector<std::string> out;
  while (const std::optional<duck::Chunk> chunk = answer.next())
    for (std::size_t row = 0; row < chunk->rows(); ++row) out.emplace_back(chunk->text(0, row));
  return out;
}

}  // namespace

Sealer::Sealer(Engine& engine, std::string folder, AfterStep after)
    : engine_(engine), folder_(std::move(folder)), after_(after ? std::move(after) : [](SealStep) {}) {}

Manifest Sealer::manifest() const {
  const std::lock_guard lock(mutex_);
  return manifest_;
}

void Sealer::while_unchanged(const std::function<void(const Manifest&)>& work) {
  const std::lock_guard lock(work_);
  work(manifest());
}

Result<Done> Sealer::recover(duck::Connection& connection) {
  if (fs::exists(folder_ + manifest_name)) {
    Result<Manifest> read = parse_manifest(read_whole(folder_ + manifest_name));
    if (!read && read.error().code == "manifest-newer")
      return fail(ErrorKind::conflict, "lake-newer", folder_ + manifest_name + ": " + read.error().detail);
    if (!read)
      return fail(ErrorKind::unavailable, "lake-damaged", folder_ + manifest_name + ": " + read.error().detail);
    manifest_ = std::move(*read);
  }
  remove_unlisted();
  const bool tables_are_new = connection.query("SELECT count(*) FROM sealed_file").integer() == 0;
  apply_manifest(connection, folder_, manifest_);
  if (tables_are_new) find_newest_in_files(connection, folder_);
  return Done{};
}

/// Half-written files, and files whose day was written again, of a time that ended in a crash.
void Sealer::remove_unlisted() {
  fs::remove_all(folder_ + "/sealing");
  std::set<std::string> listed;
  for (const SealedFile& file : manifest_.files) listed.insert(file.path);
  if (!fs::exists(folder_ + "/observation")) return;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder_ + "/observation")) {
    if (!entry.is_regular_file()) continue;
    if (!listed.contains(fs::relative(entry.path(), folder_).string())) fs::remove(entry.path());
  }
}

std::vector<Date> Sealer::days_before(Date before) {
  const Engine::Lease connection(engine_);
  const std::string limit = "time < " + sql_date(before);
  const std::vector<std::string> texts = first_column(connection->query(
      fmt::format("SELECT DISTINCT strftime(time, '%Y-%m-%d') AS day FROM hot WHERE {0} UNION SELECT DISTINCT "
                  "strftime(time, '%Y-%m-%d') FROM superseded WHERE {0} ORDER BY day",
                  limit)));
  std::vector<Date> out;
  for (const std::string& text : texts) out.push_back(parse_iso_date(text).value());
  return out;
}

std::vector<SealedFile> Sealer::files_of(Date day, const std::string& retention) const {
  std::vector<SealedFile> out;
  const std::lock_guard lock(mutex_);
  for (const SealedFile& file : manifest_.files)
    if (file.day == day && file.retention == retention) out.push_back(file);
  return out;
}

bool Sealer::has_files(Date day) const {
  const std::lock_guard lock(mutex_);
  return std::ranges::any_of(manifest_.files, [&](const SealedFile& file) { return file.day == day; });
}

/// Classes of sealed files of the day of which rows were corrected or taken back, though none of the fresh rows is
/// theirs.
std::vector<std::string> Sealer::corrected_classes(duck::Connection& connection, Date day) const {
  std::vector<std::string> out;
  if (!has_files(day)) return out;
  for (const SealedFile& file : manifest().files)
    if (file.day == day) out.push_back(file.retention);
  const bool corrected =
      connection.query("SELECT count(*) FROM superseded h WHERE " + within_day("h", day)).integer() > 0;
  return corrected ? out : std::vector<std::string>();
}

Sealer::Rewritten Sealer::write_day(duck::Connection& connection, Date day, const std::string& more) {
  Rewritten out;
  // One moment for everything that is read.
  const duck::Transaction transaction(connection);
  const std::int64_t batch = last_batch(connection);
  const std::string rows = unsealed_rows(day, more);
  PartitionFile file(connection, folder_, after_);
  std::map<std::string, PartitionFile::Figures> classes = file.figures_by_class(rows);
  for (std::string& retention : corrected_classes(connection, day)) classes.try_emplace(std::move(retention));
  const auto keys = more.empty() ? PartitionFile::Keys::once : PartitionFile::Keys::to_look_at;
  for (const auto& [retention, of_fresh] : classes) {
    int number = 1;
    const std::vector<SealedFile> before = files_of(day, retention);
    for (const SealedFile& old : before) {
      number = std::max(number, part_number(old.path) + 1);
      out.replaced.push_back(old.path);
    }
    SealedFile named;
    named.path = path_of(retention, day, number);
    named.retention = retention;
    named.day = day;
    named.batch = batch;
    const std::string fresh = classes.size() == 1 ? rows : of_class(rows, retention);
    const std::string source = fresh + sealed_source(folder_, before);
    SealedFile written = file.write(source, before.empty() ? of_fresh : file.figures(source), named, keys);
    if (written.rows > 0) out.fresh.push_back(std::move(written));
  }
  return out;
}

int Sealer::seal_day(Date day, Writer& writer) {
  const Engine::Lease connection(engine_);
  Round round(*this);
  round.write(*connection, day, "");
  return round.publish(writer);
}

void Sealer::Round::write(duck::Connection& connection, Date day, const std::string& more) {
  Rewritten rewritten = sealer_.write_day(connection, day, more);
  fresh_.insert(fresh_.end(), rewritten.fresh.begin(), rewritten.fresh.end());
  replaced_.insert(replaced_.end(), rewritten.replaced.begin(), rewritten.replaced.end());
  ++days_;
}

int Sealer::Round::publish(Writer& writer) {
  return sealer_.publish(Rewritten{std::move(fresh_), std::move(replaced_)}, writer);
}

int Sealer::publish(const Rewritten& rewritten, Writer& writer) {
  // A name in the list is a fact: what it names is on the disk before it.
  std::vector<std::string> paths;
  for (const SealedFile& file : rewritten.fresh) paths.push_back(file.path);
  flush_files(folder_, paths);
  after_(SealStep::flushed);
  const std::set<std::string> replaced(rewritten.replaced.begin(), rewritten.replaced.end());
  Manifest next = manifest();
  std::erase_if(next.files, [&](const SealedFile& file) { return replaced.contains(file.path); });
  next.files.insert(next.files.end(), rewritten.fresh.begin(), rewritten.fresh.end());
  publish(std::move(next), writer);
  remove_files(rewritten.replaced);
  after_(SealStep::cleaned);
  return static_cast<int>(rewritten.fresh.size());
}

void Sealer::save(const Manifest& next) {
  replace_file(folder_ + manifest_name, write_manifest(next));
  const std::lock_guard lock(mutex_);
  manifest_ = next;
}

/// The new list first, then the tables: what a crash leaves undone, recover() does.
void Sealer::publish(Manifest next, Writer& writer) {
  std::sort(next.files.begin(), next.files.end(), by_path);
  std::sort(next.damaged.begin(), next.damaged.end(), by_path);
  save(next);
  after_(SealStep::listed);
  Result<Done> applied = writer.beside_commits([&](duck::Connection& connection) -> Result<Done> {
    writer.count_hot_rows(-apply_manifest(connection, folder_, next));
    return Done{};
  });
  if (!applied) throw duck::Fault(duck::FaultKind::lost, applied.error().detail);
  after_(SealStep::applied);
}

/// Who reads such a file at this moment keeps it until it is closed; who is about to open it asks again, see
/// DuckLake::query.
void Sealer::remove_files(const std::vector<std::string>& paths) {
  for (const std::string& path : paths) {
    std::error_code ignored;
    fs::path place = fs::path(folder_) / path;
    fs::remove(place, ignored);
    // Empty folders of the day, month, year and class go with it.
    for (place = place.parent_path(); place.filename() != "observation"; place = place.parent_path())
      if (!fs::is_empty(place, ignored) || !fs::remove(place, ignored)) break;
  }
}

void Sealer::drop(const std::vector<SealedFile>& files, Writer& writer) {
  const std::lock_guard lock(work_);
  std::set<std::string> paths;
  for (const SealedFile& file : files) paths.insert(file.path);
  Manifest next = manifest();
  std::erase_if(next.files, [&](const SealedFile& file) { return paths.contains(file.path); });
  publish(std::move(next), writer);
  remove_files({paths.begin(), paths.end()});
}

bool Sealer::is_whole(const SealedFile& file) const {
  try {
    return sum_of(fs::path(folder_) / file.path) == file.sha256;
  } catch (const std::system_error&) {
    return false;
  }
}

std::vector<std::string> Sealer::set_damaged_aside(const TimeScope& scope, Writer& writer) {
  const std::lock_guard lock(work_);
  Manifest next = manifest();
  std::vector<std::string> out;
  for (SealedFile& file : next.files) {
    if (file.max_time < scope.from || file.min_time >= scope.until || is_whole(file)) continue;
    out.push_back(file.path);
    std::string name = file.path;
    std::replace(name.begin(), name.end(), '/', '_');
    make_folders(folder_, "damaged");
    if (fs::exists(fs::path(folder_) / file.path))
      rename_durably(fs::path(folder_) / file.path, folder_ + "/damaged/" + name);
    SealedFile aside = file;
    aside.path = "damaged/" + name;
    next.damaged.push_back(aside);
  }
  std::erase_if(next.files,
                [&](const SealedFile& file) { return std::find(out.begin(), out.end(), file.path) != out.end(); });
  if (!out.empty()) publish(std::move(next), writer);
  return out;
}

}  // namespace sas::lake
