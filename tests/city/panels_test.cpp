#include "city/panels.h"

#include <doctest/doctest.h>

#include <map>

#include "feeds/air.h"
#include "feeds/dino.h"
#include "feeds/footfall.h"
#include "feeds/knmi.h"
#include "feeds/luchtmeetnet.h"
#include "feeds/parking.h"
#include "feeds/samen_meten.h"
#include "feeds/wiski.h"
#include "sensing/own_sensor.h"

using namespace sas;
using namespace sas::city;
using namespace std::chrono_literals;

namespace {

CityFile city_file() {
  config::Problems problems;
  CityFile file = read_city_file(config::read_file("catalogue/city.toml").value(), problems);
  REQUIRE_MESSAGE(problems.empty(), config::to_text(problems));
  return file;
}

/// What a door brings of one series.
struct Brought {
  std::string property, symbol;
  std::chrono::microseconds length{0};
};

void add(std::map<std::string, Brought>& to, const feeds::Collected& read) {
  for (const feeds::Reading& reading : read.readings) {
    const sensing::SeriesDescription& d = read.series.at(static_cast<std::size_t>(reading.slot));
    to[d.key] = {d.property_definition, d.unit_symbol,
                 reading.until ? *reading.until - reading.time : std::chrono::microseconds{0}};
  }
}

using LineReader = Result<Done> (*)(feeds::Lines&, feeds::Sink&);
using DocumentReader = Result<Done> (*)(std::string_view, feeds::Sink&);

/// The series of every reader that can bring something of now, by key; made by the readers themselves.
std::map<std::string, Brought> brought() {
  const std::pair<LineReader, std::string> lines[] = {
      {feeds::read_knmi_hours, "# STN,YYYYMMDD,   HH,    T,   RH,   FH\n  278,20260624,    1,  123,    3,   20\n"},
      {feeds::read_knmi_days, "# STN,YYYYMMDD,   TG,   RH\n  278,20260624,  123,    3\n"},
      {feeds::read_knmi_rain, "STN,YYYYMMDD,   RD,   SX,\n  342,20260624,    3,    0,\n"},
      {feeds::read_dino,
       "Titel:,,,\n\nLocatie,Filternummer,Externe aanduiding,X-coordinaat,Y-coordinaat,Maaiveld (cm "
       "t.o.v. NAP),Datum maaiveld gemeten,Startdatum,Einddatum,Meetpunt (cm t.o.v. NAP),Meetpunt "
       "(cm t.o.v. MV),Bovenkant filter (cm t.o.v. NAP),Onderkant filter (cm t.o.v. NAP)\n"
       "B99X0001,001,x,155000,463000,880,24-01-1989,24-01-1989,,941,61,780,680\n\n\n"
       "Locatie,Filternummer,Peildatum,Stand (cm t.o.v. MP),Stand (cm t.o.v. MV),Stand (cm t.o.v. "
       "NAP),Bijzonderheid,Opmerking,,,\nB99X0001,001,14-07-1996,220,159,721,,,,,\n"},
      {feeds::read_wiski,
       "#ts_id;7\n#station_name;F\n#parametertype_name;Grondwaterstand\n#ts_name;O\n"
       "#ts_unitsymbol;m+NAP\n#station_no;9\n#rows;1\n#Timestamp;Value;Interpolation Type;Quality "
       "Code\n2010-01-01T00:00:00.000+01:00;12.758;102;200\n"},
      {feeds::read_footfall_melbourne,
       "Sensor,Date_Time,Date,Time,Count\nMarkt,2014-12-31T13:00:00Z,2015-01-01,0,1630\n"},
      {feeds::read_basel_air,
       "Datum/Zeit;timestamp_text;O3 [µg/m³];PM2.5 [µg/m³];TEMP [°C];PREC [mm]\n"
       "2019-07-22T16:00:00+00:00;22.07.2019 17:00;128.2;6.5;-3;0.1\n"}};
  const std::pair<DocumentReader, std::string> documents[] = {
      {feeds::read_parking_state,
       R"({"timestamp":"2026-06-30T23:58:00+00:00","facilities":{"aaaaaaaa-0000-4000-8000-000000000001":{"uuid":)"
       R"("aaaaaaaa-0000-4000-8000-000000000001","name":"G","capacity":75,"vacantSpaces":5,"open":true,"full":false,)"
       R"("lastUpdated":1782863880}}})"},
      {feeds::read_luchtmeetnet,
       R"({"data":[{"station_number":"NL1","formula":"PM25","timestamp_measured":"2026-06-30T10:00:00+00:00","value":7},)"
       R"({"station_number":"NL1","formula":"NO2","timestamp_measured":"2026-06-30T10:00:00+00:00","value":7}]})"},
      {feeds::read_samen_meten,
       R"({"value":[{"name":"ZWL_1","Datastreams":[{"name":"ZWL_1-pm25_kal","unitOfMeasurement":{"symbol":"ug/m3"},)"
       R"("Observations":[{"phenomenonTime":"2026-06-30T11:00:00.000Z","result":9.25}]},{"name":"ZWL_1-pm25",)"
       R"("unitOfMeasurement":{"symbol":"ug/m3"},"Observations":[{"phenomenonTime":"2026-06-30T11:00:00.000Z",)"
       R"("result":9.25}]}]}]})"}};
  std::map<std::string, Brought> out;
  for (const auto& [reader, text] : lines) {
    feeds::Collected read;
    REQUIRE(reader(*feeds::lines_of(text), read).has_value());
    REQUIRE(read.rejections.empty());
    add(out, read);
  }
  for (const auto& [reader, text] : documents) {
    feeds::Collected read;
    REQUIRE(reader(text, read).has_value());
    add(out, read);
  }
  for (const sensing::OwnKind& kind : sensing::own_kinds())
    out["own/" + std::string(kind.id)] = {std::string(kind.property_definition), std::string(kind.unit_symbol), {}};
  return out;
}

/// The panels that tell it, with a space between.
std::string panels_of(const CityFile& file, const Brought& series) {
  std::string out;
  for (const Panel& panel : file.panels) {
    if (std::find(panel.properties.begin(), panel.properties.end(), series.property) == panel.properties.end() ||
        !factor_of(panel, series.symbol) || !fits_length(panel, series.length))
      continue;
    out += (out.empty() ? "" : " ") + panel.id;
  }
  return out;
}

}  // namespace

TEST_CASE(
    "panels: what the readers bring of now is told by its panel, and a value of a day or without a reference is not") {
  const CityFile file = city_file();
  const std::map<std::string, Brought> all = brought();
  const std::map<std::string, std::string> expected{{"npr/aaaaaaaa-0000-4000-8000-000000000001/vacant", "parkeren"},
                                                    {"melbourne/markt/count", "drukte-per-uur"},
                                                    {"knmi/278/hour/t", "warmte"},
                                                    {"basel/100051/temp", "warmte"},
                                                    {"own/temperatuur", "warmte"},
                                                    {"knmi/278/hour/rh", "regen"},
                                                    {"basel/100051/prec", "regen"},
                                                    {"own/regen", "regen"},
                                                    {"dino/b99x0001/001/nap", "grondwater"},
                                                    {"wiski/9/7", "grondwater"},
                                                    {"luchtmeetnet/nl1/pm25", "lucht"},
                                                    {"samenmeten/zwl-1/zwl-1-pm25-kal", "lucht"},
                                                    {"basel/100051/pm2-5", "lucht"},
                                                    {"own/fijnstof", "lucht"}};
  for (const auto& [key, panel] : expected) CHECK_MESSAGE(all.contains(key), key);
  // Days of KNMI, levels against the ground, meters nobody calibrated and subjects without a panel are in no panel.
  for (const auto& [key, series] : all) {
    CAPTURE(key);
    CAPTURE(series.property);
    const auto known = expected.find(key);
    CHECK(panels_of(file, series) == (known == expected.end() ? "" : known->second));
  }
  CHECK(all.contains("knmi/278/day/rh"));
  CHECK(all.contains("dino/b99x0001/001/mv"));
  CHECK(all.contains("own/grondwater"));
}

TEST_CASE("panels: each names a property that a reader brings") {
  std::set<std::string> properties;
  for (const auto& [key, series] : brought()) properties.insert(series.property);
  for (const Panel& panel : city_file().panels) {
    CAPTURE(panel.id);
    CHECK(std::any_of(panel.properties.begin(), panel.properties.end(),
                      [&](const std::string& property) { return properties.contains(property); }));
  }
}

TEST_CASE("panels: units are brought to that of the panel, and lengths have bounds") {
  Panel panel;
  CHECK(factor_of(panel, "anything") == 1);
  panel.symbols = {"m", "cm"};
  CHECK(factor_of(panel, "cm") == 0.01);
  CHECK(factor_of(panel, "m") == 1);
  CHECK_FALSE(factor_of(panel, "mm").has_value());
  panel.symbols = {"µg/m³", "ug/m3"};
  CHECK(factor_of(panel, "ug/m3") == 1);
  CHECK(fits_length(panel, 24h));
  panel.shortest = 16min;
  panel.longest = 60min;
  CHECK(fits_length(panel, 1h));
  CHECK_FALSE(fits_length(panel, 15min));
  CHECK_FALSE(fits_length(panel, 61min));
}
