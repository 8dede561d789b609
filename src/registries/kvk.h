#pragma once
#include "people/registers.h"
#include "registries/register_client.h"

namespace sas::registries {

/// The company register (Handelsregister): KVK API Basisprofiel v1, GET /v1/basisprofielen/{kvkNummer}. Thread-safe.
class Kvk final : public people::CompanyRegister {
 public:
  Kvk(RegisterSettings settings, const http::Client& client, const Clock& clock, const Logger& logger)
      : client_("HR", std::move(settings), client, clock, logger) {}
  [[nodiscard]] Result<people::RegisteredCompany> find(const std::string& kvk,
                                                       const http::Deadline& deadline) const override;

 private:
  RegisterClient client_;
};

/// The company in an answer. Error `register-unavailable` when it has no name.
[[nodiscard]] Result<people::RegisteredCompany> company_from(const json::Object& answer);

}  // namespace sas::registries
