#pragma once
#include <string>

#include "http/message.h"
#include "portal/search_index.h"

/// The search as it stands in an address: `q`, `thema`, `eigenaar`, `licentie`, `formaat`, `actueel`, `hvd` (each as
/// often as one likes), `gebied=west,south,east,north` in degrees, `volgorde=nieuw|titel` and `p`. What cannot be read
/// is as if it was not asked. Pure.
namespace sas::portal {

inline constexpr std::size_t results_a_page = 20;

[[nodiscard]] SearchQuery read_search(const http::Fields& fields);
/// The page of results that the address asks for, from 1.
[[nodiscard]] std::size_t page_of(const http::Fields& fields);
/// "?q=…&thema=…", or empty; `page` 1 is left out.
[[nodiscard]] std::string write_search(const SearchQuery& query, std::size_t page = 1);
/// The name of a facet in an address.
[[nodiscard]] std::string_view parameter_of(Facet facet);
/// Four numbers with commas, the smaller ones first; none otherwise.
[[nodiscard]] std::optional<releases::Extent> read_extent(std::string_view text);
[[nodiscard]] std::string write_extent(const releases::Extent& extent);

}  // namespace sas::portal
