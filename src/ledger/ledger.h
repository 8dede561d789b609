#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/random.h"
#include "base/time.h"
#include "crypto/signing.h"
#include "store/store.h"

/// Every change, in order, tamper-evident: audit, norms, notifications and statistics are read from here.
namespace sas::ledger {

/// What is about to be written down. `facts` stays for ever and therefore holds no personal data; `personal` is kept
/// beside the log under a salted hash, so that erasing it later leaves every proof intact.
struct NewEvent {
  std::string kind;       ///< "case.opened"; lower-case, topic first
  std::string subject;    ///< identifier of the thing that changed, e.g. the case
  std::string acting;     ///< who did it: "person:<id>", "staff:<id>", "system" or "visitor"
  std::string concerned;  ///< for whom: "person:<id>"; empty when it concerns nobody
  json::Object facts;
  json::Object personal;
  std::optional<Instant> at;  ///< only for importing history; otherwise the clock
};

struct Event {
  std::int64_t seq = 0;  ///< 1, 2, 3, … without gaps, in the order of commit
  Instant at;
  std::string kind;
  std::string subject;
  std::string acting;
  std::string concerned;
  json::Object facts;
  std::optional<json::Object> personal;  ///< absent when there was none or it was erased
};

/// RFC 6962 clause 2.1. Hashes are 32 raw bytes.
struct TreeHead {
  std::int64_t size = 0;
  std::string root;
  Instant at;
  std::string signature;  ///< Ed25519 over the canonical JSON of {size, root, at}; empty when not signed yet
};

struct InclusionProof {
  std::int64_t seq = 0;
  std::int64_t tree_size = 0;
  std::string leaf;               ///< the leaf hash
  std::vector<std::string> path;  ///< RFC 6962 clause 2.1.1
};

/// Writes and reads the log. Thread-safe as long as `random` is.
class Ledger {
 public:
  /// Both must outlive it.
  Ledger(const Clock& clock, Random& random) : clock_(clock), random_(random) {}

  /// Adds an event in the transaction of the change it tells about, and returns its seq. Throws std::logic_error for an
  /// event that breaks the rules of NewEvent: no kind, nobody acting, or an identifier that is a bare number (it might
  /// be a BSN).
  std::int64_t append(store::WriteTx& tx, const NewEvent& event) const;

  /// Up to `limit` events with a higher seq, in order: a reader keeps the last seq it has dealt with as its cursor.
  [[nodiscard]] std::vector<Event> read_after(store::ReadTx& tx, std::int64_t seq, std::int64_t limit) const;
  /// Everything about one thing, oldest first.
  [[nodiscard]] std::vector<Event> events_of(store::ReadTx& tx, std::string_view subject) const;
  /// Up to `limit` events that concern a person ("person:<id>"), newest first, from before `before` when that is not 0.
  [[nodiscard]] std::vector<Event> events_about(store::ReadTx& tx, std::string_view concerned, std::int64_t limit,
                                                std::int64_t before = 0) const;
  [[nodiscard]] std::optional<Event> event(store::ReadTx& tx, std::int64_t seq) const;
  /// The number of events.
  [[nodiscard]] std::int64_t size(store::ReadTx& tx) const;

  /// Removes the personal part of everything about one thing (AVG art. 17, Archiefwet) and writes down in the log that
  /// this was done and by whom. The hashes stay, so every proof stays valid. Returns how many parts were removed.
  std::int64_t erase_personal(store::WriteTx& tx, const std::string& subject, const std::string& acting) const;

  /// The root of the tree as it is now; not signed.
  [[nodiscard]] TreeHead tree_head(store::ReadTx& tx) const;
  /// The newest signed head, or none.
  [[nodiscard]] std::optional<TreeHead> signed_head(store::ReadTx& tx) const;
  /// Signs the tree as it is now and keeps the head; returns the last one when nothing was added since. A job does this
  /// every minute.
  Result<TreeHead> sign_head(store::Store& store, const crypto::SigningKey& key) const;

  /// Proof that event `seq` is in the tree of `tree_size` events (0: the tree as it is now), in O(log n) reads. Error
  /// `ledger-event-unknown`.
  [[nodiscard]] Result<InclusionProof> inclusion_proof(store::ReadTx& tx, std::int64_t seq,
                                                       std::int64_t tree_size = 0) const;

 private:
  const Clock& clock_;
  Random& random_;
};

/// True when the proof leads to the root of that head. Pure: anybody can do this without our database.
[[nodiscard]] bool verify_inclusion(const InclusionProof& proof, const TreeHead& head);
/// True when the head was signed with that Ed25519 key.
[[nodiscard]] bool verify_head(const TreeHead& head, std::string_view public_key);
/// The bytes a head's signature covers: canonical JSON of at (milliseconds), root (hexadecimal) and size.
[[nodiscard]] std::string signed_text(const TreeHead& head);

/// Schema steps 10-19.
[[nodiscard]] std::vector<store::Migration> migrations();

}  // namespace sas::ledger
