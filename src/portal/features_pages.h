#pragma once
#include <string>
#include <vector>

#include "portal/features_query.h"
#include "portal/frame.h"
#include "portal/row_page.h"
#include "portal/search_index.h"

/// OGC API Features for people (17-069r4 requirement class HTML): the same resources as pages of the site, without any
/// script.
namespace sas::portal {

/// True when the answer is wanted as a page: `f=html`, or without `f` an Accept that names HTML before JSON, as
/// browsers send it.
[[nodiscard]] bool wants_page(const http::Request& request);
/// The request in the language of the visitor: these addresses have no language of their own (RFC 9110 clause 12.5.4).
[[nodiscard]] http::Request in_own_language(const http::Request& request);

[[nodiscard]] html::Page landing_page(const Look& look);
[[nodiscard]] html::Page collections_page(const Look& look, const std::vector<const ShownSet*>& sets);
[[nodiscard]] html::Page collection_page(const Look& look, Library& library, const ShownSet& set);
[[nodiscard]] html::Page item_page(const Look& look, const releases::Release& release, std::uint64_t number,
                                   const csv::Row& row);
/// The rows of one page; the addresses of the pages beside it are empty when there is none.
struct ItemLinks {
  std::string json, before, after;
};
[[nodiscard]] html::Page items_page(const Look& look, const releases::Release& release, const FeaturesQuery& query,
                                    const RowPage& page, const ItemLinks& links);

}  // namespace sas::portal
