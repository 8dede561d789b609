#include "ledger/ledger.h"

#include <array>
#include <stdexcept>

#include "base/text.h"
#include "embedded/ledger_migrations.h"
#include "ledger/leaf.h"
#include "ledger/tree.h"
#include "ledger/tree_store.h"

namespace sas::ledger {

namespace {

using store::Blob;
using store::ReadTx;
using store::Row;
using store::Value;
using store::WriteTx;

constexpr const char* columns =
    "SELECT e.seq, e.at, e.kind, e.subject, e.acting, e.concerned, e.facts, p.content FROM ledger_event e"
    " LEFT JOIN ledger_personal p ON p.seq = e.seq ";

json::Object parse_object(std::string_view text) {
  Result<json::Value> value = json::parse(text);
  if (!value || !value->is_object()) throw std::runtime_error("a ledger row holds no JSON object");
  return std::move(value->as_object());
}

Event event_of(const Row& row) {
  Event event{row.integer(0), from_millis(row.integer(1)), row.text(2), row.text(3), row.text(4),
              row.text(5),    parse_object(row.text(6)),   std::nullopt};
  if (!row.is_null(7)) event.personal = parse_object(row.text(7));
  return event;
}

std::vector<Event> select(ReadTx& tx, std::string_view rest, std::initializer_list<Value> params) {
  std::vector<Event> events;
  tx.each(std::string(columns) + std::string(rest), std::span<const Value>(params.begin(), params.size()),
          [&](const Row& row) { events.push_back(event_of(row)); });
  return events;
}

void require(bool ok, const char* rule) {
  if (!ok) throw std::logic_error(std::string("ledger event: ") + rule);
}

/// "person:<id>" and the like; an id of digits alone might be a BSN or a client number.
bool is_opaque(std::string_view who) {
  const std::size_t colon = who.find(':');
  return colon == std::string_view::npos ? !is_digits(who) : !is_digits(who.substr(colon + 1));
}

bool is_kind(std::string_view kind) {
  return kind.find('.') != std::string_view::npos &&
         kind.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-_") == std::string_view::npos;
}

void check(const NewEvent& event) {
  require(is_kind(event.kind), "kind is lower-case, topic first");
  require(!event.acting.empty(), "somebody acts");
  require(is_opaque(event.acting) && is_opaque(event.concerned), "who is an opaque id, not a number of a person");
}

std::string fresh_salt(Random& random) {
  std::array<std::byte, 32> salt{};
  random.fill(salt);
  return {reinterpret_cast<const char*>(salt.data()), salt.size()};
}

Value blob_or_null(const std::optional<std::string>& bytes) {
  if (!bytes) return nullptr;
  return Blob{*bytes};
}

}  // namespace

std::int64_t Ledger::append(WriteTx& tx, const NewEvent& event) const {
  check(event);
  Record record{size(tx) + 1,    event.at.value_or(clock_.now()),    event.kind,  event.subject, event.acting,
                event.concerned, json::write_canonical(event.facts), std::nullopt};
  std::string salt;
  std::string personal;
  if (!event.personal.empty()) {
    salt = fresh_salt(random_);
    personal = json::write_canonical(event.personal);
    record.content_hash = personal_hash(salt, personal);
  }
  const std::string leaf = record_leaf(record, record.seq);
  tx.execute(
      "INSERT INTO ledger_event (seq, at, kind, subject, acting, concerned, facts, content_hash, leaf)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      {record.seq, to_millis(record.at), record.kind, record.subject, record.acting, record.concerned, record.facts,
       blob_or_null(record.content_hash), Blob{leaf}});
  if (record.content_hash)
    tx.execute("INSERT INTO ledger_personal (seq, salt, content) VALUES ($1, $2, $3)",
               {record.seq, Blob{salt}, personal});
  grow_tree(tx, record.seq - 1, leaf);
  return record.seq;
}

std::int64_t Ledger::size(ReadTx& tx) const {
  return tree_size(tx);
}

std::vector<Event> Ledger::read_after(ReadTx& tx, std::int64_t seq, std::int64_t limit) const {
  return select(tx, "WHERE e.seq > $1 ORDER BY e.seq LIMIT $2", {seq, limit});
}

std::vector<Event> Ledger::events_of(ReadTx& tx, std::string_view subject) const {
  return select(tx, "WHERE e.subject = $1 ORDER BY e.seq", {std::string(subject)});
}

std::vector<Event> Ledger::events_about(ReadTx& tx, std::string_view concerned, std::int64_t limit,
                                        std::int64_t before) const {
  // The second test lets SQLite use the partial index.
  return select(tx, "WHERE e.concerned = $1 AND e.concerned <> '' AND e.seq < $2 ORDER BY e.seq DESC LIMIT $3",
                {std::string(concerned), before > 0 ? before : INT64_MAX, limit});
}

std::optional<Event> Ledger::event(ReadTx& tx, std::int64_t seq) const {
  std::vector<Event> found = select(tx, "WHERE e.seq = $1", {seq});
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::int64_t Ledger::erase_personal(WriteTx& tx, const std::string& subject, const std::string& acting) const {
  const std::int64_t removed = tx.execute(
      "DELETE FROM ledger_personal WHERE seq IN (SELECT seq FROM ledger_event WHERE subject = $1)", {subject});
  if (removed == 0) return 0;
  NewEvent done{"personal.erased", subject, acting, {}, {}, {}, {}};
  done.facts["parts"] = removed;
  append(tx, done);
  return removed;
}

TreeHead Ledger::tree_head(ReadTx& tx) const {
  const std::int64_t leaves = size(tx);
  return {leaves, range_root(tx, 0, leaves), clock_.now(), {}};
}

std::optional<TreeHead> Ledger::signed_head(ReadTx& tx) const {
  const std::optional<Row> row =
      tx.query_one("SELECT size, root, at, signature FROM ledger_head ORDER BY size DESC LIMIT 1");
  if (!row) return std::nullopt;
  return TreeHead{row->integer(0), row->blob(1), from_millis(row->integer(2)), row->blob(3)};
}

Result<TreeHead> Ledger::sign_head(store::Store& store, const crypto::SigningKey& key) const {
  return store.write([&](WriteTx& tx) -> Result<TreeHead> {
    TreeHead head = tree_head(tx);
    if (const std::optional<TreeHead> last = signed_head(tx); last && last->size == head.size) return *last;
    head.signature = key.sign(signed_text(head));
    tx.execute("INSERT INTO ledger_head (size, root, at, signature) VALUES ($1, $2, $3, $4)",
               {head.size, Blob{head.root}, to_millis(head.at), Blob{head.signature}});
    return head;
  });
}

Result<InclusionProof> Ledger::inclusion_proof(ReadTx& tx, std::int64_t seq, std::int64_t tree_size) const {
  const std::int64_t leaves = size(tx);
  if (tree_size == 0) tree_size = leaves;
  if (seq < 1 || seq > tree_size || tree_size > leaves)
    return fail(ErrorKind::not_found, "ledger-event-unknown", "no such event in a tree of that size");
  return InclusionProof{seq, tree_size, subtree_hash(tx, 0, seq - 1), inclusion_path(tx, seq - 1, tree_size)};
}

bool verify_inclusion(const InclusionProof& proof, const TreeHead& head) {
  return proof.tree_size == head.size &&
         leads_to_root(proof.leaf, proof.seq - 1, proof.tree_size, proof.path, head.root);
}

std::string signed_text(const TreeHead& head) {
  return json::write_canonical(json::Object{{"at", to_millis(head.at)}, {"root", hex(head.root)}, {"size", head.size}});
}

bool verify_head(const TreeHead& head, std::string_view public_key) {
  return crypto::verify_signature(public_key, signed_text(head), head.signature);
}

std::vector<store::Migration> migrations() {
  return store::migrations_from(embedded::ledger_migrations());
}

}  // namespace sas::ledger
