#include "feeds/mqtt_door.h"

#include <fmt/format.h>

namespace sas::feeds {
namespace {

constexpr std::chrono::milliseconds retry_pause{250};

bool is_worth_another_try(ErrorKind kind) {
  return kind == ErrorKind::too_many || kind == ErrorKind::unavailable;
}

}  // namespace

std::string topic_of_datastream(lake::SeriesId series) {
  return fmt::format("v1.1/Datastreams({})/Observations", static_cast<std::int64_t>(series));
}

std::string topic_of_multi_datastream(lake::SeriesId series) {
  return fmt::format("v1.1/MultiDatastreams({})/Observations", static_cast<std::int64_t>(series));
}

bool is_uplink_topic(std::string_view topic) {
  return topic.starts_with("v3/") && topic.ends_with("/up") && topic.find("/devices/") != std::string_view::npos;
}

MqttDoor::MqttDoor(sensing::Intake& intake, UplinkDoor& uplinks, ObservationReader reader)
    : intake_(intake), uplinks_(uplinks), reader_(std::move(reader)), retrier_([this] { retry_loop(); }) {}

MqttDoor::~MqttDoor() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  retrier_.join();
}

std::vector<mqtt::Subscription> MqttDoor::subscriptions() {
  using mqtt::Subscription;
  return {{"v1.1/Observations", mqtt::Qos::at_least_once, Subscription::Own::not_heard},
          {"v1.1/+/Observations", mqtt::Qos::at_least_once, Subscription::Own::not_heard},
          {"v3/+/devices/+/up", mqtt::Qos::at_least_once, Subscription::Own::not_heard}};
}

mqtt::Receiver MqttDoor::receiver() {
  return [this](mqtt::Publish publish, mqtt::Acknowledge acknowledge) {
    take({std::move(publish), std::move(acknowledge)});
  };
}

void MqttDoor::take(Message message) {
  if (is_uplink_topic(message.publish.topic)) return take_uplink(std::move(message));
  take_observation(std::move(message));
}

void MqttDoor::take_observation(Message message) {
  auto observation = reader_(message.publish.topic, message.publish.payload);
  if (!observation) {
    if (observation.error().code == "topic-unknown") {
      ++unknown_;
      return message.acknowledge();
    }
    if (is_worth_another_try(observation.error().kind)) return again(std::move(message));
    return refuse(message);
  }
  intake_.take_async({*std::move(observation)}, sensing::Arrival::live,
                     [this, message = std::move(message)](const Result<std::vector<sensing::Taken>>& taken) mutable {
                       using What = sensing::Taken::What;
                       if (!taken) return again(std::move(message));
                       if (taken->at(0).what == What::refused) return refuse(message);
                       taken->at(0).what == What::repeated ? ++repeated_ : ++stored_;
                       message.acknowledge();
                     });
}

void MqttDoor::take_uplink(Message message) {
  const auto uplink = read_uplink(message.publish.payload);
  if (!uplink) return refuse(message);
  uplinks_.take(*uplink, [this, message = std::move(message)](const Result<UplinkTaken>& taken) mutable {
    if (!taken) return again(std::move(message));
    if (taken->what == UplinkTaken::What::refused) return refuse(message);
    taken->what == UplinkTaken::What::repeated ? ++repeated_ : ++stored_;
    message.acknowledge();
  });
}

void MqttDoor::refuse(const Message& message) {
  ++refused_;
  message.acknowledge();
}

void MqttDoor::again(Message message) {
  const std::lock_guard lock(mutex_);
  waiting_.push_back(std::move(message));
}

void MqttDoor::retry_loop() {
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, retry_pause, [&] { return stopping_; })) {
    std::deque<Message> due = std::exchange(waiting_, {});
    lock.unlock();
    for (Message& one : due) {
      ++retried_;
      take(std::move(one));
    }
    lock.lock();
  }
}

MqttDoorStats MqttDoor::stats() const {
  return {stored_, repeated_, refused_, unknown_, retried_};
}

}  // namespace sas::feeds
