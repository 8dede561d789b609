#include "followers/hooks.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <mutex>

#include "base/text.h"
#include "crypto/hmac.h"
#include "embedded/html_texts.h"
#include "followers/follower_pages.h"
#include "followers/followers.h"
#include "followers/hook_message.h"
#include "followers/hook_pages.h"
#include "followers/test_reader.h"
#include "http/public_client.h"
#include "http/test_http.h"
#include "people/test_gate.h"
#include "test_stores.h"

using namespace sas;
using namespace sas::followers;

namespace {

constexpr const char* address = "https://haak.voorbeeld.nl/nieuws";

/// The program of somebody else: a real server on this machine, reached under a public name.
struct Receiver final : http::Client {
  Receiver() {
    server.add(http::Method::post, "/nieuws", http::Audience::api, [this](const http::Request& request) {
      const std::lock_guard lock(mutex);
      got.push_back(request);
      http::Response answer = http::json_response(gives_back ? request.body : "{}", status);
      return answer;
    });
    base = "http://127.0.0.1:" + std::to_string(server.start());
  }
  Result<http::ClientResponse> send(const http::ClientRequest& request) const override {
    http::ClientRequest here = request;
    REQUIRE(here.url == address);
    here.url = base + "/nieuws";
    return network->send(here);
  }
  [[nodiscard]] std::string type_of(std::size_t i) const {
    return json::text_at(json::parse(got.at(i).body)->get_object(), "type");
  }

  std::unique_ptr<http::Client> network = http::network_client();
  http::testing::TestServer server;
  std::string base;
  std::mutex mutex;
  std::vector<http::Request> got;
  int status = 200;
  bool gives_back = true;
};

struct Bench {
  explicit Bench(store::Store& store) : records(store) {
    reader.publish(1);
    add_hook_jobs(runner, parts());
    add_hook_pages(router, gate, parts());
  }
  [[nodiscard]] HookParts parts() { return {records, outbox, reader, receiver, clock, random, "https://stad.example"}; }
  void turn(std::chrono::seconds time = std::chrono::minutes{6}) {
    clock.advance(time);
    (void)runner.run_due();
    clock.advance(std::chrono::seconds{2});
    (void)runner.run_due();
  }
  void turn_for(std::chrono::minutes time) {
    for (auto passed = std::chrono::minutes{0}; passed < time; passed += std::chrono::minutes{6}) turn();
  }
  [[nodiscard]] std::int64_t count(const std::string& what) {
    return records
        .read([&](store::ReadTx& tx) -> Result<std::int64_t> {
          return tx.query_one("SELECT count(*) FROM " + what)->integer(0);
        })
        .value();
  }

  store::Store& records;
  ManualClock clock{parse_iso_instant("2026-04-04T06:00:00Z").value()};
  SystemRandom random;
  jobs::Outbox outbox{clock, random};
  Logger log{clock, [](LogLevel, std::string_view) {}};
  testing::TestReader reader;
  Receiver receiver;
  jobs::Runner runner{records, outbox, clock, random, log};
  html::Texts texts = html::Texts::load({embedded::html_texts(), followers::texts()}).value();
  test::TestGate gate{texts};
  http::Router router;
  test::Browser browser{router};
};

void each_bench(const std::function<void(Bench&)>& test) {
  test::for_each_store(test::joined({jobs::migrations(), followers::migrations()}), [&](store::Store& store) {
    Bench bench(store);
    test(bench);
  });
}

}  // namespace

TEST_CASE("a program that gives back the question hears of versions and of withdrawals, each once") {
  each_bench([](Bench& b) {
    REQUIRE(add_hook(b.parts(), "bomen", address));
    b.turn();
    REQUIRE(b.receiver.got.size() == 1);
    CHECK(b.receiver.type_of(0) == "webhook.question");
    b.reader.publish(2);
    b.turn();
    b.turn();
    REQUIRE(b.receiver.got.size() == 2);
    CHECK(b.receiver.type_of(1) == "release.published");
    CHECK(b.receiver.got[1].body.find("\"https://stad.example/data/bomen/versies/2/csv\"") != std::string::npos);
    b.reader.withdraw_newest();
    b.turn();
    REQUIRE(b.receiver.got.size() == 3);
    CHECK(b.receiver.type_of(2) == "release.withdrawn");
    CHECK(b.receiver.got[2].body.find("Er klopte iets niet.") != std::string::npos);
  });
}

TEST_CASE("every message is signed over its id, its time and its body, with the secret that was shown") {
  each_bench([](Bench& b) {
    const auto hook = add_hook(b.parts(), "bomen", address);
    b.turn();
    const http::Request& got = b.receiver.got.at(0);
    const std::string shown = shown_secret(hook->secret);
    CHECK(shown.starts_with("whsec_"));
    const std::string content = got.header("webhook-id") + "." + got.header("webhook-timestamp") + "." + got.body;
    CHECK(got.header("webhook-signature") ==
          "v1," + base64(crypto::hmac_sha256(*from_base64(shown.substr(6)), content)));
    CHECK(got.header("content-type") == "application/json");
  });
}

TEST_CASE("a signature is the one that the libraries of Standard Webhooks are tested with") {
  const std::string secret = *from_base64("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  const auto message = signed_message(address, secret, "msg_p5jXN8AQM9LWM0D4loKWxJek",
                                      parse_iso_instant("2021-02-25T15:02:10Z").value(), R"({"test": 2432232314})");
  const auto header = std::find_if(message.headers.begin(), message.headers.end(),
                                   [](const auto& one) { return one.first == "Webhook-Signature"; });
  CHECK(header->second == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST_CASE("a program that does not give back the question gets nothing else, and is forgotten") {
  each_bench([](Bench& b) {
    b.receiver.gives_back = false;
    REQUIRE(add_hook(b.parts(), "bomen", address));
    b.reader.publish(2);
    b.turn_for(std::chrono::hours{3});
    CHECK(b.receiver.got.size() == most_attempts);
    for (std::size_t i = 0; i < b.receiver.got.size(); ++i) CHECK(b.receiver.type_of(i) == "webhook.question");
    CHECK(b.count("job WHERE state = 'dead'") == 0);
    b.turn(std::chrono::hours{8 * 24});
    CHECK(b.count("hook") == 0);
  });
}

TEST_CASE("a message that does not arrive is tried again with the same id, and who misses three is forgotten") {
  each_bench([](Bench& b) {
    REQUIRE(add_hook(b.parts(), "bomen", address));
    b.turn();
    b.receiver.status = 500;
    b.reader.publish(2);
    b.turn_for(std::chrono::minutes{30});
    REQUIRE(b.receiver.got.size() > 3);
    CHECK(b.receiver.got[1].header("webhook-id") == b.receiver.got[2].header("webhook-id"));
    b.receiver.status = 200;
    b.turn_for(std::chrono::hours{2});
    CHECK(b.count("hook WHERE given_up = 0") == 1);
    b.receiver.status = 500;
    for (std::int64_t number = 3; number < 3 + most_given_up; ++number) {
      CHECK(b.count("hook") == 1);
      b.reader.publish(number);
      b.turn_for(std::chrono::hours{3});
    }
    CHECK(b.count("hook") == 0);
    CHECK(b.count("job WHERE state = 'dead'") == 0);
  });
}

TEST_CASE("a program that says 410, or whose owner stops it, hears no more") {
  each_bench([](Bench& b) {
    REQUIRE(add_hook(b.parts(), "bomen", address));
    b.turn();
    b.receiver.status = 410;
    b.reader.publish(2);
    b.turn();
    CHECK(b.count("hook") == 0);
    b.receiver.status = 200;
    const auto again = add_hook(b.parts(), "bomen", address);
    b.turn();
    const std::size_t heard = b.receiver.got.size();
    REQUIRE(stop_hook(b.parts(), again->code));
    REQUIRE(stop_hook(b.parts(), again->code));
    b.reader.publish(3);
    b.turn();
    CHECK(b.receiver.got.size() == heard);
  });
}

TEST_CASE("an address that is not of the public internet is refused, at the form or when it is connected to") {
  for (const char* wrong : {"", "http://haak.voorbeeld.nl/", "https://", "https://localhost/", "https://gateway:8443/x",
                            "https://a@haak.voorbeeld.nl/", "https://.nl/", "https://nl./", "ftp://haak.voorbeeld.nl/",
                            "https://haak.voorbeeld.nl/ x", "https://haak.voorbeeld.nl/\"", "https://[::1]/"})
    CHECK_MESSAGE(!checked_hook_url(wrong), wrong);
  CHECK(!checked_hook_url("https://haak.voorbeeld.nl/" + std::string(500, 'x')));
  CHECK(checked_hook_url(" https://haak.voorbeeld.nl/a?b=c#d ") == "https://haak.voorbeeld.nl/a?b=c");
  // A number that the form lets through goes nowhere either: the program is forgotten.
  test::for_each_store(test::joined({jobs::migrations(), followers::migrations()}), [](store::Store& store) {
    Bench b(store);
    const auto outside = http::public_client();
    HookParts parts{store, b.outbox, b.reader, *outside, b.clock, b.random, "https://stad.example"};
    jobs::Runner runner{store, b.outbox, b.clock, b.random, b.log};
    add_hook_jobs(runner, parts);
    const std::string inside = "https://127.0.0.1" + b.receiver.base.substr(b.receiver.base.rfind(':')) + "/nieuws";
    REQUIRE(add_hook(parts, "bomen", inside));
    b.clock.advance(std::chrono::seconds{1});
    (void)runner.run_due();
    CHECK(b.count("hook") == 0);
    CHECK(b.receiver.got.empty());
  });
}

TEST_CASE("the same address is taken once, and an unknown set not at all") {
  each_bench([](Bench& b) {
    REQUIRE(add_hook(b.parts(), "bomen", address));
    CHECK(add_hook(b.parts(), "bomen", address).error().code == "hook-known");
    CHECK(add_hook(b.parts(), "geen", address).error().code == "dataset-unknown");
  });
}

TEST_CASE("address and secret stand in no job") {
  each_bench([](Bench& b) {
    const auto hook = add_hook(b.parts(), "bomen", address);
    const auto payloads = b.records.read(
        [](store::ReadTx& tx) -> Result<std::vector<store::Row>> { return tx.query("SELECT payload FROM job"); });
    REQUIRE(!payloads->empty());
    for (const store::Row& row : *payloads) {
      CHECK(row.text(0).find("voorbeeld") == std::string::npos);
      CHECK(row.text(0).find(hook->code) == std::string::npos);
    }
  });
}

TEST_CASE("the page makes a webhook, shows its secret once, and stops it") {
  each_bench([](Bench& b) {
    CHECK(test::says(b.browser.get("/data/bomen/webhook"), "webhook.question"));
    const http::Response wrong = b.browser.post("/en/data/bomen/webhook", {{"adres", "http://x.nl/\"><b>"}});
    CHECK(wrong.status == 422);
    CHECK(test::says(wrong, "begins with https://"));
    CHECK(test::says(wrong, "&quot;&gt;&lt;b&gt;"));
    const http::Response made = b.browser.post("/data/bomen/webhook", {{"adres", address}});
    CHECK(made.status == 200);
    CHECK(test::says(made, "whsec_"));
    CHECK(test::header_of(made, "Cache-Control") == "no-store");
    CHECK(b.browser.post("/data/bomen/webhook", {{"adres", address}}).status == 422);
    CHECK(b.browser.get("/data/geen/webhook").status == 404);
    const std::size_t at = made.body.find("code=") + 5;
    const std::string code = made.body.substr(at, made.body.find_first_of("<\"& ", at) - at);
    CHECK(test::says(b.browser.get("/data/webhook/stoppen?code=" + code), "Stop de webhook"));
    CHECK(b.count("hook") == 1);
    CHECK(test::says(b.browser.post("/data/webhook/stoppen", {{"code", code}}), "gestopt"));
    CHECK(b.count("hook") == 0);
    CHECK(test::says(b.browser.get("/data/webhook/stoppen?code=" + code), "al gestopt"));
  });
}
