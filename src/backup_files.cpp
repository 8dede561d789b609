#include "backup_files.h"

#include <algorithm>
#include <map>
#include <vector>

#include "lake/durable_files.h"

namespace sas {
namespace {

namespace fs = std::filesystem;

constexpr const char* list_name = "SHA256SUMS";
constexpr std::size_t sum_digits = 64;

/// Names of all files below the folder but the list, sorted.
std::vector<std::string> files_of(const fs::path& folder) {
  std::vector<std::string> out;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = fs::relative(entry.path(), folder).generic_string();
    if (!entry.is_directory() && name != list_name) out.push_back(name);
  }
  std::sort(out.begin(), out.end());
  return out;
}

void flush_folders(const fs::path& folder) {
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_directory()) lake::flush_folder(entry.path());
  lake::flush_folder(folder);
}

tl::unexpected<Error> damaged(const std::string& what) {
  return fail(ErrorKind::invalid, "backup-damaged", what + ": use another backup");
}

/// Name to sum; an error when a line is no such thing.
Result<std::map<std::string, std::string>> read_sums(const std::string& text) {
  std::map<std::string, std::string> out;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = text.find('\n', begin);
    if (end == std::string::npos || end - begin < sum_digits + 3) return damaged(list_name);
    out[text.substr(begin + sum_digits + 2, end - begin - sum_digits - 2)] = text.substr(begin, sum_digits);
    begin = end + 1;
  }
  return out;
}

}  // namespace

void copy_tree(const fs::path& from, const fs::path& to) {
  if (!fs::exists(from)) return;
  fs::create_directories(to);
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(from)) {
    const fs::path place = to / fs::relative(entry.path(), from);
    if (entry.is_directory()) fs::create_directories(place);
    if (!entry.is_regular_file()) continue;
    fs::create_directories(place.parent_path());
    fs::copy_file(entry.path(), place, fs::copy_options::overwrite_existing);
  }
}

std::int64_t write_sums(const fs::path& folder) {
  std::string list;
  std::int64_t count = 0;
  for (const std::string& name : files_of(folder)) {
    lake::flush_file(folder / name);
    list += lake::sum_of(folder / name) + "  " + name + "\n";
    ++count;
  }
  flush_folders(folder);
  lake::replace_file(folder / list_name, list);
  return count;
}

bool has_sums(const fs::path& folder) {
  return fs::exists(folder / list_name);
}

Result<std::int64_t> check_sums(const fs::path& folder) {
  const auto listed = read_sums(lake::read_whole(folder / list_name));
  if (!listed) return fail(Error(listed.error()));
  const std::vector<std::string> found = files_of(folder);
  for (const auto& [name, sum] : *listed)
    if (!std::binary_search(found.begin(), found.end(), name)) return damaged(name + " is missing");
  for (const std::string& name : found) {
    const auto said = listed->find(name);
    if (said == listed->end()) return damaged(name + " is not in " + list_name);
    if (lake::sum_of(folder / name) != said->second) return damaged(name + " is not what it was");
  }
  return static_cast<std::int64_t>(found.size());
}

}  // namespace sas
