#include "portal/door_limit.h"

#include <doctest/doctest.h>

#include "portal/test_portal.h"

using namespace sas;
using namespace sas::portal;
using namespace sas::portal::testing;

namespace {

http::Request from(const std::string& client, const std::string& key = "") {
  http::Request out;
  out.client = client;
  if (!key.empty()) out.headers.emplace_back("Authorization", "Bearer " + key);
  return out;
}

struct Door {
  ManualClock clock{today};
  SeededRandom random{3};
  ReadKeys keys{std::string(32, 's')};
  EndedKeys ended{"", clock};
  DoorLimit limit{clock, keys, ended};

  [[nodiscard]] std::string key() { return keys.make(local_date(clock.now()), random); }
  void pass(const http::Request& request, int times) {
    for (int i = 0; i < times; ++i) REQUIRE_FALSE(limit.take(request).wait);
  }
};

/// The doors of a portal, asked from elsewhere through a proxy that is trusted.
struct FarShop : OpenShop {
  FarShop() {
    server.settings.trusted_proxies = {"127.0.0.1"};
    open();
  }
  [[nodiscard]] std::string ask(const std::string& path, const std::string& fields = "") const {
    return get(path, "X-Forwarded-For: 192.0.2.7\r\n" + fields);
  }
  [[nodiscard]] std::string make_key(const std::string& path = "/data/ontwikkelaars/sleutel") const {
    return http::testing::RawClient(port)
        .send(http::testing::post(path, "",
                                  "X-Forwarded-For: 192.0.2.7\r\nSec-Fetch-Site: same-origin\r\nContent-Type: "
                                  "application/x-www-form-urlencoded\r\n"))
        .answer();
  }
};

std::string key_in(const std::string& page) {
  const std::size_t at = page.find("lees.2");
  REQUIRE(at != std::string::npos);
  return page.substr(at, page.find_first_of("<' ", at) - at);
}

}  // namespace

TEST_CASE("a client that asks too often waits, another does not, and waiting helps") {
  Door door;
  door.pass(from("a"), address_rate.burst);
  CHECK(door.limit.take(from("a")).wait == std::chrono::seconds{1});
  CHECK_FALSE(door.limit.take(from("b")).wait);
  door.clock.advance(std::chrono::seconds{1});
  door.pass(from("a"), static_cast<int>(address_rate.per_second));
  CHECK(door.limit.take(from("a")).wait);
}

TEST_CASE("this machine itself is not counted, unless it brings a key") {
  Door door;
  http::Request here = from("a");
  here.from_loopback = true;
  door.pass(here, 2 * address_rate.burst);
  CHECK(door.limit.take(here).quotas.empty());
  http::Request with_key = from("a", door.key());
  with_key.from_loopback = true;
  door.pass(with_key, key_rate.burst);
  CHECK(door.limit.take(with_key).wait);
}

TEST_CASE("who brings a key may ask more often, from all addresses together") {
  Door door;
  const std::string key = door.key();
  door.pass(from("a", key), key_rate.burst / 2);
  door.pass(from("b", key), key_rate.burst / 2);
  CHECK(door.limit.take(from("c", key)).wait);
  CHECK_FALSE(door.limit.take(from("a")).wait);
}

TEST_CASE("a heap of keys at one address is no way around the limit") {
  Door door;
  int passed = 0;
  for (int n = 0; n < 10; ++n) {
    const http::Request request = from("a", door.key());
    for (int i = 0; i < key_rate.burst && !door.limit.take(request).wait; ++i) ++passed;
  }
  CHECK(passed == keys_at_address_rate.burst);
}

TEST_CASE("a key that has ended is no error: the address counts, and the answer tells") {
  Door door;
  const http::Request request = from("a", door.key());
  CHECK(door.limit.take(request).key == Allowance::Key::counts);
  door.clock.advance(std::chrono::hours{24 * (ReadKeys::days_valid + 1)});
  const Allowance allowance = door.limit.take(request);
  CHECK(allowance.key == Allowance::Key::counts_not);
  REQUIRE(allowance.quotas.size() == 1);
  CHECK(allowance.quotas.front().rate.name == "address");
}

TEST_CASE("an answer says in the fields of the IETF draft what is left and when it is all there again") {
  Door door;
  const http::Response first = with_limits({}, door.limit.take(from("a")));
  const auto header = [](const http::Response& response, const std::string& name) {
    for (const auto& [key, value] : response.headers)
      if (key == name) return value;
    return std::string();
  };
  CHECK(header(first, "RateLimit-Policy") == "\"address\";q=300;w=10");
  CHECK(header(first, "RateLimit") == "\"address\";r=299;t=1");
  CHECK(header(first, "Retry-After").empty());
  door.pass(from("a"), address_rate.burst - 1);
  const http::Response last = with_limits({}, door.limit.take(from("a")));
  CHECK(header(last, "RateLimit") == "\"address\";r=0;t=1");
  CHECK(header(last, "Retry-After") == "1");
  CHECK(header(with_limits({}, door.limit.take(from("b", door.key()))), "RateLimit-Policy") ==
        "\"key\";q=1000;w=10, \"keys-at-address\";q=3000;w=10");
}

TEST_CASE("over HTTP every door tells its limits, and refuses in both languages with what to do") {
  const FarShop shop;
  for (const char* path : {"/api/3/action/package_list", "/ogc/v1/collections?f=json", "/data/laadpalen/schema.json",
                           "/data/catalog.ttl", "/data/feed.atom", "/tiles/laadpalen.json", "/data.json"}) {
    CAPTURE(path);
    const std::string answer = shop.ask(path);
    CHECK(status_of_answer(answer) == 200);
    CHECK(holds(answer, "RateLimit-Policy: \"address\";q=300;w=10\r\n"));
    CHECK(holds(answer, "RateLimit: \"address\";r="));
  }
  std::string refused;
  for (int i = 0; i <= address_rate.burst && status_of_answer(refused) != 429; ++i)
    refused = shop.ask("/api/3/action/site_read");
  CHECK(status_of_answer(refused) == 429);
  CHECK(holds(refused, "Retry-After: 1\r\n"));
  CHECK(holds(refused, "U vraagt te vaak."));
  CHECK(holds(refused, "You ask too often."));
  CHECK(holds(refused, "/data/ontwikkelaars#sleutel"));
  CHECK(holds(shop.ask("/data/laadpalen/schema.json"), "You ask too often."));
  // Pages are for people and stay open.
  CHECK(status_of_answer(shop.ask("/data/ontwikkelaars")) == 200);
}

TEST_CASE("one click gives a key that works at once, and the page that shows it is kept by nobody") {
  const FarShop shop;
  const std::string page = shop.make_key();
  CHECK(status_of_answer(page) == 200);
  CHECK(holds(page, "Cache-Control: no-store"));
  CHECK(holds(page, "1 juni 2027"));
  const std::string key = key_in(page);
  for (const std::string& field : {"Authorization: Bearer " + key, "Authorization: " + key, "X-CKAN-API-Key: " + key})
    CHECK(holds(shop.ask("/api/3/action/site_read", field + "\r\n"), "RateLimit-Policy: \"key\";q=1000;w=10"));
  CHECK(holds(shop.ask("/api/3/action/site_read", "Authorization: lees.20990101.0.0\r\n"),
              "RateLimit-Policy: \"address\""));
  CHECK(status_of_answer(shop.get("/data/ontwikkelaars/sleutel")) == 303);
}

TEST_CASE("whoever has a key stops it, without an account, and it no longer counts") {
  FarShop shop;
  const std::string key = key_in(shop.make_key()), field = "Authorization: Bearer " + key + "\r\n";
  const auto stop = [&](const std::string& text) {
    return http::testing::RawClient(shop.port)
        .send(http::testing::post("/data/ontwikkelaars/sleutel/stoppen", "leessleutel=" + url_encode(text),
                                  "X-Forwarded-For: 192.0.2.7\r\nSec-Fetch-Site: same-origin\r\nContent-Type: "
                                  "application/x-www-form-urlencoded\r\n"))
        .answer();
  };
  CHECK(holds(shop.ask("/data/ontwikkelaars"), "Stop deze sleutel"));
  // One that is not ours, or whose signature is not right, stops nothing.
  std::string forged = key;
  forged.back() = forged.back() == '0' ? '1' : '0';
  const std::string refused = stop(forged);
  CHECK(status_of_answer(refused) == 422);
  CHECK(holds(refused, "Dit is geen sleutel van ons."));
  CHECK_FALSE(holds(refused, forged));
  CHECK(holds(shop.ask("/api/3/action/site_read", field), "RateLimit-Policy: \"key\""));

  const std::string done = stop(" " + key + "\n");
  CHECK(status_of_answer(done) == 200);
  CHECK(holds(done, "De sleutel werkt niet meer"));
  CHECK(holds(shop.ask("/api/3/action/site_read", field), "RateLimit-Policy: \"address\""));
  CHECK(status_of_answer(stop(key)) == 200);
  // Another key goes on.
  CHECK(holds(shop.ask("/api/3/action/site_read", "Authorization: Bearer " + key_in(shop.make_key()) + "\r\n"),
              "RateLimit-Policy: \"key\""));
  // Where the file cannot be written, the page says whom to mail and names the number, not the key.
  std::filesystem::remove(shop.ended_keys());
  std::filesystem::create_directory(shop.ended_keys());
  const std::string last = key_in(shop.make_key()), told = stop(last);
  CHECK(status_of_answer(told) == 503);
  CHECK(holds(told, "opendata@voorbeeld.nl"));
  CHECK(holds(told, split(last, '.')[2]));
  CHECK_FALSE(holds(told, last));
}

TEST_CASE("who makes keys all the time is told when the next may be made, in his language") {
  FarShop shop;
  for (int i = 0; i < new_keys_rate.burst; ++i) CHECK(status_of_answer(shop.make_key()) == 200);
  const std::string refused = shop.make_key("/en/data/ontwikkelaars/sleutel");
  CHECK(status_of_answer(refused) == 429);
  CHECK(holds(refused, "Retry-After: 720\r\n"));
  CHECK(holds(refused, "in 12 minutes"));
  shop.clock.advance(std::chrono::minutes{12});
  CHECK(status_of_answer(shop.make_key()) == 200);
}

TEST_CASE("the developers' page gives every limit as a number") {
  const FarShop shop;
  const std::string page = shop.ask("/data/ontwikkelaars");
  for (const char* shown :
       {"300", "30 per seconde", "1.000", "100 per seconde", "3.000", "300 per seconde", "5 per uur"})
    CHECK_MESSAGE(holds(page, shown), shown);
  CHECK(holds(page, "365 dagen"));
}

TEST_CASE("a browser of another site may bring a key and read the limits") {
  const FarShop shop;
  const std::string asked =
      "OPTIONS /api/3/action/site_read HTTP/1.1\r\nHost: localhost\r\nOrigin: "
      "https://elders.voorbeeld.nl\r\nAccess-Control-Request-Headers: authorization\r\n\r\n";
  CHECK(holds(http::testing::RawClient(shop.port).send(asked).answer(false),
              "Access-Control-Allow-Headers: Authorization"));
  CHECK(holds(shop.ask("/api/3/action/site_read"), "Access-Control-Expose-Headers: RateLimit"));
}
