#pragma once
#include <cstdint>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "store/store.h"

namespace sas::practice {

struct MeasuredSettings {
  std::string folder;  ///< of the lake
  std::uint64_t seed = 1;
  Date until;          ///< the first day without values
  int days = 730;
};

struct MeasuredFilled {
  std::int64_t series = 0;
  std::int64_t values = 0;
  std::string token;  ///< of a credential that may write, for the feeder
};

/// Writes the meters of the town in the register and the values of their days in the lake, judged by the rules of every door. Errors as
/// the store and the lake give them; the lake must not be in use.
[[nodiscard]] Result<MeasuredFilled> fill_measured(store::Store& records, const MeasuredSettings& settings);

}  // namespace sas::practice
