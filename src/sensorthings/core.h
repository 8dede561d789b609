#pragma once
#include <atomic>
#include <functional>
#include <span>
#include <string>

#include "sensorthings/sensorthings.h"
#include "sensorthings/series_cache.h"
#include "sensorthings/series_times.h"
#include "sensorthings/writer.h"

/// What every request of this room shares: the stores, what is remembered, and the way of a change.
namespace sas::sensorthings {

/// Thread-safe.
class Core {
 public:
  explicit Core(const SensorThingsParts& parts) : parts_(parts), times_(parts.lake) {}

  [[nodiscard]] const SensorThingsParts& parts() const { return parts_; }
  [[nodiscard]] SeriesCache& cache() { return cache_; }

  /// A moment for what comes without one; never the same twice, since it is part of what an Observation is known by.
  [[nodiscard]] Moment fresh_moment();

  /// Runs `work` on a snapshot.
  template <typename F>
  auto read(const Access& access, F&& work) -> std::invoke_result_t<F, const ReadParts&> {
    return parts_.records.read([&](store::ReadTx& tx) {
      return work(ReadParts{tx, parts_.lake, access, times_, now()});
    });
  }

  /// Runs `work` in one transaction, and then what it left to be done: values into the lake, caches forgotten. When the
  /// intake refuses a value that came along with new entities, the entities are removed again and the refusal is the
  /// answer.
  [[nodiscard]] Result<Done> change(const Access& access, const std::function<Result<Done>(Writer&)>& work);

  /// Takes Observations in, and answers for each. Errors are of the whole.
  [[nodiscard]] Result<std::vector<sensing::Taken>> take(std::vector<lake::Observation> observations);

  /// One Observation, without waiting: `done` is called when it is durable or refused, mostly on the lake's thread; do
  /// little there. This must live until then.
  void take_later(lake::Observation observation, std::function<void(Result<Done>)> done);

  /// The series and its feature, from memory when it can be. Errors `url-unknown`, `sensor-forbidden`.
  [[nodiscard]] Result<SeriesCache::Facts> facts(const Access& access, std::int64_t series);

 private:
  [[nodiscard]] Moment now() const { return std::chrono::time_point_cast<Micros>(parts_.clock.now()); }
  [[nodiscard]] Result<Done> settle(const Access& access, AfterCommit after);
  void forget(const AfterCommit& after);

  SensorThingsParts parts_;
  SeriesTimes times_;
  SeriesCache cache_;
  std::atomic<std::int64_t> last_micros_{0};
};

/// A value of about now is live: that it is old when it comes says something of its source. A client may hand in its
/// past at any time; the age of that says nothing.
[[nodiscard]] sensing::Arrival arrival_of(std::span<const lake::Observation> observations, Moment now);

/// Why the intake refused, with what to do about it.
[[nodiscard]] Error refusal(const std::string& code);

}  // namespace sas::sensorthings
