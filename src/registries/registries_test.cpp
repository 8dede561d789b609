#include <doctest/doctest.h>

#include <atomic>
#include <functional>
#include <thread>

#include "http/server.h"
#include "registries/bag.h"
#include "registries/brp.h"
#include "registries/kvk.h"

using namespace sas;
using namespace sas::registries;

namespace {

http::Deadline in(std::chrono::milliseconds time) {
  return {std::chrono::steady_clock::now() + time};
}

/// A register on this machine that answers as a test tells it to.
struct FakeRegister {
  explicit FakeRegister(std::function<http::Response(const http::Request&)> answer) {
    add(http::Method::get, "/adressen", answer);
    add(http::Method::post, "/personen", answer);
    add(http::Method::get, "/v1/basisprofielen/{kvk}", answer);
    http::ServerSettings settings;
    settings.workers = 4;
    server = std::make_unique<http::Server>(settings, http::ServerParts{router, logger, metrics, random});
    server->start();
    client = http::network_client();
  }
  ~FakeRegister() { server->stop(); }

  void add(http::Method method, std::string pattern, std::function<http::Response(const http::Request&)> answer) {
    http::Route route;
    route.method = method;
    route.pattern = std::move(pattern);
    route.audience = http::Audience::api;
    route.handler = [this, answer](const http::Request& request) {
      ++calls;
      return answer(request);
    };
    router.add(std::move(route));
  }
  RegisterSettings settings() const {
    return {"http://127.0.0.1:" + std::to_string(server->port()), {{"X-Api-Key", "test"}}};
  }

  ManualClock clock{local_time(make_date(2026, 3, 2), 600)};
  Logger logger{clock, [](LogLevel, std::string_view) {}};
  http::Metrics metrics;
  SystemRandom random;
  http::Router router;
  std::atomic<int> calls{0};
  std::unique_ptr<http::Server> server;
  std::unique_ptr<http::Client> client;
};

constexpr std::string_view two_addresses = R"({"_embedded":{"adressen":[
  {"openbareRuimteNaam":"Sassenstraat","huisnummer":33,"huisletter":"A","postcode":"8011PC","woonplaatsNaam":"Zwolle","nummeraanduidingIdentificatie":"0193200000000001","buurtnaam":"Binnenstad-Zuid"},
  {"openbareRuimteNaam":"Sassenstraat","huisnummer":33,"huisnummertoevoeging":"1","postcode":"8011PC","woonplaatsNaam":"Zwolle"}]}})";

constexpr std::string_view one_person =
    R"({"type":"RaadpleegMetBurgerservicenummer","personen":[{"naam":{"volledigeNaam":"Anna de Boer"},
  "geboorte":{"datum":{"type":"Datum","datum":"1984-05-03","langFormaat":"3 mei 1984"}},
  "verblijfplaats":{"type":"Adres","verblijfadres":{"officieleStraatnaam":"Sassenstraat","huisnummer":33,"postcode":"8011PC","woonplaats":"Zwolle"}}}]})";

}  // namespace

TEST_CASE("an address is found, narrowed by letter and addition, and kept for an hour") {
  FakeRegister bag([](const http::Request& r) {
    CHECK(r.query.get("postcode") == "8011PC");
    CHECK(r.header("x-api-key") == "test");
    return http::json_response(std::string(two_addresses));
  });
  const BagAddresses book(bag.settings(), *bag.client, bag.clock, bag.logger);
  const auto all = book.find("8011 pc", 33, "", "", in(std::chrono::seconds{5}));
  REQUIRE(all);
  REQUIRE(all->size() == 2);
  CHECK(one_line(all->front()) == "Sassenstraat 33A, 8011 PC Zwolle");
  CHECK(one_line(all->back()) == "Sassenstraat 33-1, 8011 PC Zwolle");
  CHECK(all->front().area == "Binnenstad-Zuid");
  const auto narrowed = book.find("8011PC", 33, "a", "", in(std::chrono::seconds{5}));
  REQUIRE(narrowed);
  CHECK(narrowed->size() == 1);
  CHECK(bag.calls == 1);
  bag.clock.advance(std::chrono::hours{1});
  CHECK(book.find("8011PC", 33, "", "", in(std::chrono::seconds{5})));
  CHECK(bag.calls == 2);
}

TEST_CASE("an address that does not exist is an empty list, and nonsense is not even asked") {
  FakeRegister bag([](const http::Request&) { return http::json_response("{}", 404); });
  const BagAddresses book(bag.settings(), *bag.client, bag.clock, bag.logger);
  const auto none = book.find("8011PC", 9, "", "", in(std::chrono::seconds{5}));
  REQUIRE(none);
  CHECK(none->empty());
  CHECK(bag.calls == 1);
  CHECK(book.find("not a postcode", 9, "", "", in(std::chrono::seconds{5}))->empty());
  CHECK(book.find("8011PC", 0, "", "", in(std::chrono::seconds{5}))->empty());
  CHECK(bag.calls == 1);
}

TEST_CASE("a register that is broken or talks nonsense is unavailable") {
  for (const std::string body :
       {"", "garbage", "[1,2]", R"({"_embedded":{"adressen":[{"huisnummer":1}]}})", R"({"_embedded":[]})"}) {
    FakeRegister bag([body](const http::Request&) { return http::json_response(body); });
    const BagAddresses book(bag.settings(), *bag.client, bag.clock, bag.logger);
    const auto answer = book.find("8011PC", 1, "", "", in(std::chrono::seconds{5}));
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == "register-unavailable");
  }
}

TEST_CASE("after five failures a register is left alone for half a minute, then tried once") {
  std::atomic<bool> works{false};
  FakeRegister bag(
      [&](const http::Request&) { return works ? http::json_response("{}") : http::json_response("{}", 503); });
  const BagAddresses book(bag.settings(), *bag.client, bag.clock, bag.logger);
  const auto ask = [&] { return book.find("8011PC", 1, "", "", in(std::chrono::seconds{5})).has_value(); };
  for (int i = 0; i < 5; ++i) CHECK_FALSE(ask());
  CHECK(bag.calls == 5);
  CHECK_FALSE(ask());
  CHECK(bag.calls == 5);
  bag.clock.advance(std::chrono::seconds{30});
  CHECK_FALSE(ask());
  CHECK(bag.calls == 6);
  CHECK_FALSE(ask());
  CHECK(bag.calls == 6);
  works = true;
  bag.clock.advance(std::chrono::seconds{31});
  CHECK(ask());
  CHECK(ask());
}

TEST_CASE("a slow register is not waited for past the deadline of the page") {
  FakeRegister bag([](const http::Request&) {
    std::this_thread::sleep_for(std::chrono::milliseconds{400});
    return http::json_response("{}");
  });
  const BagAddresses book(bag.settings(), *bag.client, bag.clock, bag.logger);
  const auto answer = book.find("8011PC", 1, "", "", in(std::chrono::milliseconds{100}));
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == "register-unavailable");
}

TEST_CASE("the BRP is asked for the fields we use and no more, and the number is in the body, not in the address") {
  FakeRegister brp([](const http::Request& r) {
    const auto body = json::parse(r.body);
    CHECK(json::text_at(body->get_object(), "type") == "RaadpleegMetBurgerservicenummer");
    CHECK(body->get_object().at("burgerservicenummer").get_array().front().get_string() == "999990019");
    CHECK(body->get_object().at("fields").get_array().size() == 4);
    CHECK(r.raw_target == "/personen");
    return http::json_response(std::string(one_person));
  });
  const Brp client(brp.settings(), *brp.client, brp.clock, brp.logger);
  const auto bsn = Bsn::parse("999990019");
  REQUIRE(bsn);
  const auto person = client.find(*bsn, in(std::chrono::seconds{5}));
  REQUIRE(person);
  CHECK(person->name == "Anna de Boer");
  CHECK(person->birth_day == make_date(1984, 5, 3));
  CHECK(json::text_at(person->address, "street") == "Sassenstraat");
  CHECK(person->fields.size() == 4);
}

TEST_CASE("the BRP: nobody, two persons, an unknown birth date, an address abroad") {
  const auto read = [](std::string_view text) { return person_from(json::parse(text)->get_object()); };
  CHECK(read(R"({"personen":[]})").error().code == "register-unknown");
  CHECK(read(R"({"personen":[{},{}]})").error().code == "register-unavailable");
  CHECK(read(R"({"personen":3})").error().code == "register-unavailable");
  const auto partly =
      read(R"({"personen":[{"naam":{"volledigeNaam":"B. Bakker"},"geboorte":{"datum":{"type":"JaarDatum","jaar":1950}},
    "verblijfplaats":{"type":"VerblijfplaatsBuitenland","verblijfadres":{"regel1":"Rue 1"}}}]})");
  REQUIRE(partly);
  CHECK_FALSE(partly->birth_day);
  CHECK(partly->address.empty());
}

TEST_CASE("a company has a name and its visiting address, unless that is shielded") {
  FakeRegister hr([](const http::Request& r) {
    const bool shielded = r.param("kvk") == "90000002";
    return http::json_response(
        R"({"kvkNummer":"90000001","naam":"Bakkerij De Halm","_embedded":{"hoofdvestiging":{"adressen":[{"type":"bezoekadres","indAfgeschermd":")" +
        std::string(shielded ? "Ja" : "Nee") +
        R"(","straatnaam":"Diezerstraat","huisnummer":7,"postcode":"8011RA","plaats":"Zwolle"}]}}})");
  });
  const Kvk client(hr.settings(), *hr.client, hr.clock, hr.logger);
  const auto open = client.find("90000001", in(std::chrono::seconds{5}));
  REQUIRE(open);
  CHECK(open->name == "Bakkerij De Halm");
  CHECK(json::int_at(open->address, "number") == 7);
  CHECK(client.find("90000002", in(std::chrono::seconds{5}))->address.empty());
  CHECK(client.find("12", in(std::chrono::seconds{5})).error().code == "register-unknown");
}

TEST_CASE("a refusal is our own mistake and does not close the register") {
  FakeRegister hr([](const http::Request&) { return http::json_response("{}", 401); });
  const Kvk client(hr.settings(), *hr.client, hr.clock, hr.logger);
  for (int i = 0; i < 7; ++i)
    CHECK(client.find("90000001", in(std::chrono::seconds{5})).error().code == "register-refused");
  CHECK(hr.calls == 7);
}
