#pragma once
#include <memory>

#include "base/log.h"
#include "feeds/import.h"
#include "feeds/uplink_door.h"
#include "http/client.h"
#include "http/router.h"
#include "jobs/runner.h"
#include "people/gate.h"
#include "settings.h"

namespace sas {

/// The doors of the house for measurements that are not SensorThings, as the settings name them: the door for uplinks
/// with vendors' decoders, the webhook of The Things Stack, sources that are asked, files that an employee brings, and
/// the pages that say how all of these are doing.
class MeasuringFeeds {
 public:
  struct Parts {
    const Settings& settings;
    feeds::ImportParts intake;
    const Logger& logger;
    const http::Client& client;
    const people::Gate& gate;
  };
  /// All parts must outlive it.
  explicit MeasuringFeeds(const Parts& parts);
  ~MeasuringFeeds();
  MeasuringFeeds(const MeasuringFeeds&) = delete;
  MeasuringFeeds& operator=(const MeasuringFeeds&) = delete;

  /// For every door through which uplinks come.
  [[nodiscard]] feeds::UplinkDoor& uplinks();
  void add_routes(http::Router& router);
  /// Each source that is asked becomes a recurring job.
  void add_jobs(jobs::Runner& runner);

 private:
  struct Rooms;
  std::unique_ptr<Rooms> rooms_;
};

/// The program that runs vendors' decoders: beside this one. Empty when it is not there.
[[nodiscard]] std::string decoder_program();

}  // namespace sas
