#pragma once
#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "http/client.h"
#include "practice/measured_town.h"

namespace sas::practice {

struct FeederSettings {
  std::string site;   ///< "http://127.0.0.1:8080"
  std::string token;  ///< credential that may write measurements
  std::uint64_t seed = 1;
};

/// Plays the sensors of the town: sends what they measure to the site through its SensorThings API, as any supplier would. After a pause
/// it first sends what was missed; what arrives twice does no harm.
class Feeder {
 public:
  explicit Feeder(FeederSettings settings);
  ~Feeder();
  Feeder(const Feeder&) = delete;
  Feeder& operator=(const Feeder&) = delete;

 private:
  struct Feed {
    Meter meter;
    std::int64_t datastream = 0;
    Instant next;
  };
  void run();
  [[nodiscard]] bool find_datastreams(Instant now);
  void send_due(Instant now);
  [[nodiscard]] bool post(const std::string& body) const;

  const FeederSettings settings_;
  const std::unique_ptr<http::Client> client_;
  std::vector<Feed> feeds_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace sas::practice
