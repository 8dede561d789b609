#include "sensing/alarm_store.h"

#include <cmath>

namespace sas::sensing {
namespace {

using namespace std::chrono;
using lake::Moment;

std::int64_t micros(Moment t) {
  return t.time_since_epoch().count();
}

Moment moment(std::int64_t us) {
  return Moment{microseconds{us}};
}

AlarmRule rule_of(const store::Row& row) {
  AlarmRule rule;
  rule.id = row.integer(0);
  rule.series = lake::SeriesId{row.integer(1)};
  rule.name = row.text(2);
  rule.side = row.text(3) == "above" ? AlarmRule::Side::above : AlarmRule::Side::below;
  rule.raise_at = row.real(4);
  rule.clear_at = row.real(5);
  rule.hold = seconds{row.integer(6)};
  rule.quiet = seconds{row.integer(7)};
  rule.notify = row.text(8);
  return rule;
}

constexpr auto rule_columns =
    "r.id, r.series_id, r.name, r.side, r.raise_at, r.clear_at, r.hold_s, r.quiet_s, r.notify";

Result<Done> check(const AlarmRule& rule) {
  Error error{ErrorKind::invalid, "alarm-invalid", "the rule of the alarm is not complete", {}};
  if (rule.name.empty() || rule.name.size() > 200) error.fields.push_back({"name", "alarm-name"});
  if (rule.notify.find('@') == std::string::npos) error.fields.push_back({"notify", "alarm-notify"});
  if (!std::isfinite(rule.raise_at)) error.fields.push_back({"raise_at", "alarm-number"});
  const bool safe =
      rule.side == AlarmRule::Side::above ? rule.clear_at <= rule.raise_at : rule.clear_at >= rule.raise_at;
  if (!std::isfinite(rule.clear_at) || !safe) error.fields.push_back({"clear_at", "alarm-clear-level"});
  if (rule.hold < 0s) error.fields.push_back({"hold", "alarm-time"});
  if (rule.quiet < 0s) error.fields.push_back({"quiet", "alarm-time"});
  if (!error.fields.empty()) return fail(std::move(error));
  return Done{};
}

}  // namespace

Result<std::int64_t> add_alarm_rule(store::WriteTx& tx, Instant now, const AlarmRule& rule) {
  if (auto checked = check(rule); !checked) return fail(std::move(checked));
  const std::int64_t id =
      tx.query_one(
            "INSERT INTO sensing_number(kind, last) VALUES('alarm_rule', 1) ON CONFLICT(kind) DO UPDATE SET last = "
            "sensing_number.last + 1 RETURNING last")
          ->integer(0);
  tx.execute(
      "INSERT INTO alarm_rule(id, series_id, name, side, raise_at, clear_at, hold_s, quiet_s, notify) "
      "VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      {id, static_cast<std::int64_t>(rule.series), rule.name, rule.side == AlarmRule::Side::above ? "above" : "below",
       rule.raise_at, rule.clear_at, rule.hold.count(), rule.quiet.count(), rule.notify});
  tx.execute("INSERT INTO alarm_state(rule_id, raised, changed_us, noticed_us) VALUES($1, 0, $2, 0)",
             {id, micros(time_point_cast<microseconds>(now))});
  return id;
}

Result<Done> change_alarm_rule(store::WriteTx& tx, Instant now, const AlarmRule& rule) {
  if (auto checked = check(rule); !checked) return checked;
  const auto changed = tx.execute(
      "UPDATE alarm_rule SET series_id = $2, name = $3, side = $4, raise_at = $5, clear_at = $6, hold_s = $7, quiet_s "
      "= "
      "$8, notify = $9 WHERE id = $1",
      {rule.id, static_cast<std::int64_t>(rule.series), rule.name,
       rule.side == AlarmRule::Side::above ? "above" : "below", rule.raise_at, rule.clear_at, rule.hold.count(),
       rule.quiet.count(), rule.notify});
  if (changed == 0) return fail(ErrorKind::not_found, "alarm-unknown");
  tx.execute("UPDATE alarm_state SET raised = 0, changed_us = $2 WHERE rule_id = $1",
             {rule.id, micros(time_point_cast<microseconds>(now))});
  return Done{};
}

Result<Done> remove_alarm_rule(store::WriteTx& tx, std::int64_t id) {
  tx.execute("DELETE FROM alarm_state WHERE rule_id = $1", {id});
  if (tx.execute("DELETE FROM alarm_rule WHERE id = $1", {id}) == 0) return fail(ErrorKind::not_found, "alarm-unknown");
  return Done{};
}

std::vector<AlarmRule> alarm_rules(store::ReadTx& tx) {
  std::vector<AlarmRule> out;
  for (const store::Row& row :
       tx.query(std::string("SELECT ") + rule_columns + " FROM alarm_rule r WHERE r.enabled = 1 ORDER BY r.id"))
    out.push_back(rule_of(row));
  return out;
}

std::vector<StandingAlarm> standing_alarms(store::ReadTx& tx) {
  std::vector<StandingAlarm> out;
  for (const store::Row& row :
       tx.query(std::string("SELECT ") + rule_columns +
                ", s.changed_us FROM alarm_rule r JOIN alarm_state s ON "
                "s.rule_id = r.id WHERE s.raised = 1 AND r.enabled = 1 ORDER BY s.changed_us DESC, r.id"))
    out.push_back({rule_of(row), moment(row.integer(9))});
  return out;
}

namespace detail {

std::map<std::int64_t, AlarmState> alarm_states(store::ReadTx& tx) {
  std::map<std::int64_t, AlarmState> out;
  for (const store::Row& row : tx.query("SELECT rule_id, raised, changed_us, noticed_us FROM alarm_state")) {
    AlarmState state;
    state.raised = row.integer(1) != 0;
    state.changed = state.seen = moment(row.integer(2));
    if (row.integer(3) != 0) state.noticed = moment(row.integer(3));
    out.emplace(row.integer(0), state);
  }
  return out;
}

bool advance_alarm(store::WriteTx& tx, std::int64_t rule, const AlarmState& state) {
  return tx.execute(
             "INSERT INTO alarm_state(rule_id, raised, changed_us, noticed_us) VALUES($1, $2, $3, $4) "
             "ON CONFLICT(rule_id) DO UPDATE SET raised = excluded.raised, changed_us = excluded.changed_us, "
             "noticed_us = excluded.noticed_us WHERE alarm_state.changed_us < excluded.changed_us",
             {rule, std::int64_t{state.raised ? 1 : 0}, micros(state.changed),
              state.noticed ? micros(*state.noticed) : 0}) == 1;
}

}  // namespace detail
}  // namespace sas::sensing
