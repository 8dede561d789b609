#pragma once
#include "portal/ckan_call.h"
#include "suppliers/sets.h"

/// The words about a set in CKAN's fields. Pure.
namespace sas::suppliers {

/// "bomen-per-soort": as declarations name sets.
[[nodiscard]] bool is_dataset_name(std::string_view name);
/// `set` with what the call says: title, notes, license_id, tags. Fields that are absent stay. Errors `ckan-argument`:
/// a licence that is not open, tags that are no list of {name}.
[[nodiscard]] Result<SuppliedSet> with_words(SuppliedSet set, const portal::CkanArguments& arguments);
/// "bomen" and "csv" of "bomen-csv", as the argument `field` names it.
struct ResourceName {
  std::string dataset, format;
};
[[nodiscard]] Result<ResourceName> read_resource_id(const portal::CkanArguments& arguments,
                                                    std::string_view field = "resource_id");

}  // namespace sas::suppliers
