#pragma once
#include <span>
#include <string_view>

#include "base/time.h"
#include "cases/case.h"
#include "ledger/ledger.h"

namespace sas::promises {

/// What an open case waits for at this moment. The same names as in the figures about waiting.
enum class WaitsFor { resident, queue, handling, partner, lawful, appointment, outage };
[[nodiscard]] std::string_view to_text(WaitsFor what);

/// From the case and its own events, oldest first; the strongest of several goes first: outage, applicant, lawful pause, appointment,
/// partner; else somebody works on it, or nobody has taken it yet. Pure.
[[nodiscard]] WaitsFor waits_for(const cases::Case& c, std::span<const ledger::Event> events, Date today);

}  // namespace sas::promises
