#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <span>
#include <unordered_set>
#include <vector>

#include "lake/observation.h"

/// The newest values for whoever watches: a short memory of what was committed, read by cursor.
namespace sas::sensing {

using SeriesSet = std::unordered_set<lake::SeriesId>;

/// Fed by the lake after each commit, in order. Thread-safe.
class LiveStream {
 public:
  /// Keeps at least the last `keep` observations.
  explicit LiveStream(std::size_t keep = 50'000) : keep_(keep) {}

  /// On the lake's thread.
  void publish(std::int64_t batch, std::span<const lake::Observation> observations);

  struct Slice {
    std::vector<lake::Observation> values;
    std::int64_t upto = 0;  ///< cursor for the next call
    bool missed = false;    ///< something between the cursor and these is no longer remembered: show the latest anew
  };
  /// What was committed after batch `cursor` of the series wanted, oldest first, whole batches only, and no more than
  /// `max` values unless one batch alone has more.
  [[nodiscard]] Slice after(std::int64_t cursor, const SeriesSet& wanted, std::size_t max) const;
  /// The newest batch: the cursor of who starts watching now.
  [[nodiscard]] std::int64_t newest() const;

 private:
  struct Batch {
    std::int64_t number = 0;
    std::vector<lake::Observation> values;
  };

  const std::size_t keep_;
  mutable std::mutex mutex_;
  std::deque<std::shared_ptr<const Batch>> batches_;
  std::size_t kept_ = 0;
  std::int64_t newest_ = 0;
  std::int64_t forgotten_ = 0;  ///< the newest batch that is no longer in `batches_`
};

}  // namespace sas::sensing
