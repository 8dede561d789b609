#include "portal/codes.h"

#include <algorithm>
#include <array>

namespace sas::portal {
namespace {

using std::chrono::hours;

#define THEME(code) "http://publications.europa.eu/resource/authority/data-theme/" code
constexpr std::array<Code, 13> theme_list{{
    {"AGRI", "Landbouw en voedsel", "Agriculture and food", THEME("AGRI")},
    {"ECON", "Economie en geld", "Economy and finance", THEME("ECON")},
    {"EDUC", "Onderwijs, cultuur en sport", "Education, culture and sport", THEME("EDUC")},
    {"ENER", "Energie", "Energy", THEME("ENER")},
    {"ENVI", "Milieu en groen", "Environment", THEME("ENVI")},
    {"GOVE", "Bestuur en gemeente", "Government", THEME("GOVE")},
    {"HEAL", "Gezondheid", "Health", THEME("HEAL")},
    {"INTR", "Internationaal", "International", THEME("INTR")},
    {"JUST", "Veiligheid en recht", "Justice and safety", THEME("JUST")},
    {"REGI", "Wijken en buurten", "Regions and neighbourhoods", THEME("REGI")},
    {"SOCI", "Inwoners en samenleving", "Population and society", THEME("SOCI")},
    {"TECH", "Wetenschap en techniek", "Science and technology", THEME("TECH")},
    {"TRAN", "Verkeer en vervoer", "Transport", THEME("TRAN")},
}};
#undef THEME

constexpr std::array<Code, 6> high_value_list{{
    {"c_a9135398", "Bedrijven", "Companies and company ownership", "http://data.europa.eu/bna/c_a9135398"},
    {"c_ac64a52d", "Kaarten en plaatsen", "Geospatial", "http://data.europa.eu/bna/c_ac64a52d"},
    {"c_b79e35eb", "Mobiliteit", "Mobility", "http://data.europa.eu/bna/c_b79e35eb"},
    {"c_dd313021", "Aarde en milieu", "Earth observation and environment", "http://data.europa.eu/bna/c_dd313021"},
    {"c_164e0bf5", "Weer", "Meteorological", "http://data.europa.eu/bna/c_164e0bf5"},
    {"c_e1da4e07", "Statistiek", "Statistics", "http://data.europa.eu/bna/c_e1da4e07"},
}};

constexpr std::array<Code, 2> licence_list{{
    {"CC0-1.0", "Vrij te gebruiken (CC0)", "Free to use (CC0)",
     "http://creativecommons.org/publicdomain/zero/1.0/deed.nl"},
    {"CC-BY-4.0", "Vrij te gebruiken, noem de bron (CC BY)", "Free to use, name the source (CC BY)",
     "http://creativecommons.org/licenses/by/4.0/deed.nl"},
}};

#define TYPE(code) "http://publications.europa.eu/resource/authority/file-type/" code
constexpr std::array<Format, 7> format_list{{
    {"csv", "CSV", "Voor elk rekenblad en elk programma", "For any spreadsheet and any program", TYPE("CSV"),
     "text/csv"},
    {"xlsx", "Excel", "Voor Excel en LibreOffice", "For Excel and LibreOffice", TYPE("XLSX"),
     "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {"json", "JSON", "Voor wie een website of app maakt", "For websites and apps", TYPE("JSON"), "application/json"},
    {"jsonl", "JSON Lines", "Een regel per rij, voor grote tabellen", "One line per row, for large tables", "",
     "application/jsonl"},
    {"geojson", "GeoJSON", "Voor op de kaart", "For maps", TYPE("GEOJSON"), "application/geo+json"},
    {"parquet", "Parquet", "Voor onderzoek met veel rijen", "For research on many rows", "",
     "application/vnd.apache.parquet"},
    {"geoparquet", "GeoParquet", "Voor onderzoek op de kaart", "For research on maps", "",
     "application/vnd.apache.parquet"},
}};
#undef TYPE

#define OFTEN(code) "http://publications.europa.eu/resource/authority/frequency/" code
constexpr std::array<Frequency, 14> frequency_list{{
    {{"CONT", "voortdurend", "continuously", OFTEN("CONT")}, hours{1}},
    {{"UPDATE_CONT", "voortdurend", "continuously", OFTEN("UPDATE_CONT")}, hours{1}},
    {{"HOURLY", "elk uur", "every hour", OFTEN("HOURLY")}, hours{1}},
    {{"DAILY_2", "twee keer per dag", "twice a day", OFTEN("DAILY_2")}, hours{12}},
    {{"DAILY", "elke dag", "every day", OFTEN("DAILY")}, hours{24}},
    {{"WEEKLY", "elke week", "every week", OFTEN("WEEKLY")}, hours{24 * 7}},
    {{"BIWEEKLY", "elke twee weken", "every two weeks", OFTEN("BIWEEKLY")}, hours{24 * 14}},
    {{"MONTHLY", "elke maand", "every month", OFTEN("MONTHLY")}, hours{24 * 31}},
    {{"QUARTERLY", "elk kwartaal", "every quarter", OFTEN("QUARTERLY")}, hours{24 * 92}},
    {{"ANNUAL_2", "twee keer per jaar", "twice a year", OFTEN("ANNUAL_2")}, hours{24 * 184}},
    {{"ANNUAL", "elk jaar", "every year", OFTEN("ANNUAL")}, hours{24 * 366}},
    {{"IRREG", "als er iets verandert", "when something changes", OFTEN("IRREG")}, std::nullopt},
    {{"UNKNOWN", "niet afgesproken", "not agreed", OFTEN("UNKNOWN")}, std::nullopt},
    {{"NEVER", "nooit meer: deze tabel is af", "never: this table is complete", OFTEN("NEVER")}, std::nullopt},
}};
#undef OFTEN

}  // namespace

std::span<const Code> themes() {
  return theme_list;
}
std::span<const Code> high_value_categories() {
  return high_value_list;
}
std::span<const Code> licences() {
  return licence_list;
}
std::span<const Format> formats() {
  return format_list;
}
std::span<const Frequency> frequencies() {
  return frequency_list;
}

const Code* find_code(std::span<const Code> list, std::string_view code) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const Code& one) { return one.code == code; });
  return found == list.end() ? nullptr : &*found;
}

const Format* find_format(std::string_view code) {
  const auto found =
      std::find_if(format_list.begin(), format_list.end(), [&](const Format& f) { return f.code == code; });
  return found == format_list.end() ? nullptr : &*found;
}

const Frequency* find_frequency(std::string_view code) {
  const auto found = std::find_if(frequency_list.begin(), frequency_list.end(),
                                  [&](const Frequency& f) { return f.code.code == code; });
  return found == frequency_list.end() ? nullptr : &*found;
}

}  // namespace sas::portal
