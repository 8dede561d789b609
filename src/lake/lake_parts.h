#pragma once
#include <memory>

#include "lake/lake.h"
#include "lake/partition_file.h"

namespace sas::lake {

/// Values of a back-fill that are gathered before days are written: a few GB on the disk, a day and a half of a large
/// city, and hundreds of days of a small town.
inline constexpr std::size_t gathered_usually = 20'000'000;

/// open() with a look between the steps of sealing. What `after` throws comes out of seal(), as a crash would end it.
[[nodiscard]] Result<std::unique_ptr<Lake>> open_watched(const LakeOptions& options, const Clock& clock,
                                                         AfterStep after,
                                                         std::size_t gathered_at_once = gathered_usually);

}  // namespace sas::lake
