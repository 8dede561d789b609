#include "sensing/alarm.h"

namespace sas::sensing {
namespace {

bool is_beyond(const AlarmRule& rule, double value) {
  return rule.side == AlarmRule::Side::above ? value > rule.raise_at : value < rule.raise_at;
}

bool is_safe(const AlarmRule& rule, double value) {
  return rule.side == AlarmRule::Side::above ? value <= rule.clear_at : value >= rule.clear_at;
}

}  // namespace

AlarmStep step(const AlarmRule& rule, const AlarmState& before, const lake::Observation& value) {
  AlarmStep out{before};
  if (!value.value || (value.quality & lake::quality::unfit) != 0 || value.time <= before.seen) return out;
  AlarmState& state = out.state;
  state.seen = value.time;
  if (state.raised) {
    if (!is_safe(rule, *value.value)) return out;
    state.raised = false;
    state.changed = value.time;
    state.beyond_since.reset();
    out.change = AlarmChange::cleared;
    return out;
  }
  if (!is_beyond(rule, *value.value)) {
    state.beyond_since.reset();
    return out;
  }
  if (!state.beyond_since) state.beyond_since = value.time;
  if (value.time - *state.beyond_since < rule.hold) return out;
  state.raised = true;
  state.changed = value.time;
  out.change = AlarmChange::raised;
  if (!state.noticed || value.time - *state.noticed >= rule.quiet) {
    state.noticed = value.time;
    out.notice = AlarmStep::Notice::send;
  }
  return out;
}

}  // namespace sas::sensing
