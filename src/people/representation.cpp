#include "people/representation.h"

namespace sas::people {
namespace {

std::vector<Represented> list(store::ReadTx& tx, std::string_view sql, const PersonId& person, Date day) {
  std::vector<Represented> all;
  const std::vector<store::Value> params{person.text(), std::int64_t{to_days(day)}};
  tx.each(sql, params, [&](const store::Row& row) {
    const PersonId id(row.text(0));
    // Two grounds for the same person are one choice.
    if (all.empty() || all.back().id != id) all.push_back({id, row.text(1), row.text(2), row.text(3)});
  });
  return all;
}

void log(store::WriteTx& tx, const ledger::Ledger& ledger, std::string kind, const Viewer& viewer,
         const PersonId& represented, json::Object facts) {
  ledger::NewEvent event;
  event.kind = std::move(kind);
  event.subject = concerned_text(represented);
  event.acting = viewer.acting_text();
  event.concerned = concerned_text(represented);
  event.facts = std::move(facts);
  ledger.append(tx, event);
}

}  // namespace

std::vector<Represented> may_act_for(store::ReadTx& tx, const PersonId& representative, Date day) {
  return list(tx,
              "SELECT p.id, p.name, r.kind, r.ground FROM representation r JOIN person p ON p.id = r.represented_id "
              "WHERE r.representative_id = $1 AND r.valid_from <= $2 AND (r.valid_until IS NULL OR r.valid_until > $2) "
              "ORDER BY p.name, p.id, r.valid_from",
              representative, day);
}

std::vector<Represented> represented_by(store::ReadTx& tx, const PersonId& represented, Date day) {
  return list(tx,
              "SELECT p.id, p.name, r.kind, r.ground FROM representation r JOIN person p ON p.id = r.representative_id "
              "WHERE r.represented_id = $1 AND r.valid_from <= $2 AND (r.valid_until IS NULL OR r.valid_until > $2) "
              "ORDER BY p.name, p.id, r.valid_from",
              represented, day);
}

Result<Done> act_for(store::WriteTx& tx, const ledger::Ledger& ledger, const Sessions& sessions, const Session& session,
                     const PersonId& represented, Date day) {
  for (const Represented& one : may_act_for(tx, session.viewer.acting, day)) {
    if (one.id != represented) continue;
    if (auto changed = sessions.act_for(tx, session, represented); !changed) return changed;
    log(tx, ledger, "representation.started", session.viewer, represented, {{"kind", one.kind}});
    return Done{};
  }
  return fail(ErrorKind::forbidden, "representation-none");
}

Result<Done> act_for_oneself(store::WriteTx& tx, const ledger::Ledger& ledger, const Sessions& sessions,
                             const Session& session) {
  const Viewer& viewer = session.viewer;
  if (viewer.concerned == viewer.acting) return Done{};
  if (session.means == "eherkenning") return fail(ErrorKind::conflict, "representation-fixed");
  if (auto changed = sessions.act_for(tx, session, viewer.acting); !changed) return changed;
  log(tx, ledger, "representation.ended", viewer, viewer.concerned, {});
  return Done{};
}

}  // namespace sas::people
