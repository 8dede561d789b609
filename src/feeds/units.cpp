#include "feeds/units.h"

#include <array>
#include <utility>

namespace sas::feeds {

std::optional<Unit> unit_of(std::string_view symbol) {
  using namespace units;
  static constexpr std::array known{std::pair{std::string_view("°C"), degree_celsius},
                                    std::pair{std::string_view("C"), degree_celsius},
                                    std::pair{std::string_view("Cel"), degree_celsius},
                                    std::pair{std::string_view("m"), metre},
                                    std::pair{std::string_view("m+NAP"), metre},
                                    std::pair{std::string_view("cm"), centimetre},
                                    std::pair{std::string_view("mm"), millimetre},
                                    std::pair{std::string_view("m/s"), metre_per_second},
                                    std::pair{std::string_view("°"), degree},
                                    std::pair{std::string_view("deg"), degree},
                                    std::pair{std::string_view("%"), percent},
                                    std::pair{std::string_view("h"), hour},
                                    std::pair{std::string_view("hPa"), hectopascal},
                                    std::pair{std::string_view("mbar"), hectopascal},
                                    std::pair{std::string_view("J/cm2"), joule_per_square_centimetre},
                                    std::pair{std::string_view("W/m²"), watt_per_square_metre},
                                    std::pair{std::string_view("W/m2"), watt_per_square_metre},
                                    std::pair{std::string_view("µg/m³"), microgram_per_cubic_metre},
                                    std::pair{std::string_view("ug/m3"), microgram_per_cubic_metre},
                                    std::pair{std::string_view("ug/m^3"), microgram_per_cubic_metre},
                                    std::pair{std::string_view("1/cm³"), per_cubic_centimetre},
                                    std::pair{std::string_view("uS/cm"), microsiemens_per_centimetre},
                                    std::pair{std::string_view("µS/cm"), microsiemens_per_centimetre},
                                    std::pair{std::string_view("V"), volt},
                                    std::pair{std::string_view("1"), number},
                                    std::pair{std::string_view("dB"), decibel},
                                    std::pair{std::string_view("ppm"), part_per_million}};
  for (const auto& [name, unit] : known)
    if (name == symbol) return unit;
  return std::nullopt;
}

void set_unit(sensing::SeriesDescription& description, const Unit& unit) {
  description.unit_name = unit.name;
  description.unit_symbol = unit.symbol;
  description.unit_definition = unit.definition;
}

}  // namespace sas::feeds
