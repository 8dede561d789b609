#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <numbers>
#include <optional>
#include <utility>

#include "opendata/format_writers.h"
#include "opendata/geojson_file.h"
#include "opendata/judging.h"
#include "shapes/forms.h"

// MB/s of areas through the gate: judging every row, and the forms with geometry, beside reading the same file once;
// and a GeoJSON file of as many areas, with one of a million vertices among them. The most memory all of it took.
// Usage: shapes_gate_bench [MB] [vertices of an area]
using namespace sas;
using namespace sas::opendata;

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kDeclaration = R"(
title = {nl = "Gebouwen", en = "Buildings"}
summary = {nl = "Omtrek van gebouwen.", en = "Outlines of buildings."}
owner = "Stadsbeheer"
contact = "data@sassenpoort.example"
licence = "CC0-1.0"
themes = ["ENVI"]
source = "upload"
origin = {nl = "Kaart.", en = "Map."}
subject = "thing"
shape = "vorm"
column = [
  {name = "nummer", meaning = {nl = "nummer", en = "number"}, type = "integer", class = "open", kind = "thing-id"},
  {name = "vorm", meaning = {nl = "omtrek", en = "outline"}, type = "shape", class = "open", kind = "location", precision = "exact"},
]
)";

shapes::Shape circle(std::size_t number, std::size_t vertices) {
  shapes::Path ring;
  const double x = 6 + 0.001 * static_cast<double>(number % 200),
               y = 52.4 + 0.001 * static_cast<double>(number / 200 % 200);
  for (std::size_t i = 0; i < vertices; ++i) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(vertices);
    ring.push_back({x + 0.0004 * std::cos(angle), y + 0.0004 * std::sin(angle)});
  }
  ring.push_back(ring.front());
  return {shapes::ShapeKind::area, {{{ring}}}};
}

std::size_t write_areas(const std::string& csv, const std::string& geojson, std::size_t bytes, std::size_t vertices) {
  std::ofstream rows(csv, std::ios::binary), features(geojson, std::ios::binary);
  rows << "nummer,vorm\r\n";
  features << R"({"type":"FeatureCollection","features":[)";
  std::size_t number = 0;
  for (std::size_t written = 0; written < bytes; ++number) {
    const shapes::Shape shape = circle(number, vertices);
    const std::string row = fmt::format("{},\"{}\"\r\n", number, shapes::text_of(shape));
    rows << row;
    features << R"({"type":"Feature","properties":{"nummer":)" << number << R"(},"geometry":)"
             << shapes::geojson_of(shape) << "},\n";
    written += row.size();
  }
  features << R"({"type":"Feature","properties":{"nummer":-1},"geometry":)" << shapes::geojson_of(circle(0, 999'999))
           << "}]}";
  return number;
}

template <typename Work>
double seconds_of(Work work) {
  const auto from = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count();
}

double memory_at_top() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_maxrss) / 1e3;
}

Result<Done> each_row(const std::string& csv, const TakeRow& take) {
  bool is_header = true;
  return read_csv_file(csv, ',', [&](Cells cells) -> Result<Done> {
    return std::exchange(is_header, false) ? Result<Done>(Done{}) : take(cells);
  });
}

}  // namespace

int main(int count, char** words) {
  const std::size_t megabytes = count > 1 ? std::strtoul(words[1], nullptr, 10) : 32;
  const std::size_t vertices = count > 2 ? std::strtoul(words[2], nullptr, 10) : 100;
  const fs::path folder = fs::temp_directory_path() / "sassenpoort-shapes-bench";
  fs::remove_all(folder);
  fs::create_directories(folder);
  const std::string csv = folder / "rows.csv", geojson = folder / "areas.geojson", form = folder / "form";
  const std::size_t rows = write_areas(csv, geojson, megabytes * 1'000'000, vertices);
  const double size = static_cast<double>(fs::file_size(csv));
  config::Problems problems;
  const Declaration declaration = read_declaration(kDeclaration, "gebouwen", problems);
  fmt::print("{} areas of {} vertices, {:.1f} MB of CSV\n{}", rows, vertices, size / 1e6, config::to_text(problems));
  double floor = 0;
  const auto say = [&](std::string_view what, double bytes, double seconds) {
    fmt::print("{:<40} {:8.1f} MB/s  {:6.1f} us a row  {:7.4f}  {:5.0f} MB at the top\n", what, bytes / 1e6 / seconds,
               seconds * 1e6 / static_cast<double>(rows), floor / seconds, memory_at_top());
  };
  std::uint64_t cells = 0;
  floor = seconds_of([&] {
    (void)each_row(csv, [&](Cells row) -> Result<Done> {
      cells += row.size();
      return Done{};
    });
  });
  say("floor: reading the rows", size, floor);
  Verdict verdict;
  say("judging every row", size, seconds_of([&] {
        TableJudge judge(declaration, {"nummer", "vorm"});
        (void)each_row(csv, [&](Cells row) -> Result<Done> {
          judge.row(row);
          return Done{};
        });
        verdict = judge.finish();
      }));
  fmt::print("{}\n", verdict.passes() ? "passes" : "does not pass");
  const TableShape shape = shape_of(declaration.columns, declaration.words);
  for (const auto& [name, make] : {std::pair{"GeoJSON", geojson_writer}, std::pair{"GeoParquet", geoparquet_writer},
                                   std::pair{"Parquet", parquet_writer}})
    say(name, size, seconds_of([&, make = make] {
          const auto writer = make(form, shape);
          const auto written = each_row(csv, [&](Cells row) { return writer->row(row); });
          const auto finished = writer->finish();
          if (!written || !finished) fmt::print("{}\n", written ? finished.error().code : written.error().code);
        }));
  const double brought = static_cast<double>(fs::file_size(geojson));
  std::uint64_t features = 0;
  say("reading GeoJSON, twice through", brought, seconds_of([&] {
        const auto read = read_geojson(geojson, [&](Cells) -> Result<Done> {
          ++features;
          return Done{};
        });
        if (!read) fmt::print("{}\n", read.error().code);
      }));
  fmt::print("{} features, one of 1,000,000 vertices ({} cells)\n", features - 1, cells);
  fs::remove_all(folder);
}
