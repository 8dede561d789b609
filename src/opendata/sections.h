#pragma once
#include <functional>
#include <string>
#include <vector>

#include "opendata/csv_rows.h"
#include "opendata/file_form.h"

/// A messy CSV file as numbered tables. Of this room only.
namespace sas::opendata {

/// Called for every row of every section; row 0 is its header. Cells are UTF-8.
using TakeSectionRow = std::function<Result<Done>(int section, std::uint64_t row, Cells cells)>;

/// Takes the byte order mark off, tells sections apart and turns cells into UTF-8. A header that is shorter than the
/// rows below it is filled up with "kolom 3", …; empty names too. Errors as look_at_file().
[[nodiscard]] Result<Done> read_sections(const std::string& path, char separator, FileForm::Encoding encoding,
                                         const TakeSectionRow& take);

}  // namespace sas::opendata
