#pragma once
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "lake/observation.h"

/// Uplinks of The Things Stack v3 (LoRaWAN), as webhook, as MQTT message and as line of a file.
/// https://www.thethingsindustries.com/docs/integrations/data-formats/
namespace sas::feeds {

struct Uplink {
  std::string application;
  std::string device;    ///< device_id, as its owner named it
  std::string dev_eui;   ///< 16 hexadecimal digits, upper case; empty when not given
  std::string dev_addr;  ///< changes with each join
  std::int64_t f_cnt = 0;
  int f_port = 0;
  std::string payload;                  ///< bytes of frm_payload
  std::optional<json::Object> decoded;  ///< decoded_payload, when the network decoded it
  lake::Moment received{};              ///< by the network server
  int gateways = 0;                     ///< that heard it; one uplink all the same
  std::optional<double> rssi;           ///< dBm, of the gateway that heard it best
  std::optional<double> snr;            ///< dB, of the same gateway
};

/// Reads one. Members that are zero, false or empty are left out by the sender and mean just that. Error
/// `uplink-invalid` with the member.
[[nodiscard]] Result<Uplink> read_uplink(std::string_view text);
[[nodiscard]] Result<Uplink> read_uplink(const json::Object& message);

/// Knows an uplink that was delivered before (a webhook is sent again when the answer was lost): the same dev_eui,
/// dev_addr, f_cnt and moment of receipt. The moment is needed: not every device counts, and some start again under the
/// same dev_addr. Remembers the last `size`. Thread-safe.
class UplinkMemory {
 public:
  explicit UplinkMemory(std::size_t size = 100'000) : size_(size) {}
  /// True when it was there; otherwise it is remembered.
  [[nodiscard]] bool seen(const Uplink& uplink);
  /// Forgets it again: what it brought could not be stored and will be sent again.
  void forget(const Uplink& uplink);

 private:
  std::size_t size_;
  std::mutex mutex_;
  std::set<std::string> known_;
  std::deque<std::string> order_;
};

}  // namespace sas::feeds
