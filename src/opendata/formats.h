#pragma once
#include <vector>

#include "opendata/declaration.h"
#include "releases/public_writer.h"

/// Every form of a release, made from the bytes of its CSV that are kept already. Of this room only.
namespace sas::opendata {

struct Formats {
  std::vector<releases::File> files;  ///< the CSV first
  std::vector<Bilingual> lost;        ///< forms that this table does not fit in, one line each
};

/// Makes what is still to be made beside the kept CSV and, behind it, the bulk forms when they are kept as well. Hashes
/// the CSV while reading it, so that what is in the other forms is what was judged. Errors: those of the writer, and
/// `object-damaged`.
[[nodiscard]] Result<Formats> make_formats(releases::PublicWriter& writer, std::vector<releases::File> kept,
                                           std::uint64_t rows, const std::vector<releases::Column>& columns,
                                           const releases::Description& words);

inline constexpr std::string_view kCsvType = "text/csv; charset=utf-8; header=present";

}  // namespace sas::opendata
