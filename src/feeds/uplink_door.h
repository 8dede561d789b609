#pragma once
#include <functional>
#include <map>
#include <mutex>

#include "feeds/live_series.h"
#include "feeds/uplink_readings.h"

namespace sas::feeds {

/// What became of one uplink.
struct UplinkTaken {
  enum class What { stored, repeated, refused } what = What::stored;
  std::size_t values = 0;  ///< that were let in
  std::string code;        ///< of a refusal: it will not get better by sending it again
  std::string field;       ///< that was refused; never its value
};

/// Takes uplinks of The Things Stack from webhook and MQTT alike: once each, decoded, privacy first, durable.
/// Thread-safe.
class UplinkDoor {
 public:
  /// All of `parts` must outlive it. `decoder` may be empty.
  UplinkDoor(const ImportParts& parts, Decoder decoder) : parts_(parts), series_(parts), decoder_(std::move(decoder)) {}

  /// `done` is called when the values are durable, on the lake's thread, or at once when there is nothing to store.
  /// Errors are worth another try: `lake-busy`, `lake-lost`, `store-busy`, …
  void take(const Uplink& uplink, std::function<void(Result<UplinkTaken>)> done);
  /// The same and waits.
  [[nodiscard]] Result<UplinkTaken> take(const Uplink& uplink);

 private:
  void write_down(const Uplink& uplink, const std::string& kind);

  ImportParts parts_;
  std::mutex refusals_mutex_;
  std::map<std::string, Instant> next_refusal_;
  LiveSeries series_;
  Decoder decoder_;
  UplinkMemory memory_;
};

}  // namespace sas::feeds
