#include "suppliers/keys.h"

#include <algorithm>

#include "base/strong_id.h"
#include "base/text.h"
#include "crypto/hash.h"

namespace sas::suppliers {
namespace {

// 256 random bits: no dictionary holds it, so a plain hash keeps it safe.
constexpr std::size_t key_bytes = 32;
constexpr std::string_view mark = "sas_";  // so that scanners of code find one that leaked

constexpr std::string_view key_columns =
    "SELECT id, owner, purpose, scopes, made_at, until_day, revoked_at FROM supplier_key ";

std::string hash_of(std::string_view secret) {
  return hex(crypto::sha256(secret));
}

std::string words_of(const std::set<Scope>& scopes) {
  std::string out;
  for (const Scope scope : scopes) out += (out.empty() ? "" : " ") + std::string(to_text(scope));
  return out;
}

Key key_from(const store::Row& row) {
  Key out;
  out.id = row.text(0);
  out.owner = row.text(1);
  out.purpose = row.text(2);
  for (const std::string& word : split(row.text(3), ' '))
    if (const auto scope = scope_from(word)) out.scopes.insert(*scope);
  out.made_at = from_millis(row.integer(4));
  out.until = from_days(static_cast<int>(row.integer(5)));
  if (const auto at = row.integer_if(6)) out.revoked_at = from_millis(*at);
  return out;
}

ledger::NewEvent event_of(std::string kind, const std::string& id, const std::string& acting, json::Object facts) {
  ledger::NewEvent event;
  event.kind = std::move(kind);
  event.subject = "supplier:" + id;
  event.acting = acting;
  event.facts = std::move(facts);
  return event;
}

tl::unexpected<Error> invalid(std::string field, std::string remedy) {
  return fail(Error{ErrorKind::invalid, "key-invalid", std::move(remedy), {{std::move(field), "key-invalid"}}});
}

tl::unexpected<Error> refused(std::string code, std::string detail) {
  return fail(ErrorKind::unauthenticated, std::move(code), std::move(detail));
}

}  // namespace

std::string_view to_text(Scope scope) {
  switch (scope) {
    case Scope::describe:
      return "describe";
    case Scope::rows:
      return "rows";
    case Scope::remove:
      return "remove";
  }
  return {};
}

const std::vector<Scope>& all_scopes() {
  static const std::vector<Scope> all{Scope::describe, Scope::rows, Scope::remove};
  return all;
}

std::optional<Scope> scope_from(std::string_view text) {
  for (const Scope scope : all_scopes())
    if (to_text(scope) == text) return scope;
  return std::nullopt;
}

Error scope_missing(Scope scope) {
  return {ErrorKind::forbidden,
          "scope-missing",
          "This key is not for that: ask for one with scope " + std::string(to_text(scope)),
          {}};
}

Result<std::string> make_key(store::WriteTx& tx, const KeyParts& parts, const NewKey& key, const std::string& acting) {
  const Date today = local_date(parts.clock.now());
  if (trim(key.owner).empty()) return invalid("owner", "name the part of the organisation");
  if (trim(key.purpose).empty()) return invalid("purpose", "name the program that uses it");
  if (key.scopes.empty()) return invalid("scopes", "choose what the key is for");
  if (key.until < today || to_days(key.until) - to_days(today) > longest_life.count())
    return invalid("until", "choose a day from today to a year from now");
  std::string secret = std::string(mark) + random_token(parts.random, key_bytes);
  const std::string id = new_uuid(parts.clock, parts.random);
  tx.execute(
      "INSERT INTO supplier_key (id, hash, owner, purpose, scopes, made_by, made_at, until_day) VALUES ($1, $2, $3, "
      "$4, "
      "$5, $6, $7, $8)",
      {id, hash_of(secret), key.owner, key.purpose, words_of(key.scopes), acting, to_millis(parts.clock.now()),
       std::int64_t{to_days(key.until)}});
  parts.ledger.append(
      tx, event_of("supplier.key-made", id, acting,
                   {{"owner", key.owner}, {"scopes", words_of(key.scopes)}, {"until", format_iso_date(key.until)}}));
  return secret;
}

Result<Key> find_key(store::ReadTx& tx, const Clock& clock, std::string_view header) {
  std::string_view secret = trim(header);
  constexpr std::string_view scheme = "bearer ";
  if (secret.size() > scheme.size() && fold(secret.substr(0, scheme.size())) == scheme)
    secret = trim(secret.substr(scheme.size()));
  if (secret.empty()) return refused("key-missing", "send the key in the header Authorization");
  const auto row = tx.query_one(std::string(key_columns) + "WHERE hash = $1", {hash_of(secret)});
  if (!row) return refused("key-unknown", "this key is not known");
  Key out = key_from(*row);
  if (out.revoked_at) return refused("key-revoked", "this key was revoked: ask for a new one");
  if (out.until < local_date(clock.now())) return refused("key-ended", "this key has ended: ask for a new one");
  return out;
}

Result<Done> revoke_key(store::WriteTx& tx, const KeyParts& parts, const std::string& id, const std::string& acting) {
  const auto row = tx.query_one(std::string(key_columns) + "WHERE id = $1", {id});
  if (!row) return fail(ErrorKind::not_found, "key-unknown");
  if (key_from(*row).revoked_at) return Done{};
  tx.execute("UPDATE supplier_key SET revoked_at = $2 WHERE id = $1", {id, to_millis(parts.clock.now())});
  parts.ledger.append(tx, event_of("supplier.key-revoked", id, acting, {}));
  return Done{};
}

std::vector<Key> all_keys(store::ReadTx& tx) {
  std::vector<Key> out;
  for (const store::Row& row : tx.query(std::string(key_columns) + "ORDER BY made_at DESC, id"))
    out.push_back(key_from(row));
  return out;
}

}  // namespace sas::suppliers
