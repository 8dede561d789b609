#pragma once
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace sas::lake {

/// How long values of a class are kept. The name of a class is part of paths, so nothing but these shapes is one.
class Retention {
 public:
  /// "keep", or one whole number of days, weeks, months or years as ISO 8601 writes it: "P7D", "P2W", "P6M", "P2Y".
  /// Error `retention-invalid`.
  [[nodiscard]] static Result<Retention> parse(std::string_view name);
  /// True when every moment of that UTC day is longer ago than the class allows. "P1D" on 1 April keeps the values of
  /// that day until the end of 2 April: a partition goes as a whole, so never earlier than its last value may.
  [[nodiscard]] bool has_ended(Date day, Instant now) const;

 private:
  int days_ = 0;
  int months_ = 0;
  bool keep_ = false;
};

}  // namespace sas::lake
