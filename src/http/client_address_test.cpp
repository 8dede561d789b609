#include "http/client_address.h"

#include <doctest/doctest.h>

#include "http/operations.h"
#include "http/test_http.h"

using namespace sas;
using namespace sas::http;

TEST_CASE("an IPv4 client is its address, an IPv6 client the network of its household") {
  CHECK(client_key("192.0.2.1") != client_key("192.0.2.2"));
  CHECK(client_key("2001:db8:1:2::1") == client_key("2001:db8:1:2:ffff::9"));
  CHECK(client_key("2001:db8:1:2::1") != client_key("2001:db8:1:3::1"));
  CHECK(client_key("::ffff:192.0.2.1") == client_key("192.0.2.1"));
  CHECK(client_key("[2001:db8::1]:443") == client_key("2001:db8::1"));
  CHECK(client_key("192.0.2.1:443") == client_key("192.0.2.1"));
  for (const char* nonsense : {"", "unknown", "_hidden", "999.1.1.1", "[", "]:1"})
    CHECK_MESSAGE(client_key(nonsense).empty(), nonsense);
}

TEST_CASE("what forwards for others is believed only when it is a trusted proxy") {
  const std::vector<std::string> proxies{"10.0.0.4", "2001:db8::4"};
  const auto behind = [&](const char* peer, const Headers& headers) { return client_behind(peer, headers, proxies); };
  const std::string visitor = client_key("192.0.2.7");
  CHECK(behind("192.0.2.7", {{"X-Forwarded-For", "198.51.100.1"}}) == visitor);
  CHECK(behind("10.0.0.4", {{"x-forwarded-for", "192.0.2.7"}}) == visitor);
  CHECK(behind("10.0.0.4", {{"X-Forwarded-For", "198.51.100.1, 192.0.2.7"}}) == visitor);  // the first is made up
  CHECK(behind("10.0.0.4", {{"X-Forwarded-For", "198.51.100.1"}, {"X-Forwarded-For", "192.0.2.7"}}) == visitor);
  CHECK(behind("10.0.0.4", {{"X-Forwarded-For", "192.0.2.7, 10.0.0.4"}}) == visitor);  // two proxies in a row
  CHECK(behind("10.0.0.4", {{"Forwarded", "for=198.51.100.1, for=\"192.0.2.7:4711\";proto=https"}}) == visitor);
  CHECK(behind("2001:db8::4", {{"Forwarded", "proto=https;For=\"[2001:db8:5::17]:47\""}}) ==
        client_key("2001:db8:5::1"));
  CHECK(behind("10.0.0.4", {{"Forwarded", "for=unknown"}}) == client_key("10.0.0.4"));
  CHECK(behind("10.0.0.4", {}) == client_key("10.0.0.4"));
}

TEST_CASE("the figures answer this machine and not what a proxy hands on") {
  CHECK(is_loopback("127.0.0.9"));
  CHECK(is_loopback("::1"));
  CHECK(!is_loopback("192.0.2.1"));
  testing::TestServer t;
  add_operations(t.router, {t.metrics, {}, Operations::Figures::here, "Test", "1"});
  const auto port = t.start();
  testing::RawClient here(port);
  CHECK(here.send("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n").answer().starts_with("HTTP/1.1 200 "));
  CHECK(here.send("GET /metrics HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n")
            .answer()
            .starts_with("HTTP/1.1 404 "));
}

TEST_CASE("a handler tells clients apart by what the trusted proxy says") {
  testing::TestServer t;
  t.settings.trusted_proxies = {"127.0.0.1"};
  t.add(Method::get, "/api/who", Audience::api,
        [](const Request& r) { return json_response(r.client == client_key("192.0.2.1") ? "1" : "0"); });
  testing::RawClient client(t.start());
  CHECK(client.send("GET /api/who HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 192.0.2.1\r\n\r\n").answer().ends_with("1"));
  CHECK(client.send("GET /api/who HTTP/1.1\r\nHost: x\r\n\r\n").answer().ends_with("0"));
}
