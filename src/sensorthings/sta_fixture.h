#pragma once
#include <doctest/doctest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "base/json.h"
#include "http/path.h"
#include "http/router.h"
#include "sensing/registry.h"
#include "sensing/registry_credentials.h"
#include "sensorthings/json_text.h"
#include "sensorthings/sensorthings.h"
#include "test_stores.h"

/// Helpers of this room's tests: the whole API on real stores, a real lake and the intake of the house.
namespace sas::sensorthings::test {

/// Moves while handlers read it.
class TestClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return from_millis(millis_); }
  void advance(std::chrono::milliseconds by) { millis_ += by.count(); }

 private:
  std::atomic<std::int64_t> millis_{1'775'000'000'000};  // 2026-03-31T23:33:20Z
};

struct Answered {
  int status = 0;
  std::string text;
  json::Value body;  ///< null when the text is no JSON
  std::string location;
  std::string type;

  [[nodiscard]] const json::Object& object() const { return body.as_object(); }
  [[nodiscard]] const json::Value& at(std::string_view name) const { return object().at(name); }
  [[nodiscard]] const json::Array& list() const { return at("value").as_array(); }
};

class Town {
 public:
  static constexpr const char* token = "practice-token";
  static constexpr const char* events = "text/event-stream";
  static constexpr const char* site = "https://sta.example.nl";

  explicit Town(store::Store& records) : records_(records) {
    lake::LakeOptions options;
    options.folder = folder_.text() + "/lake";
    options.commit_every = std::chrono::milliseconds{1};
    options.memory_limit = "256MB";
    options.threads = 1;
    auto opened = lake::open(options, clock);
    REQUIRE_MESSAGE(opened.has_value(), opened.error().code);
    lake_ = std::move(*opened);
    lake_->on_commit([this](std::int64_t batch, std::span<const lake::Observation> values) {
      live_.publish(batch, values);
      if (committed) committed(values);
    });
    intake_ = sensing::make_intake({*lake_, records_, ledger, clock});
    add_sensorthings_routes(router_, parts());
  }

  [[nodiscard]] SensorThingsParts parts() {
    return {records_, *lake_, *intake_, ledger, clock, metrics, site, token, {}, &live_};
  }
  [[nodiscard]] store::Store& records() { return records_; }
  [[nodiscard]] lake::Lake& lake() { return *lake_; }

  /// `url` behind /sta/v1.1, as it would stand in a request: plain or encoded.
  http::Response respond(http::Method method, const std::string& url, const std::string& body, const std::string& with,
                         const std::string& content_type) {
    http::Request request;
    request.method = method;
    request.raw_target = std::string(root_path) + url;
    const auto target = http::parse_target(request.raw_target);
    REQUIRE_MESSAGE(target.has_value(), url);
    const http::Match match = router_.match(method, target->path);
    REQUIRE_MESSAGE(match.outcome == http::Outcome::found, url);
    request.path = match.path;
    request.params = match.params;
    request.body = body;
    if (!with.empty()) request.headers.emplace_back("Authorization", "Bearer " + with);
    request.headers.emplace_back("Content-Type", content_type);
    if (content_type == events) request.headers.emplace_back("Accept", events);
    return http::settled(match.route->handler(request));
  }
  Answered call(http::Method method, const std::string& url, const std::string& body = {},
                const std::string& with = token, const std::string& content_type = "application/json") {
    const http::Response response = respond(method, url, body, with, content_type);
    Answered out;
    out.status = response.status;
    out.text = response.body;
    if (auto parsed = json::parse(response.body)) out.body = std::move(*parsed);
    for (const auto& [name, value] : response.headers) {
      if (name == "Location") out.location = value;
      if (name == "Content-Type") out.type = value;
    }
    return out;
  }
  /// A list as events.
  http::Response watch(const std::string& url, const std::string& with = token) {
    return respond(http::Method::get, url, {}, with, events);
  }
  Answered get(const std::string& url, const std::string& with = token) {
    return call(http::Method::get, url, {}, with);
  }
  Answered post(const std::string& url, const std::string& body, const std::string& with = token) {
    return call(http::Method::post, url, body, with);
  }
  Answered patch(const std::string& url, const std::string& body) { return call(http::Method::patch, url, body); }
  Answered put(const std::string& url, const std::string& body) { return call(http::Method::put, url, body); }
  Answered del(const std::string& url) { return call(http::Method::del, url); }
  /// Makes something that must succeed; its number.
  std::int64_t make(const std::string& url, const std::string& body) {
    const Answered made = post(url, body);
    REQUIRE_MESSAGE(made.status == 201, made.text);
    return made.at("@iot.id").as_int64();
  }
  /// The names in an answer that is a list, or the @iot.ids of what has no name.
  std::string names(const std::string& url, const std::string& with = token) {
    const Answered answer = get(url, with);
    REQUIRE_MESSAGE(answer.status == 200, answer.text);
    std::string out;
    for (const json::Value& each : answer.list()) {
      const json::Value* name = each.as_object().if_contains("name");
      if (name == nullptr) name = each.as_object().if_contains("@iot.id");
      if (!out.empty()) out += ",";
      out += name != nullptr && name->is_string() ? std::string(name->as_string()) : json::write(each);
    }
    return out;
  }
  /// The results of a list of Observations.
  std::string results(const std::string& url, const std::string& with = token) {
    const Answered answer = get(url, with);
    REQUIRE_MESSAGE(answer.status == 200, answer.text);
    std::string out;
    for (const json::Value& each : answer.list()) out += (out.empty() ? "" : ",") + json_text(each.at("result"));
    return out;
  }

  TestClock clock;
  SystemRandom random;
  ledger::Ledger ledger{clock, random};
  http::Metrics metrics;
  /// Hears of every commit; set it before there is one.
  std::function<void(std::span<const lake::Observation>)> committed;

 private:
  store::Store& records_;
  sas::test::TempFolder folder_;
  sensing::LiveStream live_;
  std::unique_ptr<lake::Lake> lake_;
  std::unique_ptr<sensing::Intake> intake_;
  http::Router router_;
};

inline void each_town(const std::function<void(Town&)>& test) {
  sas::test::for_each_store(sas::test::joined({ledger::migrations(), sensing::migrations()}), [&](store::Store& store) {
    Town town(store);
    test(town);
  });
}

inline constexpr std::string_view measurement = "http://www.opengis.net/def/observationType/OGC-OM/2.0/OM_Measurement";

/// A Thing with a Location and one Datastream of measurements, all of it named after `name`.
inline std::string garden(const std::string& name, const std::string& longitude = "6.1") {
  return R"({"name":")" + name + R"(","description":"a garden","properties":{"wijk":"Assendorp","nr":)" +
         std::to_string(name.size()) + R"(},"Locations":[{"name":")" + name +
         R"( place","description":"","encodingType":"application/geo+json","location":{"type":"Point","coordinates":[)" +
         longitude + R"(,52.5]}}],"Datastreams":[{"name":")" + name +
         R"( temperature","description":"air","observationType":")" + std::string(measurement) +
         R"(","unitOfMeasurement":{"name":"degree Celsius","symbol":"°C","definition":"ucum:Cel"},"Sensor":{"name":")" +
         name +
         R"( sensor","description":"","encodingType":"application/pdf","metadata":"https://example.nl/a.pdf"},"ObservedProperty":{"name":"air temperature","definition":"https://example.nl/t","description":""}}]})";
}

inline std::string at_minute(int minute) {
  const std::string two = std::to_string(minute % 60);
  const int hour = minute / 60;
  return "2026-03-30T" + std::string(hour < 10 ? "0" : "") + std::to_string(hour) + ":" + (two.size() < 2 ? "0" : "") +
         two + ":00Z";
}

}  // namespace sas::sensorthings::test
