#pragma once
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "opendata/csv_rows.h"
#include "opendata/gate.h"
#include "privacy/declaration.h"
#include "releases/release.h"

/// What releases of the same cells tell together: a count of 100 and later one of 101 tell of one person, whatever
/// stood between them. Of this room only.
namespace sas::opendata {

/// A release that stands, as whoever reads the store finds it.
struct StandingRows {
  std::string path;  ///< of its CSV
  releases::File csv;
  privacy::Rounding rounding = privacy::Rounding::none;  ///< as it was declared when it was judged
};

/// Counts that are public already, of every release of one set that was accepted. At most kMostCounts of them: beyond
/// that the set is not compared by halves, but refused (`comparison-too-large`). Not thread-safe.
class PublicCounts {
 public:
  /// 80 MB of memory.
  static constexpr std::size_t kMostCounts = 2'000'000;

  explicit PublicCounts(const privacy::DataSet& set, std::size_t most = kMostCounts);

  /// The rows that follow are of one release with these columns; what was read of another and not accepted is
  /// forgotten.
  void begin(const std::vector<std::string>& header);
  /// Compares one row with all that was accepted. One that is not as long as the header is passed over: it blocks
  /// anyhow.
  void row(Cells cells);
  /// What was read since begin() is public.
  void accept();
  /// What was found since begin(): rule `difference` for each column.
  [[nodiscard]] std::vector<privacy::Finding> findings() const;
  /// True when there were more counts than can be held: then the findings say nothing.
  [[nodiscard]] bool is_too_large() const { return is_too_large_; }

 private:
  struct Counted {
    std::size_t place;
    std::string name;
    std::uint64_t hash;
    std::uint64_t different = 0;
  };
  void compare(Counted& counted, std::string_view cell, std::uint64_t cell_of_table);

  privacy::DataSet set_;
  std::size_t most_;
  std::size_t width_ = 0;  ///< of a row
  std::vector<std::size_t> dimensions_;
  std::optional<std::size_t> shape_;  ///< among the dimensions, when nothing else names the area
  std::vector<Counted> counted_;
  std::unordered_multimap<std::uint64_t, double> accepted_;
  std::vector<std::pair<std::uint64_t, double>> read_;
  bool is_too_large_ = false;
};

/// Whether counts under this declaration are to be compared: somebody is counted in a column of the header, and the
/// counts are not rounded to five. Those of a cell key are compared: it hardly moves a count, and the same key the
/// same.
[[nodiscard]] bool needs_comparison(const privacy::DataSet& set, const std::vector<std::string>& header);

/// How the counts of a release were rounded; not at all when the records do not know what it was judged with.
[[nodiscard]] privacy::Rounding rounding_of(const std::optional<privacy::DataSet>& judged);

/// The counts of every release that stands, to compare the rows of a new one with; none when there is nothing to
/// compare. Errors: those of read_kept_csv(): what cannot be compared must not go out.
[[nodiscard]] Result<std::optional<PublicCounts>> public_counts(const privacy::DataSet& set,
                                                                const std::vector<std::string>& header,
                                                                const std::vector<StandingRows>& standing);

}  // namespace sas::opendata
