#include "people/site_gate.h"

#include <doctest/doctest.h>

#include "base/text.h"
#include "embedded/html_texts.h"
#include "html/components.h"
#include "ledger/ledger.h"
#include "people/people.h"
#include "test_stores.h"

using namespace sas;
using namespace sas::people;

namespace {

struct World {
  World() {
    auto loaded = html::Texts::load({embedded::html_texts(), people::texts()});
    REQUIRE_MESSAGE(loaded, (loaded ? "" : loaded.error().code + " " + loaded.error().detail));
    texts = std::move(*loaded);
    site.theme.municipality = "Zwolle";
    site.theme.site_name = "Gemeente Zwolle";
    site.theme.phone = "14 038";
    site.theme.phone_link = "tel:14038";
    static_cast<void>(store->write([&](store::WriteTx& tx) -> Result<Done> {
      tx.execute("INSERT INTO person (id, kind, name, created_at) VALUES ('anna', 'natural', 'Anna <b>', 0)");
      tx.execute("INSERT INTO staff (id, subject, name, roles, seen_at) VALUES ('ilse', 's', 'Ilse', 'desk', 0)");
      return Done{};
    }));
  }
  std::string log_in(ViewerKind kind) {
    NewSession fresh;
    fresh.kind = kind;
    fresh.means = kind == ViewerKind::staff ? "staff" : "digid";
    if (kind == ViewerKind::staff)
      fresh.staff = StaffId("ilse");
    else
      fresh.acting = fresh.concerned = PersonId("anna");
    return store->write([&](store::WriteTx& tx) -> Result<std::string> { return sessions.create(tx, fresh, {}); })
        .value();
  }
  static http::Request request(std::string path, const std::string& token = {}) {
    http::Request r;
    r.raw_target = path;
    r.path = path.substr(0, path.find('?'));
    if (r.path.starts_with("/en/")) {
      r.path = r.path.substr(3);
      r.language = Language::en;
    }
    r.trace_id = "0123456789abcdef0123456789abcdef";
    r.headers = {{"Host", "gate.example"}};
    if (!token.empty()) r.headers.emplace_back("Cookie", "sas_session=" + token);
    return r;
  }
  PageHandler hello() const {
    return [this](const Visit& visit) -> Result<http::Response> {
      html::Page page;
      page.title = "Hallo";
      page.body = html::heading(1, "Hallo " + visit.name);
      return gate.show(visit, std::move(page));
    };
  }

  test::SqliteStore store{test::joined({ledger::migrations(), people::migrations()})};
  ManualClock clock{local_time(make_date(2026, 3, 2), 600)};
  SystemRandom random;
  std::string log;
  Logger logger{clock, [this](LogLevel, std::string_view line) { log += line; }};
  Sessions sessions{clock, random};
  html::Texts texts;
  html::Site site;
  SiteGate gate{{*store, sessions, texts, site, random, logger, "a secret of at least sixteen bytes", Cookies::secure}};
};

std::string header_of(const http::Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return {};
}
bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a visitor sees the page with a way to log in that leads back") {
  World w;
  const auto page = w.gate.anyone(w.hello())(World::request("/producten/paspoort?x=1"));
  CHECK(page.status == 200);
  CHECK(holds(page.body, "/inloggen?terug=" + url_encode("/producten/paspoort?x=1")));
  CHECK(holds(page.body, "href=\"/en/producten/paspoort?x=1\""));
  CHECK(holds(page.body, "Mijn Zwolle"));
  CHECK_FALSE(holds(page.body, "Uitloggen"));
  const auto english = w.gate.anyone(w.hello())(World::request("/en/producten"));
  CHECK(holds(english.body, "href=\"/en/beloften\""));
  CHECK(holds(english.body, "lang=\"en\""));
}

TEST_CASE("who is not logged in goes to the login page and comes back") {
  World w;
  const auto resident = w.gate.resident(w.hello())(World::request("/mijn/zaken?p=2"));
  CHECK(resident.status == 303);
  CHECK(header_of(resident, "Location") == "/inloggen?terug=" + url_encode("/mijn/zaken?p=2"));
  CHECK(header_of(w.gate.resident(w.hello())(World::request("/en/mijn")), "Location") ==
        "/en/inloggen?terug=" + url_encode("/en/mijn"));
  CHECK(header_of(w.gate.staff({}, w.hello())(World::request("/balie/zoeken")), "Location") ==
        "/balie/inloggen?terug=" + url_encode("/balie/zoeken"));
  // With a cookie that has ended, the page can say why.
  CHECK(holds(header_of(w.gate.resident(w.hello())(World::request("/mijn", std::string(43, 'a'))), "Location"),
              "&verlopen=ja"));
}

TEST_CASE("a form that was sent after the session ended leads back to the page it stood on, on this site only") {
  World w;
  const auto send = [&](std::string referer) {
    http::Request r = World::request("/mijn/opslaan");
    r.method = http::Method::post;
    r.headers.emplace_back("Referer", std::move(referer));
    return header_of(w.gate.resident(w.hello())(r), "Location");
  };
  CHECK(send("https://gate.example/mijn/gegevens?a=1") == "/inloggen?terug=" + url_encode("/mijn/gegevens?a=1"));
  CHECK(send("https://evil.example/mijn/gegevens") == "/inloggen?terug=" + url_encode("/mijn"));
  CHECK(send("https://gate.example") == "/inloggen?terug=" + url_encode("/mijn"));
}

TEST_CASE("who is logged in sees their name, escaped, and can log out") {
  World w;
  const std::string token = w.log_in(ViewerKind::resident);
  const auto page = w.gate.resident(w.hello())(World::request("/mijn", token));
  CHECK(page.status == 200);
  CHECK(holds(page.body, "Hallo Anna &lt;b&gt;"));
  CHECK(holds(page.body, "action=\"/uitloggen\""));
  CHECK(holds(page.body, "name=\"_csrf\""));
  CHECK(holds(page.body, "noindex"));
  CHECK_FALSE(holds(page.body, token));
  // A resident is no employee, and an employee no resident.
  CHECK(w.gate.staff({}, w.hello())(World::request("/balie", token)).status == 303);
  CHECK(w.gate.resident(w.hello())(World::request("/mijn", w.log_in(ViewerKind::staff))).status == 303);
}

TEST_CASE("an employee needs one of the roles") {
  World w;
  const std::string token = w.log_in(ViewerKind::staff);
  CHECK(w.gate.staff({}, w.hello())(World::request("/balie", token)).status == 200);
  CHECK(w.gate.staff({Role::handler, Role::desk}, w.hello())(World::request("/balie", token)).status == 200);
  const auto refused = w.gate.staff({Role::manager}, w.hello())(World::request("/balie/beheer", token));
  CHECK(refused.status == 403);
  CHECK(holds(refused.body, "U mag deze pagina niet openen"));
  CHECK_FALSE(holds(refused.body, "Hallo"));
  CHECK_FALSE(holds(refused.body, ">Beheer<"));
}

TEST_CASE("an error becomes a page in the language of the visitor, with its status") {
  World w;
  const auto refuse = [&](Error error, const std::string& path) {
    return w.gate.anyone([error](const Visit&) -> Result<http::Response> { return fail(Error(error)); })(
        World::request(path));
  };
  const auto gone = refuse({ErrorKind::gone, "some-code-of-a-room", "", {}}, "/x");
  CHECK(gone.status == 410);
  CHECK(holds(gone.body, "Dit is er niet meer"));
  CHECK(holds(refuse({ErrorKind::not_found, "not-found", "", {}}, "/en/x").body, "This page is not here"));
  const auto ours = refuse({ErrorKind::internal, "internal", "private detail", {}}, "/x");
  CHECK(ours.status == 500);
  CHECK(holds(ours.body, "01234567"));
  CHECK_FALSE(holds(ours.body, "private detail"));
  CHECK(header_of(refuse({ErrorKind::too_many, "login-too-often", "", {}}, "/x"), "Retry-After") == "60");
}

TEST_CASE("every kind of error has a text in both languages, and so have the codes of the server") {
  World w;
  for (const Language language : {Language::nl, Language::en}) {
    for (int kind = 0; kind <= static_cast<int>(ErrorKind::internal); ++kind) {
      http::Request r = World::request("/x");
      r.language = language;
      CHECK(w.gate.error_page()({static_cast<ErrorKind>(kind), "unheard-of", "", {}}, r).body.size() > 500);
    }
    for (const char* code : {"csrf-origin", "csrf-token-missing", "csrf-token-wrong", "form-broken", "form-encoding",
                             "form-too-many-fields", "form-media-type", "body-too-large", "body-timeout", "too-busy",
                             "not-found", "method-not-allowed", "target-too-long", "header-too-large", "store-conflict",
                             "store-busy", "store-full", "store-lost"})
      CHECK_MESSAGE(w.texts.has(std::string("error.") + code), code);
  }
}

TEST_CASE("the form token outlives the rotation of the cookie and not a change of whom one acts for") {
  World w;
  std::string token = w.log_in(ViewerKind::resident);
  std::string form_token;
  const auto handler = w.gate.resident([&](const Visit& visit) -> Result<http::Response> {
    form_token = visit.csrf_token;
    return http::html_response("ok");
  });
  const auto post = [&] {
    http::Request r = World::request("/mijn", token);
    r.method = http::Method::post;
    r.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    r.body = "_csrf=" + url_encode(form_token);
    const auto checked = w.gate.csrf_check()(r);
    return checked ? std::string() : checked.error().code;
  };
  CHECK(header_of(handler(World::request("/mijn", token)), "Set-Cookie").empty());
  CHECK(post().empty());
  w.clock.advance(std::chrono::minutes{6});
  const std::string cookie = header_of(handler(World::request("/mijn", token)), "Set-Cookie");
  REQUIRE(cookie.starts_with("sas_session="));
  CHECK(holds(cookie, "HttpOnly"));
  CHECK(holds(cookie, "SameSite=Lax"));
  CHECK(holds(cookie, "Secure"));
  token = cookie.substr(12, cookie.find(';') - 12);
  CHECK(post().empty());
  static_cast<void>(w.store->write(
      [&](store::WriteTx& tx) { return w.sessions.act_for(tx, *w.sessions.find(tx, token), PersonId("anna")); }));
  CHECK(post() == "csrf-token-wrong");
  form_token.clear();
  CHECK(post() == "csrf-token-missing");
}
