#include "portal/read_api_parameters.h"

#include <map>

namespace sas::portal {
namespace {

using enum ApiParameter::Type;
using enum ApiParameter::Need;
using Parameters = std::vector<ApiParameter>;

constexpr ApiParameter id_of_set{text, "id", "name of the data set", "{set}", required};
constexpr ApiParameter form{text, "f", "json or html", "json"};
constexpr ApiParameter crs{text, "crs", "coordinate system of the answer, as an address",
                           "http://www.opengis.net/def/crs/OGC/1.3/CRS84"};
constexpr ApiParameter box{text, "bbox", "west,south,east,north in degrees", "6,52,7,53"};
constexpr ApiParameter time_span{text, "datetime", "a date or moment, or two with a slash between them; .. for open",
                                 "2020-01-01/.."};

ApiParameter limit(std::string_view meaning) {
  return {whole_number, "limit", meaning, "2"};
}
ApiParameter offset(std::string_view name) {
  return {whole_number, name, "how many to pass over", "0"};
}

Parameters of_list() {
  return {{text, "q", "words, Dutch or English, by stem", "laadpaal"},
          {text, "gebied", "west,south,east,north in degrees", "6,52,7,53"},
          {text, "volgorde", "nieuw or titel; best first unless said", "titel"},
          {text, "thema", "a theme, such as TRAN; may be repeated, as all that follow", ""},
          {text, "eigenaar", "who keeps the set", ""},
          {text, "licentie", "a licence, such as CC0-1.0", "CC0-1.0"},
          {text, "formaat", "a form of file", "csv"},
          {text, "actueel", "how up to date", ""},
          {text, "hvd", "a category of the European list of high-value data", ""}};
}

Parameters of_features() {
  return {
      limit("features on a page, at most 10,000"),
      offset("offset"),
      box,
      {text, "bbox-crs", "coordinate system of the box, as an address", "http://www.opengis.net/def/crs/OGC/1.3/CRS84"},
      crs,
      time_span,
      {whole_number, "versie", "of this version; else of the current one", "1"},
      form};
}

Parameters of_records() {
  return {limit("records on a page, at most 1,000"),
          offset("offset"),
          box,
          time_span,
          {text, "q", "texts with commas between them; one is enough", "laadpalen"},
          {text, "type", "kinds of records", "dataset"},
          {text, "ids", "identifiers of records", "{set}"},
          {text, "externalIds", "identifiers elsewhere", ""},
          form};
}

Parameters of_rows() {
  return {{text, "resource_id", "name of the set and -csv", "{set}-csv", required},
          {text, "filters", "JSON object of columns and the values they must have", "{}"},
          {text, "q", "words that a row holds", ""},
          {yes_no, "distinct", "each row once", "false"},
          limit("rows, 100 unless said, at most 32,000"),
          offset("offset"),
          {text, "fields", "columns with commas between them; all unless said", ""},
          {text, "sort", "columns with asc or desc and commas between them", ""},
          {yes_no, "include_total", "whether the number of rows is told", "true"},
          {text, "records_format", "objects, lists, csv or tsv", "objects"}};
}

Parameters of_search() {
  return {
      {text, "q", "words, Dutch or English, by stem", "laadpaal"},
      {text, "fq", "tags, groups, organization, license_id, res_format or name, a colon and a value", "res_format:CSV"},
      {whole_number, "rows", "sets, 10 unless said, at most 1,000", "2"},
      offset("start"),
      {text, "sort", "score, metadata_modified, title or name, with asc or desc", "title asc"},
      {text, "facet.field", "JSON list of fields to count", "[\"tags\"]"},
      {text, "ext_bbox", "west,south,east,north in degrees", "6,52,7,53"}};
}

std::vector<CkanAction> all_actions() {
  return {
      {"current_package_list_with_resources", {limit("sets"), offset("offset")}},
      {"datastore_info", {{text, "id", "name of the set and -csv", "{set}-csv", required}}},
      {"datastore_search", of_rows()},
      {"datastore_search_sql",
       {{text, "sql", "one SELECT over resources between double quotes; at most 32,000 rows",
         "SELECT * FROM \"{set}-csv\" LIMIT 2", required}}},
      {"group_list", {}},
      {"group_show", {{text, "id", "name of the theme, from group_list", "", required}}},
      {"help_show", {{text, "name", "an action; the names of all actions unless said", "package_show"}}},
      {"license_list", {}},
      {"organization_list", {}},
      {"organization_show", {{text, "id", "name of the owner, from organization_list", "", required}}},
      {"package_autocomplete", {{text, "q", "the beginning of a word", "laad"}, limit("sets")}},
      {"package_list", {limit("names"), offset("offset")}},
      {"package_search", of_search()},
      {"package_show", {id_of_set}},
      {"resource_search",
       {{text, "query", "a field, a colon and a value", "format:CSV", required}, limit("resources"), offset("offset")}},
      {"resource_show", {{text, "id", "name of the set and the form of the file", "{set}-csv", required}}},
      {"site_read", {}},
      {"status_show", {}},
      {"tag_list", {{text, "query", "part of a keyword", "laad"}}}};
}

const std::map<std::string_view, Parameters>& by_pattern() {
  static const std::map<std::string_view, Parameters> table{
      {"/data.json", of_list()},
      {"/data.csv", of_list()},
      {"/data/catalog.ttl", {{whole_number, "page", "from 1, of 100 sets each", "1"}}},
      {"/data/catalog.jsonld", {{whole_number, "page", "from 1, of 100 sets each", "1"}}},
      {"/data/catalog.rdf", {{whole_number, "page", "from 1, of 100 sets each", "1"}}},
      {"/ogc/v1", {form}},
      {"/ogc/v1/collections", {form}},
      {"/ogc/v1/collections/{collection}", {form}},
      {"/ogc/v1/collections/{collection}/items", of_features()},
      {"/ogc/v1/collections/{collection}/items/{feature}", {crs, form}},
      {"/ogc/v1/collections/catalog", {form}},
      {"/ogc/v1/collections/catalog/items", of_records()},
      {"/ogc/v1/collections/catalog/items/{record}", {form}}};
  return table;
}

}  // namespace

std::span<const CkanAction> ckan_reading_actions() {
  static const std::vector<CkanAction> actions = all_actions();
  return actions;
}

std::span<const ApiParameter> parameters_of(std::string_view pattern) {
  const auto found = by_pattern().find(pattern);
  return found == by_pattern().end() ? std::span<const ApiParameter>() : std::span(found->second);
}

std::string_view example_of_place(std::string_view place) {
  if (place == "format") return "csv";
  if (place == "number" || place == "feature") return "1";
  if (place == "z" || place == "x" || place == "y") return "0";
  return "{set}";
}

}  // namespace sas::portal
