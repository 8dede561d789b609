#include "feeds/uplink.h"

#include <doctest/doctest.h>

#include <unistd.h>
#include <algorithm>

#include "base/text.h"
#include "feeds/byte_decoder.h"
#include "feeds/script_decoder.h"
#include "feeds/test_feeds.h"
#include "feeds/ttn_file.h"
#include "feeds/uplink_readings.h"

using namespace sas;
using namespace sas::feeds;
using namespace sas::feeds::testing;
using namespace std::chrono_literals;

namespace {

std::string uplink(const std::string& message, const std::string& device = "soil-1") {
  return R"({"end_device_ids":{"device_id":")" + device +
         R"(","application_ids":{"application_id":"town"},"dev_eui":"70B3D57ED0000001","dev_addr":"260B0001"},)" +
         R"("received_at":"2023-06-20T14:34:33Z","uplink_message":{"received_at":"2023-06-20T14:34:32.656299995Z",)" +
         message + "}}";
}

// The decoder stands beside the test program.
std::string sandbox() {
  char path[4096];
  const ssize_t n = ::readlink("/proc/self/exe", path, sizeof path);
  return (std::filesystem::path(std::string(path, static_cast<std::size_t>(n))).parent_path() / "sassenpoort-decoder")
      .string();
}

std::string error_of_script(const std::string& script) {
  ScriptDecoder decoder(sandbox(), script);
  const auto out = decoder.decode(2, "abc");
  return out ? json::write(json::Value(*out)) : out.error().code;
}

}  // namespace

TEST_CASE("uplinks: what is zero is left out, two gateways are one uplink, nanoseconds are cut") {
  const auto u =
      read_uplink(uplink(R"("f_port":2,"frm_payload":"DTg=","rx_metadata":[{"rssi":-90,"snr":-2.5},{"rssi":-42}])"));
  REQUIRE(u.has_value());
  CHECK(u->f_cnt == 0);
  CHECK(u->payload == "\x0D\x38");
  CHECK(u->gateways == 2);
  CHECK(u->rssi == -42);
  CHECK(u->snr == 0);
  CHECK(u->received == moment("2023-06-20T14:34:32.656299Z"));
  CHECK_FALSE(u->decoded.has_value());
  CHECK(read_uplink(uplink(R"("f_cnt":"7")"))->f_cnt == 7);
  CHECK(read_uplink(uplink(R"("f_cnt":-1)")).error().detail == "f_cnt");
  CHECK(read_uplink(uplink(R"("frm_payload":"%%")")).error().detail == "frm_payload");
  CHECK(read_uplink(uplink(R"("f_cnt":0)", "../up")).error().detail == "device_id");
  CHECK(read_uplink("{}").error().code == "uplink-invalid");
}

TEST_CASE("uplinks: the same counter again is a repeat, after a rejoin it is not") {
  UplinkMemory memory(2);
  Uplink u = read_uplink(uplink(R"("f_cnt":7)")).value();
  CHECK_FALSE(memory.seen(u));
  CHECK(memory.seen(u));
  memory.forget(u);
  CHECK_FALSE(memory.seen(u));
  u.dev_addr = "260B0002";
  CHECK_FALSE(memory.seen(u));
}

TEST_CASE("uplinks: a device that sends no counter is heard each time, and a delivery sent again is a repeat") {
  const auto at = [](const std::string& time) {
    Uplink u = read_uplink(uplink(R"("frm_payload":"DTg=")")).value();
    u.received = moment(time);
    return u;
  };
  UplinkMemory memory;
  CHECK_FALSE(memory.seen(at("2023-06-20T14:00:00Z")));
  CHECK(memory.seen(at("2023-06-20T14:00:00Z")));
  CHECK_FALSE(memory.seen(at("2023-06-20T14:10:00Z")));
  CHECK_FALSE(memory.seen(at("2023-06-20T14:20:00Z")));
}

TEST_CASE("uplinks: a device that starts its counter again under the same address is heard again") {
  const auto counted = [](int count, const std::string& time) {
    Uplink u = read_uplink(uplink(R"("f_cnt":)" + std::to_string(count))).value();
    u.received = moment(time);
    return u;
  };
  UplinkMemory memory;
  CHECK_FALSE(memory.seen(counted(1, "2023-06-20T14:00:00Z")));
  CHECK_FALSE(memory.seen(counted(2, "2023-06-20T14:10:00Z")));
  CHECK_FALSE(memory.seen(counted(1, "2023-06-20T15:00:00Z")));
  CHECK(memory.seen(counted(1, "2023-06-20T15:00:00Z")));
}

TEST_CASE("quantities: a number and perhaps a unit, nothing else") {
  CHECK(quantity("30.11 °C")->value == 30.11);
  CHECK(quantity("0 uS/cm")->unit == "uS/cm");
  CHECK(quantity("7")->unit.empty());
  for (const char* wrong : {"", "warm", "30,1 °C", "30 °C now", "°C"}) CHECK_FALSE(quantity(wrong).has_value());
}

TEST_CASE("uplinks of a file: units in texts, unknown units, words, people and repeats") {
  const auto line = [](int count, const std::string& decoded) {
    return uplink(R"("f_cnt":)" + std::to_string(count) + R"(,"decoded_payload":)" + decoded) + "\n";
  };
  const Collected c = read(
      read_ttn_uplinks, line(1, R"({"temp_SOIL":"30.11 °C","lid":"closed","door":true,"n":{"a":1.5},"x":null})") +
                            line(2, R"({"temp":"3 furlong"})") + line(3, R"({"wifi":[{"mac":"00:11:22:33:44:55"}]})") +
                            line(1, R"({"temp_SOIL":"30.11 °C"})") + "{\n");
  CHECK(c.accepted == 1);
  CHECK(c.rejections == std::vector<Rejection>{{2, "temp", "unit-unknown"},
                                               {3, "decoded_payload.wifi[0].mac", "unwelcome-mac"},
                                               {4, "f_cnt", "uplink-repeated"},
                                               {5, "", "json-invalid"}});
  CHECK(c.of("ttn/town/soil-1/temp-soil").at(0).value == 30.11);
  CHECK(c.series_of("ttn/town/soil-1/temp-soil")->unit_symbol == "°C");
  CHECK(c.of("ttn/town/soil-1/door").at(0).value == 1);
  CHECK(c.of("ttn/town/soil-1/n-a").at(0).value == 1.5);
  CHECK(c.series.size() == 3);
}

TEST_CASE("uplinks: the real file, 44 positions that are no position") {
  const auto path = shared_file("lorawan_ttn/uplinks_ttn_v3.jsonl");
  if (!path) return;
  const Collected c = read_file(read_ttn_uplinks, *path);
  CHECK(c.accepted == 96);
  CHECK(c.rejections.empty());
  const std::string tracker = "ttn/app-lorawansrv-1/dragino-gps-lgt-92-a840410001819394";
  CHECK(c.of(tracker + "/latitude").size() == 55 - 44);
  for (const Reading& r : c.of(tracker + "/latitude")) CHECK((*r.value > 52 && *r.value < 54));
  CHECK(c.of("ttn/app-lorawansrv-1/eui-a8404194a1875ff3/temp-soil").size() == 41);
  CHECK(c.of(tracker + "/rssi").size() == 55);
}

TEST_CASE("byte decoders: order, sign, bits, divisor and the numbers that mean nothing") {
  const auto decoder = byte_decoder_from(R"({"name":"t","min_length":4,"fields":[
    {"name":"temperature","offset":0,"length":2,"signed":true,"divide":10,"unit":"°C","missing":[32767]},
    {"name":"level","offset":2,"length":2,"little_endian":true,"first_bit":4,"bits":8,"plus":-5}]})");
  REQUIRE(decoder.has_value());
  const auto out = decode(*decoder, std::string("\xFF\x38\x50\x03", 4));
  REQUIRE(out.has_value());
  CHECK(out->at("temperature").as_string() == "-2E1 °C");
  CHECK(out->at("level").as_double() == 0x35 - 5);
  CHECK_FALSE(decode(*decoder, std::string("\x7F\xFF\x50\x03", 4))->contains("temperature"));
  CHECK(decode(*decoder, "abc").error().code == "payload-short");
  for (const char* wrong :
       {"{}", "[", R"({"name":"x","fields":[]})", R"({"name":"x","fields":[{"name":"a","offset":0,"length":9}]})",
        R"({"name":"x","fields":[{"name":"a","offset":0,"bits":9}]})",
        R"({"name":"x","fields":[{"name":"a","offset":0,"divide":0}]})",
        R"({"name":"x","fields":[{"name":"a","offset":0,"unit":"furlong"}]})",
        R"({"name":"x","fields":[{"name":"a","offset":0,"sgned":true}]})"})
    CHECK(byte_decoder_from(wrong).error().code == "decoder-invalid");
}

TEST_CASE("scripts: a vendor's decoder gets bytes and port and gives fields") {
  ScriptDecoder decoder(sandbox(), R"(
    var calls = 0;
    function decodeUplink(input) {
      calls += 1;
      return {data: {temp: (input.bytes[0] << 8 | input.bytes[1]) / 100, port: input.fPort, n: input.bytes.length, calls: calls}};
    })");
  for (int i = 0; i < 3; ++i) {
    const auto out = decoder.decode(7, std::string("\x0B\xC3\x00", 3));
    REQUIRE(out.has_value());
    CHECK(json::write(json::Value(*out)) == R"({"temp":3.011E1,"port":7,"n":3,"calls":1})");
  }
}

TEST_CASE("scripts: what runs away is ended, what misbehaves is told apart, and the next message is decoded") {
  CHECK(error_of_script("function decodeUplink(i) { while (true) {} }") == "decoder-time");
  CHECK(error_of_script("while (true) {}") == "decoder-time");
  CHECK(error_of_script("function decodeUplink(i) { var s = 'xxxxxxxx'; while (true) s += s; }") == "decoder-memory");
  CHECK(error_of_script("function f() { return f() + 1; } function decodeUplink(i) { return {data: {a: f()}}; }") ==
        "decoder-threw");
  CHECK(error_of_script("function decodeUplink(i) { throw new Error('secret'); }") == "decoder-threw");
  CHECK(error_of_script("function decodeUplink(i) { return {errors: ['bad']}; }") == "decoder-error");
  CHECK(error_of_script("function decodeUplink(i) { return 7; }") == "result-shape");
  CHECK(error_of_script("function decodeUplink(i) { return {data: [1]}; }") == "result-shape");
  CHECK(error_of_script("function decodeUplink(i) { var d = {}; d.d = d; return {data: d}; }") == "decoder-threw");
  CHECK(error_of_script("function decodeUplink(i) { return {data: {toJSON: function() { while (true) {} }}}; }") ==
        "decoder-time");
  CHECK(error_of_script("function decodeUplink(i) { return {data: {a: new Array(100000).join('x')}}; }") ==
        "result-shape");
  CHECK(error_of_script("var decodeUplink = 1;") == "decoder-missing");
  CHECK(error_of_script("this is no script") == "decoder-threw");
  // Duktape gives a script nothing to read or send with.
  CHECK(error_of_script(
            "function decodeUplink(i) { return {data: {a: typeof require, b: typeof print, c: typeof XMLHttpRequest, "
            "d: typeof process, e: typeof load}}; }") ==
        R"({"a":"undefined","b":"undefined","c":"undefined","d":"undefined","e":"undefined"})");

  ScriptDecoder moody(sandbox(), "function decodeUplink(i) { while (i.fPort === 1) {} return {data: {ok: true}}; }",
                      {200ms});
  CHECK(moody.decode(1, "a").error().code == "decoder-time");
  CHECK(moody.decode(2, "a").has_value());
  ScriptDecoder none("/nowhere", "");
  CHECK(none.decode(1, "a").error().code == "decoder-unavailable");
}
