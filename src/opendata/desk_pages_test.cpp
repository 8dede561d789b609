#include "opendata/desk_pages.h"

#include <doctest/doctest.h>

#include "embedded/html_texts.h"
#include "http/body_intake.h"
#include "opendata/brought_file.h"
#include "opendata/gate_fixture.h"
#include "opendata/intake.h"

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
    add_open_data_desk_pages(router, {gate, declarations, sources, recall, [] {}, spool, files()});
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
  // As the server does it: the header first, then the whole.
  http::Response bring(const std::string& path, const std::string& name, const std::string& content) {
    http::Match match = router.match(http::Method::post, path);
    REQUIRE(match.outcome == http::Outcome::found);
    http::Request request;
    request.method = http::Method::post;
    request.path = match.path;
    request.params = match.params;
    const std::string body = "--B\r\nContent-Disposition: form-data; name=\"bestand\"; filename=\"" + name +
                             "\"\r\n\r\n" + content + "\r\n--B--";
    request.headers = {{"Content-Type", "multipart/form-data; boundary=B"}};
    const http::Response granted = match.route->handler(request);
    if (!granted.receive) return granted;
    http::detail::BodyIntake intake(request, spool->enter(0).value(), 64 * 1024, [] { return Result<Done>(Done{}); });
    REQUIRE(intake.take(body));
    REQUIRE(intake.finish());
    return granted.receive(request);
  }
  [[nodiscard]] std::string files() const { return bench.folder.text() + "/brought"; }
  http::Response post(const std::string& path, std::string body = "") {
    auto response = send(http::Method::post, path, std::move(body));
    bench.clock.advance(std::chrono::seconds{2});
    (void)runner.run_due();
    bench.clock.advance(std::chrono::seconds{2});
    return response;
  }
  std::string page(const std::string& path) { return send(http::Method::get, path).body; }

  static std::shared_ptr<http::Spool> spool_in(const std::string& folder) {
    http::SpoolSettings settings;
    settings.folder = folder + "/uploads";
    settings.room_left = 0;
    return http::Spool::open(settings).value();
  }

  GateBench bench;
  std::shared_ptr<http::Spool> spool = spool_in(bench.folder.text());
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
    const auto bring = [&](const std::string& content) { return w.bring("/balie/open-data/nieuw", "x.csv", content); };
    const http::Response seen = bring("soort;hoogte\neik;7,5\nes;onbekend\n");
    CHECK(seen.status == 200);
    CHECK(says(seen.body, "class = &quot;undecided&quot;"));
    CHECK(bring("PK\x03\x04").status == 400);
    CHECK(files_behind(w.bench.path()) == 0);
    CHECK(std::filesystem::is_empty(w.bench.folder.text() + "/uploads"));
  });
}

TEST_CASE("a file for a set is kept in the place of the one before and judged, and others are told what is wrong") {
  each_workplace([](Workplace& w) {
    w.declarations.sets[0].source = "file";
    w.declarations.sets[0].file = FileForm{};
    w.sources["file"] = [&](const Declaration& declaration) {
      return file_source(brought_file(w.files(), declaration.slug), declaration);
    };
    CHECK(says(w.page("/balie/open-data/parkeren"), "Een nieuw bestand"));
    CsvText text;
    text.add(std::vector<std::string_view>(w.table.header.begin(), w.table.header.end()));
    for (const auto& row : w.table.rows) text.add(std::vector<std::string_view>(row.begin(), row.end()));
    const std::string url = "/balie/open-data/parkeren/bestand";
    CHECK(w.bring(url, "garages.docx", "x").status == 400);
    CHECK(brought_file(w.files(), "parkeren").empty());
    CHECK(w.bring(url, "garages.csv", std::string(text.text())).status == 303);
    (void)w.post("/balie/open-data/parkeren/aanbieden");
    CHECK(w.bench.catalogue()->find("parkeren")->current() != nullptr);
    CHECK(w.bench.events("opendata.file-brought").size() == 1);
    CHECK(w.bring(url, "garages.geojson", "{}").status == 303);
    CHECK(brought_file(w.files(), "parkeren").ends_with("parkeren.geojson"));
    CHECK(std::filesystem::is_empty(w.bench.folder.text() + "/uploads"));
    CHECK(w.bring("/balie/open-data/onbekend/bestand", "a.csv", "a").status == 404);
    w.gate.viewer.roles = {people::Role::handler};
    CHECK(w.bring(url, "garages.csv", "x").status == 403);
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
