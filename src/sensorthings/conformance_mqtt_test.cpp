#include "sensing/registry_changes.h"
#include "sensorthings/sta_fixture.h"
#include "sensorthings/updates.h"
#include "sensorthings/wanted_topics.h"
#include "test_mqtt.h"

/// 18-088 clause 14.2: what subscribers hear at a real mosquitto.
using namespace sas;
using namespace sas::sensorthings;
using namespace sas::sensorthings::test;

namespace {

using Texts = std::vector<std::string>;

std::vector<sas::test::Subscriber::Message> messages(std::vector<Update> updates) {
  std::vector<sas::test::Subscriber::Message> out;
  for (Update& update : updates) out.push_back({std::move(update.topic), std::move(update.body)});
  return out;
}

/// A town whose publisher has somebody subscribed to `topics`.
class Heard {
 public:
  Heard(Town& t, const Texts& topics)
      : town(t),
        changes(t.parts()),
        wanted(folder.text() + "/topics"),
        subscriber({[this](const lake::Observation& value) { return of_value(value); },
                    [this] {
                      auto next = next_wanted(changes, wanted);
                      return next ? messages(*std::move(next)) : std::vector<sas::test::Subscriber::Message>();
                    },
                    [this](std::string_view topic) { wanted.add(topic); }},
                   topics) {
    town.committed = [this](std::span<const lake::Observation> values) { subscriber.committed(values); };
  }
  ~Heard() { town.committed = nullptr; }
  Heard(const Heard&) = delete;
  Heard& operator=(const Heard&) = delete;

  /// A garden of which everybody may know everything; numbers are all `number`.
  void open_garden(std::int64_t number) {
    town.make("/Things", garden("garden " + std::to_string(number)));
    expose(number);
    // So that what follows is not one with it.
    subscriber.settle();
  }
  void expose(std::int64_t series) const {
    CHECK(town.records()
              .write([&](store::WriteTx& tx) -> Result<bool> {
                return sensing::RegisterChanges(tx, town.ledger, town.clock, "system")
                    .change(sensing::Kind::datastream, series, {{"exposure", "open"}});
              })
              .value());
  }
  void measure(std::int64_t series, const std::string& time, const std::string& result) const {
    const Answered made = town.post("/Datastreams(" + std::to_string(series) + ")/Observations",
                                    R"({"phenomenonTime":")" + time + R"(","result":)" + result + "}");
    REQUIRE_MESSAGE(made.status == 201, made.text);
  }
  /// What is there, as nobody in particular reads it.
  [[nodiscard]] std::string as_read(const std::string& url) const { return town.get(url, "").text; }

  Town& town;
  RegisterUpdates changes;
  sas::test::TempFolder folder;
  WantedTopics wanted;
  sas::test::Subscriber subscriber;

 private:
  [[nodiscard]] std::vector<sas::test::Subscriber::Message> of_value(const lake::Observation& value) const {
    const auto series = town.records().read([&](store::ReadTx& tx) -> Result<std::optional<sensing::Series>> {
      return sensing::series_by_id(tx, value.series);
    });
    if (!series || !*series) return {};
    return messages(wanted.with_wanted(updates_of(value, **series, std::string(Town::site) + std::string(root_path))));
  }
};

const std::string noon = "2026-03-30T12:00:00Z", later = "2026-03-30T12:05:00Z";

}  // namespace

TEST_CASE("/req/receive-updates-via-mqtt/receive-updates: an entity set tells what is added and what is changed") {
  each_town([](Town& town) {
    Heard heard(town, {"v1.1/Things", "v1.1/Sensors", "v1.1/Datastreams", "v1.1/ObservedProperties", "v1.1/Locations",
                       "v1.1/HistoricalLocations"});
    heard.open_garden(1);
    for (const char* set : {"Sensors", "Datastreams", "ObservedProperties", "Locations", "HistoricalLocations"})
      CHECK_MESSAGE(heard.subscriber.heard("v1.1/" + std::string(set), 1).size() >= 1, set);
    const Texts first = heard.subscriber.heard("v1.1/Things", 1);
    REQUIRE(first.size() >= 1);
    // The whole of it, as an answer to GET.
    CHECK(first.back() == heard.as_read("/Things(1)"));
    CHECK(town.patch("/Things(1)", R"({"name":"orchard"})").status == 200);
    heard.subscriber.settle();
    const Texts then = heard.subscriber.heard("v1.1/Things", first.size() + 1);
    REQUIRE(then.size() == first.size() + 1);
    CHECK(then.back() == heard.as_read("/Things(1)"));
    CHECK(then.back().find("orchard") != std::string::npos);
  });
}

TEST_CASE("/req/receive-updates-via-mqtt/receive-updates: one entity tells when it changes, and no other's change") {
  each_town([](Town& town) {
    Heard heard(town, {"v1.1/Things(1)"});
    heard.open_garden(1);
    heard.open_garden(2);
    const std::size_t before = heard.subscriber.heard("v1.1/Things(1)", 0).size();
    CHECK(town.patch("/Things(2)", R"({"name":"heath"})").status == 200);
    CHECK(town.put("/Things(1)", R"({"name":"orchard","description":"of apples"})").status == 200);
    heard.subscriber.settle();
    const Texts all = heard.subscriber.heard("v1.1/Things(1)", before + 1);
    REQUIRE(all.size() == before + 1);
    CHECK(all.back() == heard.as_read("/Things(1)"));
    CHECK(heard.subscriber.topics() == Texts{"v1.1/Things(1)"});
  });
}

TEST_CASE("/req/receive-updates-via-mqtt/receive-updates: a property tells when it changes, and only then") {
  each_town([](Town& town) {
    Heard heard(town, {"v1.1/Things(1)/name", "v1.1/Things(1)/description", "v1.1/Things(1)/properties",
                       "v1.1/Datastreams(1)/unitOfMeasurement"});
    heard.open_garden(1);
    CHECK(town.patch("/Things(1)", R"({"name":"orchard","description":"a garden"})").status == 200);
    heard.subscriber.settle();
    CHECK(heard.subscriber.heard("v1.1/Things(1)/name", 1) == Texts{R"({"name":"orchard"})"});
    CHECK(heard.subscriber.heard("v1.1/Things(1)/name", 1).back() == heard.as_read("/Things(1)/name"));
    // Told anew, but as it was.
    CHECK(heard.subscriber.topics() == Texts{"v1.1/Things(1)/name"});
    CHECK(town.patch("/Datastreams(1)", R"({"unitOfMeasurement":{"name":"kelvin","symbol":"K","definition":"ucum:K"}})")
              .status == 200);
    heard.subscriber.settle();
    CHECK(heard.subscriber.heard("v1.1/Datastreams(1)/unitOfMeasurement", 1) ==
          Texts{heard.as_read("/Datastreams(1)/unitOfMeasurement")});
  });
}

TEST_CASE("/req/receive-updates-via-mqtt/receive-updates: a list of an entity tells what is added to it") {
  each_town([](Town& town) {
    Heard heard(town, {"v1.1/Things(1)/Datastreams", "v1.1/Things(1)/Locations", "v1.1/Things(2)/Datastreams",
                       "v1.1/Sensors(1)/Datastreams"});
    heard.open_garden(1);
    const std::size_t before = heard.subscriber.heard("v1.1/Things(1)/Datastreams", 1).size();
    CHECK(before >= 1);
    CHECK(heard.subscriber.heard("v1.1/Sensors(1)/Datastreams", 1).size() == before);
    CHECK(town.patch("/Datastreams(1)", R"({"name":"air"})").status == 200);
    CHECK(
        town.post(
                "/Things(1)/Locations",
                R"({"name":"shed","description":"","encodingType":"application/geo+json","location":{"type":"Point","coordinates":[6.2,52.5]}})")
            .status == 201);
    heard.subscriber.settle();
    CHECK(heard.subscriber.heard("v1.1/Things(1)/Datastreams", before + 1).size() == before + 1);
    const Texts places = heard.subscriber.heard("v1.1/Things(1)/Locations", 2);
    REQUIRE(places.size() >= 2);
    CHECK(places.back().find("shed") != std::string::npos);
    CHECK(heard.subscriber.heard("v1.1/Things(2)/Datastreams", 0).empty());
  });
}

TEST_CASE("/req/receive-updates-via-mqtt/receive-updates: Observations, of all, of a series and of a feature") {
  each_town([](Town& town) {
    Heard heard(town, {"v1.1/Observations", "v1.1/Datastreams(1)/Observations",
                       "v1.1/FeaturesOfInterest(1)/Observations", "v1.1/Datastreams(2)/Observations"});
    heard.open_garden(1);
    heard.measure(1, noon, "12.5");
    heard.measure(1, later, "13");
    const Texts all = heard.subscriber.heard("v1.1/Observations", 2);
    REQUIRE(all.size() == 2);
    CHECK(all[0] == heard.as_read("/Observations('1-1774872000000000')"));
    CHECK(heard.subscriber.heard("v1.1/Datastreams(1)/Observations", 2) == all);
    CHECK(heard.subscriber.heard("v1.1/FeaturesOfInterest(1)/Observations", 2) == all);
    CHECK(heard.subscriber.heard("v1.1/Datastreams(2)/Observations", 0).empty());
  });
}

TEST_CASE("/req/receive-updates-via-mqtt/receive-updates: one Observation tells when it is corrected, and its result") {
  each_town([](Town& town) {
    const std::string own = "v1.1/Observations('1-1774872000000000')";
    Heard heard(town, {own, own + "/result", "v1.1/Observations"});
    heard.open_garden(1);
    heard.measure(1, noon, "12.5");
    heard.measure(1, later, "12.5");
    CHECK(heard.subscriber.heard("v1.1/Observations", 2).size() == 2);
    CHECK(town.patch("/Observations('1-1774872000000000')", R"({"result":11.5})").status == 200);
    CHECK(heard.subscriber.heard(own, 1) == Texts{heard.as_read("/Observations('1-1774872000000000')")});
    CHECK(heard.subscriber.heard(own + "/result", 1) == Texts{R"({"result":11.5})"});
    CHECK(heard.subscriber.heard("v1.1/Observations", 3).size() == 3);
  });
}

TEST_CASE(
    "/req/receive-updates-via-mqtt/receive-updates: chosen properties of Observations, of a set, and of an entity") {
  each_town([](Town& town) {
    const std::string values = "v1.1/Observations?$select=phenomenonTime,result",
                      of_series = "v1.1/Datastreams(1)/Observations?$select=result,id",
                      things = "v1.1/Things?$select=name,Datastreams", one = "v1.1/Things(1)?$select=name",
                      no_such = "v1.1/Things?$select=colour";
    Heard heard(town, {values, of_series, things, one, no_such});
    heard.open_garden(1);
    heard.measure(1, noon, "12.5");
    CHECK(heard.subscriber.heard(values, 1) ==
          Texts{heard.as_read("/Observations('1-1774872000000000')?$select=phenomenonTime,result")});
    CHECK(heard.subscriber.heard(of_series, 1) ==
          Texts{heard.as_read("/Observations('1-1774872000000000')?$select=result,id")});
    CHECK(town.patch("/Things(1)", R"({"name":"orchard"})").status == 200);
    heard.subscriber.settle();
    CHECK(heard.subscriber.heard(one, 1).back() == R"({"name":"orchard"})");
    CHECK(heard.subscriber.heard(things, 1).back() == heard.as_read("/Things(1)?$select=name,Datastreams"));
    CHECK(heard.subscriber.heard(no_such, 0).empty());
  });
}

TEST_CASE("/req/receive-updates-via-mqtt/receive-updates: a path over other entities tells what its end tells") {
  each_town([](Town& town) {
    const std::string over = "v1.1/Things(1)/Datastreams(1)/Observations", name = "v1.1/Datastreams(1)/Sensor(1)/name",
                      chosen = over + "?$select=result";
    Heard heard(town, {over, chosen, name});
    heard.open_garden(1);
    heard.measure(1, noon, "12.5");
    CHECK(heard.subscriber.heard(over, 1) == Texts{heard.as_read("/Observations('1-1774872000000000')")});
    CHECK(heard.subscriber.heard(chosen, 1) == Texts{R"({"result":12.5})"});
  });
}

TEST_CASE("/req/receive-updates-via-mqtt/receive-updates: a path over entities without a number follows the register") {
  each_town([](Town& town) {
    const std::string thing = "v1.1/Datastreams(1)/Thing", name = thing + "/name", chosen = thing + "?$select=name",
                      list = thing + "/Datastreams",
                      of_value = "v1.1/Observations('1-1774872000000000')/Datastream/Thing";
    Heard heard(town,
                {thing, name, chosen, list, of_value, "v1.1/Datastreams(3)/Thing", "v1.1/Datastreams(1)/Thing(2)"});
    heard.open_garden(1);
    heard.open_garden(2);
    heard.measure(1, noon, "12.5");
    heard.subscriber.settle();
    CHECK(town.patch("/Things(1)", R"({"name":"orchard"})").status == 200);
    heard.subscriber.settle();
    CHECK(heard.subscriber.heard(thing, 1).back() == heard.as_read("/Datastreams(1)/Thing"));
    CHECK(heard.subscriber.heard(name, 1) == Texts{R"({"name":"orchard"})"});
    CHECK(heard.subscriber.heard(chosen, 1).back() == R"({"name":"orchard"})");
    CHECK(town.patch("/Datastreams(1)", R"({"name":"air"})").status == 200);
    heard.subscriber.settle();
    CHECK(heard.subscriber.heard(list, 1).back() == heard.as_read("/Datastreams(1)"));

    // The series goes to another Thing: the way leads there, and no longer to the first.
    CHECK(town.patch("/Datastreams(1)", R"({"Thing":{"@iot.id":2}})").status == 200);
    heard.subscriber.settle();
    const std::size_t before = heard.subscriber.heard(thing, 1).size();
    CHECK(town.patch("/Things(1)", R"({"name":"heath"})").status == 200);
    CHECK(town.patch("/Things(2)", R"({"name":"meadow"})").status == 200);
    heard.subscriber.settle();
    const Texts all = heard.subscriber.heard(thing, before + 1);
    REQUIRE(all.size() == before + 1);
    CHECK(all.back().find("meadow") != std::string::npos);
    CHECK(heard.subscriber.heard(of_value, 1).back() == heard.as_read("/Things(2)"));
    CHECK(heard.subscriber.heard("v1.1/Datastreams(3)/Thing", 0).empty());
  });
}

TEST_CASE("subscribers hear nothing of what is not open, not of a number too small, and not of what is removed") {
  each_town([](Town& town) {
    Heard heard(town, {"v1.1/#"});
    town.make("/Things", garden("home"));
    heard.measure(1, noon, "12.5");
    CHECK(town.patch("/Things(1)", R"({"name":"still a home"})").status == 200);
    CHECK(town.patch("/Locations(1)", R"({"description":"behind the house"})").status == 200);
    heard.subscriber.settle();
    CHECK(heard.subscriber.topics().empty());

    heard.open_garden(2);
    // The property that both are about is told, and none of its links to what is closed.
    for (const std::string& topic : heard.subscriber.topics())
      CHECK_MESSAGE(topic.find("(1)") == std::string::npos, topic);
    const std::size_t before = heard.subscriber.topics().size();
    CHECK(before > 0);
    lake::Observation few;
    few.series = lake::SeriesId{2};
    few.time = std::chrono::time_point_cast<std::chrono::microseconds>(town.clock.now());
    few.value = 3;
    few.quality = lake::quality::suppressed;
    heard.subscriber.committed(std::span(&few, 1));
    CHECK(town.del("/Things(2)").status == 200);
    heard.subscriber.settle();
    CHECK(heard.subscriber.topics().size() == before);
  });
}

TEST_CASE("subscribers hear of a change by another door than this one, and of what becomes open") {
  each_town([](Town& town) {
    Heard heard(town, {"v1.1/Datastreams(1)", "v1.1/Datastreams(1)/name"});
    town.make("/Things", garden("home"));
    heard.subscriber.settle();
    CHECK(heard.subscriber.topics().empty());
    heard.expose(1);
    CHECK(heard.subscriber.heard("v1.1/Datastreams(1)", 1) == Texts{heard.as_read("/Datastreams(1)")});
    CHECK(heard.subscriber.heard("v1.1/Datastreams(1)/name", 0).empty());
  });
}
