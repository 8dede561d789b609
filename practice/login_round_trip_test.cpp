#include <doctest/doctest.h>

#include <map>

#include "embedded/html_texts.h"
#include "html/components.h"
#include "base/text.h"
#include "http/server.h"
#include "people/login_pages.h"
#include "people/oidc.h"
#include "people/people.h"
#include "practice/serve.h"
#include "practice/town.h"
#include "registries/bag.h"
#include "registries/brp.h"
#include "registries/kvk.h"
#include "test_stores.h"

using namespace sas;
using namespace sas::people;

namespace {

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

std::string between(const std::string& text, const std::string& before, const std::string& after) {
  const std::size_t at = text.find(before);
  if (at == std::string::npos) return {};
  const std::size_t begin = at + before.size();
  return text.substr(begin, text.find(after, begin) - begin);
}

std::string unescaped(std::string text) {
  for (std::size_t at = 0; (at = text.find("&amp;", at)) != std::string::npos; ++at) text.replace(at, 5, "&");
  return text;
}

/// A site with the pages of this room, the practice town's providers and registers, and a page that shows who is there.
struct Product {
  Product(store::Store& wanted, const std::string& town_url) : store(wanted) {
    auto loaded = html::Texts::load({embedded::html_texts(), people::texts()});
    REQUIRE(loaded);
    texts = std::move(*loaded);
    site.theme.municipality = "Zwolle";
    site.theme.site_name = "Gemeente Zwolle";
    site.theme.phone = "14 038";
    site.theme.phone_link = "tel:14038";
    site.mode = html::Site::Mode::practice;
    brp.emplace(registries::RegisterSettings{town_url + "/brp", {}}, *client, clock, logger);
    kvk.emplace(registries::RegisterSettings{town_url + "/kvk", {}}, *client, clock, logger);
    const OidcParts oidc{*client, clock, random, logger, key};
    for (const char* id : {"digid", "eherkenning", "staff"})
      methods.push_back(std::make_unique<OidcLogin>(LoginProvider{id, town_url + "/oidc/" + id, "zwolle", std::string(id) == "staff" ? 0 : 2}, Practice::allow, oidc));
    std::vector<const LoginMethod*> all;
    for (const auto& method : methods) all.push_back(method.get());
    parts.emplace(LoginParts{gate, store, clock, logger, ledger, sessions, accounts, attempts, limit, std::move(all), &*brp, &*kvk, key, site.theme, url(), Cookies::plain});
    add_login_pages(router, *parts);
    page("/mijn", gate.resident([this](const Visit& v) { return who(v); }));
    page("/balie", gate.staff({}, [this](const Visit& v) { return who(v); }));
    server = std::make_unique<http::Server>(server_settings(), server_parts());
    server->start();
  }
  ~Product() { server->stop(); }

  http::ServerSettings server_settings() const {
    http::ServerSettings settings;
    settings.port = port;
    return settings;
  }
  http::ServerParts server_parts() {
    http::ServerParts out{router, logger, metrics, random};
    out.error_page = gate.error_page();
    out.csrf = gate.csrf_check();
    return out;
  }
  void page(std::string pattern, http::Handler handler) {
    http::Route route;
    route.pattern = std::move(pattern);
    route.handler = std::move(handler);
    router.add(std::move(route));
  }
  Result<http::Response> who(const Visit& v) const {
    html::Page page;
    page.title = "Wie";
    page.body = html::paragraph("naam=" + v.name + "; namens=" + v.concerned_name + "; niveau=" + std::to_string(v.viewer.level) + ";");
    return gate.show(v, std::move(page));
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port); }
  std::vector<ledger::Event> events() {
    return store.read([&](store::ReadTx& tx) -> Result<std::vector<ledger::Event>> { return ledger.read_after(tx, 0, 100); }).value();
  }

  store::Store& store;
  std::uint16_t port = practice::free_port();
  SystemClock clock;
  SystemRandom random;
  std::mutex log_mutex;
  std::string log;
  Logger logger{clock, [this](LogLevel, std::string_view line) {
                  const std::lock_guard lock(log_mutex);
                  log += line;
                }};
  ledger::Ledger ledger{clock, random};
  Sessions sessions{clock, random};
  html::Texts texts;
  html::Site site;
  SiteGate gate{{store, sessions, texts, site, random, logger, "a secret of at least sixteen bytes", Cookies::plain}};
  Accounts accounts{clock, random, ledger, sessions, texts};
  LoginAttempts attempts{clock, random};
  RateLimit limit{clock, random, {100, 100}, {100, 100}};
  ClientKey key = ClientKey::create();
  std::unique_ptr<http::Client> client = http::network_client();
  std::optional<registries::Brp> brp;
  std::optional<registries::Kvk> kvk;
  std::vector<std::unique_ptr<OidcLogin>> methods;
  std::optional<LoginParts> parts;
  http::Metrics metrics;
  http::Router router;
  std::unique_ptr<http::Server> server;
};

/// Follows links and keeps cookies, as a browser does.
struct Browser {
  http::ClientResponse get(const std::string& url) { return send(http::Method::get, url, {}); }
  http::ClientResponse post(const std::string& url, const std::string& body) { return send(http::Method::post, url, body); }
  /// Follows redirects to the end.
  http::ClientResponse open(std::string url) {
    for (int i = 0; i < 8; ++i) {
      auto answer = get(url);
      if (answer.status != 303) return answer;
      const std::string location = answer.header("location");
      url = location.starts_with('/') ? url.substr(0, url.find('/', 8)) + location : location;
      last = url;
    }
    FAIL("too many redirects");
    return {};
  }
  http::ClientResponse send(http::Method method, const std::string& url, const std::string& body) {
    http::ClientRequest request;
    request.method = method;
    request.url = url;
    request.body = body;
    request.headers.emplace_back("Sec-Fetch-Site", "same-origin");
    if (!body.empty()) request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    std::string jar;
    for (const auto& [name, value] : cookies) jar += (jar.empty() ? "" : "; ") + name + "=" + value;
    if (!jar.empty()) request.headers.emplace_back("Cookie", jar);
    auto answer = client->send(request);
    REQUIRE(answer);
    for (const auto& [name, value] : answer->headers) {
      if (fold(name) != "set-cookie") continue;
      const std::string key = value.substr(0, value.find('='));
      cookies[key] = value.substr(key.size() + 1, value.find(';') - key.size() - 1);
      if (holds(value, "Max-Age=0")) cookies.erase(key);
    }
    return *answer;
  }
  std::unique_ptr<http::Client> client = http::network_client();
  std::map<std::string, std::string> cookies;
  std::string last;
};

/// Opens the provider's page and chooses somebody by name; the page one comes back to.
http::ClientResponse log_in(Browser& browser, const Product& product, const std::string& town, const std::string& means, const std::string& name, const std::string& query = {}) {
  const auto people = browser.open(product.url() + "/inloggen/" + means + query);
  REQUIRE_MESSAGE(people.status == 200, (browser.last + "\n" + people.body));
  REQUIRE(holds(people.body, "niets is hier echt"));
  const std::size_t at = people.body.find("<strong>" + name + "</strong>");
  REQUIRE(at != std::string::npos);
  const std::size_t link = people.body.rfind("href=\"", at) + 6;
  return browser.open(town + unescaped(people.body.substr(link, people.body.find('"', link) - link)));
}

std::vector<store::Migration> all_migrations() { return test::joined({ledger::migrations(), people::migrations()}); }

practice::ServeSettings any_port() {
  practice::ServeSettings settings;
  settings.port = 0;
  return settings;
}

}  // namespace

TEST_CASE("a resident logs in with DigiD, is known from the BRP, and logs out") {
  const practice::RunningTown town(any_port());
  test::for_each_store(all_migrations(), [&](store::Store& store) {
    Product product(store, town.url());
    Browser browser;
    const auto choose = browser.open(product.url() + "/mijn");
    CHECK(holds(browser.last, "/inloggen?terug=" + url_encode("/mijn")));
    CHECK(holds(choose.body, "Inloggen met DigiD"));
    CHECK(holds(choose.body, "Inloggen met eHerkenning"));
    CHECK_FALSE(holds(choose.body, "/inloggen/staff"));
    const auto& resident = town.town().part("resident");
    const auto mine = log_in(browser, product, town.url(), "digid", resident.name());
    CHECK(mine.status == 200);
    CHECK(browser.last == product.url() + "/mijn");
    CHECK(holds(mine.body, "naam=" + resident.name() + "; namens=; niveau=2;"));
    CHECK(browser.cookies.size() == 1);
    CHECK_FALSE(holds(browser.last, resident.bsn));

    const auto person = store.read([&](store::ReadTx& tx) -> Result<store::Row> { return *tx.query_one("SELECT birth_day, address, name FROM person WHERE bsn = $1", {resident.bsn}); });
    CHECK(person->integer(0) == to_days(resident.birth));
    CHECK(holds(person->text(1), "Assendorperstraat"));

    const auto events = product.events();
    REQUIRE(events.size() == 2);
    CHECK(events[0].kind == "register.consulted");
    CHECK(json::text_at(events[0].facts, "register") == "BRP");
    CHECK(holds(json::text_at(events[0].facts, "why_nl"), "DigiD"));
    CHECK(events[0].concerned == events[1].concerned);
    CHECK(events[1].kind == "login.succeeded");
    for (const auto& event : events) {
      CHECK_FALSE(holds(json::write(event.facts), resident.bsn));
      CHECK_FALSE(holds(json::write(event.facts), resident.family));
    }
    CHECK_FALSE(holds(product.log, resident.bsn));
    CHECK_FALSE(holds(product.log, resident.family));

    const std::string token = between(mine.body, "name=\"_csrf\" value=\"", "\"");
    REQUIRE_FALSE(token.empty());
    CHECK(browser.post(product.url() + "/uitloggen", "_csrf=wrong").status == 403);
    const auto out = browser.post(product.url() + "/uitloggen", "_csrf=" + url_encode(token));
    CHECK(out.status == 303);
    CHECK(browser.cookies.empty());
    CHECK(holds(browser.open(product.url() + "/uitgelogd").body, "U bent uitgelogd"));
    CHECK(browser.get(product.url() + "/mijn").status == 303);
  });
}

TEST_CASE("logging in twice is one person, in the language one began with, and back where one was") {
  const practice::RunningTown town(any_port());
  test::SqliteStore store(all_migrations());
  Product product(*store, town.url());
  const std::string name = town.town().part("resident").name();
  Browser browser;
  log_in(browser, product, town.url(), "digid", name);
  const std::string first = browser.cookies.at("sas_session");
  const auto again = log_in(browser, product, town.url(), "digid", name, "?terug=%2Fen%2Fmijn%3Fa%3D1");
  CHECK(browser.last == product.url() + "/en/mijn?a=1");
  CHECK(holds(again.body, "lang=\"en\""));
  CHECK(browser.cookies.at("sas_session") != first);
  const auto rows = store->read([&](store::ReadTx& tx) -> Result<std::size_t> { return tx.query("SELECT id FROM person").size() * 100 + tx.query("SELECT 1 FROM session").size(); });
  CHECK(*rows == 101);
  for (const char* evil : {"https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2F%5Cevil.example", "%2Fbalie"}) {
    log_in(browser, product, town.url(), "digid", name, std::string("?terug=") + evil);
    CHECK(browser.last == product.url() + "/mijn");
  }
}

TEST_CASE("an entrepreneur acts for the company, an employee has roles") {
  const practice::RunningTown town(any_port());
  test::for_each_store(all_migrations(), [&](store::Store& store) {
    Product product(store, town.url());
    const auto& company = town.town().companies().front();
    Browser browser;
    const auto mine = log_in(browser, product, town.url(), "eherkenning", company.acting_name);
    CHECK(holds(mine.body, "naam=" + company.acting_name + "; namens=" + company.name + ";"));
    CHECK(holds(browser.open(product.url() + "/namens").body, "eHerkenning"));
    const auto kinds = store.read([&](store::ReadTx& tx) -> Result<std::size_t> {
      return tx.query("SELECT 1 FROM person WHERE kind = 'organisation' AND kvk = $1", {company.kvk}).size() * 10 + tx.query("SELECT 1 FROM person WHERE kind = 'natural' AND bsn IS NULL").size();
    });
    CHECK(*kinds == 11);
    Browser work;
    const auto desk = log_in(work, product, town.url(), "staff", town.town().employees().front().name);
    CHECK(work.last == product.url() + "/balie");
    CHECK(holds(desk.body, "naam=" + town.town().employees().front().name));
    CHECK(holds(desk.body, "Werklijst"));
    CHECK_FALSE(holds(desk.body, ">Beheer<"));
  });
}

TEST_CASE("one chooses for whom to act, sees it, and stops") {
  const practice::RunningTown town(any_port());
  test::for_each_store(all_migrations(), [&](store::Store& store) {
    Product product(store, town.url());
    Browser browser;
    log_in(browser, product, town.url(), "digid", town.town().part("resident").name());
    CHECK(holds(browser.open(product.url() + "/namens").body, "nog voor niemand"));
    static_cast<void>(store.write([&](store::WriteTx& tx) -> Result<Done> {
      tx.execute("INSERT INTO person (id, kind, name, created_at) VALUES ('mother', 'natural', 'Wil Brouwer', 0), ('stranger', 'natural', 'Iemand', 0)");
      tx.execute("INSERT INTO representation (id, representative_id, represented_id, kind, ground, valid_from, created_at) SELECT 'm', id, 'mother', 'voluntary', 'machtiging', 0, 0 FROM person WHERE bsn = $1",
                 {town.town().part("resident").bsn});
      return Done{};
    }));
    const auto choose = browser.open(product.url() + "/namens");
    CHECK(holds(choose.body, "Wil Brouwer"));
    const std::string csrf = "_csrf=" + url_encode(between(choose.body, "name=\"_csrf\" value=\"", "\""));
    CHECK(browser.post(product.url() + "/namens", csrf).status == 400);
    CHECK(browser.post(product.url() + "/namens", csrf + "&person=stranger").status == 403);
    CHECK(browser.post(product.url() + "/namens", csrf + "&person=mother").status == 303);
    CHECK(holds(browser.open(product.url() + "/mijn").body, "namens=Wil Brouwer;"));
    // A form from before the choice is refused.
    CHECK(browser.post(product.url() + "/namens/stoppen", csrf).status == 403);
    const auto now = browser.open(product.url() + "/namens");
    CHECK(holds(now.body, "U handelt nu namens Wil Brouwer"));
    CHECK(browser.post(product.url() + "/namens/stoppen", "_csrf=" + url_encode(between(now.body, "name=\"_csrf\" value=\"", "\""))).status == 303);
    CHECK(holds(browser.open(product.url() + "/mijn").body, "namens=;"));
  });
}

TEST_CASE("an answer counts once, in the browser that asked") {
  const practice::RunningTown town(any_port());
  test::for_each_store(all_migrations(), [&](store::Store& store) {
    Product product(store, town.url());
    Browser browser;
    const auto people = browser.open(product.url() + "/inloggen/digid");
    const std::string link = town.url() + unescaped(between(people.body, "<li><a class=\"choice\" href=\"", "\""));
    const std::string answer = browser.get(link).header("location");
    REQUIRE(holds(answer, "/inloggen/digid/antwoord?code="));
    Browser other;
    CHECK(other.get(answer).status == 410);
    std::string with_other_state = answer;
    const std::string state = between(answer, "state=", "&");
    with_other_state.replace(with_other_state.find(state), state.size(), std::string(43, 'x'));
    CHECK(browser.get(with_other_state).status == 410);
    const std::string attempt = browser.cookies.at("sas_login_" + state.substr(0, 8));
    CHECK(browser.get(answer).status == 303);
    CHECK(browser.cookies.contains("sas_session"));
    browser.cookies["sas_login_" + state.substr(0, 8)] = attempt;
    const auto replayed = browser.get(answer);
    CHECK(replayed.status == 410);
    CHECK(holds(replayed.body, "Inloggen duurde te lang"));
  });
}

TEST_CASE("cancelling is no error, and a provider that is down leaves other ways") {
  const practice::RunningTown town(any_port());
  test::SqliteStore store(all_migrations());
  Product product(*store, town.url());
  Browser browser;
  const auto people = browser.open(product.url() + "/inloggen/digid");
  const auto cancelled = browser.open(town.url() + unescaped(between(people.body, "<p><a href=\"", "\"")));
  CHECK(cancelled.status == 400);
  CHECK(holds(cancelled.body, "U hebt het inloggen gestopt"));
  CHECK(browser.get(product.url() + "/inloggen/facebook").status == 404);

  test::SqliteStore second(all_migrations());
  Product lonely(*second, "http://127.0.0.1:9");
  const auto down = browser.open(lonely.url() + "/inloggen/digid");
  CHECK(down.status == 503);
  CHECK(holds(down.body, "Inloggen lukt nu niet"));
  CHECK(holds(down.body, "14 038"));
}

TEST_CASE("when the BRP does not answer one logs in all the same") {
  const practice::RunningTown town(any_port());
  test::SqliteStore store(all_migrations());
  Product product(*store, town.url());
  product.brp.emplace(registries::RegisterSettings{"http://127.0.0.1:9", {}}, *product.client, product.clock, product.logger);  // in place: the pages keep a pointer
  Browser browser;
  const auto mine = log_in(browser, product, town.url(), "digid", town.town().part("resident").name());
  CHECK(holds(mine.body, "naam=" + town.town().part("resident").name()));
  REQUIRE(product.events().size() == 1);
  CHECK(product.events().front().kind == "login.succeeded");
}

TEST_CASE("a site that is open to the public refuses the practice town") {
  const practice::RunningTown town(any_port());
  const auto client = http::network_client();
  const std::vector<LoginProvider> providers{{"digid", town.url() + "/oidc/digid", "zwolle", 2}};
  CHECK(refuse_practice(providers, *client).error().code == "practice-provider");
}

TEST_CASE("the practice registers answer the clients of the site, and the mailbox shows what was sent") {
  const practice::RunningTown town(any_port());
  SystemClock clock;
  const Logger logger(clock, [](LogLevel, std::string_view) {});
  const auto client = http::network_client();
  const registries::BagAddresses bag({town.url() + "/bag", {}}, *client, clock, logger);
  const practice::Home& home = town.town().homes().at(3);
  const auto found = bag.find(home.postcode, home.number, home.letter, "", {std::chrono::steady_clock::now() + std::chrono::seconds{5}});
  REQUIRE(found);
  REQUIRE(found->size() == 1);
  CHECK(found->front().street == home.street);
  CHECK(found->front().area == home.area);

  http::ClientRequest mail;
  mail.method = http::Method::post;
  mail.url = town.url() + "/mail";
  mail.headers = {{"Content-Type", "application/json"}};
  mail.body = R"({"to":"anna@voorbeeld.nl","subject":"Uw <aanvraag>","text":"Dag","html":"<p>Dag</p>"})";
  CHECK(client->send(mail)->status == 201);
  mail.body = "[]";
  CHECK(client->send(mail)->status == 400);
  Browser browser;
  CHECK(holds(browser.get(town.url() + "/mail").body, "Uw &lt;aanvraag&gt;"));
  CHECK(holds(browser.get(town.url() + "/mail/1").body, "Dag"));
  CHECK(browser.get(town.url() + "/mail/2").status == 404);
  CHECK(holds(browser.get(town.url() + "/mail.json").body, "anna@voorbeeld.nl"));
}
