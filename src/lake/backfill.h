#pragma once
#include <functional>
#include <span>

#include "lake/newest_values.h"
#include "lake/sealer.h"
#include "lake/writer.h"

namespace sas::lake {

/// Loads values of days that have ended, at the speed of the disk: they are gathered in a table of one session, outside
/// the log of the engine, and each day is written as files at once, many days to one change of the list. What the lake
/// has already is not written again; what it has with another result goes the way of a single correction, so that
/// history is kept. A crash leaves the days that were listed; doing it all again changes nothing on those.
class Backfill {
 public:
  using NextRows = std::function<std::size_t(std::span<Observation>)>;
  using NextColumns = std::function<ValueColumns()>;

  Backfill(Engine& engine, Sealer& sealer, Writer& writer, NewestValues& newest, std::string folder,
           std::size_t gathered_at_once)
      : engine_(engine),
        sealer_(sealer),
        writer_(writer),
        newest_(newest),
        folder_(std::move(folder)),
        gathered_at_once_(gathered_at_once) {}
  /// Values that were stored or corrected. `today` and later is refused. Throws duck::Fault and std::system_error.
  [[nodiscard]] Result<std::int64_t> run(const NextRows& next, Moment now);
  [[nodiscard]] Result<std::int64_t> run(const NextColumns& next, Moment now);

  /// Rows of a day that were gathered.
  struct DayCount {
    Date day{};
    std::int64_t rows = 0;
  };

 private:
  /// Puts the next values in the table; how many, 0 at the end.
  using Pull = std::function<Result<std::size_t>(duck::Appender&)>;
  [[nodiscard]] Result<std::int64_t> run_pulling(const Pull& pull);
  [[nodiscard]] Result<std::size_t> gather(duck::Connection& connection, const Pull& pull);
  void remember_newest(duck::Connection& connection);
  [[nodiscard]] std::optional<Date> open_day(std::span<const DayCount> all) const;
  [[nodiscard]] Result<std::int64_t> fill(duck::Connection& connection, std::span<const DayCount> all);

  Engine& engine_;
  Sealer& sealer_;
  Writer& writer_;
  NewestValues& newest_;
  const std::string folder_;
  const std::size_t gathered_at_once_;
};

}  // namespace sas::lake
