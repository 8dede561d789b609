#pragma once
#include <span>
#include <string_view>

/// Common names in the Netherlands, to make people from who do not exist.
namespace sas::practice {

struct FamilyName {
  std::string_view prefix;
  std::string_view name;
};
[[nodiscard]] std::span<const std::string_view> given_names();
[[nodiscard]] std::span<const FamilyName> family_names();
/// What a company does ("Bakkerij", "Fietsenmaker"); its name is this with a family name.
[[nodiscard]] std::span<const std::string_view> trades();

}  // namespace sas::practice
