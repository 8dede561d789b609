#include "feeds/mqtt_publisher.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

namespace sas::feeds {
namespace {

constexpr std::string_view audience_topic = "$SYS/broker/subscriptions/count";
constexpr std::string_view newcomers_topic = "$SYS/broker/log/M/subscribe";
constexpr std::string_view version = "v1.1/";
constexpr std::int64_t not_told = -1;
/// How long what is not a value waits at most.
constexpr std::chrono::milliseconds look_every{250};
/// Messages that the client holds before values wait here: a broker that is slow or away must not fill memory.
constexpr std::size_t most_outgoing = 20'000;
/// Values between two looks at how many messages the client holds.
constexpr std::size_t values_at_once = 500;
constexpr std::chrono::milliseconds let_it_send{10};

}  // namespace

Publisher::Publisher(Parts parts) : parts_(std::move(parts)), subscribers_(not_told), thread_([this] { loop(); }) {}

Publisher::~Publisher() {
  stop();
}

void Publisher::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    waiting_.clear();
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Publisher::committed(std::span<const lake::Observation> observations) {
  if (subscribers_ == 0 || observations.empty()) return;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    const std::size_t room = parts_.most_waiting - std::min(parts_.most_waiting, waiting_.size());
    const std::size_t taken = std::min(room, observations.size());
    waiting_.insert(waiting_.end(), observations.begin(), observations.begin() + static_cast<std::ptrdiff_t>(taken));
    missed_ += observations.size() - taken;
  }
  changed_.notify_all();
}

void Publisher::loop() {
  auto next_look = std::chrono::steady_clock::now();
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    changed_.wait_until(lock, next_look, [this] { return stopping_ || !waiting_.empty(); });
    lock.unlock();
    const std::vector<lake::Observation> values = take_values();
    for (const lake::Observation& one : values) tell(parts_.of_value(one));
    if (const auto now = std::chrono::steady_clock::now(); now >= next_look) {
      if (parts_.others) tell(parts_.others());
      next_look = now + look_every;
    } else if (values.empty()) {
      std::this_thread::sleep_for(let_it_send);
    }
    lock.lock();
  }
}

/// Those that the client has room for; the others stay, and what comes and finds no room there is counted.
std::vector<lake::Observation> Publisher::take_values() {
  if (parts_.client.stats().outgoing > most_outgoing) return {};
  const std::lock_guard lock(mutex_);
  const std::size_t count = std::min(values_at_once, waiting_.size());
  const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(count);
  std::vector<lake::Observation> out(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
  waiting_.erase(waiting_.begin(), end);
  return out;
}

void Publisher::tell(std::vector<Message> messages) {
  for (Message& one : messages)
    if (!parts_.client.publish(std::move(one.topic), std::move(one.body), mqtt::Qos::at_least_once)) ++missed_;
}

Publisher::Stats Publisher::stats() const {
  const std::lock_guard lock(mutex_);
  const std::int64_t others = subscribers_;
  return {missed_, waiting_.size(), others == not_told ? std::nullopt : std::optional(others)};
}

mqtt::Subscription Publisher::audience() {
  mqtt::Subscription out;
  out.filter = audience_topic;
  out.qos = mqtt::Qos::at_most_once;
  out.need = mqtt::Subscription::Need::wished;
  return out;
}

mqtt::Subscription Publisher::newcomers() {
  mqtt::Subscription out;
  out.filter = newcomers_topic;
  out.qos = mqtt::Qos::at_most_once;
  out.need = mqtt::Subscription::Need::wished;
  return out;
}

// "1774872000: some client 1 v1.1/Observations?$select=result": the time may be left out, and a client is called
// anything. Of a shared subscription the topic stands behind "$share/group/".
std::optional<std::string_view> Publisher::newcomer(const mqtt::Publish& message) {
  if (message.topic != newcomers_topic) return std::nullopt;
  const std::string_view text = message.payload;
  for (std::size_t at = text.find(version); at != std::string_view::npos; at = text.find(version, at + 1))
    if (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '/')) return text.substr(at);
  return std::nullopt;
}

bool Publisher::hear(const mqtt::Publish& message, std::size_t own) {
  if (message.topic != audience_topic) return false;
  std::int64_t all = 0;
  const std::string& text = message.payload;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), all);
  const bool is_number = error == std::errc{} && end == text.data() + text.size();
  subscribers_ = is_number ? std::max<std::int64_t>(0, all - static_cast<std::int64_t>(own)) : not_told;
  return true;
}

}  // namespace sas::feeds
