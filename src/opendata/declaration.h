#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/config.h"
#include "privacy/declaration.h"
#include "releases/release.h"

/// What the owner says of a data set, as a file that people write: catalogue/datasets/<slug>.toml. One text feeds the
/// judgement, the catalogue and the record of every release (docs/dataset-format.md). Values; no thread rule.
namespace sas::opendata {

struct Declaration {
  std::string slug;                       ///< name of the set and of the file: "parkeren"
  privacy::DataSet set;                   ///< for the judgement
  releases::Description words;            ///< for the catalogue
  std::vector<releases::Column> columns;  ///< in the order of the files
  std::string source;                     ///< which source makes the rows; "upload" for files that people bring
  std::vector<Bilingual> lost;            ///< what was left out or made coarser before the judgement, one line each
  std::string sha256;                     ///< of the text, hexadecimal: which declaration a release was judged with
};

/// Reads one. What is missing or wrong is noted in `problems` with field and remedy; a declaration with a problem is
/// not to be used.
[[nodiscard]] Declaration read_declaration(std::string_view text, const std::string& slug, config::Problems& problems);

struct Declarations {
  std::vector<Declaration> sets;  ///< by slug; those with problems are left out
  config::Problems problems;
  [[nodiscard]] const Declaration* find(std::string_view slug) const;
};

/// Every file of `folder`; a folder that is not there holds none.
[[nodiscard]] Declarations load_declarations(const std::string& folder);

}  // namespace sas::opendata
