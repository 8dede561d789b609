#pragma once
#include <vector>

#include "base/json.h"
#include "opendata/declaration.h"
#include "opendata/intake.h"
#include "opendata/source.h"

/// What the columns of a file seem to be, for a person to confirm one by one. A proposal is never a declaration: the
/// draft holds it back from the gate until somebody confirmed it. Of this room only.
namespace sas::opendata {

/// One object for each column, in the shape of `[[column]]` of a declaration: type, meaning, kind and class, from the
/// name, every cell, and what the gate finds when it supposes that all is open. `known` gives the words of columns of
/// the same name in other sets. Errors are those of the source.
[[nodiscard]] Result<json::Array> proposed_columns(const FileProposal& file, Source& source,
                                                   const std::vector<Declaration>& known);

/// Columns that seem to hold the moment, the degrees and the shapes, by name and type; empty when there is none. Where
/// there are shapes, no degrees are proposed.
struct ProposedPointers {
  std::string time, longitude, latitude, shape;
};
[[nodiscard]] ProposedPointers proposed_pointers(const std::vector<releases::Column>& columns);

}  // namespace sas::opendata
