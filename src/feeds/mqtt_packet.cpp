#include "feeds/mqtt_packet.h"

#include <stdexcept>

#include "base/text.h"

namespace sas::feeds::mqtt {
namespace {

// Types of packets (2.1.2), in the high half of the first byte.
enum Type : std::uint8_t {
  connect = 1,
  connack = 2,
  publish = 3,
  puback = 4,
  subscribe = 8,
  suback = 9,
  pingreq = 12,
  pingresp = 13,
  disconnect = 14
};

// Identifiers of properties (2.2.2.2) that mean something to us.
constexpr std::uint8_t session_expiry_property = 0x11, receive_maximum_property = 0x21,
                       server_keep_alive_property = 0x13;

void put_u16(std::string& out, std::uint16_t value) {
  out += static_cast<char>(value >> 8U);
  out += static_cast<char>(value & 0xFFU);
}

void put_u32(std::string& out, std::uint32_t value) {
  put_u16(out, static_cast<std::uint16_t>(value >> 16U));
  put_u16(out, static_cast<std::uint16_t>(value & 0xFFFFU));
}

void put_text(std::string& out, std::string_view text) {
  if (text.size() > 65'535) throw std::logic_error("a text of MQTT is over 65535 bytes");
  put_u16(out, static_cast<std::uint16_t>(text.size()));
  out += text;
}

void put_length(std::string& out, std::size_t length) {
  do {
    auto byte = static_cast<unsigned char>(length & 0x7FU);
    length >>= 7U;
    if (length > 0) byte |= 0x80U;
    out += static_cast<char>(byte);
  } while (length > 0);
}

std::string packet(std::uint8_t first, std::string_view body) {
  std::string out(1, static_cast<char>(first));
  put_length(out, body.size());
  out += body;
  return out;
}

constexpr std::uint8_t head(Type type, std::uint8_t flags) {
  return static_cast<std::uint8_t>(type << 4U | flags);
}

tl::unexpected<Error> malformed(const char* what) {
  return fail(ErrorKind::invalid, "mqtt-malformed", what);
}

/// Reads the parts of a packet; `good` is false from the first one that does not fit.
class Parts {
 public:
  explicit Parts(std::string_view bytes) : rest_(bytes) {}
  std::uint8_t u8() {
    if (rest_.empty()) return broken();
    const auto value = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }
  std::uint16_t u16() {
    const std::uint8_t high = u8();
    return static_cast<std::uint16_t>(high << 8U | u8());
  }
  std::uint32_t u32() {
    const std::uint32_t high = u16();
    return high << 16U | u16();
  }
  std::string_view bytes(std::size_t count) {
    if (count > rest_.size()) {
      broken();
      return {};
    }
    const std::string_view out = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return out;
  }
  std::string_view text() { return bytes(u16()); }
  std::size_t variable() {
    std::size_t value = 0;
    for (unsigned shift = 0; shift < 28; shift += 7) {
      const std::uint8_t byte = u8();
      value |= static_cast<std::size_t>(byte & 0x7FU) << shift;
      // 1.5.5: as few bytes as possible.
      if ((byte & 0x80U) == 0) return shift > 0 && byte == 0 ? broken() : value;
    }
    return broken();
  }
  std::string_view rest() { return std::exchange(rest_, {}); }
  [[nodiscard]] bool empty() const { return rest_.empty(); }
  [[nodiscard]] bool good() const { return good_; }
  std::uint8_t broken() {
    good_ = false;
    rest_ = {};
    return 0;
  }

 private:
  std::string_view rest_;
  bool good_ = true;
};

/// The properties that mean something to us; the others are passed over by their type (2.2.2.2).
struct Properties {
  std::optional<std::uint16_t> receive_maximum, keep_alive;
};

bool pass_over(Parts& p, std::uint8_t id) {
  switch (id) {
    case 0x01:
    case 0x17:
    case 0x19:
    case 0x24:
    case 0x25:
    case 0x28:
    case 0x29:
    case 0x2A:
      (void)p.u8();
      return true;
    case 0x22:
    case 0x23:
      (void)p.u16();
      return true;
    case 0x02:
    case 0x11:
    case 0x18:
    case 0x27:
      (void)p.u32();
      return true;
    case 0x0B:
      (void)p.variable();
      return true;
    case 0x03:
    case 0x08:
    case 0x09:
    case 0x12:
    case 0x15:
    case 0x16:
    case 0x1A:
    case 0x1C:
    case 0x1F:
      (void)p.text();
      return true;
    case 0x26:
      (void)p.text();
      (void)p.text();
      return true;
    default:
      return false;
  }
}

Properties read_properties(Parts& packet) {
  Properties out;
  Parts p(packet.bytes(packet.variable()));
  while (!p.empty() && p.good()) {
    const std::uint8_t id = p.u8();
    if (id == receive_maximum_property) {
      if (out.receive_maximum) p.broken();
      out.receive_maximum = p.u16();
      if (*out.receive_maximum == 0) p.broken();  // 3.2.2.3.3
    } else if (id == server_keep_alive_property) {
      if (out.keep_alive) p.broken();
      out.keep_alive = p.u16();
    } else if (!pass_over(p, id)) {
      p.broken();
    }
  }
  if (!p.good()) packet.broken();
  return out;
}

Result<std::optional<Packet>> read_connack(Version version, Parts p) {
  ConnAck out;
  const std::uint8_t flags = p.u8();
  out.code = p.u8();
  if (version == Version::v5) {
    const Properties properties = read_properties(p);
    out.receive_maximum = properties.receive_maximum.value_or(65'535);
    out.keep_alive = properties.keep_alive;
  }
  if (!p.good() || !p.empty() || flags > 1) return malformed("CONNACK");
  if (flags == 1) out.session = ConnAck::Session::resumed;
  return Packet(out);
}

Result<std::optional<Packet>> read_publish(Version version, std::uint8_t flags, Parts p) {
  Publish out;
  const unsigned qos = flags >> 1U & 3U;
  if (qos > 1) return malformed("PUBLISH at a QoS that was not asked for");
  out.qos = static_cast<Qos>(qos);
  if ((flags & 8U) != 0) out.delivery = Publish::Delivery::again;
  if ((flags & 1U) != 0) out.kept = Publish::Kept::yes;
  if (qos == 0 && out.delivery == Publish::Delivery::again) return malformed("PUBLISH: DUP at QoS 0");  // 3.3.1.1
  out.topic = p.text();
  if (qos == 1) out.packet_id = p.u16();
  if (version == Version::v5) (void)read_properties(p);
  if (!p.good() || (qos == 1 && out.packet_id == 0)) return malformed("PUBLISH");
  // 3.3.2.1: a name, not a filter. We allow no topic alias, so it is never empty.
  if (out.topic.empty() || !is_utf8(out.topic) || out.topic.find_first_of("#+") != std::string::npos)
    return malformed("PUBLISH: topic");
  out.payload = p.rest();
  return Packet(std::move(out));
}

Result<std::optional<Packet>> read_puback(Version version, Parts p) {
  PubAck out;
  out.packet_id = p.u16();
  if (version == Version::v5 && !p.empty()) {
    out.code = p.u8();
    if (!p.empty()) (void)read_properties(p);
  }
  if (!p.good() || !p.empty() || out.packet_id == 0) return malformed("PUBACK");
  return Packet(out);
}

Result<std::optional<Packet>> read_suback(Version version, Parts p) {
  SubAck out;
  out.packet_id = p.u16();
  if (version == Version::v5) (void)read_properties(p);
  while (p.good() && !p.empty()) out.codes.push_back(p.u8());
  if (!p.good() || out.packet_id == 0 || out.codes.empty()) return malformed("SUBACK");
  return Packet(std::move(out));
}

Result<std::optional<Packet>> read_disconnect(Version version, Parts p) {
  if (version != Version::v5) return malformed("DISCONNECT from a broker of 3.1.1");
  Disconnect out;
  if (!p.empty()) {
    out.code = p.u8();
    if (!p.empty()) (void)read_properties(p);
  }
  if (!p.good() || !p.empty()) return malformed("DISCONNECT");
  return Packet(out);
}

Result<std::optional<Packet>> read_packet(Version version, std::uint8_t first, std::string_view body) {
  const unsigned type = first >> 4U, flags = first & 15U;
  if (type == publish) return read_publish(version, static_cast<std::uint8_t>(flags), Parts(body));
  if (flags != 0) return malformed("flags");  // 2.1.3
  switch (type) {
    case connack:
      return read_connack(version, Parts(body));
    case puback:
      return read_puback(version, Parts(body));
    case suback:
      return read_suback(version, Parts(body));
    case disconnect:
      return read_disconnect(version, Parts(body));
    case pingresp:
      if (!body.empty()) return malformed("PINGRESP");
      return Packet(PingResp{});
    default:
      return malformed("a packet that a client does not get");
  }
}

}  // namespace

std::string encode(Version version, const Connect& c) {
  std::string body;
  put_text(body, "MQTT");
  body += static_cast<char>(version);
  const bool clean = c.session == Connect::Session::clean;
  body += static_cast<char>((c.username.empty() ? 0 : 0x80) | (c.password.empty() ? 0 : 0x40) | (clean ? 0x02 : 0));
  put_u16(body, c.keep_alive);
  if (version == Version::v5) {
    std::string properties;
    if (!clean) {
      properties += static_cast<char>(session_expiry_property);
      put_u32(properties, c.session_expiry);
    }
    properties += static_cast<char>(receive_maximum_property);
    put_u16(properties, c.receive_maximum);
    put_length(body, properties.size());
    body += properties;
  }
  put_text(body, c.client_id);
  if (!c.username.empty()) put_text(body, c.username);
  if (!c.password.empty()) put_text(body, c.password);
  return packet(head(connect, 0), body);
}

std::string encode(Version version, const Publish& p) {
  std::string body;
  body.reserve(p.topic.size() + p.payload.size() + 8);
  put_text(body, p.topic);
  if (p.qos == Qos::at_least_once) put_u16(body, p.packet_id);
  if (version == Version::v5) put_length(body, 0);
  body += p.payload;
  const unsigned flags = (p.delivery == Publish::Delivery::again ? 8U : 0U) | static_cast<unsigned>(p.qos) << 1U |
                         (p.kept == Publish::Kept::yes ? 1U : 0U);
  return packet(head(publish, static_cast<std::uint8_t>(flags)), body);
}

std::string encode_subscribe(Version version, std::uint16_t packet_id, const std::vector<Subscription>& subscriptions) {
  std::string body;
  put_u16(body, packet_id);
  if (version == Version::v5) put_length(body, 0);
  for (const Subscription& s : subscriptions) {
    put_text(body, s.filter);
    const bool no_local = version == Version::v5 && s.own == Subscription::Own::not_heard;
    body += static_cast<char>(static_cast<unsigned>(s.qos) | (no_local ? 4U : 0U));
  }
  return packet(head(subscribe, 2), body);
}

// The short form of 3.4.2.1 (success) is the whole of 3.1.1.
std::string encode_puback(std::uint16_t packet_id) {
  std::string body;
  put_u16(body, packet_id);
  return packet(head(puback, 0), body);
}

std::string encode_pingreq() {
  return packet(head(pingreq, 0), {});
}
std::string encode_disconnect() {
  return packet(head(disconnect, 0), {});
}

Result<std::optional<Packet>> PacketReader::next() {
  const std::string_view bytes = std::string_view(buffer_).substr(at_);
  std::size_t length = 0, at = 1;
  unsigned shift = 0;
  for (;; ++at, shift += 7) {
    if (at >= bytes.size()) {
      buffer_.erase(0, at_);
      at_ = 0;
      return std::optional<Packet>{};
    }
    if (shift > 21) return malformed("length");  // 1.5.5: at most four bytes
    const auto byte = static_cast<unsigned char>(bytes[at]);
    length |= static_cast<std::size_t>(byte & 0x7FU) << shift;
    if ((byte & 0x80U) == 0) break;
  }
  if (shift > 0 && bytes[at] == 0) return malformed("length");
  if (length > max_packet_) return fail(ErrorKind::too_large, "mqtt-too-large");
  if (bytes.size() - at - 1 < length) {
    buffer_.erase(0, at_);
    at_ = 0;
    return std::optional<Packet>{};
  }
  at_ += at + 1 + length;
  return read_packet(version_, static_cast<std::uint8_t>(bytes[0]), bytes.substr(at + 1, length));
}

}  // namespace sas::feeds::mqtt
