#include "privacy/transform.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "base/time.h"
#include "privacy/numbers.h"
#include "privacy/reshape.h"
#include "privacy/row_watch.h"
#include "privacy/text_reading.h"
#include "shapes/forms.h"
#include "shapes/measures.h"

namespace sas::privacy {
namespace {

Column* column_of(DataSet& set, const std::string& name) {
  const auto it = std::find_if(set.columns.begin(), set.columns.end(), [&](const Column& c) { return c.name == name; });
  return it == set.columns.end() ? nullptr : &*it;
}

std::string upper_compact(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c != ' ') out += static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  return out;
}

std::string band(int value) {
  const int from = value / 10 * 10;
  return fmt::format("{}-{}", from, from + 9);
}

// An age, a year or a day as the ten years it falls in.
std::optional<std::string> age_band(std::string_view cell) {
  const std::string_view text = trim(cell);
  const Reading day = read_day(text);
  if (day.marks & mark::date) {
    const std::chrono::year_month_day ymd{from_days(day.day)};
    return band(static_cast<int>(ymd.year()));
  }
  const auto number = parse_int(text);
  if (!number || *number < 0 || *number > 2200) return std::nullopt;
  return band(static_cast<int>(*number));
}

// PC6 to PC4; a coordinate to two decimals (about a kilometre); RD metres to whole kilometres.
std::optional<std::string> coarser_place(std::string_view cell) {
  const std::string compact = upper_compact(trim(cell));
  if (is_postcode(compact)) return compact.substr(0, 4);
  const auto number = number_in(cell);
  if (!number) return std::nullopt;
  if (std::abs(*number) <= 180) return fmt::format("{:.2f}", *number);
  return fmt::format("{:.0f}", std::round(*number / 1000) * 1000);
}

// The middle of the box that the shape fills, to about a kilometre.
std::optional<std::string> middle_of(std::string_view cell) {
  const auto shape = shapes::shape_from_text(cell);
  if (!shape) return std::nullopt;
  const shapes::Box box = shapes::box_of(*shape);
  const std::string rough =
      fmt::format("POINT ({:.2f} {:.2f})", (box.west + box.east) / 2, (box.south + box.north) / 2);
  const auto middle = shapes::shape_from_text(rough);
  return middle ? std::optional(shapes::text_of(*middle)) : std::nullopt;
}

// CBS codes hold their hierarchy: BU01931234 lies in WK019312, that in GM0193.
std::optional<std::string> wider_area(std::string_view cell) {
  const std::string code = upper_compact(trim(cell));
  if (code.size() == 10 && code.starts_with("BU") && all_digits(std::string_view(code).substr(2)))
    return "WK" + code.substr(2, 6);
  if (code.size() == 8 && code.starts_with("WK") && all_digits(std::string_view(code).substr(2)))
    return "GM" + code.substr(2, 4);
  return std::nullopt;
}

std::optional<std::string> rounded(std::string_view cell) {
  const auto number = number_in(cell);
  return number ? std::optional(fmt::format("{:.0f}", std::round(*number / 5) * 5)) : std::nullopt;
}

template <typename Map>
Result<Transformed> map_column(const DataSet& set, const Table& table, std::size_t place, Map map) {
  Transformed out{set, table};
  std::size_t changed = 0, filled = 0;
  for (auto& row : out.table.rows) {
    if (row[place].empty()) continue;
    ++filled;
    if (auto value = map(row[place]))
      row[place] = std::move(*value), ++changed;
    else
      row[place].clear();
  }
  if (changed * 2 < filled)
    return fail(ErrorKind::invalid, "column-unfit", "most values are not of the kind this change works on");
  return out;
}

Transformed without_column(const DataSet& set, const Table& table, std::size_t place) {
  Transformed out{set, table};
  const std::string name = table.header[place];
  out.table.header.erase(out.table.header.begin() + static_cast<std::ptrdiff_t>(place));
  for (auto& row : out.table.rows) row.erase(row.begin() + static_cast<std::ptrdiff_t>(place));
  std::erase_if(out.set.columns, [&](const Column& c) { return c.name == name; });
  if (out.set.aggregation) std::erase(out.set.aggregation->dimensions, name);
  std::erase(out.set.rounded_to_five, name);
  if (out.set.shape_column == name) out.set.shape_column.clear();
  return out;
}

Precision after(Precision precision) {
  return precision <= Precision::pc6 ? Precision::pc4
                                     : static_cast<Precision>(std::min(static_cast<int>(precision) + 1,
                                                                       static_cast<int>(Precision::municipality)));
}

void declare_coarser(DataSet& set, const std::string& name) {
  Column* column = column_of(set, name);
  if (!column) return;
  column->kind = Kind::location;
  column->precision = after(column->precision.value_or(Precision::exact));
}

void declare_category(DataSet& set, const std::string& name) {
  if (Column* column = column_of(set, name)) column->kind = Kind::category, column->vocabulary.clear();
}

void declare_rounding(DataSet& set, const std::string& name) {
  if (set.aggregation && set.aggregation->count_column == name) set.aggregation->rounding = Rounding::to_five;
  std::erase(set.rounded_to_five, name);
  set.rounded_to_five.push_back(name);
}

}  // namespace

Result<Transformed> transform(const DataSet& set, const Table& table, const Transformation& change,
                              const KeyedHash& keyed) {
  for (const auto& row : table.rows)
    if (row.size() != table.header.size())
      return fail(ErrorKind::invalid, "row-uneven",
                  "a row has another number of cells than the header: mend the file first");
  if (change.change == Change::aggregate) return aggregated(set, table);
  const auto it = std::find(table.header.begin(), table.header.end(), change.column);
  if (it == table.header.end()) {
    Error error{
        ErrorKind::invalid, "column-unknown", "there is no column of that name", {{"column", "column-unknown"}}};
    return fail(std::move(error));
  }
  const auto place = static_cast<std::size_t>(it - table.header.begin());
  Result<Transformed> out = Transformed{};
  switch (change.change) {
    case Change::drop:
      return without_column(set, table, place);
    case Change::suppress_small:
      return without_small(set, table, place);
    case Change::cell_key_noise:
      return with_noise(set, table, place, keyed);
    case Change::age_band:
      out = map_column(set, table, place, age_band);
      if (out) declare_category(out->set, change.column);
      return out;
    case Change::coarser_place:
      out = map_column(set, table, place, change.column == set.shape_column ? middle_of : coarser_place);
      if (out) declare_coarser(out->set, change.column);
      return out;
    case Change::to_wider_area:
      out = map_column(set, table, place, wider_area);
      if (out) declare_coarser(out->set, change.column);
      return out;
    case Change::round_to_five:
      out = map_column(set, table, place, rounded);
      if (out) declare_rounding(out->set, change.column);
      return out;
    case Change::aggregate:
      break;
  }
  return aggregated(set, table);
}

}  // namespace sas::privacy
