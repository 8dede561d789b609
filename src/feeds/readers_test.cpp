#include <doctest/doctest.h>

#include <set>

#include "feeds/air.h"
#include "feeds/dino.h"
#include "feeds/footfall.h"
#include "feeds/knmi.h"
#include "feeds/parking.h"
#include "feeds/test_feeds.h"
#include "feeds/wiski.h"

using namespace sas;
using namespace sas::feeds;
using namespace sas::feeds::testing;
namespace quality = sas::lake::quality;
using namespace std::chrono_literals;

TEST_CASE("parking history: numbers that came as text are flagged, empty is missing, wrong cells refuse the row") {
  const Collected c =
      read(read_parking_history,
           "timestamp,uuid,name,vacant,capacity,open,full,vacant_json_type\n"
           "2026-03-06T13:27:53.726123+00:00,aaaaaaaa-0000-4000-8000-000000000001,Garage A,73,70,True,True,str\n"
           "2026-03-06T14:27:53.726123+00:00,aaaaaaaa-0000-4000-8000-000000000001,Garage A,,70,True,,\n"
           "2026-03-06T15:27:53+00:00,aaaaaaaa-0000-4000-8000-000000000001,Garage A,x,70,True,False,int\n"
           "2026-03-06T16:27:53,aaaaaaaa-0000-4000-8000-000000000001,Garage A,1,70,True,False,int\n"
           "2026-03-06T16:27:53Z,not-a-uuid,Garage A,1,70,True,False,int\n"
           "2026-03-06T16:27:53Z,aaaaaaaa-0000-4000-8000-000000000001,Garage A,1,70,true,False,int\n"
           "2026-03-06T16:27:53Z,aaaaaaaa-0000-4000-8000-000000000001,Garage A,1,70\n");
  CHECK(c.accepted == 2);
  CHECK(c.rejections == std::vector<Rejection>{{4, "vacant", "number-invalid"},
                                               {5, "timestamp", "time-invalid"},
                                               {6, "uuid", "key-invalid"},
                                               {7, "open", "truth-invalid"},
                                               {8, "", "columns-wrong"}});
  const std::string garage = "npr/aaaaaaaa-0000-4000-8000-000000000001";
  REQUIRE(c.of(garage + "/vacant").size() == 1);
  CHECK(c.of(garage + "/vacant")[0].value == 73);
  CHECK(c.of(garage + "/vacant")[0].quality == quality::repaired);
  CHECK(c.of(garage + "/vacant")[0].time == moment("2026-03-06T13:27:53.726123Z"));
  CHECK(c.of(garage + "/open").size() == 2);
  CHECK(c.of(garage + "/full").size() == 1);
  CHECK(c.series_of(garage + "/vacant")->rules.capacity == 70);
  CHECK(c.series_of(garage + "/vacant")->rules.frozen_after == parking_frozen_after);
}

TEST_CASE("parking state: measured at lastUpdated, collected at timestamp; a clock that stands still is stale") {
  const std::string text = R"({"timestamp":"2026-08-22T18:38:00+00:00","facilities":{
    "aaaaaaaa-0000-4000-8000-000000000001":{"uuid":"aaaaaaaa-0000-4000-8000-000000000001","name":"Dood","latitude":52.5,
      "longitude":6.1,"capacity":100,"vacantSpaces":"150","parkingCapacity":"90","open":"true","full":false,
      "lastUpdated":"1751870878"},
    "aaaaaaaa-0000-4000-8000-000000000002":{"uuid":"aaaaaaaa-0000-4000-8000-000000000002","name":"Levend","capacity":null,
      "vacantSpaces":5,"open":true,"full":false,"lastUpdated":1787423462},
    "aaaaaaaa-0000-4000-8000-000000000003":{"uuid":"aaaaaaaa-0000-4000-8000-000000000003","name":"Stil","capacity":10,
      "vacantSpaces":null,"open":null,"full":null,"lastUpdated":null},
    "aaaaaaaa-0000-4000-8000-000000000004":{"uuid":"aaaaaaaa-0000-4000-8000-000000000004","name":"Milliseconden",
      "vacantSpaces":5,"lastUpdated":1787423462000},
    "aaaaaaaa-0000-4000-8000-000000000005":{"uuid":"aaaaaaaa-0000-4000-8000-000000000005","name":"Zonder tijd",
      "vacantSpaces":5,"lastUpdated":null},
    "aaaaaaaa-0000-4000-8000-000000000006":{"uuid":"aaaaaaaa-0000-4000-8000-000000000006","name":"Lijst","vacantSpaces":[5],
      "lastUpdated":1787423462}}})";
  Collected c;
  REQUIRE(read_parking_state(text, c).has_value());
  CHECK(c.accepted == 3);
  CHECK(c.rejections == std::vector<Rejection>{{4, "lastUpdated", "time-invalid"},
                                               {5, "lastUpdated", "time-missing"},
                                               {6, "vacantSpaces", "value-invalid"}});
  const Reading dead = c.of("npr/aaaaaaaa-0000-4000-8000-000000000001/vacant").at(0);
  CHECK(dead.value == 150);
  CHECK(dead.quality == (quality::stale | quality::repaired));
  CHECK(dead.time == moment("2025-07-07T06:47:58Z"));
  CHECK(dead.result_time == moment("2026-08-22T18:38:00Z"));
  CHECK(c.of("npr/aaaaaaaa-0000-4000-8000-000000000002/vacant").at(0).quality == 0);
  CHECK_FALSE(c.series_of("npr/aaaaaaaa-0000-4000-8000-000000000002/vacant")->rules.capacity.has_value());
  CHECK(c.of("npr/aaaaaaaa-0000-4000-8000-000000000003/vacant").empty());
  CHECK(read_parking_state("{}", c).error().code == "document-unknown");
  CHECK(read_parking_state("[", c).error().code == "json-invalid");
}

TEST_CASE("parking: the real files give every row and every facility") {
  if (const auto path = shared_file("zwolle_parking/zwolle_garages_hourly.csv")) {
    const Collected c = read_file(read_parking_history, *path);
    CHECK(c.accepted == 12'314);
    CHECK(c.rejections.empty());
    std::set<lake::Moment> times;
    for (const Reading& r : c.readings) times.insert(r.time);
    CHECK(times.size() == 1'375);
    CHECK(c.series.size() == 27);
    int moving = 0, above = 0;
    for (const auto& s : c.series) {
      if (!s.key.ends_with("/vacant")) continue;
      std::set<double> values;
      for (const Reading& r : c.of(s.key)) {
        values.insert(*r.value);
        above += *r.value > *s.rules.capacity ? 1 : 0;
      }
      moving += values.size() > 1 ? 1 : 0;
    }
    CHECK(moving == 1);  // 8 of 9 say the same for months.
    CHECK(above == 479);
  }
  if (const auto path = shared_file("zwolle_parking/latest.json")) {
    Collected c;
    REQUIRE(read_parking_state(read_whole_file(*path, 1 << 24).value(), c).has_value());
    CHECK(c.accepted == 312);
    CHECK(c.rejections.empty());
    int without_capacity = 0;
    for (const auto& s : c.series) without_capacity += s.key.ends_with("/vacant") && !s.rules.capacity ? 1 : 0;
    CHECK(without_capacity == 31);
    int vacant = 0;
    for (const Reading& r : c.readings)
      vacant += c.series[static_cast<std::size_t>(r.slot)].key.ends_with("/vacant") ? 1 : 0;
    CHECK(vacant == 308);
  }
}

TEST_CASE("KNMI days: tenths, blanks, the -1 that is no minus one, and the day in UTC") {
  const Collected c = read(read_knmi_days,
                           "Prose about 0.1 mm\r\n"
                           "TG = mean\r\n\r\n"
                           "# STN,YYYYMMDD,   TG,   RH,  RHX,   SQ,  FHX, FHXH\r\n\r\n"
                           "  278,20260624,  266,   -1,   -1,   -1,   -1,    8\r\n"
                           "  278,20260625,  -57,    0,     ,  155,   40,   11\r\n"
                           "  278,20260231,    1,    1,    1,    1,    1,    1\r\n"
                           "  278,20260627,  1.5,    1,    1,    1,    1,    1\r\n"
                           "  278,20260628,    1,    1\r\n");
  CHECK(c.accepted == 2);
  CHECK(c.rejections == std::vector<Rejection>{
                            {8, "YYYYMMDD", "time-invalid"}, {9, "TG", "number-invalid"}, {10, "", "columns-wrong"}});
  const Reading warm = c.of("knmi/278/day/tg").at(0);
  CHECK(warm.value == 26.6);
  CHECK(warm.time == moment("2026-06-24T00:00:00Z"));
  CHECK(warm.until == moment("2026-06-25T00:00:00Z"));
  CHECK(c.of("knmi/278/day/tg").at(1).value == -5.7);
  for (const char* key : {"knmi/278/day/rh", "knmi/278/day/rhx", "knmi/278/day/sq"}) {
    CHECK(c.of(key).at(0).value == knmi_trace);
    CHECK(c.of(key).at(0).quality == quality::repaired);
    CHECK(c.of(key).at(0).extra == R"({"below":0.05})");
  }
  CHECK(c.of("knmi/278/day/fhx").at(0).value == -0.1);  // Only those three columns have that code.
  CHECK(c.of("knmi/278/day/rh").at(1).value == 0);
  CHECK(c.of("knmi/278/day/rhx").size() == 1);
  CHECK(c.series_of("knmi/278/day/tg")->unit_definition == "http://unitsofmeasure.org/ucum#Cel");
  CHECK(error_of(read_knmi_days, "no header\n") == "header-unknown");
  CHECK(error_of(read_knmi_days, "# STN,YYYYMMDD,NEW\n") == "header-unknown");
  CHECK(error_of(read_knmi_days, "# STN,YYYYMMDD,   HH,   DD\n") == "header-unknown");
}

TEST_CASE("KNMI hours: hour 24 ends at midnight") {
  const Collected c = read(read_knmi_hours,
                           "# STN,YYYYMMDD,   HH,   DD,    T,   RH\n"
                           "  278,20260624,    1,  990,  123,   -1\n"
                           "  278,20260624,   24,    0,     ,    3\n"
                           "  278,20260624,   25,    0,     ,    3\n");
  CHECK(c.accepted == 2);
  CHECK(c.rejections == std::vector<Rejection>{{4, "HH", "time-invalid"}});
  CHECK(c.of("knmi/278/hour/t").at(0).time == moment("2026-06-24T00:00:00Z"));
  CHECK(c.of("knmi/278/hour/rh").at(0).value == knmi_trace);
  CHECK(c.of("knmi/278/hour/rh").at(1).until == moment("2026-06-25T00:00:00Z"));
}

TEST_CASE("KNMI days: the file of Heino") {
  const auto path = shared_file("weather_knmi/etmgeg_278.txt");
  if (!path) return;
  const Collected c = read_file(read_knmi_days, *path);
  CHECK(c.accepted == 13'377);
  CHECK(c.rejections.empty());
  CHECK(c.series.size() == 39);
  CHECK(c.readings.size() == 365'132);
  int traces = 0;
  for (const Reading& r : c.of("knmi/278/day/rh")) traces += r.value == knmi_trace ? 1 : 0;
  CHECK(traces == 697);
  CHECK(c.readings.back().until == moment("2026-06-26T00:00:00Z"));
}

TEST_CASE("KNMI rain: 08-08 UTC, classes of snow are no centimetres") {
  const Collected c = read(read_knmi_rain,
                           "prose\nSTN,YYYYMMDD,   RD,   SX,\n"
                           "342,19520102,   95,  996,\n"
                           "342,19520103,     ,  997,\n"
                           "342,19520104,    0,  999,\n"
                           "342,19520105,   -1,     ,\n"
                           "342,19520106,    1, 1000,\n"
                           "342,19520107,    1,    5\n");
  CHECK(c.accepted == 3);
  CHECK(c.rejections ==
        std::vector<Rejection>{{6, "RD", "number-invalid"}, {7, "SX", "number-invalid"}, {8, "", "columns-wrong"}});
  const Reading rain = c.of("knmi/rain/342/rd").at(0);
  CHECK(rain.value == 9.5);
  CHECK(rain.time == moment("1952-01-01T08:00:00Z"));
  CHECK(rain.until == moment("1952-01-02T08:00:00Z"));
  CHECK(c.of("knmi/rain/342/rd").size() == 2);
  CHECK(c.of("knmi/rain/342/snow-depth").size() == 1);
  CHECK(c.of("knmi/rain/342/snow-cover").at(0).text == "broken-below-1-cm");
  CHECK(c.of("knmi/rain/342/snow-cover").at(1).text == "drifts");
  if (const auto path = shared_file("weather_knmi/neerslaggeg_VILSTEREN_342.txt")) {
    const Collected real = read_file(read_knmi_rain, *path);
    CHECK(real.accepted == 23'862);
    CHECK(real.rejections.empty());
    CHECK(real.of("knmi/rain/342/rd").size() == 23'861);  // One RD is missing.
    CHECK(real.of("knmi/rain/342/snow-cover").size() == 192 + 85 + 94);
    CHECK(real.of("knmi/rain/342/rd").back().until == moment("2017-04-30T08:00:00Z"));
  }
}

TEST_CASE("Leeds: two formats of dates, the hour that is not, the hour that is double") {
  const std::string header =
      "Date,InCount,BRCWeek,LocationName,Hour,Weekday,NewDate,Month,Year,Day,Day_yr,Month_yr,Week_yr,Hour_yr,week_no\n";
  const auto row = [](const std::string& date, const std::string& count, const std::string& hour,
                      const std::string& check) {
    return date + "," + count + ",1,Some Street," + hour + ",Sunday," + check + ",3,2013,1,x,x,x,\"00, x\",1\n";
  };
  const Collected c =
      read(read_footfall_leeds,
           header + row("31/03/2013", "5", "0", "31-Mar-2013") + row("31/03/2013", "0", "1", "31-Mar-2013") +
               row("2013-10-27", "7", "1", "27-Oct-2013") + row("2013-10-27", "", "2", "27-Oct-2013") +
               row("2013-10-27", "7", "3", "26-Oct-2013") + row("2013-10-27", "-7", "3", "27-Oct-2013") +
               row("27-10-2013", "7", "3", "27-Oct-2013") + "a,b\n");
  CHECK(c.accepted == 3);
  CHECK(c.rejections == std::vector<Rejection>{{3, "Hour", "time-does-not-exist"},
                                               {6, "NewDate", "dates-differ"},
                                               {7, "InCount", "number-invalid"},
                                               {8, "Date", "time-invalid"},
                                               {9, "", "columns-wrong"}});
  const std::vector<Reading> got = c.of("leeds/some-street/count");
  REQUIRE(got.size() == 2);
  CHECK(got[0].time == moment("2013-03-31T00:00:00Z"));
  CHECK(got[1].time == moment("2013-10-27T00:00:00Z"));
  CHECK(got[1].until == moment("2013-10-27T02:00:00Z"));
  if (const auto path = shared_file("footfall_leeds/footfall_2009-2014.csv.gz")) {
    const Collected real = read_file(read_footfall_leeds, *path);
    CHECK(real.accepted + static_cast<std::int64_t>(real.rejections.size()) == 415'352);
    CHECK(real.series.size() == 8);
    // Six springs of eight cameras, less the first of the one that came in the summer of 2009.
    CHECK(real.rejections.size() == 47);
    for (const Rejection& r : real.rejections) CHECK(r.reason == "time-does-not-exist");
    double peak = 0;
    int zeros = 0;
    for (const Reading& r : real.readings) {
      peak = std::max(peak, *r.value);
      zeros += *r.value == 0 ? 1 : 0;
    }
    CHECK(peak == 19'820);
    CHECK(zeros <= 2'119);
  }
}

TEST_CASE("Melbourne: UTC and local must agree, summer is in January") {
  const Collected c = read(read_footfall_melbourne,
                           "Sensor,Date_Time,Date,Time,Count\n"
                           "QV Market-Elizabeth St (West),2014-12-31T13:00:00Z,2015-01-01,0,1630\n"
                           "QV Market-Elizabeth St (West),2015-07-01T13:00:00Z,2015-07-01,23,5\n"
                           "QV Market-Elizabeth St (West),2015-07-01T13:00:00Z,2015-07-02,0,5\n"
                           "QV Market-Elizabeth St (West),2015-07-01T14:00:00Z,2015-07-02,0,5.5\n");
  CHECK(c.accepted == 2);
  CHECK(c.rejections == std::vector<Rejection>{{4, "Date_Time", "times-differ"}, {5, "Count", "number-invalid"}});
  CHECK(c.of("melbourne/qv-market-elizabeth-st-west/count").size() == 2);
  if (const auto path = shared_file("footfall_melbourne/pedestrian_2015-2016.csv.gz")) {
    const Collected real = read_file(read_footfall_melbourne, *path);
    CHECK(real.accepted == 66'037);
    CHECK(real.rejections.empty());
    CHECK(real.of("melbourne/birrarung-marr/count").size() == 14'566);
    CHECK(real.of("melbourne/southern-cross-station/count").size() == 17'539);
  }
  Collected api;
  REQUIRE(read_footfall_melbourne_api(
              R"({"total_count":2,"results":[{"location_id":3,"sensing_datetime":"2026-07-23T14:01:00+00:00",
                "sensing_date":"2026-07-24","sensing_time":"00:01","direction_1":3,"direction_2":0,"total_of_directions":3},
                {"location_id":3,"sensing_datetime":"2026-07-23T14:01:00+00:00","sensing_date":"2026-07-24",
                "sensing_time":"00:01","direction_1":3,"direction_2":0,"total_of_directions":4}]})",
              api)
              .has_value());
  CHECK(api.accepted == 1);
  CHECK(api.rejections == std::vector<Rejection>{{2, "total_of_directions", "sum-wrong"}});
  CHECK(api.of("melbourne/location-3/direction-2").at(0).value == 0);
  if (const auto path = shared_file("footfall_melbourne/pedestrian_past_hour_api.json")) {
    Collected real;
    REQUIRE(read_footfall_melbourne_api(read_whole_file(*path, 1 << 20).value(), real).has_value());
    CHECK(real.accepted == 3);
    CHECK(real.rejections.empty());
  }
}

TEST_CASE("PM10: years in two digits, wide to long, negatives are kept") {
  const Collected c =
      read(read_pm10_days,
           "Datum,131,928\n01/01/92,,46.02\n29/02/00,-1.5,\n31/12/14,0,1\n30/02/00,1,1\n01/01/01,1,a\n02/01/01,1\n");
  CHECK(c.accepted == 3);
  CHECK(c.rejections ==
        std::vector<Rejection>{{5, "Datum", "time-invalid"}, {6, "928", "number-invalid"}, {7, "", "columns-wrong"}});
  CHECK(c.of("rivm/928/pm10").at(0).time == moment("1991-12-31T23:00:00Z"));
  CHECK(c.of("rivm/131/pm10").at(0).value == -1.5);
  CHECK(c.of("rivm/131/pm10").at(0).time == moment("2000-02-28T23:00:00Z"));
  CHECK(c.of("rivm/131/pm10").at(1).value == 0);
  CHECK(c.series_of("rivm/131/pm10")->rules.min == 0);
  if (const auto path = shared_file("air/nl_pm10_daily.csv")) {
    const Collected real = read_file(read_pm10_days, *path);
    CHECK(real.accepted == 8'401);
    CHECK(real.rejections.empty());
    CHECK(real.series.size() == 64);
    CHECK(real.readings.size() == 261'213);
    int negative = 0;
    for (const Reading& r : real.readings) negative += *r.value < 0 ? 1 : 0;
    CHECK(negative == 4);
  }
}

TEST_CASE("Basel: any order, units in the header, a second clock that must be an hour ahead") {
  const Collected c = read(read_basel_air,
                           "Datum/Zeit;timestamp_text;O3 [µg/m³];PM2.5 [µg/m³];TEMP [°C]\n"
                           "2019-07-22T16:00:00+00:00;22.07.2019 17:00;128.2;;-3\n"
                           "2019-07-22T15:00:00+00:00;22.07.2019 16:00;;6.6;30,1\n"
                           "2019-07-22T15:00:00+00:00;22.07.2019 17:00;1;6.6;30.1\n");
  CHECK(c.accepted == 1);
  CHECK(c.rejections == std::vector<Rejection>{{3, "TEMP", "number-invalid"}, {4, "timestamp_text", "times-differ"}});
  CHECK(c.of("basel/100051/o3").at(0).time == moment("2019-07-22T16:00:00Z"));
  CHECK(c.series_of("basel/100051/pm2-5")->unit_symbol == "µg/m³");
  CHECK_FALSE(c.series_of("basel/100051/temp")->rules.min.has_value());
  CHECK(error_of(read_basel_air, "Datum/Zeit;timestamp_text;O3 [furlong]\n") == "unit-unknown");
  if (const auto path = shared_file("air/basel_100051_hourly.csv")) {
    const Collected real = read_file(read_basel_air, *path);
    CHECK(real.accepted == 13'128);
    CHECK(real.rejections.empty());
    CHECK(real.readings.size() == 144'000);
  }
}
