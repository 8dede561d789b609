#include "measuring_mqtt.h"

#include <array>
#include <map>
#include <mutex>

#include "crypto/hash.h"
#include "feeds/broker.h"
#include "feeds/mqtt_door.h"
#include "feeds/mqtt_publisher.h"
#include "lake/moment.h"
#include "sensing/mqtt_accounts.h"
#include "sensing/registry.h"
#include "sensorthings/topics.h"
#include "sensorthings/updates.h"
#include "sensorthings/wanted_topics.h"

namespace sas {
namespace {

constexpr std::string_view house_account = "sassenpoort";
constexpr std::string_view practice_account = "oefenstad";

// Series by number, read anew now and then: messages come by thousands a second.
class SeriesBook {
 public:
  explicit SeriesBook(store::Store& records) : records_(records) {}

  std::optional<sensing::Series> find(lake::SeriesId id) {
    const std::lock_guard lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    auto known = known_.find(id);
    if (now >= next_ || (known == known_.end() && now >= next_miss_)) {
      read();
      next_ = now + std::chrono::seconds{10};
      next_miss_ = now + std::chrono::seconds{1};
      known = known_.find(id);
    }
    if (known == known_.end()) return std::nullopt;
    return known->second;
  }

 private:
  void read() {
    auto all = records_.read(
        [](store::ReadTx& tx) -> Result<std::vector<sensing::Series>> { return sensing::all_series(tx); });
    if (!all) return;
    known_.clear();
    for (sensing::Series& series : *all) known_.emplace(series.id, std::move(series));
  }

  store::Store& records_;
  std::mutex mutex_;
  std::map<lake::SeriesId, sensing::Series> known_;
  std::chrono::steady_clock::time_point next_{}, next_miss_{};
};

feeds::BrokerSettings broker_settings(const Settings& settings) {
  feeds::BrokerSettings broker;
  broker.folder = settings.data + "/mqtt";
  broker.port = settings.mqtt_port;
  return broker;
}

// The house itself, the sensors of a practice town, and every device that has an account in the register.
std::vector<feeds::BrokerAccount> broker_accounts(const Settings& settings, const std::string& password,
                                                  store::Store& records, Random& random) {
  std::vector<feeds::BrokerAccount> out{
      {std::string(house_account),
       feeds::broker_password_hash(password, random),
       {"v1.1/#"},
       {"v1.1/#", "v3/#", "$SYS/broker/subscriptions/#", "$SYS/broker/log/M/subscribe"}}};
  // The sensors of the practice town use the credential that filling it made.
  if (const auto token = config::read_file(settings.data + "/practice-sensor-token"))
    out.push_back({std::string(practice_account),
                   feeds::broker_password_hash(trim(*token), random),
                   {"v1.1/#", "v3/#"},
                   {"v1.1/#"}});
  const auto devices = records.read(
      [](store::ReadTx& tx) -> Result<std::vector<sensing::MqttAccount>> { return sensing::mqtt_accounts(tx); });
  if (!devices) return out;
  for (const sensing::MqttAccount& one : *devices) {
    feeds::BrokerAccount account{one.name, one.password_hash, {}, {}};
    for (const lake::SeriesId id : one.series) account.may_publish.push_back(feeds::topic_of_datastream(id));
    for (const lake::SeriesId id : one.multi) account.may_publish.push_back(feeds::topic_of_multi_datastream(id));
    out.push_back(std::move(account));
  }
  return out;
}

feeds::mqtt::ClientOptions client_options(const Settings& settings, const std::string& password) {
  feeds::mqtt::ClientOptions options;
  options.address.host = settings.mqtt_host;
  options.address.port = settings.mqtt_port;
  options.address.security =
      settings.mqtt_tls ? feeds::mqtt::Address::Security::tls : feeds::mqtt::Address::Security::plain;
  // One name for each data folder: two programs with one name would throw each other out.
  options.connect.client_id = "sassenpoort-" + hex(crypto::sha256(settings.data)).substr(0, 12);
  options.connect.username = settings.mqtt_user.empty() ? std::string(house_account) : settings.mqtt_user;
  options.connect.password = password;
  options.subscriptions = feeds::MqttDoor::subscriptions();
  options.subscriptions.push_back(feeds::Publisher::audience());
  options.subscriptions.push_back(feeds::Publisher::newcomers());
  return options;
}

}  // namespace

struct MeasuringMqtt::Rooms {
  explicit Rooms(const Parts& given)
      : parts(given),
        topics(sensorthings_parts()),
        changes(sensorthings_parts()),
        wanted(parts.settings.data + "/mqtt-topics"),
        door(parts.intake.intake, parts.uplinks, reader()) {
    password = parts.settings.mqtt_password;
    if (parts.settings.mode == Mode::practice) {
      std::array<std::byte, 16> secret{};
      parts.random.fill(secret);
      password = hex({reinterpret_cast<const char*>(secret.data()), secret.size()});
      auto started =
          feeds::Broker::start(broker_settings(parts.settings),
                               broker_accounts(parts.settings, password, parts.intake.records, parts.random));
      if (!started) {
        parts.logger.warn("mqtt-broker", {{"code", started.error().code}});
        return;
      }
      broker = std::move(*started);
    }
    const feeds::mqtt::ClientOptions options = client_options(parts.settings, password);
    const std::size_t own = options.subscriptions.size();
    client = std::make_unique<feeds::mqtt::Client>(
        options,
        [this, own, to_door = door.receiver()](feeds::mqtt::Publish message, feeds::mqtt::Acknowledge acknowledge) {
          if (publisher->hear(message, own)) return acknowledge();
          if (const auto topic = feeds::Publisher::newcomer(message)) {
            wanted.add(*topic);
            return acknowledge();
          }
          to_door(std::move(message), std::move(acknowledge));
        },
        parts.random);
    publisher = std::make_unique<feeds::Publisher>(
        feeds::Publisher::Parts{*client, [this](const lake::Observation& value) { return messages_of(value); },
                                [this] { return messages_of_changes(); }});
    client->start();
  }

  feeds::MqttDoor::ObservationReader reader() {
    return [this](std::string_view topic, std::string_view payload) { return topics.read(topic, payload); };
  }
  [[nodiscard]] sensorthings::SensorThingsParts sensorthings_parts() const {
    return {parts.intake.records, parts.intake.lake, parts.intake.intake, parts.intake.ledger,
            parts.intake.clock,   parts.metrics,     parts.site,          {}};
  }

  using Messages = std::vector<feeds::Publisher::Message>;
  [[nodiscard]] static Messages messages(std::vector<sensorthings::Update> updates) {
    Messages out;
    out.reserve(updates.size());
    for (sensorthings::Update& update : updates) out.push_back({std::move(update.topic), std::move(update.body)});
    return out;
  }
  Messages messages_of(const lake::Observation& value) {
    const auto series = book.find(value.series);
    if (!series) return {};
    return messages(wanted.with_wanted(
        sensorthings::updates_of(value, *series, parts.site + std::string(sensorthings::root_path))));
  }
  // A store that is away is asked again: the changes wait in the ledger.
  Messages messages_of_changes() {
    auto updates = sensorthings::next_wanted(changes, wanted);
    return updates ? messages(*std::move(updates)) : Messages{};
  }

  void change_accounts() const {
    const feeds::BrokerSettings settings = broker_settings(parts.settings);
    const auto accounts = broker_accounts(parts.settings, password, parts.intake.records, parts.random);
    const Result<Done> done = broker ? broker->change_accounts(settings, accounts) : written(settings, accounts);
    if (!done) parts.logger.warn("mqtt-accounts", {{"code", done.error().code}});
  }
  static Result<Done> written(const feeds::BrokerSettings& settings,
                              const std::vector<feeds::BrokerAccount>& accounts) {
    if (auto files = feeds::write_broker_files(settings, accounts); !files) return fail(std::move(files));
    return Done{};
  }

  Parts parts;
  std::string password;  ///< of the house at the broker
  SeriesBook book{parts.intake.records};
  sensorthings::TopicDoor topics;
  sensorthings::RegisterUpdates changes;
  sensorthings::WantedTopics wanted;
  feeds::MqttDoor door;
  std::unique_ptr<feeds::Broker> broker;
  std::unique_ptr<feeds::mqtt::Client> client;
  std::unique_ptr<feeds::Publisher> publisher;
};

MeasuringMqtt::MeasuringMqtt(const Parts& parts) {
  if (parts.settings.mqtt_port != 0) rooms_ = std::make_unique<Rooms>(parts);
}
// The client's thread asks the publisher, which goes first.
MeasuringMqtt::~MeasuringMqtt() {
  stop();
}

void MeasuringMqtt::committed(std::span<const lake::Observation> values) {
  if (!rooms_ || !rooms_->publisher) return;
  rooms_->publisher->committed(values);
}

void MeasuringMqtt::accounts_changed() {
  if (rooms_) rooms_->change_accounts();
}

std::string MeasuringMqtt::broker_name() const {
  if (!rooms_) return {};
  return rooms_->parts.settings.mqtt_host + ":" + std::to_string(rooms_->parts.settings.mqtt_port);
}

void MeasuringMqtt::stop() {
  if (!rooms_) return;
  // It asks the lake for the times of a series.
  if (rooms_->publisher) rooms_->publisher->stop();
  if (rooms_->client) rooms_->client->stop();
}

void MeasuringMqtt::add_metrics(http::Metrics& metrics) {
  if (!rooms_ || !rooms_->client) return;
  Rooms& r = *rooms_;
  metrics.gauge("sassenpoort_mqtt_connected", "1 when the broker has us",
                [&r] { return r.client->stats().connected ? 1.0 : 0.0; });
  metrics.gauge("sassenpoort_mqtt_received", "Messages from the broker since the start",
                [&r] { return static_cast<double>(r.client->stats().received); });
  metrics.gauge("sassenpoort_mqtt_acknowledged", "Messages that are durable and acknowledged",
                [&r] { return static_cast<double>(r.client->stats().acknowledged); });
  metrics.gauge("sassenpoort_mqtt_refused", "Messages that were not understood or not let in",
                [&r] { return static_cast<double>(r.door.stats().refused); });
  metrics.gauge("sassenpoort_mqtt_untold", "Values and changes that subscribers were not told for want of room",
                [&r] { return static_cast<double>(r.publisher->stats().missed); });
  metrics.gauge("sassenpoort_mqtt_subscribers", "Subscriptions of others at the broker; -1 when it does not tell",
                [&r] { return static_cast<double>(r.publisher->stats().subscribers.value_or(-1)); });
}

}  // namespace sas
