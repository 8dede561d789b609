#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/identifiers.h"
#include "base/json.h"
#include "base/time.h"
#include "http/message.h"

/// What this room asks of the base registries at a login. The room `registries` stands above this one and implements
/// it.
namespace sas::people {

struct RegisteredPerson {
  std::string name;
  std::optional<Date> birth_day;    ///< none when a part of it is unknown
  json::Object address;             ///< as Person::address; empty when it is abroad or unknown
  std::vector<std::string> fields;  ///< what was asked, in the register's own words
};

class PersonRegister {
 public:
  virtual ~PersonRegister() = default;
  /// Errors `register-unavailable` (unavailable), `register-unknown` (not_found).
  [[nodiscard]] virtual Result<RegisteredPerson> find(const Bsn& bsn, const http::Deadline& deadline) const = 0;
};

struct RegisteredCompany {
  std::string name;
  json::Object address;  ///< visiting address of the head office
  std::vector<std::string> fields;
};

class CompanyRegister {
 public:
  virtual ~CompanyRegister() = default;
  /// Errors as above.
  [[nodiscard]] virtual Result<RegisteredCompany> find(const std::string& kvk,
                                                       const http::Deadline& deadline) const = 0;
};

}  // namespace sas::people
