#pragma once
#include "privacy/transform.h"

/// The changes that look at many rows at once: to groups, small ones out, noise. For transform() only; the rows have as
/// many cells as the header. Pure.
namespace sas::privacy {

[[nodiscard]] Result<Transformed> aggregated(const DataSet& set, const Table& table);
[[nodiscard]] Transformed without_small(const DataSet& set, const Table& table, std::size_t place);
[[nodiscard]] Result<Transformed> with_noise(const DataSet& set, const Table& table, std::size_t place,
                                             const KeyedHash& keyed);

}  // namespace sas::privacy
