#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "sensing/registry.h"
#include "store/store.h"

/// What writing an Observation must know of its series, kept in memory: the way in is walked thousands of times a
/// second.
namespace sas::sensorthings {

struct SeriesFacts {
  sensing::Series series;
  /// Feature of interest where the Thing is now, made from its Location; 0 when the Thing has none.
  std::int64_t feature_now = 0;
  /// Number to write in an Observation that names no feature: 0 as long as the Thing did not move.
  [[nodiscard]] std::int64_t unnamed_feature() const { return feature_now == series.feature ? 0 : feature_now; }
};

/// Knows a series for two seconds, so that a change made by another door is soon seen, or until `forget`. Thread-safe.
class SeriesCache {
 public:
  using Facts = std::shared_ptr<const SeriesFacts>;
  /// None when it is not known here; a series that does not exist is never remembered.
  [[nodiscard]] Facts get(std::int64_t series);
  void put(Facts facts);
  void forget(std::int64_t series);
  /// A thing moved, or something else changed that many series share.
  void forget_all();

 private:
  struct Known {
    Facts facts;
    std::chrono::steady_clock::time_point until;
  };
  std::mutex mutex_;
  std::unordered_map<std::int64_t, Known> known_;
};

}  // namespace sas::sensorthings
