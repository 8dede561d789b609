#pragma once
#include "desk/attempt.h"
#include "desk/case_file.h"

namespace sas::desk {

/// What this employee can do with the case now, as forms that carry the version they were made for. `attempt` fills one
/// in again.
[[nodiscard]] html::Html case_forms(const DeskParts& parts, const people::Visit& visit, const CaseFile& file,
                                    const Attempt* attempt);

}  // namespace sas::desk
