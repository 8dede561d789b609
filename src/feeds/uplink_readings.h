#pragma once
#include <functional>
#include <optional>
#include <string>

#include "feeds/reading.h"
#include "feeds/uplink.h"

namespace sas::feeds {

/// Makes fields of the bytes of an uplink; none when it has no decoder for that device. Errors as the decoder's.
using Decoder = std::function<Result<std::optional<json::Object>>(const Uplink&)>;

/// A number and its unit in a text such as "30.11 °C" or "0 uS/cm"; the unit may be empty. None when it is anything
/// else.
struct Quantity {
  double value = 0;
  std::string unit;
};
[[nodiscard]] std::optional<Quantity> quantity(std::string_view text);

/// Declares and fills the series of one uplink: ttn/<application>/<device>/<field> for each decoded field that is a
/// number, a truth or a quantity with a known unit, and …/rssi and …/snr. Nested objects join their names with a dash.
/// A field that counts people (people_counts.h) is a count over the `period` (seconds) that stands beside it or around
/// it and ends when the uplink was received; without one the intake refuses it.
/// The network's own decoded_payload goes before `decoder`. Fields that tell of a person or their device refuse the
/// uplink
/// (`unwelcome-<kind>`) before anything is kept. A rejection names the field.
[[nodiscard]] std::optional<Rejection> uplink_readings(const Uplink& uplink, const Decoder& decoder, Sink& sink,
                                                       std::vector<Reading>& readings);

}  // namespace sas::feeds
