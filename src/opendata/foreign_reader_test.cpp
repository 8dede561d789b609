#include <doctest/doctest.h>

#include <array>
#include <cstdio>
#include <filesystem>

#include "opendata/gate_fixture.h"

using namespace sas;
using namespace sas::opendata;

namespace {

constexpr std::string_view kMoreColumns = R"(
[[column]]
name = "plekken"
meaning = {nl = "alle plaatsen", en = "all places"}
type = "integer"
unit = "plaatsen"
class = "open"
kind = "measure"
counts = "things"

[[column]]
name = "dag"
meaning = {nl = "dag van de telling", en = "day of the count"}
type = "date"
class = "open"
kind = "date"

[[column]]
name = "open"
meaning = {nl = "of de garage open was", en = "whether it was open"}
type = "truth"
class = "open"
kind = "category"
)";

constexpr std::string_view kRoutes = R"(
title = {nl = "Parken", en = "Parks"}
summary = {nl = "Parken en paden van de stad.", en = "Parks and paths of the city."}
owner = "Stadsbeheer"
contact = "data@sassenpoort.example"
licence = "CC0-1.0"
themes = ["ENVI"]
source = "upload"
origin = {nl = "De beheerkaart.", en = "The map of the gardeners."}
subject = "thing"
shape = "vorm"

[[column]]
name = "naam"
meaning = {nl = "naam", en = "name"}
type = "text"
class = "open"
kind = "thing-id"

[[column]]
name = "vorm"
meaning = {nl = "omtrek", en = "outline"}
type = "shape"
class = "open"
kind = "location"
precision = "exact"
)";

struct Ran {
  std::string output;
  int status = 0;
};

Ran run(const std::string& command) {
  Ran out;
  FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::array<char, 4096> block{};
  while (const std::size_t n = std::fread(block.data(), 1, block.size(), pipe)) out.output.append(block.data(), n);
  out.status = ::pclose(pipe);
  return out;
}

bool has_no_reader() {
  if (std::filesystem::exists("node_modules")) return false;
  MESSAGE("skipped: there is no node_modules; run npm ci --ignore-scripts");
  return true;
}

/// The path of one form of the release of `dataset`.
std::string file_of(GateBench& b, const std::string& dataset, const std::string& format) {
  const auto published = b.catalogue()->find(dataset)->current();
  const releases::File* file = releases::find_file(published->release, format);
  REQUIRE_MESSAGE(file != nullptr, format);
  return b.reader->object(file->sha256).value();
}

Ran compare(GateBench& b, const std::string& dataset, const std::string& format, const std::string& columns) {
  return run("node tests/portal/same_table.mjs '" + file_of(b, dataset, "csv") + "' '" + file_of(b, dataset, format) +
             "' " + columns);
}

constexpr int kRows = 3'000;

// Every type, with nothing in some cells, and texts that a CSV must quote.
privacy::Table counted_garages() {
  constexpr std::array<std::string_view, 4> kNames{"Emmawijk", "Noordereiland, west", "Maagjesbolwerk \"oud\"", "Café"};
  privacy::Table out{{"garage", "uur", "vrij", "lengte", "breedte", "plekken", "dag", "open"}, {}};
  const Instant begin = parse_iso_instant("2026-01-01T00:00:00Z").value();
  for (int i = 0; i < kRows; ++i) {
    const std::string moment = format_iso_instant(begin + std::chrono::hours(i));
    const bool is_known = i % 7 != 0;
    out.rows.push_back({std::string(kNames[static_cast<std::size_t>(i) % kNames.size()]), moment,
                        is_known ? std::to_string(i % 400) + ".25" : "", is_known ? "6.0953" : "", "52.5101",
                        is_known ? std::to_string(i - 5) : "", moment.substr(0, 10),
                        i % 5 == 0 ? "" : (i % 2 == 0 ? "true" : "false")});
  }
  return out;
}

constexpr std::string_view kGarageColumns =
    "garage:text uur:moment vrij:decimal lengte:decimal breedte:decimal plekken:integer dag:date open:truth";

}  // namespace

TEST_CASE("a reader that is not ours finds in the Parquet of a release every value of its CSV") {
  if (has_no_reader()) return;
  each_gate([](GateBench& b) {
    const Judgement judgement = b.offer(declared(std::string(kGarages) + std::string(kMoreColumns)), counted_garages());
    for (const Flaw& flaw : judgement.flaws) MESSAGE(flaw.code);
    REQUIRE(judgement.outcome == Judgement::Outcome::released);
    const std::string columns(kGarageColumns);
    const Ran plain = compare(b, "parkeren", "parquet", columns);
    CHECK_MESSAGE(plain.status == 0, plain.output);
    CHECK(plain.output.starts_with(std::to_string(kRows * 8) + " values"));
    const Ran geo = compare(b, "parkeren", "geoparquet", columns + " geometry:point:lengte:breedte");
    CHECK_MESSAGE(geo.status == 0, geo.output);
    CHECK(geo.output.starts_with(std::to_string(kRows * 9) + " values"));
    // A comparison that cannot fail says nothing.
    CHECK(compare(b, "parkeren", "geoparquet", columns + " geometry:point:breedte:lengte").status != 0);
    CHECK(compare(b, "parkeren", "parquet", columns.substr(columns.find(' '))).status != 0);
  });
}

TEST_CASE("a reader that is not ours finds in the GeoParquet of a release every shape of its CSV") {
  if (has_no_reader()) return;
  each_gate([](GateBench& b) {
    const privacy::Table table{
        {"naam", "vorm"},
        {{"Wezenlanden",
          "POLYGON ((6.09 52.51, 6.1 52.51, 6.1 52.52, 6.09 52.51), (6.095 52.511, 6.096 52.512, 6.096 52.511, 6.095 "
          "52.511))"},
         {"Pad", "LINESTRING (6.2 52.51, 6.21 52.6)"},
         {"Onbekend", ""},
         {"Bron", "POINT (6.11 52.5)"},
         {"Paden", "MULTILINESTRING ((6.2 52.51, 6.21 52.6), (6.3 52.4, 6.31 52.41))"}}};
    const Judgement judgement = b.offer(declared(kRoutes, "parken"), table);
    for (const Flaw& flaw : judgement.flaws) MESSAGE(flaw.code);
    REQUIRE(judgement.outcome == Judgement::Outcome::released);
    const Ran plain = compare(b, "parken", "parquet", "naam:text vorm:shape");
    CHECK_MESSAGE(plain.status == 0, plain.output);
    const Ran geo = compare(b, "parken", "geoparquet", "naam:text geometry:shape:vorm");
    CHECK_MESSAGE(geo.status == 0, geo.output);
    CHECK(geo.output.starts_with("10 values"));
  });
}
