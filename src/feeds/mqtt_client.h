#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/random.h"
#include "feeds/mqtt_link.h"
#include "feeds/mqtt_packet.h"

/// A client of a broker that acknowledges a message only when its receiver says that it is safe, and keeps at it.
namespace sas::feeds::mqtt {

struct ClientOptions {
  Address address;
  Version version = Version::v5;
  Connect connect;  ///< a fixed client id and Session::keep: the broker holds what comes while we are away
  std::vector<Subscription> subscriptions;
  std::chrono::milliseconds first_pause{200};  ///< before the first try again; doubled each time, with jitter
  std::chrono::milliseconds longest_pause{30'000};
  std::chrono::milliseconds patience{10'000};  ///< for connecting
  std::size_t max_outgoing = 100'000;          ///< publications that wait to be sent or acknowledged
};

struct ClientStats {
  std::uint64_t received = 0;      ///< messages
  std::uint64_t acknowledged = 0;  ///< of them, to the broker
  std::uint64_t published = 0;     ///< sent, and at QoS 1 acknowledged by the broker
  std::uint64_t connections = 0;   ///< accepted by the broker
  std::size_t outgoing = 0;        ///< publications that wait
  bool connected = false;
  std::string last_error;  ///< code of what ended the last connection, or kept it from starting; or empty
};

/// Says that a message is durable: the broker may forget it. Call it once, from any thread, also after the client is
/// gone. Acknowledgements leave in the order in which the messages came (4.6), so one that waits holds those behind it.
using Acknowledge = std::function<void()>;
/// Gets each message on the client's thread; hand over and return. At QoS 0 `acknowledge` does nothing. While as many
/// messages as Connect::receive_maximum are not acknowledged, the broker sends no more (5.0); a message that was not
/// acknowledged comes again after a reconnect.
using Receiver = std::function<void(Publish message, Acknowledge acknowledge)>;

/// Thread-safe.
class Client {
 public:
  /// `random` must outlive it and is used on its thread for jitter only.
  Client(ClientOptions options, Receiver receiver, Random& random);
  /// As stop().
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Starts its thread: connects, subscribes, receives, and connects again until stop().
  void start();
  /// Sends DISCONNECT and ends. What is not acknowledged stays with the broker.
  void stop();
  /// Puts a publication in the queue; at QoS 1 it is sent again until the broker has it. Errors `mqtt-busy` (too_many),
  /// `mqtt-topic`.
  [[nodiscard]] Result<Done> publish(std::string topic, std::string payload, Qos qos);
  [[nodiscard]] ClientStats stats() const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace sas::feeds::mqtt
