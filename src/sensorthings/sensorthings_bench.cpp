#include <chrono>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <thread>

#include "sensorthings/observation_door.h"
#include "sensorthings/options.h"
#include "sensorthings/service.h"

/// What an address and a body cost by themselves, beside the least that could be done with the same bytes. The lake and
/// its disk are left out: an intake that answers at once stands in their place, so that only this room is measured.
namespace {

using namespace sas;
using namespace sas::sensorthings;
using Seconds = std::chrono::duration<double>;

class InstantIntake final : public sensing::Intake {
 public:
  Result<std::vector<sensing::Taken>> take(std::vector<lake::Observation> readings, sensing::Arrival) override {
    return std::vector<sensing::Taken>(readings.size());
  }
  void take_async(std::vector<lake::Observation> readings, sensing::Arrival,
                  std::function<void(Result<std::vector<sensing::Taken>>)> done) override {
    done(std::vector<sensing::Taken>(readings.size()));
  }
  void forget(lake::SeriesId) override {}
  [[nodiscard]] sensing::IntakeStats stats() const override { return {}; }
};

/// Seconds that one call takes; called until a second has passed.
template <typename F>
double cost(F&& work) {
  const auto start = std::chrono::steady_clock::now();
  std::int64_t calls = 0;
  double passed = 0;
  do {
    for (int i = 0; i < 16; ++i) work();
    calls += 16;
    passed = Seconds(std::chrono::steady_clock::now() - start).count();
  } while (passed < 1);
  return passed / static_cast<double>(calls);
}

volatile std::size_t sink = 0;

void say(const char* what, double seconds, double floor, const char* floor_name) {
  std::printf("%-44s %8.2f us  %6.1f x %s\n", what, seconds * 1e6, seconds / floor, floor_name);
}

/// Observations a second when they are made durable: `threads` clients, each with `requests` bodies of `count` rows.
double durable(Service& service, const Access& all, int threads, int requests, int count, std::int64_t series) {
  std::vector<std::thread> clients;
  const auto start = std::chrono::steady_clock::now();
  for (int t = 0; t < threads; ++t)
    clients.emplace_back([&, t] {
      for (int r = 0; r < requests; ++r) {
        std::string rows = R"([{"Datastream":{"@iot.id":)" + std::to_string(series + t) +
                           R"(},"components":["phenomenonTime","result"],"dataArray":[)";
        for (int i = 0; i < count; ++i) {
          const Moment at = moment(1'700'000'000'000'000 + (static_cast<std::int64_t>(r) * count + i) * 1'000'000);
          rows += (i == 0 ? "[\"" : ",[\"") + format_time({at, std::nullopt}) + "\"," + std::to_string(i % 40) + ".5]";
        }
        if (!observe_rows(service.core(), all, rows + "]}]")) throw std::runtime_error("rows were not taken");
      }
    });
  for (std::thread& client : clients) client.join();
  return static_cast<double>(threads) * requests * count / Seconds(std::chrono::steady_clock::now() - start).count();
}

std::string must(const Result<Reply>& reply) {
  if (!reply) throw std::runtime_error(reply.error().code + " " + reply.error().detail);
  return reply->body;
}

}  // namespace

int main() {
  std::string folder = (std::filesystem::temp_directory_path() / "sas-bench-XXXXXX").string();
  if (!::mkdtemp(folder.data())) throw std::runtime_error("no temporary folder");
  {
    const SystemClock clock;
    SystemRandom random;
    const ledger::Ledger log(clock, random);
    http::Metrics metrics;
    InstantIntake intake;
    std::vector<store::Migration> migrations = ledger::migrations();
    for (const store::Migration& each : sensing::migrations()) migrations.push_back(each);
    store::OpenOptions options;
    options.folder = folder;
    const auto records = std::move(store::open(options, migrations).value());
    lake::LakeOptions lake_options;
    lake_options.folder = folder + "/lake";
    const auto lake = std::move(lake::open(lake_options, clock).value());
    Service service({*records, *lake, intake, log, clock, metrics, "https://sta.example.nl", "token"});
    const Access all{Access::Reach::everything, 0, Access::Right::write, "bench"};
    const auto ask = [&](http::Method method, std::string_view path, std::string_view query, std::string_view body) {
      return must(service.answer({method, path, query, body, BodyKind::json}, all));
    };
    ask(http::Method::post, "Things", "",
        R"({"name":"t","description":"","Locations":[{"name":"l","description":"","encodingType":"application/geo+json","location":{"type":"Point","coordinates":[6,52]}}],
        "Datastreams":[{"name":"d","description":"","observationType":"http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement","unitOfMeasurement":{"name":"n","symbol":"s","definition":"d"},
        "Sensor":{"name":"s","description":"","encodingType":"x","metadata":"m"},"ObservedProperty":{"name":"o","definition":"d","description":""}}]})");

    const std::string query =
        "$filter=Thing/name eq 'x' and phenomenonTime ge "
        "2026-01-01T00:00:00Z&$expand=Observations($top=1;$orderby=phenomenonTime desc)&$top=10";
    const double scan = cost([&] {
      std::size_t sum = 0;
      for (const char c : query) sum = sum * 31 + static_cast<unsigned char>(c);
      sink = sum;
    });
    say("read an address of 136 bytes", cost([&] { sink = parse_options(query)->raw.size(); }), scan,
        "hashing its bytes");
    const double select = cost([&] {
      sink = records
                 ->read([](store::ReadTx& tx) -> Result<std::size_t> {
                   return tx.query("SELECT id FROM thing WHERE name = $1", {"t"}).size();
                 })
                 .value();
    });
    say("GET Things with a $filter",
        cost([&] { sink = ask(http::Method::get, "Things", "$filter=name eq 't'", "").size(); }), select, "one SELECT");

    const std::string one = R"({"phenomenonTime":"2026-03-30T10:00:00Z","result":21.5})";
    const double dom = cost([&] { sink = json::parse(one)->as_object().size(); });
    const double posting = cost([&] { sink = ask(http::Method::post, "Datastreams(1)/Observations", "", one).size(); });
    say("POST of one Observation", posting, dom, "a tree of its JSON");
    std::printf("  = %.0f a second on one thread\n", 1 / posting);

    std::string rows = R"([{"Datastream":{"@iot.id":1},"components":["phenomenonTime","result"],"dataArray":[)";
    constexpr int count = 10'000;
    for (int i = 0; i < count; ++i)
      rows += std::string(i == 0 ? "" : ",") + "[\"2026-03-30T" + std::to_string(10 + i / 3600) + ":" +
              std::to_string(10 + i / 60 % 50) + ":" + std::to_string(10 + i % 50) + "Z\"," + std::to_string(i) + ".5]";
    rows += "]}]";
    const double tree = cost([&] { sink = json::parse(rows)->as_array().size(); });
    const double reading = cost([&] { sink = observe_rows(service.core(), all, rows)->size(); });
    say("CreateObservations, 10000 rows, to the intake", reading, tree, "a tree of its JSON");
    const double whole = cost([&] { sink = ask(http::Method::post, "CreateObservations", "", rows).size(); });
    say("the same with the answer written", whole, tree, "a tree of its JSON");
    std::printf("  = %.0f Observations a second on one thread\n", count / whole);

    // The newest value of each of a thousand Things: what a map asks for.
    std::vector<lake::Observation> newest;
    for (int i = 2; i <= 1000; ++i) {
      ask(http::Method::post, "Things", "",
          R"({"name":"t","description":"","Datastreams":[{"name":"d","description":"","observationType":"http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement",
          "unitOfMeasurement":{"name":"n","symbol":"s","definition":"d"},"Sensor":{"@iot.id":1},"ObservedProperty":{"@iot.id":1}}]})");
      for (int k = 0; k < 10; ++k) {
        lake::Observation o;
        o.series = lake::SeriesId{i};
        o.time = moment(1'774'864'800'000'000 + k * 60'000'000LL);
        o.value = k;
        newest.push_back(o);
      }
    }
    if (!lake->append(std::move(newest))) throw std::runtime_error("the lake took nothing");
    const double all_things =
        cost([&] { sink = ask(http::Method::get, "Things", "$top=1000&$select=name", "").size(); });
    say("GET 1000 Things with their newest values", cost([&] {
          sink = ask(http::Method::get, "Things",
                     "$top=1000&$select=name&$expand=Datastreams($select=name;$expand=Observations($top=1;$orderby="
                     "phenomenonTime desc;$select=result))",
                     "")
                     .size();
        }),
        all_things, "the Things alone");

    const auto house = sensing::make_intake({*lake, *records, log, clock});
    Service real({*records, *lake, *house, log, clock, metrics, "https://sta.example.nl", "token"});
    std::printf("durable, in rows of 10000, 2 clients: %.0f Observations a second\n",
                durable(real, all, 2, 15, 10'000, 10));
    std::printf("durable, one by one, 64 clients:      %.0f Observations a second\n",
                durable(real, all, 64, 60, 1, 100));
  }
  std::filesystem::remove_all(folder);
}
