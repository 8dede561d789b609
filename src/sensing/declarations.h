#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/strong_id.h"
#include "base/time.h"
#include "ledger/ledger.h"
#include "store/store.h"

/// What the owner of a sensor says of it: the sensor register that everybody can read.
namespace sas::sensing {

struct Place {
  double longitude = 0;  ///< WGS84 degrees
  double latitude = 0;
  friend bool operator==(const Place&, const Place&) = default;
};
/// The middle of a square of about a kilometre: what is told of a sensor at a home (one of some hundred homes).
[[nodiscard]] Place coarse(const Place& exact);

struct Declaration {
  enum class Owner { municipality, organisation, resident } owner = Owner::municipality;
  std::string owner_name;  ///< of an organisation; a resident is never named
  PersonId owner_person;   ///< who may change it besides the municipality; never shown
  std::string contact;     ///< mail address of a role; empty for a resident
  std::string purpose;
  std::string legal_basis;
  std::string leaves_device;  ///< "alleen de temperatuur, elke 10 minuten"
  std::string dpia_url;       ///< of the data protection impact assessment; may be empty
  Date starts;
  std::optional<Date> ends;
  /// `coarse`: the sensor is at a home and its owner did not agree to show where.
  enum class Shown { exact, coarse } shown = Shown::exact;
  std::optional<Place> exact_place;  ///< only kept for a coarse one
};

/// Writes the declaration of a thing, or writes it over; the ledger gets `sensor.declared` about "thing:<id>" with the
/// names of fields that changed. Errors `declaration-invalid` with the fields to mend.
Result<Done> declare_sensor(store::WriteTx& tx, const ledger::Ledger& ledger, const std::string& acting,
                            std::int64_t thing, const Declaration& declaration);
[[nodiscard]] std::optional<Declaration> declaration_of(store::ReadTx& tx, std::int64_t thing);
/// By thing.
[[nodiscard]] std::map<std::int64_t, Declaration> all_declarations(store::ReadTx& tx);
/// The things that this resident or organisation declared, newest first.
[[nodiscard]] std::vector<std::int64_t> things_of(store::ReadTx& tx, const PersonId& owner);

[[nodiscard]] std::string_view to_text(Declaration::Owner owner);

}  // namespace sas::sensing
