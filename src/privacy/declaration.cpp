#include "privacy/declaration.h"

#include <algorithm>
#include <array>

#include "privacy/hints.h"

namespace sas::privacy {
namespace {

using Names = std::vector<std::string>;

void add(std::vector<Finding>& out, Rule rule, Names columns) {
  if (columns.empty()) return;
  const auto count = columns.size();
  out.push_back({rule, std::move(columns), count});
}

Names repeated(Names names) {
  std::sort(names.begin(), names.end());
  Names out;
  for (std::size_t i = 1; i < names.size(); ++i)
    if (names[i] == names[i - 1] && (out.empty() || out.back() != names[i])) out.push_back(names[i]);
  return out;
}

template <typename Wrong>
Names columns_where(const DataSet& set, Wrong wrong) {
  Names out;
  for (const Column& column : set.columns)
    if (wrong(column)) out.push_back(column.name);
  return out;
}

bool is_closed(const Column& column) {
  return column.classification != Classification::undecided && column.classification != Classification::open;
}

void check_names(const DataSet& set, const Names& header, std::vector<Finding>& out) {
  Names unknown, missing;
  for (std::size_t i = 0; i < header.size(); ++i)
    // The name of an undeclared column is data that nobody vouched for, so it is told by its place.
    if (!find_column(set, header[i])) unknown.push_back("#" + std::to_string(i + 1));
  for (const Column& column : set.columns)
    if (std::find(header.begin(), header.end(), column.name) == header.end()) missing.push_back(column.name);
  Names declared;
  for (const Column& column : set.columns) declared.push_back(column.name);
  add(out, Rule::undeclared_column, unknown);
  add(out, Rule::missing_column, missing);
  Names twice = repeated(declared);
  if (!repeated(header).empty() && twice.empty()) twice.push_back("#");
  add(out, Rule::duplicate_column, twice);
}

void check_columns(const DataSet& set, std::vector<Finding>& out) {
  add(out, Rule::undecided_column,
      columns_where(set, [](const Column& c) { return c.classification == Classification::undecided; }));
  add(out, Rule::closed_column, columns_where(set, is_closed));
  add(out, Rule::reason_unknown,
      columns_where(set, [](const Column& c) { return is_closed(c) && !is_reason_code(c.reason); }));
  add(out, Rule::no_meaning, columns_where(set, [](const Column& c) { return trim(c.meaning).empty(); }));
  add(out, Rule::free_text_declared, columns_where(set, [](const Column& c) {
        return c.kind == Kind::free_text && c.vocabulary.empty() && trim(c.reviewed_by).empty();
      }));
  add(out, Rule::precision_missing, columns_where(set, [&](const Column& c) {
        const bool is_shape = !set.shape_column.empty() && c.name == set.shape_column;
        return (c.kind == Kind::location && !c.precision) || (is_shape && c.kind != Kind::location);
      }));
  if (!set.shape_column.empty() && !find_column(set, set.shape_column))
    out.push_back({Rule::missing_column, {set.shape_column}, 1});
}

bool is_aggregation_whole(const DataSet& set, const Aggregation& made) {
  const Column* count = find_column(set, made.count_column);
  if (!count || count->kind != Kind::measure || count->counts == Counted::nothing || made.dimensions.empty())
    return false;
  return std::all_of(made.dimensions.begin(), made.dimensions.end(),
                     [&](const std::string& name) { return find_column(set, name) && name != made.count_column; });
}

bool is_of_units(Counted counted) {
  return counted == Counted::persons || counted == Counted::households || counted == Counted::firms;
}

// Sums and means of which one unit may make the most: every measure in a table over persons, households or firms, and
// whatever the table is called, amounts beside a number of these.
Names sums_of_units(const DataSet& set) {
  const bool of_units = set.subject != Subject::thing && set.subject != Subject::area;
  const bool beside_units = std::any_of(set.columns.begin(), set.columns.end(), [](const Column& c) {
    return c.kind == Kind::measure && is_of_units(c.counts);
  });
  const auto is_dimension = [&](const Column& c) {
    if (!set.aggregation) return false;
    const auto& names = set.aggregation->dimensions;
    return std::find(names.begin(), names.end(), c.name) != names.end();
  };
  return columns_where(set, [&](const Column& c) {
    if (c.kind != Kind::measure || c.counts != Counted::nothing || is_dimension(c)) return false;
    const bool amount = (hints_of(c.name) & hint::amount) != 0;
    return (set.aggregation && of_units) || (beside_units && amount);
  });
}

void check_subject(const DataSet& set, std::vector<Finding>& out) {
  const bool people = set.subject == Subject::person || set.subject == Subject::household;
  if (people && !set.aggregation) out.push_back({Rule::rows_about_people, {}, 1});
  if (set.aggregation && !is_aggregation_whole(set, *set.aggregation))
    out.push_back({Rule::aggregation_incomplete, {set.aggregation->count_column}, 1});
  if (!set.aggregation || !set.aggregation->largest_share) add(out, Rule::share_unknown, sums_of_units(set));
}

}  // namespace

bool NoiseFact::holds_for(std::string_view column) const {
  return std::find(columns_.begin(), columns_.end(), column) != columns_.end();
}

const Column* find_column(const DataSet& set, std::string_view name) {
  const auto it = std::find_if(set.columns.begin(), set.columns.end(), [&](const Column& c) { return c.name == name; });
  return it == set.columns.end() ? nullptr : &*it;
}

bool is_reason_code(std::string_view code) {
  // Wet open overheid article 5.1, first paragraph a-e and second paragraph a-i.
  static constexpr std::array<std::string_view, 14> known{
      "woo-5.1-1-a", "woo-5.1-1-b", "woo-5.1-1-c", "woo-5.1-1-d", "woo-5.1-1-e", "woo-5.1-2-a", "woo-5.1-2-b",
      "woo-5.1-2-c", "woo-5.1-2-d", "woo-5.1-2-e", "woo-5.1-2-f", "woo-5.1-2-g", "woo-5.1-2-h", "woo-5.1-2-i"};
  return std::find(known.begin(), known.end(), code) != known.end();
}

std::vector<Finding> check_declaration(const DataSet& set, const std::vector<std::string>& header) {
  std::vector<Finding> out;
  check_names(set, header, out);
  check_columns(set, out);
  check_subject(set, out);
  if (trim(set.owner).empty()) out.push_back({Rule::no_owner, {}, 1});
  if (set.licence != "CC0-1.0" && set.licence != "CC-BY-4.0") out.push_back({Rule::no_licence, {}, 1});
  return out;
}

}  // namespace sas::privacy
