#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/config.h"
#include "base/json.h"
#include "opendata/file_form.h"
#include "opendata/review.h"
#include "privacy/declaration.h"
#include "releases/release.h"

/// What the owner says of a data set, as a file that people write: catalogue/datasets/<slug>.toml. One text feeds the
/// judgement, the catalogue and the record of every release (docs/dataset-format.md). Values; no thread rule.
namespace sas::opendata {

/// Which measurements a set is made of, when its source is "measured".
struct Measured {
  std::vector<std::string> properties;  ///< URIs: series that measure one of these are in the set
  /// `mean`: what a meter said on average in the hour. `sum`: what fell in it. `people`: how many passed, rounded to
  /// five, and no hour with fewer than ten.
  enum class Statistic { mean, sum, people } statistic = Statistic::mean;
  int days = 365;  ///< full days back from today
};

struct Declaration {
  std::string slug;                       ///< name of the set and of the file: "parkeren"
  privacy::DataSet set;                   ///< for the judgement
  releases::Description words;            ///< for the catalogue
  std::vector<releases::Column> columns;  ///< in the order of the files
  std::string source;                     ///< which source makes the rows; "upload" for files that people bring
  std::optional<Measured> measured;       ///< with source "measured" only
  std::optional<FileForm> file;           ///< with source "file": how it is written, as somebody confirmed
  std::vector<Review> reviews;            ///< one for each column with `reviewed_by`
  std::vector<Bilingual> lost;            ///< what was left out or made coarser before the judgement, one line each
  std::string sha256;                     ///< of the text, hexadecimal: which declaration a release was judged with
};

/// Reads one. What is missing or wrong is noted in `problems` with field and remedy; a declaration with a problem is
/// not to be used.
[[nodiscard]] Declaration read_declaration(std::string_view text, const std::string& slug, config::Problems& problems);

/// The same from an object of that shape, as the desk keeps one; its hash is of the canonical JSON.
[[nodiscard]] Declaration declaration_from(const json::Object& object, const std::string& slug,
                                           config::Problems& problems);

/// True for what a set may be called: 1 to 80 lower-case letters, digits and "-", a letter first, and not the name of a
/// page of the portal or the workplace.
[[nodiscard]] bool is_set_name(std::string_view slug);

struct Declarations {
  std::vector<Declaration> sets;  ///< by slug; those with problems are left out
  config::Problems problems;
  [[nodiscard]] const Declaration* find(std::string_view slug) const;
};

/// Every file of `folder`; a folder that is not there holds none.
[[nodiscard]] Declarations load_declarations(const std::string& folder);

}  // namespace sas::opendata
