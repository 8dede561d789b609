#include "harvest/feature_page.h"

#include <doctest/doctest.h>

using namespace sas;
using namespace sas::harvest;

TEST_CASE("pages of features lead to the next, by a link or by an offset") {
  const std::string here = "https://data.voorbeeld.nl/collections/bomen/items?limit=2";
  const auto linked = read_feature_page(
      R"({"type":"FeatureCollection","features":[{"id":1},{"id":2}],"links":[{"rel":"self","href":"x"},
          {"rel":"next","href":"/collections/bomen/items?limit=2&offset=2"}]})",
      here, 0);
  REQUIRE(linked);
  CHECK(linked->features == std::vector<std::string>{R"({"id":1})", R"({"id":2})"});
  CHECK(linked->next == "https://data.voorbeeld.nl/collections/bomen/items?limit=2&offset=2");

  const std::string layer = "https://gis.voorbeeld.nl/FeatureServer/0/query?where=1%3D1&f=geojson";
  const auto more =
      read_feature_page(R"({"features":[{"id":1}],"properties":{"exceededTransferLimit":true}})", layer, 4);
  REQUIRE(more);
  CHECK(more->next == layer + "&resultOffset=5");
  CHECK(read_feature_page(R"({"features":[{"id":1}]})", layer, 4)->next.empty());
}

TEST_CASE("a page that says there is more and gives nothing is the last") {
  const auto page = read_feature_page(R"({"features":[],"exceededTransferLimit":true})", "https://a.example/q", 4);
  REQUIRE(page);
  CHECK(page->next.empty());
}

TEST_CASE("an answer that holds no features is refused") {
  for (const char* body : {"", "[]", "{}", R"({"features":{}})", R"({"error":{"code":400}})"}) {
    const auto page = read_feature_page(body, "https://a.example/q", 0);
    REQUIRE(!page);
    CHECK(page.error().code == "harvest-pages");
  }
}
