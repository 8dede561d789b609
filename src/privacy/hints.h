#pragma once
#include <cstdint>
#include <string_view>

/// What the name of a column says about it, in Dutch and English. A hint can make a rule stricter; it never clears a
/// column by itself, except where a rule in `content.h` says so. Pure and thread-safe.
namespace sas::privacy {

using Hints = std::uint64_t;

namespace hint {
inline constexpr Hints bsn = 1ULL << 0;
inline constexpr Hints rsin = 1ULL << 1;
inline constexpr Hints a_number = 1ULL << 2;
inline constexpr Hints iban = 1ULL << 3;
inline constexpr Hints phone = 1ULL << 4;
inline constexpr Hints email = 1ULL << 5;
inline constexpr Hints plate = 1ULL << 6;
inline constexpr Hints postcode = 1ULL << 7;
inline constexpr Hints house_number = 1ULL << 8;
inline constexpr Hints address = 1ULL << 9;
inline constexpr Hints name = 1ULL << 10;    ///< surname, given name, contact person ...
inline constexpr Hints person = 1ULL << 11;  ///< applicant, resident, client: a role of a person
inline constexpr Hints birth = 1ULL << 12;
inline constexpr Hints document = 1ULL << 13;
inline constexpr Hints foreigner = 1ULL << 14;
inline constexpr Hints driving = 1ULL << 15;
inline constexpr Hints chamber = 1ULL << 16;  ///< KVK, branch number
inline constexpr Hints vat = 1ULL << 17;
inline constexpr Hints network = 1ULL << 18;
inline constexpr Hints device = 1ULL << 19;
inline constexpr Hints photo = 1ULL << 20;
inline constexpr Hints hash = 1ULL << 21;
inline constexpr Hints checksum = 1ULL << 22;
inline constexpr Hints sex = 1ULL << 23;
inline constexpr Hints age = 1ULL << 24;
inline constexpr Hints trait = 1ULL << 25;      ///< nationality, civil status, occupation ...
inline constexpr Hints sensitive = 1ULL << 26;  ///< health, benefit, debt, religion ... of a person
inline constexpr Hints household = 1ULL << 27;  ///< income, energy use, value of the home ... of a household
inline constexpr Hints key = 1ULL << 28;
inline constexpr Hints moving_key = 1ULL << 29;  ///< a card, vehicle, device or user
inline constexpr Hints time = 1ULL << 30;
inline constexpr Hints place = 1ULL << 31;
inline constexpr Hints coordinate = 1ULL << 32;
inline constexpr Hints count = 1ULL << 33;
inline constexpr Hints people_count = 1ULL << 34;
inline constexpr Hints thing_date = 1ULL << 35;
inline constexpr Hints amount = 1ULL << 36;
inline constexpr Hints street = 1ULL << 37;
inline constexpr Hints part_of_birth = 1ULL << 38;
inline constexpr Hints percentage = 1ULL << 39;  ///< mean, share: about many

/// Hints that name an identifying thing of a person by themselves.
inline constexpr Hints identifying =
    bsn | a_number | iban | email | birth | document | foreigner | driving | device | name;
/// Traits that point people out when they are combined.
inline constexpr Hints trait_of_person = sex | age | trait | birth;
}  // namespace hint

[[nodiscard]] Hints hints_of(std::string_view column_name);

}  // namespace sas::privacy
