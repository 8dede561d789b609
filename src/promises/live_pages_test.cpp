#include <doctest/doctest.h>

#include "cases/cases.h"
#include "embedded/html_texts.h"
#include "people/people.h"
#include "promises/channel_pages.h"
#include "promises/forecast_pages.h"
#include "promises/promises.h"
#include "promises/risk_pages.h"
#include "promises/service_events.h"
#include "promises/service_pages.h"
#include "promises/widget_pages.h"
#include "test_stores.h"

using namespace sas;
using namespace sas::promises;
using people::Role;

namespace {

const std::vector<store::Migration> schema = test::joined({ledger::migrations(), people::migrations(), cases::migrations(), promises::migrations()});

// Shows pages bare, to a manager; others are refused.
class ManagersGate final : public people::Gate {
 public:
  explicit ManagersGate(const html::Texts& texts) : texts_(texts) {}
  people::Viewer viewer;

  http::Handler anyone(people::PageHandler handler) const override {
    return [this, handler](const http::Request& request) {
      const people::Visit visit{request, {texts_, request.language}, viewer, "", "", ""};
      auto response = handler(visit);
      return response ? std::move(*response) : refuse(visit, response.error());
    };
  }
  http::Handler resident(people::PageHandler handler) const override { return anyone(std::move(handler)); }
  http::Handler staff(std::vector<Role> any_of, people::PageHandler handler) const override {
    return [this, any_of, handler](const http::Request& request) {
      for (const Role role : any_of)
        if (viewer.has(role)) return anyone(handler)(request);
      return http::Response{403, {}, "role-missing", {}};
    };
  }
  http::Response show(const people::Visit&, html::Page page, int status) const override { return http::html_response(std::move(page.body).take(), status); }
  http::Response refuse(const people::Visit&, const Error& error) const override { return http::Response{http::status_of(error.kind), {}, error.code, {}}; }

 private:
  const html::Texts& texts_;
};

// A municipality in March with calls, visits and cases of which some lie.
struct City {
  explicit City(store::Store& records) : store(records) {
    add_forecast_pages(router, {gate, clock, catalogue, forecasts, "Zwolle"});
    add_service_pages(router, {gate, service_figures});
    add_risk_pages(router, {gate, store, clock, catalogue, watch});
    add_channel_pages(router, {gate, store, catalogue, channels, costs, themes});
    add_widget_pages(router, {gate, clock, catalogue, figures, service_figures, forecasts, "https://example.nl", "Zwolle"});
    fill();
  }

  void fill() {
    std::string calls = "moment,waited_s,answered\n";
    for (int i = 0; i < 40; ++i) calls += "2026-02-1" + std::to_string(i % 10) + " 10:" + std::to_string(10 + i) + "," + std::to_string(i * 2) + ",yes\n";
    REQUIRE(add_service_events(store, ledger, *read_service_csv(ServiceRecord::phone, calls, clock.now())));
    for (int i = 0; i < 120; ++i) open(i < 110 ? "grofvuil" : "parkeervergunning");
    clock.set(*parse_iso_instant("2026-03-16T09:00:00Z"));
  }
  void open(const char* product) {
    clock.advance(std::chrono::minutes{1});
    const auto id = store.write([&](store::WriteTx& tx) -> Result<CaseId> {
      cases::NewCase fresh;
      fresh.product = ProductId(product);
      const auto opened = cases.open(tx, fresh, people::system_viewer());
      if (!opened) return fail(Error(opened.error()));
      if (fresh.product == ProductId("grofvuil"))
        if (auto done = cases.decide(tx, opened->id, 1, {catalogue.find(fresh.product)->case_type.results.front().code, "Akkoord."}, people::system_viewer()); !done) return fail(std::move(done));
      return opened->id;
    });
    REQUIRE_MESSAGE(id, id.error().code);
  }
  http::Response get(const std::string& path) const {
    const http::Match match = router.match(http::Method::get, path);
    REQUIRE_MESSAGE(match.outcome == http::Outcome::found, path);
    http::Request request;
    request.method = http::Method::get;
    request.path = match.path;
    request.language = match.language;
    request.params = match.params;
    return match.route->handler(request);
  }

  store::Store& store;
  ManualClock clock{*parse_iso_instant("2026-03-02T09:00:00Z")};
  SystemRandom random;
  catalogue::Catalogue catalogue = catalogue::load("catalogue")->catalogue;
  html::Texts texts = *html::Texts::load({embedded::html_texts(), promises::texts()});
  ledger::Ledger ledger{clock, random};
  cases::Cases cases{clock, random, catalogue, ledger, [](store::WriteTx&, std::string_view, const json::Object&) {}};
  Figures figures{store, clock, catalogue};
  Forecasts forecasts{store, clock, catalogue};
  config::Problems problems;
  std::vector<ServicePromise> promises = load_service_promises(std::string("catalogue"), catalogue.opening, problems);
  std::vector<CommentTheme> themes = load_comment_themes("catalogue", problems);
  std::vector<UnitCost> costs = load_unit_costs("catalogue", problems);
  ServiceFigures service_figures{store, clock, promises, {}};
  ChannelFigures channels{store, clock};
  Watch watch{clock, catalogue, ledger, forecasts, [](store::WriteTx&, std::string_view, const json::Object&) {}};
  ManagersGate gate{texts};
  http::Router router;
};

bool holds(const http::Response& response, std::string_view text) { return response.body.find(text) != std::string::npos; }

std::string header(const http::Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return {};
}

}  // namespace

TEST_CASE("every page and its twins can be shown, in both languages") {
  test::for_each_store(schema, [](store::Store& store) {
    City city(store);
    city.gate.viewer.kind = people::ViewerKind::staff;
    city.gate.viewer.roles = {Role::manager};
    for (const std::string page : {"/verwachting", "/beloften/dienst", "/beloften/kanalen", "/balie/kanalen", "/balie/in-gevaar"}) {
      CAPTURE(page);
      CHECK(city.get(page).status == 200);
      CHECK(city.get("/en" + page).status == 200);
      CHECK(city.get(page + ".json").body.starts_with("["));
      CHECK(city.get(page + ".csv").status == 200);
      CHECK(holds(city.get(page), "<h1"));
    }
    CHECK(holds(city.get("/balie/in-gevaar"), "Niemand heeft de zaak opgepakt"));
    CHECK(holds(city.get("/balie/in-gevaar.json"), "\"waits_for\": \"queue\""));
    CHECK(holds(city.get("/verwachting.json"), "\"product\": \"grofvuil\""));
    CHECK(holds(city.get("/beloften/dienst.json"), "\"product\": \"phone-answered\""));
    CHECK(holds(city.get("/beloften/dienst.json"), "\"due\": 40"));
  });
}

TEST_CASE("what is for managers is closed for others, and costs are not published") {
  test::SqliteStore store(schema);
  City city(*store);
  CHECK(city.get("/balie/kanalen").status == 403);
  CHECK(city.get("/balie/kanalen.json").status == 403);
  CHECK(city.get("/balie/in-gevaar.csv").status == 403);
  CHECK_FALSE(holds(city.get("/beloften/kanalen.json"), "cost_cents"));
}

TEST_CASE("another website may show the picture and the data of a promise, and the page gives the line to copy") {
  test::SqliteStore store(schema);
  City city(*store);
  for (const char* path : {"/beloften/grofvuil.svg", "/beloften/phone-answered.svg", "/beloften/grofvuil.json"}) {
    const http::Response response = city.get(path);
    CHECK(response.status == 200);
    CHECK(header(response, "Access-Control-Allow-Origin") == "*");
    CHECK(header(response, "Cross-Origin-Resource-Policy") == "cross-origin");
    CHECK(header(response, "Cache-Control") == "public, max-age=300");
    CHECK_FALSE(header(response, "ETag").empty());
  }
  CHECK(holds(city.get("/en/beloften/grofvuil.svg"), "lang=\"en\""));
  CHECK(city.get("/beloften/no-such.svg").status == 404);
  CHECK(city.get("/beloften/no-such.json").status == 404);
  CHECK(holds(city.get("/beloften/overnemen"), "https://example.nl/beloften/bezwaar.svg"));
}
