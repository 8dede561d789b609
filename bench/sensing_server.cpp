#include "sensing_server.h"

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "feeds/mqtt_door.h"
#include "feeds/status.h"
#include "http/server.h"
#include "jobs/jobs.h"
#include "lake/moment.h"
#include "sensing/alarms.h"
#include "sensing/live.h"
#include "sensing_client.h"
#include "sensorthings/sensorthings.h"
#include "sensorthings/topics.h"

namespace sas::bench {
namespace {

sensing::SeriesDescription description(std::size_t number) {
  sensing::SeriesDescription d;
  d.thing_key = fmt::format("bench/{}", number);
  d.key = d.thing_key + "/temperature";
  d.thing_name = d.thing_description = d.name = d.thing_key;
  d.sensor_name = "thermometer";
  d.sensor_metadata = "https://example.nl/thermometer";
  d.property_name = "air temperature";
  d.property_definition = "https://example.nl/temperature";
  d.unit_name = "degree Celsius";
  d.unit_symbol = "°C";
  d.unit_definition = "http://unitsofmeasure.org/ucum#Cel";
  d.longitude = 6.09;
  d.latitude = 52.51;
  d.rules.min = -1e9;
  d.rules.max = 1e9;
  return d;
}

std::vector<store::Migration> schema() {
  std::vector<store::Migration> out;
  for (const auto& room : {ledger::migrations(), jobs::migrations(), sensing::migrations(), feeds::migrations()})
    out.insert(out.end(), room.begin(), room.end());
  return out;
}

/// Everything of the child. Members in the order in which they stand on each other.
struct Rooms {
  explicit Rooms(const ServerChoice& choice) {
    store::OpenOptions store_options;
    store_options.folder = choice.folder;
    records = std::move(store::open(store_options, schema()).value());
    lake::LakeOptions lake_options;
    lake_options.folder = choice.folder + "/lake";
    lake = std::move(lake::open(lake_options, clock).value());
    alarms = sensing::make_alarms({*records, *lake, ledger, outbox});
    lake->on_commit([this](std::int64_t batch, std::span<const lake::Observation> values) {
      live.publish(batch, values);
      alarms->publish(values);
    });
    intake = sensing::make_intake({*lake, *records, ledger, clock});
    for (std::size_t first = 0; first < choice.series; first += 500) make_series(first, choice.series);
    sensorthings::SensorThingsParts parts{*records,   *lake, *intake, ledger, clock, metrics, "https://bench.example",
                                          bench_token};
    sensorthings::add_sensorthings_routes(router, parts);
    add_own_routes();
    topics = std::make_unique<sensorthings::TopicDoor>(parts);
    uplinks = std::make_unique<feeds::UplinkDoor>(feeds::ImportParts{*records, ledger, clock, *lake, *intake, {}},
                                                  feeds::Decoder{});
    door = std::make_unique<feeds::MqttDoor>(
        *intake, *uplinks,
        [this](std::string_view topic, std::string_view payload) { return topics->read(topic, payload); });
    if (choice.mqtt_port != 0) connect(choice);
    http::ServerSettings settings;
    server = std::make_unique<http::Server>(settings, http::ServerParts{router, logger, metrics, random});
    server->start();
  }
  ~Rooms() {
    if (mqtt) mqtt->stop();
    server->stop();
    lake.reset();
  }

  void make_series(std::size_t first, std::size_t all) {
    const auto made = records->write([&](store::WriteTx& tx) -> Result<Done> {
      for (std::size_t i = first; i < std::min(first + 500, all); ++i) {
        auto series = sensing::ensure_series(tx, ledger, clock, description(i + 1));
        if (!series) return fail(std::move(series));
        if (static_cast<std::size_t>(series->id) != i + 1) throw std::runtime_error("numbers of series");
      }
      return Done{};
    });
    if (!made) throw std::runtime_error(made.error().code);
  }

  void add_own_routes() {
    http::Route hourly;
    hourly.pattern = analyst_target;
    hourly.audience = http::Audience::api;
    hourly.handler = [this](const http::Request& request) {
      const auto table = lake->query(
          "SELECT count(*), sum(n) FROM (SELECT series_id, time_bucket(INTERVAL 1 HOUR, time) AS hour, count(*) AS n, "
          "avg(value), min(value), max(value) FROM observation GROUP BY ALL)",
          {});
      if (!table) return http::problem(table.error(), request);
      return http::json_response(fmt::format("{}", std::get<std::int64_t>(table->rows.at(0).at(0))));
    };
    router.add(std::move(hourly));
    http::Route figures;
    figures.pattern = "/bench/figures";
    figures.audience = http::Audience::api;
    figures.handler = [this](const http::Request&) {
      const lake::LakeStats stats = lake->stats();
      const std::uint64_t acknowledged = mqtt ? mqtt->stats().acknowledged : 0;
      return http::json_response(json::write(
          json::Object{{"stored", stats.stored}, {"commits", stats.commits}, {"mqtt_acknowledged", acknowledged}}));
    };
    router.add(std::move(figures));
  }

  void connect(const ServerChoice& choice) {
    feeds::mqtt::ClientOptions options;
    options.address.port = choice.mqtt_port;
    options.connect.client_id = "house";
    options.connect.username = "house";
    options.connect.password = choice.mqtt_password;
    options.connect.receive_maximum = 10'000;
    options.subscriptions = feeds::MqttDoor::subscriptions();
    mqtt = std::make_unique<feeds::mqtt::Client>(options, door->receiver(), random);
    mqtt->start();
    while (!mqtt->stats().connected) ::usleep(5'000);
  }

  SystemClock clock;
  SystemRandom random;
  Logger logger{clock, stderr_sink()};
  http::Metrics metrics;
  ledger::Ledger ledger{clock, random};
  jobs::Outbox outbox{clock, random};
  sensing::LiveStream live;
  std::unique_ptr<store::Store> records;
  std::unique_ptr<sensing::Alarms> alarms;
  std::unique_ptr<sensing::Intake> intake;
  std::unique_ptr<sensorthings::TopicDoor> topics;
  std::unique_ptr<feeds::UplinkDoor> uplinks;
  std::unique_ptr<feeds::MqttDoor> door;
  std::unique_ptr<lake::Lake> lake;
  std::unique_ptr<feeds::mqtt::Client> mqtt;
  http::Router router;
  std::unique_ptr<http::Server> server;
};

/// The life of the child. The log of requests goes where that of a service goes by itself: to a file.
int serve(const ServerChoice& choice, int tell) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  if (std::freopen((choice.folder + "/log").c_str(), "w", stderr) == nullptr) return 1;
  const Rooms rooms(choice);
  const std::uint16_t port = rooms.server->port();
  if (::write(tell, &port, sizeof port) != sizeof port) return 1;
  int received = 0;
  sigwait(&signals, &received);
  return 0;
}

}  // namespace

BenchServer::BenchServer(const ServerChoice& choice) {
  int ends[2];
  if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
  pid_ = ::fork();
  if (pid_ == 0) {
    ::close(ends[0]);
    int code = 1;
    try {
      code = serve(choice, ends[1]);
    } catch (const std::exception& e) {
      std::fprintf(stderr, "server: %s\n", e.what());
    }
    ::_exit(code);
  }
  ::close(ends[1]);
  const bool open = ::read(ends[0], &port_, sizeof port_) == sizeof port_;
  ::close(ends[0]);
  if (!open) throw std::runtime_error("the server did not start; see " + choice.folder + "/log");
}

BenchServer::~BenchServer() {
  ::kill(pid_, SIGTERM);
  ::waitpid(pid_, nullptr, 0);
}

double BenchServer::peak_megabytes() const {
  std::ifstream status(fmt::format("/proc/{}/status", pid_));
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024;
  return 0;
}

double BenchServer::processor_seconds() const {
  std::ifstream stat(fmt::format("/proc/{}/stat", pid_));
  std::string line;
  std::getline(stat, line);
  // Fields 14 and 15 of proc(5); the name of the program in front may hold spaces.
  std::istringstream rest(line.substr(line.rfind(')') + 2));
  std::string word;
  double ticks = 0;
  for (int field = 3; field <= 15 && rest >> word; ++field)
    if (field >= 14) ticks += std::stod(word);
  return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

double BenchServer::figure(const std::string& name) const {
  const auto figures = json::parse(body_of(ask(port_, get("/bench/figures", bench_token))));
  return static_cast<double>(json::int_at(figures.value().as_object(), name));
}

}  // namespace sas::bench
