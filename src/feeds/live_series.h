#pragma once
#include <map>
#include <mutex>
#include <string>

#include "feeds/import.h"

namespace sas::feeds {

/// The series of doors where values come one at a time: found or made in the register when first heard of, remembered
/// after that. Thread-safe.
class LiveSeries {
 public:
  explicit LiveSeries(const ImportParts& parts) : parts_(parts) {}
  /// Errors of the register and the store.
  [[nodiscard]] Result<lake::SeriesId> id_of(const sensing::SeriesDescription& description);
  /// The readings of `collected` as observations, by series and in order of time.
  [[nodiscard]] Result<std::vector<lake::Observation>> observations(const Collected& collected);

 private:
  struct Known {
    lake::SeriesId id{};
    std::string unit;  ///< a decoder that changes its unit makes another description
  };
  ImportParts parts_;
  std::mutex mutex_;
  std::map<std::string, Known, std::less<>> known_;
};

}  // namespace sas::feeds
