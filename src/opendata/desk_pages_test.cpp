#include "opendata/desk_pages.h"

#include <doctest/doctest.h>

#include "embedded/html_texts.h"
#include "opendata/gate_fixture.h"

using namespace sas;
using namespace sas::opendata;

namespace {

// Lets in whoever the test says, and shows pages bare.
class BareGate final : public people::Gate {
 public:
  explicit BareGate(const html::Texts& texts) : texts_(texts) {}
  people::Viewer viewer;

  http::Handler anyone(people::PageHandler handler) const override {
    return [this, handler](const http::Request& request) { return run(request, handler); };
  }
  http::Handler resident(people::PageHandler handler) const override { return anyone(std::move(handler)); }
  http::Handler staff(std::vector<people::Role> any_of, people::PageHandler handler) const override {
    return [this, any_of, handler](const http::Request& request) {
      for (const people::Role role : any_of)
        if (viewer.has(role)) return run(request, handler);
      return http::html_response("role-missing", 403);
    };
  }
  http::Response show(const people::Visit&, html::Page page, int status) const override {
    return http::html_response("<title>" + page.title + "</title>" + page.body.markup(), status);
  }
  http::Response refuse(const people::Visit&, const Error& error) const override {
    return http::html_response(error.code, http::status_of(error.kind));
  }

 private:
  http::Response run(const http::Request& request, const people::PageHandler& handler) const {
    const people::Visit visit{request, {texts_, request.language}, viewer, "", "", ""};
    auto made = handler(visit);
    return made ? std::move(*made) : refuse(visit, made.error());
  }
  const html::Texts& texts_;
};

struct Workplace {
  explicit Workplace(store::Store& store) : bench(store) {
    declarations.sets = {declared(kGarages)};
    gate.viewer.kind = people::ViewerKind::staff;
    gate.viewer.staff = StaffId("01900000-0000-7000-8000-0000000000a1");
    gate.viewer.roles = {people::Role::editor};
    const RecallParts recall{bench.records, bench.ledger, bench.outbox, *bench.writer, *bench.reader, bench.clock};
    add_open_data_desk_pages(router, {gate, declarations, sources, recall, [] {}});
    add_open_data_jobs(runner, {refresher, recall, *client, log});
  }

  http::Response send(http::Method method, const std::string& path, std::string body = "") {
    http::Match match = router.match(method, path);
    REQUIRE(match.outcome == http::Outcome::found);
    http::Request request;
    request.method = method;
    request.path = match.path;
    request.language = match.language;
    request.params = match.params;
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    request.body = std::move(body);
    return match.route->handler(request);
  }
  http::Response post(const std::string& path, std::string body = "") {
    auto response = send(http::Method::post, path, std::move(body));
    bench.clock.advance(std::chrono::seconds{2});
    (void)runner.run_due();
    bench.clock.advance(std::chrono::seconds{2});
    return response;
  }
  std::string page(const std::string& path) { return send(http::Method::get, path).body; }

  GateBench bench;
  privacy::Table table = garages();
  Declarations declarations;
  Sources sources{{"upload", [this](const Declaration&) -> Result<std::unique_ptr<Source>> {
                     return std::make_unique<TableSource>(table);
                   }}};
  Logger log{bench.clock, [](LogLevel, std::string_view) {}};
  Refresher refresher{{bench.records, *bench.gate, declarations, sources, bench.clock, log}};
  jobs::Runner runner{bench.records, bench.outbox, bench.clock, bench.random, log};
  std::unique_ptr<http::Client> client = http::network_client();
  html::Texts texts = *html::Texts::load({embedded::html_texts(), opendata::texts()});
  BareGate gate{texts};
  http::Router router;
};

void each_workplace(const std::function<void(Workplace&)>& test) {
  sas::test::for_each_store(gate_migrations(), [&](store::Store& store) {
    Workplace workplace(store);
    test(workplace);
  });
}

bool says(const std::string& page, std::string_view text) {
  return page.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("an employee offers a set, sees it public, and takes it back with one click") {
  each_workplace([](Workplace& w) {
    CHECK(says(w.page("/balie/open-data"), "Nog niet gecontroleerd"));
    CHECK(w.post("/balie/open-data/parkeren/aanbieden").status == 303);
    const std::string before = w.page("/balie/open-data/parkeren");
    CHECK(says(before, "Openbaar"));
    CHECK(says(before, "Trek in"));
    CHECK(w.bench.events("opendata.released")[0].acting == "staff:01900000-0000-7000-8000-0000000000a1");
    CHECK(w.post("/balie/open-data/parkeren/intrekken", "uitgave=1&reden=wrong").status == 303);
    CHECK(says(w.page("/balie/open-data/parkeren"), "De gegevens in deze versie klopten niet."));
    CHECK(w.bench.catalogue()->find("parkeren")->current() == nullptr);
    CHECK(w.post("/balie/open-data/parkeren/intrekken", "uitgave=1&reden=mijn+eigen+tekst").status == 400);
  });
}

TEST_CASE("a refusal is laid out on the three tests with what may be done, in both languages, and without a value") {
  each_workplace([](Workplace& w) {
    for (std::size_t i = 0; i < w.table.rows.size(); ++i)
      w.table.rows[i][0] = "karel" + std::to_string(i) + "@mail.example";
    w.table.rows[0][2] = "1,5";
    w.post("/balie/open-data/parkeren/aanbieden");
    const std::string page = w.page("/balie/open-data/parkeren");
    CHECK(says(page, "Niet openbaar"));
    CHECK(says(page, "Zoek een voorstel"));
    CHECK(says(page, "kolom vrij"));
    CHECK_FALSE(says(page, "karel"));
    CHECK(says(w.page("/en/balie/open-data/parkeren"), "Look for a proposal"));
    CHECK(w.send(http::Method::post, "/balie/open-data/parkeren/bevestigen").status == 409);
  });
}

TEST_CASE("a proposal is made, agreed to, and dropped again") {
  each_workplace([](Workplace& w) {
    for (std::size_t i = 0; i < w.table.rows.size(); ++i)
      w.table.rows[i][0] = "karel" + std::to_string(i) + "@mail.example";
    w.post("/balie/open-data/parkeren/aanbieden");
    w.post("/balie/open-data/parkeren/voorstel");
    CHECK(says(w.page("/balie/open-data/parkeren"), "Dit gaat verloren"));
    CHECK(w.post("/balie/open-data/parkeren/bevestigen").status == 303);
    const auto standing = w.bench.catalogue()->find("parkeren")->current();
    REQUIRE(standing != nullptr);
    CHECK_FALSE(standing->release.lost.empty());
    CHECK(says(w.page("/balie/open-data/parkeren"), "Zonder deze wijzigingen"));
    CHECK(w.post("/balie/open-data/parkeren/zonder-wijzigingen").status == 303);
    CHECK_FALSE(says(w.page("/balie/open-data/parkeren"), "Zonder deze wijzigingen"));
    CHECK(w.bench.events("opendata.changes-confirmed").size() == 1);
  });
}

TEST_CASE("a file is looked at, its types are proposed with a draft, and nothing of it is kept") {
  each_workplace([](Workplace& w) {
    CHECK(says(w.page("/balie/open-data/nieuw"), "Welk bestand?"));
    const auto bring = [&](const std::string& content) {
      http::Match match = w.router.match(http::Method::post, "/balie/open-data/nieuw");
      http::Request request;
      request.method = http::Method::post;
      request.path = match.path;
      request.headers = {{"Content-Type", "multipart/form-data; boundary=grens"}};
      request.body = "--grens\r\nContent-Disposition: form-data; name=\"bestand\"; filename=\"x.csv\"\r\n\r\n" +
                     content + "\r\n--grens--\r\n";
      return match.route->handler(request);
    };
    const http::Response seen = bring("soort;hoogte\neik;7,5\nes;onbekend\n");
    CHECK(seen.status == 200);
    CHECK(says(seen.body, "class = &quot;undecided&quot;"));
    CHECK(bring("PK\x03\x04").status == 400);
    CHECK(files_behind(w.bench.path()) == 0);
  });
}

TEST_CASE("only editors and administrators come in") {
  each_workplace([](Workplace& w) {
    w.gate.viewer.roles = {people::Role::handler};
    CHECK(w.send(http::Method::get, "/balie/open-data").status == 403);
    CHECK(w.send(http::Method::post, "/balie/open-data/parkeren/intrekken", "uitgave=1&reden=wrong").status == 403);
    w.gate.viewer.roles = {people::Role::administrator};
    CHECK(w.send(http::Method::get, "/balie/open-data").status == 200);
    CHECK(w.send(http::Method::get, "/balie/open-data/onbekend").status == 404);
  });
}
