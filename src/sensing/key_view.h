#pragma once
#include "lake/observation.h"
#include "people/gate.h"
#include "sensing/device_keys.h"

/// How keys are shown, once, with all that a device needs to use them. Private to this room.
namespace sas::sensing {

struct KeyPlaces {
  std::string public_url;   ///< where devices find us
  std::string broker_name;  ///< empty: there is none
};

/// What a device may send, as an example.
[[nodiscard]] std::string example_body();
[[nodiscard]] html::Html keys_section(const people::Visit& visit, const DeviceKeys& keys, const KeyPlaces& places,
                                      lake::SeriesId series);

}  // namespace sas::sensing
