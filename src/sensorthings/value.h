#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <variant>

#include "base/json.h"
#include "sensorthings/geometry.h"
#include "sensorthings/times.h"

/// What an expression of $filter or $orderby can be worth.
namespace sas::sensorthings {

struct DayValue {
  std::int64_t days = 0;  ///< since 1970
  friend auto operator<=>(const DayValue&, const DayValue&) = default;
};
struct ClockValue {
  std::int64_t micros = 0;  ///< since midnight
  friend auto operator<=>(const ClockValue&, const ClockValue&) = default;
};

/// A value. JSON is kept as such until somebody wants a part of it.
using Value = std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, Time, Micros, DayValue, ClockValue,
                           Geometry, std::shared_ptr<const json::Value>>;

[[nodiscard]] inline bool is_null(const Value& value) {
  return std::holds_alternative<std::nullptr_t>(value);
}

}  // namespace sas::sensorthings
