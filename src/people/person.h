#pragma once
#include <optional>
#include <string>

#include "base/json.h"
#include "base/strong_id.h"
#include "base/time.h"
#include "store/store.h"

namespace sas::people {

/// A resident or an organisation, as we know it. Personal data: never in logs.
struct Person {
  PersonId id;
  bool organisation = false;
  std::string name;
  std::string kvk;  ///< organisations only
  std::optional<Date> birth_day;
  json::Object address;  ///< {postcode, number, letter, addition, street, city, area}; empty when unknown
  std::string email;
  std::string phone;
};

/// Error `person-not-found`.
[[nodiscard]] Result<Person> find_person(store::ReadTx& tx, const PersonId& id);

}  // namespace sas::people
