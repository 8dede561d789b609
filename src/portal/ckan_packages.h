#pragma once
#include <string>
#include <utility>

#include "base/json.h"
#include "portal/ckan_call.h"
#include "portal/frame.h"
#include "portal/shelf.h"

/// Data sets as CKAN tells of them: packages with resources, groups (themes), organisations (owners), tags.
namespace sas::portal {

/// "parkeren-csv": a resource keeps its name when a new version comes.
[[nodiscard]] std::string resource_id(std::string_view dataset, std::string_view format);
/// Null for an unknown one.
struct FoundResource {
  const ShownSet* set = nullptr;
  const releases::File* file = nullptr;
};
[[nodiscard]] FoundResource find_resource(const Shelf& shelf, std::string_view id);

/// "Stadsbeheer & Groen" -> "stadsbeheer-groen".
[[nodiscard]] std::string slug(std::string_view name);

[[nodiscard]] json::Object package_json(const Publisher& publisher, const ShownSet& set);
[[nodiscard]] json::Object resource_json(const Publisher& publisher, const ShownSet& set, const releases::File& file);

/// Answers of the actions about the catalogue; JSON text.
struct CkanCatalogue {
  const Publisher& publisher;
  const Shelf& shelf;
  Instant now;

  [[nodiscard]] Result<std::string> package_list(const CkanArguments& arguments) const;
  [[nodiscard]] Result<std::string> package_list_with_resources(const CkanArguments& arguments) const;
  [[nodiscard]] Result<std::string> package_show(const CkanArguments& arguments) const;
  [[nodiscard]] Result<std::string> package_search(const CkanArguments& arguments) const;
  [[nodiscard]] Result<std::string> package_autocomplete(const CkanArguments& arguments) const;
  [[nodiscard]] Result<std::string> resource_show(const CkanArguments& arguments) const;
  [[nodiscard]] Result<std::string> resource_search(const CkanArguments& arguments) const;
  [[nodiscard]] Result<std::string> group_list(const CkanArguments& arguments) const;
  [[nodiscard]] Result<std::string> group_show(const CkanArguments& arguments) const;
  [[nodiscard]] Result<std::string> organization_list(const CkanArguments& arguments) const;
  [[nodiscard]] Result<std::string> organization_show(const CkanArguments& arguments) const;
  [[nodiscard]] Result<std::string> tag_list(const CkanArguments& arguments) const;
  [[nodiscard]] Result<std::string> license_list(const CkanArguments& arguments) const;
  [[nodiscard]] Result<std::string> status_show(const CkanArguments& arguments) const;
};

/// The filters of `fq`, `tags:x organization:y groups:z res_format:CSV license_id:w`, words with quotes when they hold
/// spaces; a name that is not one of these is `ckan-argument`. Pure.
[[nodiscard]] Result<std::vector<std::pair<std::string, std::string>>> read_filter_query(std::string_view text);

}  // namespace sas::portal
