#pragma once
#include <vector>

#include "base/json.h"
#include "base/random.h"
#include "base/strong_id.h"
#include "practice/town.h"
#include "store/store.h"

namespace sas::practice {

/// Who lives and works in the town, as rows of the records. Same order as in Town.
struct Residents {
  std::vector<PersonId> inhabitants;
  std::vector<PersonId> companies;
  std::vector<StaffId> handlers;      ///< the well-known one is the first
  StaffId desk;
};

/// Writes persons, mandates and employees.
[[nodiscard]] Residents settle(store::WriteTx& tx, const Town& town, std::size_t handlers, const Clock& clock, Random& random);

/// "sanne.van.der.veen@example.nl": a domain that delivers nothing (RFC 2606).
[[nodiscard]] std::string mail_address(const Inhabitant& one);
[[nodiscard]] json::Object address_of(const Home& home);

}  // namespace sas::practice
