#include "harvest/rdf_form.h"

#include <doctest/doctest.h>

#include "harvest/listing.h"
#include "opendata/limited_child.h"

using namespace sas;
using namespace sas::harvest;

namespace {

constexpr std::string_view here = "https://data.voorbeeld.nl/catalogus?page=1";

bool has_rapper() {
  if (!opendata::installed_program("rapper").empty()) return true;
  MESSAGE("skipped: rapper is not installed (raptor2-utils)");
  return false;
}

bool has_rdflib() {
  const auto tried = as_n_triples("{}", std::string(here));
  if (tried || tried.error().code != "jsonld-converter-missing") return true;
  MESSAGE("skipped: rdflib is not installed (python3-rdflib)");
  return false;
}

// A page of a DCAT-AP-NL catalogue, with what JSON-LD lets people write: terms of their own, things inside things, and
// identifiers that look like numbers.
constexpr std::string_view trees = R"(
{"@context": {
   "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/",
   "foaf": "http://xmlns.com/foaf/0.1/", "hydra": "http://www.w3.org/ns/hydra/core#",
   "xsd": "http://www.w3.org/2001/XMLSchema#",
   "titel": {"@id": "dct:title", "@container": "@language"}, "bestanden": "dcat:distribution",
   "dct:license": {"@type": "@id"}, "hydra:next": {"@type": "@id"}},
 "@graph": [
  {"@id": "set/bomen", "@type": "dcat:Dataset",
   "dct:identifier": {"@value": "007", "@type": "xsd:integer"},
   "titel": {"en": "Trees", "nl": "Bomen \"langs\" de\nweg"},
   "dct:license": "http://creativecommons.org/publicdomain/zero/1.0/",
   "dct:publisher": {"@type": "foaf:Organization", "foaf:name": {"@value": "Gemeente Voorbeeld", "@language": "nl"}},
   "bestanden": [
    {"@type": "dcat:Distribution", "dcat:downloadURL": {"@id": "/een.csv"}, "dcat:mediaType": "text/csv"},
    {"@type": "dcat:Distribution", "dcat:downloadURL": {"@id": "/twee.csv"}, "dcat:mediaType": "text/csv"}]},
  {"@id": "?page=1", "@type": "hydra:PartialCollectionView", "hydra:next": "?page=2"}]})";

std::string code_of(const std::string& text) {
  const auto made = as_n_triples(text, std::string(here));
  return made ? "" : made.error().code;
}

}  // namespace

TEST_CASE("the form of RDF is seen at how the text begins") {
  CHECK(rdf_form_of("\xef\xbb\xbf<?xml version=\"1.0\"?>") == RdfForm::rdf_xml);
  CHECK(rdf_form_of("\n<rdf:RDF") == RdfForm::rdf_xml);
  CHECK(rdf_form_of("<https://a.example/1> a <x> .") == RdfForm::turtle);
  CHECK(rdf_form_of("[ a <x> ] .") == RdfForm::turtle);
  CHECK(rdf_form_of(" {\"@context\": {}}") == RdfForm::json_ld);
  CHECK(rdf_form_of("[ {\"@id\": \"x\"}]") == RdfForm::json_ld);
}

TEST_CASE("RDF/XML becomes triples in a process of its own, without a look at other files") {
  if (!has_rapper()) return;
  const auto triples = as_n_triples(R"(<?xml version="1.0"?>
<!DOCTYPE rdf:RDF [<!ENTITY geheim SYSTEM "file:///etc/passwd">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dcat="http://www.w3.org/ns/dcat#"
         xmlns:dct="http://purl.org/dc/terms/">
  <dcat:Dataset rdf:about="set/bomen"><dct:title xml:lang="nl">Bomen</dct:title>
    <dct:description>Alle &geheim; bomen</dct:description>
    <dcat:distribution><dcat:Distribution><dcat:downloadURL rdf:resource="/bomen.csv"/></dcat:Distribution>
    </dcat:distribution></dcat:Dataset>
</rdf:RDF>)",
                                    "https://data.voorbeeld.nl/");
  REQUIRE(triples);
  CHECK(triples->find("root:") == std::string::npos);
  const auto page = read_listing(Kind::dcat, *triples, here);
  REQUIRE(page);
  REQUIRE(page->sets.size() == 1);
  CHECK(page->sets[0].id == "https://data.voorbeeld.nl/set/bomen");
  CHECK(page->sets[0].forms[0].url == "https://data.voorbeeld.nl/bomen.csv");
  CHECK(as_n_triples("<?xml version=\"1.0\"?><rdf:RDF", "https://a.example/").error().code == "listing-unreadable");
}

TEST_CASE("JSON-LD becomes triples in the order of the text, with its files, its licence and its next page") {
  if (!has_rdflib()) return;
  const auto triples = as_n_triples(std::string(trees), std::string(here));
  REQUIRE(triples);
  const auto page = read_listing(Kind::dcat, *triples, here);
  REQUIRE(page);
  REQUIRE(page->sets.size() == 1);
  const Listed& set = page->sets[0];
  CHECK(set.id == "007");
  CHECK(set.title == "Bomen \"langs\" de weg");
  CHECK(set.licence == "CC0-1.0");
  CHECK(set.publisher == "Gemeente Voorbeeld");
  CHECK(set.page == "https://data.voorbeeld.nl/set/bomen");
  REQUIRE(set.forms.size() == 2);
  CHECK(set.forms[0].url == "https://data.voorbeeld.nl/een.csv");
  CHECK(set.forms[1].url == "https://data.voorbeeld.nl/twee.csv");
  CHECK(page->next == "https://data.voorbeeld.nl/catalogus?page=2");
}

TEST_CASE("a context that stands elsewhere is not fetched, from no server and from no disk") {
  if (!has_rdflib()) return;
  CHECK(code_of(R"({"@context": "https://data.voorbeeld.nl/context.jsonld", "@id": "x"})") == "listing-json-ld");
  CHECK(code_of(R"({"@context": [{}, "/context"], "@id": "x"})") == "listing-json-ld");
  CHECK(code_of(R"({"@context": {"@import": "file:///etc/passwd"}, "@id": "x"})") == "listing-json-ld");
  CHECK(code_of(R"({"@context": {"a": {"@id": "urn:a", "@context": "file:///etc/passwd"}}, "@id": "urn:x",
                    "a": {"@id": "urn:y"}})") == "listing-json-ld");
}

TEST_CASE("what looks like JSON-LD and is none is refused, however deep it goes") {
  if (!has_rdflib()) return;
  CHECK(code_of("{\"@context\": {") == "listing-unreadable");
  CHECK(code_of("{\"@context\": 7}") == "listing-unreadable");
  CHECK(code_of("{\"@id\": \"\\ud800\", \"urn:p\": \"\\ud800\"}") == "listing-unreadable");
  const std::string deep = std::string("[{\"urn:a\":") + std::string(300'000, '[');
  CHECK(code_of(deep) == "listing-unreadable");
}

TEST_CASE("a statement with an address that RDF cannot hold is left out, and the others stay") {
  if (!has_rdflib()) return;
  const auto made = as_n_triples(R"([{"@id": "urn:a", "urn:p": [{"@id": "urn:b c"}, {"@id": "urn:d"}]}])", "urn:x");
  REQUIRE(made);
  CHECK(*made == "<urn:a> <urn:p> <urn:d> .\n");
}
