#pragma once
#include <stdexcept>

#include "feeds/import.h"
#include "jobs/jobs.h"
#include "lake/lake_fixture.h"
#include "ledger/ledger.h"
#include "sensing/intake.h"
#include "sensing/registry.h"
#include "test_stores.h"

/// For the tests of this room: the real records, ledger, lake and intake in folders that go away.
namespace sas::feeds::testing {

class House {
 public:
  explicit House(store::Store& store) : House(store, parse_iso_instant("2026-07-01T00:00:00Z").value()) {}
  House(store::Store& store, Instant now) : records(store) {
    folder.clock.set(now);
    lake = folder.open();
    intake = sensing::make_intake({*lake, records, ledger, folder.clock});
  }

  [[nodiscard]] ImportParts parts() { return {records, ledger, folder.clock, *lake, *intake, {}}; }
  [[nodiscard]] std::optional<sensing::Series> series(const std::string& key) {
    return records
        .read([&](store::ReadTx& tx) -> Result<std::optional<sensing::Series>> {
          return sensing::series_by_key(tx, key);
        })
        .value();
  }
  [[nodiscard]] std::int64_t count(const std::string& where = "1 = 1") {
    return static_cast<std::int64_t>(lake::test::number(*lake, "SELECT count(*) FROM observation WHERE " + where));
  }

  store::Store& records;
  lake::test::LakeFolder folder;
  SystemRandom random;
  ledger::Ledger ledger{folder.clock, random};
  std::unique_ptr<lake::Lake> lake;
  std::unique_ptr<sensing::Intake> intake;
};

}  // namespace sas::feeds::testing
