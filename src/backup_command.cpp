#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

#include "backup_files.h"
#include "base/config.h"
#include "commands.h"
#include "lake/copies.h"
#include "lake/durable_files.h"
#include "lake/lake.h"
#include "lake/snapshot.h"
#include "schema.h"
#include "store/backup.h"

namespace sas {
namespace {

namespace fs = std::filesystem;

/// Copying days of many millions of values takes a while.
constexpr std::chrono::minutes lake_patience{30};
constexpr int most_tries = 5;
constexpr const char* key_name = "ledger-key.pem";
/// What people brought for open data: taken by the gate, or still under a declaration that is being made.
constexpr const char* brought_folders[] = {"open-data-files", "open-data-drafts"};
/// The index comes last: what it names must be there.
constexpr const char* public_folders[] = {"objects", "records", "tombstones"};

int cannot(const Error& error) {
  fmt::print(stderr, "sassenpoort: {}{}{}\n", error.code, error.detail.empty() ? "" : ": ", error.detail);
  return 2;
}

store::OpenOptions records_of(const Settings& settings) {
  store::OpenOptions options;
  options.url = settings.store;
  options.folder = settings.data;
  return options;
}

bool is_vacant(const fs::path& folder) {
  return !fs::exists(folder) || fs::is_empty(folder);
}

std::string text_or_nothing(const fs::path& file) {
  return fs::exists(file) ? lake::read_whole(file) : std::string();
}

/// Everything that belongs together, of one moment as far as it must be.
class Backup {
 public:
  Backup(const Settings& settings, fs::path folder)
      : data_(settings.data), settings_(settings), folder_(std::move(folder)) {}

  Result<store::BackupReport> run() {
    if (!is_vacant(folder_))
      return fail(ErrorKind::conflict, "backup-exists", folder_.string() + " is not empty: name a new folder");
    fs::create_directories(folder_);
    fs::permissions(folder_, fs::perms::owner_all);
    // The register knows every series before its first value comes in, so values go before the register.
    if (Result<Done> copied = copy_lake(); !copied) return fail(std::move(copied));
    auto report = copy_records_and_public();
    if (!report) return report;
    for (const char* name : brought_folders) copy_tree(data_ / name, folder_ / name);
    // Without the key old signatures can be checked, but not gone on with.
    if (fs::exists(data_ / key_name)) fs::copy_file(data_ / key_name, folder_ / key_name);
    files_ = write_sums(folder_);
    return report;
  }
  [[nodiscard]] std::int64_t files() const { return files_; }

 private:
  Result<Done> copy_lake() const {
    if (is_vacant(data_ / "lake")) return Done{};
    const auto copy = lake::take_copy((data_ / "lake").string(), clock_, lake_patience);
    if (!copy) return fail(Error(copy.error()));
    copy_tree((*copy)->folder(), folder_ / "lake");
    return Done{};
  }

  /// Records tell of releases and releases of records, so both must be of one moment: nothing was published while the
  /// records were copied.
  Result<store::BackupReport> copy_records_and_public() const {
    const auto records = store::open(records_of(settings_), schema());
    if (!records) return fail(Error(records.error()));
    for (int tries = 0; tries < most_tries; ++tries) {
      fs::remove_all(folder_ / "records");
      fs::remove_all(folder_ / "public");
      const std::string index = text_or_nothing(data_ / "public/index");
      copy_public(index);
      auto report = store::backup(**records, folder_ / "records", clock_);
      if (!report || text_or_nothing(data_ / "public/index") == index) return report;
    }
    return fail(ErrorKind::unavailable, "backup-busy", "open data was published all the while: try again");
  }

  void copy_public(const std::string& index) const {
    if (index.empty()) return;
    for (const char* name : public_folders) copy_tree(data_ / "public" / name, folder_ / "public" / name);
    lake::replace_file(folder_ / "public/index", index);
  }

  const SystemClock clock_;
  const fs::path data_;
  const Settings& settings_;
  const fs::path folder_;
  std::int64_t files_ = 0;
};

/// Nothing of what would be filled may hold anything: looked at before anything is touched.
Result<Done> check_vacant(const fs::path& data) {
  for (const char* name : {"lake", "public", "open-data-files", "open-data-drafts"})
    if (!is_vacant(data / name))
      return fail(ErrorKind::conflict, "restore-not-empty",
                  (data / name).string() + " holds something: restore into a new folder");
  if (fs::exists(data / key_name))
    return fail(ErrorKind::conflict, "restore-not-empty",
                (data / key_name).string() + " is there: restore into a new folder");
  return Done{};
}

void restore_public(const fs::path& from, const fs::path& to) {
  if (!fs::exists(from / "index")) return;
  for (const char* name : public_folders) copy_tree(from / name, to / name);
  fs::copy_file(from / "index", to / "index");
  // Whoever reads the store may be another user of the system (docs/public-store.md, Folder).
  fs::permissions(to / "index", fs::perms::group_read | fs::perms::others_read, fs::perm_options::add);
}

/// An older backup: the records alone, in the folder itself.
bool is_of_records_alone(const fs::path& folder) {
  return !has_sums(folder) && fs::exists(folder / "manifest.json");
}

}  // namespace

int run_backup(const Settings& settings, const std::string& folder) {
  Backup backup(settings, folder);
  const auto report = backup.run();
  if (!report) return cannot(report.error());
  fmt::print("{} tables, {} rows, {} files, all listed in {}/SHA256SUMS\n", report->tables, report->rows,
             backup.files(), folder);
  return 0;
}

int run_restore(const Settings& settings, const std::string& folder) {
  const fs::path from(folder), data(settings.data);
  const bool is_old = is_of_records_alone(from);
  if (!is_old && !has_sums(from))
    return cannot({ErrorKind::not_found, "backup-missing", "no finished backup in " + folder, {}});
  if (!is_old)
    if (const auto whole = check_sums(from); !whole) return cannot(whole.error());
  if (const auto vacant = check_vacant(data); !vacant) return cannot(vacant.error());
  fs::create_directories(data);
  const auto report = store::restore(is_old ? from : from / "records", records_of(settings), schema());
  if (!report) return cannot(report.error());
  if (fs::exists(from / key_name)) fs::copy_file(from / key_name, data / key_name);
  for (const char* name : brought_folders) copy_tree(from / name, data / name);
  restore_public(from / "public", data / "public");
  if (fs::exists(from / "lake"))
    if (const auto lake = lake::restore_snapshot((from / "lake").string(), (data / "lake").string()); !lake)
      return cannot(lake.error());
  fmt::print("{} tables, {} rows restored\n", report->tables, report->rows);
  return 0;
}

}  // namespace sas
