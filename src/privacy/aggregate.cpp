#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "privacy/reshape.h"
#include "privacy/row_watch.h"
#include "privacy/statistics.h"

namespace sas::privacy {
namespace {

using Places = std::vector<std::size_t>;

bool can_be_dimension(const DataSet& set, const std::string& name) {
  const Column* column = find_column(set, name);
  if (!column || column->classification != Classification::open) return false;
  if (column->kind == Kind::location) return column->precision && *column->precision >= Precision::pc4;
  return column->kind == Kind::category;
}

// An amount of the unit that a row is about; a year or a mean adds up to nothing that means something.
bool can_be_summed(const DataSet& set, const std::string& name) {
  const Column* column = find_column(set, name);
  return column && column->classification == Classification::open && column->kind == Kind::measure &&
         column->counts == Counted::nothing && (hints_of(name) & hint::amount) != 0;
}

// Columns that tell whose row it is: several rows of one firm are one contribution.
bool names_unit(const DataSet& set, const std::string& name) {
  const Column* column = find_column(set, name);
  return column && column->kind == Kind::thing_id;
}

template <typename Fits>
Places places_where(const DataSet& set, const Table& table, Fits fits) {
  Places out;
  for (std::size_t i = 0; i < table.header.size(); ++i)
    if (fits(set, table.header[i])) out.push_back(i);
  return out;
}

std::string count_name(const Table& table) {
  std::string name = "aantal";
  while (std::find(table.header.begin(), table.header.end(), name) != table.header.end()) name += "_groep";
  return name;
}

using Words = std::vector<std::string>;

Words cells_at(const Words& row, const Places& places) {
  Words out;
  for (const std::size_t place : places) out.push_back(row[place]);
  return out;
}

// What one unit adds to the sums of a cell.
using Contributions = std::map<Words, std::vector<double>>;

struct Cell {
  std::uint64_t rows = 0;
  Contributions units;
};

std::map<Words, Cell> cells_of(const Table& table, const Places& dimensions, const Places& sums, const Places& unit) {
  std::map<Words, Cell> out;
  for (std::size_t number = 0; number < table.rows.size(); ++number) {
    const Words& row = table.rows[number];
    Cell& cell = out[cells_at(row, dimensions)];
    ++cell.rows;
    if (sums.empty()) continue;
    // Without a column that names the unit every row is one of its own.
    auto& added = cell.units[unit.empty() ? Words{std::to_string(number)} : cells_at(row, unit)];
    added.resize(sums.size());
    for (std::size_t i = 0; i < sums.size(); ++i) added[i] += number_in(row[sums[i]]).value_or(0);
  }
  return out;
}

struct Sum {
  std::string text;  ///< empty: of too few, or one unit makes most of it
  double share = 0;
};

Sum sum_of(const Cell& cell, std::size_t which) {
  std::vector<double> sizes;
  double sum = 0;
  for (const auto& [unit, added] : cell.units) {
    sizes.push_back(std::abs(added[which]));
    sum += added[which];
  }
  if (sizes.size() < kSmallestCount || is_dominated(sizes, 1, kLargestShare)) return {};
  return {fmt::format("{:.0f}", sum), largest_share(sizes)};
}

Column counted_column(const DataSet& set, const std::string& name) {
  Column count;
  count.name = name;
  count.meaning = "Aantal in de groep";
  count.classification = Classification::open;
  count.kind = Kind::measure;
  count.counts = set.subject == Subject::household ? Counted::households
                 : set.subject == Subject::firm    ? Counted::firms
                                                   : Counted::persons;
  return count;
}

void add_column(Transformed& out, const Column& column) {
  out.table.header.push_back(column.name);
  out.set.columns.push_back(column);
}

Transformed frame_of(const DataSet& set, const Table& table, const Places& dimensions, const Places& sums) {
  Transformed out{set, {}};
  out.set.columns.clear();
  out.set.rounded_to_five.clear();
  out.set.noise = {};
  out.set.aggregation = Aggregation{{}, count_name(table), Rounding::none, std::nullopt, ShareOrigin::measured};
  if (std::none_of(dimensions.begin(), dimensions.end(),
                   [&](std::size_t place) { return table.header[place] == set.shape_column; }))
    out.set.shape_column.clear();
  for (const std::size_t place : dimensions) {
    out.set.aggregation->dimensions.push_back(table.header[place]);
    add_column(out, *find_column(set, table.header[place]));
  }
  add_column(out, counted_column(set, out.set.aggregation->count_column));
  for (const std::size_t place : sums) add_column(out, *find_column(set, table.header[place]));
  return out;
}

}  // namespace

// Groups of nobody do not exist here, so nothing is said about them.
Result<Transformed> aggregated(const DataSet& set, const Table& table) {
  const Places dimensions = places_where(set, table, can_be_dimension);
  if (dimensions.empty() || set.aggregation)
    return fail(ErrorKind::invalid, "column-unfit",
                "there is no open category to group by, or the table is grouped already");
  const Places sums = places_where(set, table, can_be_summed);
  Transformed out = frame_of(set, table, dimensions, sums);
  double largest = 0;
  for (const auto& [key, cell] : cells_of(table, dimensions, sums, places_where(set, table, names_unit))) {
    Words row = key;
    row.push_back(std::to_string(cell.rows));
    for (std::size_t i = 0; i < sums.size(); ++i) {
      const Sum sum = sum_of(cell, i);
      largest = std::max(largest, sum.share);
      row.push_back(sum.text);
    }
    out.table.rows.push_back(std::move(row));
  }
  if (!sums.empty()) out.set.aggregation->largest_share = largest;
  return out;
}

}  // namespace sas::privacy
