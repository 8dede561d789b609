#include "cases/case_clock.h"

#include "cases/queries.h"

namespace sas::cases {
namespace {

Date day_at(const store::Row& row, std::size_t column) {
  return from_days(static_cast<int>(row.integer(column)));
}

std::optional<Date> day_if(const store::Row& row, std::size_t column) {
  const auto days = row.integer_if(column);
  if (!days) return std::nullopt;
  return from_days(static_cast<int>(*days));
}

std::vector<CaseId> ids_of(const std::vector<store::Row>& rows) {
  std::vector<CaseId> out;
  for (const store::Row& row : rows) out.emplace_back(row.text(0));
  return out;
}

}  // namespace

CaseClock clock_of(store::ReadTx& tx, const Case& c) {
  const auto row = tx.query_one(
      "SELECT rules, legal_start, legal_why_nl, legal_why_en FROM case_clock WHERE case_id = $1", {c.id.text()});
  if (!row) return {calendar::program_rules().id, c.received_day, {}, {}};
  return {row->text(0), day_if(*row, 1).value_or(c.received_day), row->text(2), row->text(3)};
}

void write_clock(store::WriteTx& tx, const Case& c, const CaseClock& clock) {
  tx.execute(
      "INSERT INTO case_clock (case_id, rules, legal_start, legal_why_nl, legal_why_en) VALUES ($1, $2, $3, $4, $5) "
      "ON CONFLICT (case_id) DO UPDATE SET legal_start = $3, legal_why_nl = $4, legal_why_en = $5",
      {c.id.text(), clock.rules, std::int64_t{to_days(clock.legal_start)}, clock.legal_why_nl, clock.legal_why_en});
}

std::optional<Pause> pause_of(store::ReadTx& tx, const Case& c) {
  const auto row = tx.query_one(
      "SELECT from_day, ground, reason, expected_until FROM case_suspension WHERE case_id = $1 AND until_day IS NULL",
      {c.id.text()});
  if (!row) return std::nullopt;
  return Pause{day_at(*row, 0), calendar::parse_ground(row->text(1)).value_or(calendar::Ground::completion_asked),
               row->text(2), day_if(*row, 3)};
}

std::optional<DefaultNotice> default_notice_of(store::ReadTx& tx, const Case& c) {
  const auto row = tx.query_one(
      "SELECT received_day, channel, due_day, pays_from, exception, exception_reason FROM default_notice WHERE case_id "
      "= $1",
      {c.id.text()});
  if (!row) return std::nullopt;
  return DefaultNotice{day_at(*row, 0),
                       row->text(1),
                       day_at(*row, 2),
                       day_at(*row, 3),
                       calendar::parse_no_penalty(row->text_or_empty(4)),
                       row->text(5)};
}

Result<std::optional<PenaltyState>> penalty_of(store::ReadTx& tx, const Case& c, const calendar::RuleBook& rules,
                                               Date today) {
  const auto notice = default_notice_of(tx, c);
  if (!notice) return std::optional<PenaltyState>();
  const auto version = rules.find(clock_of(tx, c).rules);
  if (!version) return fail(Error(version.error()));
  const auto suspensions = suspensions_of(tx, c, today + std::chrono::days{1});
  calendar::LateDecision late;
  // What came in was in time for the law of that day; a pause afterwards moves the legal day, not the notice.
  late.legal_day = std::min(c.legal_day, notice->received - std::chrono::days{1});
  late.notice = notice->received;
  late.decided = c.closed_day;
  late.exception = notice->exception;
  late.suspensions = suspensions;
  late.rules = *version;
  const auto penalty = calendar::reckon_penalty(late, today);
  if (!penalty) return fail(Error(penalty.error()));
  return std::optional<PenaltyState>(PenaltyState{*notice, *penalty, calendar::explain(late, *penalty, Language::nl),
                                                  calendar::explain(late, *penalty, Language::en)});
}

bool may_give_notice(const Case& c, const catalogue::Product& product, Date today,
                     const std::optional<DefaultNotice>& before) {
  // Where silence is consent there is a decision, so nothing to be late with (Awb 4:20a).
  return c.open() && product.legal_term.penalty && !product.legal_term.tacit() && !c.suspended_since &&
         c.legal_day < today && !before;
}

std::vector<CaseId> lapsed_pauses(store::ReadTx& tx, Date today) {
  return ids_of(
      tx.query("SELECT c.id FROM cases c JOIN case_suspension s ON s.case_id = c.id WHERE c.closed_at IS NULL "
               "AND s.until_day IS NULL AND s.expected_until <= $1",
               {std::int64_t{to_days(today)}}));
}

std::vector<CaseId> silent_cases(store::ReadTx& tx, const catalogue::Catalogue& catalogue, Date today) {
  std::vector<CaseId> out;
  for (const catalogue::Product& product : catalogue.products) {
    if (!product.legal_term.tacit()) continue;
    for (CaseId& id :
         ids_of(tx.query("SELECT id FROM cases WHERE product = $1 AND closed_at IS NULL AND suspended_since "
                         "IS NULL AND legal_day < $2",
                         {product.id.text(), std::int64_t{to_days(today)}})))
      out.push_back(std::move(id));
  }
  return out;
}

}  // namespace sas::cases
