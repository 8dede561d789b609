#pragma once
#include <functional>
#include <span>

#include "lake/newest_values.h"
#include "lake/sealer.h"
#include "lake/writer.h"

namespace sas::lake {

/// Loads values of days that have ended, at the speed of the disk: they are gathered in a table of one session, outside
/// the log of the engine, and each day is written as files at once. What the lake has already is not written again;
/// what it has with another result goes the way of a single correction, so that history is kept. A crash leaves the
/// days that were done; doing it all again changes nothing on those.
class Backfill {
 public:
  using Next = std::function<std::size_t(std::span<Observation>)>;

  Backfill(Engine& engine, Sealer& sealer, Writer& writer, NewestValues& newest, std::string folder)
      : engine_(engine), sealer_(sealer), writer_(writer), newest_(newest), folder_(std::move(folder)) {}
  /// Values that were stored or corrected. `today` and later is refused. Throws duck::Fault and std::system_error.
  [[nodiscard]] Result<std::int64_t> run(const Next& next, Moment now);

 private:
  [[nodiscard]] Result<Done> gather(duck::Connection& connection, const Next& next, Moment now);
  void remember_newest(duck::Connection& connection);
  [[nodiscard]] Result<std::int64_t> fill_day(duck::Connection& connection, Date day);
  [[nodiscard]] Result<std::int64_t> correct(std::vector<Observation> changed);

  Engine& engine_;
  Sealer& sealer_;
  Writer& writer_;
  NewestValues& newest_;
  const std::string folder_;
};

}  // namespace sas::lake
