#include "practice/feeder.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "lake/moment.h"

namespace sas::practice {
namespace {

using namespace std::chrono;

constexpr milliseconds pause{500};
constexpr seconds between_rounds{5};
constexpr days longest_gap{21};  // more than that is left out: a town that slept a year need not be told all of it
constexpr int values_a_post = 5'000;

// The next whole multiple of the interval after a moment.
Instant next_after(Instant at, minutes every) {
  const auto length = duration_cast<milliseconds>(every);
  return Instant{(at.time_since_epoch() / length + 1) * length};
}

// "2026-11-30T00:00:00Z/2026-11-30T12:00:00Z": its end.
std::optional<Instant> end_of(const std::string& interval) {
  const auto slash = interval.find('/');
  const auto end = parse_iso_instant(slash == std::string::npos ? interval : interval.substr(slash + 1));
  if (!end) return std::nullopt;
  return *end;
}

std::string time_of(const lake::Observation& value) {
  return lake::format_moment(value.time) + (value.until ? "/" + lake::format_moment(*value.until) : "");
}

}  // namespace

Feeder::Feeder(FeederSettings settings) : settings_(std::move(settings)), client_(http::network_client()), thread_([this] { run(); }) {}

Feeder::~Feeder() {
  stopping_ = true;
  thread_.join();
}

void Feeder::run() {
  const SystemClock clock;
  auto round = steady_clock::now();
  while (!stopping_) {
    std::this_thread::sleep_for(pause);
    if (steady_clock::now() < round) continue;
    const Instant now = clock.now();
    // Until the site is there it is asked again at once: who opens the first page must not find a town that stands still.
    if (feeds_.empty() && !find_datastreams(now)) continue;
    round = steady_clock::now() + between_rounds;
    send_due(now);
  }
}

bool Feeder::find_datastreams(Instant now) {
  http::ClientRequest request;
  request.url = settings_.site + "/sta/v1.1/Datastreams?$top=1000&$select=id,name,phenomenonTime&$expand=Thing($select=name)";
  request.headers = {{"Authorization", "Bearer " + settings_.token}};
  const auto answer = client_->send(request);
  if (!answer || answer->status != 200) return false;
  const auto listed = json::parse(answer->body);
  if (!listed || !listed->is_object()) return false;
  const auto* rows = listed->get_object().if_contains("value");
  if (!rows || !rows->is_array()) return false;
  for (const Meter& meter : town_meters()) {
    for (const json::Value& row : rows->get_array()) {
      const json::Object& one = row.as_object();
      const auto* thing = one.if_contains("Thing");
      if (json::text_at(one, "name") != meter.series.name || !thing || json::text_at(thing->as_object(), "name") != meter.series.thing_name) continue;
      const auto known = end_of(json::text_at(one, "phenomenonTime"));
      feeds_.push_back({meter, json::int_at(one, "@iot.id"), next_after(std::max(known.value_or(now - longest_gap), now - longest_gap), meter.live_every)});
    }
  }
  return !feeds_.empty();
}

// OGC 18-088 clause 14.1: one row for each value, by datastream.
void Feeder::send_due(Instant now) {
  json::Array body;
  std::vector<std::pair<Feed*, Instant>> sent;
  int room = values_a_post;
  for (Feed& feed : feeds_) {
    json::Array rows;
    Instant at = feed.next;
    // What was missed is sent as coarsely as history is.
    for (; at <= now && room > 0; at = next_after(at, now - at > hours{2} ? feed.meter.every : feed.meter.live_every)) {
      const auto value = measured(feed.meter, settings_.seed, at);
      if (!value) continue;
      rows.push_back(json::Array{time_of(*value), *value->value});
      --room;
    }
    if (at != feed.next) sent.emplace_back(&feed, at);
    if (rows.empty()) continue;
    body.push_back(json::Object{{"Datastream", json::Object{{"@iot.id", feed.datastream}}},
                                {"components", json::Array{"phenomenonTime", "result"}},
                                {"dataArray@iot.count", rows.size()},
                                {"dataArray", std::move(rows)}});
  }
  if (!body.empty() && !post(json::write(json::Value(std::move(body))))) return;
  for (const auto& [feed, next] : sent) feed->next = next;
}

bool Feeder::post(const std::string& body) const {
  http::ClientRequest request;
  request.method = http::Method::post;
  request.url = settings_.site + "/sta/v1.1/CreateObservations";
  request.headers = {{"Authorization", "Bearer " + settings_.token}, {"Content-Type", "application/json"}};
  request.body = body;
  const auto answer = client_->send(request);
  return answer && answer->status == 201;
}

}  // namespace sas::practice
