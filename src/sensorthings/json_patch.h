#pragma once
#include "base/json.h"

namespace sas::sensorthings {

/// RFC 6902 applied to a document: add, remove, replace, move, copy, test; all of it or nothing. Errors `body-invalid`
/// with the number of the operation; `patch-test-failed` (kind conflict).
[[nodiscard]] Result<json::Value> patched(json::Value document, const json::Value& patch);

}  // namespace sas::sensorthings
