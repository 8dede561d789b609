#pragma once
#include <optional>
#include <string_view>

#include "sensing/registry.h"

namespace sas::feeds {

/// A unit as SensorThings wants it: name, symbol, and where it is defined (UCUM code as URI).
struct Unit {
  std::string_view name;
  std::string_view symbol;
  std::string_view definition;
};

namespace units {
#define SAS_UCUM "http://unitsofmeasure.org/ucum#"
inline constexpr Unit degree_celsius{"degree Celsius", "°C", SAS_UCUM "Cel"};
inline constexpr Unit metre{"metre", "m", SAS_UCUM "m"};
inline constexpr Unit centimetre{"centimetre", "cm", SAS_UCUM "cm"};
inline constexpr Unit millimetre{"millimetre", "mm", SAS_UCUM "mm"};
inline constexpr Unit metre_per_second{"metre per second", "m/s", SAS_UCUM "m/s"};
inline constexpr Unit degree{"degree", "°", SAS_UCUM "deg"};
inline constexpr Unit percent{"percent", "%", SAS_UCUM "%"};
inline constexpr Unit hour{"hour", "h", SAS_UCUM "h"};
inline constexpr Unit hectopascal{"hectopascal", "hPa", SAS_UCUM "hPa"};
inline constexpr Unit joule_per_square_centimetre{"joule per square centimetre", "J/cm²", SAS_UCUM "J/cm2"};
inline constexpr Unit watt_per_square_metre{"watt per square metre", "W/m²", SAS_UCUM "W/m2"};
inline constexpr Unit microgram_per_cubic_metre{"microgram per cubic metre", "µg/m³", SAS_UCUM "ug/m3"};
inline constexpr Unit per_cubic_centimetre{"per cubic centimetre", "1/cm³", SAS_UCUM "/cm3"};
inline constexpr Unit microsiemens_per_centimetre{"microsiemens per centimetre", "µS/cm", SAS_UCUM "uS/cm"};
inline constexpr Unit volt{"volt", "V", SAS_UCUM "V"};
inline constexpr Unit number{"number", "1", SAS_UCUM "1"};
inline constexpr Unit decibel{"decibel", "dB", SAS_UCUM "dB"};
inline constexpr Unit part_per_million{"part per million", "ppm", SAS_UCUM "[ppm]"};
#undef SAS_UCUM
}  // namespace units

/// The unit a source writes as `symbol` ("uS/cm", "µS/cm", "m+NAP", "ug/m3"); none when it is not known here.
[[nodiscard]] std::optional<Unit> unit_of(std::string_view symbol);
/// Puts the unit in the description.
void set_unit(sensing::SeriesDescription& description, const Unit& unit);

}  // namespace sas::feeds
