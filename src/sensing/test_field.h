#pragma once
#include <functional>
#include <memory>
#include <string>

#include "jobs/jobs.h"
#include "lake/lake.h"
#include "sensing/intake.h"
#include "sensing/registry.h"
#include "test_stores.h"

/// A field with sensors for this room's tests: real records, a real lake, and a clock that is set.
namespace sas::sensing::test {

struct Field {
  explicit Field(store::Store& s) : store(s), lake(open_lake()) {}

  store::Store& store;
  ManualClock clock{parse_iso_instant("2026-06-01T12:00:00Z").value()};
  SystemRandom random;
  ledger::Ledger ledger{clock, random};
  jobs::Outbox outbox{clock, random};
  sas::test::TempFolder folder;
  std::unique_ptr<lake::Lake> lake;

  [[nodiscard]] std::unique_ptr<lake::Lake> open_lake() const {
    lake::LakeOptions options;
    options.folder = folder.text();
    return std::move(lake::open(options, clock).value());
  }
  [[nodiscard]] std::unique_ptr<Intake> intake() { return make_intake({*lake, store, ledger, clock}); }

  Series ensure(const SeriesDescription& d) {
    return store.write([&](store::WriteTx& tx) { return ensure_series(tx, ledger, clock, d); }).value();
  }
  [[nodiscard]] lake::Moment now() const {
    return std::chrono::time_point_cast<std::chrono::microseconds>(clock.now());
  }
  [[nodiscard]] std::int64_t count(const std::string& sql) {
    return store.read([&](store::ReadTx& tx) -> Result<std::int64_t> { return tx.query_one(sql)->integer(0); }).value();
  }
};

inline std::vector<store::Migration> field_migrations() {
  return sas::test::joined({ledger::migrations(), jobs::migrations(), migrations()});
}

inline void each_field(const std::function<void(Field&)>& test) {
  sas::test::for_each_store(field_migrations(), [&](store::Store& store) {
    Field field(store);
    test(field);
  });
}

inline SeriesDescription thermometer(const std::string& key = "weer/1/lucht") {
  SeriesDescription d;
  d.key = key;
  d.thing_key = key.substr(0, key.rfind('/'));
  d.thing_name = "Weerpaal";
  d.longitude = 6.09;
  d.latitude = 52.51;
  d.sensor_name = "thermometer";
  d.property_name = "luchttemperatuur";
  d.property_definition = "https://example.nl/air-temperature";
  d.name = "Luchttemperatuur";
  d.unit_symbol = "°C";
  d.exposure = Exposure::open;
  d.rules.min = -40;
  d.rules.max = 60;
  d.rules.expected_every = std::chrono::minutes{10};
  return d;
}

inline lake::Observation value_of(const Series& series, lake::Moment time, double value) {
  lake::Observation o;
  o.series = series.id;
  o.time = time;
  o.value = value;
  return o;
}

}  // namespace sas::sensing::test
