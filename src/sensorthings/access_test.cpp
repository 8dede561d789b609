#include "sensing/registry_changes.h"
#include "sensorthings/sta_fixture.h"

/// Who may see and change what; and what hostile text can do: nothing.
using namespace sas;
using namespace sas::sensorthings::test;

namespace {

struct Gardens {
  explicit Gardens(Town& t) : town(t) {
    town.make("/Things", garden("rose", "6.1"));
    town.make("/Things", garden("tulip", "6.2"));
    for (int i = 1; i <= 2; ++i)
      CHECK(town.post("/Datastreams(" + std::to_string(i) + ")/Observations",
                      R"({"phenomenonTime":"2026-03-30T10:00:00Z","result":)" + std::to_string(i) + "}")
                .status == 201);
    expose(2, "open");
  }
  void expose(std::int64_t series, const char* exposure) {
    CHECK(town.records()
              .write([&](store::WriteTx& tx) -> Result<bool> {
                return sensing::RegisterChanges(tx, town.ledger, town.clock, "system")
                    .change(sensing::Kind::datastream, series, {{"exposure", exposure}});
              })
              .value());
  }
  std::string issue(sensing::CredentialTerms terms) {
    return town.records()
        .write([&](store::WriteTx& tx) {
          return sensing::issue_credential(tx, town.ledger, town.clock, town.random, terms, "system");
        })
        .value()
        .token;
  }
  Town& town;
};

}  // namespace

TEST_CASE("without a token only open series are there, and what belongs to them") {
  each_town([](Town& town) {
    Gardens g(town);
    CHECK(town.names("/Things", "") == "tulip");
    CHECK(town.names("/Locations", "") == "tulip place");
    CHECK(town.names("/Datastreams", "") == "tulip temperature");
    CHECK(town.names("/Sensors", "") == "tulip sensor");
    CHECK(town.names("/FeaturesOfInterest", "") == "tulip place");
    CHECK(town.get("/HistoricalLocations", "").list().size() == 1);
    CHECK(town.results("/Observations", "") == "2");
    CHECK(town.get("/Observations?$count=true", "").at("@iot.count") == 1);
    for (const char* url :
         {"/Things(1)", "/Datastreams(1)", "/Datastreams(1)/Observations", "/Observations('1-1774864800000000')",
          "/Locations(1)", "/Things(1)/Datastreams", "/Sensors(1)/name", "/Datastreams(1)/Aggregates?interval=PT5M",
          "/FeaturesOfInterest(1)/Observations"})
      CHECK_MESSAGE(town.get(url, "").status == 404, url);
    // Neither by an expansion, nor by asking whether something holds for it.
    CHECK(town.get("/ObservedProperties?$expand=Datastreams", "").text.find("rose") == std::string::npos);
    CHECK(town.names("/ObservedProperties?$filter=Datastreams/name eq 'rose temperature'", "").empty());
    CHECK(town.names("/Things?$filter=Datastreams/Observations/result eq 1", "").empty());
    CHECK(town.results("/Observations?$filter=Datastream/Thing/name eq 'rose'", "").empty());
    CHECK(town.results("/Observations?$filter=not (Datastream/Thing/name eq 'rose')", "") == "2");
    CHECK(town.get("/Things?$expand=Datastreams/Observations", "").text.find("\"result\":1") == std::string::npos);
    // What is withdrawn is gone at once.
    g.expose(2, "inside");
    CHECK(town.names("/Things", "").empty());
    CHECK(town.results("/Observations", "").empty());
  });
}

TEST_CASE("a count too small to be told is not told to outsiders, in no way that they can ask for it") {
  each_town([](Town& town) {
    Gardens g(town);
    lake::Observation few;
    few.series = lake::SeriesId{2};
    few.time = lake::Moment{std::chrono::microseconds{1774868400000000}};
    few.value = 3;
    few.quality = lake::quality::suppressed;
    REQUIRE(town.lake().append({few}).has_value());
    CHECK(town.results("/Datastreams(2)/Observations") == "2,3");
    CHECK(town.results("/Datastreams(2)/Observations", "") == "2");
    CHECK(town.results("/Datastreams(2)/Observations?$top=1&$orderby=phenomenonTime desc", "") == "2");
    CHECK(town.results("/Observations", "") == "2");
    CHECK(town.results("/FeaturesOfInterest(2)/Observations", "") == "2");
    CHECK(town.get("/Observations('2-1774868400000000')", "").status == 404);
    CHECK(town.get("/Observations('2-1774868400000000')").status == 200);
    CHECK(town.names("/Things?$filter=Datastreams/Observations/result eq 3", "").empty());
    CHECK(town.names("/Datastreams?$filter=Observations/result eq 3") == "tulip temperature");
    const Answered things =
        town.get("/Things?$expand=Datastreams/Observations($top=1;$orderby=phenomenonTime desc)", "");
    CHECK(things.list()[0].at("Datastreams").at(0).at("Observations").at(0).at("result") == 2);
    const std::string day =
        "/Datastreams(2)/Aggregates?interval=P1D&from=2026-03-30&until=2026-03-31&zone=UTC&flagged=include";
    CHECK(town.get(day, "").list()[0].at("sum") == 2);
    CHECK(town.get(day).list()[0].at("sum") == 5);
  });
}

TEST_CASE("changing needs a token, a wrong one answers 401 and is counted, and one for reading answers 403") {
  each_town([](Town& town) {
    Gardens g(town);
    CHECK(town.post("/Datastreams(2)/Observations", R"({"result":1})", "").status == 401);
    CHECK(town.call(http::Method::del, "/Things(2)", "", "").status == 401);
    CHECK(town.get("/Things", "wrong").status == 401);
    CHECK(town.get("/Things", "").status == 200);
    CHECK(town.metrics.counter("sensorthings_token_refused_total", "").value() == 1);
    const std::string reader = g.issue({"analyst", {}, sensing::Right::read, {}});
    CHECK(town.names("/Things", reader) == "rose,tulip");
    CHECK(town.post("/Datastreams(1)/Observations", R"({"result":1})", reader).status == 403);
    CHECK(town.post("/CreateObservations", "[]", reader).status == 403);
    CHECK(town.post("/Things", R"({"name":"x","description":""})", reader).status == 403);
    CHECK(town.call(http::Method::del, "/Observations('1-1774864800000000')", "", reader).status == 403);
    const std::string soon =
        g.issue({"until noon", {}, sensing::Right::read, town.clock.now() + std::chrono::minutes{1}});
    CHECK(town.get("/Things", soon).status == 200);
    town.clock.advance(std::chrono::minutes{1});
    CHECK(town.get("/Things", soon).status == 401);
  });
}

TEST_CASE("a token for one Thing reads and writes that one, and nothing of another") {
  each_town([](Town& town) {
    Gardens g(town);
    g.expose(2, "inside");
    const std::string rose = g.issue({"rose", 1, sensing::Right::write, {}});
    CHECK(town.names("/Things", rose) == "rose");
    CHECK(town.results("/Observations", rose) == "1");
    CHECK(town.post("/Datastreams(1)/Observations", R"({"phenomenonTime":"2026-03-30T11:00:00Z","result":7})", rose)
              .status == 201);
    CHECK(town.post("/Datastreams(2)/Observations", R"({"result":7})", rose).status == 403);
    CHECK(town.post("/Observations", R"({"result":7,"Datastream":{"@iot.id":2}})", rose).status == 403);
    CHECK(town.post("/CreateObservations",
                    R"([{"Datastream":{"@iot.id":2},"components":["result"],"dataArray":[[1]]}])", rose)
              .text == R"(["error"])");
    CHECK(town.call(http::Method::patch, "/Things(1)", R"({"description":"mine"})", rose).status == 200);
    CHECK(town.call(http::Method::patch, "/Things(2)", R"({"description":"mine"})", rose).status == 404);
    CHECK(town.call(http::Method::patch, "/Datastreams(1)", R"({"Thing":{"@iot.id":2}})", rose).status != 200);
    CHECK(town.post("/Things", R"({"name":"x","description":""})", rose).status == 403);
    CHECK(
        town.post(
                "/Things(1)/Datastreams",
                R"({"name":"more","description":"","observationType":"x","unitOfMeasurement":{},"Sensor":{"@iot.id":1},"ObservedProperty":{"@iot.id":1}})",
                rose)
            .status == 201);
    CHECK(town.call(http::Method::del, "/Sensors(1)", "", rose).status == 403);
    CHECK(town.call(http::Method::del, "/Things(2)", "", rose).status == 404);
    CHECK(town.get("/Datastreams(2)/Observations").list().size() == 1);
  });
}

TEST_CASE("hostile text in a filter is a value and never SQL") {
  each_town([](Town& town) {
    Gardens g(town);
    for (const char* text : {"' or 1 eq 1", "x'' OR 1=1 --", "'; DROP TABLE thing; --", "$1", "%", "_", "\\",
                             "\" OR \"\"=\"", "x' UNION SELECT token_hash FROM sensing_credential"}) {
      std::string quoted;
      for (const char* c = text; *c != 0; ++c) quoted += *c == '\'' ? "''" : std::string(1, *c);
      const std::string value = url_encode("'" + quoted + "'");
      for (const std::string filter : {"name eq ", "Datastreams/name eq ", "properties/wijk eq ", "name gt "}) {
        const Answered answer = town.get("/Things?$filter=" + url_encode(filter) + value);
        CHECK_MESSAGE(answer.status == 200, answer.text);
        if (filter != "name gt ") CHECK_MESSAGE(answer.list().empty(), text);
      }
      CHECK(town.get("/Observations?$filter=result%20eq%20" + value).list().empty());
      CHECK(town.get("/Observations?$filter=parameters/" + url_encode("a") + "%20eq%20" + value).list().empty());
      CHECK(town.get("/Observations?$filter=contains(result," + value + ")").status == 200);
      CHECK(town.get("/Things?$filter=contains(name," + value + ")").status == 200);
      CHECK(town.get("/Things?$orderby=concat(name," + value + ")").status == 200);
    }
    for (const char* url :
         {"/Things?$orderby=name;DROP TABLE thing", "/Things?$select=name,(SELECT 1)", "/Things?$top=1;DROP",
          "/Things?$filter=name eq 'x' UNION SELECT 1", "/Things(1 OR 1=1)", "/Observations?$filter=series_id eq 1",
          "/Things?$filter=token_hash eq 'x'", "/Things?$expand=sensing_credential", "/Things?$filter=name eq 'open"})
      CHECK_MESSAGE(town.get(url).status >= 400, url);
    CHECK(town.names("/Things") == "rose,tulip");
  });
}

TEST_CASE("what costs too much is refused before it costs: depth, length, numbers of parts and of expansions") {
  each_town([](Town& town) {
    Gardens g(town);
    const auto times = [](const std::string& text, int count) {
      std::string out;
      for (int i = 0; i < count; ++i) out += text;
      return out;
    };
    const std::string urls[] = {
        "/Things?$filter=" + times("(", 5000) + "1" + times(")", 5000),
        "/Things?$filter=" + times("not ", 100) + "true",
        "/Things?$filter=" + times("id eq 1 or ", 700) + "true",
        "/Things?$filter=1 " + times("add 1 ", 500) + " eq 1",
        "/Things?$filter=" + times("-", 3000) + "1 eq 1",
        "/Things?$expand=" + times("Datastreams/Thing/", 30) + "Datastreams",
        "/Things?$expand=" + times("Datastreams($expand=Thing($expand=", 20) + "Datastreams" + times("))", 20),
        "/Things?$filter=" + times("Datastreams/Thing/", 40) + "name eq 'x'",
        "/Things(1)" + times("/Datastreams(1)/Thing", 20)};
    for (const std::string& url : urls) {
      const Answered answer = town.get(url);
      CHECK_MESSAGE(answer.status == 400, url.substr(0, 60));
      CHECK_MESSAGE(answer.at("code") == "url-too-complex", answer.text);
    }
    CHECK(town.get("/Things?$filter=" + times("a", 9000)).status == 400);
    // Numbers and times that no longer fit are no value, and not an error of ours.
    const std::vector<std::string> filters = {"9223372036854775807 add 1 gt 0",
                                              "id add 9223372036854775807 gt 0",
                                              "substring(name,9223372036854775807) eq ''",
                                              "now() add duration'P3000000D' add duration'P3650000D' gt now()",
                                              "id div 0 eq 1",
                                              "1e308 mul 10 eq 1",
                                              "id mod 0 eq null"};
    for (const std::string& filter : filters)
      for (const std::string& set : {std::string("/Things"), std::string("/Observations")}) {
        if (set == "/Observations" && filter.find("name") != std::string::npos) continue;
        const Answered answer = town.get(set + "?$filter=" + filter);
        CHECK_MESSAGE((answer.status == 200 || answer.status == 400), set, filter, answer.text);
      }
    for (const std::string& filter :
         {std::string("result add 9223372036854775807 gt 9223372036854775807"),
          std::string("substring('a',9223372036854775807) eq 'b'"),
          "phenomenonTime add " + times("duration'P3650000D' add ", 90) + "duration'P1D' gt now()"})
      CHECK_MESSAGE(town.get("/Observations?$filter=" + filter).status < 500, filter);
    CHECK(town.get("/Things?$skip=9223372036854775807").status == 400);
  });
}

TEST_CASE("broken bodies name what is wrong, and NaN, far times and unknown series are each told apart") {
  each_town([](Town& town) {
    Gardens g(town);
    const std::tuple<const char*, const char*, const char*> bodies[] = {
        {"{", "json-invalid", "the body is no JSON"},
        {"", "body-invalid", "the body: expected a JSON object"},
        {"[]", "body-invalid", "the body: expected a JSON object"},
        {R"({"result":1}x)", "json-invalid", "goes on"},
        {R"({"result":NaN})", "json-invalid", "no JSON"},
        {R"({"result":1e999})", "json-invalid", "no JSON"},
        {R"({"result":"1"})", "result-type", "a number"},
        {R"({})", "result-missing", "result"},
        {R"({"result":1,"phenomenonTime":"soon"})", "body-invalid", "phenomenonTime"},
        {R"({"result":1,"phenomenonTime":"2026-03-30T11:00:00Z/2026-03-30T10:00:00Z"})", "body-invalid",
         "phenomenonTime"},
        {R"({"result":1,"phenomenonTime":"3026-03-30T11:00:00Z"})", "time-far-future", "clock"},
        {R"({"result":1,"phenomenonTime":"1500-03-30T11:00:00Z"})", "time-too-old", "1900"},
        {R"({"result":1,"colour":"red"})", "body-invalid", "colour"},
        {R"({"result":1,"parameters":5})", "body-invalid", "parameters"},
        {R"({"result":1,"Datastream":{"@iot.id":2}})", "body-invalid", "the one of the address"},
        {R"({"result":1,"FeatureOfInterest":{"@iot.id":77}})", "body-invalid", "FeatureOfInterest"},
        {R"({"result":1,"parameters":{"mac":"01:23:45:67:89:ab"}})", "unwelcome-mac", "may tell of a person"}};
    for (const auto& [body, code, detail] : bodies) {
      const Answered answer = town.post("/Datastreams(1)/Observations", body);
      CHECK_MESSAGE(answer.status == 400, body);
      CHECK_MESSAGE(answer.at("code") == code, body, " ", answer.text);
      CHECK_MESSAGE(answer.text.find(detail) != std::string::npos, answer.text);
    }
    CHECK(town.post("/Observations", R"({"result":1,"Datastream":{"@iot.id":77}})").at("detail") ==
          "Datastream: expected the number of one that exists");
    CHECK(town.post("/Datastreams(77)/Observations", R"({"result":1})").status == 404);
    CHECK(town.post("/Things", R"({"name":"a\u0000b","description":""})").status == 400);
    CHECK(town.post("/Things", R"({"name":"a","description":"","properties":{"x":1e999}})").status == 400);
    CHECK(town.post("/Things", "{\"name\":\"\xff\",\"description\":\"\"}").status == 400);
    CHECK(town.results("/Datastreams(1)/Observations") == "1");
  });
}

TEST_CASE("every change is told to the ledger with who did it, and without its values") {
  each_town([](Town& town) {
    town.make("/Things", garden("rose"));
    town.patch("/Things(1)", R"({"description":"secret words"})");
    town.del("/Things(1)");
    const auto events = town.records()
                            .read([&](store::ReadTx& tx) -> Result<std::vector<ledger::Event>> {
                              return town.ledger.events_of(tx, "thing:1");
                            })
                            .value();
    REQUIRE(events.size() == 4);
    CHECK(events[0].kind == "sensor.added");
    CHECK(events[1].kind == "sensor.moved");
    CHECK(events[2].kind == "sensor.changed");
    CHECK(json::write(events[2].facts) == R"({"fields":["description"]})");
    CHECK(events[2].acting == "practice");
    CHECK(events[3].kind == "sensor.removed");
  });
}
