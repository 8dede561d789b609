#pragma once
#include <span>

#include "lake/duck.h"
#include "lake/lake.h"

namespace sas::lake {

/// Writes down how long these series are kept; the last one told of a series counts. All of it is told each hour, and
/// mostly nothing is another than before: that costs one look at the table. Terms must be valid. Throws duck::Fault.
void keep_terms(duck::Connection& connection, std::span<const SeriesFacts> series);

}  // namespace sas::lake
