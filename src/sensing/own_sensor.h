#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "http/message.h"
#include "sensing/declarations.h"
#include "sensing/registry.h"

/// A sensor that a resident or an organisation registers: what is typed, and what is made of it. Private to this room.
namespace sas::sensing {

/// What a sensor of somebody's own can measure. A short list: what it says must mean the same to everybody.
struct OwnKind {
  std::string_view id;  ///< in the form and in the key of the series
  std::string_view property_definition;
  std::string_view unit_name, unit_symbol, unit_definition;
  double min, max;  ///< beyond it a value is flagged
};
[[nodiscard]] std::span<const OwnKind> own_kinds();

struct OwnSensor {
  const OwnKind* kind = nullptr;
  std::string name;
  std::string retention;
  std::chrono::minutes every{};
  Exposure exposure = Exposure::inside;
  Place exact;
  Declaration declaration;
};

/// Whose it is: of the person for whom somebody is logged in.
struct OwnerOfSensor {
  PersonId person;
  Declaration::Owner kind = Declaration::Owner::resident;
  std::string name;  ///< of an organisation
};

/// What was typed. Error `own-sensor-invalid` with the fields of the form.
[[nodiscard]] Result<OwnSensor> read_own_sensor(const http::Fields& typed, const OwnerOfSensor& owner, Date today);

/// Writes it in the register. A sensor at a home whose owner did not agree is placed in its square before anything is
/// written; the exact place stays with the declaration. Errors of ensure_series and declare_sensor.
[[nodiscard]] Result<Series> make_own_sensor(store::WriteTx& tx, const ledger::Ledger& ledger, const Clock& clock,
                                             Random& random, const std::string& property_name, const OwnSensor& sensor,
                                             const std::string& acting);

}  // namespace sas::sensing
