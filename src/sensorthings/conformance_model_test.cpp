#include "sensorthings/sta_fixture.h"

/// 18-088 clauses 8 and 9.2: entities and their addresses. Each test is named after the requirements it is about.
using namespace sas;
using namespace sas::sensorthings::test;

namespace {

bool has_all(const json::Value& entity, std::initializer_list<const char*> names) {
  bool all = true;
  for (const char* name : names) {
    CHECK_MESSAGE(entity.as_object().contains(name), name, " in ", json::write(entity));
    all = all && entity.as_object().contains(name);
  }
  return all;
}

constexpr const char* multi = R"({"name":"wind","description":"speed and direction","multiObservationDataTypes":[
  "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement","http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement"],
  "unitOfMeasurements":[{"name":"metre per second","symbol":"m/s","definition":"ucum:m/s"},{"name":"degree","symbol":"deg","definition":"ucum:deg"}],
  "Thing":{"@iot.id":1},"Sensor":{"@iot.id":1},"ObservedProperties":[
  {"name":"wind speed","definition":"https://example.nl/ws","description":""},{"name":"wind direction","definition":"https://example.nl/wd","description":""}]})";

}  // namespace

TEST_CASE("/req/datamodel/entity-control-information/common-control-information: id, selfLink, navigationLink") {
  each_town([](Town& town) {
    town.make("/Things", garden("rose"));
    const Answered thing = town.get("/Things(1)");
    CHECK(thing.status == 200);
    CHECK(thing.at("@iot.id") == 1);
    CHECK(thing.at("@iot.selfLink") == "https://sta.example.nl/sta/v1.1/Things(1)");
    CHECK(thing.at("Datastreams@iot.navigationLink") == "https://sta.example.nl/sta/v1.1/Things(1)/Datastreams");
  });
}

TEST_CASE("/req/datamodel/*/properties and /req/datamodel/*/relations: every entity has what its table names") {
  each_town([](Town& town) {
    town.make("/Things", garden("rose"));
    CHECK(
        town.post(
                "/Datastreams(1)/Observations",
                R"({"phenomenonTime":"2026-03-30T10:00:00Z","result":11.5,"resultTime":null,"validTime":"2026-03-30T10:00:00Z/2026-03-30T11:00:00Z","resultQuality":"good","parameters":{"depth":2}})")
            .status == 201);
    has_all(town.get("/Things(1)").body, {"name", "description", "properties", "Locations@iot.navigationLink",
                                          "HistoricalLocations@iot.navigationLink", "Datastreams@iot.navigationLink",
                                          "MultiDatastreams@iot.navigationLink"});
    has_all(town.get("/Locations(1)").body, {"name", "description", "encodingType", "location",
                                             "Things@iot.navigationLink", "HistoricalLocations@iot.navigationLink"});
    has_all(town.get("/HistoricalLocations(1)").body,
            {"time", "Thing@iot.navigationLink", "Locations@iot.navigationLink"});
    has_all(town.get("/Datastreams(1)").body,
            {"name", "description", "observationType", "unitOfMeasurement", "observedArea", "phenomenonTime",
             "Thing@iot.navigationLink", "Sensor@iot.navigationLink", "ObservedProperty@iot.navigationLink",
             "Observations@iot.navigationLink"});
    has_all(town.get("/Sensors(1)").body,
            {"name", "description", "encodingType", "metadata", "Datastreams@iot.navigationLink"});
    has_all(town.get("/ObservedProperties(1)").body,
            {"name", "definition", "description", "Datastreams@iot.navigationLink"});
    has_all(town.get("/FeaturesOfInterest(1)").body,
            {"name", "description", "encodingType", "feature", "Observations@iot.navigationLink"});
    const Answered observations = town.get("/Observations");
    REQUIRE(observations.list().size() == 1);
    const json::Value& observation = observations.list()[0];
    has_all(observation, {"phenomenonTime", "resultTime", "result", "resultQuality", "validTime", "parameters",
                          "Datastream@iot.navigationLink", "FeatureOfInterest@iot.navigationLink"});
    CHECK(observation.at("resultTime").is_null());
    CHECK(observation.at("@iot.id") == "1-1774864800000000");
    CHECK(observation.at("parameters").at("depth") == 2);
  });
}

TEST_CASE("/req/datamodel/datastream/properties: phenomenonTime, resultTime and observedArea follow the values") {
  each_town([](Town& town) {
    town.make("/Things", garden("rose"));
    CHECK_FALSE(town.get("/Datastreams(1)").object().contains("phenomenonTime"));
    town.post("/Datastreams(1)/Observations",
              R"({"phenomenonTime":"2026-03-30T10:00:00Z","result":1,"resultTime":"2026-03-30T10:00:05Z"})");
    town.post(
        "/Datastreams(1)/Observations",
        R"({"phenomenonTime":"2026-03-30T12:00:00Z/2026-03-30T13:00:00Z","result":2,"resultTime":"2026-03-30T13:00:05Z"})");
    town.post("/Datastreams(1)/Observations", R"({"phenomenonTime":"2026-03-30T09:00:00Z","result":3})");
    const Answered series = town.get("/Datastreams(1)");
    CHECK(series.at("phenomenonTime") == "2026-03-30T09:00:00Z/2026-03-30T13:00:00Z");
    CHECK(series.at("resultTime") == "2026-03-30T10:00:05Z/2026-03-30T13:00:05Z");
    CHECK(series.at("observedArea").at("type") == "Point");
    town.post(
        "/Observations",
        R"({"phenomenonTime":"2026-03-30T14:00:00Z","result":4,"Datastream":{"@iot.id":1},"FeatureOfInterest":{"name":"far","description":"","encodingType":"application/geo+json","feature":{"type":"Point","coordinates":[7,53]}}})");
    CHECK(town.get("/Datastreams(1)").at("observedArea").at("type") == "Polygon");
    const Answered area = town.get("/Datastreams(1)/observedArea");
    CHECK(json::write(area.at("observedArea").at("coordinates").at(0).at(2)) == "[7,53]");
  });
}

TEST_CASE("/req/resource-path/resource-path-to-entities: sets, keys, navigation, properties, $value and $ref") {
  each_town([](Town& town) {
    town.make("/Things", garden("rose"));
    town.make("/Things", garden("tulip"));
    town.post("/Datastreams(1)/Observations", R"({"phenomenonTime":"2026-03-30T10:00:00Z","result":11.5})");
    const Answered root = town.get("");
    CHECK(root.list().size() == 9);
    CHECK(root.list()[0].at("url") == "https://sta.example.nl/sta/v1.1/Things");
    CHECK(root.at("serverSettings").at("conformance").as_array().size() >= 10);
    CHECK(town.names("/Things") == "rose,tulip");
    CHECK(town.names("/Things(2)/Datastreams") == "tulip temperature");
    CHECK(town.get("/Things(2)/Datastreams(2)/Sensor").at("name") == "tulip sensor");
    CHECK(town.get("/Observations('1-1774864800000000')/Datastream/Thing/Locations").list()[0].at("name") ==
          "rose place");
    CHECK(town.get("/Observations(1-1774864800000000)/FeatureOfInterest").at("name") == "rose place");
    CHECK(town.get("/FeaturesOfInterest(1)/Observations").list().size() == 1);
    CHECK(town.get("/Things(1)/name").body == json::Value(json::Object{{"name", "rose"}}));
    CHECK(town.get("/Things(1)/name/$value").text == "rose");
    CHECK(town.get("/Things(1)/properties/wijk/$value").text == "Assendorp");
    CHECK(town.get("/Things(1)/Datastreams/$ref").list()[0].at("@iot.selfLink") ==
          "https://sta.example.nl/sta/v1.1/Datastreams(1)");
    CHECK(town.get("/Observations('1-1774864800000000')/result/$value").text == "11.5");
    CHECK(town.get("/Datastreams(1)/Thing/$ref").at("@iot.selfLink") == "https://sta.example.nl/sta/v1.1/Things(1)");
  });
}

TEST_CASE("/req/request-data/status-code: what is not there answers 404, what cannot be read answers 400") {
  each_town([](Town& town) {
    town.make("/Things", garden("rose"));
    for (const char* url : {"/Nothing", "/Things(99)", "/Things(1)/Nothing", "/Things(1)/Datastreams(99)",
                            "/Things(1)/Locations(1)/Nothing", "/Observations('1-5')", "/Things(abc)",
                            "/Things(1)/name/$value/more", "/Observations('x')"})
      CHECK_MESSAGE(town.get(url).status == 404, url);
    for (const char* url : {"/Things?$filter=name%20eq", "/Things?$top=-1", "/Things?$nothing=1", "/Things?top=1",
                            "/Things?$filter=noname eq 1", "/Things?$expand=Nothing", "/Things?$select=nothing",
                            "/Things?$orderby=nothing", "/Things?$count=maybe", "/Things(1"})
      CHECK_MESSAGE(town.get(url).status == 400, url);
    const Answered wrong = town.get("/Things?$filter=name%20eq");
    CHECK(wrong.type == "application/problem+json");
    CHECK(wrong.at("detail") == "$filter, at character 8: expected a value or the name of a property");
  });
}

TEST_CASE("/req/multi-datastream/properties, relations and constraints: several results at one time") {
  each_town([](Town& town) {
    town.make("/Things", garden("rose"));
    const std::int64_t id = town.make("/MultiDatastreams", multi);
    const std::string self = "/MultiDatastreams(" + std::to_string(id) + ")";
    has_all(town.get(self).body, {"name", "description", "observationType", "multiObservationDataTypes",
                                  "unitOfMeasurements", "Thing@iot.navigationLink", "Sensor@iot.navigationLink",
                                  "ObservedProperties@iot.navigationLink", "Observations@iot.navigationLink"});
    CHECK(town.get(self).at("observationType") ==
          "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_ComplexObservation");
    CHECK(town.names(self + "/ObservedProperties") == "wind speed,wind direction");
    CHECK(town.names("/ObservedProperties(3)/MultiDatastreams") == "wind");
    CHECK(
        town.post(self + "/Observations", R"({"phenomenonTime":"2026-03-30T10:00:00Z","result":[3.5, 270]})").status ==
        201);
    CHECK(town.post(self + "/Observations", R"({"phenomenonTime":"2026-03-30T11:00:00Z","result":3.5})").status == 400);
    CHECK(town.results(self + "/Observations") == "[3.5,270]");
    CHECK(town.get(self + "/Observations").list()[0].at("result") == json::Array{3.5, 270});
    CHECK(town.get(self + "/Observations").list()[0].as_object().contains("MultiDatastream@iot.navigationLink"));
    CHECK(town.results(self + "/Observations?$filter=result/1 gt 200") == "[3.5,270]");
    CHECK(town.results(self + "/Observations?$filter=result/1 gt 300").empty());
    CHECK(town.names("/Datastreams") == "rose temperature");
    CHECK(town.get("/Datastreams(" + std::to_string(id) + ")").status == 404);
    std::string fewer(multi);
    fewer.replace(fewer.find(R"(,{"name":"degree")"),
                  std::string(R"(,{"name":"degree","symbol":"deg","definition":"ucum:deg"})").size(), "");
    const Answered refused = town.post("/MultiDatastreams", fewer);
    CHECK(refused.status == 400);
    CHECK(refused.at("detail").as_string().starts_with("multiObservationDataTypes: expected as many types"));
  });
}
