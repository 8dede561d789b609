#include "showcase/showcase.h"

#include <doctest/doctest.h>

#include "embedded/html_texts.h"
#include "people/test_gate.h"
#include "showcase/showcase_pages.h"
#include "test_stores.h"

using namespace sas;
using namespace sas::showcase;

namespace {

/// A public store with one set in it.
class Reader final : public releases::PublicReader {
 public:
  Reader() {
    auto published = std::make_shared<releases::Published>();
    published->release.dataset = "bomen";
    published->release.number = 1;
    published->release.description.title = {"Bomen", "Trees"};
    now_.sets.push_back({"bomen", {published}});
  }
  std::shared_ptr<const releases::Catalogue> catalogue() override {
    return std::make_shared<releases::Catalogue>(now_);
  }
  Result<std::string> object(std::string_view) const override { return fail(ErrorKind::not_found, "object-missing"); }
  releases::PublicReaderStats stats() const override { return {}; }

 private:
  releases::Catalogue now_;
};

const Proposal tree_map{"bomen", "Bomenkaart", "https://kaart.voorbeeld.nl/bomen", "een inwoner",
                        "Alle bomen op een kaart, per soort."};

struct Bench {
  explicit Bench(store::Store& store) : records(store) {
    gate.viewer.kind = people::ViewerKind::staff;
    gate.viewer.staff = StaffId("01900000-0000-7000-8000-0000000000a1");
    gate.viewer.roles = {people::Role::editor};
    add_showcase_pages(router, gate, parts());
  }
  [[nodiscard]] ShowcaseParts parts() { return {records, ledger, reader, clock, random}; }
  [[nodiscard]] std::string only_id() { return all(records).value().at(0).id; }
  [[nodiscard]] std::vector<std::string> events() {
    return records
        .read([&](store::ReadTx& tx) -> Result<std::vector<std::string>> {
          std::vector<std::string> out;
          for (const ledger::Event& event : ledger.read_after(tx, 0, 100))
            out.push_back(event.kind + " " + event.acting + " " + json::write(event.facts));
          return out;
        })
        .value();
  }
  http::Response fill_in(const Proposal& typed) {
    return browser.post(
        "/data/bomen/laat-zien",
        {{"titel", typed.title}, {"adres", typed.url}, {"maker", typed.made_by}, {"uitleg", typed.summary}});
  }

  store::Store& records;
  ManualClock clock{parse_iso_instant("2026-04-04T06:00:00Z").value()};
  SystemRandom random;
  ledger::Ledger ledger{clock, random};
  Reader reader;
  html::Texts texts = html::Texts::load({embedded::html_texts(), showcase::texts()}).value();
  test::TestGate gate{texts};
  http::Router router;
  test::Browser browser{router};
};

void each_bench(const std::function<void(Bench&)>& test) {
  test::for_each_store(test::joined({ledger::migrations(), showcase::migrations()}), [&](store::Store& store) {
    Bench bench(store);
    test(bench);
  });
}

}  // namespace

TEST_CASE("what anybody proposes is shown once somebody at the desk agrees, and no sooner") {
  each_bench([](Bench& b) {
    REQUIRE(propose(b.parts(), tree_map));
    CHECK(shown(b.records, "bomen")->empty());
    REQUIRE(agree(b.parts(), b.only_id(), "staff:a1"));
    REQUIRE(agree(b.parts(), b.only_id(), "staff:a2"));
    const auto seen = shown(b.records, "bomen").value();
    REQUIRE(seen.size() == 1);
    CHECK(seen[0].what.title == "Bomenkaart");
    CHECK(shown(b.records, "parkeren")->empty());
    REQUIRE(remove(b.parts(), b.only_id(), "staff:a1"));
    CHECK(shown(b.records, "bomen")->empty());
    CHECK(agree(b.parts(), "01900000-0000-7000-8000-0000000000ff", "staff:a1").error().code == "reuse-unknown");
    CHECK(b.events() == std::vector<std::string>{"reuse.proposed visitor {\"dataset\":\"bomen\"}",
                                                 "reuse.agreed staff:a1 {\"dataset\":\"bomen\"}",
                                                 "reuse.removed staff:a1 {\"dataset\":\"bomen\"}"});
  });
}

TEST_CASE("the same thing proposed twice waits once, and nobody can fill the desk") {
  each_bench([](Bench& b) {
    for (int i = 0; i < 2; ++i) REQUIRE(propose(b.parts(), tree_map));
    CHECK(all(b.records)->size() == 1);
    Proposal other = tree_map;
    for (std::int64_t i = 1; i < most_waiting; ++i) {
      other.url = tree_map.url + "/" + std::to_string(i);
      REQUIRE(propose(b.parts(), other));
    }
    other.url = tree_map.url + "/last";
    CHECK(propose(b.parts(), other).error().code == "reuses-waiting");
    other.dataset = "geen";
    CHECK(propose(b.parts(), other).error().code == "dataset-unknown");
  });
}

TEST_CASE("an address that could mislead whoever clicks on it is refused") {
  const auto field_of = [](const std::string& url) {
    Proposal typed = tree_map;
    typed.url = url;
    const auto result = checked(typed);
    return result ? std::string() : result.error().fields.at(0).field;
  };
  CHECK(field_of(" https://kaart.voorbeeld.nl/a?b=c#d ").empty());
  CHECK(field_of("http://voorbeeld.nl").empty());
  for (const char* wrong : {"", "kaart.voorbeeld.nl", "javascript:alert(1)", "ftp://voorbeeld.nl", "https://",
                            "https://localhost/", "https://zwolle.nl@kwaad.example/", "https://a.nl/\"onclick",
                            "https://a.nl/ b", "https://.nl", "https://nl.", "https://zw\xc3\xb6lle.nl/"})
    CHECK_MESSAGE(field_of(wrong) == "url", wrong);
  CHECK(field_of("https://a.nl/" + std::string(500, 'x')) == "url");
}

TEST_CASE("every field that is wrong is named") {
  const auto result = checked({"bomen", "x", "y", std::string(81, 'm'), "kort"});
  REQUIRE_FALSE(result);
  std::vector<std::string> names;
  for (const FieldError& field : result.error().fields) names.push_back(field.field);
  CHECK(names == std::vector<std::string>{"title", "url", "made_by", "summary"});
  CHECK_FALSE(checked({"bomen", std::string("Kaart\x01"), tree_map.url, "", tree_map.summary}));
  CHECK(checked({"bomen", "Kaart", tree_map.url, "", tree_map.summary}));
}

TEST_CASE("the form keeps what was typed, says what is wrong, and markup stays text") {
  each_bench([](Bench& b) {
    CHECK(test::says(b.browser.get("/data/bomen/laat-zien"), "Bomen"));
    const http::Response wrong = b.fill_in({"bomen", "<b>Kaart</b>", "geen adres", "", tree_map.summary});
    CHECK(wrong.status == 422);
    CHECK(test::says(wrong, "&lt;b&gt;Kaart&lt;/b&gt;"));
    CHECK(test::says(wrong, "href=\"#adres\""));
    CHECK(test::says(b.fill_in(tree_map), "Bedankt"));
    CHECK(b.browser.get("/data/geen/laat-zien").status == 404);
    CHECK(test::says(b.browser.get("/en/data/bomen/laat-zien"), "Who made it?"));
  });
}

TEST_CASE("the desk agrees and removes with a button, and who has no such role sees nothing of it") {
  each_bench([](Bench& b) {
    REQUIRE(b.fill_in(tree_map).status == 200);
    const std::string desk = "/balie/open-data/gemaakt";
    CHECK(test::says(b.browser.get(desk), "Alle bomen op een kaart"));
    const std::string id = b.only_id();
    CHECK(b.browser.post(desk + "/" + id + "/akkoord", {}).status == 303);
    CHECK(shown(b.records, "bomen")->size() == 1);
    b.gate.viewer.roles = {people::Role::manager};
    CHECK(b.browser.get(desk).status == 403);
    CHECK(b.browser.post(desk + "/" + id + "/weg", {}).status == 403);
    b.gate.viewer.roles = {people::Role::administrator};
    CHECK(b.browser.post(desk + "/" + id + "/weg", {}).status == 303);
    CHECK(b.browser.post(desk + "/" + id + "/weg", {}).status == 303);
    CHECK(all(b.records)->empty());
  });
}

TEST_CASE("who sends one after another has to wait") {
  each_bench([](Bench& b) {
    int status = 0;
    for (int i = 0; i < 10 && status != 429; ++i) {
      Proposal other = tree_map;
      other.url += "/" + std::to_string(i);
      status = b.fill_in(other).status;
    }
    CHECK(status == 200);  // nobody can be told apart: only the limit of all together counts
    for (int i = 0; i < 100 && status != 429; ++i) {
      Proposal other = tree_map;
      other.url += "/more/" + std::to_string(i);
      status = b.fill_in(other).status;
    }
    CHECK(status == 429);
  });
}
