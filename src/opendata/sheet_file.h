#pragma once
#include <string>
#include <vector>

#include "opendata/csv_rows.h"
#include "opendata/file_form.h"

/// Excel files that people bring (ECMA-376). The release is made of the cells of one visible sheet; but a file in which
/// something is hidden is refused, because who hid it may think it is gone. Bounded memory.
namespace sas::opendata {

/// What is in the file beside the cells that can be seen: `macros`, `external-links`, `hidden-sheet`, `hidden-column`,
/// `hidden-row`, `comments`, `embedded` (pictures and other files), `properties` (names of who made it).
struct SheetFile {
  std::vector<std::string> sheets;   ///< names, in order
  std::vector<std::string> refused;  ///< codes of what must go first; empty when nothing is hidden
};

/// Opens everything that is in it, of every sheet. Errors: `file-unreadable`, `zip-broken`, `zip-bomb`, `xml-broken`,
/// `sheet-broken` (no workbook in it), `sheet-texts-too-large` (over 256 MiB of different texts).
[[nodiscard]] Result<SheetFile> look_at_sheets(const std::string& path);

/// The cells of sheet `number` (from 1) as text, each row as long as the longest so far: numbers as they are kept, days
/// as ISO 8601, truths as true and false. Errors as look_at_sheets(), `sheet-refused` (something is hidden: detail
/// holds the codes), `sheet-properties` (nothing but the properties, which may be left out), `sheet-cell-too-long`,
/// `section-missing`, and those of `take`.
[[nodiscard]] Result<Done> read_sheet(const std::string& path, int number, const TakeRow& take,
                                      FileForm::Properties properties = FileForm::Properties::refuse);

}  // namespace sas::opendata
