#include "feeds/mqtt_door.h"

#include <doctest/doctest.h>

#include <algorithm>

#include <mutex>
#include <thread>

#include "base/text.h"
#include "crypto/hash.h"
#include "feeds/byte_decoder.h"
#include "feeds/feeds_house.h"
#include "feeds/json_cell.h"
#include "feeds/status.h"
#include "feeds/test_broker.h"
#include "feeds/test_feeds.h"
#include "feeds/ttn_webhook.h"

using namespace sas;
using namespace sas::feeds;
using namespace sas::feeds::testing;
using namespace std::chrono_literals;

namespace {

std::vector<store::Migration> schema() {
  return sas::test::joined({ledger::migrations(), sensing::migrations(), feeds::migrations()});
}

bool eventually(const std::function<bool()>& good) {
  for (int i = 0; i < 400; ++i) {
    if (good()) return true;
    std::this_thread::sleep_for(25ms);
  }
  return false;
}

/// What the room that knows SensorThings gives, for series 1: the smallest body there is.
Result<lake::Observation> read_observation(std::string_view topic, std::string_view payload) {
  if (topic != "v1.1/Datastreams(1)/Observations") return fail(ErrorKind::not_found, "topic-unknown");
  const auto document = json::parse(payload);
  if (!document || !document->is_object()) return fail(ErrorKind::invalid, "json-invalid");
  const JsonCell result = number_cell(document->get_object(), "result");
  const auto time = iso_moment(json::text_at(document->get_object(), "phenomenonTime"));
  if (result.what != JsonCell::What::good || !time) return fail(ErrorKind::invalid, "observation-invalid");
  lake::Observation out;
  out.series = lake::SeriesId{1};
  out.time = *time;
  out.value = result.value;
  return out;
}

std::string body(int second, double value) {
  return R"({"phenomenonTime":"2026-06-30T23:00:)" + std::string(second < 10 ? "0" : "") + std::to_string(second) +
         R"(Z","result":)" + std::to_string(value) + "}";
}

lake::SeriesId make_series(House& house) {
  sensing::SeriesDescription d;
  d.key = "garden/1/temperature";
  d.thing_key = "garden/1";
  d.thing_name = "Tuin";
  d.thing_description = "Een tuin";
  d.sensor_name = "thermometer";
  d.sensor_metadata = "https://example.nl/";
  d.property_name = "air temperature";
  d.property_definition = "https://example.nl/temperature";
  d.name = "Temperatuur";
  d.unit_name = "degree Celsius";
  d.unit_symbol = "°C";
  d.unit_definition = "http://unitsofmeasure.org/ucum#Cel";
  d.exposure = sensing::Exposure::open;
  return LiveSeries(house.parts()).id_of(d).value();
}

std::string uplink(int count, const std::string& decoded) {
  return R"({"end_device_ids":{"device_id":"soil-1","application_ids":{"application_id":"town"},"dev_eui":"70B3D57ED0000001",)"
         R"("dev_addr":"260B0001"},"uplink_message":{"received_at":"2026-06-30T23:00:00Z","f_cnt":)" +
         std::to_string(count) + R"(,"decoded_payload":)" + decoded + "}}";
}

// A device, the broker, and the house behind it; both are connected.
struct Line {
  Line() {
    REQUIRE(static_cast<std::int64_t>(series) == 1);  // the one that the account "device" may write to
    gate.start();
    device.start();
    REQUIRE(eventually([&] { return gate.stats().connected && device.stats().connected; }));
    std::this_thread::sleep_for(200ms);
  }
  ~Line() { gate.stop(); }
  void send(const std::string& text) {
    CHECK(device.publish(topic_of_datastream(series), text, mqtt::Qos::at_least_once).has_value());
  }

  sas::test::SqliteStore records{schema()};
  TestBroker broker;
  House house{*records};
  const lake::SeriesId series = make_series(house);
  UplinkDoor uplinks{house.parts(), {}};
  MqttDoor door{*house.intake, uplinks, read_observation};
  mqtt::Client gate{broker.options("gate", MqttDoor::subscriptions()), door.receiver(), house.random};
  mqtt::Client device{broker.options("device", {}), [](mqtt::Publish, const mqtt::Acknowledge&) {}, house.random};
};

}  // namespace

TEST_CASE("topics: what is an uplink, and where a datastream is published") {
  CHECK(topic_of_datastream(lake::SeriesId{7}) == "v1.1/Datastreams(7)/Observations");
  CHECK(topic_of_multi_datastream(lake::SeriesId{8}) == "v1.1/MultiDatastreams(8)/Observations");
  CHECK(is_uplink_topic("v3/town@ttn/devices/soil-1/up"));
  CHECK_FALSE(is_uplink_topic("v3/town@ttn/devices/soil-1/join"));
}

TEST_CASE("MQTT door: values of devices and uplinks are in the lake when the broker hears so") {
  Line line;
  for (int i = 0; i < 50; ++i) line.send(body(i, 20 + i));
  line.send(body(0, 20));  // again
  line.send("{");
  CHECK(line.device.publish("up/1/x", "nothing we know", mqtt::Qos::at_least_once).has_value());
  REQUIRE(eventually([&] { return line.gate.stats().acknowledged == 52; }));
  CHECK(line.door.stats().stored == 50);
  CHECK(line.door.stats().repeated == 1);
  CHECK(line.door.stats().refused == 1);
  CHECK(line.house.count("series_id = 1") == 50);
}

TEST_CASE("MQTT door: messages out of order and more than once are one value each, and the newest is the newest") {
  Line line;
  // 0 to 58 in steps of 17 around the clock, each message again two messages later.
  const auto second = [](int place) { return place * 17 % 59; };
  for (int place = 0; place < 59 + 2; ++place) {
    if (place < 59) line.send(body(second(place), second(place)));
    if (place >= 2) line.send(body(second(place - 2), second(place - 2)));
  }
  REQUIRE(eventually([&] { return line.gate.stats().acknowledged == 118; }));
  CHECK(line.door.stats().stored == 59);
  CHECK(line.door.stats().repeated == 59);
  CHECK(line.house.count("series_id = 1") == 59);
  CHECK(line.house.count("series_id = 1 AND value = second(time)") == 59);
  CHECK(line.house.lake->latest(line.series)->value == 58);
}

TEST_CASE("MQTT door: uplinks over MQTT count once, and what tells of a person never comes in") {
  sas::test::SqliteStore records(schema());
  TestBroker broker;
  House house(*records);
  UplinkDoor uplinks(house.parts(), {});
  MqttDoor door(*house.intake, uplinks, read_observation);
  mqtt::Client gate(broker.options("gate", MqttDoor::subscriptions()), door.receiver(), house.random);
  mqtt::ClientOptions other = broker.options("gate", {});
  other.connect.client_id = "network";
  mqtt::Client network(
      other, [](mqtt::Publish, const mqtt::Acknowledge&) {}, house.random);
  gate.start();
  network.start();
  REQUIRE(eventually([&] { return gate.stats().connected && network.stats().connected; }));
  std::this_thread::sleep_for(200ms);
  const std::string topic = "v3/town@ttn/devices/soil-1/up";
  CHECK(network.publish(topic, uplink(1, R"({"temp":"12.5 °C"})"), mqtt::Qos::at_least_once).has_value());
  CHECK(network.publish(topic, uplink(1, R"({"temp":"12.5 °C"})"), mqtt::Qos::at_least_once).has_value());
  CHECK(network.publish(topic, uplink(2, R"({"imsi":"204043210987654"})"), mqtt::Qos::at_least_once).has_value());
  REQUIRE(eventually([&] { return gate.stats().acknowledged == 3; }));
  CHECK(door.stats().stored == 1);
  CHECK(door.stats().repeated == 1);
  CHECK(door.stats().refused == 1);
  const auto temp = house.series("ttn/town/soil-1/temp");
  REQUIRE(temp.has_value());
  CHECK(house.lake->latest(temp->id)->value == 12.5);
  CHECK_FALSE(house.series("ttn/town/soil-1/imsi").has_value());
  const auto events = house.records
                          .read([&](store::ReadTx& tx) -> Result<std::vector<ledger::Event>> {
                            return house.ledger.events_of(tx, "feed:ttn/town/soil-1");
                          })
                          .value();
  REQUIRE(events.size() == 1);
  CHECK(events[0].kind == "sensor.refused");
  CHECK(json::write(events[0].facts) == R"({"kind":"imsi"})");

  gate.stop();
}

TEST_CASE("webhook: an uplink with the secret is durable when it is answered, without the secret nothing happens") {
  sas::test::for_each_store(schema(), [](store::Store& records) {
    House house(records);
    UplinkDoor uplinks(house.parts(), house_decoder());
    const http::Route route = ttn_webhook(uplinks, crypto::sha256("open sesame"));
    const auto post = [&](const std::string& secret, const std::string& text) {
      http::Request request;
      request.method = http::Method::post;
      request.headers.emplace_back("x-webhook-secret", secret);
      request.body = text;
      return route.handler(request);
    };
    CHECK(post("", uplink(1, R"({"temp":1})")).status == 401);
    CHECK(post("open sesam", uplink(1, R"({"temp":1})")).status == 401);
    CHECK(house.count() == 0);
    const auto first = post("open sesame", uplink(1, R"({"temp":1.5,"humidity":"40 %"})"));
    CHECK(first.status == 200);
    CHECK(first.body == R"({"values":2,"repeated":false})");
    CHECK(house.count() == 2);
    CHECK(post("open sesame", uplink(1, R"({"temp":1.5})")).body == R"({"values":0,"repeated":true})");
    CHECK(post("open sesame", R"({"end_device_ids":{"device_id":"soil-1"},"join_accept":{}})").status == 204);
    CHECK(post("open sesame", "{").status == http::status_of(ErrorKind::invalid));
    CHECK(post("open sesame", R"({"uplink_message":{}})").status == http::status_of(ErrorKind::invalid));
    const auto person = post("open sesame", uplink(2, R"({"kenteken":"AB-12-CD"})"));
    CHECK(person.status == http::status_of(ErrorKind::invalid));
    CHECK(person.body.find("AB-12-CD") == std::string::npos);
    CHECK(person.body.find("unwelcome-plate") != std::string::npos);
    CHECK(house.count() == 2);
  });
}

TEST_CASE(
    "webhook: people are counted over the period of the device, and at a moment or for less than five minutes not at "
    "all") {
  sas::test::for_each_store(schema(), [](store::Store& records) {
    House house(records);
    UplinkDoor uplinks(house.parts(), {});
    const auto take = [&](int count, const std::string& decoded) {
      return uplinks.take(read_uplink(uplink(count, decoded)).value()).value();
    };
    CHECK(take(1, R"({"count_in":14,"count_out":9,"period":300,"temp":20})").values == 4);
    const auto in = house.series("ttn/town/soil-1/count-in");
    REQUIRE(in.has_value());
    CHECK(in->kind == sensing::SeriesDescription::Kind::count);
    const auto latest = house.lake->latest(in->id);
    CHECK(latest->value == 14);
    CHECK(*latest->until - latest->time == 5min);
    const std::int64_t before = house.count();
    const UplinkTaken brief = take(2, R"({"people":12,"period":60,"temp":21})");
    CHECK(brief.values == 2);  // the temperature and the period itself
    CHECK(brief.code == "count-bin-short");
    CHECK(take(3, R"({"hall":{"aantal_personen":12}})").what == UplinkTaken::What::refused);
    CHECK(house.count() == before);  // all of one moment: the two that came in put the earlier ones right
    for (const char* key : {"ttn/town/soil-1/people", "ttn/town/soil-1/hall-aantal-personen"})
      CHECK_FALSE(house.lake->latest(house.series(key)->id).has_value());
    const auto events = house.records
                            .read([&](store::ReadTx& tx) -> Result<std::vector<ledger::Event>> {
                              return house.ledger.events_of(tx, "feed:ttn/town/soil-1");
                            })
                            .value();
    REQUIRE(events.size() == 1);  // once an hour for each kind
    CHECK(json::write(events[0].facts) == R"({"kind":"count-bin-short"})");
  });
}
