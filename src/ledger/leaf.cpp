#include "ledger/leaf.h"

#include "base/json.h"
#include "base/text.h"
#include "crypto/hmac.h"
#include "ledger/tree.h"

namespace sas::ledger {

std::string record_leaf(const Record& record, std::int64_t seq) {
  json::Object object;
  object["seq"] = seq;
  object["at"] = to_millis(record.at);
  object["kind"] = record.kind;
  object["subject"] = record.subject;
  object["acting"] = record.acting;
  object["concerned"] = record.concerned;
  object["facts"] = record.facts;  // As text: the bytes that were written, not what a parser makes of them.
  if (record.content_hash) object["content"] = hex(*record.content_hash);
  return leaf_hash(json::write_canonical(object));
}

std::string personal_hash(std::string_view salt, std::string_view content) {
  return crypto::hmac_sha256(salt, content);
}

}  // namespace sas::ledger
