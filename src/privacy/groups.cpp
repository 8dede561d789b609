#include "privacy/groups.h"

#include <algorithm>

namespace sas::privacy {
namespace {

Group* slot(std::vector<Group>& table, std::uint64_t key) {
  std::size_t at = key % table.size();
  while (table[at].key != 0 && table[at].key != key) at = (at + 1) % table.size();
  return &table[at];
}

}  // namespace

Groups::Groups(std::size_t most) : most_(most), table_(64) {}

Group* Groups::find(std::uint64_t key) {
  if (key > ceiling_) return nullptr;
  Group* group = slot(table_, key);
  if (group->key == key) return group;
  if (kept_ * 2 >= table_.size()) {
    make_room();
    if (key > ceiling_) return nullptr;
    group = slot(table_, key);
  }
  group->key = key;
  ++kept_;
  return group;
}

// Grows until the limit; then keeps the half with the smallest keys.
void Groups::make_room() {
  std::vector<Group> groups;
  groups.reserve(kept_);
  for (const Group& group : table_)
    if (group.key != 0) groups.push_back(group);
  if (kept_ >= most_) {
    const auto middle = groups.begin() + static_cast<std::ptrdiff_t>(groups.size() / 2);
    std::nth_element(groups.begin(), middle, groups.end(),
                     [](const Group& a, const Group& b) { return a.key < b.key; });
    ceiling_ = middle->key - 1;
    groups.erase(middle, groups.end());
  }
  table_.assign(kept_ >= most_ ? table_.size() : table_.size() * 2, Group{});
  kept_ = groups.size();
  for (const Group& group : groups) *slot(table_, group.key) = group;
}

void Groups::add(std::uint64_t key, std::uint64_t attribute, std::uint64_t weight) {
  Group* group = find(key);
  if (!group) return;
  group->count += weight;
  if (group->first == 0)
    group->first = attribute;
  else if (group->first != attribute)
    group->second = attribute;
}

void Groups::add_point(std::uint64_t key, std::uint64_t place, std::uint64_t when) {
  Group* group = find(key);
  if (!group) return;
  ++group->count;
  if (group->first == 0)
    group->first = place, group->when = when;
  else if (group->first != place && group->when != when)
    group->second = place;
}

std::uint64_t Groups::smaller_than(std::uint64_t k) const {
  return static_cast<std::uint64_t>(
      std::count_if(table_.begin(), table_.end(), [&](const Group& g) { return g.key != 0 && g.count < k; }));
}

std::uint64_t Groups::uniform() const {
  return static_cast<std::uint64_t>(std::count_if(
      table_.begin(), table_.end(), [](const Group& g) { return g.key != 0 && g.first != 0 && g.second == 0; }));
}

std::uint64_t Groups::moved() const {
  return static_cast<std::uint64_t>(
      std::count_if(table_.begin(), table_.end(), [](const Group& g) { return g.key != 0 && g.second != 0; }));
}

std::uint64_t Groups::repeated() const {
  return static_cast<std::uint64_t>(
      std::count_if(table_.begin(), table_.end(), [](const Group& g) { return g.key != 0 && g.count > 1; }));
}

}  // namespace sas::privacy
