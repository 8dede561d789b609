#include <algorithm>
#include <set>

#include "privacy/transform.h"

namespace sas::privacy {
namespace {

constexpr std::size_t kMostChanges = 4;
constexpr std::size_t kMostTrials = 300;

// Nothing milder than leaving the column out helps against these.
bool needs_drop(Rule rule) {
  switch (rule) {
    case Rule::undeclared_column:
    case Rule::undecided_column:
    case Rule::closed_column:
    case Rule::free_text_declared:
    case Rule::bsn:
    case Rule::rsin_natural:
    case Rule::a_number:
    case Rule::iban:
    case Rule::phone:
    case Rule::email:
    case Rule::plate:
    case Rule::person_name:
    case Rule::document_number:
    case Rule::foreigner_number:
    case Rule::licence_number:
    case Rule::vat_number:
    case Rule::network_address:
    case Rule::device_id:
    case Rule::photo:
    case Rule::hashed:
    case Rule::encoded:
    case Rule::free_text:
    case Rule::person_header:
    case Rule::sole_trader:
    case Rule::trajectory:
    case Rule::shape_undeclared:
    case Rule::shape_unreadable:
    case Rule::shape_too_large:
    case Rule::shape_of_people:
    case Rule::shape_varies:
      return true;
    default:
      return false;
  }
}

std::vector<Change> milder_first(Rule rule) {
  switch (rule) {
    case Rule::small_cells:
    case Rule::difference:
    case Rule::rounding_broken:
      return {Change::round_to_five, Change::suppress_small, Change::cell_key_noise};
    case Rule::worked_out:
      return {Change::round_to_five, Change::suppress_small, Change::drop};
    case Rule::rows_about_people:
    case Rule::person_rows:
    case Rule::small_groups:
    case Rule::uniform_groups:
    case Rule::groups_uncounted:
      return {Change::aggregate, Change::age_band, Change::coarser_place, Change::to_wider_area, Change::drop};
    case Rule::birth_date:
      return {Change::age_band, Change::drop};
    case Rule::address:
    case Rule::postcode_with_attribute:
    case Rule::coordinates_with_attribute:
    case Rule::finer_than_declared:
    case Rule::line_with_moments:
    case Rule::recorded_tracks:
      return {Change::coarser_place, Change::drop};
    case Rule::too_many_values:
    case Rule::not_in_vocabulary:
      return {Change::drop};
    default:
      return {};
  }
}

// A column told by its place ("#3") is one that nobody declared.
std::string name_of_column(const Table& table, const std::string& label) {
  if (std::find(table.header.begin(), table.header.end(), label) != table.header.end()) return label;
  if (!label.starts_with("#")) return {};
  const auto place = parse_int(std::string_view(label).substr(1));
  if (!place || *place < 1 || static_cast<std::size_t>(*place) > table.header.size()) return {};
  return table.header[static_cast<std::size_t>(*place) - 1];
}

std::vector<Transformation> drops(const Table& table, const Report& report) {
  std::vector<Transformation> out;
  for (const Finding& finding : report.findings) {
    if (!needs_drop(finding.rule)) continue;
    for (const std::string& label : finding.columns) {
      const Transformation drop{Change::drop, name_of_column(table, label)};
      if (!drop.column.empty() && std::find(out.begin(), out.end(), drop) == out.end()) out.push_back(drop);
    }
  }
  return out;
}

std::vector<Transformation> choices(const Table& table, const Report& report) {
  std::vector<Transformation> out;
  const auto add = [&](Transformation choice) {
    if (std::find(out.begin(), out.end(), choice) == out.end()) out.push_back(std::move(choice));
  };
  for (const Finding& finding : report.findings)
    for (const Change change : milder_first(finding.rule)) {
      if (change == Change::aggregate)
        add({change, {}});
      else
        for (const std::string& label : finding.columns)
          if (const std::string name = name_of_column(table, label); !name.empty()) add({change, name});
    }
  std::stable_sort(out.begin(), out.end(), [](const Transformation& a, const Transformation& b) {
    return (a.change == Change::drop) < (b.change == Change::drop);
  });
  return out;
}

Bilingual loss_of(const Transformation& change) {
  switch (change.change) {
    case Change::drop:
      return {"Kolom " + change.column + " is niet meer te zien.", "Column " + change.column + " is gone."};
    case Change::age_band:
      return {change.column + " is alleen nog per tien jaar te zien.", change.column + " is only given by ten years."};
    case Change::coarser_place:
      return {change.column + " wijst nog een gebied aan, geen plek.",
              change.column + " names an area, no longer a place."};
    case Change::to_wider_area:
      return {change.column + " is een groter gebied geworden.", change.column + " is a wider area."};
    case Change::round_to_five:
      return {change.column + " is afgerond op 5.", change.column + " is rounded to 5."};
    case Change::cell_key_noise:
      return {change.column + " kan hoogstens 2 afwijken.", change.column + " can be off by 2 at most."};
    case Change::aggregate:
      return {"Losse rijen zijn groepen met een aantal geworden.", "Single rows have become groups with a number."};
    case Change::suppress_small:
      return {"Groepen kleiner dan 10 in " + change.column + " zijn weggelaten.",
              "Groups smaller than 10 in " + change.column + " are left out."};
  }
  return {};
}

bool is_worth_publishing(const Transformed& result) {
  return !result.table.header.empty() && !result.table.rows.empty();
}

struct Attempt {
  std::vector<Transformation> changes;
  Transformed result;
};

Proposal proposal_of(Attempt attempt) {
  Proposal out{std::move(attempt.changes), std::move(attempt.result), {}};
  for (const Transformation& change : out.changes) out.lost.push_back(loss_of(change));
  return out;
}

}  // namespace

std::optional<Proposal> propose(const DataSet& set, const Table& table, const KeyedHash& keyed) {
  Attempt start{{}, {set, table}};
  Report report = judge(set, table);
  // Dropping a column can only remove findings that name it, so the necessary drops come first and in one go.
  for (auto needed = drops(table, report); !needed.empty(); needed = drops(start.result.table, report)) {
    for (const Transformation& drop : needed) {
      auto next = transform(start.result.set, start.result.table, drop);
      if (!next) return std::nullopt;
      start.changes.push_back(drop);
      start.result = std::move(*next);
    }
    report = judge(start.result.set, start.result.table);
  }
  std::vector<Attempt> level{std::move(start)};
  std::size_t trials = 0;
  for (std::size_t depth = 0; depth <= kMostChanges && !level.empty(); ++depth) {
    std::vector<Attempt> deeper;
    for (Attempt& attempt : level) {
      if (!is_worth_publishing(attempt.result) || ++trials > kMostTrials) continue;
      const Report now = judge(attempt.result.set, attempt.result.table);
      if (now.passes()) return proposal_of(std::move(attempt));
      for (const Transformation& choice : choices(attempt.result.table, now)) {
        auto next = transform(attempt.result.set, attempt.result.table, choice, keyed);
        if (!next) continue;
        Attempt tried{attempt.changes, std::move(*next)};
        tried.changes.push_back(choice);
        deeper.push_back(std::move(tried));
      }
    }
    level = std::move(deeper);
  }
  return std::nullopt;
}

}  // namespace sas::privacy
