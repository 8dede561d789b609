#include <doctest/doctest.h>

#include "portal/test_portal.h"

using namespace sas;
using namespace sas::portal;
using namespace sas::portal::testing;

namespace {

struct RecordShop : OpenShop {
  RecordShop() { open(); }
  [[nodiscard]] json::Object items(const std::string& query) const {
    const std::string answer = get("/ogc/v1/collections/catalog/items" + query);
    REQUIRE_MESSAGE(status_of_answer(answer) == 200, answer.substr(0, 600));
    return json_of(answer);
  }
  /// Names of the sets that fit.
  [[nodiscard]] std::string named(const std::string& query) const {
    std::string out;
    const json::Object page = items(query);
    for (const json::Value& feature : page.at("features").as_array())
      out += (out.empty() ? "" : " ") + std::string(feature.at("id").as_string());
    return out;
  }
};

}  // namespace

TEST_CASE("the catalogue is a collection of records at the root of the features") {
  const RecordShop shop;
  const json::Object all = json_of(shop.get("/ogc/v1/collections"));
  CHECK(all.at("collections").at(0).at("id") == "catalog");
  CHECK(all.at("collections").at(0).at("itemType") == "record");
  const json::Object one = json_of(shop.get("/ogc/v1/collections/catalog"));
  CHECK(one.at("type") == "Collection");
  CHECK(one.at("extent").at("spatial").at("bbox").at(0).at(0) == 6.05);
  CHECK(holds(shop.get("/ogc/v1/collections/catalog", "Accept: application/ogc-catalog+json\r\n"),
              "Content-Type: application/ogc-catalog+json"));
  const std::string conformance = shop.get("/ogc/v1/conformance");
  CHECK(holds(conformance, "ogcapi-records-1/1.0/conf/records-api"));
  CHECK(holds(shop.get("/ogc/v1/api"), "/collections/catalog/items/{recordId}"));
}

TEST_CASE("a record says what a set is, where, when, and where its files are") {
  const RecordShop shop;
  const std::string answer = shop.get("/ogc/v1/collections/catalog/items/laadpalen");
  CHECK(holds(answer, "Content-Type: application/geo+json"));
  const json::Object record = json_of(answer);
  CHECK(record.at("type") == "Feature");
  CHECK(record.at("id") == "laadpalen");
  CHECK(record.at("time").at("interval") == json::parse(R"(["2026-01-01","2026-03-31"])").value());
  CHECK(record.at("geometry").at("coordinates").at(0).as_array().size() == 5);
  const json::Object& properties = record.at("properties").as_object();
  CHECK(properties.at("type") == "dataset");
  CHECK(properties.at("title") == "Laadpalen voor auto's");
  CHECK(properties.at("updated") == "2026-06-01T06:00:00.000Z");
  CHECK(properties.at("contacts").at(0).at("emails").at(0).at("value") == "mobiliteit@voorbeeld.nl");
  CHECK(holds(json::write(record.at("links")), "\"enclosure\""));
  CHECK(json_of(shop.get("/ogc/v1/collections/catalog/items/bomen")).at("geometry").is_null());
  CHECK(status_of_answer(shop.get("/ogc/v1/collections/catalog/items/geen")) == 404);
}

TEST_CASE("records are found by words, place, time, kind and name, and by all of them together") {
  const RecordShop shop;
  CHECK(shop.named("") == "bomen laadpalen");
  CHECK(shop.named("?q=LAADPALEN") == "laadpalen");
  CHECK(shop.named("?q=elektrisch%20rijden") == "laadpalen");
  CHECK(shop.named("?q=rijden%20elektrisch") == "");
  CHECK(shop.named("?q=felling,charging") == "bomen laadpalen");
  CHECK(shop.named("?bbox=6.0,52.0,6.06,52.5") == "laadpalen");
  CHECK(shop.named("?bbox=4.0,52.0,5.0,52.5") == "");
  CHECK(shop.named("?bbox=6.0,52.0,0,6.06,52.5,100") == "laadpalen");
  CHECK(shop.named("?datetime=2026-02-01/2026-02-02") == "bomen laadpalen");
  CHECK(shop.named("?datetime=2025-12-31&ids=laadpalen") == "");
  CHECK(shop.named("?datetime=../2026-01-01&ids=laadpalen") == "laadpalen");
  CHECK(shop.named("?type=dataset,service") == "bomen laadpalen");
  CHECK(shop.named("?type=service") == "");
  CHECK(shop.named("?ids=bomen,geen") == "bomen");
  const json::Object record = json_of(shop.get("/ogc/v1/collections/catalog/items/laadpalen"));
  const std::string said(record.at("properties").at("externalIds").at(0).at("value").as_string());
  CHECK(shop.named("?externalIds=" + url_encode(said)) == "laadpalen");
  CHECK(shop.named("?q=laadpalen&ids=bomen") == "");
}

TEST_CASE("records come page by page, and a wrong or unknown parameter is refused") {
  const RecordShop shop;
  const json::Object first = shop.items("?limit=1&type=dataset");
  CHECK(first.at("numberMatched") == 2);
  CHECK(first.at("numberReturned") == 1);
  CHECK(holds(json::write(first.at("links")), "limit=1&offset=1&type=dataset"));
  const json::Object last = shop.items("?limit=1&offset=1");
  CHECK(!holds(json::write(last.at("links")), "\"next\""));
  CHECK(holds(json::write(last.at("links")), "\"prev\""));
  CHECK(shop.items("?offset=99").at("numberReturned") == 0);
  for (const char* wrong :
       {"?limit=0", "?limit=x", "?offset=-1", "?bbox=1,2", "?datetime=gisteren", "?geen=x", "?f=xml"}) {
    CAPTURE(wrong);
    CHECK(status_of_answer(shop.get(std::string("/ogc/v1/collections/catalog/items") + wrong)) == 400);
  }
}

TEST_CASE("the catalogue has pages for people at the same addresses") {
  const RecordShop shop;
  for (const char* path : {"/ogc/v1/collections/catalog", "/ogc/v1/collections/catalog/items",
                           "/ogc/v1/collections/catalog/items/bomen"}) {
    CAPTURE(path);
    CHECK(holds(shop.get(std::string(path) + "?f=html"), "<html lang=\"nl\""));
    CHECK(!holds(shop.get(path), "<html"));
  }
  CHECK(holds(shop.get("/ogc/v1/collections/catalog/items?f=html&limit=1"), "offset=1"));
}
