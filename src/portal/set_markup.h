#pragma once
#include <string>

#include "portal/frame.h"
#include "portal/search_index.h"

/// A set as other programs describe a table. Pure.
namespace sas::portal {

/// schema.org Dataset as JSON-LD, safe to stand in a script element.
[[nodiscard]] std::string schema_org(const Publisher& publisher, const ShownSet& set, Language language);
/// Table Schema (Frictionless, Data Package v2) of the columns.
[[nodiscard]] std::string table_schema(const releases::Release& release);

}  // namespace sas::portal
