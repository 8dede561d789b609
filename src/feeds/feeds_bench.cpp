#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <thread>

#include "feeds/air.h"
#include "feeds/broker.h"
#include "feeds/dino.h"
#include "feeds/footfall.h"
#include "feeds/import.h"
#include "feeds/knmi.h"
#include "feeds/mqtt_client.h"
#include "feeds/mqtt_door.h"
#include "feeds/parking.h"
#include "feeds/status.h"
#include "feeds/ttn_file.h"
#include "feeds/wiski.h"

/// How fast each reader reads, against a plain search for the line ends of the same bytes; and messages a second
/// through a real mosquitto on this machine into the lake, against the same messages through the same broker to a
/// client that only acknowledges.
namespace {

using namespace sas;
using namespace sas::feeds;
using Clock = std::chrono::steady_clock;
using LineReader = Result<Done> (*)(Lines&, Sink&);

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

class Counting final : public Sink {
 public:
  Slot declare(const sensing::SeriesDescription& d) override { return all_.declare(d); }
  Result<Done> accept(std::span<const Reading> readings) override {
    values += readings.size();
    ++rows;
    return Done{};
  }
  void reject(Rejection) override { ++rejected; }
  std::size_t rows = 0, values = 0, rejected = 0;

 private:
  Collected all_;
};

std::size_t count_lines(std::string_view text) {
  std::size_t count = 0;
  for (const char* at = text.data();
       (at = static_cast<const char*>(
            std::memchr(at, '\n', static_cast<std::size_t>(text.data() + text.size() - at)))) != nullptr;
       ++at)
    ++count;
  return count;
}

void bench_reader(const char* name, LineReader read, const std::string& head,
                  const std::function<std::string(int)>& row) {
  constexpr std::size_t size = 16 << 20;
  std::string text = head;
  for (int i = 0; text.size() < size; ++i) text += row(i);
  const double megabytes = static_cast<double>(text.size()) / 1e6;
  auto start = Clock::now();
  std::size_t lines = 0;
  for (int i = 0; i < 10; ++i) lines += count_lines(text);
  const double floor = seconds_since(start) / 10;
  Counting sink;
  start = Clock::now();
  const auto done = read(*lines_of(text), sink);
  const double taken = seconds_since(start);
  if (!done || sink.rejected > 0) throw std::runtime_error(fmt::format("{}: {} rejected", name, sink.rejected));
  fmt::print("{:<20} {:7.0f} MB/s {:9.0f} rows/s {:10.0f} values/s   {:5.1f} x the line scan ({} lines)\n", name,
             megabytes / taken, static_cast<double>(sink.rows) / taken, static_cast<double>(sink.values) / taken,
             taken / floor, lines / 10);
}

std::string date(int day, const char* format) {
  const std::chrono::year_month_day d{std::chrono::sys_days{std::chrono::days{day % 16'000}}};
  return fmt::format(fmt::runtime(format), static_cast<int>(d.year()), static_cast<unsigned>(d.month()),
                     static_cast<unsigned>(d.day()));
}

void bench_readers() {
  bench_reader(
      "parking", read_parking_history, "timestamp,uuid,name,vacant,capacity,open,full,vacant_json_type\n", [](int i) {
        return date(i / 216, "{}-{:02}-{:02}") +
               fmt::format(
                   "T13:27:53.726123+00:00,aaaaaaaa-0000-4000-8000-00000000000{},Parkeergarage,{},195,True,False,str\n",
                   i % 9, i % 195);
      });
  bench_reader("knmi-rain", read_knmi_rain, "STN,YYYYMMDD,   RD,   SX,\n",
               [](int i) { return "342," + date(i, "{}{:02}{:02}") + fmt::format(",{:5},    0,\n", i % 300); });
  std::string days = "# STN,YYYYMMDD,DDVEC,FHVEC,   FG,  FHX,   TG,   TN,   TX,   SQ,    Q,   DR,   RH,   UG, EV24\n";
  bench_reader("knmi-days", read_knmi_days, days, [](int i) {
    return "  278," + date(i, "{}{:02}{:02}") +
           fmt::format(",  237,   46,   46,{:5},{:5},   96,  157,   -1,     ,   12,   -1,   78,   12\n", i % 90,
                       i % 300 - 100);
  });
  bench_reader("dino", read_dino,
               "Titel:\nLocatie,Filternummer,Peildatum,Stand (cm t.o.v. MP),Stand (cm t.o.v. MV),Stand (cm t.o.v. "
               "NAP),Bijzonderheid,Opmerking,,,\n",
               [](int i) {
                 return "B22D0155,001," + date(i, "{2:02}-{1:02}-{0}") + fmt::format(",{},159,721,,,,,,\n", i % 400);
               });
  bench_reader("wiski", read_wiski,
               "#ts_id;1\n#ts_unitsymbol;m+NAP\n#station_no;1\n#Timestamp;Value;Interpolation Type;Quality Code\n",
               [](int i) {
                 return date(i / 8, "{}-{:02}-{:02}") +
                        fmt::format("T{:02}:00:00.000+01:00;12.{:03};102;200\n", i % 8 * 3, i % 1000);
               });
  bench_reader("footfall-melbourne", read_footfall_melbourne, "Sensor,Date_Time,Date,Time,Count\n", [](int i) {
    // July, when Melbourne is ten hours ahead: 02:00 UTC is noon.
    return fmt::format("Birrarung Marr,{0}-07-{1:02}T02:00:00Z,{0}-07-{1:02},12,{2}\n", 2009 + i / 31 % 9, 1 + i % 31,
                       i % 5000);
  });
  std::string pm10 = "Datum";
  for (int s = 0; s < 64; ++s) pm10 += fmt::format(",{}", 100 + s);
  bench_reader("pm10", read_pm10_days, pm10 + "\n", [](int i) {
    std::string row = date(i % 8000 + 8035, "{2:02}/{1:02}/{0:04}");
    row.erase(6, 2);
    for (int s = 0; s < 64; ++s) row += s % 2 == 0 ? "," : fmt::format(",{}.{:02}", i % 80, s);
    return row + "\n";
  });
  bench_reader("basel-air", read_basel_air, "Datum/Zeit;timestamp_text;O3 [µg/m³];NO2 [µg/m³];TEMP [°C]\n", [](int i) {
    return date(i, "{}-{:02}-{:02}") + "T16:00:00+00:00;" + date(i, "{2:02}.{1:02}.{0}") +
           fmt::format(" 17:00;128.{};6.2;30.1\n", i % 10);
  });
  bench_reader("ttn-uplinks", read_ttn_uplinks, "", [](int i) {
    return fmt::format(
               R"({{"end_device_ids":{{"device_id":"soil-1","application_ids":{{"application_id":"town"}},"dev_eui":"70B3D57ED0000001","dev_addr":"260B0001"}},)"
               R"("received_at":"2023-06-20T14:34:32.869542824Z","uplink_message":{{"f_port":2,"f_cnt":{},"frm_payload":"DTgAAAAAC8MAABA=",)"
               R"("decoded_payload":{{"Bat":"3.384 V","temp_SOIL":"30.11 °C"}},"rx_metadata":[{{"rssi":-42,"snr":5.8}}]}}}})",
               i) +
           "\n";
  });
}

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

std::uint16_t free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  if (::bind(fd, reinterpret_cast<sockaddr*>(&at), size) != 0 ||
      ::getsockname(fd, reinterpret_cast<sockaddr*>(&at), &size) != 0)
    throw std::runtime_error("no free port");
  ::close(fd);
  return ntohs(at.sin_port);
}

mqtt::ClientOptions options_for(std::uint16_t port, const char* id, std::vector<mqtt::Subscription> subscriptions) {
  mqtt::ClientOptions out;
  out.address.port = port;
  out.connect.client_id = id;
  out.connect.username = "bench";
  out.connect.password = "bench";
  out.connect.receive_maximum = 10'000;
  out.connect.session = mqtt::Connect::Session::clean;
  out.subscriptions = std::move(subscriptions);
  out.max_outgoing = 1'000'000;
  return out;
}

/// Publishes `count` messages at QoS 1 and waits until `receiver` has acknowledged all; messages a second.
double through_broker(std::uint16_t port, int count, mqtt::Receiver receiver, int first_second) {
  SystemRandom random;
  mqtt::Client gate(options_for(port, "gate", MqttDoor::subscriptions()), std::move(receiver), random);
  mqtt::Client device(
      options_for(port, "device", {}), [](mqtt::Publish, const mqtt::Acknowledge&) {}, random);
  gate.start();
  device.start();
  while (!gate.stats().connected || !device.stats().connected)
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  std::this_thread::sleep_for(std::chrono::milliseconds{300});
  const auto start = Clock::now();
  for (int i = 0; i < count; ++i) {
    const int at = first_second + i / 100;
    auto sent = device.publish(topic_of_datastream(lake::SeriesId{1 + i % 100}),
                               fmt::format(R"({{"phenomenonTime":"2026-06-30T{:02}:{:02}:{:02}Z","result":{}}})",
                                           at / 3600, at / 60 % 60, at % 60, i % 1000),
                               mqtt::Qos::at_least_once);
    if (!sent) throw std::runtime_error(sent.error().code);
  }
  while (gate.stats().acknowledged < static_cast<std::uint64_t>(count)) {
    if (seconds_since(start) > 60) throw std::runtime_error("not all messages came");
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
  return count / seconds_since(start);
}

Result<lake::Observation> read_observation(std::string_view topic, std::string_view payload) {
  const auto document = json::parse(payload);
  if (!document || !document->is_object()) return fail(ErrorKind::invalid, "json-invalid");
  const json::Value* result = document->get_object().if_contains("result");
  const auto time = parse_iso_instant(json::text_at(document->get_object(), "phenomenonTime"));
  if (result == nullptr || !result->is_number() || !time) return fail(ErrorKind::invalid, "observation-invalid");
  lake::Observation out;
  out.series = lake::SeriesId{std::atoll(topic.data() + topic.find('(') + 1)};
  out.time = *time;
  out.value = result->to_number<double>();
  return out;
}

void bench_mqtt() {
  constexpr int count = 100'000;
  const Folder folder;
  ManualClock clock(parse_iso_instant("2026-07-01T00:00:00Z").value());
  SystemRandom random;
  BrokerSettings settings;
  settings.folder = folder.path + "/broker";
  settings.port = free_port();
  auto broker = Broker::start(settings, {{"bench", broker_password_hash("bench", random), {"#"}, {"#"}}});
  if (!broker) throw std::runtime_error(broker.error().code);

  const auto echo = [](mqtt::Publish, const mqtt::Acknowledge& acknowledge) { acknowledge(); };
  const double floor = through_broker(settings.port, count, echo, 0);

  store::OpenOptions records_options;
  records_options.folder = folder.path;
  std::vector<store::Migration> schema;
  for (const auto& room : {ledger::migrations(), sensing::migrations(), feeds::migrations()})
    schema.insert(schema.end(), room.begin(), room.end());
  const auto records = std::move(store::open(records_options, schema).value());
  const ledger::Ledger ledger(clock, random);
  lake::LakeOptions lake_options;
  lake_options.folder = folder.path + "/lake";
  const auto lake = std::move(lake::open(lake_options, clock).value());
  const auto intake = sensing::make_intake({*lake, *records, ledger, clock});
  const ImportParts parts{*records, ledger, clock, *lake, *intake, {}};
  LiveSeries series(parts);
  for (int i = 1; i <= 100; ++i) {
    sensing::SeriesDescription d;
    d.thing_key = fmt::format("garden/{}", i);
    d.key = d.thing_key + "/temperature";
    d.thing_name = d.thing_description = d.sensor_name = d.sensor_metadata = d.name = d.thing_key;
    d.property_name = "air temperature";
    d.property_definition = "https://example.nl/temperature";
    d.unit_name = "degree Celsius";
    d.unit_symbol = "°C";
    d.unit_definition = "http://unitsofmeasure.org/ucum#Cel";
    if (static_cast<std::int64_t>(series.id_of(d).value()) != i) throw std::runtime_error("numbers of series");
  }
  UplinkDoor uplinks(parts, {});
  MqttDoor door(*intake, uplinks, read_observation);
  const double durable = through_broker(settings.port, count, door.receiver(), 0);
  fmt::print(
      "MQTT QoS 1, {} messages of 60 bytes: {:.0f}/s durable, {:.0f}/s echoed without storage (floor): {:.2f} of it; "
      "{} stored\n",
      count, durable, floor, durable / floor, door.stats().stored);
}

}  // namespace

int main() {
  bench_readers();
  bench_mqtt();
}
