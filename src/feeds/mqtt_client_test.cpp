#include "feeds/mqtt_client.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <set>
#include <sstream>

#include "feeds/broker.h"
#include "feeds/test_broker.h"
#include "feeds/test_feeds.h"
#include "test_stores.h"

using namespace sas;
using namespace sas::feeds;
using namespace sas::feeds::mqtt;
using namespace sas::feeds::testing;
using namespace std::chrono_literals;

namespace {

/// A receiver that remembers, and acknowledges at once unless it is told to hold.
class Inbox {
 public:
  Receiver receiver() {
    return [this](Publish message, Acknowledge acknowledge) {
      const std::lock_guard lock(mutex_);
      messages_.push_back(std::move(message));
      if (hold) {
        held_.push_back(std::move(acknowledge));
      } else {
        acknowledge();
      }
      changed_.notify_all();
    };
  }
  [[nodiscard]] bool wait(std::size_t count, std::chrono::seconds patience = 20s) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return messages_.size() >= count; });
  }
  std::vector<Publish> messages() {
    const std::lock_guard lock(mutex_);
    return messages_;
  }
  std::vector<Acknowledge> take_held() {
    const std::lock_guard lock(mutex_);
    return std::exchange(held_, {});
  }
  std::atomic<bool> hold{false};

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Publish> messages_;
  std::vector<Acknowledge> held_;
};

bool eventually(const std::function<bool()>& good) {
  for (int i = 0; i < 400; ++i) {
    if (good()) return true;
    std::this_thread::sleep_for(25ms);
  }
  return false;
}

}  // namespace

TEST_CASE("broker: our password hash is the one mosquitto reads, and rights hold") {
  TestBroker broker;
  Inbox gate_inbox, device_inbox;
  SystemRandom random;
  Client gate(broker.options("gate", {{"#", Qos::at_least_once, Subscription::Own::not_heard}}), gate_inbox.receiver(),
              random);
  Client device(broker.options("device", {{"up/2/x", Qos::at_least_once}}), device_inbox.receiver(), random);
  gate.start();
  device.start();
  REQUIRE(eventually([&] { return gate.stats().connected && device.stats().connected; }));
  std::this_thread::sleep_for(200ms);  // subscriptions
  CHECK(device.publish("up/1/x", "mine", Qos::at_least_once).has_value());
  CHECK(device.publish("up/2/x", "not mine", Qos::at_least_once).has_value());
  CHECK(device.publish("up/#", "", Qos::at_least_once).error().code == "mqtt-topic");
  REQUIRE(gate_inbox.wait(1));
  CHECK(eventually([&] { return device.stats().published == 2; }));  // The broker takes it, and throws it away.
  std::this_thread::sleep_for(200ms);
  REQUIRE(gate_inbox.messages().size() == 1);
  CHECK(gate_inbox.messages()[0].payload == "mine");
  CHECK(device_inbox.messages().empty());

  ClientOptions wrong = broker.options("device", {});
  wrong.connect.password = "guess";
  wrong.connect.client_id = "guesser";
  Inbox none;
  Client guesser(wrong, none.receiver(), random);
  guesser.start();
  CHECK(eventually([&] { return guesser.stats().last_error == "mqtt-forbidden"; }));
}

TEST_CASE("broker files: a name or topic that would break out of its line is refused") {
  const sas::test::TempFolder folder;
  BrokerSettings settings;
  settings.folder = folder.text();
  CHECK(write_broker_files(settings, {{"a\nuser b", "x", {}, {}}}).error().code == "broker-account");
  CHECK(write_broker_files(settings, {{"a", "x", {"up/1\ntopic write #"}, {}}}).error().code == "broker-account");
  CHECK(write_broker_files(settings, {{"a", "x\nb:y", {}, {}}}).error().code == "broker-account");
  CHECK(write_broker_files(settings, {{"a", "x", {"up/1"}, {"down/+"}}}).has_value());
  std::stringstream rights;
  rights << std::ifstream(folder.text() + "/rights").rdbuf();
  CHECK(rights.str() == "user a\ntopic write up/1\ntopic read down/+\n\n");
}

TEST_CASE("client: nothing is acknowledged before it is durable, and what was not comes again after a crash") {
  for (const Version version : {Version::v5, Version::v3_1_1}) {
    TestBroker broker;
    SystemRandom random;
    Inbox inbox, quiet;
    inbox.hold = true;
    ClientOptions options = broker.options("gate", {{"up/#", Qos::at_least_once}});
    options.version = version;
    Client device(broker.options("device", {}), quiet.receiver(), random);
    device.start();
    {
      Client gate(options, inbox.receiver(), random);
      gate.start();
      REQUIRE(eventually([&] { return gate.stats().connected && device.stats().connected; }));
      std::this_thread::sleep_for(200ms);
      for (int i = 0; i < 5; ++i) CHECK(device.publish("up/1/x", std::to_string(i), Qos::at_least_once).has_value());
      REQUIRE(inbox.wait(5));
      auto held = inbox.take_held();
      // The second is durable first: it must wait for the one before it (4.6).
      held[1]();
      std::this_thread::sleep_for(100ms);
      CHECK(gate.stats().acknowledged == 0);
      held[0]();
      CHECK(eventually([&] { return gate.stats().acknowledged == 2; }));
      gate.stop();
      held[2]();  // Too late: the connection is gone. Harmless, and the message comes again.
    }
    inbox.hold = false;
    Client again(options, inbox.receiver(), random);
    again.start();
    REQUIRE(inbox.wait(8));
    const auto messages = inbox.messages();
    CHECK(messages.size() == 8);
    for (std::size_t i = 5; i < 8; ++i) {
      CHECK(messages[i].payload == std::to_string(i - 3));
      CHECK(messages[i].delivery == Publish::Delivery::again);
    }
    CHECK(eventually([&] { return again.stats().acknowledged == 3; }));
  }
}

TEST_CASE("client: the receive maximum holds the broker back") {
  TestBroker broker;
  SystemRandom random;
  Inbox inbox, quiet;
  inbox.hold = true;
  ClientOptions options = broker.options("gate", {{"up/#", Qos::at_least_once}});
  options.connect.receive_maximum = 10;
  Client gate(options, inbox.receiver(), random);
  Client device(broker.options("device", {}), quiet.receiver(), random);
  gate.start();
  device.start();
  REQUIRE(eventually([&] { return gate.stats().connected; }));
  std::this_thread::sleep_for(200ms);
  for (int i = 0; i < 100; ++i) CHECK(device.publish("up/1/x", std::to_string(i), Qos::at_least_once).has_value());
  REQUIRE(eventually([&] { return device.stats().published == 100; }));
  std::this_thread::sleep_for(300ms);
  CHECK(inbox.messages().size() == 10);
  while (inbox.messages().size() < 100) {
    const auto held = inbox.take_held();
    for (const Acknowledge& one : held) one();
    if (held.empty()) std::this_thread::sleep_for(5ms);
  }
  for (int i = 0; i < 100; ++i) CHECK(inbox.messages()[static_cast<std::size_t>(i)].payload == std::to_string(i));
}

TEST_CASE("client: a broker that crashes is found again, and nothing that was published is lost") {
  TestBroker broker;
  SystemRandom random;
  Inbox inbox, quiet;
  Client gate(broker.options("gate", {{"up/#", Qos::at_least_once}}), inbox.receiver(), random);
  Client device(broker.options("device", {}), quiet.receiver(), random);
  gate.start();
  device.start();
  REQUIRE(eventually([&] { return gate.stats().connected && device.stats().connected; }));
  CHECK(device.publish("up/1/x", "before", Qos::at_least_once).has_value());
  REQUIRE(inbox.wait(1));
  broker.stop();
  REQUIRE(eventually([&] { return !gate.stats().connected && !device.stats().connected; }));
  for (int i = 0; i < 50; ++i) CHECK(device.publish("up/1/x", std::to_string(i), Qos::at_least_once).has_value());
  broker.start();
  REQUIRE(eventually([&] { return device.stats().published == 51; }));
  REQUIRE(inbox.wait(51));
  std::set<std::string> seen;
  for (const Publish& one : inbox.messages()) seen.insert(one.payload);
  CHECK(seen.size() == 51);
  CHECK(gate.stats().connections == 2);
}

TEST_CASE("client: a publisher does not hear itself, so what is published cannot go round") {
  TestBroker broker;
  SystemRandom random;
  Inbox inbox;
  Client gate(broker.options("gate", {{"#", Qos::at_least_once, Subscription::Own::not_heard}}), inbox.receiver(),
              random);
  gate.start();
  REQUIRE(eventually([&] { return gate.stats().connected; }));
  std::this_thread::sleep_for(200ms);
  CHECK(gate.publish("v1.1/Datastreams(7)/Observations", "{}", Qos::at_least_once).has_value());
  CHECK(eventually([&] { return gate.stats().published == 1; }));
  std::this_thread::sleep_for(300ms);
  CHECK(inbox.messages().empty());
}

TEST_CASE("client: TLS, and a certificate of somebody else is refused") {
  const sas::test::TempFolder folder;
  const std::string certificate = folder.text() + "/c.pem", key = folder.text() + "/k.pem";
  const std::string make =
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost "
      "-addext subjectAltName=DNS:localhost -keyout " +
      key + " -out " + certificate + " 2>/dev/null";
  REQUIRE(std::system(make.c_str()) == 0);
  TestBroker broker(certificate, key);
  SystemRandom random;
  Inbox inbox;
  ClientOptions options = broker.options("gate", {{"up/#", Qos::at_least_once}});
  options.address.security = Address::Security::tls;
  options.address.host = "localhost";
  options.address.ca_file = certificate;
  Client gate(options, inbox.receiver(), random);
  gate.start();
  REQUIRE(eventually([&] { return gate.stats().connected; }));
  CHECK(gate.publish("up/1/x", std::string(200'000, 'x'), Qos::at_least_once).has_value());
  REQUIRE(inbox.wait(1));
  CHECK(inbox.messages()[0].payload.size() == 200'000);

  options.address.host = "127.0.0.1";  // The certificate is of localhost.
  options.connect.client_id = "other";
  Client other(options, inbox.receiver(), random);
  other.start();
  CHECK(eventually([&] { return other.stats().last_error == "mqtt-tls"; }));
}
