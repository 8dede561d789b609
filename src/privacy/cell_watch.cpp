#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

#include "base/text.h"
#include "privacy/row_watch.h"
#include "privacy/shape_watch.h"
#include "privacy/sketch.h"

namespace sas::privacy {
namespace {

constexpr std::size_t kCells = 200'000;

// Counts of persons, households or firms: declared so, or named so in a table that is not about things.
bool counts_units(const DataSet& set, const Column* declared, Hints hints, bool traits) {
  if (declared && declared->kind != Kind::measure) return false;
  if (hints & (hint::percentage | hint::amount)) return false;
  if (declared && (declared->counts == Counted::persons || declared->counts == Counted::households ||
                   declared->counts == Counted::firms))
    return true;
  if (set.aggregation && declared && set.aggregation->count_column == declared->name)
    return set.subject != Subject::thing || traits;
  if ((hints & hint::people_count) && set.subject != Subject::thing) return true;
  return traits && (hints & (hint::count | hint::people_count)) != 0;
}

bool has_trait(const std::vector<std::string>& header) {
  return std::any_of(header.begin(), header.end(), [](const std::string& name) {
    const Hints hints = hints_of(name);
    return (hints & (hint::trait_of_person | hint::sensitive)) &&
           !(hints & (hint::count | hint::people_count | hint::percentage));
  });
}

// An owner's word for rounding to five is verified below; for noise only the transformation's own fact counts.
Rounding believed(const DataSet& set, const std::string& column) {
  if (set.noise.holds_for(column)) return Rounding::cell_key;
  const auto& rounded = set.rounded_to_five;
  const bool to_five = (set.aggregation && set.aggregation->rounding == Rounding::to_five) ||
                       std::find(rounded.begin(), rounded.end(), column) != rounded.end();
  return to_five ? Rounding::to_five : Rounding::none;
}

}  // namespace

bool is_total_word(std::string_view cell) {
  const std::string word = fold(trim(cell));
  return word == "totaal" || word == "total" || word == "alle" || word == "alles" || word == "all" || word == "t" ||
         word.starts_with("totaal ");
}

std::optional<double> number_in(std::string_view cell) {
  if (!cell.empty() && cell.size() <= 9 && is_digits(cell)) {
    int whole = 0;
    std::from_chars(cell.data(), cell.data() + cell.size(), whole);
    return whole;
  }
  const std::string_view text = trim(cell);
  if (text.empty() || text.size() > 30) return std::nullopt;
  std::string plain{text};
  std::replace(plain.begin(), plain.end(), ',', '.');
  double out = 0;
  const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), out);
  if (error != std::errc{} || end != plain.data() + plain.size()) return std::nullopt;
  return out;
}

CellWatch::CellWatch(const DataSet& set, const std::vector<std::string>& header) : header_(header) {
  const bool traits = has_trait(header);
  for (std::size_t i = 0; i < header.size(); ++i) {
    const Column* declared = find_column(set, header[i]);
    const Hints hints = hints_of(header[i]);
    if (counts_units(set, declared, hints, traits)) {
      counted_.push_back({i, 0, 0, 0, {}, false, false, believed(set, header[i])});
      if (fold(header[i]).find("tota") != std::string::npos) total_ = i;
    } else if (set.aggregation) {
      const auto& names = set.aggregation->dimensions;
      if (std::find(names.begin(), names.end(), header[i]) != names.end()) dimensions_.push_back(i);
    } else if (declared && declared->kind != Kind::measure) {
      dimensions_.push_back(i);
    }
  }
  settle_shape(set);
  if (counted_.size() < 3) total_.reset();
}

// A shape belongs to its area and is no dimension beside the name of it: a shape that became finer is still the same
// cell. Where only the shape says which area a row is about, what reaches equally far is the same cell.
void CellWatch::settle_shape(const DataSet& set) {
  const auto it = std::find_if(dimensions_.begin(), dimensions_.end(), [&](std::size_t i) {
    return !set.shape_column.empty() && header_[i] == set.shape_column;
  });
  if (it == dimensions_.end()) return;
  const bool is_named = std::any_of(dimensions_.begin(), dimensions_.end(), [&](std::size_t i) {
    const Column* column = find_column(set, header_[i]);
    return i != *it && column && column->kind == Kind::location;
  });
  if (!is_named) shape_ = *it;
  if (is_named) dimensions_.erase(it);
}

std::uint64_t CellWatch::dimension_of(const RowView& row, std::size_t column) const {
  return column == shape_ ? reach_of(row.cells[column]) : row.hashes[column];
}

std::uint64_t CellWatch::key_of(const RowView& row) const {
  std::uint64_t key = 1;
  for (const std::size_t column : dimensions_) key = joined_hash(key, dimension_of(row, column));
  return key;
}

void CellWatch::compare_with(const Table& earlier) {
  std::vector<std::optional<std::size_t>> places;
  for (const std::string& name : header_) {
    const auto it = std::find(earlier.header.begin(), earlier.header.end(), name);
    places.push_back(it == earlier.header.end() ? std::nullopt
                                                : std::optional(static_cast<std::size_t>(it - earlier.header.begin())));
  }
  for (const auto& cells : earlier.rows) {
    std::vector<std::uint64_t> hashes(header_.size(), hash_of(""));
    for (std::size_t i = 0; i < places.size(); ++i)
      if (places[i] && *places[i] < cells.size()) hashes[i] = hash_of(cells[*places[i]]);
    std::vector<double> values;
    for (const Counted& counted : counted_) {
      const auto at = places[counted.column];
      values.push_back(at && *at < cells.size() ? number_in(cells[*at]).value_or(std::nan("")) : std::nan(""));
    }
    std::vector<std::string_view> views(header_.size());
    for (std::size_t i = 0; i < places.size(); ++i)
      if (places[i] && *places[i] < cells.size()) views[i] = cells[*places[i]];
    earlier_[key_of({views, hashes, {}})] = std::move(values);
  }
}

void CellWatch::row(const RowView& row) {
  if (counted_.empty()) return;
  const std::uint64_t key = key_of(row);
  for (Counted& counted : counted_) count(counted, row, key);
  if (total_) check_wide(row);
}

void CellWatch::count(Counted& counted, const RowView& row, std::uint64_t key) {
  const auto value = number_in(row.cells[counted.column]);
  if (value && *value > 0 && *value < static_cast<double>(kSmallestCount)) ++counted.small;
  if (value && *value != std::floor(*value / 5) * 5) ++counted.unrounded;
  if (const auto before = earlier_.find(key); value && before != earlier_.end()) {
    const double difference = std::abs(*value - before->second[static_cast<std::size_t>(&counted - counted_.data())]);
    if (difference > 0 && difference < static_cast<double>(kSmallestCount)) ++counted.different;
  }
  counted.has_total = counted.has_total || std::any_of(dimensions_.begin(), dimensions_.end(), [&](std::size_t column) {
                        return is_total_word(row.cells[column]);
                      });
  counted.overflowed = counted.overflowed || counted.cells.size() >= kCells;
  if (counted.overflowed) return;
  CountCell cell;
  for (const std::size_t column : dimensions_)
    cell.dimensions.push_back(is_total_word(row.cells[column]) ? 0 : dimension_of(row, column));
  cell.value = value;
  counted.cells.push_back(std::move(cell));
}

// Columns beside each other with their total in the same row.
void CellWatch::check_wide(const RowView& row) {
  const auto total = number_in(row.cells[*total_]);
  if (!total) return;
  double sum = 0;
  std::size_t missing = 0;
  for (const Counted& counted : counted_) {
    if (counted.column == *total_) continue;
    const auto value = number_in(row.cells[counted.column]);
    sum += value.value_or(0);
    if (!value) ++missing;
  }
  if (missing == 0) ++(sum == *total ? wide_sums_ : wide_others_);
  const double rest = *total - sum;
  if (missing == 0 && rest < 0) ++wide_overs_;
  if (rest < 0 || rest >= static_cast<double>(kSmallestCount)) return;
  if (missing > 0) ++wide_worked_out_;
  if (missing == 0 && rest > 0) ++wide_rests_;
}

std::vector<Finding> CellWatch::findings(const TableView& table) const {
  std::vector<Finding> out;
  for (const Counted& counted : counted_) {
    const std::vector<std::string> name{table.columns[counted.column].label};
    const bool any_suppressed =
        std::any_of(counted.cells.begin(), counted.cells.end(), [](const CountCell& c) { return !c.value; });
    if (counted.rounding == Rounding::to_five && counted.unrounded > 0)
      out.push_back({Rule::rounding_broken, name, counted.unrounded});
    // Counts that happen to be multiples of five are exact all the same: a 5 is five people.
    if (counted.rounding != Rounding::none) continue;
    if (counted.small > 0) out.push_back({Rule::small_cells, name, counted.small});
    if (counted.different > 0) out.push_back({Rule::difference, name, counted.different});
    if (counted.overflowed && (any_suppressed || counted.has_total))
      out.push_back({Rule::cells_uncounted, name, counted.cells.size()});
    else if (const auto found = counted.has_total ? worked_out(counted.cells) : 0)
      out.push_back({Rule::worked_out, name, found});
  }
  if (!total_) return out;
  const std::vector<std::string> total{table.columns[*total_].label};
  if (wide_worked_out_ > 0 && wide_sums_ > wide_others_) out.push_back({Rule::worked_out, total, wide_worked_out_});
  // A total that its parts never exceed and nearly reach: the part between them was left out.
  const bool exact = std::all_of(counted_.begin(), counted_.end(),
                                 [](const Counted& counted) { return counted.rounding == Rounding::none; });
  if (exact && wide_rests_ > 0 && wide_overs_ == 0) out.push_back({Rule::worked_out, total, wide_rests_});
  return out;
}

}  // namespace sas::privacy
