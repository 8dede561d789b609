#pragma once
#include <string>

#include "base/random.h"

/// Data of made-up persons with numbers that pass their checks. Test support only.
namespace sas::redteam {

[[nodiscard]] std::string made_bsn(SeededRandom& random);
[[nodiscard]] std::string made_a_number(SeededRandom& random);
[[nodiscard]] std::string made_iban(SeededRandom& random);
[[nodiscard]] std::string made_mobile(SeededRandom& random);
[[nodiscard]] std::string made_landline(SeededRandom& random);
[[nodiscard]] std::string made_email(SeededRandom& random);
[[nodiscard]] std::string made_plate(SeededRandom& random);
[[nodiscard]] std::string made_postcode(SeededRandom& random);
[[nodiscard]] std::string made_given_name(SeededRandom& random);
[[nodiscard]] std::string made_family_name(SeededRandom& random);
[[nodiscard]] std::string made_name(SeededRandom& random);
[[nodiscard]] std::string made_birth_date(SeededRandom& random);
[[nodiscard]] std::string made_document(SeededRandom& random);
[[nodiscard]] std::string made_old_vat(SeededRandom& random);
[[nodiscard]] std::string made_mac(SeededRandom& random);
[[nodiscard]] std::string made_ip4(SeededRandom& random);
[[nodiscard]] std::string made_ip6(SeededRandom& random);
[[nodiscard]] std::string made_imei(SeededRandom& random);
[[nodiscard]] std::string made_uuid(SeededRandom& random);
[[nodiscard]] std::string made_hash(SeededRandom& random, std::size_t length);

}  // namespace sas::redteam
