#include "sensorthings/sta_fixture.h"

/// Lists of Observations as Server-Sent Events, with $filter and $select.
using namespace sas;
using namespace sas::sensorthings::test;

namespace {

void measure(Town& town, int series, int minute, const std::string& result, const std::string& rest = {}) {
  CHECK(town.post("/Datastreams(" + std::to_string(series) + ")/Observations",
                  R"({"phenomenonTime":")" + at_minute(minute) + R"(","result":)" + result + rest + "}")
            .status == 201);
}

// What the stream has to tell now, as "event data" with spaces between.
std::string told(const http::Response& stream) {
  std::string out;
  while (true) {
    const auto event = stream.events(http::Deadline{std::chrono::steady_clock::now() + std::chrono::seconds{5}});
    REQUIRE(event.has_value());
    if (event->name.empty() && event->data.empty()) return out;
    out += (out.empty() ? "" : " ") + event->name + " " + event->data;
  }
}

// Opened, and its first word heard.
http::Response watching(Town& town, const std::string& url, const std::string& with = Town::token) {
  http::Response stream = town.watch(url, with);
  REQUIRE_MESSAGE(stream.events, stream.body);
  CHECK(told(stream).starts_with("open "));
  return stream;
}

}  // namespace

TEST_CASE("a list asked for as events tells what comes in, and nothing of other series") {
  each_town([](Town& town) {
    town.make("/Things", garden("rose"));
    town.make("/Things", garden("tulip"));
    const http::Response one = watching(town, "/Datastreams(1)/Observations?$select=result"),
                         all = watching(town, "/Observations?$select=result,phenomenonTime");
    measure(town, 1, 1, "10");
    measure(town, 2, 2, "20");
    CHECK(told(one) == R"(values {"value":[{"result":10}]})");
    CHECK(told(all) == R"(values {"value":[{"phenomenonTime":"2026-03-30T00:01:00Z","result":10},)"
                       R"({"phenomenonTime":"2026-03-30T00:02:00Z","result":20}]})");
    CHECK(told(one).empty());
  });
}

TEST_CASE("a filter on events is that of the list: on the value, its parameters, and what it belongs to") {
  each_town([](Town& town) {
    town.make("/Things", garden("rose"));
    town.make("/Things", garden("tulip"));
    measure(town, 1, 0, "5");  // the place of a Thing is a feature from its first Observation on
    const auto of = [&](const std::string& filter) {
      return watching(town, "/Observations?$select=result&$filter=" + filter);
    };
    const http::Response warm = of("result gt 15"), deep = of("parameters/depth ge 2 or result eq 10"),
                         tulip = of("Datastream/Thing/name eq 'tulip' and result lt 40"),
                         place = of("FeatureOfInterest/name eq 'rose place'"),
                         early = of("not (phenomenonTime ge 2026-03-30T00:03:00Z)");
    measure(town, 1, 1, "10");
    measure(town, 1, 2, "30", R"(,"parameters":{"depth":1})");
    measure(town, 2, 3, "20", R"(,"parameters":{"depth":2})");
    measure(town, 2, 4, "50");
    const auto results = [](const http::Response& stream) {
      std::string out;
      const std::string text = told(stream);
      for (std::size_t at = text.find("result\":"); at != std::string::npos; at = text.find("result\":", at + 1))
        out += text.substr(at + 8, 2) + " ";
      return out;
    };
    CHECK(results(warm) == "30 20 50 ");
    CHECK(results(deep) == "10 20 ");
    CHECK(results(tulip) == "20 ");
    CHECK(results(place) == "10 30 ");
    CHECK(results(early) == "10 30 ");
  });
}

TEST_CASE("whoever may not see a series hears nothing of it, also when it is closed while he listens") {
  each_town([](Town& town) {
    town.make("/Things", garden("rose"));
    CHECK(town.watch("/Datastreams(1)/Observations", "").status == 404);
    const auto expose = [&](const std::string& exposure) {
      REQUIRE(town.records().write([&](store::WriteTx& tx) -> Result<Done> {
        tx.execute("UPDATE datastream SET exposure = $1", {exposure});
        return Done{};
      }));
      // What a change by this door tells the cache, which would find out by itself within two seconds.
      CHECK(town.patch("/Datastreams(1)", R"({"description":"again"})").status == 200);
    };
    expose("open");
    const http::Response stream = watching(town, "/Datastreams(1)/Observations?$select=result", "");
    measure(town, 1, 1, "10");
    CHECK(told(stream) == R"(values {"value":[{"result":10}]})");
    expose("inside");
    measure(town, 1, 2, "11");
    CHECK(told(stream).empty());
  });
}

TEST_CASE("what a stream cannot do is said when it is opened") {
  each_town([](Town& town) {
    town.make("/Things", garden("rose"));
    const auto detail = [&](const std::string& url) {
      const http::Response answer = town.watch(url);
      CHECK(answer.status == 400);
      return answer.body;
    };
    CHECK(detail("/Observations?$top=1").find("$filter and $select can be asked") != std::string::npos);
    CHECK(detail("/Things").find("a list of Observations") != std::string::npos);
    CHECK(detail("/Observations?$filter=reslt eq 1").find("reslt") != std::string::npos);
    CHECK(detail("/Observations?$filter=nonsense(result) eq 1").find("function") != std::string::npos);
    CHECK(town.watch("/Datastreams(9)/Observations").status == 404);
  });
}
