// Pages of rows, search, downloads and tiles, each beside a floor measured in the same run.
// SAS_BENCH_ROWS sets the rows of the large table (13,000,000), SAS_BENCH_POINTS those of the layer (1,000,000).
#define DOCTEST_CONFIG_IMPLEMENT  // the fixture of the tests is used, their runner is not
#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "portal/ckan_packages.h"
#include "portal/datastore.h"
#include "portal/dcat.h"
#include "portal/point_layer.h"
#include "portal/test_portal.h"

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
  const Spread filtered = measure(20, [&](int i) {
    (void)shop.get("/api/3/action/datastore_search?resource_id=groot-csv&filters={%22vermogen%22:" + std::to_string(i) +
                   ".5}");
  });
  tell("the same with a filter nobody asked before, exact count", filtered, floor);
  const Spread again = measure(20, [&](int i) {
    (void)shop.get("/api/3/action/datastore_search?resource_id=groot-csv&filters={%22vermogen%22:" + std::to_string(i) +
                   ".5}");
  });
  tell("the same asked again", again, floor);
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
  measure_search();
  OpenShop shop;
  shop.publish_large(large_release("groot"), large_table(rows), rows);
  shop.publish_large(large_release("punten"), large_table(points), points);
  tell_memory("when the tables were made");
  shop.open();
  measure_rows(shop, rows);
  tell_memory("after pages of rows");
  measure_download(shop);
  tell_memory("after downloads");
  measure_tiles(shop);
  tell_memory("after tiles");
  return 0;
}
