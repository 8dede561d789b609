#include <doctest/doctest.h>

#include <filesystem>

#include "opendata/desk_fixture.h"

using namespace sas;
using namespace sas::opendata;

namespace {

constexpr std::string_view kTrees = "soort;hoogte;aantal\neik;7,5;20\nes;6,25;35\nlinde;4,0;10\n";
const std::string kDraft = "/balie/open-data/concept/bomen";

constexpr const char* kWords =
    "titel-nl=Bomen&titel-en=Trees&samenvatting-nl=Hoeveel+bomen+er+staan.&samenvatting-en=How+many+trees+there+are."
    "&herkomst-nl=Geteld+in+het+veld.&herkomst-en=Counted+outside.&eigenaar=Stadsbeheer&contact=info@gemeente.example"
    "&licentie=CC0-1.0&themas=ENVI&trefwoorden=bomen+%3D+trees&ververs=yearly&hoogwaardig=none";
constexpr const char* kStructure = "onderwerp=thing&komma=comma&dagen=iso&tekens=utf-8&eigenschappen=refuse";

std::string column(const std::string& type, const std::string& kind, const std::string& more = "&openheid=open") {
  return "betekenis-nl=wat+het+is&betekenis-en=what+it+is&soort=" + type + "&inhoud=" + kind +
         "&telt=nothing&rol=plain&bevestigd=ja" + more;
}

// Everything answered, up to the check.
void answer_all(Workplace& w) {
  REQUIRE(w.bring("/balie/open-data/concept", std::string(kTrees), "naam=bomen").status == 303);
  REQUIRE(w.post(kDraft + "/over", kWords).status == 303);
  REQUIRE(w.post(kDraft + "/opbouw", kStructure).status == 303);
  REQUIRE(w.post(kDraft + "/kolom/1", column("text", "category")).status == 303);
  REQUIRE(w.post(kDraft + "/kolom/2", column("decimal", "measure")).status == 303);
  REQUIRE(w.post(kDraft + "/kolom/3", column("integer", "measure")).status == 303);
}

void publish(Workplace& w) {
  answer_all(w);
  REQUIRE(w.post(kDraft + "/controleren").status == 303);
  REQUIRE(w.post(kDraft + "/voorleggen").status == 303);
  w.is('2');
  REQUIRE(w.post(kDraft + "/akkoord").status == 303);
  w.is('1');
}

}  // namespace

TEST_CASE("a file becomes open data when everything was confirmed, the gate found nothing and a second person agreed") {
  each_workplace([](Workplace& w) {
    answer_all(w);
    CHECK(says(w.page(kDraft), "3 van 3 kolommen zijn bevestigd."));
    w.post(kDraft + "/controleren");
    const std::string checked = w.page(kDraft);
    CHECK(says(checked, "Mag openbaar worden"));
    CHECK(says(checked, privacy::name_of(privacy::LegalTest::singling_out).nl));
    CHECK(w.bench.catalogue()->find("bomen") == nullptr);
    w.post(kDraft + "/voorleggen");
    CHECK(says(w.page(kDraft), "U werkte hier zelf aan"));
    CHECK(w.post(kDraft + "/akkoord").status == 403);
    w.is('2');
    const std::string laid = w.page(kDraft);
    CHECK(says(laid, "Een collega legt dit aan u voor"));
    // Whoever agrees sees every answer, also those that privacy hangs on.
    CHECK(says(laid, "Kan de kolom iemand aanwijzen?"));
    CHECK(says(laid, "Wat wordt geteld?"));
    CHECK(says(laid, "what it is"));
    CHECK_FALSE(says(laid, "Bevestig alle vragen"));
    CHECK(w.post(kDraft + "/akkoord").status == 303);
    const auto* history = w.bench.catalogue()->find("bomen");
    REQUIRE(history != nullptr);
    REQUIRE(history->current() != nullptr);
    CHECK(history->current()->release.rows == 3);
    CHECK(says(w.bench.bytes_of("bomen", "csv"), "eik,7.5,20"));
    CHECK(w.send(http::Method::get, kDraft).status == 404);
    CHECK(says(w.page("/balie/open-data/bomen"), "Versies van de beschrijving"));
    const auto approved = w.bench.events("opendata.declaration-approved");
    REQUIRE(approved.size() == 1);
    CHECK(approved[0].acting == "staff:01900000-0000-7000-8000-0000000000a2");
    CHECK(json::text_at(approved[0].facts, "declaration") == history->current()->release.scan.declaration_sha256);
    CHECK(w.bench.events("opendata.column-confirmed").size() == 3);
  });
}

TEST_CASE("nothing is confirmed by silence: not a column, not a check, not an agreement") {
  each_workplace([](Workplace& w) {
    REQUIRE(w.bring("/balie/open-data/concept", std::string(kTrees), "naam=bomen").status == 303);
    const std::string proposed = w.page(kDraft + "/kolom/2");
    CHECK(says(proposed, "Dit is ons voorstel"));
    CHECK(w.post(kDraft + "/controleren").status == 409);
    CHECK(w.post(kDraft + "/voorleggen").status == 409);
    const http::Response silent = w.send(http::Method::post, kDraft + "/kolom/2",
                                         "betekenis-nl=hoogte&betekenis-en=height&soort=decimal&inhoud=measure"
                                         "&telt=nothing&rol=plain&openheid=open");
    CHECK(silent.status == 422);
    CHECK(says(silent.body, "Bevestig dat u naar deze kolom hebt gekeken."));
    CHECK(says(w.page(kDraft), "0 van 3 kolommen zijn bevestigd."));
    CHECK(w.send(http::Method::post, kDraft + "/over", "titel-nl=Bomen").status == 422);
    CHECK(w.send(http::Method::post, kDraft + "/opbouw", "komma=comma").status == 422);
    CHECK(w.send(http::Method::get, kDraft + "/kolom/4").status == 404);
  });
}

TEST_CASE("a column with numbers of persons is proposed as closed, and the smallest change that passes is shown") {
  each_workplace([](Workplace& w) {
    std::string file = "soort;telefoon\n";
    for (int i = 10; i < 40; ++i) file += "eik;06123456" + std::to_string(i) + "\n";
    REQUIRE(w.bring("/balie/open-data/concept", file, "naam=bomen").status == 303);
    CHECK(says(w.page(kDraft + "/kolom/2"), "value=\"personal\" checked"));
    w.post(kDraft + "/over", kWords);
    w.post(kDraft + "/opbouw", kStructure);
    w.post(kDraft + "/kolom/1", column("text", "category"));
    CHECK(w.post(kDraft + "/kolom/2", column("text", "thing-id", "&openheid=personal")).status == 422);
    w.post(kDraft + "/kolom/2", column("text", "thing-id", "&openheid=personal&grond=woo-5.1-2-e"));
    w.post(kDraft + "/controleren");
    const std::string refused = w.page(kDraft);
    CHECK(says(refused, "Niet openbaar"));
    CHECK(says(refused, "Dit gaat verloren"));
    CHECK_FALSE(says(refused, "06123456"));
    CHECK(w.post(kDraft + "/voorleggen").status == 409);
    CHECK(w.post(kDraft + "/wijzigingen").status == 303);
    CHECK(says(w.page(kDraft), "Mag openbaar worden"));
    w.post(kDraft + "/voorleggen");
    w.is('2');
    w.post(kDraft + "/akkoord");
    const auto standing = w.bench.catalogue()->find("bomen")->current();
    REQUIRE(standing != nullptr);
    CHECK_FALSE(standing->release.lost.empty());
    CHECK_FALSE(says(w.bench.bytes_of("bomen", "csv"), "0612"));
  });
}

TEST_CASE("whatever changes after the check takes the check away, and a submitted draft does not change") {
  each_workplace([](Workplace& w) {
    answer_all(w);
    w.post(kDraft + "/controleren");
    w.post(kDraft + "/kolom/3", column("integer", "category"));
    CHECK(w.post(kDraft + "/voorleggen").status == 409);
    w.post(kDraft + "/controleren");
    w.post(kDraft + "/voorleggen");
    CHECK(w.post(kDraft + "/kolom/3", column("integer", "measure")).status == 409);
    w.is('2');
    CHECK(w.post(kDraft + "/terug").status == 303);
    CHECK(w.post(kDraft + "/kolom/3", column("integer", "measure")).status == 303);
    w.post(kDraft + "/controleren");
    w.post(kDraft + "/voorleggen");
    CHECK(w.post(kDraft + "/akkoord").status == 403);
    w.is('3');
    CHECK(w.post(kDraft + "/akkoord").status == 303);
  });
}

TEST_CASE("a set of the desk refreshes by a new file under the same declaration, and other columns do not pass") {
  each_workplace([](Workplace& w) {
    publish(w);
    CHECK(w.bring("/balie/open-data/bomen/bestand", "soort;hoogte;aantal\neik;8,5;21\nes;6,5;36\n").status == 303);
    w.work();
    CHECK(w.bench.catalogue()->find("bomen")->current()->release.rows == 2);
    CHECK(w.bench.catalogue()->find("bomen")->current()->release.number == 2);
    w.bring("/balie/open-data/bomen/bestand", "soort;hoogte;aantal;eigenaar\neik;8,5;21;Jan\n");
    w.work();
    CHECK(w.bench.catalogue()->find("bomen")->current()->release.number == 2);
    CHECK(says(w.page("/balie/open-data/bomen"), "Niet openbaar"));
    CHECK(w.bring("/balie/open-data/parkeren/bestand", std::string(kTrees)).status == 404);
    CHECK(w.bring("/balie/open-data/bomen/bestand", "x", "", "bomen.exe").status == 400);
  });
}

TEST_CASE("a declaration is changed later as a new version, again by two people, and earlier versions stay") {
  each_workplace([](Workplace& w) {
    publish(w);
    CHECK(w.post("/balie/open-data/bomen/aanpassen").status == 303);
    CHECK(w.post("/balie/open-data/bomen/aanpassen").status == 409);
    CHECK(says(w.page(kDraft), "3 van 3 kolommen zijn bevestigd."));
    std::string words = kWords;
    words.replace(words.find("titel-nl=Bomen"), 14, "titel-nl=Alle+bomen");
    w.post(kDraft + "/over", words);
    w.post(kDraft + "/controleren");
    w.post(kDraft + "/voorleggen");
    w.is('2');
    w.post(kDraft + "/akkoord");
    const auto standing = w.bench.catalogue()->find("bomen")->current();
    CHECK(standing->release.number == 2);
    CHECK(standing->release.description.title.nl == "Alle bomen");
    const auto versions = w.drafts.versions("bomen").value();
    REQUIRE(versions.size() == 2);
    CHECK(versions[0].version == 2);
    CHECK(versions[1].approved_by == "staff:01900000-0000-7000-8000-0000000000a2");
    CHECK(versions[1].made_by == "staff:01900000-0000-7000-8000-0000000000a1");
    CHECK(versions[1].confirmed.size() == 3);
  });
}

TEST_CASE("another file under a draft keeps what was said of columns of the same name") {
  each_workplace([](Workplace& w) {
    answer_all(w);
    CHECK(w.bring(kDraft + "/bestand", "soort;hoogte;leeftijd van de boom\neik;7,5;80\n").status == 303);
    CHECK(says(w.page(kDraft), "2 van 3 kolommen zijn bevestigd."));
    CHECK(w.post(kDraft + "/controleren").status == 409);
    CHECK(std::distance(std::filesystem::directory_iterator(w.bench.folder.path() / "drafts"), {}) == 1);
  });
}

TEST_CASE("who ticks that free text was read seals those cells, and another file takes the tick away") {
  each_workplace([](Workplace& w) {
    const auto fill = [&] {
      REQUIRE(w.post(kDraft + "/opbouw", kStructure).status == 303);
      REQUIRE(w.post(kDraft + "/kolom/1", column("text", "thing-id")).status == 303);
    };
    const std::string unread = column("text", "free-text"), read = unread + "&gelezen=ja";
    const auto trial = [&] {
      REQUIRE(w.post(kDraft + "/controleren").status == 303);
      return w.drafts.find("bomen").value()->trial.value().judgement;
    };
    const auto give = [&] {
      w.post(kDraft + "/voorleggen");
      w.is('2');
      REQUIRE(w.post(kDraft + "/akkoord").status == 303);
      w.is('1');
    };
    REQUIRE(w.bring("/balie/open-data/concept", "boom;opmerking\neik-1;Staat mooi\nes-2;Bloeit vroeg\n", "naam=bomen")
                .status == 303);
    REQUIRE(w.post(kDraft + "/over", kWords).status == 303);
    fill();
    REQUIRE(w.post(kDraft + "/kolom/2", unread).status == 303);
    CHECK(trial().outcome == "refused");
    REQUIRE(w.post(kDraft + "/kolom/2", read).status == 303);
    CHECK(trial().outcome == "passes");
    REQUIRE(w.bench.events("opendata.column-reviewed").size() == 1);
    CHECK(w.bench.events("opendata.column-reviewed")[0].acting == "staff:01900000-0000-7000-8000-0000000000a1");
    give();
    REQUIRE(w.bench.catalogue()->find("bomen")->current() != nullptr);

    w.bring("/balie/open-data/bomen/bestand", "boom;opmerking\neik-1;Staat mooi\nes-2;Bloeit laat\n");
    w.work();
    CHECK(w.bench.catalogue()->find("bomen")->current()->release.number == 1);
    CHECK(says(w.page("/balie/open-data/bomen"), "Iemand las deze kolom eerder"));

    REQUIRE(w.post("/balie/open-data/bomen/aanpassen").status == 303);
    CHECK(trial().outcome == "refused");
    REQUIRE(w.bring(kDraft + "/bestand", "boom;opmerking\neik-1;Staat mooi\nes-2;Bloeit laat\n").status == 303);
    fill();
    CHECK(w.post(kDraft + "/controleren").status == 409);
    REQUIRE(w.post(kDraft + "/kolom/2", read).status == 303);
    CHECK(trial().outcome == "passes");
    give();
    CHECK(w.bench.catalogue()->find("bomen")->current()->release.number == 2);
  });
}

TEST_CASE("a name that is a page, that is taken or that cannot be an address is refused with what to do") {
  each_workplace([](Workplace& w) {
    for (const char* name : {"nieuw", "parkeren", "Bomen", "bomen/in", ""}) {
      const auto refused = w.bring("/balie/open-data/concept", std::string(kTrees), "naam=" + std::string(name));
      CHECK_MESSAGE(refused.status == 422, name);
    }
    CHECK(w.bring("/balie/open-data/concept", "PK\x03\x04", "naam=bomen").status == 422);
    CHECK(w.bring("/balie/open-data/concept", "x", "naam=bomen", "bomen.exe").status == 422);
    CHECK(std::filesystem::is_empty(w.bench.folder.path() / "drafts"));
  });
}

TEST_CASE("what is thrown away, and what nobody touched for ninety days, is gone with its file") {
  each_workplace([](Workplace& w) {
    answer_all(w);
    CHECK(w.post(kDraft + "/weggooien").status == 303);
    CHECK(std::filesystem::is_empty(w.bench.folder.path() / "drafts"));
    answer_all(w);
    w.bench.clock.advance(std::chrono::hours{24 * 89});
    CHECK(w.drafts.sweep().value() == 0);
    w.bench.clock.advance(std::chrono::hours{24 * 2});
    CHECK(w.drafts.sweep().value() == 1);
    CHECK(std::filesystem::is_empty(w.bench.folder.path() / "drafts"));
    CHECK(w.bench.events("opendata.draft-dropped").size() == 2);
  });
}

TEST_CASE("the check of a new version tells what its counts and those that stand would give away together") {
  each_workplace([](Workplace& w) {
    const std::string visits = "/balie/open-data/concept/bezoek";
    const std::string structure =
        "onderwerp=person&telling=bezoekers&indeling=balie&afronding=none&grootste=20"
        "&komma=point&dagen=iso&tekens=utf-8&eigenschappen=refuse";
    REQUIRE(
        w.bring("/balie/open-data/concept", "balie,bezoekers\nnoord,123\nzuid,234\noost,347\n", "naam=bezoek").status ==
        303);
    REQUIRE(w.post(visits + "/over", kWords).status == 303);
    REQUIRE(w.post(visits + "/opbouw", structure).status == 303);
    REQUIRE(w.post(visits + "/kolom/1", column("text", "category")).status == 303);
    REQUIRE(w.post(visits + "/kolom/2",
                   "betekenis-nl=aantal&betekenis-en=number&soort=integer&inhoud=measure"
                   "&telt=persons&rol=plain&bevestigd=ja&openheid=open")
                .status == 303);
    w.post(visits + "/controleren");
    w.post(visits + "/voorleggen");
    w.is('2');
    w.post(visits + "/akkoord");
    w.is('1');
    REQUIRE(w.bench.catalogue()->find("bezoek") != nullptr);
    REQUIRE(w.post("/balie/open-data/bezoek/aanpassen").status == 303);
    const auto outcome_with = [&](const std::string& rows) {
      REQUIRE(w.bring(visits + "/bestand", "balie,bezoekers\n" + rows).status == 303);
      REQUIRE(w.post(visits + "/opbouw", structure).status == 303);
      REQUIRE(w.post(visits + "/controleren").status == 303);
      return w.drafts.find("bezoek").value()->trial.value().judgement;
    };
    CHECK(outcome_with("noord,123\nzuid,267\noost,347\n").outcome == "passes");
    const LastJudgement told = outcome_with("noord,126\nzuid,234\noost,347\n");
    CHECK(told.outcome == "refused");
    REQUIRE(told.findings.size() == 1);
    CHECK(told.findings[0].rule == privacy::Rule::difference);
  });
}
