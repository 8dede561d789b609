#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

/// What exactly is hashed. Part of the format of the log: a change here breaks every log that exists.
namespace sas::ledger {

/// One event as it lies in the table.
struct Record {
  std::int64_t seq = 0;
  Instant at;
  std::string kind;
  std::string subject;
  std::string acting;
  std::string concerned;
  std::string facts;                        ///< canonical JSON
  std::optional<std::string> content_hash;  ///< of the personal part
};

/// SHA-256(0x00 || canonical JSON of the record as if it had number `seq`).
[[nodiscard]] std::string record_leaf(const Record& record, std::int64_t seq);
/// HMAC-SHA-256 with the salt as key: without the salt the content cannot be guessed and checked.
[[nodiscard]] std::string personal_hash(std::string_view salt, std::string_view content);

}  // namespace sas::ledger
