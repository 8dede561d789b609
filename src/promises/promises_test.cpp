#include "promises/promises.h"

#include <doctest/doctest.h>

#include "cases/cases.h"
#include "cases/queries.h"
#include "embedded/html_texts.h"
#include "html/page.h"
#include "people/people.h"
#include "promises/outage_pages.h"
#include "promises/rows.h"
#include "test_stores.h"

using namespace sas;
using namespace sas::promises;
using people::Role;

namespace {

Instant moment(const char* text) { return *parse_iso_instant(text); }

// Shows pages bare, to whoever the test says is there.
class BareGate final : public people::Gate {
 public:
  explicit BareGate(const html::Texts& texts) : texts_(texts) {}
  people::Viewer viewer;

  http::Handler anyone(people::PageHandler handler) const override {
    return [this, handler](const http::Request& request) { return run(request, handler); };
  }
  http::Handler resident(people::PageHandler handler) const override { return anyone(std::move(handler)); }
  http::Handler staff(std::vector<Role> any_of, people::PageHandler handler) const override {
    return [this, any_of, handler](const http::Request& request) {
      for (const Role role : any_of)
        if (viewer.has(role)) return run(request, handler);
      return http::Response{403, {}, "role-missing", {}};
    };
  }
  http::Response show(const people::Visit&, html::Page page, int status) const override {
    return http::html_response("<title>" + page.title + "</title>" + std::move(page.body).take(), status);
  }
  http::Response refuse(const people::Visit&, const Error& error) const override {
    return http::Response{http::status_of(error.kind), {}, error.code, {}};
  }

 private:
  http::Response run(const http::Request& request, const people::PageHandler& handler) const {
    const people::Visit visit{request, {texts_, request.language}, viewer, "", "", ""};
    auto response = handler(visit);
    return response ? std::move(*response) : refuse(visit, response.error());
  }
  const html::Texts& texts_;
};

// A municipality in which parking permits (five working days) are asked for and decided.
struct City {
  explicit City(store::Store& records) : store(records) { 
    add_promise_pages(router, {gate, store, clock, catalogue, figures, satisfaction, "Zwolle"});
    add_outage_pages(router, {gate, store, clock, outages, cases});
  }

  store::Store& store;
  ManualClock clock{moment("2026-04-01T09:00:00Z")};
  SystemRandom random;
  catalogue::Catalogue catalogue = catalogue::load("catalogue")->catalogue;
  html::Texts texts = *html::Texts::load({embedded::html_texts(), promises::texts()});
  ledger::Ledger ledger{clock, random};
  cases::Cases cases{clock, random, catalogue, ledger, [](store::WriteTx&, std::string_view, const json::Object&) {}};
  Satisfaction satisfaction{clock, random, ledger};
  Outages outages{clock, random, ledger};
  Figures figures{store, clock, catalogue};
  BareGate gate{texts};
  http::Router router;

  people::Viewer handler() const {
    people::Viewer out;
    out.kind = people::ViewerKind::staff;
    out.staff = StaffId("01900000-0000-7000-8000-000000000003");
    out.roles = {Role::handler};
    return out;
  }
  CaseId open() const {
    cases::NewCase fresh;
    fresh.product = ProductId("parkeervergunning");
    fresh.person = PersonId("01900000-0000-7000-8000-000000000001");
    const auto opened = store.write([&](store::WriteTx& tx) { return cases.open(tx, fresh, people::system_viewer()); });
    REQUIRE_MESSAGE(opened, opened.error().code);
    return opened->id;
  }
  cases::Case get(const CaseId& id) const {
    return *store.read([&](store::ReadTx& tx) { return cases::find_case(tx, id, people::system_viewer()); });
  }
  void decide(const CaseId& id) const {
    REQUIRE(store.write([&](store::WriteTx& tx) { return cases.decide(tx, id, get_version(tx, id), {"granted", "Akkoord."}, handler()); }));
  }
  static std::int64_t get_version(store::WriteTx& tx, const CaseId& id) { return tx.query_one("SELECT version FROM cases WHERE id = $1", {id.text()})->integer(0); }
  std::string invite(const CaseId& id) const {
    const cases::Case c = get(id);
    return *store.write([&](store::WriteTx& tx) -> Result<std::string> { return satisfaction.invite(tx, c); });
  }
  void at(const char* text) { clock.set(moment(text)); }

  http::Response visit(http::Method method, const std::string& path, const std::string& body = {}) const {
    const http::Match match = router.match(method, path);
    REQUIRE(match.outcome == http::Outcome::found);
    http::Request request;
    request.method = method;
    request.path = match.path;
    request.language = match.language;
    request.params = match.params;
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    request.body = body;
    return match.route->handler(request);
  }
  http::Response get_page(const std::string& path) const { return visit(http::Method::get, path); }
};

const std::vector<store::Migration> schema = test::joined({ledger::migrations(), people::migrations(), cases::migrations(), promises::migrations()});

bool contains(const http::Response& response, std::string_view text) { return response.body.find(text) != std::string::npos; }

}  // namespace

TEST_CASE("facts follow the ledger: what comes in later is read later, and a pause moves the promised day") {
  test::for_each_store(schema, [](store::Store& store) {
    City city(store);
    Projection projection;
    const CaseId first = city.open();
    REQUIRE(projection.refresh(store));
    REQUIRE(projection.facts().cases().size() == 1);
    CHECK(projection.facts().cases()[0].promised == make_date(2026, 4, 10));
    CHECK(projection.facts().cases()[0].end == End::open);
    const std::int64_t before = projection.facts().seq();
    city.at("2026-04-02T09:00:00Z");
    const cases::NewRequest request{"Stuur het kentekenbewijs.", {}, make_date(2026, 4, 20)};
    REQUIRE(store.write([&](store::WriteTx& tx) { return city.cases.ask_completion(tx, first, 1, request, city.handler()); }));
    city.at("2026-04-13T09:00:00Z");
    REQUIRE(store.write([&](store::WriteTx& tx) { return city.cases.answer_request(tx, first, "Hier.", {}, people::system_viewer()); }));
    city.at("2026-04-15T09:00:00Z");
    city.decide(first);
    (void)city.open();
    REQUIRE(projection.refresh(store));
    const auto cases = projection.facts().cases();
    REQUIRE(cases.size() == 2);
    CHECK(cases[0].promised == make_date(2026, 4, 16));
    CHECK(cases[0].suspended_days == 10);
    CHECK(cases[0].closed == make_date(2026, 4, 15));
    CHECK(projection.facts().seq() > before);
    // Eleven days of waiting for the applicant; nobody took the case, so the other three lay in the queue.
    const Waited waited = projection.facts().waited(cases[0], 0, Hindrances());
    constexpr std::int64_t a_day = 86'400'000;
    CHECK(waited == Waited{11 * a_day, 3 * a_day, 0, 0, 0, 0, 0});
  });
}

TEST_CASE("figures that grow with the ledger are the figures of who reads it at once") {
  test::for_each_store(schema, [](store::Store& store) {
    City city(store);
    Reckoner growing;
    const Date later = make_date(2026, 6, 2);
    for (int i = 0; i < 12; ++i) {
      const CaseId id = city.open();
      if (i % 3 != 0) city.decide(id);
      if (i % 4 == 0) city.at(i % 8 == 0 ? "2026-04-20T09:00:00Z" : "2026-05-04T09:00:00Z");
      REQUIRE(growing.reckon(store, later));
    }
    const auto grown = *growing.reckon(store, later);
    Reckoner fresh;
    const auto whole = *fresh.reckon(store, later);
    CHECK(grown->seq == whole->seq);
    CHECK(!to_json(data_rows(*whole, city.catalogue)).empty());
    CHECK(to_json(data_rows(*grown, city.catalogue)) == to_json(data_rows(*whole, city.catalogue)));
    for (std::size_t i = 0; i < whole->months.size(); ++i) {
      REQUIRE(grown->scores[i]->size() == whole->scores[i]->size());
      for (std::size_t j = 0; j < whole->scores[i]->size(); ++j) {
        CHECK((*grown->scores[i])[j].due == (*whole->scores[i])[j].due);
        CHECK((*grown->scores[i])[j].waited == (*whole->scores[i])[j].waited);
      }
    }
  });
}

TEST_CASE("the public page, the data and the product page say nothing about fewer than ten cases, and agree from ten on") {
  test::SqliteStore store(schema);
  City city(*store);
  std::vector<CaseId> ids;
  for (int i = 0; i < 9; ++i) ids.push_back(city.open());
  for (std::size_t i = 0; i < 8; ++i) city.decide(ids[i]);  // one stays open: not kept
  city.at("2026-05-02T09:00:00Z");
  CHECK(!city.figures.last_month(ProductId("parkeervergunning")));
  CHECK(contains(city.get_page("/beloften.json"), "\"due\": null, \"kept\": null"));
  CHECK(!contains(city.get_page("/beloften"), "Parkeervergunning"));

  city.at("2026-04-02T09:00:00Z");
  city.decide(city.open());
  city.at("2026-05-02T09:00:10Z");
  const auto outcome = city.figures.last_month(ProductId("parkeervergunning"));
  REQUIRE(outcome);
  CHECK(outcome->cases == 10);
  CHECK(outcome->share == doctest::Approx(0.9));
  const http::Response data = city.get_page("/beloften.json");
  CHECK(contains(data, "\"due\": 10, \"kept\": 9, \"share\": 0.9000"));
  CHECK(contains(data, "\"from\": \"2026-04-01\", \"until\": \"2026-05-01\""));
  REQUIRE(json::parse(data.body));
  CHECK(json::parse(data.body)->get_array().front().at("share").to_number<double>() == doctest::Approx(0.9));
  CHECK(contains(city.get_page("/beloften.csv"), "2026-04-01,2026-05-01,10,9,0.9000"));
  const http::Response page = city.get_page("/beloften");
  CHECK(page.status == 200);
  CHECK(contains(page, "In april 2026 kregen 9 van de 10 mensen op tijd antwoord. Dat is 90%."));
  CHECK(contains(page, "1 van de 1 beloften haalden wij niet."));  // 95% was promised
  CHECK(contains(city.get_page("/en/beloften"), "In April 2026 we answered 9 of 10 people in time."));
}

TEST_CASE("a manager sees the figures by channel and the cases at risk with the reason; a handler does not") {
  test::SqliteStore store(schema);
  City city(*store);
  const CaseId nobody = city.open();
  const CaseId taken = city.open();
  REQUIRE(store->write([&](store::WriteTx& tx) { return city.cases.take(tx, taken, 1, city.handler()); }));
  city.gate.viewer = city.handler();
  CHECK(city.get_page("/balie/beloften").status == 403);
  city.gate.viewer.roles = {Role::manager};
  city.at("2026-04-04T09:00:00Z");
  CHECK(contains(city.get_page("/balie/beloften"), "Geen enkele zaak is te laat"));
  city.at("2026-04-14T09:00:00Z");  // promised for 10 April
  const http::Response page = city.get_page("/balie/beloften");
  CHECK(contains(page, "/balie/zaken/" + nobody.text()));
  CHECK(contains(page, "Niemand heeft de zaak opgepakt"));
  CHECK(contains(page, "Bij de behandelaar"));
  CHECK(contains(page, "4 dagen te laat"));
  CHECK(contains(page, "2 zaken vragen nu aandacht. 2 daarvan zijn te laat."));
  CHECK(contains(page, "Via de site"));
  CHECK(contains(page, "0 van 2"));
}

TEST_CASE("the page of a product names the largest cause, and says nothing about fewer than ten cases") {
  test::SqliteStore store(schema);
  City city(*store);
  std::vector<CaseId> ids;
  for (int i = 0; i < 9; ++i) ids.push_back(city.open());
  city.at("2026-04-03T09:00:00Z");
  for (const CaseId& id : ids) city.decide(id);
  city.at("2026-05-02T09:00:00Z");
  CHECK(contains(city.get_page("/beloften/parkeervergunning"), "er waren te weinig zaken"));
  CHECK(city.get_page("/beloften/wachten.json").body == "[\n]\n");
  CHECK(!contains(city.get_page("/beloften"), "onnodig-wachten"));
  city.at("2026-04-01T09:00:00Z");
  ids.push_back(city.open());
  city.at("2026-04-03T09:00:00Z");
  city.decide(ids.back());
  city.at("2026-05-02T09:00:10Z");
  const http::Response page = city.get_page("/beloften/parkeervergunning");
  CHECK(contains(page, "In april 2026 duurde een zaak gemiddeld 2,0 dagen. De meeste tijd ging zitten in: In de rij bij ons, gemiddeld 2,0 dagen."));
  CHECK(contains(page, "<svg"));
  CHECK(contains(city.get_page("/en/beloften/parkeervergunning"), "Most of that time went to: In our queue"));
  CHECK(contains(city.get_page("/beloften"), "In april 2026 wachtten mensen gemiddeld 2,0 dagen onnodig, van de 2,0 dagen die een zaak duurde."));
  const http::Response data = city.get_page("/beloften/wachten.json");
  CHECK(contains(data, "\"cases\": 10, \"resident_ms\": 0, \"queue_ms\": 1728000000"));
  CHECK(contains(data, "\"total_ms\": 1728000000, \"needless_ms\": 1728000000, \"largest\": \"queue\""));
  CHECK(contains(city.get_page("/beloften/wachten.csv"), "1728000000,1728000000,queue"));
  CHECK(city.get_page("/beloften/onbekend").status == 404);
  city.gate.viewer = city.handler();
  CHECK(city.get_page("/balie/beloften/parkeervergunning").status == 403);
  city.gate.viewer.roles = {Role::manager};
  CHECK(contains(city.get_page("/balie/beloften/parkeervergunning"), "In de rij bij ons"));
}

TEST_CASE("an administrator writes down an outage and ends it; everybody sees it, and a wrong moment is named with its remedy") {
  test::SqliteStore store(schema);
  City city(*store);
  CHECK(contains(city.get_page("/storingen"), "Er is nu geen storing."));
  city.gate.viewer = city.handler();
  CHECK(city.get_page("/balie/storingen").status == 403);
  city.gate.viewer.roles = {Role::administrator};
  const auto wrong = city.visit(http::Method::post, "/balie/storingen", "kanaal=site&van=gisteren&tot=");
  CHECK(wrong.status == 422);
  CHECK(contains(wrong, "Schrijf datum en tijd zo: 2026-11-24 14:30"));
  CHECK(contains(wrong, "gisteren"));  // what was typed is not lost
  CHECK(contains(city.visit(http::Method::post, "/balie/storingen", "kanaal=&van=2026-04-01+10:00"), "Kies wat het niet doet."));
  CHECK(contains(city.visit(http::Method::post, "/balie/storingen", "kanaal=site&van=2026-04-01+12:00"), "Kies een moment dat al geweest is."));
  CHECK(city.visit(http::Method::post, "/balie/storingen", "kanaal=site&van=2026-04-01+10:30").status == 303);
  CHECK(city.visit(http::Method::post, "/balie/storingen", "kanaal=site&van=2026-04-01+10:45").status == 409);
  CHECK(contains(city.get_page("/storingen"), "Er is nu een storing: De site."));
  CHECK(contains(city.get_page("/storingen.json"), "\"channel\": \"site\", \"from\": \"2026-04-01T08:30:00.000Z\", \"until\": null"));
  const http::Response page = city.get_page("/balie/storingen");
  const std::size_t at = page.body.find("/balie/storingen/");
  REQUIRE(at != std::string::npos);
  const std::string action = page.body.substr(at, page.body.find('"', at) - at);
  CHECK(city.visit(http::Method::post, action).status == 303);
  CHECK(city.visit(http::Method::post, action).status == 409);
  CHECK(contains(city.get_page("/storingen"), "Er is nu geen storing."));
  CHECK(contains(city.get_page("/storingen.csv"), "2026-04-01T08:30:00.000Z,2026-04-01T09:00:00.000Z,30,report"));
}

TEST_CASE("a mark is given once, within fourteen days, and counts") {
  test::for_each_store(schema, [](store::Store& store) {
    City city(store);
    const CaseId id = city.open();
    city.decide(id);
    const std::string path = city.invite(id);
    REQUIRE(path.starts_with("/mening/"));
    CHECK(contains(city.get_page(path), "Welk cijfer geeft u ons"));
    const auto nothing = city.visit(http::Method::post, path, "text=Goed+geholpen");
    CHECK(nothing.status == 422);
    CHECK(contains(nothing, "Kies een cijfer van 1 tot en met 10."));
    CHECK(contains(nothing, "Goed geholpen"));  // what was typed is not lost
    CHECK(city.visit(http::Method::post, path, "mark=11").status == 422);
    CHECK(city.visit(http::Method::post, path, "mark=9&text=" + std::string(2001, 'a')).status == 422);
    CHECK(city.visit(http::Method::post, path, "mark=9&text=Snel").status == 303);
    CHECK(contains(city.get_page(path), "Dank u wel voor uw mening"));
    CHECK(city.visit(http::Method::post, path, "mark=1").status == 410);
    city.at("2026-04-02T09:00:00Z");
    const auto figures = *city.figures.current();
    REQUIRE(figures->marks.size() == 1);
    CHECK(figures->marks[0].answered == 1);
    CHECK(*figures->marks[0].mean == doctest::Approx(9));
    // The text is in the part of the log that can be erased, not in the facts that stay.
    const auto events = *store.read([&](store::ReadTx& tx) -> Result<std::vector<ledger::Event>> { return city.ledger.events_of(tx, id.text()); });
    CHECK(json::write(events.back().facts).find("Snel") == std::string::npos);
    CHECK(json::text_at(*events.back().personal, "text") == "Snel");
  });
}

TEST_CASE("a link that expired or never was says so plainly") {
  test::SqliteStore store(schema);
  City city(*store);
  const CaseId id = city.open();
  city.decide(id);
  const std::string path = city.invite(id);
  city.at("2026-04-15T08:59:59Z");
  CHECK(city.get_page(path).status == 200);
  city.at("2026-04-15T09:00:00Z");
  const auto late = city.get_page(path);
  CHECK(late.status == 410);
  CHECK(contains(late, "Deze link werkt niet meer"));
  CHECK(city.visit(http::Method::post, path, "mark=8").status == 410);
  CHECK(city.get_page("/mening/onbekend").status == 404);
}

TEST_CASE("a low mark waits for an employee who may see the case, until one picks it up") {
  test::for_each_store(schema, [](store::Store& store) {
    City city(store);
    const CaseId id = city.open();
    city.decide(id);
    CHECK(city.visit(http::Method::post, city.invite(id), "mark=3&text=Te+lang+gewacht").status == 303);
    CHECK(city.get_page("/balie/meningen").status == 403);  // a visitor
    city.gate.viewer = city.handler();
    const auto page = city.get_page("/balie/meningen");
    CHECK(contains(page, "Te lang gewacht"));
    const std::size_t at = page.body.find("/balie/meningen/");
    REQUIRE(at != std::string::npos);
    const std::string action = page.body.substr(at, page.body.find('"', at) - at);
    CHECK(city.visit(http::Method::post, action).status == 303);
    CHECK(city.visit(http::Method::post, action).status == 409);
    CHECK(contains(city.get_page("/balie/meningen"), "Alle lage cijfers zijn opgepakt."));
  });
}

TEST_CASE("somebody without the right to the case does not see its low mark") {
  test::SqliteStore store(schema);
  City city(*store);
  const CaseId id = city.open();
  city.decide(id);
  CHECK(city.visit(http::Method::post, city.invite(id), "mark=2").status == 303);
  people::Viewer administrator = city.handler();
  administrator.roles = {Role::administrator};
  const auto seen_by = [&](const people::Viewer& viewer) {
    return store->read([&](store::ReadTx& tx) -> Result<std::vector<LowMark>> { return city.satisfaction.to_follow_up(tx, viewer); })->size();
  };
  CHECK(seen_by(city.handler()) == 1);
  CHECK(seen_by(administrator) == 0);
}
