#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "lake/lake.h"
#include "sensorthings/times.h"

/// phenomenonTime and resultTime of a Datastream (18-088 table 10): from the first to the last of its values.
namespace sas::sensorthings {

struct SeriesSpan {
  std::optional<Time> phenomenon;
  std::optional<Time> result;
};

/// Asks the lake, and remembers the answer for half a minute or until a value came or went through this door; the
/// newest value is always the newest. Thread-safe.
class SeriesTimes {
 public:
  explicit SeriesTimes(lake::Lake& lake) : lake_(lake) {}

  /// Series without a value are not in the answer.
  [[nodiscard]] Result<std::map<std::int64_t, SeriesSpan>> spans(std::span<const std::int64_t> series);
  /// Values came or went.
  void forget(lake::SeriesId series);

 private:
  struct Known {
    SeriesSpan span;
    std::chrono::steady_clock::time_point until;
  };
  Result<Done> ask(const std::vector<std::int64_t>& series);
  lake::Lake& lake_;
  std::mutex mutex_;
  std::map<std::int64_t, Known> known_;
};

}  // namespace sas::sensorthings
