#include "feeds/reasons.h"

#include <array>

namespace sas::feeds {

std::span<const std::string_view> rejection_reasons() {
  static constexpr std::array<std::string_view, 24> all{
      "category-unknown", "columns-wrong",  "dates-differ",    "fields-too-many", "json-invalid",
      "key-invalid",      "number-invalid", "object-expected", "payload-short",   "place-invalid",
      "quote-open",       "result-shape",   "series-invalid",  "sum-wrong",       "time-does-not-exist",
      "time-invalid",     "time-missing",   "time-twice",      "times-differ",    "truth-invalid",
      "unit-unknown",     "uplink-invalid", "uplink-repeated", "value-invalid"};
  return all;
}

}  // namespace sas::feeds
