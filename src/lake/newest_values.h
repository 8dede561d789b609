#pragma once
#include <map>
#include <optional>
#include <shared_mutex>
#include <span>
#include <unordered_map>

#include "lake/observation.h"

namespace sas::lake {

/// The newest value of every series, in memory. Thread-safe.
class NewestValues {
 public:
  [[nodiscard]] std::optional<Observation> latest(SeriesId series) const;
  [[nodiscard]] std::map<SeriesId, Observation> latest(std::span<const SeriesId> series) const;
  /// When the newest value of the series was measured; the beginning of time when there is none.
  [[nodiscard]] Moment time_of(SeriesId series) const;

  /// Values that were made durable, in order; a value as new as the one that is here replaces it.
  void put(std::span<const Observation> rows);
  /// Values of long ago: one that is as new as what is here does not replace it.
  void put_older_first(std::span<const Observation> rows);
  /// After a value was taken back: what is newest now, or nothing.
  void replace(SeriesId series, std::optional<Observation> newest);
  /// Only these from now on.
  void reset(std::span<const Observation> rows);

 private:
  void put_locked(std::span<const Observation> rows);

  mutable std::shared_mutex mutex_;
  std::unordered_map<SeriesId, Observation> values_;
};

}  // namespace sas::lake
