#pragma once
#include <string>
#include <vector>

#include "base/result.h"
#include "http/message.h"

/// The base registries: what the city looks up instead of asking again.
namespace sas::registries {

/// An address as the BAG (register of addresses and buildings) knows it.
struct Address {
  std::string postcode;  ///< "8011PK"
  int number = 0;
  std::string letter;
  std::string addition;
  std::string street;
  std::string city;
  std::string designation_id;  ///< BAG nummeraanduiding
  std::string area;            ///< neighbourhood
};

/// "Sassenstraat 33a, 8011 PC Zwolle"
[[nodiscard]] std::string one_line(const Address& address);

/// Looks addresses up. Thread-safe.
class AddressBook {
 public:
  virtual ~AddressBook() = default;
  /// All addresses with this postcode and number, narrowed by letter and addition when those are given; empty when
  /// there is none. Error `register-unavailable` (unavailable): the caller lets people type the address.
  [[nodiscard]] virtual Result<std::vector<Address>> find(const std::string& postcode, int number,
                                                          const std::string& letter, const std::string& addition,
                                                          const http::Deadline& deadline) const = 0;
};

}  // namespace sas::registries
