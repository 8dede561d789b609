#pragma once
#include <string>

#include "base/time.h"
#include "http/metrics.h"
#include "http/router.h"
#include "lake/lake.h"
#include "ledger/ledger.h"
#include "sensing/intake.h"
#include "sensing/live.h"
#include "store/store.h"

/// The OGC SensorThings API 1.1 (18-088) at /sta/v1.1. What it does beyond the standard, and which of its choices are
/// ours, is in docs/sensorthings.md.
namespace sas::sensorthings {

inline constexpr std::string_view root_path = "/sta/v1.1";

/// What it stands on. All but the texts outlive the router.
struct SensorThingsParts {
  store::Store& records;
  lake::Lake& lake;
  sensing::Intake& intake;
  const ledger::Ledger& ledger;
  const Clock& clock;
  http::Metrics& metrics;
  /// Where clients find the site, e.g. "https://data.example.nl", without a slash at the end: links are made with it.
  std::string site;
  /// A token that may do everything, for a town of practice; empty: there is none.
  std::string practice_token;
  /// "mqtt://host:port" of the broker that devices may publish to; empty: there is none.
  std::string mqtt_endpoint{};
  /// What comes in, for who wants lists as events; none: there are no events. Outlives the router.
  const sensing::LiveStream* live = nullptr;
};

/// Adds the routes. Handlers block on the stores and are thread-safe.
void add_sensorthings_routes(http::Router& router, const SensorThingsParts& parts);

}  // namespace sas::sensorthings
