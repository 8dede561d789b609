#include <algorithm>
#include <stdexcept>

#include "opendata/draft.h"
#include "opendata/gate_records.h"

namespace sas::opendata {
namespace {

constexpr std::string_view kStates[] = {"open", "checking", "submitted"};
constexpr std::string_view kParts[] = {"words", "structure"};

json::Array texts(const std::set<std::string>& items) {
  json::Array out;
  for (const std::string& item : items) out.emplace_back(item);
  return out;
}

json::Object trial_json(const Trial& trial) {
  json::Object out{{"at", to_millis(trial.judgement.at)},     {"outcome", trial.judgement.outcome},
                   {"rule_set", trial.judgement.rule_set},    {"rows", trial.judgement.rows},
                   {"cells", trial.judgement.cells},          {"findings", to_json(trial.judgement.findings)},
                   {"flaws", to_json(trial.judgement.flaws)}, {"trouble", trial.trouble}};
  if (trial.proposal) out["proposal"] = to_json(*trial.proposal);
  return out;
}

Trial trial_from(const json::Object& o) {
  Trial out{{from_millis(json::int_at(o, "at")), json::text_at(o, "outcome"), json::text_at(o, "rule_set"),
             json::int_at(o, "rows"), json::int_at(o, "cells"), findings_from(o.at("findings").as_array()),
             flaws_from(o.at("flaws").as_array())},
            std::nullopt,
            json::text_at(o, "trouble")};
  if (const json::Value* proposal = o.if_contains("proposal")) out.proposal = changes_from(proposal->as_object());
  return out;
}

json::Object draft_json(const Draft& draft) {
  json::Array done;
  for (const DraftPart part : draft.done) done.emplace_back(kParts[static_cast<std::size_t>(part)]);
  json::Object confirmed;
  for (const auto& [column, by] : draft.confirmed)
    confirmed[column] = json::Object{{"by", by.by}, {"at", to_millis(by.at)}};
  json::Object out{{"state", kStates[static_cast<std::size_t>(draft.state)]},
                   {"file", draft.file},
                   {"content", draft.content},
                   {"done", std::move(done)},
                   {"confirmed", std::move(confirmed)},
                   {"hands", texts(draft.hands)},
                   {"submitted_by", draft.submitted_by}};
  if (draft.agreed) out["agreed"] = to_json(*draft.agreed);
  if (draft.trial) out["trial"] = trial_json(*draft.trial);
  return out;
}

template <std::size_t N>
std::size_t place_in(const std::string_view (&words)[N], std::string_view word) {
  const auto found = std::find(std::begin(words), std::end(words), word);
  if (found == std::end(words)) throw std::runtime_error("a draft in the records holds an unknown word");
  return static_cast<std::size_t>(found - std::begin(words));
}

Draft draft_in(const store::Row& row) {
  const auto value = json::parse(row.text(1));
  if (!value || !value->is_object()) throw std::runtime_error("a draft in the records is no JSON object");
  const json::Object& o = value->get_object();
  Draft out;
  out.dataset = row.text(0);
  out.changed_at = from_millis(row.integer(2));
  out.state = static_cast<Draft::State>(place_in(kStates, json::text_at(o, "state")));
  out.file = json::text_at(o, "file");
  out.content = o.at("content").as_object();
  for (const json::Value& part : o.at("done").as_array())
    out.done.insert(static_cast<DraftPart>(place_in(kParts, part.as_string())));
  for (const auto& each : o.at("confirmed").as_object()) {
    const json::Object& by = each.value().as_object();
    out.confirmed[std::string(each.key())] = {json::text_at(by, "by"), from_millis(json::int_at(by, "at"))};
  }
  for (const json::Value& hand : o.at("hands").as_array()) out.hands.emplace(hand.as_string());
  out.submitted_by = json::text_at(o, "submitted_by");
  if (const json::Value* agreed = o.if_contains("agreed")) out.agreed = changes_from(agreed->as_object());
  if (const json::Value* trial = o.if_contains("trial")) out.trial = trial_from(trial->as_object());
  return out;
}

}  // namespace

std::vector<json::Object> columns_of(const json::Object& content) {
  std::vector<json::Object> out;
  const json::Value* columns = content.if_contains("column");
  if (columns == nullptr || !columns->is_array()) return out;
  for (const json::Value& column : columns->get_array()) out.push_back(column.as_object());
  return out;
}

std::vector<std::string> column_names(const json::Object& content) {
  std::vector<std::string> out;
  for (const json::Object& column : columns_of(content)) out.push_back(json::text_at(column, "name"));
  return out;
}

bool Draft::is_whole() const {
  if (!is_done(DraftPart::words) || !is_done(DraftPart::structure)) return false;
  const std::vector<std::string> names = column_names(content);
  return !names.empty() &&
         std::all_of(names.begin(), names.end(), [&](const std::string& name) { return confirmed.contains(name); });
}

void put_draft(store::WriteTx& tx, const Draft& draft) {
  tx.execute(
      "INSERT INTO opendata_draft (dataset, content, changed_at) VALUES ($1, $2, $3) ON CONFLICT (dataset) DO UPDATE "
      "SET content = excluded.content, changed_at = excluded.changed_at",
      {draft.dataset, json::write(draft_json(draft)), to_millis(draft.changed_at)});
}

void remove_draft(store::WriteTx& tx, const std::string& dataset) {
  tx.execute("DELETE FROM opendata_draft WHERE dataset = $1", {dataset});
}

std::optional<Draft> find_draft(store::ReadTx& tx, std::string_view dataset) {
  const auto row = tx.query_one("SELECT dataset, content, changed_at FROM opendata_draft WHERE dataset = $1",
                                {std::string(dataset)});
  if (!row) return std::nullopt;
  return draft_in(*row);
}

std::vector<Draft> all_drafts(store::ReadTx& tx) {
  std::vector<Draft> out;
  for (const store::Row& row : tx.query("SELECT dataset, content, changed_at FROM opendata_draft ORDER BY dataset"))
    out.push_back(draft_in(row));
  return out;
}

}  // namespace sas::opendata
