#include "measuring.h"

#include <fmt/format.h>

#include "feeds/broker.h"
#include "feeds/mqtt_door.h"
#include "lake/moment.h"
#include "measuring_feeds.h"
#include "measuring_mqtt.h"
#include "sensing/alarm_pages.h"
#include "sensing/alarms.h"
#include "sensing/area_figure_pages.h"
#include "sensing/area_pages.h"
#include "sensing/credential_pages.h"
#include "sensing/explore_pages.h"
#include "sensing/intake.h"
#include "sensing/live.h"
#include "sensing/live_pages.h"
#include "sensing/meter_pages.h"
#include "sensing/own_pages.h"
#include "sensing/register_pages.h"
#include "sensorthings/sensorthings.h"
#include "sensorthings/topics.h"

namespace sas {
namespace {

// A day is sealed when late values are rare: two days after its end.
constexpr std::chrono::hours seal_age{48};

lake::LakeOptions lake_options(const Settings& settings) {
  lake::LakeOptions options;
  options.folder = settings.data + "/lake";
  options.memory_limit = fmt::format("{}MiB", settings.lake_memory >> 20);
  return options;
}

}  // namespace

struct Measuring::Rooms {
  explicit Rooms(const Parts& given) : parts(given) {
    auto opened = lake::open(lake_options(parts.settings), parts.clock);
    if (!opened) {
      parts.logger.error("lake-unavailable", {{"code", opened.error().code}, {"detail", opened.error().detail}});
      return;
    }
    lake = std::move(*opened);
    for (const std::string& file : lake->stats().damaged) parts.logger.error("lake-damaged", {{"file", file}});
    lake->on_commit([this](std::int64_t batch, std::span<const lake::Observation> values) {
      live.publish(batch, values);
      alarms->publish(values);
      if (mqtt) mqtt->committed(values);
    });
    intake = sensing::make_intake({*lake, parts.records, parts.ledger, parts.clock});
    history = std::make_unique<sensing::EventHistory>(
        sensing::EventHistory::Parts{parts.records, parts.ledger, *lake, lake::PseudonymKey(parts.pseudonym_key)});
    alarms = sensing::make_alarms({parts.records, *lake, parts.ledger, parts.outbox});
    const feeds::ImportParts doors{parts.records, parts.ledger, parts.clock, *lake, *intake, {}};
    feeds = std::make_unique<MeasuringFeeds>(
        MeasuringFeeds::Parts{parts.settings, doors, parts.logger, parts.client, parts.gate});
    mqtt = std::make_unique<MeasuringMqtt>(MeasuringMqtt::Parts{
        parts.settings, doors, feeds->uplinks(), parts.logger, parts.random, parts.metrics, parts.settings.public_url});
    city = std::make_unique<city::CityReader>(
        city::CityReader::Parts{parts.records, *lake, parts.clock, parts.city.panels});
    if (const auto watching = alarms->reload(); !watching)
      parts.logger.warn("alarms-not-read", {{"code", watching.error().code}});
  }

  // How long the values of a series are kept is in the register; the lake must know before it seals their day.
  Result<Done> declare_retention() {
    const auto all = parts.records.read(
        [](store::ReadTx& tx) -> Result<std::vector<sensing::Series>> { return sensing::all_series(tx); });
    if (!all) return fail(Error(all.error()));
    std::vector<lake::SeriesFacts> facts;
    for (const sensing::Series& series : *all) facts.push_back({series.id, series.retention});
    return lake->declare(facts);
  }

  // What the register no longer has, the lake has no longer either. Until it is done, SensorThings hides them by the
  // list.
  Result<Done> forget_removed() {
    const auto gone = parts.records.read(
        [](store::ReadTx& tx) -> Result<std::vector<lake::SeriesId>> { return sensing::removed_series(tx); });
    if (!gone) return fail(Error(gone.error()));
    if (gone->empty()) return Done{};
    const auto removed = lake->remove_series(*gone);
    if (!removed) return fail(Error(removed.error()));
    return parts.records.write([&](store::WriteTx& tx) -> Result<Done> {
      sensing::forget_removed_series(tx, *gone);
      parts.ledger.append(tx, {.kind = "lake.series-removed",
                               .subject = "lake:series",
                               .acting = "system",
                               .concerned = {},
                               .facts = {{"series", static_cast<std::int64_t>(gone->size())}, {"values", *removed}},
                               .personal = {},
                               .at = {}});
      return Done{};
    });
  }

  Result<Done> seal() {
    if (auto forgotten = forget_removed(); !forgotten) return forgotten;
    if (auto declared = declare_retention(); !declared) return declared;
    const auto sealed = lake->seal(lake::moment_of(parts.clock.now()), seal_age);
    if (!sealed) return fail(Error(sealed.error()));
    const auto dropped = lake->drop_expired(lake::moment_of(parts.clock.now()));
    if (!dropped) return fail(Error(dropped.error()));
    parts.logger.info("lake-sealed",
                      {{"days", std::int64_t{*sealed}}, {"dropped", static_cast<std::int64_t>(dropped->size())}});
    if (dropped->empty()) return Done{};
    return parts.records.write([&](store::WriteTx& tx) -> Result<Done> {
      for (const lake::Lake::Dropped& gone : *dropped)
        parts.ledger.append(tx, {.kind = "lake.dropped",
                                 .subject = "lake:" + gone.retention,
                                 .acting = "system",
                                 .concerned = {},
                                 .facts = {{"retention", gone.retention},
                                           {"day", format_iso_date(gone.day)},
                                           {"rows", gone.rows},
                                           {"sha256", gone.sha256}},
                                 .personal = {},
                                 .at = {}});
      return Done{};
    });
  }

  Result<Done> notify(const jobs::Job& job) const {
    const std::string name = json::text_at(job.payload, "name");
    const auto* value = job.payload.if_contains("value");
    const lake::Moment at{std::chrono::microseconds{json::int_at(job.payload, "time")}};
    const std::string text =
        fmt::format("{}\n\nGemeten: {} op {}.\nKijk voor de meter en wat eraan voorafging op {}/stad/sensoren/{}.\n",
                    name, value ? json::write(*value) : "", lake::format_moment(at), parts.settings.public_url,
                    json::int_at(job.payload, "series"));
    return parts.mailer.send({job.id, json::text_at(job.payload, "notify"), "Alarm: " + name, text, {}});
  }

  void add_own_sensors(http::Router& router) {
    const auto topics = std::make_shared<sensorthings::TopicDoor>(sensorthings::SensorThingsParts{
        parts.records, *lake, *intake, parts.ledger, parts.clock, parts.metrics, parts.settings.public_url, {}});
    sensing::OwnParts own{parts.gate, parts.records, *lake, live, parts.ledger, parts.clock, parts.random};
    own.read_message = [topics](lake::SeriesId id, std::string_view body) {
      return topics->read(feeds::topic_of_datastream(id), body);
    };
    own.broker_hash = [this](std::string_view password) { return feeds::broker_password_hash(password, parts.random); };
    own.accounts_changed = [this] { mqtt->accounts_changed(); };
    own.public_url = parts.settings.public_url;
    own.broker_name = mqtt->broker_name();
    sensing::add_own_pages(router, own);
  }

  void add_meters(http::Router& router) {
    sensing::MeterPageParts meters{parts.gate, parts.records, *lake, *intake, parts.ledger, parts.clock, parts.random};
    meters.broker_hash = [this](std::string_view password) {
      return feeds::broker_password_hash(password, parts.random);
    };
    meters.accounts_changed = [this] { mqtt->accounts_changed(); };
    meters.public_url = parts.settings.public_url;
    meters.broker_name = mqtt->broker_name();
    sensing::add_meter_pages(router, meters);
    sensing::add_credential_pages(router, {parts.gate, parts.records, parts.ledger, parts.clock, parts.random});
  }

  ~Rooms() {
    // What the broker sends is handed to the lake, and the lake answers intake, alarms and publisher to its last
    // commit: the connection goes first, then the lake, then they.
    if (mqtt) mqtt->stop();
    lake.reset();
  }

  Parts parts;
  sensing::LiveStream live;
  std::unique_ptr<sensing::Alarms> alarms;
  std::unique_ptr<lake::Lake> lake;
  std::unique_ptr<sensing::Intake> intake;
  std::unique_ptr<sensing::EventHistory> history;
  std::unique_ptr<MeasuringFeeds> feeds;
  std::unique_ptr<MeasuringMqtt> mqtt;
  std::unique_ptr<city::CityReader> city;
};

Measuring::Measuring(const Parts& parts) : rooms_(std::make_unique<Rooms>(parts)) {}
Measuring::~Measuring() = default;

lake::Lake* Measuring::lake() const {
  return rooms_->lake.get();
}

html::Html Measuring::city_now(const people::Visit& visit) const {
  return rooms_->city ? city::figures_of_now(visit, *rooms_->city) : html::Html();
}

std::vector<std::string> Measuring::notices() const {
  if (!rooms_->lake) return {"lake-unavailable"};
  const std::size_t damaged = rooms_->lake->stats().damaged.size();
  if (damaged == 0) return {};
  return {fmt::format("lake-damaged: {} set aside in lake/damaged", damaged)};
}

std::vector<std::string> Measuring::warnings(const html::Say& say) const {
  if (!rooms_->lake) return {say("sensing.lake.closed")};
  std::vector<std::string> out;
  for (const std::string& file : rooms_->lake->stats().damaged)
    out.push_back(say("sensing.lake.damaged", {{"file", "lake/" + file}}));
  return out;
}

void Measuring::add_routes(http::Router& router) {
  Rooms& r = *rooms_;
  if (!r.lake) {
    const auto closed = [](const people::Visit&) -> Result<http::Response> {
      return fail(ErrorKind::unavailable, "lake-unavailable");
    };
    for (const char* address : {"/stad", "/stad/sensoren"}) {
      http::Route route;
      route.pattern = address;
      route.handler = r.parts.gate.anyone(closed);
      route.summary = "Measurements, which are not to be had now";
      router.add(std::move(route));
    }
    return;
  }
  sensing::add_live_routes(router, {r.parts.records, r.live, r.parts.clock});
  sensing::add_register_pages(router, {r.parts.gate, r.parts.records, *r.lake, r.parts.clock});
  sensorthings::add_sensorthings_routes(router, {r.parts.records,
                                                 *r.lake,
                                                 *r.intake,
                                                 r.parts.ledger,
                                                 r.parts.clock,
                                                 r.parts.metrics,
                                                 r.parts.settings.public_url,
                                                 {},
                                                 r.mqtt->broker_name().empty() ? "" : "mqtt://" + r.mqtt->broker_name(),
                                                 &r.live});
  r.feeds->add_routes(router);
  r.add_own_sensors(router);
  sensing::add_alarm_pages(router, {r.parts.gate, r.parts.records, r.parts.ledger, r.parts.clock, *r.alarms});
  r.add_meters(router);
  sensing::add_area_pages(router, {r.parts.gate, r.parts.records, r.parts.ledger});
  sensing::add_area_figure_pages(router, {r.parts.gate, r.parts.records, *r.lake, r.parts.clock});
  sensing::add_explore_pages(router,
                             {r.parts.gate, r.parts.records, *r.lake, r.parts.clock, *r.history, r.parts.random});
  city::add_city_pages(router, {r.parts.gate, *r.city, r.parts.city, r.parts.municipality});
}

void Measuring::add_jobs(jobs::Runner& runner) {
  Rooms& r = *rooms_;
  runner.handle("alarm.notice", [&r](const jobs::Job& job) { return r.notify(job); });
  if (r.feeds) r.feeds->add_jobs(runner);
  if (r.lake)
    runner.every("lake.events", std::chrono::minutes{1}, [&r](const jobs::Job&) { return r.history->catch_up(); });
  if (r.lake) runner.every("lake.seal", std::chrono::hours{1}, [&r](const jobs::Job&) { return r.seal(); });
}

void Measuring::add_metrics() {
  Rooms& r = *rooms_;
  http::Metrics& metrics = r.parts.metrics;
  metrics.gauge("sassenpoort_lake_open", "1 when measurements can be taken", [&r] { return r.lake ? 1.0 : 0.0; });
  if (!r.lake) return;
  r.mqtt->add_metrics(metrics);
  const auto add = [&](const char* name, const char* help, auto field) {
    metrics.gauge(name, help, [&r, field] { return static_cast<double>(r.lake->stats().*field); });
  };
  add("sassenpoort_lake_stored", "Observations made durable since the start", &lake::LakeStats::stored);
  add("sassenpoort_lake_repeated", "Observations that were there already", &lake::LakeStats::repeated);
  add("sassenpoort_lake_corrected", "Observations that replaced another", &lake::LakeStats::corrected);
  add("sassenpoort_lake_waiting", "Observations waiting for the writer", &lake::LakeStats::waiting);
  metrics.gauge("sassenpoort_lake_damaged", "Files and parts of the journal that are damaged and were set aside",
                [&r] { return static_cast<double>(r.lake->stats().damaged.size()); });
  metrics.gauge("sassenpoort_intake_refused", "Readings refused since the start",
                [&r] { return static_cast<double>(r.intake->stats().refused); });
  metrics.gauge("sassenpoort_intake_unwelcome", "Readings refused because they would tell of a person",
                [&r] { return static_cast<double>(r.intake->stats().unwelcome); });
}

}  // namespace sas
