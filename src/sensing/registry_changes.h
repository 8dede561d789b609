#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "lake/observation.h"
#include "ledger/ledger.h"
#include "store/store.h"

/// The one place where the register changes: a row and its event in the ledger, in one transaction.
namespace sas::sensing {

/// The tables of the register.
enum class Kind { thing, location, historical_location, sensor, observed_property, datastream, feature };
/// Name of the table.
[[nodiscard]] std::string_view table_of(Kind kind);

/// Column and value. Names are ours, never a visitor's.
using Columns = std::vector<std::pair<std::string, store::Value>>;

/// What a removal took with it.
struct Removed {
  std::vector<std::pair<Kind, std::int64_t>> rows;
  std::vector<lake::SeriesId> series;  ///< their values are no longer reachable
};

/// Adds, changes and removes, on behalf of `acting` ("system", "credential:c3"). Use one for each closure. Events are
/// `sensor.added`, `sensor.changed` and `sensor.removed` about "thing:12"; they name the fields and never their values.
class RegisterChanges {
 public:
  RegisterChanges(store::WriteTx& tx, const ledger::Ledger& ledger, const Clock& clock, std::string acting)
      : tx_(tx), ledger_(ledger), clock_(clock), acting_(std::move(acting)) {}

  /// Returns the number of the new row, which was never given out before.
  std::int64_t add(Kind kind, const Columns& columns);
  /// False when there is no such row. The event names what is another value than before; without any there is none.
  [[nodiscard]] bool change(Kind kind, std::int64_t id, const Columns& columns);

  /// The thing is at these locations from `at` on: replaces the ones it had and adds the HistoricalLocation that
  /// 18-088 clause 8.2.3 asks for. Returns its number.
  std::int64_t move_thing(std::int64_t thing, const std::vector<std::int64_t>& locations, std::int64_t at_micros);
  /// One more location at the same time: another way to say where it is.
  void add_place(std::int64_t thing, std::int64_t location);
  /// A HistoricalLocation told by hand; it becomes where the thing is when it is the newest.
  std::int64_t add_history(std::int64_t thing, const std::vector<std::int64_t>& locations, std::int64_t at_micros);
  void unlink_place(std::int64_t thing, std::int64_t location);
  void set_parts(std::int64_t datastream, const std::vector<std::int64_t>& properties);
  /// Observations of the series are about that feature; nothing happens when that was known.
  void add_feature(std::int64_t datastream, std::int64_t feature);
  /// The feature of interest that stands for a location, made when there is none (18-088 clause 8.2.8).
  std::int64_t feature_of(std::int64_t location);

  /// Removes the row and what cannot be without it (18-088 clause 10.4, table of integrity constraints). Nothing when
  /// there is no such row.
  Removed remove(Kind kind, std::int64_t id);

 private:
  std::int64_t next_number(Kind kind);
  [[nodiscard]] std::optional<Columns> different(Kind kind, std::int64_t id, const Columns& columns);
  void log(std::string_view what, Kind kind, std::int64_t id, json::Object facts);
  void remove_row(Kind kind, std::int64_t id, Removed& removed);
  [[nodiscard]] std::vector<std::int64_t> ids(std::string_view sql, std::int64_t id);

  store::WriteTx& tx_;
  const ledger::Ledger& ledger_;
  const Clock& clock_;
  std::string acting_;
};

}  // namespace sas::sensing
