#include "feeds/mqtt_publisher.h"

#include <doctest/doctest.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "feeds/mqtt_door.h"
#include "feeds/test_broker.h"

using namespace sas;
using namespace sas::feeds;
using namespace sas::feeds::testing;
using namespace std::chrono_literals;

namespace {

bool eventually(const std::function<bool()>& good) {
  for (int i = 0; i < 400; ++i) {
    if (good()) return true;
    std::this_thread::sleep_for(25ms);
  }
  return false;
}

/// The house at the broker, and one account that listens.
struct Studio {
  explicit Studio(std::size_t most_waiting = 50'000)
      : gate(with_audience(), receiver(), random),
        publisher({gate,
                   [this](const lake::Observation& o) -> std::vector<Publisher::Message> {
                     if (o.series == closed) return {};
                     return {{"told/values", std::to_string(*o.value)}};
                   },
                   [this]() -> std::vector<Publisher::Message> {
                     if (++looks != 1) return {};
                     return {{"told/others", "once"}};
                   },
                   most_waiting}) {}
  ~Studio() {
    publisher.stop();
    gate.stop();
  }
  Studio(const Studio&) = delete;
  Studio& operator=(const Studio&) = delete;

  mqtt::ClientOptions with_audience() {
    mqtt::ClientOptions out = broker.options("gate", MqttDoor::subscriptions());
    out.subscriptions.push_back(Publisher::audience());
    own = out.subscriptions.size();
    return out;
  }
  mqtt::Receiver receiver() {
    return [this](const mqtt::Publish& message, const mqtt::Acknowledge& acknowledge) {
      if (!publisher.hear(message, own)) ++strange;
      acknowledge();
    };
  }
  std::unique_ptr<mqtt::Client> listener(const std::string& topic) {
    mqtt::ClientOptions other = broker.options("gate", {{topic, mqtt::Qos::at_least_once}});
    other.connect.client_id = "listener";
    auto out = std::make_unique<mqtt::Client>(
        other,
        [this](const mqtt::Publish& message, const mqtt::Acknowledge& acknowledge) {
          {
            const std::lock_guard lock(mutex);
            heard.push_back(message.payload);
          }
          acknowledge();
        },
        random);
    out->start();
    return out;
  }
  std::size_t count() {
    const std::lock_guard lock(mutex);
    return heard.size();
  }
  static std::vector<lake::Observation> values(std::size_t count, lake::SeriesId series = lake::SeriesId{1}) {
    std::vector<lake::Observation> out(count);
    for (std::size_t i = 0; i < count; ++i) {
      out[i].series = series;
      out[i].value = static_cast<double>(i);
    }
    return out;
  }

  static constexpr lake::SeriesId closed{2};
  TestBroker broker;
  SystemRandom random;
  std::size_t own = 0;
  std::atomic<int> looks{0}, strange{0};
  std::mutex mutex;
  std::vector<std::string> heard;
  mqtt::Client gate;
  Publisher publisher;
};

}  // namespace

TEST_CASE("publisher: subscribers hear values and what else there is, and the house does not hear itself") {
  Studio studio;
  const auto listener = studio.listener("told/#");
  studio.gate.start();
  REQUIRE(eventually([&] { return studio.publisher.stats().subscribers == 1; }));
  studio.publisher.committed(Studio::values(3, Studio::closed));
  studio.publisher.committed(Studio::values(1'200));
  REQUIRE(eventually([&] { return studio.count() >= 1'200; }));
  std::this_thread::sleep_for(300ms);
  CHECK(studio.count() <= 1'201);
  CHECK(studio.heard.back() == std::to_string(1'199.0));
  CHECK(studio.publisher.stats().missed == 0);
  CHECK(studio.strange == 0);
  listener->stop();
}

TEST_CASE("publisher: what finds no room is counted, while the broker is away too, and waits for nobody") {
  Studio studio(100);
  studio.broker.stop();
  studio.gate.start();
  for (int i = 0; i < 300; ++i) studio.publisher.committed(Studio::values(1'000));
  const auto stats = studio.publisher.stats();
  CHECK(stats.waiting <= 100);
  CHECK(stats.missed >= 300'000 - 100 - 120'000);
  CHECK(studio.gate.stats().outgoing <= 21'000);
}

TEST_CASE("publisher: as long as nobody else is subscribed to anything no value is told, and then it is") {
  Studio studio;
  studio.gate.start();
  REQUIRE(eventually([&] { return studio.publisher.stats().subscribers == 0; }));
  studio.publisher.committed(Studio::values(10));
  const std::uint64_t before = studio.gate.stats().published;
  std::this_thread::sleep_for(300ms);
  CHECK(studio.gate.stats().published == before);
  CHECK(studio.publisher.stats().missed == 0);
  const auto listener = studio.listener("told/values");
  REQUIRE(eventually([&] { return studio.publisher.stats().subscribers == 1; }));
  studio.publisher.committed(Studio::values(2));
  CHECK(eventually([&] { return studio.count() == 2; }));
  listener->stop();
}

TEST_CASE("client: a subscription that is only wished for may be refused") {
  TestBroker broker;
  SystemRandom random;
  mqtt::ClientOptions options = broker.options("device", {Publisher::audience()});
  mqtt::Client device(
      options, [](mqtt::Publish, const mqtt::Acknowledge& done) { done(); }, random);
  device.start();
  REQUIRE(eventually([&] { return device.stats().connected; }));
  std::this_thread::sleep_for(200ms);
  CHECK(device.stats().connected);
  device.stop();
}
