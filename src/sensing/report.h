#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lake/lake.h"
#include "sensing/registry.h"

/// How good the values of a series were over a while: what the page of a sensor tells its owner and everybody else.
namespace sas::sensing {

/// A kind of trouble and how often it was seen.
struct FlagCount {
  std::uint32_t flag = 0;  ///< one bit of lake::quality
  std::int64_t values = 0;
};

struct SeriesReport {
  std::int64_t values = 0;
  std::int64_t fit = 0;  ///< without a flag of quality::unfit
  std::optional<std::int64_t>
      expected;                  ///< how many there should be; none when the series does not say how often it measures
  std::vector<FlagCount> flags;  ///< only those that were seen
  /// Fit values of those that should be there, 0..1; none when nothing was expected yet.
  [[nodiscard]] std::optional<double> score() const;
};

/// Over the days until `now`, and no longer than the series has values.
[[nodiscard]] Result<SeriesReport> report_of(lake::Lake& lake, const Series& series, lake::Moment now,
                                             std::chrono::days back);

/// Key in the message catalogues for a flag: "sensing.flag.stale".
[[nodiscard]] std::string flag_key(std::uint32_t flag);

}  // namespace sas::sensing
