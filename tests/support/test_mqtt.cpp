#include "test_mqtt.h"

#include <atomic>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>

#include "base/random.h"
#include "feeds/mqtt_publisher.h"
#include "feeds/test_broker.h"

namespace sas::test {

using namespace std::chrono_literals;
namespace mqtt = feeds::mqtt;

namespace {

constexpr const char* mark = "test/mark";

bool eventually(const std::function<bool()>& good) {
  for (int i = 0; i < 1'000; ++i) {
    if (good()) return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

std::vector<feeds::Publisher::Message> outgoing(std::vector<Subscriber::Message> messages) {
  std::vector<feeds::Publisher::Message> out;
  for (Subscriber::Message& one : messages) out.push_back({std::move(one.topic), std::move(one.body)});
  return out;
}

}  // namespace

struct Subscriber::State {
  State(Told what, const std::vector<std::string>& topics)
      : told(std::move(what)),
        house(
            broker.options("gate", {feeds::Publisher::newcomers()}),
            [this](const mqtt::Publish& message, const mqtt::Acknowledge& done) {
              if (const auto topic = feeds::Publisher::newcomer(message)) told.subscribed(*topic);
              done();
            },
            random),
        listener(
            listener_options(topics),
            [this](mqtt::Publish message, const mqtt::Acknowledge& done) {
              const std::lock_guard lock(mutex);
              messages.push_back({std::move(message.topic), std::move(message.payload)});
              done();
            },
            random),
        publisher({house, [this](const lake::Observation& value) { return outgoing(told.of_value(value)); },
                   [this] {
                     ++looks;
                     return outgoing(told.others());
                   }}) {
    house.start();
    if (!eventually([&] { return house.stats().connected; })) throw std::runtime_error("no broker");
    listener.start();
    if (!eventually([&] { return listener.stats().connected; })) throw std::runtime_error("no broker");
    // The broker handles what comes of one client in order: when the mark is heard, the topics before it are
    // subscribed.
    settle();
  }

  mqtt::ClientOptions listener_options(const std::vector<std::string>& topics) const {
    std::vector<mqtt::Subscription> all;
    for (const std::string& topic : topics) all.push_back({topic});
    all.push_back({mark});
    mqtt::ClientOptions out = broker.options("gate", all);
    out.connect.client_id = "subscriber";
    return out;
  }

  std::size_t count(const std::string& topic) const {
    const std::lock_guard lock(mutex);
    std::size_t out = 0;
    for (const Message& message : messages) out += message.topic == topic ? 1U : 0U;
    return out;
  }

  void settle() {
    // Two looks: one may have begun before the call.
    const std::uint64_t seen = looks;
    if (!eventually([&] { return looks >= seen + 2; })) throw std::runtime_error("nobody looks");
    const std::size_t before = count(mark);
    const bool is_heard = eventually([&] {
      (void)house.publish(mark, "", mqtt::Qos::at_least_once);
      return eventually_soon([&] { return count(mark) > before; });
    });
    if (!is_heard) throw std::runtime_error("the subscriber hears nothing");
  }
  static bool eventually_soon(const std::function<bool()>& good) {
    for (int i = 0; i < 20; ++i) {
      if (good()) return true;
      std::this_thread::sleep_for(10ms);
    }
    return false;
  }

  Told told;
  SystemRandom random;
  feeds::testing::TestBroker broker;
  mutable std::mutex mutex;
  std::vector<Message> messages;
  std::atomic<std::uint64_t> looks{0};
  mqtt::Client house, listener;
  feeds::Publisher publisher;  ///< last: its thread uses the rest
};

Subscriber::Subscriber(Told told, const std::vector<std::string>& topics)
    : state_(std::make_unique<State>(std::move(told), topics)) {}
Subscriber::~Subscriber() {
  state_->publisher.stop();
  state_->house.stop();
  state_->listener.stop();
}

void Subscriber::committed(std::span<const lake::Observation> observations) {
  state_->publisher.committed(observations);
}

std::vector<std::string> Subscriber::heard(const std::string& topic, std::size_t count) const {
  (void)eventually([&] { return state_->count(topic) >= count; });
  std::vector<std::string> out;
  const std::lock_guard lock(state_->mutex);
  for (const Message& message : state_->messages)
    if (message.topic == topic) out.push_back(message.body);
  return out;
}

std::vector<std::string> Subscriber::topics() const {
  std::vector<std::string> out;
  std::set<std::string> seen{mark};
  const std::lock_guard lock(state_->mutex);
  for (const Message& message : state_->messages)
    if (seen.insert(message.topic).second) out.push_back(message.topic);
  return out;
}

void Subscriber::settle() {
  state_->settle();
}

}  // namespace sas::test
