#include "harvest/listing.h"

#include <doctest/doctest.h>

#include "harvest/words.h"

using namespace sas;
using namespace sas::harvest;

namespace {

constexpr std::string_view here = "https://data.voorbeeld.nl/catalogus?start=0";

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
  CHECK(absolute_url("httPS://a.nl/X", here) == "https://a.nl/X");
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
