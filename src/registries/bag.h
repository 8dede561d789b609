#pragma once
#include <cstddef>
#include <mutex>
#include <unordered_map>

#include "registries/addresses.h"
#include "registries/register_client.h"

namespace sas::registries {

/// The addresses of the BAG (API Individuele Bevragingen v2, GET /adressen). What was found is kept for an hour, at
/// most 10,000 answers; addresses are public, so that is no personal data. The neighbourhood is not in the BAG; it
/// comes with the answer of registers that add it (`buurtnaam`), else it is empty. Thread-safe.
class BagAddresses final : public AddressBook {
 public:
  static constexpr std::chrono::hours keep{1};
  static constexpr std::size_t max_kept = 10'000;

  BagAddresses(RegisterSettings settings, const http::Client& client, const Clock& clock, const Logger& logger);
  [[nodiscard]] Result<std::vector<Address>> find(const std::string& postcode, int number, const std::string& letter,
                                                  const std::string& addition,
                                                  const http::Deadline& deadline) const override;

 private:
  struct Kept {
    std::vector<Address> addresses;
    Instant at;
  };
  Result<std::vector<Address>> all_at(const std::string& postcode, int number, const http::Deadline& deadline) const;
  void keep_answer(const std::string& key, const std::vector<Address>& addresses) const;

  RegisterClient client_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  mutable std::unordered_map<std::string, Kept> kept_;
};

}  // namespace sas::registries
