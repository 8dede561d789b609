#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "harvest/harvester.h"
#include "harvest/rdf_form.h"
#include "http/test_http.h"
#include "opendata/gate_fixture.h"
#include "opendata/intake.h"
#include "opendata/limited_child.h"

using namespace sas;
using namespace sas::harvest;

// Each kind of catalogue on a server of its own, in the shape of its own answers: from the list, over its pages, to the
// rows on disk.
namespace {

constexpr const char* tree_csv = "soort;aantal\nlinde;12\n";

class Server {
 public:
  /// Once every answer was added.
  void start() { port_ = server_.start(); }
  /// `{here}` in the text is the address of this server.
  void answer(const std::string& path, const std::string& type, std::function<std::string(const http::Request&)> make) {
    http::Route route;
    route.pattern = path;
    route.audience = http::Audience::api;
    route.handler = [this, type, make = std::move(make)](const http::Request& request) {
      http::Response response;
      response.body = filled(make(request));
      return response.with("Content-Type", type);
    };
    server_.router.add(std::move(route));
  }
  [[nodiscard]] std::string url(const std::string& path) const {
    return "http://localhost:" + std::to_string(port_) + path;
  }
  [[nodiscard]] std::string host() const { return "localhost:" + std::to_string(port_); }

 private:
  [[nodiscard]] std::string filled(std::string text) const {
    for (std::size_t at = text.find("{here}"); at != std::string::npos; at = text.find("{here}"))
      text.replace(at, 6, url(""));
    return text;
  }
  http::testing::TestServer server_;
  std::uint16_t port_ = 0;
};

std::function<std::string(const http::Request&)> always(std::string text) {
  return [text = std::move(text)](const http::Request&) { return text; };
}

std::string feature(int number) {
  return R"({"type":"Feature","properties":{"nummer":)" + std::to_string(number) +
         R"(},"geometry":{"type":"Point","coordinates":[6.09,52.51]}})";
}

const std::vector<std::string> two_points{"1,6.0900000,52.5100000", "2,6.0900000,52.5100000"};

// As the gate will read the file.
std::vector<std::string> rows_in(const std::string& bytes, const std::string& ending = "geojson") {
  const test::TempFolder folder;
  const std::string path = folder.text() + "/bomen." + ending;
  std::ofstream(path, std::ios::binary) << bytes;
  const auto seen = opendata::look_at_file(path).value();
  opendata::Declaration declaration;
  declaration.file = seen.form;
  declaration.columns = seen.columns;
  std::vector<std::string> out;
  const auto read = opendata::file_source(path, declaration).value()->rows([&](opendata::Cells cells) -> Result<Done> {
    std::string row;
    for (const std::string_view cell : cells) row += (row.empty() ? "" : ",") + std::string(cell);
    out.push_back(row);
    return Done{};
  });
  CHECK(read.has_value());
  return out;
}

struct Case {
  Kind kind;
  std::string list;  ///< path of the first page
};

// The two points as GDAL packs them.
std::string packed_points(const std::string& driver, const std::string& name) {
  const test::TempFolder folder;
  const std::string in = folder.text() + "/in.geojson", out = folder.text() + "/" + name;
  std::ofstream(in) << R"({"type":"FeatureCollection","features":[)" << feature(1) << "," << feature(2) << "]}";
  if (std::system(("ogr2ogr -f '" + driver + "' " + out + " " + in).c_str()) != 0) return {};
  std::ifstream read(out, std::ios::binary);
  return std::string{std::istreambuf_iterator<char>(read), {}};
}

// Two turns, and the files that came of it by the name of the set.
std::map<std::string, std::string> files_of(Server& there, const Case& what) {
  std::map<std::string, std::string> out;
  there.start();
  test::for_each_store(test::joined({opendata::gate_migrations(), migrations()}), [&](store::Store& store) {
    opendata::GateBench gate(store);
    const opendata::Declarations none;
    const opendata::DeclarationBook book(none, store);
    const auto client = http::network_client();
    const Logger log(gate.clock, [](LogLevel, std::string_view) {});
    Origins origins;
    Origin origin;
    origin.name = "vb";
    origin.kind = what.kind;
    origin.url = there.url(what.list);
    origin.licence = "CC0-1.0";
    origin.hosts = {there.host()};
    origins.all = {origin};
    const Harvester harvester({{gate.records, gate.ledger, gate.outbox, *gate.writer, *gate.reader, gate.clock},
                               book,
                               origins,
                               *client,
                               log,
                               gate.folder.text() + "/harvested"});
    REQUIRE(harvester.run_due());
    const auto state = store.read([](store::ReadTx& tx) -> Result<OriginState> { return state_of(tx, "vb"); }).value();
    CHECK_MESSAGE(state.last_error == "", state.last_error);
    const auto sets =
        store.read([](store::ReadTx& tx) -> Result<std::vector<HarvestedSet>> { return sets_of(tx, "vb"); }).value();
    out.clear();
    for (const HarvestedSet& set : sets) {
      CHECK_MESSAGE(set.state == HarvestedSet::State::here, set.reason);
      std::ifstream in(file_of(gate.folder.text() + "/harvested", set.dataset), std::ios::binary);
      out[set.listed.title] = {std::istreambuf_iterator<char>(in), {}};
    }
  });
  return out;
}

std::string dcat_page(const std::string& name, const std::string& next) {
  return R"(@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
    @prefix hydra: <http://www.w3.org/ns/hydra/core#> .
    <{here}/set/)" +
         name + R"(> a dcat:Dataset ; dct:title ")" + name + R"("@nl ; dcat:distribution [
      dcat:downloadURL <{here}/bomen.csv> ; dcat:mediaType "text/csv" ] .
    <{here}/dcat> a hydra:PartialCollectionView)" +
         (next.empty() ? "" : " ; hydra:next <{here}/dcat?page=" + next + ">") + " .";
}

}  // namespace

TEST_CASE("CKAN: two pages of package_search") {
  Server there;
  const auto package = [](const std::string& name) {
    return R"({"name":")" + name + R"(","title":")" + name +
           R"(","license_id":"cc-zero","resources":[{"format":"CSV","url":"{here}/bomen.csv"}]})";
  };
  there.answer("/api/3/action/package_search", "application/json", [&](const http::Request& request) {
    const std::string one = package(request.query.get("start") == "1" ? "b" : "a");
    return R"({"success":true,"result":{"count":2,"results":[)" + one + "]}}";
  });
  there.answer("/bomen.csv", "text/csv", always(tree_csv));
  const auto files = files_of(there, {Kind::ckan, "/api/3/action/package_search?rows=1"});
  CHECK(files == std::map<std::string, std::string>{{"a", tree_csv}, {"b", tree_csv}});
}

TEST_CASE("data.json: an ArcGIS Hub with a CSV of each layer") {
  Server there;
  there.answer("/data.json", "application/json", always(R"({"@type":"dcat:Catalog","conformsTo":
    "https://project-open-data.cio.gov/v1.1/schema","dataset":[{"@type":"dcat:Dataset","identifier":
    "{here}/maps/voorbeeld::bomen","title":"Bomen","description":"<p>Alle bomen</p>","license":
    "https://creativecommons.org/publicdomain/zero/1.0/","distribution":[{"@type":"dcat:Distribution","title":"Hub",
    "format":"Web page","mediaType":"text/html","accessURL":"{here}/maps/bomen"},{"@type":"dcat:Distribution",
    "title":"CSV","format":"CSV","mediaType":"text/csv","accessURL":"{here}/bomen.csv"}]}]})"));
  there.answer("/bomen.csv", "text/csv", always(tree_csv));
  CHECK(files_of(there, {Kind::data_json, "/data.json"}) == std::map<std::string, std::string>{{"Bomen", tree_csv}});
}

TEST_CASE("data.json: a GeoPackage and a zipped Shapefile, when there is nothing simpler") {
  if (opendata::installed_program("ogr2ogr").empty()) {
    MESSAGE("skipped: ogr2ogr is not installed (gdal-bin)");
    return;
  }
  Server there;
  there.answer("/data.json", "application/json", always(R"({"dataset":[
    {"identifier":"paden","title":"Paden","license":"https://creativecommons.org/publicdomain/zero/1.0/",
     "distribution":[{"format":"GeoPackage","accessURL":"{here}/paden.gpkg"}]},
    {"identifier":"perken","title":"Perken","license":"https://creativecommons.org/publicdomain/zero/1.0/",
     "distribution":[{"format":"SHP","accessURL":"{here}/perken.zip"}]}]})"));
  there.answer("/paden.gpkg", "application/geopackage+sqlite3", always(packed_points("GPKG", "paden.gpkg")));
  there.answer("/perken.zip", "application/zip", always(packed_points("ESRI Shapefile", "perken.shz")));
  const auto files = files_of(there, {Kind::data_json, "/data.json"});
  CHECK(rows_in(files.at("Paden"), "gpkg") == two_points);
  CHECK(rows_in(files.at("Perken"), "zip") == two_points);
}

TEST_CASE("OGC API Features: a collection of which the items come in two pages") {
  Server there;
  there.answer("/collections", "application/json", always(R"({"collections":[{"id":"bomen","title":"Bomen",
    "links":[{"rel":"items","type":"application/geo+json","href":"{here}/collections/bomen/items"}]}],"links":[]})"));
  there.answer("/collections/bomen/items", "application/geo+json", [](const http::Request& request) {
    const bool is_last = request.query.get("offset") == "1";
    return R"({"type":"FeatureCollection","features":[)" + feature(is_last ? 2 : 1) + R"(],"links":[)" +
           (is_last ? "" : R"({"rel":"next","href":"{here}/collections/bomen/items?offset=1"})") + "]}";
  });
  const auto files = files_of(there, {Kind::features, "/collections"});
  CHECK(rows_in(files.at("Bomen")) == two_points);
}

TEST_CASE("ArcGIS FeatureServer: a layer that sends as many as it likes and says that there is more") {
  Server there;
  there.answer("/rest/services/Bomen/FeatureServer", "application/json",
               always(R"({"currentVersion":11.1,"serviceDescription":"Alle bomen","copyrightText":"Gemeente Voorbeeld",
    "layers":[{"id":0,"name":"Bomen","geometryType":"esriGeometryPoint"}],"tables":[]})"));
  there.answer("/rest/services/Bomen/FeatureServer/0/query", "application/geo+json", [](const http::Request& request) {
    const bool is_last = request.query.get("resultOffset") == "1";
    return R"({"type":"FeatureCollection","features":[)" + feature(is_last ? 2 : 1) + "]" +
           (is_last ? "" : R"(,"properties":{"exceededTransferLimit":true})") + "}";
  });
  const auto files = files_of(there, {Kind::features, "/rest/services/Bomen/FeatureServer?f=json"});
  CHECK(rows_in(files.at("Bomen")) == two_points);
}

TEST_CASE("lines and areas of OGC API Features and of an ArcGIS FeatureServer become a column of shapes") {
  Server there;
  const auto shapes = always(
      R"({"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"nummer":1},"geometry":{"type":"Polygon","coordinates":
          [[[6.09,52.51],[6.1,52.51],[6.1,52.52],[6.09,52.51]]]}},
        {"type":"Feature","properties":{"nummer":2},"geometry":{"type":"LineString","coordinates":
          [[6.09,52.51],[6.1,52.52]]}}]})");
  const std::vector<std::string> rows{"1,POLYGON ((6.09 52.51, 6.1 52.51, 6.1 52.52, 6.09 52.51))",
                                      "2,LINESTRING (6.09 52.51, 6.1 52.52)"};
  there.answer("/collections", "application/json", always(R"({"collections":[{"id":"perken","title":"Perken",
    "links":[{"rel":"items","type":"application/geo+json","href":"{here}/collections/perken/items"}]}],"links":[]})"));
  there.answer("/collections/perken/items", "application/geo+json", shapes);
  CHECK(rows_in(files_of(there, {Kind::features, "/collections"}).at("Perken")) == rows);
  Server arcgis;
  arcgis.answer("/rest/services/Perken/FeatureServer", "application/json",
                always(R"({"currentVersion":11.1,"serviceDescription":"","copyrightText":"",
    "layers":[{"id":0,"name":"Perken","geometryType":"esriGeometryPolygon"}],"tables":[]})"));
  arcgis.answer("/rest/services/Perken/FeatureServer/0/query", "application/geo+json", shapes);
  CHECK(rows_in(files_of(arcgis, {Kind::features, "/rest/services/Perken/FeatureServer?f=json"}).at("Perken")) == rows);
}

TEST_CASE("DCAT: two pages of Turtle") {
  Server there;
  there.answer("/dcat", "text/turtle", [](const http::Request& request) {
    CHECK(request.header("Accept").find("text/turtle") == 0);
    return request.query.get("page") == "2" ? dcat_page("b", "") : dcat_page("a", "2");
  });
  there.answer("/bomen.csv", "text/csv", always(tree_csv));
  CHECK(files_of(there, {Kind::dcat, "/dcat"}) == std::map<std::string, std::string>{{"a", tree_csv}, {"b", tree_csv}});
}

TEST_CASE("DCAT: RDF/XML") {
  if (opendata::installed_program("rapper").empty()) {
    MESSAGE("skipped: rapper is not installed (raptor2-utils)");
    return;
  }
  Server there;
  there.answer("/catalog.rdf", "application/rdf+xml", always(R"(<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#"
         xmlns:dct="http://purl.org/dc/terms/">
  <dcat:Dataset rdf:about="{here}/set/bomen"><dct:title xml:lang="nl">Bomen</dct:title><dcat:distribution>
    <dcat:Distribution><dcat:downloadURL rdf:resource="{here}/bomen.csv"/><dct:format
      rdf:resource="http://publications.europa.eu/resource/authority/file-type/CSV"/></dcat:Distribution>
  </dcat:distribution></dcat:Dataset></rdf:RDF>)"));
  there.answer("/bomen.csv", "text/csv", always(tree_csv));
  CHECK(files_of(there, {Kind::dcat, "/catalog.rdf"}) == std::map<std::string, std::string>{{"Bomen", tree_csv}});
}

TEST_CASE("DCAT: two pages of JSON-LD, named by its file") {
  const auto tried = as_n_triples("{}", "https://a.example/");
  if (!tried && tried.error().code == "jsonld-converter-missing") {
    MESSAGE("skipped: rdflib is not installed (python3-rdflib)");
    return;
  }
  Server there;
  const auto page = [](const std::string& name, const std::string& next) {
    return R"({"@context":{"dcat":"http://www.w3.org/ns/dcat#","dct":"http://purl.org/dc/terms/",
      "hydra":"http://www.w3.org/ns/hydra/core#"},"@graph":[{"@id":"{here}/set/)" +
           name + R"(","@type":["dcat:Dataset"],"dct:title":[{"@value":")" + name +
           R"(","@language":"nl"}],"dcat:distribution":[{"@id":"{here}/set/)" + name + R"(/csv"}]},
      {"@id":"{here}/set/)" +
           name + R"(/csv","@type":["dcat:Distribution"],"dcat:downloadURL":[{"@id":"{here}/bomen.csv"}],
       "dcat:mediaType":[{"@id":"https://www.iana.org/assignments/media-types/text/csv"}]},
      {"@id":"{here}/catalog.jsonld","@type":["hydra:PartialCollectionView"])" +
           (next.empty() ? "" : R"(,"hydra:next":[{"@id":"{here}/catalog.jsonld?page=)" + next + R"("}])") + "}]}";
  };
  there.answer("/catalog.jsonld", "application/ld+json", [&](const http::Request& request) {
    return request.query.get("page") == "2" ? page("b", "") : page("a", "2");
  });
  there.answer("/bomen.csv", "text/csv", always(tree_csv));
  CHECK(files_of(there, {Kind::dcat, "/catalog.jsonld"}) ==
        std::map<std::string, std::string>{{"a", tree_csv}, {"b", tree_csv}});
}

TEST_CASE("DCAT: a catalogue that chooses by Accept is asked for the form that is read best") {
  Server there;
  there.answer("/catalogus", "text/turtle", [](const http::Request& request) {
    // RFC 9110 clause 12.5.1: each of these is named, and Turtle before the others.
    const std::string accept = request.header("Accept");
    for (const char* form : {"text/turtle", "application/rdf+xml", "application/ld+json"})
      CHECK(accept.find(form) != std::string::npos);
    return accept.starts_with("text/turtle,") ? dcat_page("a", "") : std::string("{}");
  });
  there.answer("/bomen.csv", "text/csv", always(tree_csv));
  CHECK(files_of(there, {Kind::dcat, "/catalogus"}) == std::map<std::string, std::string>{{"a", tree_csv}});
}
