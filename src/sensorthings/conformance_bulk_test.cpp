#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "sensorthings/service.h"
#include "sensorthings/sta_fixture.h"
#include "sensorthings/topics.h"

/// 18-088 clauses 11 to 14: $batch, CreateObservations and topics; and the Aggregates of docs/sensorthings.md.
using namespace sas;
using namespace sas::sensorthings;
using namespace sas::sensorthings::test;

namespace {

std::string shared(const std::string& name) {
  const char* given = std::getenv("SAS_SHARED");
  const std::string folder = given == nullptr ? "../shared" : given;
  std::ifstream in(folder + "/data/sensorthings/" + name);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("/req/data-array/data-array: CreateObservations answers for each row, and keeps the good ones") {
  each_town([](Town& town) {
    town.make("/Things", garden("rose"));
    town.make(
        "/FeaturesOfInterest",
        R"({"name":"f","description":"d","encodingType":"application/geo+json","feature":{"type":"Point","coordinates":[6,52]}})");
    const Answered made = town.post("/CreateObservations", R"([
      {"Datastream":{"@iot.id":1},"components":["phenomenonTime","result","parameters"],"dataArray@iot.count":6,"dataArray":[
        ["2026-03-30T10:00:00Z",1.5,{"f_cnt":7}],["2026-03-30T10:05:00Z","warm",null],["2026-03-30T10:10:00Z",null,{}],["yesterday",2,{}],
        ["2036-03-30T10:15:00Z",3,{}],["2026-03-30T10:20:00Z",4,{}]]},
      {"dataArray":[[7,1]],"components":["result","FeatureOfInterest/id"],"Datastream":{"@iot.id":1}},
      {"Datastream":{"@iot.id":99},"components":["result"],"dataArray":[[1],[2]]}])");
    CHECK(made.status == 201);
    const json::Array& keys = made.body.as_array();
    REQUIRE(keys.size() == 9);
    CHECK(keys[0] == "https://sta.example.nl/sta/v1.1/Observations('1-1774864800000000')");
    for (const std::size_t i : {1U, 2U, 3U, 4U, 7U, 8U}) CHECK_MESSAGE(keys[i] == "error", i);
    CHECK(keys[5].as_string().starts_with("https"));
    CHECK(keys[6].as_string().ends_with("f1')"));
    CHECK(town.results("/Datastreams(1)/Observations") == "1.5,4,7");
    for (const char* body : {"{}", "[{}]", "[{\"Datastream\":{\"@iot.id\":1}}]", "[1]", "[",
                             R"([{"Datastream":{"@iot.id":1},"components":["colour"],"dataArray":[]}])",
                             R"([{"Datastream":{"@iot.id":1},"components":["result"],"dataArray":[[1],[2}]}])"})
      CHECK_MESSAGE(town.post("/CreateObservations", body).status == 400, body);
    CHECK(town.results("/Datastreams(1)/Observations") == "1.5,4,7");
    CHECK(town.post("/CreateObservations", "[]").text == "[]");
  });
}

TEST_CASE("/req/data-array/data-array: more rows than one request may bring are refused with the limit") {
  each_town([](Town& town) {
    town.make("/Things", garden("rose"));
    std::string body = R"([{"Datastream":{"@iot.id":1},"components":["result"],"dataArray":[)";
    for (int i = 0; i < 300'001; ++i) body += i == 0 ? "[1]" : ",[1]";
    const Answered refused = town.post("/CreateObservations", body + "]}]");
    CHECK(refused.status == 413);
    CHECK(refused.at("detail") == "one CreateObservations takes at most 300000 Observations");
    CHECK(town.get("/Observations").list().empty());
  });
}

TEST_CASE("/req/batch-request/batch-request: requests in order, references, and groups that are all or nothing") {
  each_town([](Town& town) {
    const Answered done = town.post("/$batch", R"({"requests":[
      {"id":"t1","atomicityGroup":"g1","method":"post","url":"Things","body":{"name":"rain","description":""}},
      {"id":"l1","atomicityGroup":"g1","method":"post","url":"$t1/Locations","body":{"name":"corner","description":"","encodingType":"application/geo+json","location":{"type":"Point","coordinates":[6.1,52.5]}}},
      {"id":"d1","atomicityGroup":"g1","method":"post","url":"Datastreams","body":{"name":"mm","description":"","observationType":"http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
        "unitOfMeasurement":{"name":"n","symbol":"s","definition":"d"},"Thing":{"@iot.id":"$t1"},"Sensor":{"name":"s","description":"","encodingType":"x","metadata":"m"},"ObservedProperty":{"name":"o","definition":"d","description":""}}},
      {"id":"o1","atomicityGroup":"g1","method":"post","url":"$d1/Observations","body":{"phenomenonTime":"2026-03-30T10:00:00Z","result":3}},
      {"id":"q1","method":"get","url":"Things?$count=true&$filter=name eq 'rain'&$expand=Locations"},
      {"id":"x1","method":"patch","url":"$t1","body":{"name":"rain gauge"}},
      {"id":5,"method":"get","url":"/v1.1/Things(1)/name/$value"},
      {"id":"n1","method":"get","url":"Nothing"}]})");
    CHECK(done.status == 200);
    const json::Array& answers = done.at("responses").as_array();
    REQUIRE(answers.size() == 8);
    for (const std::size_t i : {0U, 1U, 2U, 3U}) CHECK(answers[i].at("status") == 201);
    CHECK(answers[0].at("location") == "https://sta.example.nl/sta/v1.1/Things(1)");
    CHECK(answers[4].at("body").at("value").at(0).at("Locations").at(0).at("name") == "corner");
    CHECK(answers[5].at("status") == 200);
    CHECK(answers[6].at("body") == "rain gauge");
    CHECK(answers[6].at("id") == "5");
    CHECK(answers[7].at("status") == 404);
    CHECK(town.results("/Things(1)/Datastreams(1)/Observations") == "3");

    const Answered half = town.post("/$batch", R"({"requests":[
      {"id":"a","atomicityGroup":"g","method":"post","url":"Things","body":{"name":"a","description":""}},
      {"id":"b","atomicityGroup":"g","method":"post","url":"Things","body":{"name":"b"}},
      {"id":"c","method":"post","url":"Things","body":{"name":"c","description":""}}]})");
    CHECK(half.at("responses").at(0).at("status") == 424);
    CHECK(half.at("responses").at(1).at("status") == 400);
    CHECK(half.at("responses").at(2).at("status") == 201);
    CHECK(town.names("/Things") == "rain gauge,c");
    for (const char* body :
         {"{}", "[]", R"({"requests":[{"id":"a"}]})",
          R"({"requests":[{"id":"a","method":"get","url":"Things"},{"id":"a","method":"get","url":"Things"}]})",
          R"({"requests":[{"id":"a","method":"trace","url":"Things"}]})"})
      CHECK_MESSAGE(town.post("/$batch", body).status == 400, body);
    const Answered nobody = town.post(
        "/$batch",
        R"x({"requests":[{"id":"a","method":"delete","url":"Things(1)"},{"id":"b","atomicityGroup":"g","method":"delete","url":"Things(1)"}]})x",
        "");
    CHECK(nobody.at("responses").at(0).at("status") == 401);
    CHECK(nobody.at("responses").at(1).at("status") == 401);
    CHECK(town.get("/Things(1)").status == 200);
  });
}

TEST_CASE("bodies of another server's tests and our own samples are taken as they are") {
  if (shared("thing_deep_insert.json").empty()) {
    MESSAGE("skipped: no shared data");
    return;
  }
  each_town([](Town& town) {
    town.clock.advance(std::chrono::hours{24 * 120});
    CHECK(town.make("/Things", shared("thing_deep_insert.json")) == 1);
    CHECK(town.results("/Things(1)/Datastreams(2)/Observations") == "5,6");
    CHECK(town.post("/$batch", shared("batch_request.json")).at("responses").at(2).at("body").at("@iot.count") == 2);
    const Answered made = town.post("/CreateObservations", shared("create_observations_dataarray.json"));
    CHECK(made.body.as_array()[0] != "error");
    // A measurement without a value is no Observation.
    CHECK(made.body.as_array()[2] == "error");
  });
}

TEST_CASE("Aggregates: time buckets on a Datastream, as objects, rows and CSV") {
  each_town([](Town& town) {
    town.make("/Things", garden("rose"));
    std::string rows;
    for (int i = 0; i < 60; ++i) rows += (i == 0 ? "[\"" : ",[\"") + at_minute(i) + "\"," + std::to_string(i) + "]";
    REQUIRE(town.post("/CreateObservations",
                      R"([{"Datastream":{"@iot.id":1},"components":["phenomenonTime","result"],"dataArray":[)" + rows +
                          "]}]")
                .status == 201);
    const std::string between = "&from=2026-03-30T00:00:00Z&until=2026-03-30T02:00:00Z&zone=UTC";
    const Answered half = town.get("/Datastreams(1)/Aggregates?interval=PT30M&percentiles=50,95" + between);
    REQUIRE(half.status == 200);
    REQUIRE(half.list().size() == 2);
    CHECK(half.list()[0].at("phenomenonTime") == "2026-03-30T00:00:00Z/2026-03-30T00:30:00Z");
    CHECK(half.list()[0].at("count") == 30);
    CHECK(half.list()[1].at("min") == 30);
    CHECK(half.list()[1].at("max") == 59);
    CHECK(half.list()[1].at("mean") == 44.5);
    CHECK(half.list()[0].as_object().contains("p95"));
    const Answered array =
        town.get("/Things(1)/Datastreams(1)/Aggregates?interval=PT1H&fill=null&$resultFormat=dataArray" + between);
    CHECK(array.at("components").at(0) == "from");
    CHECK(array.at("dataArray@iot.count") == 2);
    CHECK(array.at("dataArray").at(1).at(1) == 0);
    CHECK(array.at("dataArray").at(1).at(5).is_null());
    const Answered csv = town.get("/Datastreams(1)/Aggregates?interval=PT1H&fill=null&$resultFormat=CSV" + between);
    CHECK(csv.text ==
          "from,count,leftOut,min,max,mean,sum,first,last\r\n2026-03-30T00:00:00Z,60,0,0,59,29.5,1770,0,59\r\n2026-03-"
          "30T01:00:00Z,0,0,,,,,,\r\n");
    for (const char* query : {"", "interval=5", "interval=PT0M", "interval=PT5M&from=x",
                              "interval=PT1S&from=2000-01-01", "interval=PT5M&percentiles=101", "interval=PT5M&fill=x",
                              "interval=PT5M&from=2026-03-30&until=2026-03-29", "interval=PT5M&colour=red"})
      CHECK_MESSAGE(town.get(std::string("/Datastreams(1)/Aggregates?") + query).status == 400, query);
    CHECK(town.get("/Datastreams(9)/Aggregates?interval=PT5M").status == 404);
  });
}

TEST_CASE("Aggregates: a day in 288 buckets stays under 10 kB") {
  each_town([](Town& town) {
    town.make("/Things", garden("rose"));
    std::string rows;
    for (int i = 0; i < 1440; ++i)
      rows += (i == 0 ? "[\"" : ",[\"") + at_minute(i) + "\"," + std::to_string(10 + i % 13) + "." +
              std::to_string(i % 10) + "]";
    REQUIRE(town.post("/CreateObservations",
                      R"([{"Datastream":{"@iot.id":1},"components":["phenomenonTime","result"],"dataArray":[)" + rows +
                          "]}]")
                .status == 201);
    const Answered day = town.get(
        "/Datastreams(1)/"
        "Aggregates?interval=PT5M&from=2026-03-30&until=2026-03-31&$resultFormat=dataArray&$select=from,mean");
    CHECK(day.at("dataArray").as_array().size() == 288);
    CHECK(day.text.size() < 10'000);
  });
}

TEST_CASE("/req/create-observations-via-mqtt/observations-creation: what a topic and a message mean") {
  each_town([](Town& town) {
    town.make("/Things", garden("rose"));
    sensorthings::TopicDoor door(town.parts());
    const auto read =
        door.read("v1.1/Datastreams(1)/Observations", R"({"phenomenonTime":"2026-03-30T10:00:00Z","result":11.5})");
    REQUIRE(read.has_value());
    CHECK(read->series == lake::SeriesId{1});
    CHECK(read->value == 11.5);
    CHECK(door.read("v1.1/Observations", R"({"result":11.5,"Datastream":{"@iot.id":1}})").has_value());
    CHECK(door.read("v1.1/Observations", R"({"result":11.5})").error().code == "body-invalid");
    CHECK(door.read("v1.1/Things", "{}").error().code == "topic-unknown");
    CHECK(door.read("other", "{}").error().code == "topic-unknown");
    CHECK(door.read("v1.1/Datastreams(9)/Observations", R"({"result":1})").error().code == "url-unknown");
    CHECK(door.read("v1.1/Datastreams(1)/Observations", "{").error().code == "json-invalid");
    // As a GET would answer it.
    const Answered posted =
        town.post("/Datastreams(1)/Observations", R"({"phenomenonTime":"2026-03-30T10:00:00Z","result":11.5})");
    CHECK(door.write(*read).value() == posted.text);
  });
}

TEST_CASE(
    "/req/create-observations-via-mqtt/observations-creation: the service root says where, when there is a broker") {
  each_town([](Town& town) {
    const auto root = [&](const std::string& endpoint) {
      sensorthings::SensorThingsParts parts = town.parts();
      parts.mqtt_endpoint = endpoint;
      sensorthings::Service service(parts);
      return service.answer({http::Method::get, "", "", "", sensorthings::BodyKind::json}, sensorthings::Access{}).value().body;
    };
    CHECK(root("").find("via-mqtt") == std::string::npos);
    const std::string told = root("mqtt://broker.example.nl:1883");
    CHECK(told.find(R"(receive-updates"])") != std::string::npos);
    CHECK(told.find(R"(receive-updates":{"endpoints":["mqtt://broker.example.nl:1883"]})") != std::string::npos);
    CHECK(told.find(R"(observations-creation":{"endpoints":["mqtt://broker.example.nl:1883"]})") != std::string::npos);
    CHECK(json::parse(told).has_value());
  });
}

TEST_CASE("/req/batch-request/batch-request: as multipart/mixed, with a change set that is done whole or not at all") {
  each_town([](Town& town) {
    const auto lines = [](std::initializer_list<std::string_view> all) {
      std::string out;
      for (const std::string_view line : all) out += std::string(line) + "\r\n";
      return out;
    };
    const auto batch = [&](const std::string& body) {
      return town.call(http::Method::post, "/$batch", body, Town::token, "multipart/mixed; boundary=\"b 1\"");
    };
    const std::string thing = R"({"name":"rose","description":""})";
    const Answered done = batch(lines(
        {"--b 1",
         "Content-Type: multipart/mixed; boundary=inner",
         "",
         "--inner",
         "Content-Type: application/http",
         "Content-ID: t1",
         "",
         "POST Things HTTP/1.1",
         "Content-Type: application/json",
         "",
         thing,
         "--inner",
         "Content-Type: application/http",
         "Content-ID: l1",
         "",
         "POST $t1/Locations HTTP/1.1",
         "",
         R"({"name":"l","description":"","encodingType":"application/geo+json","location":{"type":"Point","coordinates":[6,52]}})",
         "--inner--",
         "--b 1",
         "Content-Type: application/http",
         "",
         "GET Things?$select=name HTTP/1.1",
         "",
         "--b 1--"}));
    REQUIRE(done.status == 200);
    CHECK(done.type.starts_with("multipart/mixed; boundary="));
    CHECK(done.text.find("Content-ID: t1\r\n\r\nHTTP/1.1 201") != std::string::npos);
    CHECK(done.text.find("Content-ID: l1\r\n\r\nHTTP/1.1 201") != std::string::npos);
    CHECK(done.text.find(R"({"name":"rose"})") != std::string::npos);
    CHECK(town.names("/Things(1)/Locations") == "l");

    const Answered half =
        batch(lines({"--b 1", "Content-Type: multipart/mixed; boundary=inner", "", "--inner",
                     "Content-Type: application/http", "", "POST Things HTTP/1.1", "", thing, "--inner",
                     "Content-Type: application/http", "", "POST Things HTTP/1.1", "", "{}", "--inner--", "--b 1--"}));
    CHECK(half.text.find("HTTP/1.1 424") != std::string::npos);
    CHECK(half.text.find("HTTP/1.1 400") != std::string::npos);
    CHECK(town.get("/Things?$count=true").at("@iot.count") == 1);

    CHECK(batch("nothing").status == 400);
    CHECK(batch(lines({"--b 1", "Content-Type: text/plain", "", "x", "--b 1--"})).status == 400);
    CHECK(batch(lines({"--b 1", "Content-Type: application/http", "", "POST Things HTTP/1.1", "", "{", "--b 1--"}))
              .object()
              .at("code") == "json-invalid");
  });
}

TEST_CASE("a value that is posted about now, and is old for its series, is marked as stale; the past is not") {
  each_town([](Town& town) {
    const std::int64_t id = town.make("/Things", garden("rose"));
    REQUIRE(id == 1);
    town.records()
        .write([](store::WriteTx& tx) -> Result<Done> {
          tx.execute("UPDATE datastream SET expected_every = 60");
          return Done{};
        })
        .value();
    const auto post = [&](const std::string& time) {
      const std::string body = R"({"phenomenonTime":")" + time + R"(","result":1})";
      CHECK(town.post("/Datastreams(1)/Observations", body).status == 201);
      return town.lake().latest(lake::SeriesId{1})->quality;
    };
    // It is 2026-03-31T23:33:20Z.
    CHECK((post("2026-03-01T00:00:00Z") & lake::quality::stale) == 0);
    CHECK((post("2026-03-31T23:00:00Z") & lake::quality::stale) != 0);
    CHECK((post("2026-03-31T23:33:00Z") & lake::quality::stale) == 0);
  });
}
