#include <array>
#include <span>

#include "calendar/explain.h"
#include "cases/cases.h"
#include "cases/queries.h"

namespace sas::cases {
namespace {

using std::chrono::days;

struct RunOn {
  Date until;
  std::string why_nl, why_en;
};

// The last day and every day after it that the outage touches do not count; the day that is left is reckoned by the calendar, so that
// it does not end on a Sunday either (ATW article 1).
Result<RunOn> run_on(Date last, const TermOutage& outage) {
  const calendar::Suspension out{last, local_date(outage.until - std::chrono::milliseconds{1}) + days{1}, calendar::Ground::outage};
  calendar::Term term;
  term.start = last - days{1};
  term.length = {1, calendar::Unit::day};
  term.suspensions = std::span(&out, 1);
  const auto due = calendar::reckon(term);
  if (!due) return fail(Error(due.error()));
  return RunOn{due->end, calendar::explain(term, *due, Language::nl), calendar::explain(term, *due, Language::en)};
}

struct Ending {
  std::string row;
  CaseId case_id;
  Date last;
};

// Terms of residents whose last day the outage touches.
std::vector<Ending> endings(store::ReadTx& tx, std::string_view sql, const TermOutage& outage) {
  const std::int64_t first = to_days(local_date(outage.from));
  const std::int64_t last = to_days(local_date(outage.until - std::chrono::milliseconds{1}));
  std::vector<Ending> out;
  const std::array<store::Value, 2> params{first, last};
  for (const store::Row& row : tx.query(sql, params)) out.push_back({row.text(0), CaseId(row.text(1)), from_days(static_cast<int>(row.integer(2)))});
  return out;
}

}  // namespace

Result<std::vector<MovedTerm>> Cases::run_on_after(store::WriteTx& tx, const TermOutage& outage) const {
  const people::Viewer system = people::system_viewer();
  std::vector<MovedTerm> moved;
  const auto tell = [&](const Ending& one, std::string_view term, Date until) -> Result<Done> {
    const auto c = find_case(tx, one.case_id, system);
    if (!c) return fail(Error(c.error()));
    log(tx, *c, "case.term_moved", system,
        {{"outage", outage.id}, {"term", term}, {"was", format_iso_date(one.last)}, {"until", format_iso_date(until)}});
    tx.execute("INSERT INTO case_term_moved (outage_id, case_id, term, was_day, until_day) VALUES ($1, $2, $3, $4, $5)",
               {outage.id, one.case_id.text(), std::string(term), std::int64_t{to_days(one.last)}, std::int64_t{to_days(until)}});
    moved.push_back({one.case_id, c->number, std::string(term), one.last, until});
    return Done{};
  };
  for (const Ending& one : endings(tx, "SELECT id, case_id, answer_by FROM case_request WHERE answered_at IS NULL AND answer_by BETWEEN $1 AND $2 ORDER BY id", outage)) {
    const auto later = run_on(one.last, outage);
    if (!later) return fail(Error(later.error()));
    tx.execute("UPDATE case_request SET answer_by = $2 WHERE id = $1", {one.row, std::int64_t{to_days(later->until)}});
    if (auto told = tell(one, "answer", later->until); !told) return fail(std::move(told));
    if (auto reckoned = reckon_again(tx, one.case_id); !reckoned) return fail(std::move(reckoned));
  }
  for (const Ending& one : endings(tx, "SELECT id, case_id, objection_until FROM decision WHERE objection_until BETWEEN $1 AND $2 ORDER BY id", outage)) {
    const auto later = run_on(one.last, outage);
    if (!later) return fail(Error(later.error()));
    tx.execute("UPDATE decision SET objection_until = $2, objection_why_nl = objection_why_nl || '; ' || $3, objection_why_en = "
               "objection_why_en || '; ' || $4 WHERE id = $1",
               {one.row, std::int64_t{to_days(later->until)}, later->why_nl, later->why_en});
    if (auto told = tell(one, "objection", later->until); !told) return fail(std::move(told));
  }
  return moved;
}

std::vector<MovedTerm> moved_terms(store::ReadTx& tx, std::string_view outage) {
  std::vector<MovedTerm> out;
  for (const store::Row& row : tx.query("SELECT c.id, c.number, m.term, m.was_day, m.until_day FROM case_term_moved m JOIN cases c ON "
                                        "c.id = m.case_id WHERE m.outage_id = $1 ORDER BY c.number, m.term",
                                        {std::string(outage)}))
    out.push_back({CaseId(row.text(0)), row.text(1), row.text(2), from_days(static_cast<int>(row.integer(3))),
                   from_days(static_cast<int>(row.integer(4)))});
  return out;
}

}  // namespace sas::cases
