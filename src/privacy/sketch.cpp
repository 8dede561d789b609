#include "privacy/sketch.h"

#include <algorithm>

namespace sas::privacy {
namespace {

constexpr std::size_t kSlots = ColumnSketch::kValues * 4;
constexpr std::size_t kRecent = 256;

}  // namespace

ColumnSketch::ColumnSketch() : table_(kSlots), hashes_(kSlots), recent_(kRecent) {
  kinds_.emplace_back(0, 0);
}

Reading ColumnSketch::add(std::string_view cell, std::uint64_t hash) {
  ++rows_;
  bytes_ += cell.size();
  if (cell.empty()) {
    ++empty_;
    return {};
  }
  if (hash == above_.hash) {
    if (above_.place != kNowhere) ++table_[above_.place].count;
    ++kinds_[kind_].second;
    return above_.reading;
  }
  const Reading reading = known_or_read(cell, hash);
  count(reading);
  return reading;
}

void ColumnSketch::add_unread(std::string_view cell, std::uint64_t hash) {
  ++rows_;
  bytes_ += cell.size();
  if (cell.empty()) {
    ++empty_;
    return;
  }
  count({});
  if (hash > ceiling_) return;
  const std::size_t place = place_of(hash);
  if (hashes_[place] == hash)
    ++table_[place].count;
  else
    remember(hash, {});
}

Reading ColumnSketch::known_or_read(std::string_view cell, std::uint64_t hash) {
  if (hash <= ceiling_) {
    const std::size_t place = place_of(hash);
    Value& value = table_[place];
    if (hashes_[place] == hash) {
      ++value.count;
      above_ = {hash, place, value.reading};
      return value.reading;
    }
    const Reading reading = read_cell(cell);
    remember(hash, reading);
    above_ = {};  // making room can have moved it
    return reading;
  }
  // A plain number is read sooner than it is looked up.
  const char first = cell[0];
  if (cell.size() <= 8 && (first == '-' || (first >= '0' && first <= '9'))) {
    above_ = {hash, kNowhere, read_cell(cell)};
    return above_.reading;
  }
  Recent& recent = recent_[(hash >> 20) % kRecent];
  if (recent.hash != hash) recent = {hash, read_cell(cell)};
  above_ = {hash, kNowhere, recent.reading};
  return recent.reading;
}

std::size_t ColumnSketch::place_of(std::uint64_t hash) const {
  // The low bits: the sample keeps the smallest hashes, so the high bits of its values are alike.
  std::size_t at = hash % kSlots;
  while (hashes_[at] != kNoHash && hashes_[at] != hash) at = (at + 1) % kSlots;
  return at;
}

void ColumnSketch::remember(std::uint64_t hash, Reading reading) {
  put({hash, 1, reading});
  if (++kept_ > kValues * 2) make_room();
}

void ColumnSketch::put(const Value& value) {
  const std::size_t place = place_of(value.hash);
  hashes_[place] = value.hash;
  table_[place] = value;
}

// Keeps the smallest half of the hashes; what is left is still every value below the ceiling, with its exact count.
void ColumnSketch::make_room() {
  std::vector<Value> values;
  values.reserve(kept_);
  for (const Value& value : table_)
    if (value.hash != kNoHash) values.push_back(value);
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(kValues);
  std::nth_element(values.begin(), middle, values.end(),
                   [](const Value& a, const Value& b) { return a.hash < b.hash; });
  ceiling_ = middle->hash - 1;
  std::fill(table_.begin(), table_.end(), Value{});
  std::fill(hashes_.begin(), hashes_.end(), kNoHash);
  kept_ = 0;
  for (auto it = values.begin(); it != middle; ++it) {
    put(*it);
    ++kept_;
  }
}

void ColumnSketch::count(Reading reading) {
  if (kinds_[kind_].first != reading.marks) kind_ = kind_of(reading.marks);
  ++kinds_[kind_].second;
  if (reading.marks & mark::date) count_day(reading.day);
}

std::size_t ColumnSketch::kind_of(Marks marks) {
  std::uint32_t& place = kind_places_[(marks * 0x9e3779b97f4a7c15ULL) >> 59];
  if (kinds_[place].first != marks) {
    const auto it = std::find_if(kinds_.begin(), kinds_.end(), [&](const auto& k) { return k.first == marks; });
    place = static_cast<std::uint32_t>(it - kinds_.begin());
    if (it == kinds_.end()) kinds_.emplace_back(marks, 0);
  }
  return place;
}

void ColumnSketch::count_day(std::int32_t day) {
  if (day == previous_day_) return;
  first_day_ = std::min(first_day_, day);
  last_day_ = std::max(last_day_, day);
  if (day < previous_day_) ++days_back_;
  previous_day_ = day;
}

std::uint64_t ColumnSketch::cells_with(Marks any) const {
  std::uint64_t out = 0;
  for (const auto& [marks, cells] : kinds_)
    if (marks & any) out += cells;
  return out;
}

double ColumnSketch::distinct() const {
  if (ceiling_ == std::numeric_limits<std::uint64_t>::max()) return static_cast<double>(kept_);
  return static_cast<double>(kept_) * (0x1.0p64 / static_cast<double>(ceiling_));
}

std::size_t ColumnSketch::values_with(Marks any) const {
  return static_cast<std::size_t>(std::count_if(
      table_.begin(), table_.end(), [&](const Value& v) { return v.hash != kNoHash && (v.reading.marks & any) != 0; }));
}

std::size_t ColumnSketch::values_with_all(Marks all) const {
  return static_cast<std::size_t>(std::count_if(table_.begin(), table_.end(), [&](const Value& v) {
    return v.hash != kNoHash && (v.reading.marks & all) == all;
  }));
}

std::size_t ColumnSketch::values_once() const {
  return static_cast<std::size_t>(
      std::count_if(table_.begin(), table_.end(), [](const Value& v) { return v.hash != kNoHash && v.count == 1; }));
}

double ColumnSketch::share(Marks any) const {
  return kept_ == 0 ? 0 : static_cast<double>(values_with(any)) / static_cast<double>(kept_);
}

double ColumnSketch::mean_length() const {
  return filled() == 0 ? 0 : static_cast<double>(bytes_) / static_cast<double>(filled());
}

}  // namespace sas::privacy
