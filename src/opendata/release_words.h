#pragma once
#include "opendata/declaration.h"
#include "opendata/gate.h"
#include "opendata/judging.h"

/// What a release says of itself, from its declaration and its judgement. Pure. Of this room only.
namespace sas::opendata {

/// Everything but the files, the number and the event.
[[nodiscard]] releases::Release release_of(const Declaration& declaration, const Verdict& verdict,
                                           const Approval& approval, Instant now);
/// One or two sentences on rows and columns.
[[nodiscard]] Bilingual what_changed(const releases::Release& before, const releases::Release& now);

}  // namespace sas::opendata
