#include "opendata/differencing.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "opendata/kept_rows.h"
#include "privacy/hints.h"
#include "privacy/shape_watch.h"
#include "privacy/statistics.h"
#include "privacy/value_hash.h"

namespace sas::opendata {
namespace {

namespace hint = privacy::hint;

bool has_trait(const std::vector<std::string>& header) {
  return std::any_of(header.begin(), header.end(), [](const std::string& name) {
    const privacy::Hints hints = privacy::hints_of(name);
    return (hints & (hint::trait_of_person | hint::sensitive)) != 0 &&
           (hints & (hint::count | hint::people_count | hint::percentage)) == 0;
  });
}

// Declared to count persons, households or firms, or named so in a table that is not about things.
bool counts_units(const privacy::DataSet& set, const privacy::Column& column, const std::vector<std::string>& header) {
  using privacy::Counted;
  const privacy::Hints hints = privacy::hints_of(column.name);
  if (column.kind != privacy::Kind::measure || (hints & (hint::percentage | hint::amount)) != 0) return false;
  // Rounded by the gate itself: a difference of fives tells of nobody.
  const auto& rounded = set.rounded_to_five;
  if (std::find(rounded.begin(), rounded.end(), column.name) != rounded.end()) return false;
  if (column.counts == Counted::persons || column.counts == Counted::households || column.counts == Counted::firms)
    return true;
  const bool about_people = set.subject != privacy::Subject::thing || has_trait(header);
  const bool is_count = set.aggregation && set.aggregation->count_column == column.name;
  return about_people && (is_count || (hints & hint::people_count) != 0);
}

bool is_dimension(const privacy::DataSet& set, const privacy::Column& column) {
  if (!set.aggregation) return column.kind != privacy::Kind::measure;
  const auto& names = set.aggregation->dimensions;
  return std::find(names.begin(), names.end(), column.name) != names.end();
}

bool is_named_area(const privacy::DataSet& set, const privacy::Column& column) {
  return column.name != set.shape_column && column.kind == privacy::Kind::location && is_dimension(set, column);
}

std::optional<double> count_in(std::string_view cell) {
  std::string plain{trim(cell)};
  std::replace(plain.begin(), plain.end(), ',', '.');
  return parse_double(plain);
}

bool is_rounded(privacy::Rounding rounding) {
  return rounding == privacy::Rounding::to_five;
}

}  // namespace

PublicCounts::PublicCounts(const privacy::DataSet& set, std::size_t most) : set_(set), most_(most) {}

void PublicCounts::begin(const std::vector<std::string>& header) {
  width_ = header.size();
  dimensions_.clear();
  counted_.clear();
  read_.clear();
  shape_.reset();
  // A shape belongs to its area and is no dimension beside the name of it: one that became finer is the same cell.
  const bool is_named = std::any_of(header.begin(), header.end(), [&](const std::string& name) {
    const privacy::Column* column = privacy::find_column(set_, name);
    return column != nullptr && is_named_area(set_, *column);
  });
  for (std::size_t i = 0; i < header.size(); ++i) {
    const privacy::Column* column = privacy::find_column(set_, header[i]);
    if (column == nullptr) continue;
    if (counts_units(set_, *column, header)) {
      counted_.push_back({i, column->name, privacy::hash_of(column->name)});
    } else if (is_dimension(set_, *column)) {
      const bool is_shape = column->name == set_.shape_column;
      if (is_shape && is_named) continue;
      if (is_shape) shape_ = i;
      dimensions_.push_back(i);
    }
  }
}

void PublicCounts::row(Cells cells) {
  if (cells.size() != width_) return;
  // The order of the columns may change between releases: a sum does not see it.
  std::uint64_t cell_of_table = 0;
  for (const std::size_t place : dimensions_) {
    const std::uint64_t name = place == shape_ ? privacy::reach_of(cells[place]) : privacy::hash_of(cells[place]);
    cell_of_table += name;
  }
  for (Counted& counted : counted_) compare(counted, cells[counted.place], cell_of_table);
}

void PublicCounts::compare(Counted& counted, std::string_view cell, std::uint64_t cell_of_table) {
  const auto count = count_in(cell);
  if (!count) return;
  const std::uint64_t key = privacy::joined_hash(counted.hash, cell_of_table);
  const auto [first, last] = accepted_.equal_range(key);
  // What is public already tells nothing new.
  if (std::any_of(first, last, [&](const auto& before) { return before.second == *count; })) return;
  const bool is_near = std::any_of(first, last, [&](const auto& before) {
    return std::abs(before.second - *count) < static_cast<double>(privacy::kSmallestCount);
  });
  if (is_near) ++counted.different;
  is_too_large_ = is_too_large_ || accepted_.size() + read_.size() >= most_;
  if (!is_too_large_) read_.emplace_back(key, *count);
}

void PublicCounts::accept() {
  for (const auto& [key, count] : read_) accepted_.emplace(key, count);
  read_.clear();
}

std::vector<privacy::Finding> PublicCounts::findings() const {
  std::vector<privacy::Finding> out;
  for (const Counted& counted : counted_)
    if (counted.different > 0) out.push_back({privacy::Rule::difference, {counted.name}, counted.different});
  return out;
}

bool needs_comparison(const privacy::DataSet& set, const std::vector<std::string>& header) {
  if (set.aggregation && is_rounded(set.aggregation->rounding)) return false;
  return std::any_of(header.begin(), header.end(), [&](const std::string& name) {
    const privacy::Column* column = privacy::find_column(set, name);
    return column != nullptr && counts_units(set, *column, header);
  });
}

privacy::Rounding rounding_of(const std::optional<privacy::DataSet>& judged) {
  return judged && judged->aggregation ? judged->aggregation->rounding : privacy::Rounding::none;
}

Result<std::optional<PublicCounts>> public_counts(const privacy::DataSet& set, const std::vector<std::string>& header,
                                                  const std::vector<StandingRows>& standing) {
  if (standing.empty() || !needs_comparison(set, header)) return std::optional<PublicCounts>();
  PublicCounts out(set);
  for (const StandingRows& each : standing) {
    if (is_rounded(each.rounding)) continue;
    bool is_header = true;
    const auto read = read_kept_csv(each.path, each.csv, [&](Cells cells) -> Result<Done> {
      if (is_header)
        out.begin(std::vector<std::string>(cells.begin(), cells.end()));
      else
        out.row(cells);
      is_header = false;
      return Done{};
    });
    if (!read) return fail(Error(read.error()));
    out.accept();
  }
  out.begin(header);
  return std::optional(std::move(out));
}

}  // namespace sas::opendata
