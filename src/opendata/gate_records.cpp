#include "opendata/gate_records.h"

#include <optional>

#include "embedded/opendata_migrations.h"
#include "opendata/dataset_json.h"

namespace sas::opendata {
namespace {

json::Array array_in(std::string_view text) {
  auto value = json::parse(text);
  if (!value || !value->is_array()) throw std::runtime_error("a row of opendata holds no JSON array");
  return std::move(value->as_array());
}

std::optional<privacy::Rule> rule_of(std::string_view code) {
  for (int i = 0; i <= static_cast<int>(privacy::Rule::cells_uncounted); ++i)
    if (privacy::code_of(static_cast<privacy::Rule>(i)) == code) return static_cast<privacy::Rule>(i);
  return std::nullopt;
}

}  // namespace

std::string_view to_text(Judgement::Outcome outcome) {
  switch (outcome) {
    case Judgement::Outcome::released:
      return "released";
    case Judgement::Outcome::unchanged:
      return "unchanged";
    case Judgement::Outcome::refused:
      return "refused";
  }
  return "refused";
}

json::Array to_json(const std::vector<Flaw>& flaws) {
  json::Array out;
  for (const Flaw& flaw : flaws)
    out.emplace_back(
        json::Object{{"code", flaw.code}, {"column", flaw.column}, {"count", static_cast<std::int64_t>(flaw.count)}});
  return out;
}

std::vector<Flaw> flaws_from(const json::Array& array) {
  std::vector<Flaw> out;
  for (const json::Value& item : array) {
    const json::Object& o = item.as_object();
    out.push_back(
        {json::text_at(o, "code"), json::text_at(o, "column"), static_cast<std::uint64_t>(json::int_at(o, "count"))});
  }
  return out;
}

json::Array to_json(const std::vector<privacy::Finding>& findings) {
  json::Array out;
  for (const privacy::Finding& finding : findings) {
    json::Array columns;
    for (const std::string& column : finding.columns) columns.emplace_back(column);
    out.emplace_back(json::Object{{"rule", privacy::code_of(finding.rule)},
                                  {"columns", std::move(columns)},
                                  {"count", static_cast<std::int64_t>(finding.count)}});
  }
  return out;
}

std::vector<privacy::Finding> findings_from(const json::Array& array) {
  std::vector<privacy::Finding> out;
  for (const json::Value& item : array) {
    const json::Object& o = item.as_object();
    const auto rule = rule_of(json::text_at(o, "rule"));
    if (!rule) continue;
    privacy::Finding finding{*rule, {}, static_cast<std::uint64_t>(json::int_at(o, "count"))};
    for (const json::Value& column : o.at("columns").as_array()) finding.columns.emplace_back(column.as_string());
    out.push_back(std::move(finding));
  }
  return out;
}

void put_announced(store::WriteTx& tx, const releases::Release& release, const privacy::DataSet& judged) {
  tx.execute(
      "INSERT INTO opendata_announced (ledger_seq, dataset, record, judged, state) VALUES ($1, $2, $3, $4, 'waiting')",
      {release.ledger_seq, release.dataset, json::write_canonical(releases::to_json(release)),
       json::write(to_json(judged))});
}

std::optional<privacy::DataSet> judged_set(store::ReadTx& tx, std::int64_t ledger_seq) {
  const auto row = tx.query_one("SELECT judged FROM opendata_announced WHERE ledger_seq = $1", {ledger_seq});
  if (!row) return std::nullopt;
  const auto value = json::parse(row->text(0));
  if (!value || !value->is_object()) return std::nullopt;
  auto set = dataset_from(value->get_object());
  if (!set) return std::nullopt;
  return std::move(*set);
}

void put_withdrawal(store::WriteTx& tx, const releases::Tombstone& tombstone) {
  tx.execute("INSERT INTO opendata_withdrawal (ledger_seq, record, state) VALUES ($1, $2, 'waiting')",
             {tombstone.ledger_seq, json::write_canonical(releases::to_json(tombstone))});
}

std::vector<releases::Tombstone> waiting_withdrawals(store::ReadTx& tx) {
  std::vector<releases::Tombstone> out;
  for (const store::Row& row :
       tx.query("SELECT record FROM opendata_withdrawal WHERE state = 'waiting' ORDER BY ledger_seq")) {
    const auto value = json::parse(row.text(0));
    auto tombstone = value && value->is_object() ? releases::tombstone_from(value->get_object())
                                                 : fail(ErrorKind::internal, "release-invalid");
    if (!tombstone) throw std::runtime_error("a withdrawal cannot be read back");
    out.push_back(std::move(*tombstone));
  }
  return out;
}

void settle_withdrawal(store::WriteTx& tx, std::int64_t ledger_seq) {
  tx.execute("UPDATE opendata_withdrawal SET state = 'done' WHERE ledger_seq = $1", {ledger_seq});
}

std::vector<Announced> waiting_releases(store::ReadTx& tx) {
  std::vector<Announced> out;
  for (const store::Row& row :
       tx.query("SELECT ledger_seq, record FROM opendata_announced WHERE state = 'waiting' ORDER BY ledger_seq")) {
    const auto value = json::parse(row.text(1));
    auto release = value && value->is_object() ? releases::release_from(value->get_object())
                                               : fail(ErrorKind::internal, "release-invalid");
    if (!release) throw std::runtime_error("an announced release cannot be read back");
    out.push_back({row.integer(0), std::move(*release)});
  }
  return out;
}

void settle_announced(store::WriteTx& tx, std::int64_t ledger_seq, Settled how) {
  tx.execute("UPDATE opendata_announced SET state = $2 WHERE ledger_seq = $1",
             {ledger_seq, std::string(how == Settled::published ? "published" : "failed")});
}

void hold(store::WriteTx& tx, const std::string& dataset, Instant now) {
  let_go(tx, dataset);
  tx.execute("INSERT INTO opendata_held (dataset, since) VALUES ($1, $2)", {dataset, to_millis(now)});
}

void let_go(store::WriteTx& tx, const std::string& dataset) {
  tx.execute("DELETE FROM opendata_held WHERE dataset = $1", {dataset});
}

bool is_held(store::ReadTx& tx, std::string_view dataset) {
  return tx.query_one("SELECT since FROM opendata_held WHERE dataset = $1", {std::string(dataset)}).has_value();
}

void put_judgement(store::WriteTx& tx, const std::string& dataset, Instant at, const Judgement& judgement) {
  tx.execute("DELETE FROM opendata_judgement WHERE dataset = $1", {dataset});
  tx.execute(
      "INSERT INTO opendata_judgement (dataset, at, outcome, rule_set, row_count, cell_count, findings, flaws, "
      "proposal)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '')",
      {dataset, to_millis(at), std::string(to_text(judgement.outcome)), judgement.report.rule_set,
       static_cast<std::int64_t>(judgement.report.rows), static_cast<std::int64_t>(judgement.report.cells),
       json::write(to_json(judgement.report.findings)), json::write(to_json(judgement.flaws))});
}

std::optional<LastJudgement> last_judgement(store::ReadTx& tx, std::string_view dataset) {
  const auto row = tx.query_one(
      "SELECT at, outcome, rule_set, row_count, cell_count, findings, flaws FROM opendata_judgement WHERE dataset = $1",
      {std::string(dataset)});
  if (!row) return std::nullopt;
  return LastJudgement{from_millis(row->integer(0)),
                       row->text(1),
                       row->text(2),
                       row->integer(3),
                       row->integer(4),
                       findings_from(array_in(row->text(5))),
                       flaws_from(array_in(row->text(6)))};
}

std::vector<store::Migration> migrations() {
  return store::migrations_from(embedded::opendata_migrations());
}

}  // namespace sas::opendata
