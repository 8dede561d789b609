#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "feeds/mqtt_client.h"
#include "lake/observation.h"

/// What goes out over MQTT.
namespace sas::feeds {

/// Publishes what subscribers are told, on a thread of its own: the way in never waits for it. Values wait in a queue
/// with an end; what finds no room there is counted and not published, and a subscriber asks the API for what it missed
/// (docs/adr/0022-what-subscribers-are-told.md). A repeat at a subscriber is harmless by the identity rule.
/// Thread-safe.
class Publisher {
 public:
  struct Message {
    std::string topic;
    std::string body;
  };
  struct Parts {
    mqtt::Client& client;  ///< must outlive it
    /// What is told of a value; nothing of one that is not for outsiders. On the publisher's thread, for each value.
    std::function<std::vector<Message>(const lake::Observation&)> of_value;
    /// What else there is to tell, asked a few times a second; may be absent.
    std::function<std::vector<Message>()> others{};
    std::size_t most_waiting = 50'000;  ///< values
  };
  struct Stats {
    std::uint64_t missed = 0;                 ///< values and messages that found no room
    std::size_t waiting = 0;                  ///< values
    std::optional<std::int64_t> subscribers;  ///< subscriptions of others; none: the broker does not tell
  };

  explicit Publisher(Parts parts);
  /// As stop().
  ~Publisher();
  Publisher(const Publisher&) = delete;
  Publisher& operator=(const Publisher&) = delete;

  /// For lake::Lake::on_commit. Costs nothing as long as the broker says that nobody else is subscribed to anything.
  void committed(std::span<const lake::Observation> observations);
  /// Asks and publishes nothing more; values are still taken, and forgotten.
  void stop();
  [[nodiscard]] Stats stats() const;

  /// How mosquitto tells how many subscriptions it has, of all its clients together; another broker may refuse it. Add
  /// it to those of the client, and hand what comes to hear().
  [[nodiscard]] static mqtt::Subscription audience();
  /// How mosquitto tells that somebody subscribed to a topic (its own `log_dest topic`, `log_type subscribe`).
  [[nodiscard]] static mqtt::Subscription newcomers();
  /// The topic of ours that a message of newcomers() tells of; none when it is another message or another topic.
  [[nodiscard]] static std::optional<std::string_view> newcomer(const mqtt::Publish& message);
  /// True when the message was of audience(). `own` is the number of subscriptions of the client itself.
  [[nodiscard]] bool hear(const mqtt::Publish& message, std::size_t own);

 private:
  void loop();
  [[nodiscard]] std::vector<lake::Observation> take_values();
  void tell(std::vector<Message> messages);

  Parts parts_;
  std::atomic<std::uint64_t> missed_{0};
  std::atomic<std::int64_t> subscribers_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<lake::Observation> waiting_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace sas::feeds
