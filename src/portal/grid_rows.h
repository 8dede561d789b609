#pragma once
#include "portal/crs.h"
#include "portal/features_query.h"
#include "portal/row_page.h"

namespace sas::portal {

/// Rows whose place lies within `query.grid_box`, exactly: straight lines of the Dutch grid are no straight lines in
/// degrees, so every row of the envelope is reckoned. Errors: those of Library, and `parameter-invalid` when the
/// envelope holds more than half a million rows.
[[nodiscard]] Result<RowPage> rows_in_grid(Library& library, const releases::Release& release,
                                           const FeaturesQuery& query, const Projector& projector);

}  // namespace sas::portal
