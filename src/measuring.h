#pragma once
#include <memory>

#include "base/log.h"
#include "base/random.h"
#include "city/city.h"
#include "http/client.h"
#include "http/metrics.h"
#include "http/router.h"
#include "jobs/runner.h"
#include "ledger/ledger.h"
#include "messages/mailer.h"
#include "people/gate.h"
#include "settings.h"

namespace sas {

/// The rooms for what the city measures, wired by hand: lake, intake, live stream, alarms and the pages on them. A lake
/// that cannot be opened does not close the gate: cases go on, and these addresses say that measurements are not to be
/// had now.
class Measuring {
 public:
  struct Parts {
    const Settings& settings;
    store::Store& records;
    const ledger::Ledger& ledger;
    const jobs::Outbox& outbox;
    const Clock& clock;
    Random& random;
    const Logger& logger;
    http::Metrics& metrics;
    const people::Gate& gate;
    const messages::Mailer& mailer;
    const http::Client& client;
    const city::CityFile& city;
    std::string municipality;
    std::string pseudonym_key;  ///< secret: what analysts see instead of the identity of a case is made with it
  };
  /// All parts must outlive it.
  explicit Measuring(const Parts& parts);
  ~Measuring();
  Measuring(const Measuring&) = delete;
  Measuring& operator=(const Measuring&) = delete;

  void add_routes(http::Router& router);
  void add_jobs(jobs::Runner& runner);
  void add_metrics();
  /// The values, for rooms that read them; null when the lake could not be opened.
  [[nodiscard]] lake::Lake* lake() const;
  /// What the city measures now, for a page about other things; empty when there is nothing to tell.
  [[nodiscard]] html::Html city_now(const people::Visit& visit) const;
  /// Lines for /readyz: what somebody must look at although the work goes on.
  [[nodiscard]] std::vector<std::string> notices() const;
  /// The same as sentences for an administrator.
  [[nodiscard]] std::vector<std::string> warnings(const html::Say& say) const;

 private:
  struct Rooms;
  std::unique_ptr<Rooms> rooms_;
};

}  // namespace sas
