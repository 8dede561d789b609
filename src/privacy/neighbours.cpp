#include <algorithm>

#include "privacy/content.h"

namespace sas::privacy {
namespace {

using Places = std::vector<std::size_t>;

bool hinted(const ColumnView& column, Hints any) {
  return (column.hints & any) != 0;
}

constexpr Hints kMany = hint::count | hint::people_count | hint::percentage | hint::amount;

template <typename Wanted>
Places places_where(const TableView& table, Wanted wanted) {
  Places out;
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    if (table.columns[i].sketch->filled() > 0 && wanted(table.columns[i])) out.push_back(i);
  return out;
}

std::vector<std::string> labels(const TableView& table, const Places& places) {
  std::vector<std::string> out;
  for (const std::size_t place : places) out.push_back(table.columns[place].label);
  return out;
}

void append(Places& to, const Places& from) {
  for (const std::size_t place : from)
    if (std::find(to.begin(), to.end(), place) == to.end()) to.push_back(place);
}

bool is_declared_at(const ColumnView& column, Precision finest) {
  return column.declared && column.declared->kind == Kind::location && column.declared->precision &&
         *column.declared->precision <= finest;
}

// Something that belongs to a person or household and not to the thing, the firm or the area.
Places attribute_columns(const TableView& table) {
  return places_where(table, [](const ColumnView& c) {
    const bool of_person = hinted(c, hint::sensitive | hint::household | hint::trait_of_person | hint::person) ||
                           (c.declared && c.declared->role == Role::sensitive);
    return of_person;
  });
}

Places whole_postcodes(const TableView& table) {
  return places_where(table, [](const ColumnView& c) {
    const ColumnSketch& s = *c.sketch;
    return s.share(mark::postcode) >= 0.5 || (hinted(c, hint::postcode) && s.cells_with(mark::postcode) > 0);
  });
}

// "8011" in one column and "PK" in the one beside it.
Places cut_postcodes(const TableView& table) {
  Places out;
  for (std::size_t i = 0; i + 1 < table.columns.size(); ++i) {
    const ColumnSketch &left = *table.columns[i].sketch, &right = *table.columns[i + 1].sketch;
    const bool digits = left.share(mark::four_digits) >= 0.9, letters = right.share(mark::two_letters) >= 0.9;
    if (digits && letters && right.values() >= 3) append(out, {i, i + 1});
  }
  return out;
}

bool is_house_numbers(const TableView& table, std::size_t place, const Places& postcodes) {
  const ColumnView& column = table.columns[place];
  if (std::find(postcodes.begin(), postcodes.end(), place) != postcodes.end()) return false;
  if (hinted(column, hint::house_number)) return true;
  const bool named = std::any_of(table.columns.begin(), table.columns.end(),
                                 [](const ColumnView& c) { return hinted(c, hint::house_number); });
  if (named || hinted(column, kMany | hint::time | hint::thing_date | hint::household | hint::sensitive | hint::age |
                                  hint::coordinate))
    return false;
  const bool beside =
      std::any_of(postcodes.begin(), postcodes.end(), [&](std::size_t p) { return p + 2 >= place && place + 2 >= p; });
  const ColumnSketch& s = *column.sketch;
  return beside && s.share(mark::house_number) >= 0.9 && s.values() >= 5;
}

// An address is no personal datum of a lamp post or an office: the owner must say so, and nothing of a person may stand
// beside it.
bool address_may_stay(const TableView& table, const Places& places, const Places& attributes) {
  const bool subject = table.subject == Subject::thing ||
                       (table.subject == Subject::firm && table.firms == FirmForm::legal_persons_only);
  return subject && attributes.empty() && std::all_of(places.begin(), places.end(), [&](std::size_t p) {
           return is_declared_at(table.columns[p], Precision::address);
         });
}

void check_addresses(const TableView& table, const Places& attributes, std::vector<Finding>& out) {
  Places whole = places_where(table, [](const ColumnView& c) {
    const ColumnSketch& s = *c.sketch;
    return s.share(mark::address) >= 0.1 || (hinted(c, hint::address) && s.cells_with(mark::address) > 0);
  });
  Places postcodes = whole_postcodes(table);
  append(postcodes, cut_postcodes(table));
  Places streets = places_where(table, [](const ColumnView& c) { return hinted(c, hint::street); });
  Places anchors = postcodes;
  append(anchors, streets);
  Places numbers;
  if (!anchors.empty())
    for (std::size_t i = 0; i < table.columns.size(); ++i)
      if (table.columns[i].sketch->filled() > 0 &&
          is_house_numbers(table, i, postcodes.empty() ? anchors : postcodes) &&
          (!postcodes.empty() || hinted(table.columns[i], hint::house_number)))
        numbers.push_back(i);
  if (!numbers.empty()) append(whole, anchors), append(whole, numbers);
  if (whole.empty() || address_may_stay(table, whole, attributes)) return;
  out.push_back({Rule::address, labels(table, whole), table.columns[whole.front()].sketch->filled()});
}

void check_places(const TableView& table, const Places& attributes, std::vector<Finding>& out) {
  if (attributes.empty() || table.aggregated) return;
  const auto beside = [&](Places places) {
    append(places, attributes);
    return labels(table, places);
  };
  Places postcodes = whole_postcodes(table);
  append(postcodes, cut_postcodes(table));
  if (!postcodes.empty()) out.push_back({Rule::postcode_with_attribute, beside(postcodes), postcodes.size()});
  const Places exact = places_where(table, [](const ColumnView& c) {
    return c.sketch->share(mark::precise) >= 0.5 ||
           (hinted(c, hint::coordinate) && c.sketch->share(mark::number) >= 0.5 && c.sketch->distinct() >= 5);
  });
  if (!exact.empty()) out.push_back({Rule::coordinates_with_attribute, beside(exact), exact.size()});
}

void check_rows(const TableView& table, std::vector<Finding>& out) {
  if (table.aggregated || !unit_columns(table).empty()) return;
  Places traits = trait_columns(table);
  const Places sensitive =
      places_where(table, [](const ColumnView& c) { return hinted(c, hint::sensitive) && !hinted(c, kMany); });
  if (traits.size() < 2 && (traits.empty() || sensitive.empty())) return;
  append(traits, sensitive);
  out.push_back({Rule::person_rows, labels(table, traits), table.columns[traits.front()].sketch->filled()});
}

// A date of birth cut into day, month and year.
void check_cut_births(const TableView& table, std::vector<Finding>& out) {
  const Places parts = places_where(table, [](const ColumnView& c) {
    return hinted(c, hint::birth) && !hinted(c, kMany) && c.sketch->share(mark::number) >= 0.9;
  });
  if (parts.size() >= 2 && !table.aggregated)
    out.push_back({Rule::birth_date, labels(table, parts), table.columns[parts.front()].sketch->filled()});
}

void check_firms(const TableView& table, std::vector<Finding>& out) {
  if (table.aggregated) return;
  const Places chamber =
      places_where(table, [](const ColumnView& c) { return hinted(c, hint::chamber) && !hinted(c, kMany); });
  const Places forms =
      places_where(table, [](const ColumnView& c) { return c.sketch->cells_with(mark::legal_form) > 0; });
  const bool firm = table.subject == Subject::firm || !chamber.empty();
  const bool legal = table.subject == Subject::firm && table.firms == FirmForm::legal_persons_only && forms.empty();
  if (!firm || legal) return;
  Places places = chamber;
  append(places, forms);
  out.push_back({Rule::sole_trader, labels(table, places), std::max<std::uint64_t>(places.size(), 1)});
}

}  // namespace

std::vector<std::size_t> trait_columns(const TableView& table) {
  return places_where(table, [](const ColumnView& c) {
    if (hinted(c, hint::people_count | hint::percentage | hint::count)) return false;
    const ColumnSketch& s = *c.sketch;
    const bool sexes = s.values() >= 2 && s.values() <= 4 && s.share(mark::sex) >= 0.5 && s.cells_with(mark::sex) >= 5;
    return hinted(c, hint::trait_of_person) || sexes || (c.declared && c.declared->role == Role::quasi_identifier);
  });
}

// The owner says what is counted; a name is not enough: the children of one household are a number too.
std::vector<std::size_t> unit_columns(const TableView& table) {
  return places_where(table, [](const ColumnView& c) {
    if (!c.declared || c.declared->kind != Kind::measure || hinted(c, hint::percentage | hint::amount)) return false;
    const Counted counted = c.declared->counts;
    const bool units = counted == Counted::persons || counted == Counted::households || counted == Counted::firms;
    return units && c.sketch->share(mark::number | mark::suppressed) >= 0.8;
  });
}

std::vector<std::string> attributes_of_people(const TableView& table) {
  return labels(table, attribute_columns(table));
}

std::vector<Finding> check_neighbours(const TableView& table) {
  std::vector<Finding> out;
  const Places attributes = attribute_columns(table);
  check_addresses(table, attributes, out);
  check_places(table, attributes, out);
  check_rows(table, out);
  check_cut_births(table, out);
  check_firms(table, out);
  return out;
}

}  // namespace sas::privacy
