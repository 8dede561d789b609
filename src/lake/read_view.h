#pragma once
#include <string>
#include <vector>

#include "lake/duck.h"
#include "lake/lake.h"

namespace sas::lake {

/// SQL of the sealed rows of a set of files, without those that were corrected or taken back since.
class SealedSource {
 public:
  /// Files of the days `from`..`until` (both in it; clamped to the years 1900..2200), as this moment of the
  /// connection's transaction has them.
  SealedSource(duck::Connection& connection, const std::string& folder, Date from, Date until);
  [[nodiscard]] bool empty() const { return untouched_.empty() && touched_.empty(); }
  /// A SELECT of row_columns. Only files of days with corrections pay for looking them up.
  [[nodiscard]] std::string select() const;

 private:
  std::vector<std::string> untouched_, touched_;
};

/// While it lives, the view `observation` of the connection reaches over the hot rows and the sealed files of the days
/// of the scope, all of one moment. Files of other days are not opened.
class ReadView {
 public:
  ReadView(duck::Connection& connection, const std::string& folder, const TimeScope& scope);

 private:
  duck::Transaction transaction_;  ///< rolled back at the end, which takes the view with it
};

/// `'text'` with its quotes doubled.
[[nodiscard]] std::string sql_quoted(std::string_view text);
/// The UTC day of a moment, and back.
[[nodiscard]] Date day_of(Moment moment);
[[nodiscard]] Moment begin_of(Date day);
/// `DATE '2026-04-01'`
[[nodiscard]] std::string sql_date(Date day);
/// Condition on `alias`.time: within the UTC day.
[[nodiscard]] std::string within_day(std::string_view alias, Date day);

}  // namespace sas::lake
