#include "feeds/reading.h"

namespace sas::feeds {

Slot Collected::declare(const sensing::SeriesDescription& description) {
  for (std::size_t i = 0; i < series.size(); ++i) {
    if (series[i].key != description.key) continue;
    series[i] = description;
    return static_cast<Slot>(i);
  }
  series.push_back(description);
  return static_cast<Slot>(series.size() - 1);
}

Result<Done> Collected::accept(std::span<const Reading> more) {
  readings.insert(readings.end(), more.begin(), more.end());
  ++accepted;
  return Done{};
}

const sensing::SeriesDescription* Collected::series_of(std::string_view key) const {
  for (const sensing::SeriesDescription& one : series)
    if (one.key == key) return &one;
  return nullptr;
}

std::vector<Reading> Collected::of(std::string_view key) const {
  std::vector<Reading> out;
  for (const Reading& one : readings)
    if (series[static_cast<std::size_t>(one.slot)].key == key) out.push_back(one);
  return out;
}

}  // namespace sas::feeds
