#include "people/accounts.h"

#include <stdexcept>

#include "base/text.h"
#include "crypto/hash.h"

namespace sas::people {
namespace {

Viewer viewer_of(const NewSession& session) {
  Viewer viewer;
  viewer.kind = session.kind;
  viewer.acting = session.acting;
  viewer.concerned = session.concerned;
  viewer.staff = session.staff;
  return viewer;
}

json::Array array_of(const std::vector<std::string>& texts) {
  json::Array out;
  for (const std::string& text : texts) out.emplace_back(text);
  return out;
}

}  // namespace

/// The person with this number, new or known. A name that is empty leaves the one we had.
PersonId Accounts::keep(store::WriteTx& tx, std::string_view column, const std::string& value, std::string_view kind,
                        const std::string& name) const {
  const std::string where = std::string(column);
  tx.execute("INSERT INTO person (id, kind, " + where +
                 ", name, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (" + where + ") DO NOTHING",
             {new_uuid(clock_, random_), std::string(kind), value, name, to_millis(clock_.now())});
  const auto row = tx.query_one("SELECT id FROM person WHERE " + where + " = $1", {value});
  if (!row) throw std::logic_error("a person that was just kept is gone");
  if (!name.empty()) tx.execute("UPDATE person SET name = $2 WHERE id = $1 AND name <> $2", {row->text(0), name});
  return PersonId(row->text(0));
}

void Accounts::log_consulted(store::WriteTx& tx, const PersonId& person, std::string_view register_name,
                             const std::vector<std::string>& fields) const {
  const std::string why = register_name == "BRP" ? "people.why.brp" : "people.why.hr";
  ledger::NewEvent event;
  event.kind = "register.consulted";
  event.subject = concerned_text(person);
  event.acting = system_viewer().acting_text();
  event.concerned = concerned_text(person);
  event.facts = {{"register", std::string(register_name)},
                 {"purpose", "prefill"},
                 {"fields", array_of(fields)},
                 {"why_nl", texts_.get(Language::nl, why)},
                 {"why_en", texts_.get(Language::en, why)}};
  ledger_.append(tx, event);
}

NewSession Accounts::resident(store::WriteTx& tx, const Identity& who, const Consulted& consulted) const {
  const std::string name = consulted.person && !consulted.person->name.empty() ? consulted.person->name : who.name;
  NewSession session;
  session.acting = keep(tx, "bsn", who.bsn->reveal(), "natural", name);
  session.concerned = session.acting;
  if (!consulted.person) return session;
  const RegisteredPerson& known = *consulted.person;
  if (known.birth_day)
    tx.execute("UPDATE person SET birth_day = $2 WHERE id = $1",
               {session.acting.text(), std::int64_t{to_days(*known.birth_day)}});
  tx.execute("UPDATE person SET address = $2 WHERE id = $1",
             {session.acting.text(), known.address.empty() ? std::string() : json::write(known.address)});
  log_consulted(tx, session.acting, "BRP", known.fields);
  return session;
}

NewSession Accounts::company(store::WriteTx& tx, const Identity& who, const Consulted& consulted) const {
  NewSession session;
  // The pseudonym tells who acted to nobody but the broker; even so only its hash is needed to know the person again.
  session.acting =
      keep(tx, "pseudonym", hex(crypto::sha256(who.means + '\n' + who.acting_pseudonym)), "natural", who.name);
  const std::string name = consulted.company ? consulted.company->name : std::string();
  session.concerned = keep(tx, "kvk", who.kvk, "organisation", name);
  // Without a name from the register the company has its number as a name: entrepreneurs know it.
  tx.execute("UPDATE person SET name = $2 WHERE id = $1 AND name = ''", {session.concerned.text(), "KVK " + who.kvk});
  if (!consulted.company) return session;
  if (!consulted.company->address.empty())
    tx.execute("UPDATE person SET address = $2 WHERE id = $1",
               {session.concerned.text(), json::write(consulted.company->address)});
  log_consulted(tx, session.concerned, "HR", consulted.company->fields);
  return session;
}

NewSession Accounts::employee(store::WriteTx& tx, const Identity& who) const {
  tx.execute(
      "INSERT INTO staff (id, subject, name, roles, seen_at) VALUES ($1, $2, $3, $4, $5) "
      "ON CONFLICT (subject) DO UPDATE SET name = $3, roles = $4, seen_at = $5",
      {new_uuid(clock_, random_), who.subject, who.name, roles_text(who.roles), to_millis(clock_.now())});
  const auto row = tx.query_one("SELECT id FROM staff WHERE subject = $1", {who.subject});
  if (!row) throw std::logic_error("an employee who was just kept is gone");
  NewSession session;
  session.kind = ViewerKind::staff;
  session.staff = StaffId(row->text(0));
  return session;
}

std::string Accounts::sign_in(store::WriteTx& tx, const Identity& who, const Consulted& consulted,
                              const std::string& old_token) const {
  NewSession session = who.kind == ViewerKind::staff ? employee(tx, who)
                       : who.bsn                     ? resident(tx, who, consulted)
                                                     : company(tx, who, consulted);
  session.level = who.level;
  session.means = who.means;
  ledger::NewEvent event;
  event.kind = "login.succeeded";
  event.acting = viewer_of(session).acting_text();
  event.subject = event.acting;
  event.concerned = concerned_text(session.concerned);
  event.facts = {{"means", who.means}, {"level", who.level}};
  ledger_.append(tx, event);
  return sessions_.create(tx, session, old_token);
}

}  // namespace sas::people
