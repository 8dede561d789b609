#include "sensing/privacy_door.h"

#include <doctest/doctest.h>

namespace sas::sensing {
namespace {

std::string found(std::string_view text) {
  const auto value = json::parse(text);
  REQUIRE(value);
  const auto unwelcome = unwelcome_in(*value);
  return unwelcome ? unwelcome->kind + " at " + unwelcome->path : "";
}

}  // namespace

TEST_CASE("what devices say of themselves and of the weather comes in") {
  CHECK(found(R"({"temperature":"30.11 °C","battery":3.6,"dev_eui":"70B3D57ED0041DA1","f_cnt":12})") == "");
  CHECK(found(R"({"count_in":14,"count_out":9,"period":300})") == "");
  CHECK(found(R"([1,2.5,null,true,"nat"])") == "");
  CHECK(found(R"({"time":1717243200000,"nanos":1717243200000000000})") == "");
}

TEST_CASE("a field is refused for its name, whatever it holds and however deep it stands") {
  CHECK(found(R"({"wifi":[{"rssi":-60,"mac":"x"}]})") == "mac at wifi[0].mac");
  CHECK(found(R"({"Mac_Hash":"5d41402abc4b2a76b9719d911017c592"})") == "mac at Mac_Hash");
  CHECK(found(R"({"licence-plate":null})") == "");
  CHECK(found(R"({"licence-plate":"geen"})") == "plate at licence-plate");
  CHECK(found(R"({"faceVector":[0.1,0.2]})") == "face at faceVector");
  CHECK(found(R"({"track_id":7})") == "person at track_id");
}

TEST_CASE("a value is refused for what it is under an innocent name") {
  CHECK(found(R"({"a":"00:1B:44:11:3A:B7"})") == "mac at a");
  CHECK(found(R"({"a":{"b":["204080000000001"]}})") == "imsi at a.b[0]");
  CHECK(found(R"({"a":204080000000001})") == "imsi at a");
  CHECK(found(R"({"a":490154203237518})") == "imei at a");
  CHECK(found(R"({"tag":"GB-001-B"})") == "plate at tag");
  CHECK(unwelcome_in(std::string_view("00-1B-44-11-3A-B7"))->kind == "mac");
}

}  // namespace sas::sensing
