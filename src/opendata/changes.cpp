#include "opendata/changes.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "opendata/cells.h"

namespace sas::opendata {
namespace {

constexpr std::size_t kMostCells = 2'000'000;
constexpr int kLastChange = static_cast<int>(privacy::Change::suppress_small);

std::optional<ProposedChanges> proposal_from(std::string_view text) {
  const auto value = json::parse(text);
  if (!value || !value->is_object()) return std::nullopt;
  return changes_from(value->get_object());
}

// A change can make another kind of value of a column: bands of ages, places by name. The narrowest type that every
// cell fits is the one that is told.
releases::Type type_after(const privacy::Table& table, std::size_t column, releases::Type before) {
  for (const releases::Type type : {before, releases::Type::integer, releases::Type::decimal}) {
    const bool all_fit =
        std::all_of(table.rows.begin(), table.rows.end(), [&](const auto& row) { return fits(type, row[column]); });
    if (all_fit) return type;
  }
  return releases::Type::text;
}

releases::Column column_after(const Declaration& declaration, const privacy::DataSet& set, const privacy::Table& table,
                              std::size_t place) {
  const std::string& name = table.header[place];
  const auto declared = std::find_if(declaration.columns.begin(), declaration.columns.end(),
                                     [&](const releases::Column& c) { return c.name == name; });
  if (declared != declaration.columns.end()) {
    releases::Column out = *declared;
    out.type = type_after(table, place, out.type);
    if (out.type == releases::Type::text) out.unit.clear();
    if (const privacy::Column* now = privacy::find_column(set, name)) out.vocabulary = now->vocabulary;
    return out;
  }
  const privacy::Column* added = privacy::find_column(set, name);
  const std::string meaning = added != nullptr && !added->meaning.empty() ? added->meaning : name;
  return {name, {meaning, meaning}, type_after(table, place, releases::Type::integer), "", {}};
}

// Columns that are gone, and shapes that are none any more, are no longer pointed at.
void forget_missing(releases::Description& words, const std::vector<releases::Column>& columns) {
  const auto is_gone = [&](const std::string& name) {
    return std::none_of(columns.begin(), columns.end(), [&](const releases::Column& c) { return c.name == name; });
  };
  const auto is_shape = [&](const releases::Column& c) {
    return c.name == words.shape_column && c.type == releases::Type::shape;
  };
  if (std::none_of(columns.begin(), columns.end(), is_shape)) words.shape_column.clear();
  if (is_gone(words.time_column)) words.time_column.clear();
  if (is_gone(words.longitude_column) || is_gone(words.latitude_column)) {
    words.longitude_column.clear();
    words.latitude_column.clear();
  }
}

}  // namespace

json::Object to_json(const ProposedChanges& changes) {
  json::Array made, lost;
  for (const privacy::Transformation& change : changes.changes)
    made.emplace_back(json::Object{{"change", static_cast<int>(change.change)}, {"column", change.column}});
  for (const Bilingual& line : changes.lost) lost.emplace_back(json::Object{{"nl", line.nl}, {"en", line.en}});
  return {{"changes", std::move(made)}, {"lost", std::move(lost)}};
}

std::optional<ProposedChanges> changes_from(const json::Object& object) {
  const json::Value* changes = object.if_contains("changes");
  const json::Value* lost = object.if_contains("lost");
  if (changes == nullptr || !changes->is_array() || lost == nullptr || !lost->is_array()) return std::nullopt;
  ProposedChanges out;
  for (const json::Value& item : changes->get_array()) {
    const auto change = json::int_at(item.as_object(), "change", -1);
    if (change < 0 || change > kLastChange) return std::nullopt;
    out.changes.push_back({static_cast<privacy::Change>(change), json::text_at(item.as_object(), "column")});
  }
  for (const json::Value& line : lost->get_array())
    out.lost.push_back({json::text_at(line.as_object(), "nl"), json::text_at(line.as_object(), "en")});
  return out;
}

Result<std::optional<ProposedChanges>> propose_changes(const Declaration& declaration, Source& source) {
  const auto table = whole_table(source, kMostCells);
  if (!table) return fail(Error(table.error()));
  const auto proposal = privacy::propose(declaration.set, *table);
  if (!proposal) return std::optional<ProposedChanges>{};
  return std::optional(ProposedChanges{proposal->changes, proposal->lost});
}

void put_proposal(store::WriteTx& tx, const std::string& dataset, const ProposedChanges& proposal) {
  tx.execute("UPDATE opendata_judgement SET proposal = $2 WHERE dataset = $1",
             {dataset, json::write(to_json(proposal))});
}

std::optional<ProposedChanges> proposal_of(store::ReadTx& tx, std::string_view dataset) {
  const auto row = tx.query_one("SELECT proposal FROM opendata_judgement WHERE dataset = $1", {std::string(dataset)});
  if (!row || row->text(0).empty()) return std::nullopt;
  return proposal_from(row->text(0));
}

Result<Done> confirm_changes(store::WriteTx& tx, const std::string& dataset, const std::string& acting, Instant now) {
  const auto proposal = proposal_of(tx, dataset);
  if (!proposal) return fail(ErrorKind::conflict, "proposal-missing", dataset);
  put_changes(tx, dataset, *proposal, acting, now);
  return Done{};
}

void put_changes(store::WriteTx& tx, const std::string& dataset, const ProposedChanges& changes,
                 const std::string& acting, Instant now) {
  drop_changes(tx, dataset);
  tx.execute("INSERT INTO opendata_changes (dataset, changes, confirmed_by, confirmed_at) VALUES ($1, $2, $3, $4)",
             {dataset, json::write(to_json(changes)), acting, to_millis(now)});
}

void drop_changes(store::WriteTx& tx, const std::string& dataset) {
  tx.execute("DELETE FROM opendata_changes WHERE dataset = $1", {dataset});
}

std::optional<ProposedChanges> confirmed_changes(store::ReadTx& tx, std::string_view dataset) {
  const auto row = tx.query_one("SELECT changes FROM opendata_changes WHERE dataset = $1", {std::string(dataset)});
  if (!row) return std::nullopt;
  return proposal_from(row->text(0));
}

Result<Prepared> with_changes(const Declaration& declaration, Source& source, const ProposedChanges& changes) {
  auto table = whole_table(source, kMostCells);
  if (!table) return fail(std::move(table));
  privacy::Transformed now{declaration.set, std::move(*table)};
  for (const privacy::Transformation& change : changes.changes) {
    auto changed = privacy::transform(now.set, now.table, change);
    if (!changed) return fail(std::move(changed));
    now = std::move(*changed);
  }
  Prepared out{declaration, nullptr};
  out.declaration.columns.clear();
  for (std::size_t i = 0; i < now.table.header.size(); ++i)
    out.declaration.columns.push_back(column_after(declaration, now.set, now.table, i));
  out.declaration.set = std::move(now.set);
  out.declaration.lost = changes.lost;
  out.declaration.sha256 = hex(crypto::sha256(declaration.sha256 + json::write_canonical(to_json(changes))));
  forget_missing(out.declaration.words, out.declaration.columns);
  out.source = std::make_unique<TableSource>(std::move(now.table));
  return out;
}

}  // namespace sas::opendata
