#pragma once
#include <cstdint>
#include <string_view>

/// Small lists of words, restated from general knowledge; no file was copied. What they are and are not:
/// docs/privacy-benchmark.md. Words are lower case without accents. Pure and thread-safe.
namespace sas::privacy {

[[nodiscard]] bool is_first_name(std::string_view word);
[[nodiscard]] bool is_surname(std::string_view word);
/// van, de, der, ten, el ...
[[nodiscard]] bool is_name_prefix(std::string_view word);
/// A word that says the text names a place, a building or an organisation: straat, plein, school, stichting ...
[[nodiscard]] bool is_place_word(std::string_view word);
/// The word ends as names of streets do.
[[nodiscard]] bool is_street_word(std::string_view word);
/// Local parts that name a role and not a person: info, secretariaat, balie ...
[[nodiscard]] bool is_role_mailbox(std::string_view word);
/// Domains where private persons have their mail.
[[nodiscard]] bool is_private_mail(std::string_view domain);

}  // namespace sas::privacy
