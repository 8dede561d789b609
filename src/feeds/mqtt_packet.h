#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

/// The packets of MQTT 3.1.1 and 5.0 that a client at QoS 0 and 1 needs, to and from bytes. Pure. Lengths and flags are
/// held to the letter; clause numbers are those of MQTT 5.0.
namespace sas::feeds::mqtt {

enum class Version : std::uint8_t { v3_1_1 = 4, v5 = 5 };
enum class Qos : std::uint8_t { at_most_once = 0, at_least_once = 1 };

struct Connect {
  std::string client_id;
  enum class Session { keep, clean } session = Session::keep;
  std::uint16_t keep_alive = 30;          ///< seconds
  std::string username, password;         ///< empty: none
  std::uint32_t session_expiry = 86'400;  ///< seconds the broker keeps the session, 5.0 only (3.1.2.11.2)
  std::uint16_t receive_maximum = 1'000;  ///< publications unacknowledged at a time, 5.0 only (3.1.2.11.3)
};

struct Subscription {
  std::string filter;
  Qos qos = Qos::at_least_once;
  enum class Own { heard, not_heard } own = Own::heard;  ///< not_heard: no local, 5.0 only (3.8.3.1)
  /// What a broker may refuse without ending the connection: nothing comes of it then.
  enum class Need { required, wished } need = Need::required;
};

struct Publish {
  std::string topic;
  std::string payload;
  Qos qos = Qos::at_least_once;
  enum class Delivery { first, again } delivery = Delivery::first;
  enum class Kept { no, yes } kept = Kept::no;  ///< RETAIN
  std::uint16_t packet_id = 0;                  ///< at QoS 1; never 0 there
};

[[nodiscard]] std::string encode(Version version, const Connect& packet);
[[nodiscard]] std::string encode(Version version, const Publish& packet);
[[nodiscard]] std::string encode_subscribe(Version version, std::uint16_t packet_id,
                                           const std::vector<Subscription>& subscriptions);
[[nodiscard]] std::string encode_puback(std::uint16_t packet_id);
[[nodiscard]] std::string encode_pingreq();
[[nodiscard]] std::string encode_disconnect();

struct ConnAck {
  enum class Session { fresh, resumed } session = Session::fresh;
  std::uint8_t code = 0;                    ///< 0: accepted
  std::uint16_t receive_maximum = 65'535;   ///< of the broker
  std::optional<std::uint16_t> keep_alive;  ///< the broker wants this one (3.2.2.3.14)
};
struct PubAck {
  std::uint16_t packet_id = 0;
  std::uint8_t code = 0;  ///< from 0x80: refused
};
struct SubAck {
  std::uint16_t packet_id = 0;
  std::vector<std::uint8_t> codes;
};
struct PingResp {};
struct Disconnect {
  std::uint8_t code = 0;
};
using Packet = std::variant<ConnAck, Publish, PubAck, SubAck, PingResp, Disconnect>;

/// Cuts packets out of a stream of bytes. One thread.
class PacketReader {
 public:
  explicit PacketReader(Version version, std::size_t max_packet = 1024 * 1024)
      : version_(version), max_packet_(max_packet) {}
  void add(std::string_view bytes) { buffer_ += bytes; }
  /// The next whole packet; none when more bytes are needed. Errors `mqtt-malformed`, `mqtt-too-large`: the connection
  /// must be closed (4.13).
  [[nodiscard]] Result<std::optional<Packet>> next();

 private:
  Version version_;
  std::size_t max_packet_;
  std::string buffer_;
  std::size_t at_ = 0;
};

}  // namespace sas::feeds::mqtt
