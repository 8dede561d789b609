#include <doctest/doctest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "catalogue/catalogue.h"
#include "catalogue/coverage.h"
#include "catalogue/search.h"

using namespace sas;
using namespace sas::catalogue;
namespace fs = std::filesystem;

namespace {

// A copy of the catalogue with only the parking permit, to break on purpose.
class Copy {
 public:
  Copy() : folder_(fs::temp_directory_path() / ("sas-catalogue-" + std::to_string(::getpid()))) {
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "products");
    fs::copy("catalogue/themes.toml", folder_ / "themes.toml");
    fs::copy("catalogue/products/parkeervergunning", folder_ / "products/parkeervergunning");
  }
  ~Copy() { fs::remove_all(folder_); }
  void replace(const std::string& from, const std::string& to) const {
    const fs::path path = folder_ / "products/parkeervergunning/product.toml";
    std::string text = *config::read_file(path.string());
    REQUIRE(text.find(from) != std::string::npos);
    text.replace(text.find(from), from.size(), to);
    std::ofstream(path) << text;
  }
  [[nodiscard]] Loaded loaded() const { return *load(folder_.string()); }

 private:
  fs::path folder_;
};

}  // namespace

TEST_CASE("every product of the city loads without a problem") {
  const auto loaded = load("catalogue");
  REQUIRE(loaded);
  CHECK_MESSAGE(loaded->problems.empty(), config::to_text(loaded->problems));
  CHECK(loaded->catalogue.products.size() >= 14);
}

TEST_CASE("every product has a digital channel, another channel and a promise in both languages") {
  const auto loaded = load("catalogue");
  for (const Product& p : loaded->catalogue.products) {
    CHECK_MESSAGE(p.channels.size() >= 2, p.id.text());
    CHECK_MESSAGE(p.promise_on(make_date(2026, 11, 1)) != nullptr, p.id.text());
    for (const Promise& promise : p.promises) CHECK(!promise.text.nl.empty());
  }
}

TEST_CASE("a product that lacks something does not load, and the message names file, field and remedy") {
  const Copy copy;
  copy.replace("level = \"substantial\"", "level = \"sure\"");
  copy.replace("kind = \"phone\"", "kind = \"pigeon\"");
  copy.replace("share = 95", "shear = 95");
  const Loaded loaded = copy.loaded();
  CHECK(loaded.catalogue.products.empty());
  const std::string text = config::to_text(loaded.problems);
  CHECK(text.find("parkeervergunning/product.toml: login.level: \"sure\" is not known; choose one of: none, low, "
                  "substantial, high") != std::string::npos);
  CHECK(text.find("channels[2].kind: \"pigeon\" is not known") != std::string::npos);
  CHECK(text.find("promises[1].shear: this field is not known") != std::string::npos);
}

TEST_CASE("a product with the site alone does not load") {
  const Copy copy;
  copy.replace("kind = \"phone\"", "kind = \"digital\"");
  copy.replace("kind = \"desk\"", "kind = \"digital\"");
  CHECK(config::to_text(copy.loaded().problems).find("nobody is left with the site alone") != std::string::npos);
}

TEST_CASE("the promise in force when a case starts is the one that counts") {
  const Copy copy;
  const Loaded loaded = copy.loaded();
  REQUIRE(loaded.catalogue.products.size() == 1);
  const Product& p = loaded.catalogue.products.front();
  CHECK(p.promise_on(make_date(2026, 2, 28))->version == 1);
  CHECK(p.promise_on(make_date(2026, 3, 1))->version == 2);
  CHECK(p.promise_on(make_date(2023, 1, 1)) == nullptr);
  const auto due = promised_day(p, *p.promise_on(make_date(2026, 4, 1)), make_date(2026, 4, 1), {}, {});
  CHECK(format_iso_date(due->day) == "2026-04-10");  // Good Friday and Easter Monday are no working days
  CHECK(due->nl == "5 werkdagen vanaf 1 april 2026, eindigt op vrijdag 10 april 2026");
}

TEST_CASE("people find a product in their own words") {
  const auto loaded = load("catalogue");
  const auto synonyms = config::read_file("catalogue/search-synonyms.tsv");
  const Search search(loaded->catalogue, synonyms ? *synonyms : "");
  const auto first = [&](const char* query, Language l = Language::nl) {
    const auto hits = search.find(query, l);
    return hits.empty() ? std::string() : hits.front().product->id.text();
  };
  CHECK(first("parkeren") == "parkeervergunning");
  CHECK(first("vergunning auto voor de deur") == "parkeervergunning");
  CHECK(first("parkervergunning") == "parkeervergunning");
  CHECK(first("parking permit", Language::en) == "parkeervergunning");
  CHECK(first("lantaarnpaal kapot") == "melding-openbare-ruimte");
  CHECK(first("paspoort aanvragen") == "paspoort");
  CHECK(first("ik ga verhuizen") == "verhuizing");
  CHECK(search.find("xqzwv", Language::nl).empty());
}

TEST_CASE("a query is kept without numbers") {
  CHECK(query_without_numbers("BSN 999990019 Paspoort!") == "bsn paspoort");
}

TEST_CASE("the national list is read strictly") {
  const auto names = read_upl_csv(
      "UniformeProductnaam,URI,Rijk,Gemeente,Burger,Bedrijf\n\"kaart, "
      "groot\",http://x/kaart,,X,X,\naow,http://x/aow,X,,X,\nkaart,http://x/k2,,X,,X\n");
  REQUIRE(names);
  REQUIRE(names->size() == 2);
  CHECK((*names)[1].name == "kaart, groot");
  CHECK(read_upl_csv("a,b\n").error().code == "upl-header");
  CHECK(read_upl_csv("UniformeProductnaam,URI,Gemeente,Burger,Bedrijf\nx,y\n").error().detail.find("row 2") !=
        std::string::npos);
  CHECK(read_upl_csv("UniformeProductnaam,URI,Gemeente,Burger,Bedrijf\n\"x").error().code == "csv-quote");
}

TEST_CASE("coverage names a way for all municipal product names") {
  const auto loaded = load("catalogue");
  const auto upl = read_upl_tsv(*config::read_file("catalogue/upl.tsv"));
  REQUIRE(upl);
  CHECK(upl->size() == 469);
  config::Problems problems;
  const auto coverage = cover(loaded->catalogue, *upl, *config::read_file("catalogue/coverage.toml"), problems);
  REQUIRE(coverage);
  CHECK_MESSAGE(problems.empty(), config::to_text(problems));
  for (const CoverageLine& line : coverage->lines) CHECK(line.channels.size() >= 2);
  CHECK(coverage->count(CoverageKind::digital) >= 10);
  CHECK(coverage->count(CoverageKind::referral) >= 10);
}

TEST_CASE("the restated list equals the published one") {
  const auto published = config::read_file("../shared/specs/gdi/upl/UPL-gemeente-afgeleid.csv");
  if (!published) {
    MESSAGE("skipped: the published list of uniform product names is not beside the project");
    return;
  }
  const auto ours = read_upl_tsv(*config::read_file("catalogue/upl.tsv"));
  const auto theirs = read_upl_csv(*published);
  REQUIRE(theirs);
  CHECK(write_upl_tsv(*ours) == write_upl_tsv(*theirs));
}

TEST_CASE("a promise that counts from an answer names the question and the day in both languages") {
  const Copy copy;
  copy.replace("share = 95", "from = \"answer\"\nshare = 95");
  const std::string text = config::to_text(copy.loaded().problems);
  CHECK(text.find("parkeervergunning/product.toml: promises[1].from_question:") != std::string::npos);
  CHECK(text.find("promises[1].from_name") != std::string::npos);
}

TEST_CASE("a question to count from without from = answer is a mistake, not a silent receipt") {
  const Copy copy;
  copy.replace("share = 95", "from_question = \"ingangsdatum\"\nshare = 95");
  CHECK(config::to_text(copy.loaded().problems).find("promises[1].from: set it to \"answer\"") != std::string::npos);
}

TEST_CASE("counting from a visit needs a product with a visit, and other words are refused with the choices") {
  const Copy copy;
  copy.replace("share = 95", "from = \"visit\"\nshare = 95");
  CHECK(config::to_text(copy.loaded().problems).find("delivery: set it to in-person") != std::string::npos);
  const Copy other;
  other.replace("share = 95", "from = \"birth\"\nshare = 95");
  CHECK(config::to_text(other.loaded().problems)
            .find("promises[1].from: \"birth\" is not known; choose one of: received, answer, visit") !=
        std::string::npos);
}
