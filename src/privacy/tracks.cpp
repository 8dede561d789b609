#include <algorithm>

#include "privacy/row_watch.h"
#include "privacy/shape_watch.h"
#include "privacy/sketch.h"

namespace sas::privacy {
namespace {

constexpr std::size_t kKeys = 1 << 16;
constexpr std::uint64_t kLearnRows = 64;

// Of a coordinate only the first three decimals (about a hundred metres): a receiver trembles where it stands.
std::uint64_t place_hash(std::string_view cell, std::uint64_t whole, Marks marks) {
  if ((marks & (mark::number | mark::integer)) != mark::number) return whole;
  std::size_t point = 0;
  while (point < cell.size() && cell[point] != '.' && cell[point] != ',') ++point;
  return cell.size() > point + 4 ? hash_of(cell.substr(0, point + 4)) : whole;
}

}  // namespace

TrackWatch::TrackWatch(const DataSet& set, const std::vector<std::string>& header) {
  for (std::size_t i = 0; i < header.size(); ++i) {
    const Column* declared = find_column(set, header[i]);
    const Hints hints = hints_of(header[i]);
    const bool measure = declared && declared->kind == Kind::measure && !(hints & hint::coordinate);
    hints_.push_back(hints);
    if (declared && header[i] == set.shape_column) shape_ = i;
    is_time_.push_back((declared && declared->kind == Kind::date) || (hints & hint::time));
    is_place_.push_back(!is_time_.back() && !measure &&
                        ((declared && declared->kind == Kind::location) || (hints & (hint::place | hint::coordinate))));
    may_be_key_.push_back(!is_time_.back());
    const bool named = (declared && declared->kind == Kind::thing_id) || (hints & hint::key);
    const bool still = (hints & (hint::place | hint::street)) || is_place_.back() || is_time_.back() || measure;
    if ((hints & (hint::moving_key | hint::plate | hint::hash | hint::person)) && !is_time_.back() && !measure)
      add_key(i, hints);
    else if (named && !still)
      add_key(i, hints);
  }
}

void TrackWatch::add_key(std::size_t column, Hints hints) {
  const bool moving = (hints & (hint::moving_key | hint::plate | hint::hash | hint::person)) != 0;
  if (keys_.size() < 8) keys_.push_back({column, moving, Groups(kKeys)});
}

bool TrackWatch::is_key(std::size_t column) const {
  return std::any_of(keys_.begin(), keys_.end(), [&](const Key& k) { return k.column == column; });
}

// Roles that only the values show: identifiers of devices, coordinates, moments.
void TrackWatch::learn(const RowView& row) {
  for (std::size_t i = 0; i < row.marks.size(); ++i) {
    const Marks marks = row.marks[i];
    if (marks & mark::time) is_time_[i] = 1;
    if (marks & mark::precise) is_place_[i] = 1;
    const bool device = (marks & (mark::uuid | mark::hash | mark::mac | mark::plate | mark::encoded)) != 0;
    if (device && may_be_key_[i] && !is_key(i)) add_key(i, hint::moving_key);
    if (device)
      for (Key& key : keys_)
        if (key.column == i) key.moving = true;
  }
  list_roles();
}

void TrackWatch::list_roles() {
  places_.clear();
  times_.clear();
  for (std::size_t i = 0; i < is_time_.size(); ++i) {
    if (is_place_[i]) places_.push_back(i);
    if (is_time_[i]) times_.push_back(i);
  }
}

// The place of a row, without the column that is the key itself.
std::uint64_t TrackWatch::place_of(const RowView& row, std::size_t without) const {
  std::uint64_t place = 0;
  for (const std::size_t i : places_)
    if (i != without && !row.cells[i].empty())
      place = joined_hash(place,
                          i == shape_ ? reach_of(row.cells[i]) : place_hash(row.cells[i], row.hashes[i], row.marks[i]));
  return place;
}

void TrackWatch::row(const RowView& row, std::uint64_t number) {
  if (number < kLearnRows) learn(row);
  if (keys_.empty() || places_.empty() || times_.empty()) return;
  std::uint64_t when = 0;
  for (const std::size_t i : times_) when = joined_hash(when, row.hashes[i]);
  if (when == 0) return;
  const std::uint64_t common = place_of(row, row.cells.size());
  if (common == 0) return;
  for (Key& key : keys_) {
    if (row.cells[key.column].empty()) continue;
    const std::uint64_t place = is_place_[key.column] ? place_of(row, key.column) : common;
    if (place != 0) key.groups.add_point(row.hashes[key.column], place, when);
  }
}

std::vector<Finding> TrackWatch::findings(const TableView& table) const {
  std::vector<Finding> out;
  for (const Key& key : keys_) {
    const std::uint64_t moved = key.groups.moved();
    const ColumnView& column = table.columns[key.column];
    // Of things one now and then is really put elsewhere; a code of a few kinds is no key.
    const bool some =
        key.moving ? moved >= 1 : moved >= 3 && moved * 50 >= key.groups.kept() && column.sketch->distinct() >= 20;
    if (some) out.push_back({Rule::trajectory, {column.label}, moved});
  }
  return out;
}

}  // namespace sas::privacy
