#pragma once
#include <optional>
#include <string>
#include <vector>

#include "http/message.h"
#include "portal/frame.h"
#include "portal/search_index.h"

namespace sas::portal {

/// Which records of the catalogue are asked for (OGC 20-004r1, requirements class Record Core Query Parameters).
struct RecordsQuery {
  std::size_t limit = 10, offset = 0;
  std::optional<releases::Extent> box;  ///< degrees; a record without a place is in no box
  std::optional<Date> from, until;      ///< a record without a time fits every time
  /// Texts of which a record holds at least one, folded: commas stood between them. Words of one text stand in that
  /// order, with any white space between them.
  std::vector<std::string> texts;
  std::vector<std::string> types, ids, external_ids;  ///< of each list one is enough; an empty list asks nothing
  std::string kept;                                   ///< the parameters that the next page has as well: "&bbox=…"
};

/// limit (10, at most 1,000), offset, bbox, datetime, q, type, ids, externalIds, f. Errors `parameter-unknown`,
/// `parameter-invalid`. Pure.
[[nodiscard]] Result<RecordsQuery> read_records_query(const http::Fields& fields);

/// Those of `sets` that fit, in their order; they live as long as `sets`. Pure.
[[nodiscard]] std::vector<const ShownSet*> fitting(const RecordsQuery& query, const std::vector<ShownSet>& sets,
                                                   const Publisher& publisher);

}  // namespace sas::portal
