#pragma once
#include <memory>
#include <string>
#include <vector>

#include "opendata/declaration.h"
#include "opendata/file_form.h"
#include "opendata/source.h"

/// Files as people really have them. CSV: semicolons, decimal commas, Windows-1252, a byte order mark, a header that is
/// too short, three tables below each other, days first. Excel: the cells of one sheet, and nothing hidden beside them
/// (sheet_file.h). What a file seems to be is proposed; a declaration confirms it; nothing is changed silently. Memory
/// does not grow with the file.
namespace sas::opendata {

/// One table of a file: of CSV rows of as many cells, up to an empty row or a row of another width; of Excel a sheet.
struct Section {
  std::vector<std::string> header;
  std::uint64_t rows = 0;  ///< below the header
};

struct FileProposal {
  FileForm form;                          ///< of the longest section
  std::vector<Section> sections;          ///< at most 100
  std::vector<releases::Column> columns;  ///< of that section, with the types its cells seem to have
  /// What a person must know before agreeing: `short-header` (columns without a name got one), `several-tables`,
  /// `mixed-types` (with the column: most cells look like a number or a day, some do not), `one-shape` (with the
  /// column: it holds shapes as well, and a set has one such column), `heights` (there are heights, which are left
  /// out), `properties` (the workbook tells who made it: the form proposes to leave that out), `beginning` (the file is
  /// large: only its first 16 MB were looked at).
  struct Remark {
    std::string code;
    std::string column;
  };
  std::vector<Remark> remarks;
};

/// Looks at every cell of the file, or of the beginning of a large one. Errors: `file-unreadable`, `file-too-large`
/// (over 10 GiB), `csv-quote`, `csv-row-too-long`, `file-binary` (old Excel, PDF, UTF-16 …), `file-uneven` (more than
/// 100 sections: the rows have no common width), `too-many-columns` (2,000), `file-empty`, and those of read_sheet(),
/// read_geojson(), read_parquet_file() and convert_to_geojson().
[[nodiscard]] Result<FileProposal> look_at_file(const std::string& path);

/// A declaration to begin with: everything that can be seen is filled in, and what only the owner knows is left
/// undecided, so that it blocks.
[[nodiscard]] std::string declaration_draft(const FileProposal& proposal, const std::string& slug);

/// Rows of a file in the form that its declaration confirms. Errors as look_at_file(), `section-missing`, and of its
/// rows `file-changed` (another file came in its place).
[[nodiscard]] Result<std::unique_ptr<Source>> file_source(const std::string& path, const Declaration& declaration);

}  // namespace sas::opendata
