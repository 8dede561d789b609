#include <doctest/doctest.h>
#include <zlib.h>

#include <fstream>
#include <thread>

#include "portal/cell_json.h"
#include "portal/packed.h"
#include "portal/point_layer.h"
#include "portal/row_index.h"
#include "portal/test_portal.h"

using namespace sas;
using namespace sas::portal;
using namespace sas::portal::testing;

namespace {

std::string write(const Folder& folder, const std::string& name, const std::string& content) {
  std::string path = folder.path() + "/" + name;
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

/// "naam,nummer" with quotes, commas and line ends in the names.
std::string awkward(int count) {
  std::string out = "naam,nummer\r\n";
  for (int i = 0; i < count; ++i)
    out += (i % 3 == 0 ? "\"a \"\"b\"\", c\r\nd\"," : i % 3 == 1 ? "," : "gewoon,") + std::to_string(i) + "\r\n";
  return out;
}

csv::Row expected(int i) {
  return {i % 3 == 0 ? "a \"b\", c\r\nd" : i % 3 == 1 ? "" : "gewoon", std::to_string(i)};
}

}  // namespace

TEST_CASE("any page of a CSV file is the same rows that reading all of it gives") {
  const Folder folder;
  for (const int count : {0, 1, 2, 255, 256, 257, 511, 512, 513, 3000}) {
    CAPTURE(count);
    const auto index = RowIndex::build(write(folder, "a.csv", awkward(count))).value();
    CHECK(index->rows() == static_cast<std::uint64_t>(count));
    CHECK(index->header() == csv::Row{"naam", "nummer"});
    for (const int first : {0, 1, 200, 255, 256, 300, 512, 2999}) {
      const auto rows = index->read(static_cast<std::uint64_t>(first), 300).value();
      const int wanted = std::max(0, std::min(300, count - first));
      REQUIRE(rows.size() == static_cast<std::size_t>(wanted));
      for (int i = 0; i < wanted; ++i) REQUIRE(rows[static_cast<std::size_t>(i)] == expected(first + i));
    }
  }
}

TEST_CASE("a last line without an end is a row, and an empty file has none") {
  const Folder folder;
  CHECK(RowIndex::build(write(folder, "a.csv", "a,b\n1,2\n3,4")).value()->rows() == 2);
  CHECK(RowIndex::build(write(folder, "b.csv", "a,b")).value()->rows() == 0);
  CHECK(RowIndex::build(write(folder, "c.csv", "")).value()->rows() == 0);
  // Found by row_index_fuzz: what csv::read takes for a row, and what not.
  CHECK(RowIndex::build(write(folder, "d.csv", "a\n\"\"")).value()->rows() == 1);
  CHECK(RowIndex::build(write(folder, "e.csv", "a\n\r")).value()->rows() == 0);
  CHECK(RowIndex::build(write(folder, "f.csv", "a\n\xef\xbb\xbfz\n")).value()->read(0, 1).value().front() ==
        csv::Row{"\xef\xbb\xbfz"});
  CHECK(RowIndex::build(folder.path() + "/none.csv").error().code == "rows-unreadable");
}

TEST_CASE("marks are kept, used again, and made again when the kept ones are not right") {
  const Folder folder;
  const std::string csv = write(folder, "a.csv", awkward(1000)), kept = folder.path() + "/a.rows";
  CHECK(RowIndex::open(csv, kept).value()->rows() == 1000);
  const auto size = std::filesystem::file_size(kept);
  CHECK(RowIndex::open(csv, kept).value()->read(999, 1).value().front() == expected(999));
  for (const std::string& broken : {std::string("nonsense"), std::string(size, 'x'), std::string(size, '\0')}) {
    std::ofstream(kept, std::ios::binary) << broken;
    CHECK(RowIndex::open(csv, kept).value()->read(999, 1).value().front() == expected(999));
    CHECK(std::filesystem::file_size(kept) == size);
  }
}

TEST_CASE("cells become JSON by their type, and nothing that JSON cannot hold gets in") {
  const auto cell = [](std::string_view text, releases::Type type) {
    std::string out;
    append_cell(out, text, type);
    CHECK(json::parse(out).has_value());
    return out;
  };
  using enum releases::Type;
  CHECK(cell("12", integer) == "12");
  CHECK(cell("-0.5", decimal) == "-0.5");
  CHECK(cell("1e-05", decimal) == "1e-05");
  CHECK(cell("007", integer) == "\"007\"");
  CHECK(cell("1e400", decimal) == "\"1e400\"");
  CHECK(cell("nan", decimal) == "\"nan\"");
  CHECK(cell("1]", integer) == "\"1]\"");
  CHECK(cell("", text) == "null");
  CHECK(cell("true", truth) == "true");
  CHECK(cell("True", truth) == "\"True\"");
  CHECK(cell("a\"b\\c\n\x01", text) == "\"a\\\"b\\\\c\\u000a\\u0001\"");
}

TEST_CASE("a packed copy holds the same bytes, and half a one is never found") {
  const Folder folder;
  const std::string content = awkward(50'000), path = write(folder, "a.csv", content);
  Packed packed(folder.path());
  CHECK_FALSE(packed.find("abc", path));
  packed.settle();
  const auto copy = packed.find("abc", path);
  REQUIRE(copy);
  gzFile in = gzopen(copy->c_str(), "rb");
  std::string unpacked(content.size() + 1, '\0');
  const int n = gzread(in, unpacked.data(), static_cast<unsigned>(unpacked.size()));
  gzclose(in);
  unpacked.resize(static_cast<std::size_t>(std::max(n, 0)));
  CHECK(unpacked == content);
  CHECK(std::filesystem::file_size(*copy) < content.size() / 4);
  CHECK_FALSE(packed.find("def", folder.path() + "/none"));
  packed.settle();
  CHECK_FALSE(std::filesystem::exists(folder.path() + "/def.gz"));
}

TEST_CASE("a tile holds the points that lie in it, each in its place") {
  // Zwolle, and a place on the other side of the world.
  const PointLayer layer({{6.0830, 52.5168}, {-70.0, -33.0}, {6.0831, 52.5169}, {NAN, NAN}, {200, 10}});
  CHECK(layer.size() == 3);
  CHECK(layer.extent()->west == -70.0);
  CHECK(layer.spots({0, 0, 0}, 100).size() == 3);
  CHECK(layer.spots({1, 1, 0}, 100).size() == 2);
  CHECK(layer.spots({1, 0, 1}, 100).size() == 1);
  CHECK(layer.spots({1, 0, 0}, 100).empty());
  // Zoom 10 of a map of the world: x 529, y 335 (reckoned by hand from the formula of Web Mercator).
  const auto spots = layer.spots({10, 529, 335}, 100);
  REQUIRE(spots.size() == 2);
  CHECK(spots[0].row + spots[1].row == 4);
  CHECK(layer.spots({10, 530, 335}, 100).empty());
}

TEST_CASE("of many points a tile tells how many there are at each place, and none is lost") {
  std::vector<lake::FilePoint> points;
  for (int i = 0; i < 20'000; ++i) points.push_back({6 + (i % 100) * 0.001, 52 + (i / 100) * 0.001});
  const PointLayer layer(points);
  for (const TileAddress tile : {TileAddress{0, 0, 0}, TileAddress{7, 66, 42}}) {
    const auto spots = layer.spots(tile, 1000);
    CHECK(spots.size() <= 4096);
    std::uint64_t sum = 0;
    for (const TileSpot& spot : spots) {
      sum += spot.count;
      CHECK(spot.x < 4096);
    }
    CHECK(sum == 20'000);
  }
  CHECK(tile_address(2, 4, 0) == std::nullopt);
  CHECK(tile_address(25, 0, 0) == std::nullopt);
}
