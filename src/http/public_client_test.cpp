#include "http/public_client.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>

#include "http/public_address.h"
#include "http/test_http.h"

using namespace sas;
using namespace sas::http;

namespace {

std::string bytes_of(const char* text) {
  char bytes[16];
  if (::inet_pton(AF_INET, text, bytes) == 1) return {bytes, 4};
  REQUIRE(::inet_pton(AF_INET6, text, bytes) == 1);
  return {bytes, 16};
}

}  // namespace

TEST_CASE("an address of this machine, of a network of one's own or of a special purpose is not public") {
  for (const char* inside : {"0.0.0.0",
                             "10.1.2.3",
                             "100.64.0.1",
                             "100.127.255.255",
                             "127.0.0.1",
                             "127.255.255.254",
                             "169.254.169.254",
                             "172.16.0.1",
                             "172.31.255.255",
                             "192.0.0.1",
                             "192.0.2.1",
                             "192.88.99.1",
                             "192.168.1.1",
                             "198.18.0.1",
                             "198.19.255.255",
                             "198.51.100.7",
                             "203.0.113.9",
                             "224.0.0.1",
                             "239.255.255.255",
                             "240.0.0.1",
                             "255.255.255.255",
                             "::",
                             "::1",
                             "::ffff:127.0.0.1",
                             "::ffff:8.8.8.8",
                             "64:ff9b::7f00:1",
                             "fe80::1",
                             "fc00::1",
                             "fd12::1",
                             "ff02::1",
                             "2001::1",
                             "2001:db8::1",
                             "2002:7f00:1::",
                             "3fff::1",
                             "5f00::1"})
    CHECK_MESSAGE(!is_public_address(bytes_of(inside)), inside);
  for (const char* outside : {"1.1.1.1", "9.255.255.255", "11.0.0.1", "100.63.255.255", "100.128.0.1", "126.0.0.1",
                              "128.0.0.1", "172.15.255.255", "172.32.0.1", "192.0.1.1", "198.17.255.255", "198.20.0.1",
                              "223.255.255.255", "2001:200::1", "2a00:1450:400e::1", "2003::1"})
    CHECK_MESSAGE(is_public_address(bytes_of(outside)), outside);
  CHECK_FALSE(is_public_address(""));
  CHECK_FALSE(is_public_address("abc"));
}

TEST_CASE("an address or a name that leads inside is refused before anything is sent") {
  std::atomic<int> asked{0};
  http::testing::TestServer server;
  server.add(Method::get, "/", Audience::api, [&](const Request&) {
    ++asked;
    return json_response("{}");
  });
  const std::string port = std::to_string(server.start());
  const auto outside = public_client();
  for (const std::string host :
       {"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433", "0x7f.1"}) {
    CAPTURE(host);
    const auto answer = outside->send({.url = "https://" + host + ":" + port + "/"});
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == "http-address");
  }
  const auto plain = outside->send({.url = "http://127.0.0.1:" + port + "/"});
  REQUIRE_FALSE(plain);
  CHECK(plain.error().code == "http-url");
  CHECK(asked == 0);
  // The same server, for a client that may go everywhere.
  CHECK(network_client()->send({.url = "http://127.0.0.1:" + port + "/"})->status == 200);
}
