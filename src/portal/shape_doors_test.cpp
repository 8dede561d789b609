#include <doctest/doctest.h>

#include <filesystem>

#include "portal/library.h"
#include "portal/test_run.h"
#include "portal/test_shapes.h"

using namespace sas;
using namespace sas::portal;
using namespace sas::portal::testing;

// Lines and areas through every door of the portal.
namespace {

constexpr const char* items = "/ogc/v1/collections/wijken/items";
constexpr const char* rd = "http://www.opengis.net/def/crs/EPSG/0/28992";

struct Districts : OpenShop {
  Districts() {
    publish(districts(), district_rows(), 5);
    open();
  }
  [[nodiscard]] std::string numbers(const std::string& query) const {
    const json::Object answer = json_of(get(std::string(items) + query));
    std::string out;
    for (const json::Value& feature : answer.at("features").as_array())
      out += std::to_string(feature.as_object().at("id").as_int64()) + " ";
    CHECK(answer.at("numberMatched").as_int64() >= static_cast<std::int64_t>(answer.at("features").as_array().size()));
    return out;
  }
};

}  // namespace

TEST_CASE("features are areas and lines, with their holes, and the text is no property of them") {
  const Districts shop;
  const std::string all = body_of(shop.get(items));
  CHECK(holds(all, R"("geometry":{"type":"Polygon","coordinates":[[[6.1,52.5],[6.11,52.5],)"));
  CHECK(holds(all, R"(],[[6.104,52.504],[6.104,52.506],)"));
  CHECK(holds(all, R"({"type":"MultiPolygon","coordinates":[[[[6.05,52.5],)"));
  CHECK(holds(all, R"({"type":"LineString","coordinates":[[6.05,52.508],[6.1,52.509],[6.15,52.508]]})"));
  CHECK(holds(all, R"("geometry":null,"properties":{"nummer":5,"naam":"Onbekend","soort":"wijk"})"));
  CHECK_FALSE(holds(all, "POLYGON"));
  CHECK(holds(body_of(shop.get("/ogc/v1/collections")), R"("id":"wijken")"));
}

TEST_CASE("every coordinate is reckoned in the system that is asked for") {
  const Districts shop;
  const std::string north_first =
      body_of(shop.get(std::string(items) + "/4?crs=http://www.opengis.net/def/crs/EPSG/0/4326"));
  CHECK(holds(north_first, R"("coordinates":[[52.508,6.05],[52.509,6.1],[52.508,6.15]])"));
  const json::Object metres = json_of(shop.get(std::string(items) + "/1?crs=" + rd));
  const json::Array& rings = metres.at("geometry").as_object().at("coordinates").as_array();
  REQUIRE(rings.size() == 2);
  for (const json::Value& ring : rings)
    for (const json::Value& place : ring.as_array()) {
      // The east of the Netherlands: some 200 km east and 500 km north in the grid.
      CHECK(place.as_array()[0].as_double() == doctest::Approx(203'000).epsilon(0.02));
      CHECK(place.as_array()[1].as_double() == doctest::Approx(501'000).epsilon(0.02));
    }
}

TEST_CASE("a box finds what meets it itself, and not what only has it in its corner") {
  const Districts shop;
  CHECK(shop.numbers("?bbox=6.0,52.4,6.2,52.6") == "1 2 3 4 ");
  CHECK(shop.numbers("?bbox=6.13,52.505,6.135,52.507") == "");         // in the box of the L, not in the L
  CHECK(shop.numbers("?bbox=6.1045,52.5045,6.1055,52.5055") == "");    // in the pond
  CHECK(shop.numbers("?bbox=6.1021,52.5021,6.1022,52.5022") == "1 ");  // within the area: no corner of it is near
  CHECK(shop.numbers("?bbox=6.062,52.5,6.068,52.505") == "");          // between the islands
  CHECK(shop.numbers("?bbox=6.0,52.4,6.2,52.6&soort=singel") == "4 ");
  CHECK(shop.numbers("?bbox=6.0,52.4,6.2,52.6&limit=2&offset=1") == "2 3 ");
  const json::Object page = json_of(shop.get(std::string(items) + "?bbox=6.0,52.4,6.2,52.6&limit=2"));
  CHECK(page.at("numberMatched").as_int64() == 4);
  CHECK(status_of_answer(shop.get(std::string(items) + "?bbox=9,9,1,1")) == 400);
}

TEST_CASE("a box in the Dutch grid finds the same as the shape in that grid") {
  const Districts shop;
  const std::string system = std::string("&bbox-crs=") + rd;
  CHECK(shop.numbers("?bbox=190000,490000,215000,515000" + system) == "1 2 3 4 ");
  const json::Object metres = json_of(shop.get(std::string(items) + "/1?crs=" + rd));
  const json::Array& corner =
      metres.at("geometry").as_object().at("coordinates").as_array()[0].as_array()[0].as_array();
  const double x = corner[0].as_double(), y = corner[1].as_double();
  const auto box = [&](double from, double until) {
    return "?bbox=" + std::to_string(x + from) + "," + std::to_string(y + from) + "," + std::to_string(x + until) +
           "," + std::to_string(y + until) + system;
  };
  CHECK(shop.numbers(box(-5, 5)) == "1 ");
  CHECK(shop.numbers(box(-30, -5)) == "");
}

TEST_CASE("pages for people draw the shapes and name them in words") {
  const Districts shop;
  const std::string set = body_of(shop.get("/data/wijken"));
  CHECK(holds(set, "Elke vorm is een rij van de tabel."));
  CHECK(holds(set, "class=\"sas-map__line\""));
  CHECK(holds(set, "Rij 2: Hoekwijk"));
  CHECK(holds(set, "vlak met 10 hoekpunten"));
  CHECK(holds(set, "vorm"));
  CHECK_FALSE(holds(set, "POLYGON"));
  const std::string one = body_of(shop.get(std::string(items) + "/1?f=html"));
  CHECK(holds(one, "sas-map__area"));
  CHECK(holds(one, "vlak met 10 hoekpunten"));
  CHECK(holds(body_of(shop.get(std::string(items) + "?f=html")), "sas-map__line"));
  CHECK(holds(body_of(shop.get("/ogc/v1/collections/wijken?f=html")), "sas-map__line"));
  CHECK_FALSE(holds(body_of(shop.get(std::string(items) + "/5?f=html")), "sas-map__"));
}

TEST_CASE("the other doors give the shape as text") {
  const Districts shop;
  const std::string rows = body_of(shop.get("/api/3/action/datastore_search?resource_id=wijken-csv&limit=5"));
  CHECK(holds(rows, "LINESTRING (6.05 52.508, 6.1 52.509, 6.15 52.508)"));
  CHECK(holds(rows, R"({"id":"vorm","type":"text")"));
  const std::string filtered = body_of(shop.get(
      "/api/3/action/datastore_search?resource_id=wijken-csv&filters=%7B%22vorm%22%3A%22LINESTRING%20(6.05%2052.508,"
      "%206.1%2052.509,%206.15%2052.508)%22%7D"));
  CHECK(holds(filtered, R"("total":1)"));
  CHECK(holds(body_of(shop.get("/data/wijken/schema.json")), R"("vorm")"));
}

TEST_CASE("the map of a new release is there before anybody asks") {
  const Districts shop;
  const auto catalogue = shop.reader->catalogue();
  const releases::Release& release = catalogue->find("wijken")->current()->release;
  Library library({*shop.reader, *shop.files, shop.folder.path() + "/maps"});
  library.prepare(*catalogue);
  library.settle();
  // Nothing is left to make them of.
  for (const releases::File& file : release.files)
    std::filesystem::remove(shop.reader->object(file.sha256).value());
  REQUIRE(library.shapes(release));
  CHECK((*library.shapes(release))->size() == 4);
  REQUIRE(library.tile_properties(release));
}

TEST_CASE("GDAL reads the areas and lines through the features door, in the system it asks for") {
  if (run("ogrinfo --version").status != 0) {
    MESSAGE("skipped: ogrinfo is not installed (gdal-bin)");
    return;
  }
  const std::uint16_t free_port = [] {
    http::testing::TestServer one;
    return one.start();
  }();
  OpenShop shop("http://127.0.0.1:" + std::to_string(free_port));
  shop.server.settings.port = free_port;
  shop.publish(districts(), district_rows(), 5);
  shop.open();
  REQUIRE(shop.port == free_port);
  const std::string door = "OAPIF:http://127.0.0.1:" + std::to_string(shop.port) + "/ogc/v1";
  const Ran read = run("ogrinfo -al -q '" + door + "' wijken");
  CHECK_MESSAGE(read.status == 0, read.output);
  CHECK_MESSAGE(holds(read.output, "POLYGON ((6.1 52.5,6.11 52.5,6.11 52.51,6.1 52.51,6.1 52.5),(6.104 52.504,"),
                read.output);
  CHECK_MESSAGE(holds(read.output, "MULTIPOLYGON (((6.05 52.5,"), read.output);
  CHECK_MESSAGE(holds(read.output, "LINESTRING (6.05 52.508,6.1 52.509,6.15 52.508)"), read.output);
  CHECK_MESSAGE(holds(read.output, "naam (String) = Hoekwijk"), read.output);
}
