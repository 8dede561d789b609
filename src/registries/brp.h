#pragma once
#include "people/registers.h"
#include "registries/register_client.h"

namespace sas::registries {

/// The BRP (Haal Centraal BRP personen bevragen 2, POST /personen): one person by BSN, with only the fields we need
/// (AVG art. 5(1)(c): `fields` is what was asked and what the ledger says). Thread-safe.
class Brp final : public people::PersonRegister {
 public:
  Brp(RegisterSettings settings, const http::Client& client, const Clock& clock, const Logger& logger)
      : client_("BRP", std::move(settings), client, clock, logger) {}
  [[nodiscard]] Result<people::RegisteredPerson> find(const Bsn& bsn, const http::Deadline& deadline) const override;

 private:
  RegisterClient client_;
};

/// The person in an answer to RaadpleegMetBurgerservicenummer. Errors `register-unknown`, and `register-unavailable`
/// when the answer holds more than one (a BSN given out twice: the register must repair that first) or is not what it
/// should be.
[[nodiscard]] Result<people::RegisteredPerson> person_from(const json::Object& answer);

}  // namespace sas::registries
