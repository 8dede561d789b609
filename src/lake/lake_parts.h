#pragma once
#include <memory>

#include "lake/lake.h"
#include "lake/partition_file.h"

namespace sas::lake {

/// open() with a look between the steps of sealing. What `after` throws comes out of seal(), as a crash would end it.
[[nodiscard]] Result<std::unique_ptr<Lake>> open_watched(const LakeOptions& options, const Clock& clock,
                                                         AfterStep after);

}  // namespace sas::lake
