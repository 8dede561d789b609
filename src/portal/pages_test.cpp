#include <doctest/doctest.h>

#include "portal/set_markup.h"
#include "portal/test_portal.h"

using namespace sas;
using namespace sas::portal;
using namespace sas::portal::testing;

namespace {

struct PageShop : OpenShop {
  PageShop() { open(); }
};

/// Every page of the portal, for looking at and for the checks of accessibility.
constexpr const char* pages[] = {"/data",
                                 "/data?q=laadpalen",
                                 "/data?thema=TRAN",
                                 "/data?q=fietspad",
                                 "/data/laadpalen",
                                 "/data/bomen",
                                 "/data/laadpalen/versies",
                                 "/data/laadpalen/versies/1",
                                 "/data/ontwikkelaars",
                                 "/data/ontwikkelaars/proberen"};

}  // namespace

TEST_CASE("every page answers in both languages, with one heading and no script to need") {
  const PageShop shop;
  for (const char* path : pages)
    for (const char* language : {"", "/en"}) {
      CAPTURE(path);
      const std::string answer = shop.get(std::string(language) + path);
      CHECK(status_of_answer(answer) == 200);
      CHECK(answer.find("<h1") == answer.rfind("<h1"));
      CHECK_FALSE(holds(answer, "javascript:"));
    }
}

TEST_CASE("the list finds, filters and offers to take a filter away") {
  const PageShop shop;
  const std::string all = shop.get("/data");
  CHECK(holds(all, "Laadpalen voor auto&#39;s"));
  CHECK(holds(all, "Bomen &amp; &lt;struiken&gt;"));
  CHECK(holds(all, "Verkeer en vervoer"));
  const std::string some = shop.get("/data?thema=TRAN");
  CHECK(holds(some, "Haal filter weg: Verkeer en vervoer"));
  CHECK_FALSE(holds(some, "Bomen &amp;"));
  CHECK(holds(shop.get("/data?q=fietspad"), "Wij vonden geen tabel"));
  CHECK(holds(shop.get("/data?q=%22%3E%3Cscript%3E"), "&quot;&gt;&lt;script&gt;"));
}

TEST_CASE("the page of a set shows rows, a chart, a map, columns, quality, privacy, versions and where to ask") {
  const PageShop shop;
  const std::string page = shop.get("/data/laadpalen");
  for (const char* part : {"id=\"downloaden\"", "id=\"voorbeeld\"", "id=\"grafiek\"", "id=\"kaart\"", "id=\"kolommen\"",
                           "id=\"kwaliteit\"", "id=\"privacy\"", "id=\"herkomst\"", "id=\"versies\"", "id=\"api\"",
                           "id=\"gemaakt\"", "id=\"vragen\""}) {
    CAPTURE(part);
    CHECK(holds(page, part));
  }
  CHECK(holds(page, "Nee: geen rij hoort bij één persoon."));
  CHECK(holds(page, "Tijden zijn dagen geworden."));
  CHECK(holds(page, "Laadpalenkaart"));
  CHECK(holds(page, "binnen 5 werkdagen"));
  CHECK(holds(page, "/vraag?tabel=laadpalen"));
  CHECK(holds(page, "90%"));  // of the remarks: measured, one in ten is empty
  const std::string plain = shop.get("/data/bomen");
  CHECK_FALSE(holds(plain, "id=\"kaart\""));
  CHECK(holds(plain, "Staat stil"));
  CHECK(status_of_answer(shop.get("/data/geen")) == 404);
  CHECK(status_of_answer(shop.get("/data/geen/versies")) == 404);
  CHECK(status_of_answer(shop.get("/data/laadpalen/versies/9")) == 404);
}

TEST_CASE("search engines get a Dataset that no text can break out of") {
  const PageShop shop;
  const std::string page = shop.get("/data/bomen");
  const std::string mark = "<script type=\"application/ld+json\">";
  const std::size_t begin = page.find(mark) + mark.size();
  const auto markup = json::parse(page.substr(begin, page.find("</script>", begin) - begin));
  REQUIRE(markup);
  CHECK(markup->at("@type") == "Dataset");
  CHECK(markup->at("name") == "Bomen & <struiken>");
  CHECK(holds(page.substr(begin, 600), "\\u003cstruiken>"));
}

TEST_CASE("the list and the columns come as data, the record as it was signed") {
  const PageShop shop;
  const auto list = json::parse(body_of(shop.get("/data.json")));
  REQUIRE(list);
  REQUIRE(list->get_array().size() == 2);
  CHECK(list->at(0).at("fresh") == "live");
  CHECK(list->at(0).at("rows") == 1000);
  CHECK(json::parse(body_of(shop.get("/data.json?thema=TRAN")))->get_array().size() == 1);
  CHECK(holds(shop.get("/data.csv"), "dataset,title_nl,"));
  CHECK(json_of(shop.get("/data/laadpalen/schema.json")).at("fields").get_array().size() == 9);
  const json::Object record = json_of(shop.get("/data/laadpalen/verklaring.json"));
  CHECK(json::text_at(record.at("release").get_object(), "dataset") == "laadpalen");
  CHECK(json::text_at(record, "signature").size() == 88);
}

TEST_CASE("feeds and the sitemap tell of every set") {
  const PageShop shop;
  CHECK(holds(shop.get("/data/feed.atom"), "<title>Bomen &amp; &lt;struiken&gt;: versie 1</title>"));
  CHECK(holds(shop.get("/data/feed.rss"), "<pubDate>Mon, 01 Jun 2026 06:00:00 GMT</pubDate>"));
  CHECK(holds(shop.get("/data/sitemap.xml"), "<loc>https://data.voorbeeld.nl/en/data/laadpalen</loc>"));
}

TEST_CASE("pages are written for a browser to look at, when a folder is named") {
  const char* folder = std::getenv("SAS_GALLERY");
  if (folder == nullptr) return;
  const PageShop shop;
  std::filesystem::create_directories(folder);
  const html::Theme theme = html::load_theme("themes/sassenpoort").value();
  for (const html::ThemeFile& file : theme.files)
    std::ofstream(std::string(folder) + "/" + file.name, std::ios::binary) << file.content;
  int number = 0;
  for (const char* path : pages)
    for (const char* language : {"", "/en"})
      std::ofstream(std::string(folder) + "/portal-" + std::to_string(number++) + ".html")
          << body_of(shop.get(std::string(language) + path));
}
