#pragma once
#include <compare>
#include <cstdint>
#include <string>

#include "base/text.h"

namespace sas {

/// An amount in euro cents; never a floating number.
class Cents {
 public:
  constexpr Cents() = default;
  constexpr explicit Cents(std::int64_t value) : value_(value) {}
  [[nodiscard]] constexpr std::int64_t count() const { return value_; }
  friend constexpr auto operator<=>(Cents, Cents) = default;

 private:
  std::int64_t value_ = 0;
};

/// "€ 1.234,50" in Dutch, "€1,234.50" in English; the Dutch space does not break.
[[nodiscard]] std::string format_money(Cents amount, Language language);

}  // namespace sas
