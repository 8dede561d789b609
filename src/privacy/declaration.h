#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "privacy/finding.h"

/// What the owner of a data set says about it, before anybody looks at the data. A column that is not declared, and a
/// declaration that leaves something open, blocks: nothing is open by silence. Values; no thread rule.
namespace sas::privacy {

/// Who or what one row is about.
enum class Subject { person, household, firm, thing, area };

/// What the owner says of a column. `undecided` is the start, so that a forgotten column blocks.
enum class Classification { undecided, open, internal, personal, special_personal, confidential };

enum class Kind {
  measure,    ///< a number that is counted or measured
  category,   ///< one of a closed set of words
  thing_id,   ///< number or name of a thing (a lamp post, a garage, a station), never of a person
  date,       ///< a day or a moment
  location,   ///< coordinates, postcode, address or the name of a place; `precision` is required
  free_text,  ///< anything else; only open after a named human read it
};

/// How precisely a location is given, from fine to coarse.
enum class Precision { exact, address, pc6, pc4, neighbourhood, district, municipality };

/// What a measure counts; anything that counts persons or households falls under the rules for small cells.
enum class Counted { nothing, things, persons, households, firms };

/// The part a column plays in singling people out.
enum class Role { plain, quasi_identifier, sensitive };

struct Column {
  std::string name;     ///< as in the header of the data, exactly
  std::string meaning;  ///< what it says, for people
  Classification classification = Classification::undecided;
  /// Why it is closed: "woo-5.1-1-c", "woo-5.1-1-d", "woo-5.1-1-e", "woo-5.1-2-e", ... (Wet open overheid article 5.1).
  std::string reason;
  Kind kind = Kind::free_text;
  std::optional<Precision> precision;   ///< required for a location
  Counted counts = Counted::nothing;    ///< of a measure
  Role role = Role::plain;              ///< of rows about persons, households or firms
  std::vector<std::string> vocabulary;  ///< every value that may occur; may be empty when the set proves closed
  std::string reviewed_by;              ///< the named human who read the free text or looked at every photo
};

/// How counts were made harmless at the source. Rounding to five can be seen in the counts and is verified. Noise by
/// cell key cannot be seen: said by an owner it counts as none, only `NoiseFact` is believed.
enum class Rounding { none, to_five, cell_key };

/// That transform() moved the counts of a column by keyed noise in this very run. No file, form or record can say so:
/// nothing but the transformation makes one that holds for a column.
class NoiseFact {
 public:
  [[nodiscard]] bool holds_for(std::string_view column) const;

 private:
  friend struct NoiseMaker;
  std::vector<std::string> columns_;
};

/// Where the largest share of a table comes from: the words of its owner, or the rows that were summed here.
enum class ShareOrigin { declared, measured };

/// That the rows are cells of a table over many persons, households or firms, instead of one of them each.
struct Aggregation {
  std::vector<std::string> dimensions;  ///< columns that together name a cell
  std::string count_column;             ///< number of units in the cell
  Rounding rounding = Rounding::none;
  /// The greatest part (0..1) of a sum that comes from one unit, over all cells, as `aggregate()` works it out; needed
  /// when the table holds sums or means of firms or persons.
  std::optional<double> largest_share;
  ShareOrigin share_origin = ShareOrigin::declared;
};

/// Whether the firms of a table can be natural persons: a sole trader's data are personal data.
enum class FirmForm { unknown, legal_persons_only };

/// The categories of Implementing Regulation (EU) 2023/138.
enum class HighValue { none, geospatial, earth_environment, meteorological, statistics, companies, mobility };
enum class Refresh { never, yearly, quarterly, monthly, weekly, daily, continuous };

struct DataSet {
  std::string name;
  Subject subject = Subject::person;
  FirmForm firms = FirmForm::unknown;
  std::optional<Aggregation> aggregation;
  std::vector<Column> columns;
  /// The one column of points, lines or areas (canonical text of shapes/forms.h); of kind location. Empty: there is
  /// none, and geometry in any column blocks.
  std::string shape_column;
  /// Columns of counts that are multiples of five on purpose, beside what the aggregation says; verified.
  std::vector<std::string> rounded_to_five;
  NoiseFact noise;
  std::string owner;    ///< organisation part that answers for it
  std::string licence;  ///< "CC0-1.0" or "CC-BY-4.0"
  Refresh refresh = Refresh::never;
  HighValue high_value = HighValue::none;
};

/// The declared column of that name; null when it is not declared.
[[nodiscard]] const Column* find_column(const DataSet& set, std::string_view name);
/// True for the reason codes of Wet open overheid article 5.1 that this program knows.
[[nodiscard]] bool is_reason_code(std::string_view code);
/// Layer 1: everything that blocks before any value is read. `header` holds the names in the data.
[[nodiscard]] std::vector<Finding> check_declaration(const DataSet& set, const std::vector<std::string>& header);

}  // namespace sas::privacy
