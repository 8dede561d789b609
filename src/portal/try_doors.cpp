#include "portal/try_doors.h"

#include "base/text.h"

namespace sas::portal {
namespace {

constexpr std::string_view place_of_set = "{set}";

std::string with_set(std::string_view text, std::string_view set) {
  std::string out(text);
  const std::size_t at = out.find(place_of_set);
  if (at != std::string::npos) out.replace(at, place_of_set.size(), set);
  return out;
}

}  // namespace

std::span<const TryDoor> try_doors() {
  using enum TryDoor::Needs;
  static const std::vector<TryDoor> doors{
      {"rijen",
       "/api/3/action/datastore_search",
       "resource_id={set}-csv",
       rows,
       {{"woorden", "q", ""},
        {"filters", "filters", ""},
        {"kolommen", "fields", ""},
        {"volgorde", "sort", ""},
        {"aantal", "limit", "5"},
        {"vanaf", "offset", ""}}},
      {"zoeken",
       "/api/3/action/package_search",
       "",
       nothing,
       {{"woorden", "q", ""}, {"verfijnen", "fq", ""}, {"aantal", "rows", "5"}, {"vanaf", "start", ""}}},
      {"kaart",
       "/ogc/v1/collections/{set}/items",
       "",
       points,
       {{"gebied", "bbox", ""}, {"tijd", "datetime", ""}, {"aantal", "limit", "5"}, {"vanaf", "offset", ""}}},
      {"sql",
       "/api/3/action/datastore_search_sql",
       "",
       rows,
       {{"vraag", "sql", "SELECT * FROM \"{set}-csv\" LIMIT 5"}}},
      {"metingen",
       "/sta/v1.1/Datastreams",
       "",
       nothing,
       {{"sta-filter", "$filter", ""},
        {"sta-uitklappen", "$expand", "Observations($top=3)"},
        {"aantal", "$top", "5"},
        {"vanaf", "$skip", ""}}}};
  return doors;
}

std::string filled_in(const TryField& field, const http::Fields& filled, std::string_view set) {
  return filled.has(field.name) ? filled.get(field.name) : with_set(field.usual, set);
}

std::string try_target(const TryDoor& door, const http::Fields& filled, std::string_view set) {
  const std::string name = url_encode(set);
  std::string query = with_set(door.fixed, name);
  for (const TryField& field : door.fields) {
    const std::string value(trim(filled_in(field, filled, set)));
    if (value.empty()) continue;
    if (!query.empty()) query += '&';
    query += std::string(field.parameter) + "=" + url_encode(value);
  }
  return with_set(door.path, name) + (query.empty() ? "" : "?" + query);
}

}  // namespace sas::portal
