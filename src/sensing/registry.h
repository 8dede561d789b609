#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "lake/observation.h"
#include "ledger/ledger.h"
#include "store/store.h"

/// The register of what is measured: things, places, sensors and series. Rows of the records; the values are in the
/// lake.
namespace sas::sensing {

/// What the machine must hold a series to. Data, not code: an owner changes it without a programmer.
struct QualityRules {
  std::optional<double> min, max;                      ///< outside: out_of_range
  std::optional<double> capacity;                      ///< above: above_capacity
  std::optional<double> max_step_per_hour;             ///< faster: jump
  std::optional<std::chrono::seconds> expected_every;  ///< 3 times as long without one: a gap, and the feed is late
  std::optional<std::chrono::seconds> frozen_after;    ///< the same value for longer: frozen
};

/// Who may see what of a series. A series nobody judged is `inside`: fail closed.
enum class Exposure { inside, open };

/// What a door that is not SensorThings knows of a series. `key` finds it again: the same key is the same series.
struct SeriesDescription {
  std::string key;        ///< "npr/<uuid>/vacant"; stable, lower-case, no personal data
  std::string thing_key;  ///< series of one thing share it
  std::string thing_name;
  std::string thing_description;
  std::optional<double> longitude, latitude;  ///< WGS84 degrees
  std::string sensor_name;
  std::string sensor_metadata;                          ///< URL or text on how it measures
  std::string property_name;                            ///< "air temperature"
  std::string property_definition;                      ///< URI
  std::string name;                                     ///< of the series itself
  std::string unit_name, unit_symbol, unit_definition;  ///< "degree Celsius", "°C", UCUM URI
  /// `count`: people or vehicles counted in a bin of at least five minutes; `measurement`: any other number.
  enum class Kind { measurement, count, category, truth, text, json } kind = Kind::measurement;
  std::string zone = "Europe/Amsterdam";  ///< in which local days are told
  std::string retention = "keep";
  std::string source;   ///< feed that brings it, for the page of the feed
  std::string licence;  ///< URI, or empty
  Exposure exposure = Exposure::inside;
  QualityRules rules;
};

struct Series {
  lake::SeriesId id{};
  std::string key;
  std::string name;
  std::int64_t thing = 0;
  SeriesDescription::Kind kind = SeriesDescription::Kind::measurement;
  std::string unit_symbol;
  std::string retention;
  std::string source;
  Exposure exposure = Exposure::inside;
  QualityRules rules;
  std::int64_t feature = 0;  ///< of interest, what Observation::feature 0 means; 0 when there is none yet
  bool is_multi = false;     ///< a MultiDatastream: each result is a JSON array
};

/// Finds the series of that key, or makes it with its thing, location, sensor and observed property. A description that
/// changed is written over. What changed is told to the ledger; the same description again writes nothing. Errors
/// `series-invalid` with the field.
[[nodiscard]] Result<Series> ensure_series(store::WriteTx& tx, const ledger::Ledger& ledger, const Clock& clock,
                                           const SeriesDescription& description);
[[nodiscard]] std::optional<Series> series_by_key(store::ReadTx& tx, std::string_view key);
[[nodiscard]] std::optional<Series> series_by_id(store::ReadTx& tx, lake::SeriesId id);
[[nodiscard]] std::vector<Series> all_series(store::ReadTx& tx);

/// Series that were removed and whose values may still be in the lake.
[[nodiscard]] std::vector<lake::SeriesId> removed_series(store::ReadTx& tx);
/// The lake has nothing of these any more.
void forget_removed_series(store::WriteTx& tx, const std::vector<lake::SeriesId>& series);

/// Schema steps 120-129.
[[nodiscard]] std::vector<store::Migration> migrations();

}  // namespace sas::sensing
