#include "harvest/listing.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "harvest/words.h"

using namespace sas;
using namespace sas::harvest;

namespace {

constexpr std::string_view here = "https://data.voorbeeld.nl/catalogus?start=0";

std::string shared_file(const std::string& name) {
  const char* folder = std::getenv("SAS_SHARED");
  std::ifstream file(std::filesystem::path(folder ? folder : "../shared") / name);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

}  // namespace

TEST_CASE("the spellings of formats, licences and addresses are brought to one") {
  CHECK(format_of("text/csv; charset=utf-8") == "csv");
  CHECK(format_of("https://www.iana.org/assignments/media-types/application/geo+json") == "geojson");
  CHECK(format_of("http://publications.europa.eu/resource/authority/file-type/XLSX") == "xlsx");
  CHECK(format_of_url("https://voorbeeld.nl/a.b/bomen.geojson?x=1.csv") == "geojson");
  CHECK(format_of_url("https://voorbeeld.nl/bomen") == "");
  CHECK(licence_of("http://creativecommons.org/publicdomain/zero/1.0/deed.nl") == "CC0-1.0");
  CHECK(licence_of("https://creativecommons.org/licenses/by/4.0/") == "CC-BY-4.0");
  CHECK(licence_of("https://creativecommons.org/licenses/by-nc/4.0/") ==
        "https://creativecommons.org/licenses/by-nc/4.0/");
  CHECK(without_markup("<p>Bomen &amp;\n struiken<script>x</script></p>") == "Bomen & struiken x");
  CHECK(without_markup("a < b") == "a");
  CHECK(absolute_url("javascript:alert(1)", here) == "");
  CHECK(absolute_url("file:///etc/passwd", here) == "");
  CHECK(absolute_url("/x.csv", here) == "https://data.voorbeeld.nl/x.csv");
  CHECK(absolute_url("x.csv", "https://data.voorbeeld.nl") == "https://data.voorbeeld.nl/x.csv");
  CHECK(with_query("https://a.nl/x?rows=10&start=5", "start", "15") == "https://a.nl/x?rows=10&start=15");
}

TEST_CASE("a CKAN catalogue is read page by page") {
  const auto page = read_listing(Kind::ckan, R"({"success":true,"result":{"count":3,"results":[
    {"name":"bomen","title":"Bomen","notes":"<b>Alle</b> bomen","license_id":"cc-zero","metadata_modified":"2026-01-02T03:04:05",
     "organization":{"title":"Gemeente Voorbeeld"},"resources":[{"format":"CSV","url":"https://data.voorbeeld.nl/bomen.csv"},
     {"format":"CSV","url":"https://data.voorbeeld.nl/bomen.csv"},{"format":"","url":"/bomen.geojson"}]},
    {"name":"leeg","title":"Zonder bestanden","resources":[]}]}})",
                                 here);
  REQUIRE(page);
  REQUIRE(page->sets.size() == 1);
  const Listed& trees = page->sets[0];
  CHECK(trees.id == "bomen");
  CHECK(trees.summary == "Alle bomen");
  CHECK(trees.licence == "CC0-1.0");
  CHECK(trees.publisher == "Gemeente Voorbeeld");
  REQUIRE(trees.forms.size() == 2);
  CHECK(trees.forms[1].format == "geojson");
  CHECK(trees.forms[1].url == "https://data.voorbeeld.nl/bomen.geojson");
  CHECK(page->passed_over == 1);
  CHECK(page->next == "https://data.voorbeeld.nl/catalogus?start=2");
  const auto last = read_listing(Kind::ckan, R"({"success":true,"result":{"count":2,"results":[]}})", page->next);
  REQUIRE(last);
  CHECK(last->next == "");
}

TEST_CASE("what is no answer of that catalogue is refused with the place, and a refusal is told as one") {
  CHECK(read_listing(Kind::ckan, "<html>", here).error().code == "listing-unreadable");
  CHECK(read_listing(Kind::ckan, R"({"success":false,"error":{}})", here).error().code == "listing-refused");
  CHECK(read_listing(Kind::data_json, R"({"dataset":{}})", here).error().code == "listing-unreadable");
  CHECK(read_listing(Kind::features, R"({"error":{"code":499}})", here).error().code == "listing-refused");
  CHECK(read_listing(Kind::dcat, "@prefix a: <b", here).error().code == "listing-unreadable");
  CHECK(read_listing(Kind::dcat, "<?xml version='1.0'?><rdf:RDF", here).error().code == "listing-unreadable");
}

TEST_CASE("data.json, collections and layers are read alike") {
  const auto hub = read_listing(Kind::data_json, R"({"dataset":[{"identifier":"https://hub/1","title":"Lantaarns",
    "description":"<i>x</i>","license":"https://creativecommons.org/licenses/by/4.0","landingPage":"https://hub/lantaarns",
    "publisher":{"name":"Voorbeeld"},"distribution":[{"format":"GeoJSON","mediaType":"application/vnd.geo+json",
    "accessURL":"https://hub/lantaarns.geojson"}]}]})",
                                here);
  REQUIRE(hub);
  CHECK(hub->sets.at(0).licence == "CC-BY-4.0");
  CHECK(hub->sets.at(0).forms.at(0).format == "geojson");
  const auto collections =
      read_listing(Kind::features, R"({"collections":[{"id":"paden","links":[{"rel":"self","href":"x"},
    {"rel":"items","type":"application/geo+json","href":"/collections/paden/items"},{"rel":"items","type":"text/html","href":"/p"}]}],
    "links":[{"rel":"next","href":"/collections?page=2"}]})",
                   here);
  REQUIRE(collections);
  CHECK(collections->sets.at(0).title == "paden");
  CHECK(collections->sets.at(0).forms.size() == 1);
  CHECK(collections->next == "https://data.voorbeeld.nl/collections?page=2");
  const auto layers = read_listing(Kind::features, R"({"layers":[{"id":0,"name":"Bomen"},{"name":"x"}]})",
                                   "https://gis.voorbeeld.nl/FeatureServer?f=json");
  REQUIRE(layers);
  CHECK(layers->sets.at(0).id == "https://gis.voorbeeld.nl/FeatureServer/0");
  CHECK(layers->sets.at(0).forms.at(0).url.starts_with("https://gis.voorbeeld.nl/FeatureServer/0/query?"));
  CHECK(layers->passed_over == 1);
}

TEST_CASE("DCAT is read from Turtle and from RDF/XML, Dutch first, and asks the network for nothing") {
  const auto turtle = read_listing(Kind::dcat, R"(
    @prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
    @prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix hydra: <http://www.w3.org/ns/hydra/core#> .
    <https://data.voorbeeld.nl/id/bomen> a dcat:Dataset ; dct:title "Trees"@en, "Bomen"@nl ; dct:identifier "b-1" ;
      dct:publisher [ foaf:name "Voorbeeld" ] ; dct:license <http://creativecommons.org/publicdomain/zero/1.0/> ;
      dcat:distribution [ dcat:downloadURL <https://data.voorbeeld.nl/bomen.csv> ;
        dcat:mediaType <https://www.iana.org/assignments/media-types/text/csv> ] .
    <https://data.voorbeeld.nl/catalogus?start=0> a hydra:PartialCollectionView ; hydra:next <https://data.voorbeeld.nl/catalogus?start=1> .)",
                                   here);
  REQUIRE(turtle);
  REQUIRE(turtle->sets.size() == 1);
  CHECK(turtle->sets[0].id == "b-1");
  CHECK(turtle->sets[0].title == "Bomen");
  CHECK(turtle->sets[0].publisher == "Voorbeeld");
  CHECK(turtle->sets[0].licence == "CC0-1.0");
  CHECK(turtle->sets[0].forms.at(0).format == "csv");
  CHECK(turtle->next == "https://data.voorbeeld.nl/catalogus?start=1");
  const auto xml = read_listing(Kind::dcat, R"(<?xml version="1.0"?>
    <!DOCTYPE rdf:RDF [<!ENTITY x SYSTEM "file:///etc/passwd">]>
    <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#" xmlns:dct="http://purl.org/dc/terms/">
    <dcat:Dataset rdf:about="https://a.nl/1"><dct:title xml:lang="nl">Naam &x;</dct:title>
    <dcat:distribution><dcat:Distribution><dcat:accessURL rdf:resource="https://a.nl/1.xlsx"/></dcat:Distribution></dcat:distribution>
    </dcat:Dataset></rdf:RDF>)",
                                here);
  if (xml) {
    REQUIRE(xml->sets.size() == 1);
    CHECK(xml->sets[0].title.find("root:") == std::string::npos);
    CHECK(xml->sets[0].forms.at(0).format == "xlsx");
  } else {
    CHECK(xml.error().code == "listing-unreadable");
  }
}

TEST_CASE("the official examples of DCAT-AP-NL are read") {
  if (shared_file("specs/dcat/examples/dcat-ap-nl.ttl").empty()) {
    MESSAGE("skipped: no folder with the official examples");
    return;
  }
  for (const char* name : {"dcat-ap-nl.ttl"}) {
    CAPTURE(name);
    const auto listing = read_listing(Kind::dcat, shared_file(std::string("specs/dcat/examples/") + name), here);
    CAPTURE((listing ? std::string() : listing.error().detail));
    REQUIRE(listing);
    CHECK(listing->sets.size() + listing->passed_over >= 1);
  }
  // One of them uses a prefix that it does not declare: the place is named.
  const std::string broken = shared_file("specs/dcat/examples/ckan-dataset-as-dcat.ttl");
  CHECK(read_listing(Kind::dcat, broken, here).error().detail == "line 149");
}
