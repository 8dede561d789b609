#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "privacy/judge.h"

/// What may be done to a table that does not pass. Each transformation makes a new table and the declaration that goes
/// with it; both are judged again. Pure.
namespace sas::privacy {

enum class Change {
  drop,            ///< leave the column out
  age_band,        ///< ages, years and dates to bands of ten years
  coarser_place,   ///< PC6 to PC4, an address to its postcode area, coordinates to about a kilometre, a shape to its
                   ///< middle as roughly
  to_wider_area,   ///< a neighbourhood to its district, a district to its municipality, by CBS code
  round_to_five,   ///< every count to the nearest multiple of five
  cell_key_noise,  ///< every count moved a little by a keyed hash, the same cell the same way each time
  aggregate,       ///< rows to groups of the remaining categories with their number and the sums of open measures; a
                   ///< sum of too few, or most of it from one unit, is left empty
  suppress_small,  ///< leave out groups with a count below ten, and what would give these away beside a total
};

struct Transformation {
  Change change;
  std::string column;  ///< empty for aggregate: all columns that can be a dimension
  friend bool operator==(const Transformation&, const Transformation&) = default;
};

struct Transformed {
  DataSet set;
  Table table;
};

/// A hash of a message that nobody can make without the secret of the municipality, of at least eight bytes:
/// HMAC-SHA256 under a key of the caller. The same secret must stay, or the noise of two releases can be averaged out.
using KeyedHash = std::function<std::string(std::string_view message)>;

/// Without a keyed hash there is no noise: it could be worked out from the row.
/// Errors: `column-unknown` (field `column`), `column-unfit` (the column does not hold what the change works on),
/// `row-uneven` (a row has another number of cells than the header), `noise-key-missing`.
[[nodiscard]] Result<Transformed> transform(const DataSet& set, const Table& table, const Transformation& change,
                                            const KeyedHash& keyed = {});

struct Proposal {
  std::vector<Transformation> changes;  ///< in this order; empty when the table passes as it is
  Transformed result;
  std::vector<Bilingual> lost;  ///< what readers can no longer see, one line per change
};

/// The smallest set of changes that passes: first what no milder change can mend, then the fewest of the others, the
/// mildest first. None when no set of at most four changes beside the drops passes, or nothing worth publishing is
/// left. Noise is only among them with a keyed hash.
[[nodiscard]] std::optional<Proposal> propose(const DataSet& set, const Table& table, const KeyedHash& keyed = {});

}  // namespace sas::privacy
