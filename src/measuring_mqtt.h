#pragma once
#include <memory>
#include <span>

#include "base/log.h"
#include "base/random.h"
#include "feeds/import.h"
#include "feeds/uplink_door.h"
#include "http/metrics.h"
#include "settings.h"

namespace sas {

/// MQTT of the house: a client of the broker that takes what devices send and publishes what is open, and in a town of
/// practice the broker itself. Without a broker the site goes on; the client keeps trying.
class MeasuringMqtt {
 public:
  struct Parts {
    const Settings& settings;
    feeds::ImportParts intake;
    feeds::UplinkDoor& uplinks;
    const Logger& logger;
    Random& random;
    http::Metrics& metrics;
    std::string site;  ///< address that links in messages begin with
  };
  /// All parts must outlive it. Does nothing when the settings name no broker.
  explicit MeasuringMqtt(const Parts& parts);
  ~MeasuringMqtt();
  MeasuringMqtt(const MeasuringMqtt&) = delete;
  MeasuringMqtt& operator=(const MeasuringMqtt&) = delete;

  /// For lake::Lake::on_commit.
  void committed(std::span<const lake::Observation> values);
  /// Ends the connection; call it before the lake is closed.
  void stop();
  /// Accounts of devices are other than they were: the broker hears of them. Without a broker of our own only its files
  /// are written, in the folder mqtt of the data.
  void accounts_changed();
  /// Host and port for devices; empty when there is no broker.
  [[nodiscard]] std::string broker_name() const;
  void add_metrics(http::Metrics& metrics);

 private:
  struct Rooms;
  std::unique_ptr<Rooms> rooms_;
};

}  // namespace sas
