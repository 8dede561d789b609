#include <algorithm>

#include "base/text.h"
#include "calendar/objection.h"
#include "cases/case_clock.h"
#include "cases/cases.h"
#include "cases/change.h"

/// Changes of a case that come from the legal clock: pauses, notices of default, silence; and the decision itself.
namespace sas::cases {
namespace {

using calendar::Ground;
using std::chrono::days;

store::Value day_or_null(const std::optional<Date>& day) {
  if (!day) return nullptr;
  return std::int64_t{to_days(*day)};
}

std::int64_t day_value(Date day) {
  return to_days(day);
}

Result<Done> check(const NewPause& pause, const Case& c, Date today) {
  const bool possible = pause.ground == Ground::information_abroad || pause.ground == Ground::agreed ||
                        pause.ground == Ground::delay_by_applicant || pause.ground == Ground::force_majeure;
  if (!possible) return fail(ErrorKind::invalid, "pause-ground");
  if (trim(pause.reason).empty()) return fail(ErrorKind::invalid, "pause-reason-empty");
  // Awb 4:15 paragraph 2 under a: for the time to which the applicant agreed.
  if (pause.ground == Ground::agreed && !pause.expected_until) return fail(ErrorKind::invalid, "pause-until-needed");
  if (pause.expected_until && *pause.expected_until <= today + days{1})
    return fail(ErrorKind::invalid, "pause-until-too-soon");
  if (c.suspended_since) return fail(ErrorKind::conflict, "already-asked");
  // What has ended cannot stand still.
  if (c.legal_day <= today) return fail(ErrorKind::conflict, "pause-too-late");
  return Done{};
}

}  // namespace

Result<Done> Cases::pause(store::WriteTx& tx, const CaseId& id, std::int64_t version, const NewPause& pause,
                          const people::Viewer& viewer) const {
  auto change = begin(tx, id, version, viewer);
  if (!change) return fail(std::move(change));
  if (auto done = check(pause, change->c, change->today); !done) return done;
  const Date from = change->today + days{1};
  change->c.suspended_since = from;
  change->c.pause_ground = pause.ground;
  const std::string ground(calendar::to_text(pause.ground));
  tx.execute(
      "INSERT INTO case_suspension (id, case_id, from_day, ground, reason, expected_until) VALUES ($1, $2, $3, $4, $5, "
      "$6)",
      {new_uuid(clock_, random_), id.text(), day_value(from), ground, pause.reason, day_or_null(pause.expected_until)});
  log(tx, change->c, "case.paused", viewer, {{"ground", ground}, {"from", format_iso_date(from)}},
      {{"reason", pause.reason}});
  if (auto done = reckon(tx, *change, viewer); !done) return done;
  // Awb 4:15 paragraphs 3 and 4: the applicant hears it as soon as can be.
  return save_and_tell(tx, *change, "paused");
}

Result<Done> Cases::end_pause(store::WriteTx& tx, const CaseId& id, std::int64_t version,
                              const people::Viewer& viewer) const {
  auto change = begin(tx, id, version, viewer);
  if (!change) return fail(std::move(change));
  if (!change->c.suspended_since || change->c.waits_for_applicant()) return fail(ErrorKind::conflict, "not-paused");
  // Ended on the day it was made: no day stood still.
  const Date until = std::max(change->today, *change->c.suspended_since);
  if (auto done = resume(tx, *change, until, viewer); !done) return done;
  return save_and_tell(tx, *change, "pause-ended");
}

Result<Done> Cases::give_default_notice(store::WriteTx& tx, const CaseId& id, const NewDefaultNotice& notice,
                                        const people::Viewer& viewer) const {
  auto change = begin(tx, id, std::nullopt, viewer);
  if (!change) return fail(std::move(change));
  const Case& c = change->c;
  if (!change->product->legal_term.penalty || change->product->legal_term.tacit())
    return fail(ErrorKind::invalid, "notice-none");
  if (default_notice_of(tx, c)) return fail(ErrorKind::conflict, "notice-twice");
  if (notice.received > change->today) return fail(ErrorKind::invalid, "notice-in-future");
  if (c.suspended_since || notice.received <= c.legal_day) return fail(ErrorKind::invalid, "notice-too-early");
  const auto rules = catalogue_.rules.find(clock_of(tx, c).rules);
  if (!rules) return fail(Error(rules.error()));
  calendar::LateDecision late;
  late.legal_day = c.legal_day;
  late.notice = notice.received;
  late.rules = *rules;
  const auto penalty = calendar::reckon_penalty(late, change->today);
  if (!penalty) return fail(Error(penalty.error()));
  tx.execute(
      "INSERT INTO default_notice (id, case_id, received_day, channel, due_day, pays_from, at, recorded_by) VALUES "
      "($1, "
      "$2, $3, $4, $5, $6, $7, $8)",
      {new_uuid(clock_, random_), id.text(), day_value(notice.received),
       std::string(catalogue::to_text(notice.channel)), day_value(penalty->notice_end), day_value(penalty->first_day),
       to_millis(clock_.now()), viewer.acting_text()});
  log(tx, c, "case.default_notice", viewer,
      {{"received", format_iso_date(notice.received)},
       {"due", format_iso_date(penalty->notice_end)},
       {"pays_from", format_iso_date(penalty->first_day)},
       {"channel", catalogue::to_text(notice.channel)}});
  return save_and_tell(tx, *change, "default-notice");
}

Result<Done> Cases::except_from_penalty(store::WriteTx& tx, const CaseId& id, std::int64_t version,
                                        calendar::NoPenalty exception, std::string_view reason,
                                        const people::Viewer& viewer) const {
  auto change = begin(tx, id, version, viewer);
  if (!change) return fail(std::move(change));
  if (!default_notice_of(tx, change->c)) return fail(ErrorKind::invalid, "notice-none");
  if (trim(reason).empty()) return fail(ErrorKind::invalid, "reasons-empty");
  tx.execute("UPDATE default_notice SET exception = $2, exception_reason = $3 WHERE case_id = $1",
             {id.text(), std::string(calendar::to_text(exception)), std::string(reason)});
  log(tx, change->c, "case.penalty_excepted", viewer, {{"exception", calendar::to_text(exception)}},
      {{"reason", reason}});
  return save(tx, *change);
}

Result<Done> Cases::record_decision(store::WriteTx& tx, const Change& change, const NewDecision& decision,
                                    const people::Viewer& viewer) const {
  const auto rules = catalogue_.rules.find(clock_of(tx, change.c).rules);
  if (!rules) return fail(Error(rules.error()));
  const auto objection = catalogue::objection_day(*change.product, change.today, **rules);
  if (!objection) return fail(Error(objection.error()));
  const std::optional<Date> until = *objection ? std::optional<Date>((*objection)->day) : std::nullopt;
  tx.execute(
      "INSERT INTO decision (id, case_id, result_code, reasons, decided_at, decided_by, published_day, "
      "objection_until, objection_why_nl, objection_why_en) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      {new_uuid(clock_, random_), change.c.id.text(), decision.result_code, decision.reasons, to_millis(clock_.now()),
       viewer.staff.text(), day_value(change.today), day_or_null(until), *objection ? (*objection)->nl : std::string(),
       *objection ? (*objection)->en : std::string()});
  return Done{};
}

Result<Done> Cases::decide_by_silence(store::WriteTx& tx, const CaseId& id) const {
  const people::Viewer viewer = people::system_viewer();
  auto change = begin(tx, id, std::nullopt, viewer);
  if (!change) return fail(std::move(change));
  const catalogue::LegalTerm& term = change->product->legal_term;
  if (!term.tacit() || change->c.suspended_since || change->c.legal_day >= change->today) return Done{};
  const auto rules = catalogue_.rules.find(clock_of(tx, change->c).rules);
  if (!rules) return fail(Error(rules.error()));
  const auto given = calendar::tacit_decision(change->c.legal_day, **rules);
  if (!given) return fail(Error(given.error()));
  const catalogue::ResultType* result = change->product->result(term.tacit_result);
  if (result == nullptr) return fail(ErrorKind::internal, "result-unknown", term.tacit_result);
  const Language language = change->c.language;
  std::string why = calendar::explain(*given, language);
  why.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(why.front())));
  const NewDecision decision{term.tacit_result, why + "."};
  if (auto done = close(tx, *change, *result, viewer); !done) return done;
  if (auto done = record_decision(tx, *change, decision, viewer); !done) return done;
  log(tx, change->c, "case.decided", viewer,
      {{"result", decision.result_code},
       {"day", format_iso_date(change->today)},
       {"days_late", std::max<std::int64_t>(0, (change->today - change->c.promised_day).count())},
       {"silence", true},
       {"given", format_iso_date(given->given)},
       {"publish_by", format_iso_date(given->publish_by)}},
      {{"reasons", decision.reasons}});
  return save_and_tell(tx, *change, "decided");
}

}  // namespace sas::cases
