#pragma once
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"

namespace sas::http {

/// A request target (RFC 9112 clause 3.2, origin or absolute form), decoded.
struct Target {
  std::string path;            ///< starts with '/'; UTF-8; no NUL, "." or ".." segment, encoded slash or backslash
  std::string_view raw_query;  ///< points into the target; without '?'
  Fields query;                ///< undecodable items keep their text; at most 500
};

/// Errors: `target-form`, `path-escape`, `path-encoding`, `path-segment`.
[[nodiscard]] Result<Target> parse_target(std::string_view target);

}  // namespace sas::http
