#include "portal/shape_tile.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <protozero/pbf_reader.hpp>

#include "portal/test_run.h"
#include "portal/test_shapes.h"

using namespace sas;
using namespace sas::portal;
using namespace sas::portal::testing;

namespace {

struct Spot {
  int x = 0, y = 0;
};
using Ring = std::vector<Spot>;

/// A feature as a map reads it (Mapbox Vector Tile 2.1, clause 4.3).
struct Read {
  std::uint64_t id = 0;
  int type = 0;
  std::vector<Ring> paths;
  std::map<std::string, std::string> columns;
};

std::vector<Ring> paths_in(const std::vector<std::uint32_t>& numbers) {
  std::vector<Ring> out;
  Spot at;
  for (std::size_t i = 0; i < numbers.size();) {
    const std::uint32_t command = numbers[i] & 7U, count = numbers[i] >> 3U;
    ++i;
    if (command == 7) continue;
    for (std::uint32_t n = 0; n < count; ++n, i += 2) {
      at.x += protozero::decode_zigzag32(numbers[i]);
      at.y += protozero::decode_zigzag32(numbers[i + 1]);
      if (command == 1) out.emplace_back();
      out.back().push_back(at);
    }
  }
  return out;
}

std::string value_in(protozero::pbf_reader value) {
  while (value.next()) {
    if (value.tag() == 1) return value.get_string();
    if (value.tag() == 3) return std::to_string(value.get_double());
    if (value.tag() == 6) return std::to_string(value.get_sint64());
    if (value.tag() == 7) return value.get_bool() ? "ja" : "nee";
    value.skip();
  }
  return "?";
}

std::vector<Read> features_in(const std::string& bytes) {
  std::vector<Read> out;
  std::vector<std::vector<std::uint32_t>> tags;
  std::vector<std::string> keys, values;
  protozero::pbf_reader tile(bytes);
  REQUIRE(tile.next(3));
  protozero::pbf_reader layer = tile.get_message();
  while (layer.next()) {
    if (layer.tag() == 3) {
      keys.push_back(layer.get_string());
    } else if (layer.tag() == 4) {
      values.push_back(value_in(layer.get_message()));
    } else if (layer.tag() == 2) {
      protozero::pbf_reader feature = layer.get_message();
      Read& one = out.emplace_back();
      tags.emplace_back();
      while (feature.next()) {
        if (feature.tag() == 1) {
          one.id = feature.get_uint64();
        } else if (feature.tag() == 3) {
          one.type = feature.get_enum();
        } else {
          const bool is_geometry = feature.tag() == 4;
          const auto packed = feature.get_packed_uint32();
          const std::vector<std::uint32_t> numbers(packed.begin(), packed.end());
          if (is_geometry)
            one.paths = paths_in(numbers);
          else
            tags.back() = numbers;
        }
      }
    } else {
      layer.skip();
    }
  }
  for (std::size_t i = 0; i < out.size(); ++i)
    for (std::size_t t = 0; t + 1 < tags[i].size(); t += 2)
      out[i].columns[keys.at(tags[i][t])] = values.at(tags[i][t + 1]);
  return out;
}

long twice_surface(const Ring& ring) {
  long out = 0;
  for (std::size_t i = 0; i < ring.size(); ++i) {
    const Spot &a = ring[i], &b = ring[(i + 1) % ring.size()];
    out += static_cast<long>(a.x) * b.y - static_cast<long>(b.x) * a.y;
  }
  return out;
}

std::shared_ptr<const ShapeLayer> layer_of(const Folder& folder, const std::vector<std::string>& shapes) {
  const std::string path = folder.path() + "/rows.csv";
  {
    std::ofstream out(path);
    out << "vorm\r\n";
    for (const std::string& shape : shapes) out << '"' << shape << "\"\r\n";
  }
  return ShapeLayer::read(*RowIndex::build(path).value(), 0).value();
}

std::vector<Read> drawn(const ShapeLayer& layer, const TileAddress& tile) {
  const std::string bytes = shape_tile("vormen", layer, TileProperties(), tile);
  return bytes.empty() ? std::vector<Read>() : features_in(bytes);
}

std::string square(double x, double y, double side) {
  return fmt::format("POLYGON (({0} {1}, {2} {1}, {2} {3}, {0} {3}, {0} {1}))", x, y, x + side, y + side);
}

// The tile of zoom 13 with the middle of Zwolle in it.
constexpr TileAddress middle{13, 4234, 2686};

}  // namespace

TEST_CASE("a tile holds areas and lines with their row and columns, rings the right way around") {
  OpenShop shop;
  shop.publish(districts(), district_rows(), 5);
  shop.open();
  const std::string answer = shop.get("/tiles/wijken/11/1058/671.mvt");
  REQUIRE(status_of_answer(answer) == 200);
  std::map<std::uint64_t, Read> by_row;
  for (const Read& one : features_in(body_of(answer))) by_row[one.id] = one;
  REQUIRE(by_row.size() == 4);
  CHECK(by_row[1].type == 3);
  REQUIRE(by_row[1].paths.size() == 2);
  CHECK(twice_surface(by_row[1].paths[0]) > 0);
  CHECK(twice_surface(by_row[1].paths[1]) < 0);
  CHECK(by_row[1].columns ==
        std::map<std::string, std::string>{{"nummer", "1"}, {"naam", "Vijverwijk"}, {"soort", "wijk"}});
  CHECK(by_row[3].paths.size() == 2);
  CHECK(by_row[4].type == 2);
  CHECK(by_row[4].columns["soort"] == "singel");
  const json::Object about = json_of(shop.get("/tiles/wijken.json"));
  const json::Object& fields = about.at("vector_layers").as_array()[0].as_object().at("fields").as_object();
  CHECK(fields.contains("naam"));
  CHECK_FALSE(fields.contains("vorm"));
  CHECK(status_of_answer(shop.get("/tiles/wijken/11/0/0.mvt")) == 204);
}

TEST_CASE("what goes beyond the tile is cut a little outside it, and an area around the tile fills it") {
  const Folder folder;
  const auto layer = layer_of(folder, {square(5, 52, 2), "LINESTRING (5 52.5, 7 52.52)"});
  const std::vector<Read> found = drawn(*layer, middle);
  REQUIRE(found.size() == 2);
  for (const Read& one : found)
    for (const Ring& path : one.paths)
      for (const Spot& at : path) {
        CHECK(at.x >= -64);
        CHECK(at.x <= 4160);
        CHECK(at.y >= -64);
        CHECK(at.y <= 4160);
      }
  CHECK(twice_surface(found[0].paths[0]) == 2L * 4224 * 4224);
  CHECK(drawn(*layer, {13, 0, 0}).empty());
}

TEST_CASE("a border is as fine as its zoom shows, and the same border at the deepest") {
  // A circle of a thousand corners, two kilometres across.
  std::string text = "POLYGON ((";
  for (int i = 0; i <= 1000; ++i)
    text += fmt::format("{}{:.7f} {:.7f}", i == 0 ? "" : ", ", 6.09 + 0.015 * std::cos(i % 1000 * 0.00628318530718),
                        52.51 + 0.009 * std::sin(i % 1000 * 0.00628318530718));
  const Folder folder;
  const auto layer = layer_of(folder, {text + "))"});
  REQUIRE(layer->size() == 1);
  const ShapeLayer::Path path = layer->paths(layer->entries()[0])[0];
  std::size_t before = 0;
  for (const unsigned zoom : {5U, 10U, 14U, 18U, 24U}) {
    const auto seen = layer->seen(path, zoom);
    CHECK(seen.size() >= 4);
    CHECK(seen.size() >= before);
    CHECK(seen.front().x == seen.back().x);
    before = seen.size();
  }
  CHECK(layer->seen(path, 10).size() < 60);
  CHECK(layer->seen(path, 24).size() == 1001);
}

TEST_CASE("what is smaller than a pixel is drawn once for each pixel, and a tile has an end") {
  const Folder folder;
  std::vector<std::string> many;
  for (int i = 0; i < 10'000; ++i) many.push_back(square(6.0 + i % 100 * 0.002, 52.4 + i / 100 * 0.002, 0.0015));
  const auto layer = layer_of(folder, many);
  const std::vector<Read> far = drawn(*layer, {4, 8, 5});
  CHECK(far.size() >= 1);
  CHECK(far.size() < 20);
  for (const Read& one : far) CHECK(twice_surface(one.paths[0]) == 2L * 16 * 16);
  const std::vector<Read> near = drawn(*layer, {10, 529, 335});
  CHECK(near.size() <= 4096);
  CHECK(near.size() > 500);
}

TEST_CASE("GDAL reads the tiles: areas where they are, with their columns") {
  if (run("ogrinfo --version").status != 0) {
    MESSAGE("skipped: ogrinfo is not installed (gdal-bin)");
    return;
  }
  OpenShop shop;
  shop.publish(districts(), district_rows(), 5);
  shop.open();
  const Folder folder;
  const std::string path = folder.path() + "/671.mvt";
  std::ofstream(path, std::ios::binary) << body_of(shop.get("/tiles/wijken/11/1058/671.mvt"));
  const Ran read = run("ogrinfo -al -q -oo X=1058 -oo Y=671 -oo Z=11 -oo METADATA_FILE= " + path);
  CHECK_MESSAGE(read.status == 0, read.output);
  CHECK_MESSAGE(holds(read.output, "naam (String) = Vijverwijk"), read.output);
  CHECK_MESSAGE(holds(read.output, "POLYGON (("), read.output);
  CHECK_MESSAGE(holds(read.output, "LINESTRING ("), read.output);
  CHECK_MESSAGE(holds(read.output, "MULTIPOLYGON ((("), read.output);
}
