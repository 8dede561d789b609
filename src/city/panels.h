#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/config.h"
#include "base/text.h"
#include "html/point_map.h"

/// What the city page tells, as data: a municipality says in catalogue/city.toml what it wants people to see.
namespace sas::city {

/// One subject of the page, such as free parking places or rain.
struct Panel {
  enum class Task { inner_city, climate };
  /// `places`: free places, added up. `flow`: counts in bins, added up. `level`: the mean of what the meters say.
  /// `amount`: what fell or was used in a bin, as the mean of the meters.
  enum class Kind { places, flow, level, amount };
  std::string id;  ///< unique; also the anchor on the page
  Task task = Task::inner_city;
  Kind kind = Kind::level;
  Bilingual title;
  Bilingual figure;      ///< what stands under the number alone: "parkeerplaatsen vrij"
  Bilingual conclusion;  ///< "Er zijn nu {value} plaatsen vrij."
  Bilingual explanation;
  std::vector<std::string> properties;  ///< URIs: series that measure one of these belong here
  Bilingual unit;                       ///< put behind a value: " °C"; may be empty
  /// Symbols of units that fit: the first is that of the panel, another is a length in metres, or a spelling of the
  /// first. A series with any other unit does not belong here. Empty: every unit fits.
  std::vector<std::string> symbols;
  /// How long the interval of a value may be; a moment lasts 0. A value of a day is no value of now.
  std::chrono::minutes shortest{0};
  std::optional<std::chrono::minutes> longest;
  enum class WhenEmpty { tell, hide } when_empty = WhenEmpty::tell;  ///< a panel without a meter
  int decimals = 0;
  int hours = 24;  ///< how far back the chart goes
  enum class Bucket { quarter, hour, day } bucket = Bucket::hour;
};

/// What a value in `symbol` is multiplied by to be in the unit of the panel; none when that unit does not fit.
[[nodiscard]] std::optional<double> factor_of(const Panel& panel, std::string_view symbol);
/// True when a value of so long an interval says what the panel says.
[[nodiscard]] bool fits_length(const Panel& panel, std::chrono::microseconds interval);

struct CityFile {
  std::vector<Panel> panels;
  std::vector<html::MapLine> landmarks;  ///< what people know the map by
};

/// Reads the file; mistakes are noted in `problems` with field and remedy, and what is wrong is left out.
[[nodiscard]] CityFile read_city_file(std::string_view text, config::Problems& problems);

}  // namespace sas::city
