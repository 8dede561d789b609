#include "people/claims.h"

#include <doctest/doctest.h>

#include <limits>

#include "people/local_path.h"
#include "people/rate_limit.h"

using namespace sas;
using namespace sas::people;

namespace {

const Instant now = from_millis(1'772'442'000'000);

json::Object right() {
  return {{"iss", "https://digid.example"},
          {"aud", "gate"},
          {"sub", "abc"},
          {"nonce", "n-1"},
          {"acr", "http://eidas.europa.eu/LoA/substantial"},
          {"iat", 1'772'441'990},
          {"exp", 1'772'442'290},
          {"bsn", "999990019"},
          {"name", "Anna"}};
}
const Expected expected{"https://digid.example", "gate", "n-1", 2, now};

std::string refusal(json::Object claims) {
  const auto checked = check_claims(claims, expected);
  return checked ? "" : checked.error().code + ":" + checked.error().detail;
}
std::string with(std::string_view name, json::Value value) {
  json::Object claims = right();
  claims[name] = std::move(value);
  return refusal(std::move(claims));
}
std::string without(std::string_view name) {
  json::Object claims = right();
  claims.erase(name);
  return refusal(std::move(claims));
}

}  // namespace

TEST_CASE("a right token is believed") {
  CHECK(refusal(right()).empty());
}

TEST_CASE("a token for or from another is refused") {
  CHECK(with("iss", "https://digid.example/") == "login-refused:iss");
  CHECK(with("aud", "other") == "login-refused:aud");
  CHECK(with("aud", json::Array{"other"}) == "login-refused:aud");
  CHECK(with("aud", json::Array{"gate", "other"}) == "login-refused:aud");
  CHECK(with("aud", json::Array{"gate"}).empty());
  CHECK(with("aud", 3) == "login-refused:aud");
  CHECK(with("nonce", "n-2") == "login-refused:nonce");
  for (const char* claim : {"iss", "aud", "nonce", "exp", "iat"})
    CHECK(without(claim) == std::string("login-refused:") + claim);
}

TEST_CASE("an old, future or endless token is refused") {
  CHECK(with("exp", 1'772'441'940) == "login-refused:exp");
  CHECK(with("exp", 1'772'441'941).empty());  // the clocks may differ a minute
  CHECK(with("exp", 1e12) == "login-refused:exp");
  CHECK(with("exp", "1772442290") == "login-refused:exp");
  CHECK(with("iat", 1'772'442'061) == "login-refused:iat");
  CHECK(with("iat", 1'772'441'300) == "login-refused:iat");
  CHECK(with("iat", std::numeric_limits<std::int64_t>::max()) == "login-refused:iat");
  CHECK(with("nbf", 1'772'442'100) == "login-refused:nbf");
}

TEST_CASE("the level is at least what was asked") {
  CHECK(with("acr", "http://eidas.europa.eu/LoA/low") == "login-level:acr");
  CHECK(with("acr", "http://eID.logius.nl/LoA/basic") == "login-level:acr");
  CHECK(without("acr") == "login-level:acr");
  CHECK(with("acr", "http://eidas.europa.eu/LoA/high").empty());
  CHECK(with("acr", "\n http://EIDAS.europa.eu/LoA/substantial \n").empty());
  CHECK(with("acr", "urn:etoegang:core:assurance-class:loa3").empty());
  CHECK(with("acr", "urn:etoegang:core:assurance-class:loa2plus") == "login-level:acr");
}

TEST_CASE("an identity needs the number of its means") {
  auto who = identity_from(right(), "digid");
  REQUIRE(who);
  CHECK(who->bsn->reveal() == "999990019");
  CHECK(who->level == 2);
  json::Object wrong = right();
  wrong["bsn"] = "999990018";
  CHECK(identity_from(wrong, "digid").error().detail == "bsn");
  CHECK(identity_from(right(), "eherkenning").error().detail == "kvk");
  json::Object company = right();
  company["kvk"] = "99000017";
  CHECK(identity_from(company, "eherkenning").error().detail == "acting_pseudonym");
  company["acting_pseudonym"] = "p";
  CHECK(identity_from(company, "eherkenning")->kvk == "99000017");
  CHECK(identity_from(right(), "staff").error().code == "login-no-role");
  json::Object employee = right();
  employee["roles"] = json::Array{"desk", "king", 3};
  CHECK(identity_from(employee, "staff")->roles == std::set<Role>{Role::desk});
}

TEST_CASE("after logging in one stays on this site") {
  CHECK(local_path("/mijn/zaken?jaar=2026", "/") == "/mijn/zaken?jaar=2026");
  CHECK(local_path("/en/mijn", "/") == "/en/mijn");
  for (const char* bad :
       {"", "mijn", "https://evil.example/", "//evil.example", "/\\evil.example", "\\/evil.example", "/\t/evil.example",
        "/a\nb", " /mijn", "/en//evil.example", "javascript:alert(1)", "/inloggen", "/inloggen/digid",
        "/en/inloggen?terug=/", "/uitloggen", "/balie/inloggen", "/é"})
    CHECK(local_path(bad, "/veilig") == "/veilig");
  CHECK(local_path("/" + std::string(600, 'a'), "/veilig") == "/veilig");
  CHECK(is_workplace("/en/balie/zoeken"));
  CHECK(is_workplace("/balie"));
  CHECK_FALSE(is_workplace("/balienaam"));
}

TEST_CASE("tries run out and come back with time, for one client and for all") {
  ManualClock clock(now);
  SystemRandom random;
  RateLimit limit(clock, random, {4, 60}, {2, 60});
  CHECK(limit.allow("code", "a"));
  CHECK(limit.allow("code", "a"));
  CHECK_FALSE(limit.allow("code", "a"));
  CHECK(limit.allow("code", "b"));
  CHECK(limit.allow("login", "a"));
  CHECK(limit.allow("code"));
  CHECK_FALSE(limit.allow("code"));
  CHECK_FALSE(limit.allow("code", "c"));
  clock.advance(std::chrono::seconds{1});
  CHECK(limit.allow("code", "a"));
  CHECK_FALSE(limit.allow("code"));
}
