#include "sensorthings/sta_fixture.h"

/// 18-088 clause 9.3: $expand, $select, $orderby, $top, $skip, $count, $filter and paging.
using namespace sas;
using namespace sas::sensorthings::test;

namespace {

// Three gardens with a temperature each; results 10, 20 and 30 an hour apart for the first, 5 for the second.
void plant(Town& town) {
  town.make("/Things", garden("rose", "6.1"));
  town.make("/Things", garden("tulip", "6.2"));
  town.make("/Things", garden("daisy", "7.5"));
  for (int i = 1; i <= 3; ++i)
    CHECK(town.post("/Datastreams(1)/Observations",
                    R"({"phenomenonTime":")" + at_minute(60 * i) + R"(","result":)" + std::to_string(10 * i) + "}")
              .status == 201);
  CHECK(town.post("/Datastreams(2)/Observations",
                  R"({"phenomenonTime":"2026-03-29T10:00:00Z","result":5,"parameters":{"depth":2}})")
            .status == 201);
}

}  // namespace

TEST_CASE("/req/request-data/expand: one level, several, nested and with options of their own") {
  each_town([](Town& town) {
    plant(town);
    const Answered thing = town.get(
        "/Things(1)?$expand=Locations,Datastreams/Observations($top=2;$orderby=phenomenonTime "
        "desc;$select=result;$count=true)");
    CHECK(thing.at("Locations").at(0).at("name") == "rose place");
    const json::Value& series = thing.at("Datastreams").at(0);
    CHECK(series.at("Observations@iot.count") == 3);
    CHECK(json::write(series.at("Observations")) == R"([{"result":30},{"result":20}])");
    const std::string next(series.at("Observations@iot.nextLink").as_string());
    CHECK(next.starts_with("https://sta.example.nl/sta/v1.1/Datastreams(1)/Observations?"));
    CHECK(town.results(next.substr(std::string("https://sta.example.nl/sta/v1.1").size())) == "10");
    const Answered series_of = town.get(
        "/Datastreams(1)?$expand=Thing($select=name;$expand=Locations($select=location)),Sensor,ObservedProperty");
    CHECK(series_of.at("Thing").at("name") == "rose");
    CHECK_FALSE(series_of.at("Thing").as_object().contains("description"));
    CHECK(series_of.at("Thing").at("Locations").at(0).at("location").at("type") == "Point");
    CHECK_FALSE(series_of.object().contains("Sensor@iot.navigationLink"));
    const Answered observations =
        town.get("/Observations?$expand=Datastream($select=name),FeatureOfInterest&$top=1&$filter=result eq 5");
    CHECK(observations.list()[0].at("Datastream") == json::Value(json::Object{{"name", "tulip temperature"}}));
    CHECK(observations.list()[0].at("FeatureOfInterest").at("name") == "tulip place");
    CHECK(town.get("/Things?$expand=Datastreams($filter=name eq 'tulip temperature')")
              .list()[0]
              .at("Datastreams")
              .as_array()
              .empty());
  });
}

TEST_CASE("/req/request-data/expand: the newest value of every series, without asking the lake for history") {
  each_town([](Town& town) {
    plant(town);
    const Answered all = town.get(
        "/Things?$select=name&$expand=Datastreams($select=name;$expand=Observations($top=1;$orderby=phenomenonTime "
        "desc;$select=result))");
    CHECK(all.list()[0].at("Datastreams").at(0).at("Observations").at(0).at("result") == 30);
    CHECK(all.list()[1].at("Datastreams").at(0).at("Observations").at(0).at("result") == 5);
    CHECK(all.list()[2].at("Datastreams").at(0).at("Observations").as_array().empty());
    CHECK(all.list()[0].at("Datastreams").at(0).as_object().contains("Observations@iot.nextLink"));
    CHECK_FALSE(all.list()[1].at("Datastreams").at(0).as_object().contains("Observations@iot.nextLink"));
  });
}

TEST_CASE("/req/request-data/select: only what was asked for") {
  each_town([](Town& town) {
    plant(town);
    CHECK(town.get("/Things(1)?$select=name,id").text == R"({"@iot.id":1,"name":"rose"})");
    CHECK(town.get("/Datastreams(1)/Observations?$select=result,phenomenonTime&$top=1").list()[0] ==
          json::Value(json::Object{{"phenomenonTime", "2026-03-30T01:00:00Z"}, {"result", 10}}));
    CHECK(town.get("/Things(1)?$select=name,Datastreams").object().contains("Datastreams@iot.navigationLink"));
  });
}

TEST_CASE("/req/request-data/orderby and /req/request-data/order: several keys, both ways, through navigation") {
  each_town([](Town& town) {
    plant(town);
    CHECK(town.names("/Things?$orderby=name") == "daisy,rose,tulip");
    CHECK(town.names("/Things?$orderby=name desc") == "tulip,rose,daisy");
    CHECK(town.names("/Things?$orderby=properties/nr,id desc") == "rose,daisy,tulip");
    CHECK(town.names("/Datastreams?$orderby=Thing/name asc") == "daisy temperature,rose temperature,tulip temperature");
    CHECK(town.results("/Observations?$orderby=result desc") == "30,20,10,5");
    CHECK(town.results("/Observations?$orderby=phenomenonTime") == "5,10,20,30");
    CHECK(town.names("/Datastreams?$orderby=phenomenonTime desc") ==
          "rose temperature,tulip temperature,daisy temperature");
  });
}

TEST_CASE("/req/request-data/top, skip, count and pagination: nextLink leads through all of it") {
  each_town([](Town& town) {
    plant(town);
    const Answered first = town.get("/Things?$top=2&$count=true&$orderby=name&$filter=id gt 0");
    CHECK(first.at("@iot.count") == 3);
    CHECK(first.list().size() == 2);
    const std::string next(first.at("@iot.nextLink").as_string());
    CHECK(next ==
          "https://sta.example.nl/sta/v1.1/Things?$count=true&$orderby=name&$filter=id%20gt%200&$top=2&$skip=2");
    const Answered second = town.get(next.substr(std::string("https://sta.example.nl/sta/v1.1").size()));
    CHECK(second.list()[0].at("name") == "tulip");
    CHECK(second.at("@iot.count") == 3);
    CHECK_FALSE(second.object().contains("@iot.nextLink"));
    CHECK_FALSE(town.get("/Things?$count=false").object().contains("@iot.count"));
    CHECK(town.get("/Observations?$top=3&$count=true").at("@iot.count") == 4);
    CHECK(town.results("/Datastreams(1)/Observations?$top=1&$skip=1") == "20");
    CHECK(town.get("/Things?$top=0&$count=true").list().empty());
    // A huge $top is cut to the largest page of this service, 1000.
    CHECK(town.get("/Things?$top=9000000000").list().size() == 3);
  });
}

TEST_CASE("/req/request-data/built-in-filter-operations: comparisons, logic, arithmetic and brackets") {
  each_town([](Town& town) {
    plant(town);
    const std::pair<const char*, const char*> things[] = {{"name eq 'rose'", "rose"},
                                                          {"name ne 'rose'", "tulip,daisy"},
                                                          {"name gt 'rose'", "tulip"},
                                                          {"id le 2", "rose,tulip"},
                                                          {"not name eq 'rose'", "tulip,daisy"},
                                                          {"not (name eq 'rose' or id eq 2)", "daisy"},
                                                          {"id eq 1 or id eq 3 and name eq 'x'", "rose"},
                                                          {"id in (1,3)", "rose,daisy"},
                                                          {"name in ('tulip','x')", "tulip"},
                                                          {"id add 1 eq 3", "tulip"},
                                                          {"id mul 2 sub 1 eq 5", "daisy"},
                                                          {"id mod 2 eq 1", "rose,daisy"},
                                                          {"7 div id eq 3", "tulip"},
                                                          {"-id eq -1", "rose"},
                                                          {"properties/nr eq 4", "rose"},
                                                          {"properties/nr gt 4", "tulip,daisy"},
                                                          {"properties/wijk eq 'Assendorp' and id gt 1", "tulip,daisy"},
                                                          {"properties/none eq null", "rose,tulip,daisy"},
                                                          {"properties eq null", ""},
                                                          {"name eq 'O''Brien'", ""},
                                                          {"true", "rose,tulip,daisy"},
                                                          {"not (properties/none gt 5)", "rose,tulip,daisy"}};
    for (const auto& [filter, names] : things) {
      INFO(filter);
      CHECK(town.names(std::string("/Things?$filter=") + filter) == names);
    }
    const std::pair<const char*, const char*> observations[] = {
        {"result gt 10", "20,30"},
        {"result le 10", "5,10"},
        {"result eq 20.0", "20"},
        {"not (result gt 10)", "5,10"},
        {"result add 5 eq 10", "5"},
        {"result div 4 eq 2.5", "10"},
        {"result mod 20 eq 10", "10,30"},
        {"-result lt -25", "30"},
        {"result in (5,30)", "5,30"},
        {"parameters/depth eq 2", "5"},
        {"parameters/depth eq null", "10,20,30"},
        {"resultTime eq null and result lt 15", "5,10"},
        {"phenomenonTime ge 2026-03-30T02:00:00Z", "20,30"},
        {"phenomenonTime lt 2026-03-30T03:00:00+01:00", "5,10"},
        {"phenomenonTime gt 2026-03-30T03:00:00Z sub duration'PT90M'", "20,30"},
        {"phenomenonTime ge 2026-03-30", "10,20,30"},
        {"id eq '1-1774832400000000'", "10"}};
    for (const auto& [filter, results] : observations) {
      INFO(filter);
      CHECK(town.results(std::string("/Observations?$orderby=result&$filter=") + filter) == results);
    }
  });
}

TEST_CASE("/req/request-data/built-in-query-functions: strings, numbers, dates and shapes") {
  each_town([](Town& town) {
    plant(town);
    const std::pair<const char*, const char*> things[] = {
        {"startswith(name,'ro')", "rose"},
        {"endswith(name,'y')", "daisy"},
        {"substringof('uli',name)", "tulip"},
        {"contains(name,'uli')", "tulip"},
        {"length(name) eq 4", "rose"},
        {"indexof(name,'o') eq 1", "rose"},
        {"substring(name,1) eq 'ose'", "rose"},
        {"substring(name,1,2) eq 'ul'", "tulip"},
        {"tolower('ROSE') eq name", "rose"},
        {"toupper(name) eq 'TULIP'", "tulip"},
        {"trim(' rose ') eq name", "rose"},
        {"concat(name,'!') eq 'rose!'", "rose"},
        {"round(id div 2.0) eq 2", "daisy"},
        {"floor(2.5) eq id", "tulip"},
        {"ceiling(2.5) eq id", "daisy"},
        {"geo.distance(Locations/location, geography'POINT (6.1 52.5)') lt 0.05", "rose"},
        {"st_within(Locations/location, geography'POLYGON ((6 52, 7 52, 7 53, 6 53, 6 52))')", "rose,tulip"},
        {"geo.intersects(Locations/location, geography'POLYGON ((7 52, 8 52, 8 53, 7 53, 7 52))')", "daisy"},
        {"st_equals(Locations/location, geography'POINT (7.5 52.5)')", "daisy"},
        {"st_disjoint(Locations/location, geography'POINT (6.1 52.5)')", "tulip,daisy"},
        {"st_relate(Locations/location, geography'POINT (6.1 52.5)', '0FFFFFFF2')", "rose"},
        {"geo.length(geography'LINESTRING (0 0, 0 2)') eq id", "tulip"},
        {"st_touches(Locations/location, geography'LINESTRING (6.1 52.5, 9 9)')", "rose"},
        {"st_intersects(Locations/location, geography'LINESTRING (6.2 52, 6.2 53)')", "tulip"},
        {"st_contains(geography'POLYGON ((6 52, 7 52, 7 53, 6 53, 6 52))', Locations/location)", "rose,tulip"},
        {"st_crosses(Locations/location, Locations/location)", ""},
        {"st_overlaps(Locations/location, Locations/location)", ""},
        {"year(now()) eq 2026", "rose,tulip,daisy"},
        {"year(HistoricalLocations/time) eq 2026", "rose,tulip,daisy"},
        {"maxdatetime() gt mindatetime()", "rose,tulip,daisy"}};
    for (const auto& [filter, names] : things) {
      INFO(filter);
      CHECK(town.names(std::string("/Things?$filter=") + filter) == names);
    }
    const std::pair<const char*, const char*> observations[] = {
        {"year(phenomenonTime) eq 2026", "5,10,20,30"},
        {"month(phenomenonTime) eq 3", "5,10,20,30"},
        {"day(phenomenonTime) eq 29", "5"},
        {"hour(phenomenonTime) eq 2", "20"},
        {"minute(phenomenonTime) eq 0", "5,10,20,30"},
        {"second(phenomenonTime) eq 0", "5,10,20,30"},
        {"fractionalseconds(phenomenonTime) lt 0.1", "5,10,20,30"},
        {"date(phenomenonTime) eq 2026-03-29", "5"},
        {"time(phenomenonTime) lt 01:30:00", "10"},
        {"totaloffsetminutes(phenomenonTime) eq 0", "5,10,20,30"},
        {"phenomenonTime lt now()", "5,10,20,30"},
        {"round(result div 4) eq 3", "10"},
        {"floor(result div 4) eq 1", "5"},
        {"ceiling(result div 4) eq 2", "5"},
        {"during(phenomenonTime, 2026-03-30T00:00:00Z/2026-03-30T02:00:00Z)", "10,20"},
        {"before(phenomenonTime, 2026-03-30T00:00:00Z)", "5"},
        {"after(phenomenonTime, 2026-03-30T02:00:00Z)", "30"},
        {"phenomenonTime gt mindatetime()", "5,10,20,30"},
        {"geo.distance(FeatureOfInterest/feature, geography'POINT (6.2 52.5)') lt 0.01", "5"}};
    for (const auto& [filter, results] : observations) {
      INFO(filter);
      CHECK(town.results(std::string("/Observations?$orderby=result&$filter=") + filter) == results);
    }
    for (const char* filter : {"nothing(name)", "length(name,name)", "length()", "st_within(name)"})
      CHECK_MESSAGE(town.get(std::string("/Things?$filter=") + filter).status == 400, filter);
  });
}

TEST_CASE("/req/request-data/filter: paths from any entity to any other, across both stores") {
  each_town([](Town& town) {
    plant(town);
    CHECK(town.names("/Things?$filter=Datastreams/name eq 'tulip temperature'") == "tulip");
    CHECK(town.names("/Things?$filter=Datastreams/Observations/result gt 5") == "rose");
    CHECK(town.names("/Things?$filter=Datastreams/Observations/result gt 25 and startswith(name,'r')") == "rose");
    CHECK(town.names("/Things?$filter=Datastreams/Observations/result gt 25 or name eq 'daisy'") == "rose,daisy");
    // Both conditions are about one Observation.
    CHECK(town.names("/Things?$filter=Datastreams/Observations/result gt 25 and "
                     "Datastreams/Observations/phenomenonTime lt 2026-03-30T02:30:00Z")
              .empty());
    CHECK(town.names("/Locations?$filter=Things/Datastreams/Observations/result eq 5") == "tulip place");
    CHECK(town.names("/FeaturesOfInterest?$filter=Observations/result eq 5") == "tulip place");
    CHECK(town.names("/Sensors?$filter=Datastreams/Thing/Locations/name eq 'rose place'") == "rose sensor");
    CHECK(town.names("/Datastreams?$filter=unitOfMeasurement/symbol eq '°C' and Thing/name ne 'rose'") ==
          "tulip temperature,daisy temperature");
    CHECK(town.names("/Datastreams?$filter=phenomenonTime gt 2026-03-29T12:00:00Z") == "rose temperature");
    CHECK(town.results("/Observations?$filter=Datastream/Thing/name eq 'rose'") == "10,20,30");
    CHECK(town.results("/Observations?$filter=Datastream/Thing/name eq 'rose' and result gt 15") == "20,30");
    CHECK(town.results("/Observations?$filter=Datastream/id eq 2") == "5");
    CHECK(town.results("/Observations?$filter=FeatureOfInterest/name eq 'tulip place' or result eq 30") == "30,5");
    CHECK(town.results("/Observations?$filter=not (Datastream/Thing/name eq 'rose')") == "5");
    const Answered mixed = town.get("/Observations?$filter=result gt Datastream/Thing/id");
    CHECK(mixed.status == 400);
    CHECK(mixed.at("code") == "filter-mixed");
  });
}

TEST_CASE("/req/data-array/data-array: Observations in rows, grouped by Datastream; and as CSV") {
  each_town([](Town& town) {
    plant(town);
    const Answered rows = town.get("/Observations?$resultFormat=dataArray&$count=true");
    CHECK(rows.at("@iot.count") == 4);
    CHECK(rows.list().size() == 2);
    CHECK(rows.list()[0].at("components") == json::Array{"id", "phenomenonTime", "resultTime", "result"});
    CHECK(rows.list()[0].at("dataArray@iot.count") == 3);
    CHECK(rows.list()[0].at("dataArray").at(0) ==
          json::Array{"1-1774832400000000", "2026-03-30T01:00:00Z", nullptr, 10});
    CHECK(rows.list()[1].at("Datastream@iot.navigationLink") == "https://sta.example.nl/sta/v1.1/Datastreams(2)");
    const Answered few = town.get("/Datastreams(1)/Observations?$resultFormat=dataArray&$select=result,phenomenonTime");
    CHECK(few.list()[0].at("dataArray").at(2) == json::Array{30, "2026-03-30T03:00:00Z"});
    const Answered csv = town.get("/Datastreams(1)/Observations?$resultFormat=CSV&$select=phenomenonTime,result");
    CHECK(csv.type == "text/csv; charset=utf-8");
    CHECK(csv.text.starts_with("datastream,phenomenonTime,result\r\n1,2026-03-30T01:00:00Z,10\r\n"));
    CHECK(town.get("/Things?$resultFormat=dataArray").status == 400);
  });
}
