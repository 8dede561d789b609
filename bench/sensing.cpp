// What the city measures, end to end: bench_sensing [--only NAME] [--seconds N] [--sustain SECONDS] [--rate ROWS]
//
// A server with the rooms of the house runs in a process of its own; this one is its clients. Client and server share
// the machine. Every line stands beside a floor of the same run: read the ratio first.
#include <fmt/format.h>

#include <atomic>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <thread>

#include "feeds/broker.h"
#include "feeds/mqtt_client.h"
#include "feeds/mqtt_door.h"
#include "lake/moment.h"
#include "sensing_client.h"
#include "sensing_floor.h"
#include "sensing_server.h"

namespace {

using namespace sas;
using namespace sas::bench;
using Clock = std::chrono::steady_clock;

constexpr std::size_t series_count = 2'000;

struct Choice {
  std::string only;
  double seconds = 5;
  double sustain = 10;
  double rate = 100'000;
};

class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "sas-bench-XXXXXX").string();
    if (!::mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
    path = pattern;
  }
  ~Folder() { std::filesystem::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string path;
};

void say(const std::string& what, const std::string& figure, const std::string& floor, const std::string& ratio,
         bool met) {
  fmt::print("{:<44} {:<46} {:<42} {:<8} {}\n", what, figure, floor, ratio, met ? "yes" : "no");
  std::fflush(stdout);
}

void must_be_good(const Driven& driven) {
  if (driven.failed > 0)
    throw std::runtime_error(fmt::format("{} refused, the first: {}", driven.failed, driven.first_failure));
}

/// Each caller has its series and its own clock, which goes on from value to value: a device in its rhythm.
class Devices {
 public:
  explicit Devices(std::size_t count) : next_(count) {
    const auto start =
        std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()) - std::chrono::hours{1};
    for (auto& at : next_) at = start;
  }
  std::string time(std::size_t device) {
    next_[device] += std::chrono::milliseconds{1};
    return lake::format_moment(next_[device]);
  }

 private:
  std::vector<lake::Moment> next_;
};

void single_posts(const Choice& choice) {
  const Folder folder;
  const BenchServer server({folder.path, 0, {}, series_count});
  Devices devices(64);
  std::size_t answer_size = 0, posts = 0;
  const auto next = [&](std::size_t line) -> std::optional<std::string> {
    ++posts;
    return post(fmt::format("/sta/v1.1/Datastreams({})/Observations", line + 1), bench_token,
                fmt::format(R"({{"phenomenonTime":"{}","result":{}.5}})", devices.time(line), posts % 40));
  };
  answer_size = ask(server.port(), *next(0)).size();
  Drive how{server.port(), 64, 1, 0};
  must_be_good(drive(how, next));  // warm
  const double stored = server.figure("stored"), commits = server.figure("commits"), used = server.processor_seconds();
  how.seconds = choice.seconds;
  const Driven driven = drive(how, next);
  must_be_good(driven);
  const double new_rows = server.figure("stored") - stored;
  if (new_rows != static_cast<double>(driven.answers)) throw std::runtime_error("acknowledged and stored differ");
  const double per_commit = new_rows / (server.figure("commits") - commits);
  const double each = (server.processor_seconds() - used) / new_rows * 1e6;

  const BeastFloor beast(answer_size);
  const Driven hello = drive({beast.port(), 64, 2, 0}, next);
  const double engine = engine_rate(folder.path, std::max<std::int64_t>(1, static_cast<std::int64_t>(per_commit)), 2);
  say("single POST, 64 connections",
      fmt::format("{:.0f}/s, p99 {:.1f} ms, {:.0f} in a commit, {:.0f} us of a core", driven.rate, driven.p99,
                  per_commit, each),
      fmt::format("Beast hello {:.0f}/s", hello.rate), fmt::format("{:.2f}", driven.rate / hello.rate),
      driven.rate >= 20'000);
  say("", "", fmt::format("engine alone {:.0f} rows/s", engine), fmt::format("{:.2f}", driven.rate / engine),
      driven.rate >= 20'000);
}

/// A CreateObservations of `count` rows, spread over ten series of that caller.
std::string rows_body(Devices& devices, std::size_t caller, std::size_t count) {
  std::string out = "[";
  for (std::size_t part = 0; part < 10; ++part) {
    out += fmt::format(R"({}{{"Datastream":{{"@iot.id":{}}},"components":["phenomenonTime","result"],"dataArray":[)",
                       part == 0 ? "" : ",", caller * 10 + part + 1);
    for (std::size_t i = 0; i < count / 10; ++i)
      out += fmt::format(R"({}["{}",{}.5])", i == 0 ? "" : ",", devices.time(caller * 10 + part), i % 40);
    out += "]}";
  }
  return out + "]";
}

void data_arrays(const Choice& choice) {
  constexpr std::size_t rows = 1'000, callers = 8;
  const Folder folder;
  const BenchServer server({folder.path, 0, {}, series_count});
  // Bodies are made before: the client must not be what is measured.
  Devices devices(callers * 10);
  std::vector<std::vector<std::string>> bodies(callers);
  const auto wanted = static_cast<std::size_t>(choice.seconds * 600'000 / rows / callers);
  for (std::size_t caller = 0; caller < callers; ++caller)
    for (std::size_t i = 0; i < wanted; ++i)
      bodies[caller].push_back(post("/sta/v1.1/CreateObservations", bench_token, rows_body(devices, caller, rows)));
  std::vector<std::size_t> at(callers);
  const double commits = server.figure("commits");
  const Driven driven =
      drive({server.port(), callers, choice.seconds, 0}, [&](std::size_t line) -> std::optional<std::string> {
        if (at[line] == bodies[line].size()) return std::nullopt;
        return std::move(bodies[line][at[line]++]);
      });
  must_be_good(driven);
  const double stored = server.figure("stored");
  if (stored != static_cast<double>(driven.answers * rows)) throw std::runtime_error("acknowledged and stored differ");
  const auto per_commit = static_cast<std::int64_t>(stored / (server.figure("commits") - commits));
  const double engine = engine_rate(folder.path, std::max<std::int64_t>(1, per_commit), 2);
  const double rate = driven.rate * rows;
  say("data arrays of 1,000, 8 connections",
      fmt::format("{:.0f} rows/s, p99 {:.1f} ms, {} in a commit", rate, driven.p99, per_commit),
      fmt::format("engine alone {:.0f} rows/s", engine), fmt::format("{:.2f}", rate / engine), rate >= 200'000);
}

void sustained(const Choice& choice) {
  constexpr std::size_t rows = 1'000, callers = 20;
  const Folder folder;
  const BenchServer server({folder.path, 0, {}, series_count});
  Devices devices(callers * 10);
  std::vector<double> asked;
  std::jthread analyst([&](const std::stop_token& over) {
    while (!over.stop_requested()) {
      const auto start = Clock::now();
      (void)ask(server.port(), get(analyst_target, bench_token));
      asked.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
    }
  });
  const Driven driven = drive({server.port(), callers, choice.sustain, choice.rate / rows}, [&](std::size_t line) {
    return std::optional(post("/sta/v1.1/CreateObservations", bench_token, rows_body(devices, line, rows)));
  });
  analyst.request_stop();
  analyst.join();
  must_be_good(driven);
  if (server.figure("stored") != static_cast<double>(driven.answers * rows))
    throw std::runtime_error("acknowledged and stored differ");
  std::sort(asked.begin(), asked.end());
  const double rate = driven.rate * rows, memory = server.peak_megabytes();
  say(fmt::format("{:.0f} s of {:.0f} rows/s, an analyst asking", choice.sustain, choice.rate),
      fmt::format("{:.0f} rows/s, p99 {:.1f} ms, {:.0f} MB", rate, driven.p99, memory),
      fmt::format("{} questions, middle {:.0f} ms", asked.size(), asked.empty() ? 0 : asked[asked.size() / 2]), "",
      rate > 0.98 * choice.rate && driven.p99 < 100 && memory < 1'000);
}

void questions(const Choice&) {
  const Folder folder;
  const BenchServer server({folder.path, 0, {}, series_count});
  // A day of one sensor, every 15 seconds; and a value of each Thing.
  const auto today = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  const lake::Moment day = lake::Moment{today} - std::chrono::hours{24};
  std::string rows;
  for (int i = 0; i < 5'760; ++i)
    rows += fmt::format(R"({}["{}",{}.{}])", i == 0 ? "" : ",", lake::format_moment(day + std::chrono::seconds{15 * i}),
                        i % 30, i % 7);
  std::string body =
      R"([{"Datastream":{"@iot.id":7},"components":["phenomenonTime","result"],"dataArray":[)" + rows + "]}";
  for (std::size_t i = 1; i <= series_count; ++i)
    body += fmt::format(
        R"(,{{"Datastream":{{"@iot.id":{}}},"components":["phenomenonTime","result"],"dataArray":[["{}",{}.5]]}})", i,
        lake::format_moment(day + std::chrono::hours{24} + std::chrono::seconds{1}), i % 40);
  if (!ask(server.port(), post("/sta/v1.1/CreateObservations", bench_token, body + "]")).starts_with("HTTP/1.1 201"))
    throw std::runtime_error("the values were not taken");

  const std::string chart = fmt::format(
      "/sta/v1.1/Datastreams(7)/Aggregates?interval=PT5M&from={}&until={}&$resultFormat=dataArray&$select=from,mean",
      lake::format_moment(day), lake::format_moment(day + std::chrono::hours{24}));
  std::string told = ask(server.port(), get(chart, bench_token));
  const std::size_t size = body_of(told).size();
  const double chart_time = middle(21, [&] { (void)ask(server.port(), get(chart, bench_token)); });
  const double root = middle(21, [&] { (void)ask(server.port(), get("/bench/figures", bench_token)); });
  say("a day of 15 s in 288 buckets", fmt::format("{:.1f} ms, {} bytes", chart_time, size),
      fmt::format("least request {:.2f} ms", root), fmt::format("{:.0f}", chart_time / root),
      told.starts_with("HTTP/1.1 200") && chart_time < 20 && size < 10'000);

  const std::string latest =
      "/sta/v1.1/"
      "Datastreams?$top=2000&$select=@iot.id&$expand=Observations($top=1;$orderby=phenomenonTime%20desc;$select=result,"
      "phenomenonTime)";
  told = ask(server.port(), get(latest, bench_token));
  std::size_t values = 0;
  for (std::size_t at = 0; (at = told.find("\"result\"", at)) != std::string::npos; ++at) ++values;
  const double latest_time = middle(11, [&] { (void)ask(server.port(), get(latest, bench_token)); });
  say("newest value of 2,000 things",
      fmt::format("{:.1f} ms, {} values, {} bytes", latest_time, values, body_of(told).size()),
      fmt::format("least request {:.2f} ms", root), fmt::format("{:.0f}", latest_time / root),
      values == series_count && latest_time < 20);
}

feeds::mqtt::ClientOptions client(std::uint16_t port, const char* name) {
  feeds::mqtt::ClientOptions out;
  out.address.port = port;
  out.connect.client_id = out.connect.username = name;
  out.connect.password = "bench";
  out.connect.receive_maximum = 10'000;
  out.connect.session = feeds::mqtt::Connect::Session::clean;
  out.max_outgoing = 1'000'000;
  return out;
}

/// Publishes at QoS 1 for some seconds and waits until `acknowledged` has counted all; messages a second.
double publish(std::uint16_t port, double seconds, const std::function<double()>& acknowledged) {
  SystemRandom random;
  feeds::mqtt::Client device(
      client(port, "device"), [](feeds::mqtt::Publish, const feeds::mqtt::Acknowledge&) {}, random);
  device.start();
  while (!device.stats().connected) ::usleep(5'000);
  Devices devices(100);
  const double before = acknowledged();
  const auto start = Clock::now();
  const auto passed = [&] { return std::chrono::duration<double>(Clock::now() - start).count(); };
  std::size_t sent = 0;
  while (passed() < seconds) {
    // The broker sets the pace: a few thousand on their way, no more.
    if (device.stats().outgoing > 5'000) {
      ::usleep(500);
      continue;
    }
    for (int i = 0; i < 200; ++i, ++sent)
      if (!device.publish(
              feeds::topic_of_datastream(lake::SeriesId{static_cast<std::int64_t>(1 + sent % 100)}),
              fmt::format(R"({{"phenomenonTime":"{}","result":{}}})", devices.time(sent % 100), sent % 1000),
              feeds::mqtt::Qos::at_least_once))
        throw std::runtime_error("not published");
  }
  while (acknowledged() - before < static_cast<double>(sent)) {
    if (passed() > seconds + 60) throw std::runtime_error("not all messages came");
    ::usleep(2'000);
  }
  return static_cast<double>(sent) / passed();
}

void mqtt(const Choice& choice) {
  const Folder folder;
  SystemRandom random;
  feeds::BrokerSettings settings;
  settings.folder = folder.path + "/broker";
  settings.port = free_port();
  const std::string hash = feeds::broker_password_hash("bench", random);
  const auto broker = feeds::Broker::start(
      settings, {{"house", hash, {"#"}, {"#"}}, {"device", hash, {"#"}, {"#"}}, {"echo", hash, {"#"}, {"#"}}});
  if (!broker) throw std::runtime_error(broker.error().code);
  double durable = 0;
  {
    const BenchServer server({folder.path, settings.port, "bench", series_count});
    durable = publish(settings.port, choice.seconds, [&] { return server.figure("mqtt_acknowledged"); });
  }
  feeds::mqtt::ClientOptions options = client(settings.port, "echo");
  options.subscriptions = feeds::MqttDoor::subscriptions();
  feeds::mqtt::Client echo(
      options, [](feeds::mqtt::Publish, const feeds::mqtt::Acknowledge& done) { done(); }, random);
  echo.start();
  while (!echo.stats().connected) ::usleep(5'000);
  ::usleep(300'000);
  const double floor = publish(settings.port, 2, [&] { return static_cast<double>(echo.stats().acknowledged); });
  say("MQTT QoS 1 through mosquitto", fmt::format("{:.0f}/s durable", durable),
      fmt::format("acknowledged, not stored {:.0f}/s", floor), fmt::format("{:.2f}", durable / floor),
      durable >= 20'000);
}

struct Line {
  const char* name;
  void (*run)(const Choice&);
};

}  // namespace

int main(int argc, char** argv) try {
  constexpr Line lines[] = {{"single", single_posts},
                            {"arrays", data_arrays},
                            {"mqtt", mqtt},
                            {"sustained", sustained},
                            {"questions", questions}};
  Choice choice;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string name = argv[i];
    if (name == "--only")
      choice.only = argv[i + 1];
    else if (name == "--seconds")
      choice.seconds = std::stod(argv[i + 1]);
    else if (name == "--sustain")
      choice.sustain = std::stod(argv[i + 1]);
    else if (name == "--rate")
      choice.rate = std::stod(argv[i + 1]);
    else
      throw std::runtime_error("unknown option " + name);
  }
  say("measured", "figure", "beside", "ratio", true);
  for (const Line& line : lines)
    if (choice.only.empty() || choice.only == line.name) line.run(choice);
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "bench_sensing: %s\n", error.what());
  return 1;
}
