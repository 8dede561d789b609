#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/random.h"
#include "base/time.h"
#include "store/store.h"

/// Every change, in order, tamper-evident: audit, norms, notifications and statistics are read from here.
namespace sas::ledger {

/// What is about to be written down. `facts` stays for ever and therefore holds no personal data; `personal` is kept beside the
/// log under a salted hash, so that erasing it later leaves every proof intact.
struct NewEvent {
  std::string kind;                ///< "case.opened"; lower-case, topic first
  std::string subject;             ///< identifier of the thing that changed, e.g. the case
  std::string acting;              ///< who did it: "person:<id>", "staff:<id>", "system" or "visitor"
  std::string concerned;           ///< for whom: "person:<id>"; empty when it concerns nobody
  json::Object facts;
  json::Object personal;
  std::optional<Instant> at;       ///< only for importing history; otherwise the clock
};

struct Event {
  std::int64_t seq = 0;            ///< 1, 2, 3, … without gaps, in the order of commit
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
  std::string signature;           ///< Ed25519 over the canonical JSON of {size, root, at}; empty when not signed yet
};

struct InclusionProof {
  std::int64_t seq = 0;
  std::int64_t tree_size = 0;
  std::string leaf;                ///< the leaf hash
  std::vector<std::string> path;   ///< RFC 6962 clause 2.1.1
};

}  // namespace sas::ledger
