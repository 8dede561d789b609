#include "cases/partners.h"

#include <algorithm>

#include "cases/cases.h"
#include "cases/queries.h"

namespace sas::cases {
namespace {

// Nobody else may have changed the case since the employee saw it.
Result<Case> open_case(store::WriteTx& tx, const CaseId& id, std::int64_t version, const people::Viewer& viewer) {
  auto c = find_case(tx, id, viewer);
  if (!c) return c;
  if (version != c->version) return fail(ErrorKind::conflict, "case-changed");
  if (!c->open()) return fail(ErrorKind::conflict, "case-closed");
  return c;
}

Result<Done> next_version(store::WriteTx& tx, const Case& c) {
  const std::int64_t changed = tx.execute("UPDATE cases SET version = version + 1 WHERE id = $1 AND version = $2", {c.id.text(), c.version});
  if (changed != 1) return fail(ErrorKind::conflict, "case-changed");
  return Done{};
}

}  // namespace

bool is_partner(std::string_view code) { return std::find(partners.begin(), partners.end(), code) != partners.end(); }

std::vector<PartnerAsked> partners_of(store::ReadTx& tx, const Case& c) {
  std::vector<PartnerAsked> out;
  for (const auto& row :
       tx.query("SELECT partner, asked_at, answered_at FROM case_partner WHERE case_id = $1 ORDER BY asked_at, id", {c.id.text()})) {
    PartnerAsked one{row.text(0), from_millis(row.integer(1)), std::nullopt};
    if (const auto at = row.integer_if(2)) one.answered_at = from_millis(*at);
    out.push_back(std::move(one));
  }
  return out;
}

Result<Done> Cases::ask_partner(store::WriteTx& tx, const CaseId& id, std::int64_t version, std::string_view partner,
                                const people::Viewer& viewer) const {
  const auto c = open_case(tx, id, version, viewer);
  if (!c) return fail(Error(c.error()));
  if (!is_partner(partner)) return fail(ErrorKind::invalid, "partner-unknown");
  const auto waiting = tx.query_one("SELECT id FROM case_partner WHERE case_id = $1 AND partner = $2 AND answered_at IS NULL",
                                    {id.text(), std::string(partner)});
  if (waiting) return fail(ErrorKind::conflict, "partner-asked-already");
  tx.execute("INSERT INTO case_partner (id, case_id, partner, asked_at) VALUES ($1, $2, $3, $4)",
             {new_uuid(clock_, random_), id.text(), std::string(partner), to_millis(clock_.now())});
  log(tx, *c, "case.partner_asked", viewer, {{"partner", partner}});
  return next_version(tx, *c);
}

Result<Done> Cases::partner_answered(store::WriteTx& tx, const CaseId& id, std::int64_t version, std::string_view partner,
                                     const people::Viewer& viewer) const {
  const auto c = open_case(tx, id, version, viewer);
  if (!c) return fail(Error(c.error()));
  const std::int64_t answered = tx.execute("UPDATE case_partner SET answered_at = $3 WHERE case_id = $1 AND partner = $2 AND answered_at IS NULL",
                                           {id.text(), std::string(partner), to_millis(clock_.now())});
  if (answered == 0) return fail(ErrorKind::conflict, "partner-not-asked");
  log(tx, *c, "case.partner_answered", viewer, {{"partner", partner}});
  return next_version(tx, *c);
}

}  // namespace sas::cases
