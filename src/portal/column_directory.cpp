#include "portal/column_directory.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace sas::portal {
namespace {

constexpr std::uint64_t magic = 0x31535945'4b534153;  // "SASKEYS1"
using Head = std::array<std::uint64_t, kIndexHeadSize / sizeof(std::uint64_t)>;
enum Place : std::size_t { kind, size, rows, table_sum, directory_at, directory_size, directory_sum, head_sum };

std::string_view bytes_of(const Head& head, std::size_t words) {
  return {reinterpret_cast<const char*>(head.data()), words * sizeof(std::uint64_t)};
}

/// Tells the tables apart: the same bytes with other types are another table.
std::uint64_t sum_of_table(const KeyedTable& table) {
  std::string text = table.sha256;
  for (const KeyedTable::Column& column : table.columns) {
    append_number(text, column.name.size());
    text += column.name;
    append_number(text, static_cast<std::uint64_t>(column.type));
  }
  return sum_of(text);
}

Head head_of(const KeyedTable& table) {
  return {magic, table.rows->size(), table.rows->rows(), sum_of_table(table), 0, 0, 0, 0};
}

void append_fence(std::string& out, const KeyFence& fence) {
  append_number(out, fence.first);
  append_number(out, fence.offset);
  append_number(out, fence.length);
  append_number(out, fence.sum);
}

std::optional<KeyFence> take_fence(std::string_view& bytes) {
  const auto first = take_number(bytes), offset = take_number(bytes), length = take_number(bytes),
             sum = take_number(bytes);
  if (!first || !offset || !length || !sum) return std::nullopt;
  return KeyFence{*first, *offset, static_cast<std::uint32_t>(*length), static_cast<std::uint32_t>(*sum)};
}

/// False when the directory ends before the column does.
bool take_column(std::string_view& bytes, ColumnIndex::Keyed& column) {
  const auto way = take_number(bytes), fences = take_number(bytes);
  if (!way || !fences || *way > static_cast<std::uint64_t>(ColumnIndex::Way::by_halving) || *fences > bytes.size())
    return false;
  column.way = static_cast<ColumnIndex::Way>(*way);
  column.fences.reserve(*fences);
  for (std::uint64_t i = 0; i < *fences; ++i) {
    const auto fence = take_fence(bytes);
    if (!fence) return false;
    column.fences.push_back(*fence);
  }
  return true;
}

}  // namespace

std::uint64_t seed_of(const KeyedTable& table) {
  return sum_of(table.sha256);
}

std::vector<ColumnIndex::Keyed> columns_of(const KeyedTable& table) {
  std::vector<ColumnIndex::Keyed> out;
  const csv::Row& header = table.rows->header();
  for (const KeyedTable::Column& column : table.columns) {
    const auto found = std::find(header.begin(), header.end(), column.name);
    if (found == header.end()) continue;
    const auto place = static_cast<std::size_t>(found - header.begin());
    out.push_back({column.name, column.type, place, ColumnIndex::Way::absent, {}});
  }
  return out;
}

std::string directory_of(const std::vector<ColumnIndex::Keyed>& columns) {
  std::string out;
  for (const ColumnIndex::Keyed& column : columns) {
    append_number(out, static_cast<std::uint64_t>(column.way));
    append_number(out, column.fences.size());
    for (const KeyFence& fence : column.fences) append_fence(out, fence);
  }
  return out;
}

std::string index_head(const KeyedTable& table, std::uint64_t at, std::string_view directory) {
  Head head = head_of(table);
  head[directory_at] = at;
  head[directory_size] = directory.size();
  head[directory_sum] = sum_of(directory);
  head[head_sum] = sum_of(bytes_of(head, head_sum));
  return std::string(bytes_of(head, head.size()));
}

std::optional<std::vector<ColumnIndex::Keyed>> read_index(const KeyedTable& table, std::string_view file) {
  Head head{};
  if (file.size() < kIndexHeadSize) return std::nullopt;
  std::memcpy(head.data(), file.data(), kIndexHeadSize);
  const Head wanted = head_of(table);
  if (!std::equal(head.begin(), head.begin() + directory_at, wanted.begin()) ||
      head[head_sum] != sum_of(bytes_of(head, head_sum)) || head[directory_at] > file.size() ||
      head[directory_size] != file.size() - head[directory_at])
    return std::nullopt;
  std::string_view directory = file.substr(head[directory_at]);
  if (sum_of(directory) != head[directory_sum]) return std::nullopt;
  std::vector<ColumnIndex::Keyed> out = columns_of(table);
  for (ColumnIndex::Keyed& column : out)
    if (!take_column(directory, column)) return std::nullopt;
  return directory.empty() ? std::optional(std::move(out)) : std::nullopt;
}

}  // namespace sas::portal
