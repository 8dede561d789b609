#include "opendata/desk_pages.h"

#include <doctest/doctest.h>

#include <filesystem>

#include "opendata/desk_fixture.h"

using namespace sas;
using namespace sas::opendata;

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
    const auto bring = [&](const std::string& content) { return w.bring("/balie/open-data/nieuw", content); };
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
    CHECK(says(w.page("/balie/open-data/parkeren"), "Een nieuw bestand"));
    CsvText text;
    text.add(std::vector<std::string_view>(w.table.header.begin(), w.table.header.end()));
    for (const auto& row : w.table.rows) text.add(std::vector<std::string_view>(row.begin(), row.end()));
    const std::string url = "/balie/open-data/parkeren/bestand";
    CHECK(w.bring(url, "x", "", "garages.docx").status == 400);
    CHECK(brought_file(w.files(), "parkeren").empty());
    CHECK(w.bring(url, std::string(text.text()), "", "garages.csv").status == 303);
    (void)w.post("/balie/open-data/parkeren/aanbieden");
    CHECK(w.bench.catalogue()->find("parkeren")->current() != nullptr);
    CHECK(w.bench.events("opendata.file-brought").size() == 1);
    CHECK(w.bring(url, "{}", "", "garages.geojson").status == 303);
    CHECK(brought_file(w.files(), "parkeren").ends_with("parkeren.geojson"));
    CHECK(std::filesystem::is_empty(w.bench.folder.text() + "/uploads"));
    CHECK(w.bring("/balie/open-data/onbekend/bestand", "a", "", "a.csv").status == 404);
    w.gate.viewer.roles = {people::Role::handler};
    CHECK(w.bring(url, "x", "", "garages.csv").status == 403);
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
