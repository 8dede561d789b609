#pragma once
#include "harvest/listing.h"

/// One reader a kind. Of this room only.
namespace sas::harvest {

[[nodiscard]] Result<Listing> read_ckan(std::string_view body, std::string_view url);
[[nodiscard]] Result<Listing> read_data_json(std::string_view body, std::string_view url);
[[nodiscard]] Result<Listing> read_dcat(std::string_view body, std::string_view url);
[[nodiscard]] Result<Listing> read_features(std::string_view body, std::string_view url);

/// Keeps the set when it has a name and a form, otherwise counts it.
void add(Listing& listing, Listed set);

}  // namespace sas::harvest
