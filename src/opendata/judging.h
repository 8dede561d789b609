#pragma once
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "opendata/declaration.h"
#include "opendata/differencing.h"
#include "opendata/gate.h"
#include "privacy/judge.h"

/// The whole judgement of one table: the privacy rules, the declared types, texts that spreadsheets would run, and the
/// words about the set. Of this room only; not thread-safe.
namespace sas::opendata {

struct Verdict {
  privacy::Report report;
  std::vector<Flaw> flaws;
  std::vector<releases::Column> columns;   ///< in the order of the header; undeclared ones are left out
  std::optional<Date> from, until;         ///< first and last day in the time column
  std::optional<releases::Extent> extent;  ///< of the points or shapes
  [[nodiscard]] bool passes() const { return report.passes() && flaws.empty(); }
};

class TableJudge {
 public:
  TableJudge(const Declaration& declaration, std::vector<std::string> header);
  /// The counts that are public already (public_counts()), for differencing; before the first row.
  void compare_with(PublicCounts counts) { counts_.emplace(std::move(counts)); }
  void row(Cells cells);
  /// In the order of the header; undeclared ones are left out.
  [[nodiscard]] std::vector<releases::Column> columns() const;
  /// Once, after the last row.
  [[nodiscard]] Verdict finish();

 private:
  struct Watched {
    std::string label;  ///< declared name, or "#3"
    std::optional<releases::Column> declared;
    std::uint64_t wrong_type = 0, formulas = 0;
    std::optional<Review> review;  ///< which cells somebody read
    ColumnSeal seal;               ///< of the cells at hand, when there is a review
    std::string last_good;         ///< the same again needs no second look: rows of one moment or meter stand together
  };
  void look_at_place(Cells cells);
  [[nodiscard]] bool look_at_shape(std::string_view cell);
  void widen(const releases::Extent& more);
  void look_at_time(std::string_view cell);

  const Declaration& declaration_;
  privacy::Judge judge_;
  std::optional<PublicCounts> counts_;
  std::vector<Watched> columns_;
  std::optional<std::size_t> time_, longitude_, latitude_;
  struct Days {
    std::optional<Date> from, until;
    void add(Date day) {
      from = from ? std::min(*from, day) : day;
      until = until ? std::max(*until, day) : day;
    }
  };
  Days days_;
  std::optional<releases::Extent> extent_;
  std::string last_time_, first_moment_, last_moment_;
  std::uint64_t rows_ = 0, uneven_ = 0;
};

/// What is wrong with the words of a declaration: they are published too.
[[nodiscard]] std::vector<Flaw> flaws_of_words(const releases::Description& words);

}  // namespace sas::opendata
