#include "feeds/knmi_columns.h"

#include <array>

namespace sas::feeds {
namespace {

using namespace units;
using enum KnmiColumn::MinusOne;

// Ranges are what the Dutch climate has shown, with room: records are -27.4 and 40.7 °C, 208 mm a day, 45 m/s gusts.
constexpr std::array day_columns{
    KnmiColumn{"DDVEC", "vector mean wind direction", degree, 1, 0, 360},
    KnmiColumn{"FHVEC", "vector mean wind speed", metre_per_second, 0.1, 0, 60},
    KnmiColumn{"FG", "mean wind speed", metre_per_second, 0.1, 0, 60},
    KnmiColumn{"FHX", "highest hourly mean wind speed", metre_per_second, 0.1, 0, 60},
    KnmiColumn{"FHXH", "hour of the highest hourly mean wind speed", hour, 1, 1, 24},
    KnmiColumn{"FHN", "lowest hourly mean wind speed", metre_per_second, 0.1, 0, 60},
    KnmiColumn{"FHNH", "hour of the lowest hourly mean wind speed", hour, 1, 1, 24},
    KnmiColumn{"FXX", "highest wind gust", metre_per_second, 0.1, 0, 80},
    KnmiColumn{"FXXH", "hour of the highest wind gust", hour, 1, 1, 24},
    KnmiColumn{"TG", "mean air temperature", degree_celsius, 0.1, -35, 45},
    KnmiColumn{"TN", "minimum air temperature", degree_celsius, 0.1, -35, 45},
    KnmiColumn{"TNH", "hour of the minimum air temperature", hour, 1, 1, 24},
    KnmiColumn{"TX", "maximum air temperature", degree_celsius, 0.1, -35, 45},
    KnmiColumn{"TXH", "hour of the maximum air temperature", hour, 1, 1, 24},
    KnmiColumn{"T10N", "minimum temperature 10 cm above the ground", degree_celsius, 0.1, -40, 45},
    KnmiColumn{"T10NH", "six hours of the minimum temperature 10 cm above the ground", hour, 1, 6, 24},
    KnmiColumn{"SQ", "sunshine duration", hour, 0.1, 0, 18, below_005},
    KnmiColumn{"SP", "share of the longest possible sunshine duration", percent, 1, 0, 100},
    KnmiColumn{"Q", "global radiation", joule_per_square_centimetre, 1, 0, 3500},
    KnmiColumn{"DR", "precipitation duration", hour, 0.1, 0, 24},
    KnmiColumn{"RH", "precipitation", millimetre, 0.1, 0, 250, below_005},
    KnmiColumn{"RHX", "highest hourly precipitation", millimetre, 0.1, 0, 120, below_005},
    KnmiColumn{"RHXH", "hour of the highest hourly precipitation", hour, 1, 1, 24},
    KnmiColumn{"PG", "mean sea level pressure", hectopascal, 0.1, 930, 1070},
    KnmiColumn{"PX", "highest sea level pressure", hectopascal, 0.1, 930, 1070},
    KnmiColumn{"PXH", "hour of the highest sea level pressure", hour, 1, 1, 24},
    KnmiColumn{"PN", "lowest sea level pressure", hectopascal, 0.1, 930, 1070},
    KnmiColumn{"PNH", "hour of the lowest sea level pressure", hour, 1, 1, 24},
    KnmiColumn{"VVN", "minimum visibility (KNMI class)", number, 1, 0, 89},
    KnmiColumn{"VVNH", "hour of the minimum visibility", hour, 1, 1, 24},
    KnmiColumn{"VVX", "maximum visibility (KNMI class)", number, 1, 0, 89},
    KnmiColumn{"VVXH", "hour of the maximum visibility", hour, 1, 1, 24},
    KnmiColumn{"NG", "mean cloud cover (eighths, 9: sky not visible)", number, 1, 0, 9},
    KnmiColumn{"UG", "mean relative humidity", percent, 1, 0, 100},
    KnmiColumn{"UX", "maximum relative humidity", percent, 1, 0, 100},
    KnmiColumn{"UXH", "hour of the maximum relative humidity", hour, 1, 1, 24},
    KnmiColumn{"UN", "minimum relative humidity", percent, 1, 0, 100},
    KnmiColumn{"UNH", "hour of the minimum relative humidity", hour, 1, 1, 24},
    KnmiColumn{"EV24", "reference crop evaporation (Makkink)", millimetre, 0.1, 0, 12}};

constexpr std::array hour_columns{
    KnmiColumn{"DD", "wind direction (0: calm, 990: variable)", degree, 1, 0, 990},
    KnmiColumn{"FH", "hourly mean wind speed", metre_per_second, 0.1, 0, 60},
    KnmiColumn{"FF", "wind speed of the last ten minutes", metre_per_second, 0.1, 0, 60},
    KnmiColumn{"FX", "highest wind gust", metre_per_second, 0.1, 0, 80},
    KnmiColumn{"T", "air temperature", degree_celsius, 0.1, -35, 45},
    KnmiColumn{"T10N", "minimum temperature 10 cm above the ground", degree_celsius, 0.1, -40, 45},
    KnmiColumn{"TD", "dew point", degree_celsius, 0.1, -40, 35},
    KnmiColumn{"SQ", "sunshine duration", hour, 0.1, 0, 1, below_005},
    KnmiColumn{"Q", "global radiation", joule_per_square_centimetre, 1, 0, 450},
    KnmiColumn{"DR", "precipitation duration", hour, 0.1, 0, 1},
    KnmiColumn{"RH", "precipitation", millimetre, 0.1, 0, 120, below_005},
    KnmiColumn{"P", "sea level pressure", hectopascal, 0.1, 930, 1070},
    KnmiColumn{"VV", "visibility (KNMI class)", number, 1, 0, 89},
    KnmiColumn{"N", "cloud cover (eighths, 9: sky not visible)", number, 1, 0, 9},
    KnmiColumn{"U", "relative humidity", percent, 1, 0, 100},
    KnmiColumn{"WW", "weather code", number, 1, 0, 99},
    KnmiColumn{"IX", "kind of weather code", number, 1, 1, 7},
    KnmiColumn{"M", "fog", number, 1, 0, 1},
    KnmiColumn{"R", "rain", number, 1, 0, 1},
    KnmiColumn{"S", "snow", number, 1, 0, 1},
    KnmiColumn{"O", "thunder", number, 1, 0, 1},
    KnmiColumn{"Y", "ice formation", number, 1, 0, 1}};

template <std::size_t N>
const KnmiColumn* find(const std::array<KnmiColumn, N>& columns, std::string_view code) {
  for (const KnmiColumn& one : columns)
    if (one.code == code) return &one;
  return nullptr;
}

}  // namespace

const KnmiColumn* knmi_day_column(std::string_view code) {
  return find(day_columns, code);
}
const KnmiColumn* knmi_hour_column(std::string_view code) {
  return find(hour_columns, code);
}

}  // namespace sas::feeds
