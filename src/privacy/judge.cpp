#include "privacy/judge.h"

#include <algorithm>
#include <unordered_set>

#include "privacy/content.h"
#include "privacy/row_watch.h"
#include "privacy/shape_watch.h"
#include "privacy/sketch.h"
#include "privacy/splits.h"

namespace sas::privacy {
namespace {

using Vocabulary = std::unordered_set<std::uint64_t>;

// Texts of the declaration and the header are published too. Dates and words are expected there, numbers of persons
// not.
bool holds_personal(std::string_view text) {
  constexpr Marks kInText = mark::certain | mark::embedded_eleven | mark::eleven | mark::full_name | mark::hash;
  return (read_cell(text).marks & (kInText & ~mark::full_name)) != 0;
}

std::vector<std::string> texts_with_personal_data(const DataSet& set, const std::vector<std::string>& header) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < header.size(); ++i)
    if (holds_personal(header[i])) out.push_back("#" + std::to_string(i + 1));
  for (std::size_t i = 0; i < set.columns.size(); ++i)
    if (holds_personal(set.columns[i].meaning)) out.push_back("#" + std::to_string(i + 1));
  if (holds_personal(set.name) || holds_personal(set.owner)) out.emplace_back("*");
  return out;
}

}  // namespace

std::vector<Finding> Report::on(LegalTest test) const {
  std::vector<Finding> out;
  std::copy_if(findings.begin(), findings.end(), std::back_inserter(out),
               [&](const Finding& f) { return test_of(f.rule) == test; });
  return out;
}

std::vector<Finding> Report::in(Layer layer) const {
  std::vector<Finding> out;
  std::copy_if(findings.begin(), findings.end(), std::back_inserter(out),
               [&](const Finding& f) { return layer_of(f.rule) == layer; });
  return out;
}

bool Report::has(Rule rule) const {
  return std::any_of(findings.begin(), findings.end(), [&](const Finding& f) { return f.rule == rule; });
}

struct Judge::State {
  State(DataSet declared, std::vector<std::string> names)
      : set(std::move(declared)),
        header(std::move(names)),
        sketches(header.size()),
        vocabularies(header.size()),
        strangers(header.size()),
        hashes(header.size()),
        marks(header.size()),
        tracks(set, header),
        groups(set, header),
        cells(set, header),
        shapes(set, header) {
    for (std::size_t i = 0; i < header.size(); ++i)
      if (const Column* column = find_column(set, header[i]))
        for (const std::string& word : column->vocabulary) vocabularies[i].insert(hash_of(word));
  }

  [[nodiscard]] TableView view() const;
  [[nodiscard]] std::vector<Finding> content(const TableView& table) const;
  [[nodiscard]] std::vector<Finding> statistics(const TableView& table) const;

  DataSet set;
  std::vector<std::string> header;
  std::vector<ColumnSketch> sketches;
  std::vector<Vocabulary> vocabularies;
  std::vector<std::uint64_t> strangers;  ///< cells outside the vocabulary, per column
  std::vector<std::uint64_t> hashes;     ///< of the row at hand
  std::vector<Marks> marks;              ///< of the row at hand
  TrackWatch tracks;
  GroupWatch groups;
  CellWatch cells;
  ShapeWatch shapes;
  SplitWatch splits;
  std::uint64_t rows = 0, unreadable = 0;
};

Judge::Judge(DataSet set, std::vector<std::string> header)
    : state_(std::make_unique<State>(std::move(set), std::move(header))) {}
Judge::~Judge() = default;
Judge::Judge(Judge&&) noexcept = default;
Judge& Judge::operator=(Judge&&) noexcept = default;

void Judge::compare_with(const Table& earlier) {
  state_->cells.compare_with(earlier);
}

void Judge::unreadable_row() {
  ++state_->unreadable;
}

void Judge::row(std::span<const std::string_view> cells) {
  State& s = *state_;
  if (cells.size() != s.header.size()) return unreadable_row();
  const std::size_t shape_column = s.shapes.column().value_or(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::uint64_t hash = hash_of(cells[i]);
    s.hashes[i] = hash;
    if (i == shape_column) {
      s.sketches[i].add_unread(cells[i], hash);
      s.marks[i] = 0;
      continue;
    }
    s.marks[i] = s.sketches[i].add(cells[i], hash).marks;
    if (!s.vocabularies[i].empty() && !cells[i].empty() && !s.vocabularies[i].contains(hash)) ++s.strangers[i];
  }
  const RowView view{cells, s.hashes, s.marks};
  s.tracks.row(view, s.rows);
  s.groups.row(view);
  s.cells.row(view);
  s.shapes.row(view);
  if (SplitWatch::looks_at(s.rows)) s.splits.row(cells);
  ++s.rows;
}

TableView Judge::State::view() const {
  TableView out;
  for (std::size_t i = 0; i < header.size(); ++i) {
    const Column* column = find_column(set, header[i]);
    out.columns.push_back(
        {column ? column->name : "#" + std::to_string(i + 1), column, hints_of(header[i]), &sketches[i]});
  }
  out.subject = set.subject;
  out.firms = set.firms;
  out.aggregated = set.aggregation.has_value();
  return out;
}

std::vector<Finding> Judge::State::content(const TableView& table) const {
  std::vector<Finding> out;
  const auto append = [&](std::vector<Finding> more) { out.insert(out.end(), more.begin(), more.end()); };
  const auto texts = texts_with_personal_data(set, header);
  if (!texts.empty()) out.push_back({Rule::data_in_header, texts, texts.size()});
  if (unreadable > 0) out.push_back({Rule::unreadable, {}, unreadable});
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    append(check_column(table, table.columns[i]));
    if (strangers[i] > 0) out.push_back({Rule::not_in_vocabulary, {table.columns[i].label}, strangers[i]});
  }
  append(check_neighbours(table));
  append(shapes.findings(table));
  for (const SplitWatch::Found& found : splits.found()) {
    std::vector<std::string> names;
    for (const std::size_t column : found.columns) names.push_back(table.columns[column].label);
    out.push_back({found.rule, names, found.count});
  }
  return out;
}

std::vector<Finding> Judge::State::statistics(const TableView& table) const {
  std::vector<Finding> out;
  for (const auto& more : {groups.findings(table), cells.findings(table), tracks.findings(table)})
    out.insert(out.end(), more.begin(), more.end());
  if (set.aggregation && set.aggregation->largest_share && *set.aggregation->largest_share > kLargestShare)
    out.push_back({Rule::dominance, {set.aggregation->count_column}, 1});
  return out;
}

Report Judge::finish() const {
  const State& s = *state_;
  Report report;
  report.rule_set = kRuleSet;
  if (s.set.aggregation && s.set.aggregation->largest_share) report.share_origin = s.set.aggregation->share_origin;
  report.rows = s.rows + s.unreadable;
  report.cells = s.rows * s.header.size();
  for (const ColumnSketch& sketch : s.sketches) report.bytes += sketch.bytes();
  const TableView table = s.view();
  for (const auto& more : {check_declaration(s.set, s.header), s.content(table), s.statistics(table)})
    report.findings.insert(report.findings.end(), more.begin(), more.end());
  return report;
}

Report judge(const DataSet& set, const Table& table) {
  Judge judge(set, table.header);
  std::vector<std::string_view> views;
  for (const auto& row : table.rows) {
    views.assign(row.begin(), row.end());
    judge.row(views);
  }
  return judge.finish();
}

}  // namespace sas::privacy
