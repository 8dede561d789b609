#pragma once
#include <string>
#include <vector>

#include "html/content.h"
#include "portal/frame.h"
#include "portal/freshness.h"
#include "portal/search_index.h"

/// Words and small parts that several pages of this room show.
namespace sas::portal {

/// "Actueel", with its colour.
[[nodiscard]] html::Html fresh_badge(const Look& look, Freshness::State state);
/// The choice of a facet in words: the name of a theme, a licence, a format, ….
[[nodiscard]] std::string choice_name(const Look& look, Facet facet, const std::string& code);
/// "CSV, Excel, JSON".
[[nodiscard]] std::string format_names(const releases::Release& release);
/// Home and the list, for the trail above a page.
[[nodiscard]] std::vector<html::Link> trail(const Look& look);
[[nodiscard]] std::string set_path(std::string_view dataset);

}  // namespace sas::portal
