#include "sensorthings/sta_fixture.h"

/// 18-088 clause 10: create, update and delete.
using namespace sas;
using namespace sas::sensorthings::test;

namespace {

std::int64_t rows(Town& town, const std::string& table) {
  return town.records()
      .read([&](store::ReadTx& tx) -> Result<std::int64_t> {
        return tx.query_one("SELECT count(*) FROM " + table)->integer(0);
      })
      .value();
}

const char* const place =
    R"({"name":"square","description":"","encodingType":"application/geo+json","location":{"type":"Point","coordinates":[6.3,52.6]}})";

}  // namespace

TEST_CASE(
    "/req/create-update-delete/create-entity: every set takes what its table asks, and answers 201 with Location") {
  each_town([](Town& town) {
    const Answered thing = town.post("/Things", R"({"name":"t","description":"d","properties":{"a":{"b":[1,2.5]}}})");
    CHECK(thing.status == 201);
    CHECK(thing.location == "https://sta.example.nl/sta/v1.1/Things(1)");
    CHECK(thing.at("properties").at("a").at("b").at(1) == 2.5);
    CHECK(town.post("/Locations", place).location.ends_with("/Locations(1)"));
    CHECK(town.make("/Sensors",
                    R"({"name":"s","description":"d","encodingType":"text/html","metadata":{"any":"json"}})") == 1);
    CHECK(town.make("/ObservedProperties", R"({"name":"o","definition":"https://example.nl/o","description":"d"})") ==
          1);
    CHECK(
        town.make(
            "/FeaturesOfInterest",
            R"({"name":"f","description":"d","encodingType":"application/geo+json","feature":{"type":"Point","coordinates":[6,52]}})") ==
        1);
    CHECK(
        town.make(
            "/Datastreams",
            R"({"name":"ds","description":"","observationType":")" + std::string(measurement) +
                R"(","unitOfMeasurement":{"name":"n","symbol":"s","definition":"d"},"Thing":{"@iot.id":1},"Sensor":{"@iot.id":1},"ObservedProperty":{"@iot.id":1}})") ==
        1);
    CHECK(
        town.post(
                "/Observations",
                R"({"phenomenonTime":"2026-03-30T10:00:00Z","result":1,"Datastream":{"@iot.id":1},"FeatureOfInterest":{"@iot.id":1}})")
            .status == 201);
    CHECK(town.get("/Observations").list().size() == 1);
    const std::pair<const char*, const char*> wrong[] = {
        {R"({"description":"d"})", "name: expected a value: it is missing"},
        {R"({"name":5,"description":"d"})", "name: expected a text"},
        {R"({"name":"t","description":"d","properties":[]})", "properties: expected an object"},
        {R"({"name":"t","description":"d","colour":"red"})",
         "colour: expected a property or navigation that Thing has"},
        {R"({"name":"t","description":"d","Locations":[{"name":"l"}]})",
         "Locations[0]/description: expected a value: it is missing"},
        {R"({"name":"t","description":"d","Locations":[{"@iot.id":99}]})",
         "Locations[0]: expected the number of a Location that exists"}};
    for (const auto& [body, detail] : wrong) {
      const Answered refused = town.post("/Things", body);
      CHECK(refused.status == 400);
      CHECK(refused.at("detail") == detail);
    }
    CHECK(town.post("/Datastreams", R"({"name":"x","description":"","observationType":"x","unitOfMeasurement":{}})")
              .at("detail") == "Thing: expected an entity: a Datastream cannot be without");
    CHECK(
        town.post("/Locations",
                  R"({"name":"x","description":"","encodingType":"application/geo+json","location":{"type":"Point"}})")
            .status == 400);
    CHECK(rows(town, "thing") == 1);
  });
}

TEST_CASE("/req/create-update-delete/link-to-existing-entities: by number in the body, or by the address") {
  each_town([](Town& town) {
    town.make("/Things", garden("rose"));
    const std::int64_t square = town.make("/Locations", place);
    const std::int64_t other = town.make(
        "/Things", R"({"name":"moved","description":"","Locations":[{"@iot.id":)" + std::to_string(square) + "}]}");
    CHECK(town.names("/Things(" + std::to_string(other) + ")/Locations") == "square");
    town.make(
        "/Things(1)/Datastreams",
        R"({"name":"second","description":"","observationType":")" + std::string(measurement) +
            R"(","unitOfMeasurement":{"name":"n","symbol":"s","definition":"d"},"Sensor":{"@iot.id":1},"ObservedProperty":{"@iot.id":1}})");
    CHECK(town.names("/Things(1)/Datastreams") == "rose temperature,second");
    town.make("/Things(1)/Locations", place);
    CHECK(town.names("/Things(1)/Locations") == "square");
    town.make("/Locations(" + std::to_string(square) + ")/Things", R"({"name":"third","description":""})");
    CHECK(town.names("/Locations(" + std::to_string(square) + ")/Things") == "moved,third");
  });
}

TEST_CASE("/req/create-update-delete/deep-insert and deep-insert-status-code: all of it or nothing") {
  each_town([](Town& town) {
    std::string body = garden("rose");
    body.replace(
        body.rfind("}]}"), 3,
        R"(,"Observations":[{"phenomenonTime":"2026-03-30T10:00:00Z","result":1},{"phenomenonTime":"2026-03-30T11:00:00Z","result":2}]}]})");
    const Answered made = town.post("/Things", body);
    CHECK(made.status == 201);
    CHECK(town.results("/Things(1)/Datastreams(1)/Observations") == "1,2");
    CHECK(town.names("/Observations('1-1774864800000000')/FeatureOfInterest/Observations").find("1-1774864800000000") !=
          std::string::npos);
    const std::int64_t things = rows(town, "thing"), sensors = rows(town, "sensor"),
                       events = rows(town, "ledger_event");
    std::string spoiled = body;
    spoiled.replace(spoiled.find("\"result\":2"), 10, "\"result\":\"two\"");
    const Answered refused = town.post("/Things", spoiled);
    CHECK(refused.status == 400);
    CHECK(refused.at("detail") == "Datastreams[0]/Observations[1]/result: expected a number that fits");
    CHECK(rows(town, "thing") == things);
    CHECK(rows(town, "sensor") == sensors);
    CHECK(rows(town, "ledger_event") == events);
    // What only the intake can see is undone as well.
    std::string ahead = body;
    ahead.replace(ahead.find("2026-03-30T11"), 13, "2036-03-30T11");
    CHECK(town.post("/Things", ahead).at("code") == "time-far-future");
    CHECK(rows(town, "thing") == things);
    CHECK(rows(town, "datastream") == 1);
    CHECK(town.get("/Observations?$count=true").at("@iot.count") == 2);
  });
}

TEST_CASE("/req/create-update-delete/create-entity: what an Observation leaves out is filled in") {
  each_town([](Town& town) {
    town.make("/Things", garden("rose"));
    const Answered made = town.post("/Datastreams(1)/Observations", R"({"result":21.5})");
    CHECK(made.status == 201);
    CHECK(made.at("phenomenonTime").as_string().starts_with("2026-03-31T23:33:20"));
    CHECK(made.at("resultTime").is_null());
    CHECK(made.location.starts_with("https://sta.example.nl/sta/v1.1/Observations('1-"));
    // Another one at the same moment of the clock is another Observation.
    CHECK(town.post("/Datastreams(1)/Observations", R"({"result":21.6})").status == 201);
    CHECK(town.results("/Observations") == "21.5,21.6");
    CHECK(town.get("/Datastreams(1)/Observations?$expand=FeatureOfInterest")
              .list()[0]
              .at("FeatureOfInterest")
              .at("feature")
              .at("coordinates")
              .at(0) == 6.1);
    // The same again is a repeat, and another result a correction (docs/adr/0017).
    const char* once = R"({"phenomenonTime":"2026-03-30T10:00:00Z","result":1})";
    CHECK(town.post("/Datastreams(1)/Observations", once).status == 201);
    CHECK(town.post("/Datastreams(1)/Observations", once).status == 201);
    CHECK(town.post("/Datastreams(1)/Observations", R"({"phenomenonTime":"2026-03-30T10:00:00Z","result":2})").status ==
          201);
    CHECK(town.results("/Observations?$filter=phenomenonTime lt 2026-03-31") == "2");
  });
}

TEST_CASE("/req/create-update-delete/create-entity: results of any type of JSON, as the Datastream declares") {
  each_town([](Town& town) {
    town.make("/Things", garden("rose"));
    const auto series = [&](const char* type) {
      return town.make(
          "/Things(1)/Datastreams",
          R"({"name":"x","description":"","observationType":"http://www.opengis.net/def/observationType/OGC-OM/2.0/)" +
              std::string(type) +
              R"(","unitOfMeasurement":{"name":null,"symbol":null,"definition":null},"Sensor":{"@iot.id":1},"ObservedProperty":{"@iot.id":1}})");
    };
    const auto send = [&](std::int64_t id, const std::string& result) {
      return town.post("/Datastreams(" + std::to_string(id) + ")/Observations",
                       R"({"phenomenonTime":"2026-03-30T10:00:00Z/2026-03-30T10:10:00Z","result":)" + result + "}");
    };
    const std::int64_t truth = series("OM_TruthObservation"), category = series("OM_CategoryObservation"),
                       count = series("OM_CountObservation"), any = series("OM_Observation");
    CHECK(send(truth, "true").at("result") == true);
    CHECK(send(truth, "1").status == 400);
    CHECK(send(category, "\"wet\"").at("result") == "wet");
    CHECK(send(category, "5").at("code") == "result-type");
    CHECK(send(count, "12").at("result") == 12);
    for (const char* json : {R"({"a":[1,{"b":null}]})", "\"text\"", "[1,2]", "17", "false", "null"}) {
      CHECK(send(any, json).status == 201);
      CHECK(json::write(town.get("/Datastreams(" + std::to_string(any) + ")/Observations").list()[0].at("result")) ==
            json);
    }
    CHECK(send(any, R"("warm")").status == 201);
    CHECK(town.results("/Observations?$filter=result eq 'warm'") == "\"warm\"");
    CHECK(town.results("/Observations?$filter=result eq 'wet'") == "\"wet\"");
    CHECK(town.results("/Observations?$filter=result eq true") == "true");
  });
}

TEST_CASE("/req/create-update-delete/update-entity, update-entity-put and update-entity-jsonpatch") {
  each_town([](Town& town) {
    town.make("/Things", garden("rose"));
    CHECK(town.patch("/Things(1)", R"({"name":"red rose"})").status == 200);
    CHECK(town.get("/Things(1)").at("name") == "red rose");
    CHECK(town.get("/Things(1)").at("description") == "a garden");
    CHECK(town.patch("/Things(1)", R"({"name":null})").status == 400);
    CHECK(town.put("/Things(1)", R"({"name":"put","description":"all of it"})").status == 200);
    CHECK_FALSE(town.get("/Things(1)").object().contains("properties"));
    CHECK(town.put("/Things(1)", R"({"name":"put"})").status == 400);
    const auto json_patch = [&](const std::string& body) {
      return town.call(http::Method::patch, "/Things(1)", body, Town::token, "application/json-patch+json");
    };
    CHECK(
        json_patch(
            R"([{"op":"test","path":"/name","value":"put"},{"op":"add","path":"/properties","value":{"a":1}},{"op":"replace","path":"/name","value":"patched"}])")
            .status == 200);
    CHECK(town.get("/Things(1)").at("properties").at("a") == 1);
    CHECK(json_patch(R"([{"op":"test","path":"/name","value":"x"}])").status == 409);
    CHECK(json_patch(R"([{"op":"remove","path":"/name"}])").status == 400);
    CHECK(town.patch(
                  "/Datastreams(1)",
                  R"({"unitOfMeasurement":{"name":"kelvin","symbol":"K","definition":"ucum:K"},"Thing":{"@iot.id":1}})")
              .status == 200);
    CHECK(town.get("/Datastreams(1)/unitOfMeasurement/symbol").at("symbol") == "K");
    CHECK(town.patch("/Things(99)", R"({"name":"x"})").status == 404);
    CHECK(town.patch("/Things", R"({"name":"x"})").status == 400);

    town.post("/Datastreams(1)/Observations", R"({"phenomenonTime":"2026-03-30T10:00:00Z","result":1})");
    const std::string observation = "/Observations('1-1774864800000000')";
    CHECK(town.patch(observation, R"({"result":2})").at("result") == 2);
    CHECK(town.patch(observation, R"({"parameters":{"by":"hand"}})").status == 200);
    CHECK(town.get(observation).at("parameters").at("by") == "hand");
    CHECK(town.get(observation).at("result") == 2);
    CHECK(town.patch(observation, R"({"phenomenonTime":"2026-03-30T12:00:00Z"})").at("@iot.id") ==
          "1-1774872000000000");
    CHECK(town.get(observation).status == 404);
    CHECK(town.results("/Observations") == "2");
  });
}

TEST_CASE("/req/create-update-delete/delete-entity: what cannot be without it goes along") {
  each_town([](Town& town) {
    for (const char* name : {"rose", "tulip", "daisy", "lily"}) town.make("/Things", garden(name));
    for (int i = 1; i <= 4; ++i)
      town.post("/Datastreams(" + std::to_string(i) + ")/Observations",
                R"({"phenomenonTime":"2026-03-30T10:00:00Z","result":1})");
    CHECK(town.del("/Observations('1-1774864800000000')").status == 200);
    CHECK(town.del("/Observations('1-1774864800000000')").status == 404);
    CHECK(town.get("/Observations?$count=true").at("@iot.count") == 3);
    CHECK(town.del("/Things(2)").status == 200);
    CHECK(town.get("/Datastreams(2)").status == 404);
    CHECK(town.get("/HistoricalLocations(2)").status == 404);
    CHECK(town.get("/Locations(2)").status == 200);
    CHECK(town.get("/Observations('2-1774864800000000')").status == 404);
    CHECK(town.del("/Sensors(3)").status == 200);
    CHECK(town.get("/Datastreams(3)").status == 404);
    CHECK(town.get("/Things(3)").status == 200);
    CHECK(town.del("/Locations(3)").status == 200);
    CHECK(town.get("/Things(3)/HistoricalLocations").list().empty());
    CHECK(town.del("/FeaturesOfInterest(4)").status == 200);
    CHECK(town.get("/Datastreams(4)/Observations").list().empty());
    CHECK(town.del("/ObservedProperties(4)").status == 200);
    CHECK(town.names("/Datastreams") == "rose temperature");
    CHECK(town.del("/Things(99)").status == 404);
    CHECK(town.del("/Things").status == 400);
  });
}

TEST_CASE("/req/create-update-delete/historical-location-auto-creation and historical-location-manual-creation") {
  each_town([](Town& town) {
    town.make("/Things", garden("rose"));
    CHECK(town.get("/Things(1)/HistoricalLocations").list().size() == 1);
    town.make("/Things(1)/Locations", place);
    CHECK(town.names("/Things(1)/Locations") == "square");
    CHECK(town.patch("/Things(1)", R"({"Locations":[{"@iot.id":1}]})").status == 200);
    CHECK(town.names("/Things(1)/Locations") == "rose place");
    CHECK(town.get("/Things(1)/HistoricalLocations").list().size() == 3);
    CHECK(town.names("/HistoricalLocations(2)/Locations") == "square");
    // Told by hand: an older one leaves where the Thing is now, a newer one moves it.
    town.make("/HistoricalLocations",
              R"({"time":"2020-01-01T00:00:00Z","Thing":{"@iot.id":1},"Locations":[{"@iot.id":2}]})");
    CHECK(town.names("/Things(1)/Locations") == "rose place");
    town.make("/Things(1)/HistoricalLocations", R"({"time":"2040-01-01T00:00:00Z","Locations":[{"@iot.id":2}]})");
    CHECK(town.names("/Things(1)/Locations") == "square");
    CHECK(town.get("/Things(1)/HistoricalLocations?$filter=time lt 2021-01-01T00:00:00Z").list().size() == 1);
  });
}

TEST_CASE("a value is about the place where the Thing was, also after it moved") {
  each_town([](Town& town) {
    town.make("/Things", garden("rose"));
    town.post("/Datastreams(1)/Observations", R"({"phenomenonTime":"2026-03-30T10:00:00Z","result":1})");
    town.make("/Things(1)/Locations", place);
    town.post("/Datastreams(1)/Observations", R"({"phenomenonTime":"2026-03-30T11:00:00Z","result":2})");
    CHECK(town.names("/FeaturesOfInterest?$filter=Observations/result eq 1") == "rose place");
    CHECK(town.names("/FeaturesOfInterest?$filter=Observations/result eq 2") == "square");
    CHECK(town.results("/FeaturesOfInterest(1)/Observations") == "1");
    CHECK(town.results("/Observations?$filter=FeatureOfInterest/name eq 'square'") == "2");
  });
}
