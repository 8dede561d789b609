#include "portal/dcat.h"

#include <doctest/doctest.h>

#include <array>
#include <cstdio>

#include "portal/test_portal.h"
#include "portal/test_run.h"

using namespace sas;
using namespace sas::portal;
using namespace sas::portal::testing;

namespace {

std::string shared_folder() {
  const char* set = std::getenv("SAS_SHARED");
  return set != nullptr ? set : "../shared";
}

std::string write(const Folder& folder, const std::string& name, const std::string& content) {
  std::string path = folder.path() + "/" + name;
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

}  // namespace

TEST_CASE("texts and addresses that could break a written form are escaped in all three") {
  Graph graph;
  graph.add("https://x.example/a", "dct:title", text_in("een \"aanhaling\" \\ <b> &\nregel", "nl"));
  graph.add("https://x.example/a", "dct:source", iri("https://x.example/a b>\"c"));
  const std::string turtle = to_turtle(graph);
  CHECK(holds(turtle, R"("een \"aanhaling\" \\ <b> &\nregel"@nl)"));
  CHECK(holds(turtle, "<https://x.example/a%20b%3E%22c>"));
  CHECK(holds(to_rdf_xml(graph), "een &quot;aanhaling&quot; \\ &lt;b&gt; &amp;\nregel"));
  CHECK(json::parse(to_json_ld(graph)).has_value());
}

TEST_CASE("saying a thing twice is saying it once") {
  Graph graph;
  graph.add_type("https://x.example/a", "dcat:Dataset");
  graph.add_type("https://x.example/a", "dcat:Dataset");
  CHECK(graph.subjects().front().statements.size() == 1);
}

TEST_CASE("the three written forms of the catalogue say the same") {
  OpenShop shop;
  shop.open();
  const Folder folder;
  std::string files;
  for (const std::string form : {"ttl", "jsonld", "rdf"}) {
    std::string said = body_of(shop.get("/data/catalog." + form));
    // The page of the catalogue is named by its own address; all else must be the same.
    for (std::size_t at = said.find("/data/catalog." + form); at != std::string::npos;
         at = said.find("/data/catalog." + form, at + 1))
      said.replace(at, 14 + form.size(), "/data/catalog.ttl");
    files += " " + write(folder, "catalog." + form, said);
  }
  const Ran same = run("node tests/portal/same_graph.mjs" + files);
  CHECK_MESSAGE(same.status == 0, same.output);
}

TEST_CASE("the catalogue breaks no rule of the shapes of DCAT-AP-NL 3.0") {
  const std::string shapes = shared_folder() + "/specs/dcat";
  if (!std::filesystem::exists(shapes)) {
    MESSAGE("skipped: no shapes of DCAT-AP-NL at " << shapes);
    return;
  }
  OpenShop shop;
  shop.open();
  const Folder folder;
  const std::string all = write(folder, "catalog.ttl", body_of(shop.get("/data/catalog.ttl")));
  const std::string nl = shapes + "/nl30-shapes/";
  const Ran checked = run("node tests/portal/shacl.mjs " + all + " " + nl + "dcat-ap-SHACL.ttl " + nl +
                          "dcat-ap-nl-SHACL.ttl " + nl + "dcat-ap-nl-SHACL-klassebereik.ttl " + nl +
                          "dcat-ap-nl-SHACL-klassebereik-codelijsten.ttl " + nl + "dcat-ap-nl-SHACL-aanbevolen.ttl");
  CHECK_MESSAGE(checked.status == 0, checked.output);
  const std::string one = write(folder, "set.ttl", body_of(shop.get("/data/laadpalen/dcat.ttl")));
  const Ran high_value =
      run("node tests/portal/shacl.mjs " + one + " " + shapes + "/eu/hvd-SHACL-base.ttl " + nl + "dcat-ap-SHACL.ttl");
  CHECK_MESSAGE(high_value.status == 0, high_value.output);
  // A check that cannot fail says nothing: without its publisher the same set must break a rule.
  std::string broken = body_of(shop.get("/data/laadpalen/dcat.ttl"));
  for (std::size_t at = broken.find("dct:publisher"); at != std::string::npos; at = broken.find("dct:publisher"))
    broken.replace(at, 13, "dct:relation");
  CHECK(run("node tests/portal/shacl.mjs " + write(folder, "broken.ttl", broken) + " " + nl + "dcat-ap-nl-SHACL.ttl")
            .status != 0);
}

TEST_CASE("a set that was taken back stays in the catalogue for ninety days, without files and as withdrawn") {
  OpenShop shop;
  shop.open();
  const auto standing = shop.reader->catalogue();
  for (const auto& published : standing->find("laadpalen")->releases)
    if (!published->tombstone) shop.withdraw("laadpalen", published->release.number);
  const std::string turtle = body_of(shop.get("/data/catalog.ttl"));
  CHECK(holds(turtle, "hydra:totalItems \"1\""));
  CHECK(holds(turtle, "dataset-status/WITHDRAWN"));
  CHECK(holds(turtle, "The count was wrong."));
  CHECK(holds(turtle, "/data/laadpalen#dataset"));
  CHECK_FALSE(holds(turtle, "/data/laadpalen#dataset-csv"));
  CHECK(holds(body_of(shop.get("/data/laadpalen/dcat.ttl")), "dataset-status/WITHDRAWN"));
  const std::string shapes = shared_folder() + "/specs/dcat";
  if (!std::filesystem::exists(shapes)) {
    MESSAGE("skipped: no shapes of DCAT-AP-NL at " << shapes);
  } else {
    const Folder folder;
    const std::string nl = shapes + "/nl30-shapes/";
    const Ran checked =
        run("node tests/portal/shacl.mjs " + write(folder, "catalog.ttl", turtle) + " " + nl + "dcat-ap-SHACL.ttl " +
            nl + "dcat-ap-nl-SHACL.ttl " + nl + "dcat-ap-nl-SHACL-klassebereik.ttl " + nl +
            "dcat-ap-nl-SHACL-klassebereik-codelijsten.ttl");
    CHECK_MESSAGE(checked.status == 0, checked.output);
  }
  shop.clock.advance(std::chrono::days{91});
  CHECK_FALSE(holds(body_of(shop.get("/data/catalog.ttl")), "WITHDRAWN"));
  CHECK(status_of_answer(shop.get("/data/laadpalen/dcat.ttl")) == 404);
}

TEST_CASE("a page of the catalogue says where the next one is, and there is none beyond the last") {
  OpenShop shop;
  shop.open();
  const std::string turtle = body_of(shop.get("/data/catalog.ttl"));
  CHECK(holds(turtle, "hydra:totalItems \"2\""));
  CHECK(holds(turtle, "hydra:lastPage <https://data.voorbeeld.nl/data/catalog.ttl?page=1>"));
  CHECK(status_of_answer(shop.get("/data/catalog.ttl?page=2")) == 404);
  CHECK(status_of_answer(shop.get("/data/catalog.ttl?page=x")) == 404);
  CHECK(status_of_answer(shop.get("/data/geen/dcat.ttl")) == 404);
  const std::string answer = shop.get("/data/catalog.ttl");
  const std::size_t tag = answer.find("ETag: ");
  const std::string known = answer.substr(tag + 6, answer.find("\r\n", tag) - tag - 6);
  CHECK(status_of_answer(shop.get("/data/catalog.ttl", "If-None-Match: " + known + "\r\n")) == 304);
}
