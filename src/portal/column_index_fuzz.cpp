#include "portal/column_index.h"

#include <unistd.h>

#include <algorithm>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/csv.h"

using namespace sas;
using namespace sas::portal;

namespace {

const std::string folder =
    std::filesystem::temp_directory_path().string() + "/column_index_fuzz." + std::to_string(::getpid());

std::uint64_t reckoned(const std::vector<csv::Row>& rows, std::size_t place, const std::string& value) {
  std::uint64_t out = 0;
  for (std::size_t i = 1; i < rows.size(); ++i) out += place < rows[i].size() && rows[i][place] == value ? 1U : 0U;
  return out;
}

void write(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

/// Every value of the first rows is found as often as reading finds it, and where it stands.
void check(const ColumnIndex& index, const KeyedTable& table, const std::vector<csv::Row>& rows) {
  for (std::size_t i = 1; i < rows.size() && i < 20; ++i)
    for (std::size_t place = 0; place < table.columns.size() && place < rows[i].size(); ++place) {
      const std::vector<lake::FileFilter> filters{{table.columns[place].name, lake::Compare::equal, {rows[i][place]}}};
      const auto found = index.find(filters);
      if (!found || !*found) continue;
      if ((*found)->count() != reckoned(rows, place, rows[i][place])) std::abort();
      const auto page = index.rows().pick((*found)->page(0, 5));
      if (!page) std::abort();
      for (const csv::Row& row : *page)
        if (!index.fits(row, filters)) std::abort();
    }
}

}  // namespace

/// The first three bytes say what to damage; the others are a table of texts. What a sound index tells is what reading
/// tells; a damaged one tells that or nothing.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 3, size - 3);
  const auto rows = csv::read(text);
  if (!rows || rows->empty() || text.starts_with("\xef\xbb\xbf")) return 0;
  std::filesystem::create_directories(folder);
  const std::string csv_path = folder + "/a.csv", path = folder + "/a.keys";
  write(csv_path, text);
  const auto index = RowIndex::build(csv_path);
  if (!index || (*index)->rows() + 1 != rows->size()) return 0;
  KeyedTable table{*index, {}, "fuzz"};
  for (const std::string& name : rows->front())
    if (std::count(rows->front().begin(), rows->front().end(), name) == 1)
      table.columns.push_back({name, releases::Type::text});
    else
      return 0;
  if (!ColumnIndex::build(table, path, [] { return false; })) std::abort();
  const auto sound = ColumnIndex::open(table, path);
  if (!sound) std::abort();
  check(**sound, table, *rows);
  std::ifstream in(path, std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(in), {});
  bytes[(data[0] + 256U * data[1]) % bytes.size()] ^= static_cast<char>(data[2]);
  write(path, bytes);
  if (const auto damaged = ColumnIndex::open(table, path)) check(**damaged, table, *rows);
  return 0;
}
