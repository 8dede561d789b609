#pragma once
#include <memory>

#include "base/log.h"
#include "base/random.h"
#include "http/client.h"
#include "http/metrics.h"
#include "http/router.h"
#include "jobs/runner.h"
#include "lake/lake.h"
#include "ledger/ledger.h"
#include "messages/mailer.h"
#include "promises/figures.h"
#include "promises/service_figures.h"
#include "settings.h"
#include "site_frame.h"

namespace sas {

/// The rooms for open data, wired by hand: the gate that makes releases, the public store, and the portal over it. A
/// public store that cannot be written does not close the site: what stands is served, and the log says why nothing
/// new comes.
class OpenData {
 public:
  struct Parts {
    const Settings& settings;
    store::Store& records;
    const ledger::Ledger& ledger;
    const jobs::Outbox& outbox;
    const Clock& clock;
    Random& random;
    const Logger& logger;
    const http::Client& client;
    const messages::Mailer& mailer;
    const people::Gate& gate;
    const crypto::SigningKey& signing;
    const portal::Frame& frame;
    const catalogue::Catalogue& catalogue;
    const promises::Figures& figures;
    const promises::ServiceFigures& service_figures;
    lake::Lake* lake;  ///< null when measurements are not to be had now
  };
  /// Errors `data-folder`, `file-unreadable`. All parts must outlive it.
  [[nodiscard]] static Result<std::unique_ptr<OpenData>> open(const Parts& parts);
  ~OpenData();
  OpenData(const OpenData&) = delete;
  OpenData& operator=(const OpenData&) = delete;

  void add_routes(http::Router& router);
  void add_jobs(jobs::Runner& runner);
  void add_metrics(http::Metrics& metrics);
  /// Once the jobs run: offers the sets whose time has come.
  void begin();

 private:
  OpenData();
  struct Rooms;
  std::unique_ptr<Rooms> rooms_;
};

}  // namespace sas
