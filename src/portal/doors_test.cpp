#include <doctest/doctest.h>
#include <fmt/format.h>
#include <zlib.h>

#include <array>
#include <cstdio>

#include "portal/crs.h"
#include "portal/examples.h"
#include "portal/test_portal.h"
#include "portal/test_run.h"

using namespace sas;
using namespace sas::portal;
using namespace sas::portal::testing;

namespace {

struct DoorShop : OpenShop {
  DoorShop() { open(); }
  [[nodiscard]] json::Object items(const std::string& query) const {
    const std::string answer = get("/ogc/v1/collections/laadpalen/items" + query);
    REQUIRE_MESSAGE(status_of_answer(answer) == 200, answer.substr(0, 600));
    return json_of(answer);
  }
};

std::string header_of(const std::string& answer, const std::string& name) {
  const std::size_t at = answer.find("\r\n" + name + ": ");
  if (at == std::string::npos || at > answer.find("\r\n\r\n")) return {};
  const std::size_t begin = at + name.size() + 4;
  return answer.substr(begin, answer.find("\r\n", begin) - begin);
}

std::string unpack(const std::string& packed) {
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK);
  std::string out(1U << 20U, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

}  // namespace

TEST_CASE("a download is the published file to the last byte, and says which bytes those are") {
  const DoorShop shop;
  const auto catalogue = shop.reader->catalogue();
  const releases::File file = catalogue->find("laadpalen")->current()->release.files.front();
  const std::string answer = shop.get("/data/laadpalen/csv");
  CHECK(status_of_answer(answer) == 200);
  std::ifstream published(shop.reader->object(file.sha256).value(), std::ios::binary);
  CHECK(body_of(answer) == std::string(std::istreambuf_iterator<char>(published), {}));
  CHECK(header_of(answer, "ETag") == "\"" + file.sha256 + "\"");
  CHECK(header_of(answer, "Repr-Digest") == "sha-256=:" + base64(*from_hex(file.sha256)) + ":");
  CHECK(header_of(answer, "Sassenpoort-Rows") == "1000");
  CHECK(holds(header_of(answer, "Content-Disposition"), "laadpalen-1.csv"));
  CHECK(header_of(answer, "Access-Control-Allow-Origin") == "*");
  CHECK(body_of(shop.get("/data/laadpalen/csv", "Range: bytes=0-5\r\n")) == "nummer");
  CHECK(body_of(shop.get("/data/laadpalen/versies/1/csv")) == body_of(answer));
  CHECK(status_of_answer(shop.get("/data/laadpalen/xlsx")) == 404);
  CHECK(holds(shop.get("/data/laadpalen/xlsx"), "csv, parquet"));
  CHECK(status_of_answer(shop.get("/data/geen/csv")) == 404);
  CHECK(status_of_answer(shop.get("/data/laadpalen/versies/2/csv")) == 404);
}

TEST_CASE("a download comes packed once the copy is there, with a tag of its own, and unpacks to the same bytes") {
  const DoorShop shop;
  const std::string plain = body_of(shop.get("/data/laadpalen/csv"));
  std::string packed;
  for (int tries = 0; tries < 200 && header_of(packed, "Content-Encoding").empty(); ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
    packed = shop.get("/data/laadpalen/csv", "Accept-Encoding: gzip, br\r\n");
  }
  CHECK(header_of(packed, "Content-Encoding") == "gzip");
  CHECK(holds(header_of(packed, "ETag"), "-gzip\""));
  CHECK(unpack(body_of(packed)) == plain);
  CHECK(header_of(shop.get("/data/laadpalen/csv", "Accept-Encoding: gzip\r\nRange: bytes=0-5\r\n"), "Content-Encoding")
            .empty());
}

TEST_CASE("what was withdrawn is gone from every door, and every door says so") {
  DoorShop shop;
  CHECK(status_of_answer(shop.get("/api/3/action/datastore_search?resource_id=laadpalen-csv&sort=nummer")) == 200);
  CHECK(status_of_answer(shop.get("/tiles/laadpalen/0/0/0.mvt")) == 200);
  shop.withdraw("laadpalen", 1);
  CHECK(status_of_answer(shop.get("/data/laadpalen/versies/1/csv")) == 410);
  CHECK(status_of_answer(shop.get("/data/laadpalen/csv")) == 404);
  const std::string page = shop.get("/data/laadpalen");
  CHECK(status_of_answer(page) == 410);
  CHECK(holds(page, "De telling klopte niet."));
  CHECK(status_of_answer(shop.get("/en/data/laadpalen/versies/1")) == 410);
  CHECK(status_of_answer(shop.get("/api/3/action/datastore_search?resource_id=laadpalen-csv")) == 404);
  CHECK(status_of_answer(shop.get("/ogc/v1/collections/laadpalen/items")) == 404);
  CHECK(status_of_answer(shop.get("/tiles/laadpalen/0/0/0.mvt")) == 404);
  const std::string harvested = shop.get("/data/catalog.ttl");
  CHECK(holds(harvested, "dataset-status/WITHDRAWN"));
  CHECK_FALSE(holds(harvested, "/data/laadpalen/csv"));
  CHECK(holds(shop.get("/data/feed.atom"), "versie 1 is ingetrokken"));
  CHECK_FALSE(holds(shop.get("/data"), "/data/laadpalen"));
}

TEST_CASE("after a withdrawal nothing that was made of its files stays in the cache") {
  DoorShop shop;
  const std::string sha256 = shop.reader->catalogue()->find("laadpalen")->current()->release.files.front().sha256;
  const std::string marks = shop.folder.path() + "/cache/" + sha256 + ".rows",
                    other = shop.folder.path() + "/cache/notes.txt";
  (void)shop.get("/api/3/action/datastore_search?resource_id=laadpalen-csv");
  std::ofstream(other) << "of somebody else";
  CHECK(std::filesystem::exists(marks));
  shop.withdraw("laadpalen", 1);
  CHECK(status_of_answer(shop.get("/data")) == 200);
  CHECK_FALSE(std::filesystem::exists(marks));
  CHECK(std::filesystem::exists(other));
}

TEST_CASE("a new version is told by the feed and the page, and the old one stays as it was") {
  DoorShop shop;
  const std::string before = body_of(shop.get("/data/laadpalen/csv"));
  releases::Release next = charging_points();
  next.at = next.at + std::chrono::hours(24);
  next.changed = {"Er kwamen palen bij.", "Points were added."};
  shop.publish(next, charging_rows(1200), 1200);
  CHECK(body_of(shop.get("/data/laadpalen/versies/1/csv")) == before);
  CHECK(body_of(shop.get("/data/laadpalen/csv")).size() > before.size());
  CHECK(holds(shop.get("/data/laadpalen/feed.atom"), "Er kwamen palen bij."));
  CHECK(holds(shop.get("/data/laadpalen/feed.rss"), "Er kwamen palen bij."));
  CHECK(holds(shop.get("/data/laadpalen/versies/2"), "200 rijen erbij"));
  // A walk through the features that began before goes on in the version it began with.
  CHECK(shop.items("?versie=1").at("numberMatched") == 1000);
  CHECK(shop.items("").at("numberMatched") == 1200);
}

TEST_CASE("features come by page, box, time and property, with exact numbers") {
  const DoorShop shop;
  const json::Object first = shop.items("");
  CHECK(first.at("numberMatched") == 1000);
  CHECK(first.at("numberReturned") == 10);
  CHECK(first.at("features").at(0).at("id") == 1);
  CHECK(first.at("features").at(0).at("geometry").at("coordinates").at(0) == 6.051);
  CHECK(holds(json::write(first.at("links")), "\"next\""));
  CHECK_FALSE(holds(json::write(shop.items("?offset=990").at("links")), "\"next\""));
  CHECK(shop.items("?bbox=6.0505,52.4895,6.0525,52.4905").at("numberMatched") == 2);
  CHECK(shop.items("?datetime=2026-01-02").at("numberMatched") == 12);
  CHECK(shop.items("?datetime=2026-01-02T00:00:00Z/2026-01-03T00:00:00Z").at("numberMatched") == 24);
  CHECK(shop.items("?datetime=../2026-01-02").at("numberMatched") == 23);
  CHECK(shop.items("?soort=snel&limit=1000").at("numberReturned") == 334);
  CHECK(shop.items("?soort=snel&open=true").at("numberMatched") == 167);
  CHECK(status_of_answer(shop.get("/ogc/v1/collections/laadpalen/items/1000")) == 200);
  for (const char* missing : {"0", "1001", "x"})
    CHECK(status_of_answer(shop.get(std::string("/ogc/v1/collections/laadpalen/items/") + missing)) == 404);
  CHECK(status_of_answer(shop.get("/ogc/v1/collections/bomen")) == 404);
}

TEST_CASE("the features door has pages for people, in the frame of the site, by f and by Accept") {
  OpenShop shop;
  shop.open();
  const std::string browser = "Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\nAccept-Language: en\r\n";
  for (const char* path : {"/ogc/v1", "/ogc/v1/collections", "/ogc/v1/collections/laadpalen",
                           "/ogc/v1/collections/laadpalen/items", "/ogc/v1/collections/laadpalen/items/7"}) {
    CAPTURE(path);
    const std::string page = shop.get(path, browser);
    CHECK(status_of_answer(page) == 200);
    CHECK(holds(page, "<html lang=\"en\""));
    CHECK(holds(page, "Vary: Accept, Accept-Language"));
    CHECK(holds(shop.get(std::string(path) + "?f=html"), "<html lang=\"nl\""));
    CHECK(holds(shop.get(std::string(path) + "?f=json", browser), "json\r\n"));
    CHECK(!holds(shop.get(path), "<html"));
  }
  const std::string second = shop.get("/ogc/v1/collections/laadpalen/items?f=html&limit=10&offset=10&soort=snel");
  CHECK(holds(second, "Rij 11 tot en met 20 van 334"));
  CHECK(holds(second, "offset=0&amp;versie=1&amp;soort=snel"));
  CHECK(holds(second, "offset=20&amp;versie=1&amp;soort=snel"));
  CHECK(status_of_answer(shop.get("/ogc/v1/collections/laadpalen/items?f=pdf")) == 400);
}

TEST_CASE("a wrong parameter of the features door is refused with 400") {
  const DoorShop shop;
  for (const char* wrong : {"?limit=0", "?limit=x", "?offset=-1", "?bbox=1,2,3", "?bbox=6,53,7,52", "?bbox=a,b,c,d",
                            "?crs=EPSG:1", "?bbox-crs=x", "?datetime=gisteren", "?datetime=2026-01-01/later", "?geen=x",
                            "?f=xml", "?soort%22%20OR%201=1"}) {
    CAPTURE(wrong);
    CHECK(status_of_answer(shop.get(std::string("/ogc/v1/collections/laadpalen/items") + wrong)) == 400);
  }
  CHECK(shop.items("?soort=snel%27%20OR%20%271%27=%271").at("numberMatched") == 0);
}

TEST_CASE("features come in the Dutch grid as well, and boxes may be given in it") {
  const DoorShop shop;
  const std::string rd = "http://www.opengis.net/def/crs/EPSG/0/28992";
  const std::string answer = shop.get("/ogc/v1/collections/laadpalen/items?limit=1&crs=" + url_encode(rd));
  CHECK(header_of(answer, "Content-Crs") == "<" + rd + ">");
  const json::Object feature = json_of(answer).at("features").at(0).get_object();
  const double x = feature.at("geometry").at("coordinates").at(0).to_number<double>();
  CHECK(x > 195'000);
  CHECK(x < 205'000);
  const std::string box = std::to_string(x - 5) + ",400000," + std::to_string(x + 5) + ",600000";
  CHECK(shop.items("?bbox=" + box + "&bbox-crs=" + url_encode(rd)).at("numberMatched").to_number<int>() > 0);
  const json::Object swapped = shop.items("?limit=1&crs=" + url_encode("http://www.opengis.net/def/crs/EPSG/0/4326"));
  CHECK(swapped.at("features").at(0).at("geometry").at("coordinates").at(1) == 6.051);
}

TEST_CASE("a box in the Dutch grid holds exactly the rows that lie within it, page by page") {
  const DoorShop shop;
  const std::string rd = url_encode("http://www.opengis.net/def/crs/EPSG/0/28992");
  // What every feature says of itself in the grid.
  const json::Object all = shop.items("?limit=1000&crs=" + rd);
  const double west = 202'000, south = 500'000, east = 206'000.5, north = 502'000.5;
  std::vector<std::int64_t> expected;
  for (const json::Value& feature : all.at("features").as_array()) {
    const json::Array& place = feature.at("geometry").at("coordinates").as_array();
    const double x = place[0].to_number<double>(), y = place[1].to_number<double>();
    if (x >= west && x <= east && y >= south && y <= north) expected.push_back(feature.at("id").as_int64());
  }
  REQUIRE(expected.size() > 20);
  REQUIRE(expected.size() < 900);
  const std::string box = fmt::format("bbox={},{},{},{}&bbox-crs={}", west, south, east, north, rd);
  std::vector<std::int64_t> found;
  for (int offset = 0; offset < 1000; offset += 7) {
    const json::Object page = shop.items(fmt::format("?limit=7&offset={}&{}", offset, box));
    CHECK(page.at("numberMatched").to_number<std::size_t>() == expected.size());
    for (const json::Value& feature : page.at("features").as_array()) found.push_back(feature.at("id").as_int64());
  }
  CHECK(found == expected);
}

TEST_CASE("the tower of Amersfoort stands where RD says it stands") {
  // The origin of RD: Onze-Lieve-Vrouwetoren, x 155 000, y 463 000; ETRS89 52.155 172 N, 5.387 206 E (NSGI).
  const auto place = Projector().from_wgs84(5.38720621, 52.15517440, Crs::rd);
  REQUIRE(place);
  CHECK(std::abs(place->first - 155'000) < 1.0);
  CHECK(std::abs(place->second - 463'000) < 1.0);
}

TEST_CASE("tiles are there where the points are") {
  const DoorShop shop;
  const std::string tile = shop.get("/tiles/laadpalen/10/529/335.mvt");
  CHECK(status_of_answer(tile) == 200);
  CHECK(header_of(tile, "Content-Type") == "application/vnd.mapbox-vector-tile");
  CHECK(holds(body_of(tile), "laadpalen"));
  CHECK(status_of_answer(shop.get("/tiles/laadpalen/10/0/0.mvt")) == 204);
  CHECK(status_of_answer(shop.get("/tiles/laadpalen/1/2/0.mvt")) == 404);
  CHECK(status_of_answer(shop.get("/tiles/bomen/0/0/0.mvt")) == 404);
  CHECK(json_of(shop.get("/tiles/laadpalen.json")).at("tilejson") == "3.0.0");
}

namespace {

/// A server whose public address is the one it really has, so that links can be followed.
std::uint16_t free_port() {
  http::Router router;
  SystemClock clock;
  SystemRandom random;
  http::Metrics metrics;
  Logger logger(clock, [](LogLevel, std::string_view) {});
  http::Server server({}, {router, logger, metrics, random});
  server.start();
  return server.port();
}

struct RealShop : OpenShop {
  explicit RealShop(std::uint16_t wanted) : OpenShop("http://127.0.0.1:" + std::to_string(wanted)) {
    server.settings.port = wanted;
    open();
  }
};

}  // namespace

TEST_CASE("every example of the developers' page runs as it stands") {
  const RealShop shop(free_port());
  const std::string page = shop.get("/data/ontwikkelaars");
  CHECK(holds(page, "bomen-csv"));
  for (const Example& example : examples(shop.frame.publisher().public_url, "laadpalen")) {
    CAPTURE(example.language);
    const std::string tool = example.runner.substr(0, example.runner.find(' '));
    if (run("command -v " + tool).status != 0) {
      MESSAGE("skipped: no " << tool);
      continue;
    }
    const Folder folder;
    std::ofstream(folder.path() + "/example") << example.code;
    const Ran ran = run("env -u LD_PRELOAD " + example.runner + " < " + folder.path() + "/example");
    CHECK_MESSAGE(ran.status == 0, ran.output);
    CHECK_MESSAGE(holds(ran.output, "1000"), ran.output);
  }
}

TEST_CASE("GDAL reads the features") {
  if (run("command -v ogrinfo").status != 0) {
    MESSAGE("skipped: no ogrinfo (gdal-bin)");
    return;
  }
  const RealShop shop(free_port());
  const Ran all = run("ogrinfo -ro -so OAPIF:" + shop.frame.publisher().public_url + "/ogc/v1 laadpalen");
  CHECK_MESSAGE(all.status == 0, all.output);
  CHECK_MESSAGE(holds(all.output, "Feature Count: 1000"), all.output);
  CHECK_MESSAGE(holds(all.output, "soort: String"), all.output);
  const Ran box = run("ogrinfo -ro -so -spat 6.0505 52.4895 6.0525 52.4905 OAPIF:" + shop.frame.publisher().public_url +
                      "/ogc/v1 laadpalen");
  CHECK_MESSAGE(holds(box.output, "Feature Count: 2"), box.output);
}
