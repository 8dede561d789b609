#pragma once
#include <span>

#include "lake/duck.h"
#include "lake/identity.h"

namespace sas::lake {

/// What the lake has of these keys. Throws duck::Fault.
[[nodiscard]] KnownRows find_known(duck::Connection& connection, std::span<const Key> keys);

/// Takes the hot rows with these keys out. Throws duck::Fault.
void delete_hot(duck::Connection& connection, std::span<const Key> keys);

/// The newest value of each series, from the hot rows and from what was newest when days were sealed.
[[nodiscard]] std::vector<Observation> find_newest(duck::Connection& connection);
/// The newest value of one series.
[[nodiscard]] std::optional<Observation> find_newest(duck::Connection& connection, SeriesId series);

}  // namespace sas::lake
