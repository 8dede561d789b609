#include "people/oidc.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>
#include <functional>

#include "base/text.h"
#include "test_stores.h"

using namespace sas;
using namespace sas::people;

namespace {

http::ClientResponse answer(const json::Object& body, int status = 200) {
  return {status, {}, json::write(body)};
}

/// A provider without a network: answers what a test wants wrong.
class FakeProvider final : public http::Client {
 public:
  Result<http::ClientResponse> send(const http::ClientRequest& request) const override {
    if (down) return fail(ErrorKind::unavailable, "http-unreachable");
    if (request.url == "https://digid.example/.well-known/openid-configuration") {
      ++discoveries;
      json::Object document{{"issuer", issuer},
                            {"authorization_endpoint", "https://digid.example/auth"},
                            {"token_endpoint", token_endpoint},
                            {"jwks_uri", "https://digid.example/keys"}};
      if (practice) document["practice"] = true;
      return answer(document);
    }
    if (request.url == "https://digid.example/keys") {
      ++key_fetches;
      return answer({{"keys", json::Array{published->public_jwk()}}});
    }
    CHECK(request.method == http::Method::post);
    CHECK(request.body.find("code_verifier=verifier") != std::string::npos);
    CHECK(request.body.find("client_assertion=") != std::string::npos);
    if (token_status != 200) return answer({{"error", "invalid_grant"}}, token_status);
    return answer({{"id_token", token()}});
  }

  mutable int discoveries = 0;
  mutable int key_fetches = 0;
  bool down = false;
  bool practice = false;
  int token_status = 200;
  std::string issuer = "https://digid.example";
  std::string token_endpoint = "https://digid.example/token";
  crypto::JwsSigningKey key = crypto::JwsSigningKey::create(crypto::JwsAlgorithm::es256);
  const crypto::JwsSigningKey* published = &key;
  std::function<std::string()> token;
};

struct World {
  World() {
    provider.token = [this] { return provider.key.sign(json::write(claims)); };
    const std::int64_t seconds = to_millis(clock.now()) / 1000;
    claims = {{"iss", "https://digid.example"},
              {"aud", "gate"},
              {"sub", "abc"},
              {"nonce", "nonce"},
              {"acr", "http://eidas.europa.eu/LoA/substantial"},
              {"iat", seconds},
              {"exp", seconds + 300},
              {"bsn", "999990019"}};
  }
  Result<Identity> finish(std::vector<std::pair<std::string, std::string>> query = {{"code", "c"},
                                                                                    {"state", "state"}}) {
    return login.finish(attempt, http::Fields(std::move(query)), deadline());
  }
  static http::Deadline deadline() { return {std::chrono::steady_clock::now() + std::chrono::seconds{10}}; }

  ManualClock clock{local_time(make_date(2026, 3, 2), 600)};
  SystemRandom random;
  Logger logger{clock, [](LogLevel, std::string_view) {}};
  ClientKey key = ClientKey::create();
  FakeProvider provider;
  json::Object claims;
  LoginAttempt attempt{"state", "nonce", "verifier", "https://gate.example/inloggen/digid/antwoord"};
  OidcLogin login{
      {"digid", "https://digid.example", "gate", 2}, Practice::refuse, {provider, clock, random, logger, key}};
};

}  // namespace

TEST_CASE("the browser is sent with everything OIDC NL GOV asks for") {
  World w;
  const auto url = w.login.start(w.attempt, World::deadline());
  REQUIRE(url);
  CHECK(url->starts_with("https://digid.example/auth?response_type=code&"));
  for (const char* part : {"state=state", "nonce=nonce", "code_challenge_method=S256",
                           "code_challenge=iMnq5o6zALKXGivsnlom_0F5_WYda32GHkxlV7mq7hQ", "acr_values=http",
                           "scope=openid", "client_id=gate"})
    CHECK_MESSAGE(url->find(part) != std::string::npos, part);
  CHECK(url->find("verifier") == std::string::npos);
}

TEST_CASE("a right answer gives an identity, with one look at the provider's documents an hour") {
  World w;
  for (int i = 0; i < 3; ++i) {
    const auto who = w.finish();
    REQUIRE(who);
    CHECK(who->bsn->reveal() == "999990019");
    CHECK(who->level == 2);
  }
  CHECK(w.provider.discoveries == 1);
  CHECK(w.provider.key_fetches == 1);
}

TEST_CASE("a wrong nonce, audience, issuer, age or level is refused") {
  World w;
  const auto with = [&](std::string_view name, json::Value value) {
    const json::Object kept = w.claims;
    w.claims[name] = std::move(value);
    const auto who = w.finish();
    w.claims = kept;
    return who ? std::string("accepted") : who.error().detail;
  };
  CHECK(with("nonce", "other") == "nonce");
  CHECK(with("aud", "other") == "aud");
  CHECK(with("iss", "https://evil.example") == "iss");
  CHECK(with("exp", to_millis(w.clock.now()) / 1000 - 3600) == "exp");
  CHECK(with("acr", "http://eidas.europa.eu/LoA/low") == "acr");
  CHECK(with("bsn", "123456789") == "bsn");
  CHECK(w.finish());
}

TEST_CASE("a token without a signature, with a shared-secret algorithm, of another key or changed is refused") {
  World w;
  const auto with_token = [&](std::string token) {
    w.provider.token = [token] { return token; };
    const auto who = w.finish();
    return who ? std::string("accepted") : who.error().code + ":" + who.error().detail;
  };
  const std::string payload = base64url(json::write(w.claims));
  CHECK(with_token(base64url(R"({"alg":"none"})") + "." + payload + ".") == "login-refused:jws-algorithm");
  CHECK(with_token(base64url(R"({"alg":"HS256"})") + "." + payload + "." + base64url("x")) ==
        "login-refused:jws-algorithm");
  CHECK(with_token("nonsense") == "login-refused:jws-invalid");
  const auto other = crypto::JwsSigningKey::create(crypto::JwsAlgorithm::es256);
  CHECK(with_token(other.sign(json::write(w.claims))) == "login-refused:jws-key-unknown");
  const std::string good = w.provider.key.sign(json::write(w.claims));
  json::Object changed = w.claims;
  changed["bsn"] = "999990020";
  const std::string forged =
      good.substr(0, good.find('.') + 1) + base64url(json::write(changed)) + good.substr(good.rfind('.'));
  CHECK(with_token(forged) == "login-refused:jws-signature");
  CHECK(with_token(good) == "accepted");
}

TEST_CASE("a provider that changed its key is asked for it again, at most once a minute") {
  World w;
  REQUIRE(w.finish());
  const auto fresh = crypto::JwsSigningKey::create(crypto::JwsAlgorithm::es256);
  w.provider.token = [&] { return fresh.sign(json::write(w.claims)); };
  w.provider.published = &fresh;
  CHECK_FALSE(w.finish());
  CHECK(w.provider.key_fetches == 1);
  w.clock.advance(std::chrono::minutes{1});
  CHECK(w.finish());
  CHECK(w.provider.key_fetches == 2);
}

TEST_CASE("a provider that is down, or not who it should be, is unavailable") {
  World w;
  w.provider.down = true;
  CHECK(w.login.start(w.attempt, World::deadline()).error().code == "login-unavailable");
  CHECK(w.finish().error().code == "login-unavailable");
  w.provider.down = false;
  w.provider.issuer = "https://evil.example";
  CHECK(w.login.start(w.attempt, World::deadline()).error().code == "login-unavailable");
  w.provider.issuer = "https://digid.example";
  w.provider.token_endpoint = "http://digid.example/token";
  CHECK(w.login.start(w.attempt, World::deadline()).error().code == "login-unavailable");
  w.provider.token_endpoint = "https://digid.example/token";
  CHECK(w.login.start(w.attempt, World::deadline()));
  w.provider.token_status = 503;
  CHECK(w.finish().error().code == "login-unavailable");
  w.provider.token_status = 400;
  CHECK(w.finish().error().code == "login-refused");
}

TEST_CASE("answers without a code: cancelled, broken, from another issuer") {
  World w;
  CHECK(w.finish({{"error", "access_denied"}}).error().code == "login-cancelled");
  CHECK(w.finish({{"error", "temporarily_unavailable"}}).error().code == "login-unavailable");
  CHECK(w.finish({{"error", "whatever"}}).error().code == "login-refused");
  CHECK(w.finish({}).error().code == "login-refused");
  CHECK(w.finish({{"code", "c"}, {"iss", "https://evil.example"}}).error().detail == "iss of the answer");
}

TEST_CASE("a site that is open to the public refuses a practice town") {
  World w;
  w.provider.practice = true;
  const std::vector<LoginProvider> providers{{"digid", "https://digid.example", "gate", 2}};
  const auto refused = refuse_practice(providers, w.provider);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == "practice-provider");
  CHECK(refused.error().detail.find("digid") != std::string::npos);
  CHECK(w.login.start(w.attempt, World::deadline()).error().code == "login-unavailable");
  w.provider.practice = false;
  CHECK(refuse_practice(providers, w.provider));
  w.provider.down = true;
  CHECK(refuse_practice(providers, w.provider));
}

TEST_CASE("the key for logins is kept, and only when nobody else can read it") {
  const test::TempFolder folder;
  const auto file = folder.path() / "login-key.pem";
  const auto first = ClientKey::load_or_create(file);
  REQUIRE(first);
  struct stat status {};
  REQUIRE(::stat(file.c_str(), &status) == 0);
  CHECK((status.st_mode & 077) == 0);
  const auto again = ClientKey::load_or_create(file);
  REQUIRE(again);
  CHECK(again->public_set() == first->public_set());
  const std::string text = json::write(first->public_set());
  CHECK(text.find("\"d\"") == std::string::npos);
  const auto keys = crypto::JwsKeySet::parse(first->public_set());
  REQUIRE(keys);
  for (const auto algorithm : {crypto::JwsAlgorithm::ps256, crypto::JwsAlgorithm::rs256})
    CHECK(crypto::verify_jws(again->sign({{"a", 1}}, algorithm), *keys, {&algorithm, 1}));
  ::chmod(file.c_str(), 0644);
  CHECK(ClientKey::load_or_create(file).error().code == "client-key-exposed");
  std::ofstream(folder.path() / "bad.pem") << "nothing";
  ::chmod((folder.path() / "bad.pem").c_str(), 0600);
  CHECK(ClientKey::load_or_create(folder.path() / "bad.pem").error().code == "client-key-invalid");
}
