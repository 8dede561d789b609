#pragma once
#include <memory>
#include <string>

#include "opendata/bulk_forms.h"
#include "opendata/judging.h"
#include "opendata/source.h"

/// One pass over the rows of a source. Of this room only.
namespace sas::opendata {

/// Files with exactly the rows that a judge saw. Nothing of them is kept, let alone public, until somebody says so.
struct Drafts {
  std::unique_ptr<releases::Draft> csv;
  std::string sha256;               ///< of the CSV, reckoned before its bytes reached the disk
  std::unique_ptr<BulkForms> bulk;  ///< none when the declaration forbids it already
};

/// Gives every row to the judge and writes it, out of the same memory: what is judged is what is written, whatever
/// happens to the source meanwhile. Judging and writing go on beside each other, in memory that does not grow with the
/// rows. Errors: those of the source and of the store; then there are no drafts.
[[nodiscard]] Result<Drafts> draft_rows(releases::PublicWriter& store, const Declaration& declaration, Source& source,
                                        TableJudge& judge);

}  // namespace sas::opendata
