#pragma once
#include <span>

#include "lake/duck.h"
#include "lake/identity.h"

namespace sas::lake {

/// What the lake in `folder` has of these keys, in hot rows and in sealed files of their days. Throws duck::Fault.
[[nodiscard]] KnownRows find_known(duck::Connection& connection, const std::string& folder, std::span<const Key> keys);

/// Takes the hot rows with these keys out. Throws duck::Fault.
void delete_hot(duck::Connection& connection, std::span<const Key> keys);
/// Rows of the lake give way to commit `batch`: hot ones leave their table, sealed ones are marked. Returns how many
/// hot ones there were. Throws duck::Fault.
std::size_t give_way(duck::Connection& connection, std::span<const KnownRow> rows, std::int64_t batch);

/// The newest value of each series, from the hot rows and from what was newest when days were sealed.
[[nodiscard]] std::vector<Observation> find_newest(duck::Connection& connection);
/// The newest value of one series, looked up in everything. For after a value was taken back.
[[nodiscard]] std::optional<Observation> find_newest(duck::Connection& connection, const std::string& folder,
                                                     SeriesId series);

}  // namespace sas::lake
