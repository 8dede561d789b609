#pragma once
#include <optional>
#include <string>

#include "http/message.h"
#include "lake/file_query.h"
#include "portal/crs.h"
#include "releases/release.h"

namespace sas::portal {

/// What /items asks (OGC 17-069r4 clause 7.15, OGC 18-058r1 clause 7).
struct FeaturesQuery {
  lake::FileQuestion question;  ///< without its path; the columns are all of the release
  Crs crs = Crs::crs84;         ///< of the answer
  /// A box in the Dutch grid, in metres. The filters of the question hold its envelope in degrees, which is larger:
  /// grid_rows.h leaves the rest out.
  std::optional<releases::Extent> grid_box;
  /// A box in degrees, of a release of lines and areas: shape_rows.h finds what meets it.
  std::optional<releases::Extent> shape_box;
  std::string kept;  ///< the parameters that the next page has as well: "&bbox=…"
};

/// limit (10, at most 10,000), offset, bbox, bbox-crs, crs, datetime, f, versie, and any column by its name. Errors:
/// `parameter-unknown`, `parameter-invalid` with the field; both are answered with 400.
[[nodiscard]] Result<FeaturesQuery> read_features_query(const http::Fields& fields, const releases::Release& release,
                                                        const Projector& projector);

}  // namespace sas::portal
