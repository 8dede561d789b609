#include "feeds/mqtt_packet.h"

#include <doctest/doctest.h>

using namespace sas;
using namespace sas::feeds::mqtt;
using namespace std::string_view_literals;

namespace {

Result<std::optional<Packet>> one(Version version, std::string_view bytes) {
  PacketReader reader(version);
  reader.add(bytes);
  return reader.next();
}

std::string error_of(Version version, std::string_view bytes) {
  const auto packet = one(version, bytes);
  return packet ? "" : packet.error().code;
}

}  // namespace

TEST_CASE("MQTT: the packets of a client are, byte for byte, what the standard draws") {
  Connect c;
  c.client_id = "gate";
  c.username = "u";
  c.password = "p";
  c.keep_alive = 60;
  CHECK(encode(Version::v3_1_1, c) == "\x10\x16\x00\x04MQTT\x04\xC0\x00\x3C\x00\x04gate\x00\x01u\x00\x01p"sv);
  c.receive_maximum = 1000;
  c.session_expiry = 3600;
  CHECK(encode(Version::v5, c) ==
        "\x10\x1F\x00\x04MQTT\x05\xC0\x00\x3C\x08\x11\x00\x00\x0E\x10\x21\x03\xE8\x00\x04gate\x00\x01u\x00\x01p"sv);
  Publish p;
  p.topic = "a/b";
  p.payload = "hi";
  p.packet_id = 10;
  CHECK(encode(Version::v3_1_1, p) ==
        "\x32\x09\x00\x03"
        "a/b\x00\x0Ahi"sv);
  p.delivery = Publish::Delivery::again;
  CHECK(encode(Version::v5, p) ==
        "\x3A\x0A\x00\x03"
        "a/b\x00\x0A\x00hi"sv);
  CHECK(encode_subscribe(Version::v5, 1, {{"a/#", Qos::at_least_once, Subscription::Own::not_heard}}) ==
        "\x82\x09\x00\x01\x00\x00\x03"
        "a/#\x05"sv);
  CHECK(encode_puback(0x1234) == "\x40\x02\x12\x34"sv);
  CHECK(encode_pingreq() == "\xC0\x00"sv);
  CHECK(encode_disconnect() == "\xE0\x00"sv);
}

TEST_CASE("MQTT: packets come out of a stream however it is cut") {
  Publish p;
  p.topic = "v1.1/Datastreams(7)/Observations";
  p.payload = std::string(300, 'x');
  p.packet_id = 9;
  const std::string bytes = encode(Version::v5, p) + "\x40\x02\x00\x05" + std::string("\x00", 0);
  const std::string all = encode(Version::v5, p) + std::string("\x40\x02\x00\x05", 4) + encode(Version::v5, p);
  for (std::size_t step : {std::size_t{1}, std::size_t{7}, all.size()}) {
    PacketReader reader(Version::v5);
    std::vector<std::size_t> kinds;
    for (std::size_t at = 0; at < all.size(); at += step) {
      reader.add(std::string_view(all).substr(at, step));
      for (auto packet = reader.next(); packet && *packet; packet = reader.next()) {
        kinds.push_back((*packet)->index());
        if (const auto* got = std::get_if<Publish>(&**packet)) CHECK(got->payload == p.payload);
      }
    }
    CHECK(kinds == std::vector<std::size_t>{1, 2, 1});
  }
}

TEST_CASE("MQTT: what a broker answers is read with its properties") {
  const auto ack = one(Version::v5, "\x20\x09\x01\x00\x06\x21\x00\x0A\x13\x00\x05"sv);
  REQUIRE(ack.has_value());
  const auto& connack = std::get<ConnAck>(**ack);
  CHECK(connack.session == ConnAck::Session::resumed);
  CHECK(connack.receive_maximum == 10);
  CHECK(connack.keep_alive == 5);
  CHECK(std::get<ConnAck>(**one(Version::v3_1_1, "\x20\x02\x00\x05"sv)).code == 5);
  CHECK(std::get<PubAck>(**one(Version::v5, "\x40\x04\x00\x07\x87\x00"sv)).code == 0x87);
  CHECK(std::get<SubAck>(**one(Version::v5, "\x90\x05\x00\x01\x00\x01\x87"sv)).codes ==
        std::vector<std::uint8_t>{1, 0x87});
  CHECK(std::get<Disconnect>(**one(Version::v5, "\xE0\x01\x8B"sv)).code == 0x8B);
}

TEST_CASE("MQTT: what breaks the rules closes the connection") {
  for (const std::string_view wrong : {
           "\x20\x02\x02\x00"sv,      // CONNACK: reserved flags
           "\x20\x03\x00\x00\x00"sv,  // CONNACK of 3.1.1 with something behind
           "\x34\x07\x00\x01"
           "a\x00\x01xx"sv,  // PUBLISH at QoS 2
           "\x38\x04\x00\x01"
           "ax"sv,  // DUP at QoS 0
           "\x32\x06\x00\x01"
           "a\x00\x00x"sv,  // packet id 0
           "\x30\x03\x00\x05"
           "a"sv,  // topic longer than the packet
           "\x30\x04\x00\x02"
           "a#"sv,                        // a filter as a topic
           "\x30\x02\x00\x00"sv,          // no topic
           "\x30\x04\x00\x02\xC3\x28"sv,  // no UTF-8
           "\x41\x02\x00\x01"sv,          // flags of PUBACK
           "\x40\x02\x00\x00"sv,          // packet id 0
           "\xD0\x01\x00"sv,              // PINGRESP with a body
           "\x10\x00"sv,                  // CONNECT to a client
           "\x00\x00"sv,                  // type 0
           "\xE0\x00"sv,                  // DISCONNECT from a broker of 3.1.1
           "\x30\xFF\xFF\xFF\xFF\x01"sv,  // length of five bytes
           "\xD0\x80\x00"sv,              // length not as short as can be
           "\x90\x02\x00\x01"sv,          // SUBACK without an answer
       })
    CHECK(error_of(Version::v3_1_1, wrong) == "mqtt-malformed");
  CHECK(error_of(Version::v5, "\x20\x06\x00\x00\x03\x21\x00\x00"sv) == "mqtt-malformed");  // receive maximum 0
  CHECK(error_of(Version::v5, "\x20\x05\x00\x00\x02\x7F\x00"sv) == "mqtt-malformed");      // unknown property
  PacketReader small(Version::v5, 10);
  small.add("\x30\x0B");
  CHECK(small.next().error().code == "mqtt-too-large");
}
