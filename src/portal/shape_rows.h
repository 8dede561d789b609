#pragma once
#include "portal/crs.h"
#include "portal/features_query.h"
#include "portal/row_page.h"

namespace sas::portal {

/// The rows of a question with a box, of a release of lines and areas: those whose shape itself meets the box, in its
/// own system, and for which the other filters hold; counted exactly. Errors: those of read_rows(), and
/// `parameter-invalid` when the other filters leave too many rows to look through.
[[nodiscard]] Result<RowPage> rows_with_shape_in_box(Library& library, const releases::Release& release,
                                                     const FeaturesQuery& query, const Projector& projector);

}  // namespace sas::portal
