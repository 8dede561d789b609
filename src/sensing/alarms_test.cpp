#include "sensing/alarms.h"

#include <doctest/doctest.h>

#include "sensing/test_field.h"

using namespace sas;
using namespace sas::sensing;
using namespace sas::sensing::test;
using namespace std::chrono_literals;

namespace {

struct Guard {
  explicit Guard(Field& f) : field(f), series(f.ensure(thermometer())), rule(add()) {}
  Field& field;
  Series series;
  std::int64_t rule;

  std::int64_t add() {
    AlarmRule hot;
    hot.series = series.id;
    hot.name = "Te heet op het plein";
    hot.raise_at = 35;
    hot.clear_at = 32;
    hot.quiet = 1h;
    hot.notify = "hitte@gemeente.example";
    return field.store.write([&](store::WriteTx& tx) { return add_alarm_rule(tx, field.clock.now(), hot); }).value();
  }
  std::unique_ptr<Alarms> alarms() {
    auto made = make_alarms({field.store, *field.lake, field.ledger, field.outbox});
    REQUIRE(made->reload());
    return made;
  }
  // A value that is in the lake, and is told to whoever listens.
  void measure(Alarms* alarms, std::chrono::minutes later, double value) {
    const auto o = value_of(series, field.now() + later, value);
    REQUIRE(field.lake->append({o}));
    if (!alarms) return;
    alarms->publish(std::span(&o, 1));
    alarms->settle();
  }
  std::int64_t notices() { return field.count("SELECT count(*) FROM job WHERE kind = 'alarm.notice'"); }
  std::int64_t events(const std::string& kind) {
    return field.count("SELECT count(*) FROM ledger_event WHERE kind = 'alarm." + kind + "'");
  }
};

}  // namespace

TEST_CASE("an alarm puts one notice in the outbox and stands until it is cleared") {
  each_field([](Field& f) {
    Guard guard(f);
    const auto alarms = guard.alarms();
    guard.measure(alarms.get(), 10min, 34);
    CHECK(guard.notices() == 0);
    guard.measure(alarms.get(), 20min, 36);
    guard.measure(alarms.get(), 30min, 37);
    CHECK(guard.notices() == 1);
    const auto standing =
        f.store.read([](store::ReadTx& tx) -> Result<std::vector<StandingAlarm>> { return standing_alarms(tx); })
            .value();
    REQUIRE(standing.size() == 1);
    CHECK(standing[0].rule.name == "Te heet op het plein");
    CHECK(standing[0].since == f.now() + 20min);
    guard.measure(alarms.get(), 40min, 31);
    CHECK(guard.events("cleared") == 1);
    guard.measure(alarms.get(), 50min, 40);
    CHECK(guard.events("raised") == 2);
    CHECK(guard.notices() == 1);
  });
}

TEST_CASE("what was measured while nobody watched is looked at after a start, and no notice leaves twice") {
  each_field([](Field& f) {
    Guard guard(f);
    {
      const auto alarms = guard.alarms();
      guard.measure(alarms.get(), 10min, 36);
    }
    CHECK(guard.notices() == 1);
    guard.measure(nullptr, 20min, 30);
    guard.measure(nullptr, 200min, 39);
    for (int start = 0; start < 3; ++start) {
      const auto alarms = guard.alarms();
      CHECK(guard.notices() == 2);
      CHECK(guard.events("raised") == 2);
      CHECK(guard.events("cleared") == 1);
    }
  });
}

TEST_CASE("two watchers of the same values send one notice") {
  each_field([](Field& f) {
    Guard guard(f);
    const auto one = guard.alarms(), other = guard.alarms();
    const auto o = value_of(guard.series, f.now() + 5min, 50);
    REQUIRE(f.lake->append({o}));
    one->publish(std::span(&o, 1));
    other->publish(std::span(&o, 1));
    one->settle();
    other->settle();
    CHECK(guard.notices() == 1);
    CHECK(guard.events("raised") == 1);
  });
}

TEST_CASE("a rule that cannot work is refused with the field to mend") {
  each_field([](Field& f) {
    AlarmRule rule;
    rule.raise_at = 10;
    rule.clear_at = 12;
    rule.hold = -1s;
    const auto refused = f.store.write([&](store::WriteTx& tx) { return add_alarm_rule(tx, f.clock.now(), rule); });
    REQUIRE_FALSE(refused);
    std::string fields;
    for (const FieldError& field : refused.error().fields) fields += field.field + " ";
    CHECK(fields == "name notify clear_at hold ");
  });
}

TEST_CASE("a rule that is removed watches no more") {
  each_field([](Field& f) {
    Guard guard(f);
    REQUIRE(f.store.write([&](store::WriteTx& tx) { return remove_alarm_rule(tx, guard.rule); }));
    const auto alarms = guard.alarms();
    guard.measure(alarms.get(), 10min, 50);
    CHECK(guard.notices() == 0);
    CHECK_FALSE(f.store.write([&](store::WriteTx& tx) { return remove_alarm_rule(tx, guard.rule); }));
  });
}
