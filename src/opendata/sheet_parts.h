#pragma once
#include <set>
#include <string>
#include <vector>

#include "opendata/xml_events.h"
#include "opendata/zip_file.h"

/// The parts of an Excel file. Of this room only.
namespace sas::opendata {

/// Reads a whole part of the archive through the handlers.
[[nodiscard]] Result<Done> read_part(const ZipFile& zip, const std::string& name, XmlHandlers handlers);

struct Workbook {
  struct Sheet {
    std::string name;
    std::string part;  ///< in the archive; empty when the workbook names none
  };
  std::vector<Sheet> sheets;
  std::set<std::string> refused;
  bool is_1904 = false;  ///< days count from 1904 (ECMA-376 part 1, 18.2.28)
};
/// The list of sheets, and what the archive holds beside them.
[[nodiscard]] Result<Workbook> read_workbook(const ZipFile& zip);

/// Texts that cells share. Error `sheet-texts-too-large`.
[[nodiscard]] Result<std::vector<std::string>> read_texts(const ZipFile& zip);
/// For each cell format whether it shows a number as a day.
[[nodiscard]] Result<std::vector<char>> read_day_formats(const ZipFile& zip);

}  // namespace sas::opendata
