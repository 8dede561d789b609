#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "releases/release.h"

namespace sas::portal {

/// A value of a column as eighty bits: equal values have equal keys, whichever way they are written ("7.5", "7.50").
/// That two values of a table share one by chance happens once in 10^10 tables of ten million values; who makes a
/// table cannot bring it about, as the seed depends on all of the file.
struct CellKey {
  std::uint64_t first = 0;  ///< below 2^48
  std::uint32_t second = 0;
  friend auto operator<=>(const CellKey&, const CellKey&) = default;
};

/// Makes keys by one seed. Immutable; thread-safe.
class KeyMaker {
 public:
  explicit KeyMaker(std::uint64_t seed) : seed_(seed) {}
  /// Of a cell, or of a value somebody asks for. An empty cell has a key of its own. None when the text is not in the
  /// one form that its type has in a release (docs/dataset-format.md): then only the engine knows what it equals.
  [[nodiscard]] std::optional<CellKey> key(releases::Type type, std::string_view cell) const;

 private:
  [[nodiscard]] CellKey of(std::string_view bytes) const;
  std::uint64_t seed_;
};

/// Sixty-four bits over bytes, to find damage (not to withstand anybody). Pure.
[[nodiscard]] std::uint64_t sum_of(std::string_view bytes);

}  // namespace sas::portal
