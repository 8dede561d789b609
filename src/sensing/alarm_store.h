#pragma once
#include <map>

#include "sensing/alarms.h"

/// Rows of alarms; private to this room.
namespace sas::sensing::detail {

/// What is known of each rule's alarm; a rule without a row has never changed.
[[nodiscard]] std::map<std::int64_t, AlarmState> alarm_states(store::ReadTx& tx);
/// Writes the state after a change, unless a change by that measurement or a newer one is written already: false then.
[[nodiscard]] bool advance_alarm(store::WriteTx& tx, std::int64_t rule, const AlarmState& state);

}  // namespace sas::sensing::detail
