#include "sensing/registry_credentials.h"

#include "base/text.h"
#include "crypto/hash.h"

namespace sas::sensing {
namespace {

std::string hash_of(std::string_view token) {
  return hex(crypto::sha256(token));
}

store::Value integer_or_null(const std::optional<std::int64_t>& value) {
  if (!value) return nullptr;
  return *value;
}

constexpr std::string_view select_credential = "SELECT id, name, thing, may_write, ends_at FROM sensing_credential";

Credential credential_from(const store::Row& row) {
  Credential out;
  out.id = row.integer(0);
  out.terms.name = row.text(1);
  out.terms.thing = row.integer_if(2);
  out.terms.right = row.integer(3) != 0 ? Right::write : Right::read;
  if (const auto ends = row.integer_if(4)) out.terms.ends_at = from_millis(*ends);
  return out;
}

void log(store::WriteTx& tx, const ledger::Ledger& ledger, std::string_view what, std::int64_t id,
         const std::string& acting) {
  ledger::NewEvent event;
  event.kind = "sensor.credential-" + std::string(what);
  event.subject = "sensing_credential:" + std::to_string(id);
  event.acting = acting;
  ledger.append(tx, event);
}

}  // namespace

Result<IssuedCredential> issue_credential(store::WriteTx& tx, const ledger::Ledger& ledger, const Clock& clock,
                                          Random& random, const CredentialTerms& terms, const std::string& acting) {
  if (terms.thing && !tx.query_one("SELECT 1 FROM thing WHERE id = $1", {*terms.thing}))
    return fail(ErrorKind::invalid, "credential-thing-unknown", "there is no thing of that number");
  const auto number = tx.query_one(
      "INSERT INTO sensing_number (kind, last) VALUES ('sensing_credential', 1) ON CONFLICT (kind) DO UPDATE SET last "
      "= sensing_number.last + 1 RETURNING last");
  IssuedCredential out{{number->integer(0), terms}, random_token(random, 32)};
  std::optional<std::int64_t> ends;
  if (terms.ends_at) ends = to_millis(*terms.ends_at);
  tx.execute(
      "INSERT INTO sensing_credential (id, name, token_hash, thing, may_write, ends_at, created_at) VALUES ($1, $2, "
      "$3, $4, $5, $6, $7)",
      {out.credential.id, terms.name, hash_of(out.token), integer_or_null(terms.thing),
       std::int64_t{terms.right == Right::write ? 1 : 0}, integer_or_null(ends), to_millis(clock.now())});
  log(tx, ledger, "issued", out.credential.id, acting);
  return out;
}

Result<Done> withdraw_credential(store::WriteTx& tx, const ledger::Ledger& ledger, std::int64_t id,
                                 const std::string& acting) {
  if (tx.execute("DELETE FROM sensing_credential WHERE id = $1", {id}) == 0)
    return fail(ErrorKind::not_found, "credential-unknown", "there is no such credential");
  log(tx, ledger, "withdrawn", id, acting);
  return Done{};
}

std::optional<Credential> credential_of(store::ReadTx& tx, const Clock& clock, std::string_view token) {
  const auto row = tx.query_one(std::string(select_credential) + " WHERE token_hash = $1", {hash_of(token)});
  if (!row) return std::nullopt;
  Credential out = credential_from(*row);
  if (out.terms.ends_at && *out.terms.ends_at <= clock.now()) return std::nullopt;
  return out;
}

std::vector<Credential> all_credentials(store::ReadTx& tx) {
  std::vector<Credential> out;
  for (const store::Row& row : tx.query(std::string(select_credential) + " ORDER BY id"))
    out.push_back(credential_from(row));
  return out;
}

}  // namespace sas::sensing
