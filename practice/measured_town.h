#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "base/time.h"
#include "sensing/registry.h"

/// What the sensors of the practice town say at any moment. Every value follows from the seed, the meter and the moment alone, so that
/// two years of history and the values of now are one story, whoever asks first.
namespace sas::practice {

struct Meter {
  enum class Signal { parking, footfall, air_temperature, rain, groundwater, canal, fine_dust };
  sensing::SeriesDescription series;
  Signal signal = Signal::air_temperature;
  std::chrono::minutes every{10};      ///< in history a value at each whole multiple of it; of a counter the length of its bin
  std::chrono::minutes live_every{1};  ///< the same for values of now
  double size = 1;                 ///< capacity, people at a busy hour, or what sets this place apart from the others
  std::optional<Date> stopped;     ///< since then it repeats its last value: a source that died and nobody noticed
};

/// The meters of the town: car parks, counters of pedestrians, weather posts, rain gauges, wells, a canal and air.
[[nodiscard]] std::vector<Meter> town_meters();

/// What the meter says at `at`, a whole multiple of one of its intervals; none when it missed that one.
[[nodiscard]] std::optional<lake::Observation> measured(const Meter& meter, std::uint64_t seed, Instant at);

}  // namespace sas::practice
