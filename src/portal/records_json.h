#pragma once
#include <span>
#include <string>

#include "base/json.h"
#include "portal/frame.h"
#include "portal/records_query.h"
#include "portal/search_index.h"

/// The documents of OGC API Records (20-004r1): the catalogue as one collection of records. `base` is the address of
/// the landing page. Pure.
namespace sas::portal {

/// The name of the collection; no set can have it.
inline constexpr std::string_view catalogue_id = "catalog";

/// Requirements class Record Collection: what /collections lists of the catalogue, and the collection itself.
[[nodiscard]] json::Object catalogue_collection(const Publisher& publisher, std::span<const ShownSet> sets,
                                                const std::string& base);
/// One set as a record (requirements class Record Core), a GeoJSON feature.
[[nodiscard]] json::Object record_json(const Publisher& publisher, const ShownSet& set, const std::string& base);
/// One page of records, with links to the pages beside it.
[[nodiscard]] std::string records_json(const Publisher& publisher, std::span<const ShownSet* const> fitting,
                                       const RecordsQuery& query, const std::string& base, Instant now);
/// The classes that hold here.
[[nodiscard]] std::span<const std::string_view> records_conformance();
/// The paths of the catalogue in the definition of the API (OpenAPI 3.0).
[[nodiscard]] json::Object records_paths();

}  // namespace sas::portal
