#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "promises/forecaster.h"

/// How well the foretold days came true. Pure.
namespace sas::promises {

/// Of one product, over cases that came in during a period.
struct Calibration {
  std::optional<ProductId> product;   ///< none: all products together
  std::int64_t judged = 0;            ///< cases of which it is known whether they were ready in time; open past the day counts as not
  std::int64_t came_true = 0;
  double days = 0;                    ///< mean of the days foretold, from the start of the case
  double plain_days = 0;              ///< the same by the plain 90th percentile of all that had ended
  double plain_year_days = 0;         ///< the same, of what ended in the last 365 days
  std::int64_t plain_true = 0;        ///< how many were ready by the plain one
  [[nodiscard]] double coverage() const { return judged == 0 ? 0 : static_cast<double>(came_true) / static_cast<double>(judged); }
  /// Foretold days as a part of the plain ones; 1 when there is nothing to compare.
  [[nodiscard]] double shortness() const { return plain_days > 0 ? days / plain_days : 1; }
  [[nodiscard]] double shortness_year() const { return plain_year_days > 0 ? days / plain_year_days : 1; }
};

/// A line for each product with cases that started in [from, until), and one for all together, last. Withdrawn cases are left out; open
/// ones count once their day has passed on `today`.
[[nodiscard]] std::vector<Calibration> calibrate(std::span<const Foretold> foretold, Date from, Date until, Date today);

}  // namespace sas::promises
