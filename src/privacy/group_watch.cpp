#include <algorithm>

#include "privacy/row_watch.h"
#include "privacy/sketch.h"

namespace sas::privacy {
namespace {

constexpr std::size_t kGroups = 1 << 18;
// More sensitive columns than these are not watched, and the table is blocked for it.
constexpr std::size_t kSensitive = 16;

}  // namespace

GroupWatch::GroupWatch(const DataSet& set, const std::vector<std::string>& header) : groups_(kGroups) {
  for (std::size_t i = 0; i < header.size(); ++i) {
    const Column* declared = find_column(set, header[i]);
    const Hints hints = hints_of(header[i]);
    const bool named = declared && declared->role == Role::quasi_identifier;
    const bool many = (hints & (hint::people_count | hint::percentage | hint::count)) != 0;
    declared_ = declared_ || named;
    if (named || ((hints & hint::trait_of_person) && !many)) quasi_.push_back(i);
    const bool sensitive = (declared && declared->role == Role::sensitive) || ((hints & hint::sensitive) && !many);
    if (sensitive && sensitive_.size() <= kSensitive) sensitive_.push_back({i, Groups(kGroups)});
  }
}

void GroupWatch::row(const RowView& row) {
  if (quasi_.empty()) return;
  std::uint64_t key = 0;
  for (const std::size_t column : quasi_) key = joined_hash(key, row.hashes[column]);
  groups_.add(key, 0, 1);
  for (Sensitive& sensitive : sensitive_) sensitive.groups.add(key, row.hashes[sensitive.column], 1);
}

std::vector<Finding> GroupWatch::findings(const TableView& table) const {
  const bool rows_of_persons = declared_ || quasi_.size() >= 2 || (!quasi_.empty() && !sensitive_.empty());
  if (quasi_.empty() || !rows_of_persons || table.aggregated || !unit_columns(table).empty()) return {};
  std::vector<std::string> names;
  for (const std::size_t column : quasi_) names.push_back(table.columns[column].label);
  std::vector<Finding> out;
  if (groups_.sampled() || sensitive_.size() > kSensitive)
    out.push_back({Rule::groups_uncounted, names, groups_.kept()});
  if (const auto small = groups_.smaller_than(kSmallestCount)) out.push_back({Rule::small_groups, names, small});
  std::uint64_t uniform = 0;
  for (const Sensitive& sensitive : sensitive_) uniform = std::max(uniform, sensitive.groups.uniform());
  if (uniform > 0) out.push_back({Rule::uniform_groups, names, uniform});
  return out;
}

}  // namespace sas::privacy
