#pragma once
#include "html/html.h"
#include "portal/library.h"
#include "portal/wording.h"

/// What a visitor sees of a table before taking it: the first rows, a chart and a map. Each is left out when the table
/// does not lend itself to it, or when it cannot be made now.
namespace sas::portal {

[[nodiscard]] html::Html preview_table(const Look& look, Library& library, const ShownSet& set);
/// Rows over time when there is a time column; else how often the words of the first closed column occur.
[[nodiscard]] html::Html preview_chart(const Look& look, Library& library, const ShownSet& set);
[[nodiscard]] html::Html preview_map(const Look& look, Library& library, const ShownSet& set);

}  // namespace sas::portal
