// Pages of rows, search, downloads and tiles, each beside a floor measured in the same run.
// SAS_BENCH_ROWS sets the rows of the large table (13,000,000), SAS_BENCH_POINTS those of the layer (1,000,000),
// SAS_BENCH_SHAPES how many areas there are, and how many lines (100,000).
#define DOCTEST_CONFIG_IMPLEMENT  // the fixture of the tests is used, their runner is not
#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

#include "portal/ckan_packages.h"
#include "portal/datastore.h"
#include "portal/dcat.h"
#include "portal/point_layer.h"
#include "portal/test_shapes.h"

using namespace sas;
using namespace sas::portal;
using namespace sas::portal::testing;

namespace {

using Clock = std::chrono::steady_clock;

double millis(Clock::duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

struct Spread {
  double p50 = 0, p99 = 0;
};

template <typename Work>
Spread measure(int times, const Work& work) {
  std::vector<double> taken;
  for (int i = 0; i < times; ++i) {
    const auto begin = Clock::now();
    work(i);
    taken.push_back(millis(Clock::now() - begin));
  }
  std::sort(taken.begin(), taken.end());
  return {taken[taken.size() / 2], taken[taken.size() * 99 / 100]};
}

void tell(std::string_view what, const Spread& measured, const Spread& floor) {
  fmt::print("{:58} p50 {:8.3f} ms  p99 {:8.3f} ms  floor p50 {:8.3f} ms  ratio {:6.1f}\n", what, measured.p50,
             measured.p99, floor.p50, measured.p50 / std::max(floor.p50, 1e-6));
}

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* set = std::getenv(variable);
  return set == nullptr ? otherwise : std::strtoull(set, nullptr, 10);
}

/// Megabytes that this program holds (Linux: VmRSS), and the most it ever held (VmHWM).
void tell_memory(std::string_view when) {
  std::ifstream in("/proc/self/status");
  std::string line, now, most;
  while (std::getline(in, line)) {
    if (line.starts_with("VmRSS:")) now = line.substr(6);
    if (line.starts_with("VmHWM:")) most = line.substr(6);
  }
  fmt::print("{:58} now{}, at most{}\n", "memory " + std::string(when), now, most);
}

std::string large_table(std::uint64_t rows) {
  return "SELECT i AS nummer, ['gewoon', 'snel', 'traag'][1 + i % 3] AS soort, i % 1000 / 10 AS vermogen, "
         "DATE '2026-01-01' + CAST(i % 90 AS INTEGER) AS dag, strftime(TIMESTAMP '2026-01-01 00:00:00' + to_minutes(i "
         "% "
         "100000), '%Y-%m-%dT%H:%M:%SZ') AS gezien, 6.0 + (i * 7919 % 100003) / 500000 AS lengte, 52.4 + (i * 104729 % "
         "99991) / 500000 AS breedte, i % 2 = 0 AS open FROM range(1, " +
         std::to_string(rows + 1) + ") t(i)";
}

/// Eight columns.
releases::Release large_release(const std::string& name) {
  releases::Release out = charging_points();
  out.dataset = name;
  std::erase_if(out.columns, [](const releases::Column& c) { return c.name == "opmerking"; });
  return out;
}

/// Ten thousand sets that are only words.
class ManySets final : public releases::PublicReader {
 public:
  explicit ManySets(int count) {
    const auto catalogue = std::make_shared<releases::Catalogue>();
    catalogue->version = 1;
    const char* subjects[] = {"Laadpalen", "Bomen",          "Afval",     "Verkeer",
                              "Woningen",  "Luchtkwaliteit", "Subsidies", "Scholen"};
    for (int i = 0; i < count; ++i) {
      auto published = std::make_shared<releases::Published>();
      releases::Release& release = published->release;
      release = charging_points();
      release.dataset = fmt::format("tabel-{:05}", i);
      release.number = 1;
      release.description.title = {fmt::format("{} in wijk {}", subjects[i % 8], i % 97), "Table"};
      release.description.owner = fmt::format("Afdeling {}", i % 40);
      release.description.themes = {i % 2 == 0 ? "TRAN" : "ENVI"};
      release.files = {{"csv", "text/csv", std::string(64, 'a'), 1000},
                       {"parquet", "application/vnd.apache.parquet", std::string(64, 'b'), 1000}};
      catalogue->sets.push_back({release.dataset, {published}});
    }
    catalogue_ = catalogue;
  }
  std::shared_ptr<const releases::Catalogue> catalogue() override { return catalogue_; }
  Result<std::string> object(std::string_view) const override { return fail(ErrorKind::not_found, "object-missing"); }
  releases::PublicReaderStats stats() const override { return {}; }

 private:
  std::shared_ptr<const releases::Catalogue> catalogue_;
};

/// Reads and forgets; seconds until the other side has ended.
double drain(int socket) {
  const auto begin = Clock::now();
  std::string block(1U << 20U, '\0');
  while (::read(socket, block.data(), block.size()) > 0) {
  }
  return millis(Clock::now() - begin) / 1000;
}

int connected(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
    throw std::runtime_error("connect failed");
  return socket;
}

/// The floor of a download: sendfile over a connection of this machine and nothing else.
double raw_send(const std::string& path) {
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  if (::bind(listener, reinterpret_cast<const sockaddr*>(&at), size) != 0 || ::listen(listener, 1) != 0 ||
      ::getsockname(listener, reinterpret_cast<sockaddr*>(&at), &size) != 0)
    throw std::runtime_error("listen failed");
  std::thread sender([&] {
    const int socket = ::accept(listener, nullptr, nullptr);
    const int file = ::open(path.c_str(), O_RDONLY);
    while (::sendfile(socket, file, nullptr, 4U << 20U) > 0) {
    }
    ::close(file);
    ::close(socket);
  });
  const int socket = connected(ntohs(at.sin_port));
  const double seconds = drain(socket);
  sender.join();
  ::close(socket);
  ::close(listener);
  return seconds;
}

double download(std::uint16_t port, const std::string& target) {
  const int socket = connected(port);
  const std::string request = "GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  if (::write(socket, request.data(), request.size()) < 0) throw std::runtime_error("write failed");
  const double seconds = drain(socket);
  ::close(socket);
  return seconds;
}

/// The index of columns, made where the shop looks for it; tells its time and its size.
void make_column_index(OpenShop& shop) {
  const auto catalogue = shop.reader->catalogue();
  const releases::Release release = catalogue->find("groot")->current()->release;
  const releases::File& csv = *releases::find_file(release, "csv");
  KeyedTable table{RowIndex::build(shop.reader->object(csv.sha256).value()).value(), {}, csv.sha256};
  for (const releases::Column& column : release.columns) table.columns.push_back({column.name, column.type});
  const std::string folder = shop.folder.path() + "/cache", path = folder + "/" + csv.sha256 + ".keys";
  std::filesystem::create_directories(folder);
  const auto begin = Clock::now();
  if (!ColumnIndex::build(table, path, [] { return false; })) throw std::runtime_error("no index of columns");
  const double taken = millis(Clock::now() - begin);
  const auto bytes = std::filesystem::file_size(path);
  fmt::print("{:58} {:.0f} ms, {} MB: {:.0f}% of the file\n", "the index of columns, once per object", taken,
             bytes / 1'000'000, 100.0 * static_cast<double>(bytes) / static_cast<double>(csv.bytes));
}

/// What is asked, never twice the same: each filter with an offset of its own within what fits.
struct Asked {
  std::string what;
  std::function<json::Object(SeededRandom&)> filters;
  std::function<void(json::Object&, SeededRandom&)> more = {};
  int times = 300;
};

std::uint64_t total_of(const std::string& answer) {
  const std::size_t at = answer.find("\"total\":");
  if (at == std::string::npos) throw std::runtime_error("no answer: " + answer.substr(0, 300));
  return std::strtoull(answer.c_str() + at + 8, nullptr, 10);
}

void measure_asked(const OpenShop& shop, const Asked& asked, SeededRandom& random, const Spread& floor) {
  std::uint64_t last = 1;
  tell(asked.what,
       measure(asked.times,
               [&](int) {
                 json::Object body{{"resource_id", "groot-csv"}, {"filters", asked.filters(random)}};
                 body["offset"] = random.below(last);
                 if (asked.more) asked.more(body, random);
                 const std::string answer = shop.post("/api/3/action/datastore_search", json::write(body));
                 last = std::max<std::uint64_t>(total_of(answer), 1);
               }),
       floor);
}

/// What the same costs without an index: a question to the engine, without HTTP.
void measure_engine(const OpenShop& shop, const releases::Release& release, const Spread& floor) {
  lake::FileQuestion question;
  question.path = shop.reader->object(releases::find_file(release, "parquet")->sha256).value();
  for (const releases::Column& column : release.columns) question.columns.push_back(column.name);
  tell("the engine: 1 in 1,000 rows, without the index",
       measure(20,
               [&](int i) {
                 question.filters = {{"vermogen", lake::Compare::equal, {fmt::format("{}.5", i)}}};
                 (void)shop.files->rows(question).value();
               }),
       floor);
}

void measure_filters(const OpenShop& shop, std::uint64_t rows, SeededRandom& random, const Spread& floor) {
  const auto power = [](SeededRandom& chance) {
    return json::Object{{"vermogen", fmt::format("{}", static_cast<double>(chance.below(1000)) / 10)}};
  };
  const auto place = [](SeededRandom& chance) {
    return json::Object{{"lengte", fmt::format("{}", 6.0 + static_cast<double>(chance.below(100'003)) / 500'000)}};
  };
  const auto kind = [](SeededRandom& chance) {
    const char* kinds[] = {"gewoon", "snel", "traag"};
    return json::Object{{"soort", kinds[chance.below(3)]}, {"open", chance.below(2) == 0 ? "true" : "false"}};
  };
  const auto dated = [&](SeededRandom& chance) {
    json::Object out = kind(chance);
    out["dag"] = fmt::format("2026-01-{:02}", 1 + chance.below(31));
    return out;
  };
  const auto serial = [rows](SeededRandom& chance) {
    return json::Object{{"nummer", std::to_string(1 + chance.below(rows))}};
  };
  // The shop takes up the index that was made, behind the visitors' backs.
  std::this_thread::sleep_for(std::chrono::seconds{2});
  measure_asked(shop, {"a filter, 1 in 1,000 rows", power}, random, floor);
  measure_asked(shop, {"a filter, 130 rows", place}, random, floor);
  measure_asked(shop, {"a filter, one row by its number", serial}, random, floor);
  measure_asked(shop, {"two filters, 1 in 6 rows", kind}, random, floor);
  measure_asked(shop, {"three filters, 1 in 540 rows or none", dated}, random, floor);
  const auto sorted = [](json::Object& body, SeededRandom&) { body["sort"] = "lengte desc"; };
  const auto words = [](json::Object& body, SeededRandom& chance) {
    body["q"] = std::to_string(chance.below(90) + 10);
  };
  measure_asked(shop, {"the engine: a filter of 1 in 1,000 rows, sorted", power, sorted, 10}, random, floor);
  measure_asked(shop, {"the engine: a filter of 1 in 1,000 rows, with a word", power, words, 5}, random, floor);
}

void measure_rows(OpenShop& shop, std::uint64_t rows) {
  const auto catalogue = shop.reader->catalogue();
  const releases::Release release = catalogue->find("groot")->current()->release;
  const std::string csv = shop.reader->object(releases::find_file(release, "csv")->sha256).value();
  const auto begin = Clock::now();
  const auto index = RowIndex::build(csv).value();
  fmt::print("{:58} {:.0f} ms for {} rows, {} MB\n", "the index of rows, once per object", millis(Clock::now() - begin),
             index->rows(), releases::find_file(release, "csv")->bytes / 1'000'000);
  SeededRandom random(11);
  std::vector<std::uint64_t> offsets;
  for (int i = 0; i < 2000; ++i) offsets.push_back(random.below(rows - 100));
  const Spread floor = measure(2000, [&](int i) { (void)index->read(offsets[static_cast<std::size_t>(i)], 100); });
  const auto ask = [&](int i) {
    const std::string answer = shop.get("/api/3/action/datastore_search?resource_id=groot-csv&offset=" +
                                        std::to_string(offsets[static_cast<std::size_t>(i)]));
    if (!holds(answer, fmt::format("\"total\":{}", rows))) throw std::runtime_error("a wrong answer");
  };
  ask(0);
  tell("datastore_search over HTTP, 100 rows at any offset", measure(2000, ask), floor);
  measure_engine(shop, release, floor);
  measure_filters(shop, rows, random, floor);
}

void measure_download(OpenShop& shop) {
  const auto catalogue = shop.reader->catalogue();
  const std::string path =
      shop.reader->object(releases::find_file(catalogue->find("groot")->current()->release, "csv")->sha256).value();
  double best_raw = 1e9, best = 1e9;
  for (int i = 0; i < 5; ++i) {
    best_raw = std::min(best_raw, raw_send(path));
    best = std::min(best, download(shop.port, "/data/groot/csv"));
  }
  fmt::print("{:58} {:.3f} s, raw sendfile {:.3f} s: {:.0f}%\n", "a download of the whole table", best, best_raw,
             100 * best_raw / best);
}

void measure_tiles(OpenShop& shop) {
  const auto begin = Clock::now();
  (void)shop.get("/tiles/punten/0/0/0.mvt");
  fmt::print("{:58} {:.0f} ms\n", "the points in their order, once per object", millis(Clock::now() - begin));
  // Every tile of four zooms that holds points of the table.
  std::vector<std::string> tiles;
  for (unsigned zoom = 8; zoom <= 14; zoom += 2) {
    const double side = static_cast<double>(1U << zoom);
    for (int i = 0; i < 50; ++i) {
      const double longitude = 6.0 + 0.2 * (i % 10) / 10, latitude = 52.4 + 0.2 * (i / 10) / 5;
      const double y = (1 - std::asinh(std::tan(latitude * 3.14159265358979 / 180)) / 3.14159265358979) / 2;
      tiles.push_back(fmt::format("/tiles/punten/{}/{}/{}.mvt", zoom, static_cast<int>((longitude + 180) / 360 * side),
                                  static_cast<int>(y * side)));
    }
  }
  const Spread floor = measure(200, [&](int) { (void)shop.get("/data/geen/csv"); });
  tell("a vector tile over HTTP, zoom 8 to 14 (floor: a 404)",
       measure(static_cast<int>(tiles.size()), [&](int i) { (void)shop.get(tiles[static_cast<std::size_t>(i)]); }),
       floor);
}

/// Parcels of nine corners in a city, or paths of nine corners.
std::string shape_table(std::uint64_t rows, std::string_view kind) {
  const bool is_area = kind == "POLYGON";
  std::string corners;
  const double around[][2] = {{0, 0}, {8, -1}, {16, 0}, {17, 7}, {16, 14}, {8, 15}, {0, 14}, {-1, 7}};
  for (const auto& [x, y] : around) corners += fmt::format("x + {}, y + {}, ", x * 1e-5, y * 1e-5);
  corners += "x, y";
  std::string text = is_area ? "POLYGON ((" : "LINESTRING (";
  for (int i = 0; i < 9; ++i) text += i == 0 ? "{:.7f} {:.7f}" : ", {:.7f} {:.7f}";
  text += is_area ? "))" : ")";
  return fmt::format(
      "SELECT i AS nummer, 'perceel ' || i AS naam, ['wonen', 'werken', 'groen'][1 + i % 3] AS soort, format('{}', {}) "
      "AS vorm FROM (SELECT i, 6.0 + (i % 400) * 0.0004 AS x, 52.45 + (i // 400) * 0.0002 AS y FROM range(1, {}) t(i))",
      text, corners, rows + 1);
}

releases::Release shape_release(const std::string& name) {
  releases::Release out = districts();
  out.dataset = name;
  return out;
}

void measure_shape_tiles(OpenShop& shop, const std::string& name) {
  const auto begin = Clock::now();
  (void)shop.get("/tiles/" + name + "/0/0/0.mvt");
  fmt::print("{:58} {:.0f} ms\n", "the shapes of " + name + " in their order, once per object",
             millis(Clock::now() - begin));
  const Spread floor = measure(200, [&](int) { (void)shop.get("/data/geen/csv"); });
  for (unsigned zoom = 0; zoom <= 18; zoom += 2) {
    const double side = static_cast<double>(1U << zoom);
    std::size_t most = 0;
    const Spread taken = measure(100, [&](int i) {
      const double longitude = 6.0 + 0.16 * (i % 10) / 10, latitude = 52.45 + 0.05 * (i / 10) / 10;
      const double y = (1 - std::asinh(std::tan(latitude * 3.14159265358979 / 180)) / 3.14159265358979) / 2;
      most = std::max(
          most, shop.get(fmt::format("/tiles/{}/{}/{}/{}.mvt", name, zoom,
                                     static_cast<int>((longitude + 180) / 360 * side), static_cast<int>(y * side)))
                    .size());
    });
    tell(fmt::format("a tile of {}, zoom {} (at most {} kB)", name, zoom, most / 1000), taken, floor);
  }
}

void measure_search() {
  ManySets reader(10'000);
  Stemmer stemmer;
  const auto begin = Clock::now();
  const Shelf shelf(reader.catalogue(), stemmer);
  fmt::print("{:58} {:.0f} ms\n", "the search index of 10,000 sets, once per change", millis(Clock::now() - begin));
  const PlainFrame frame;
  const CkanCatalogue catalogue{frame.publisher(), shelf, today};
  const char* words[] = {"laadpalen", "bomen wijk", "subsidie", "verkeren", "luchtkwaliteit wijk 12", "fietspad"};
  const Spread floor = measure(500, [&](int) {
    for (std::size_t k = 0; k < 10; ++k) (void)json::write(package_json(frame.publisher(), shelf.sets()[k]));
  });
  tell("package_search over 10,000 sets (floor: writing 10 of them)",
       measure(500,
               [&](int i) {
                 (void)catalogue.package_search(CkanArguments(json::Object{{"q", words[i % 6]}, {"rows", 10}}));
               }),
       floor);
  tell(
      "the same, all of them by title",
      measure(100,
              [&](int) {
                (void)catalogue.package_search(CkanArguments(json::Object{{"sort", "title_string asc"}, {"rows", 10}}));
              }),
      floor);
  const Spread page = measure(20, [&](int) {
    const std::span<const ShownSet> sets(shelf.sets());
    (void)to_turtle(
        catalogue_graph(frame.publisher(), sets.first(sets_a_page), {1, 100, 10'000, "https://x.example/c.ttl"}));
  });
  tell("a page of the catalogue, 100 sets as Turtle", page, floor);
}

}  // namespace

int main() {
  // The fixture asserts outside of any test.
  doctest::Context asserts;
  asserts.setAsDefaultForAssertsOutOfTestCases();
  const std::uint64_t rows = number_from("SAS_BENCH_ROWS", 13'000'000);
  const std::uint64_t points = number_from("SAS_BENCH_POINTS", 1'000'000);
  const std::uint64_t shapes = number_from("SAS_BENCH_SHAPES", 100'000);
  measure_search();
  OpenShop shop;
  shop.publish_large(large_release("groot"), large_table(rows), rows);
  shop.publish_large(large_release("punten"), large_table(points), points);
  shop.publish_large(shape_release("percelen"), shape_table(shapes, "POLYGON"), shapes);
  shop.publish_large(shape_release("paden"), shape_table(shapes, "LINESTRING"), shapes);
  tell_memory("when the tables were made");
  make_column_index(shop);
  tell_memory("after the index of columns");
  shop.open();
  measure_rows(shop, rows);
  tell_memory("after pages of rows");
  measure_download(shop);
  tell_memory("after downloads");
  measure_tiles(shop);
  tell_memory("after tiles");
  measure_shape_tiles(shop, "percelen");
  measure_shape_tiles(shop, "paden");
  tell_memory("after tiles of shapes");
  return 0;
}
