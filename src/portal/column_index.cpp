#include "portal/column_index.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "base/text.h"
#include "portal/column_directory.h"

namespace sas::portal {
namespace {

using lake::Compare;

tl::unexpected<Error> lost() {
  return fail(ErrorKind::unavailable, "rows-index-lost", "the index of the columns cannot be used");
}

/// The bytes of a file; empty when it cannot be mapped.
std::string_view mapped(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return {};
  struct stat about {};
  void* at = MAP_FAILED;
  if (::fstat(file, &about) == 0 && about.st_size > 0)
    at = ::mmap(nullptr, static_cast<std::size_t>(about.st_size), PROT_READ, MAP_SHARED, file, 0);
  ::close(file);
  if (at == MAP_FAILED) return {};
  return {static_cast<const char*>(at), static_cast<std::size_t>(about.st_size)};
}

void unmap(std::string_view file) {
  if (!file.empty()) ::munmap(const_cast<char*>(file.data()), file.size());
}

std::string_view cell_of(const csv::Row& row, std::size_t place) {
  return place < row.size() ? std::string_view(row[place]) : std::string_view();
}

}  // namespace

ColumnIndex::ColumnIndex(KeyedTable table, std::string_view file, std::vector<Keyed> columns)
    : table_(std::move(table)), file_(file), columns_(std::move(columns)), keys_(seed_of(table_)) {}

ColumnIndex::~ColumnIndex() {
  unmap(file_);
}

Result<std::shared_ptr<const ColumnIndex>> ColumnIndex::open(KeyedTable table, const std::string& kept_path) {
  const std::string_view file = mapped(kept_path);
  auto columns = read_index(table, file);
  if (columns) return std::shared_ptr<const ColumnIndex>(new ColumnIndex(std::move(table), file, std::move(*columns)));
  unmap(file);
  return lost();
}

const ColumnIndex::Keyed* ColumnIndex::column(const std::string& name) const {
  const auto found = std::find_if(columns_.begin(), columns_.end(), [&](const Keyed& one) { return one.name == name; });
  return found == columns_.end() || found->way == Way::absent ? nullptr : &*found;
}

Result<RowSet> ColumnIndex::with_key(const Keyed& column, CellKey key) const {
  auto found = KeyRows(file_, table_.rows->rows()).find(column.fences, key);
  if (!found) return lost();
  return std::move(*found);
}

// The numbers of the column go up from row to row: first the mark, then the row after it.
Result<RowSet> ColumnIndex::with_number(const Keyed& column, std::int64_t number) const {
  const RowIndex& rows = *table_.rows;
  std::uint64_t low = 0, high = (rows.rows() + RowIndex::stride - 1) / RowIndex::stride;
  while (high - low > 1) {
    const std::uint64_t middle = low + (high - low) / 2, row = middle * RowIndex::stride;
    const auto one = rows.pick({&row, 1});
    if (!one) return fail(Error(one.error()));
    const auto here = parse_int(cell_of(one->front(), column.place));
    if (!here) return lost();
    (*here <= number ? low : high) = middle;
  }
  const std::uint64_t begin = low * RowIndex::stride;
  const auto near = rows.read(begin, RowIndex::stride);
  if (!near) return fail(Error(near.error()));
  for (std::size_t i = 0; i < near->size(); ++i)
    if (parse_int(cell_of((*near)[i], column.place)) == number)
      return RowSet::listed({static_cast<std::uint32_t>(begin + i)});
  return RowSet();
}

Result<RowSet> ColumnIndex::with_value(const Keyed& column, const std::string& value) const {
  if (column.way == Way::by_key) return with_key(column, *keys_.key(column.type, value));
  const auto number = parse_int(value);
  return number ? with_number(column, *number) : RowSet();
}

Result<std::optional<RowSet>> ColumnIndex::find_one(const lake::FileFilter& filter) const {
  const Keyed* asked = column(filter.column);
  std::vector<std::string> values = filter.values;
  if (filter.how == Compare::missing)
    values = {""};
  else if ((filter.how != Compare::equal && filter.how != Compare::one_of) || values.empty())
    return std::optional<RowSet>();
  else if (std::find(values.begin(), values.end(), "") != values.end())
    return std::optional<RowSet>();
  if (asked == nullptr) return std::optional<RowSet>();
  std::vector<CellKey> known;
  std::vector<RowSet> sets;
  for (const std::string& value : values) {
    const auto key = keys_.key(asked->type, value);
    if (!key) return std::optional<RowSet>();
    if (std::find(known.begin(), known.end(), *key) != known.end()) continue;
    known.push_back(*key);
    auto rows = with_value(*asked, value);
    if (!rows) return fail(std::move(rows));
    sets.push_back(std::move(*rows));
  }
  return std::optional(RowSet::together(std::move(sets), table_.rows->rows()));
}

Result<std::optional<RowSet>> ColumnIndex::find(const std::vector<lake::FileFilter>& filters) const {
  std::vector<RowSet> sets;
  for (const lake::FileFilter& filter : filters) {
    auto rows = find_one(filter);
    if (!rows || !*rows) return rows;
    sets.push_back(std::move(**rows));
  }
  if (sets.empty()) return std::optional<RowSet>();
  std::sort(sets.begin(), sets.end(), [](const RowSet& a, const RowSet& b) { return a.count() < b.count(); });
  RowSet out = std::move(sets.front());
  for (std::size_t i = 1; i < sets.size(); ++i) out = RowSet::both(std::move(out), sets[i]);
  return std::optional(std::move(out));
}

bool ColumnIndex::fits(const csv::Row& row, const std::vector<lake::FileFilter>& filters) const {
  return std::all_of(filters.begin(), filters.end(), [&](const lake::FileFilter& filter) {
    const Keyed* asked = column(filter.column);
    if (asked == nullptr) return false;
    const std::string_view cell = cell_of(row, asked->place);
    if (filter.how == Compare::missing) return cell.empty();
    const auto key = keys_.key(asked->type, cell);
    return key && std::any_of(filter.values.begin(), filter.values.end(),
                              [&](const std::string& value) { return keys_.key(asked->type, value) == key; });
  });
}

}  // namespace sas::portal
