#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>

#include "feeds/mqtt_client.h"
#include "feeds/uplink_door.h"
#include "sensing/intake.h"

/// What comes in over MQTT.
namespace sas::feeds {

/// "v1.1/Datastreams(7)/Observations" (18-088 clause 14.2.1). What such a topic means to who publishes on it, the room
/// sensorthings knows.
[[nodiscard]] std::string topic_of_datastream(lake::SeriesId series);
[[nodiscard]] std::string topic_of_multi_datastream(lake::SeriesId series);
/// "v3/{application}@{tenant}/devices/{device}/up"
[[nodiscard]] bool is_uplink_topic(std::string_view topic);

struct MqttDoorStats {
  std::uint64_t stored = 0, repeated = 0, refused = 0;
  std::uint64_t unknown = 0;  ///< messages on topics that mean nothing here
  std::uint64_t retried = 0;  ///< handed in again because there was no room
};

/// Hands messages to the intake and acknowledges each when it is durable. What is refused is acknowledged too: it would
/// come again for ever. What finds no room (`lake-busy`, a store that is away) is not acknowledged and tried again, and
/// the receive maximum holds the broker back meanwhile. Thread-safe.
class MqttDoor {
 public:
  /// Reads a SensorThings Observation that was published on that topic; sensorthings/topics.h does. Error
  /// `topic-unknown` when the topic means nothing there.
  using ObservationReader = std::function<Result<lake::Observation>(std::string_view topic, std::string_view payload)>;

  /// Both must outlive it, and it must outlive what it handed to them: stop the client first, close the lake before
  /// this.
  MqttDoor(sensing::Intake& intake, UplinkDoor& uplinks, ObservationReader reader);
  ~MqttDoor();
  MqttDoor(const MqttDoor&) = delete;
  MqttDoor& operator=(const MqttDoor&) = delete;

  /// For mqtt::Client.
  [[nodiscard]] mqtt::Receiver receiver();
  [[nodiscard]] MqttDoorStats stats() const;

  /// What to subscribe to. No local: what the house publishes itself does not come back to it.
  [[nodiscard]] static std::vector<mqtt::Subscription> subscriptions();

 private:
  struct Message {
    mqtt::Publish publish;
    mqtt::Acknowledge acknowledge;
  };
  void take(Message message);
  void take_observation(Message message);
  void take_uplink(Message message);
  void again(Message message);
  void refuse(const Message& message);
  void retry_loop();

  sensing::Intake& intake_;
  UplinkDoor& uplinks_;
  ObservationReader reader_;
  std::atomic<std::uint64_t> stored_{0}, repeated_{0}, refused_{0}, unknown_{0}, retried_{0};
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Message> waiting_;
  bool stopping_ = false;
  std::thread retrier_;
};

}  // namespace sas::feeds
