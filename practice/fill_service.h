#pragma once
#include <span>
#include <vector>

#include "base/time.h"
#include "practice/fill_plan.h"
#include "promises/service_events.h"

namespace sas::practice {

/// What telephone exchange, ticket machine, mail handling and civil registry of the practice town saw in its two years, in order of time:
/// calls, visits, messages, looks for an appointment, certificates, births and reminders. More when there are more cases. Pure: the same
/// settings give the same events.
[[nodiscard]] std::vector<promises::ServiceEvent> plan_service(std::span<const Date> closing_days, const PlanSettings& settings);

}  // namespace sas::practice
