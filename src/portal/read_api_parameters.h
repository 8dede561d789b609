#pragma once
#include <span>
#include <string_view>
#include <vector>

/// What may stand behind the question mark of the addresses for reading, and an example of each. In English, for the
/// description in OpenAPI. Pure.
namespace sas::portal {

struct ApiParameter {
  enum class Type { text, whole_number, yes_no } type;
  std::string_view name, meaning;
  /// That works together with the other examples; {set} is a data set with rows and places. Empty: there is none that
  /// holds for every portal.
  std::string_view example;
  enum class Need { required, optional } need = Need::optional;
};

/// The actions of the CKAN API that read, by name.
struct CkanAction {
  std::string_view name;
  std::vector<ApiParameter> parameters;
};
[[nodiscard]] std::span<const CkanAction> ckan_reading_actions();
/// Of the other addresses, by the pattern of the route; empty when it takes none.
[[nodiscard]] std::span<const ApiParameter> parameters_of(std::string_view pattern);
/// What may stand in a place of the path, such as {format}: an example.
[[nodiscard]] std::string_view example_of_place(std::string_view place);

}  // namespace sas::portal
