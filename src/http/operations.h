#pragma once
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/metrics.h"
#include "http/router.h"

namespace sas::http {

struct Operations {
  const Metrics& metrics;                       ///< outlives the router
  std::function<Result<Done>()> is_ready = {};  ///< empty: ready as soon as it listens
  /// here: /metrics answers who asks on this machine only; elsewhere: add_metrics puts it on a server of its own.
  enum class Figures { here, elsewhere } figures = Figures::here;
  std::string title;  ///< of the OpenAPI document
  std::string version;
  /// Lines that /readyz shows while it is ready: what somebody must look at although the work goes on.
  std::function<std::vector<std::string>()> notices = {};
};

/// Adds /healthz (the process answers), /readyz (200, or 503 while `is_ready` gives an error), /metrics and
/// /openapi.json. To be called last: the OpenAPI document is made from what the table holds at that moment.
void add_operations(Router& router, const Operations& operations);
/// Adds /metrics alone, for whoever reaches the address: for a server that only the monitoring can reach.
void add_metrics(Router& router, const Metrics& metrics);

}  // namespace sas::http
