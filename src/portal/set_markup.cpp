#include "portal/set_markup.h"

#include <fmt/format.h>

#include "portal/codes.h"
#include "portal/dcat.h"

namespace sas::portal {
namespace {

using releases::Column;
using releases::Type;

std::string_view schema_type(Type type) {
  switch (type) {
    case Type::integer:
      return "integer";
    case Type::decimal:
      return "number";
    case Type::date:
      return "date";
    case Type::moment:
      return "datetime";
    case Type::truth:
      return "boolean";
    case Type::text:
    case Type::shape:
      return "string";
  }
  return "string";
}

// "</script>" in a title must not end the element (HTML, 4.12.1.3): "<" is written as JSON writes any character.
std::string within_script(const std::string& json) {
  std::string out;
  for (const char c : json) out += c == '<' ? std::string("\\u003c") : std::string(1, c);
  return out;
}

}  // namespace

std::string schema_org(const Publisher& publisher, const ShownSet& set, Language language) {
  const releases::Release& release = set.release();
  const releases::Description& words = release.description;
  const std::string page = publisher.public_url + "/data/" + url_encode(release.dataset);
  json::Object out{
      {"@context", "https://schema.org/"},
      {"@type", "Dataset"},
      {"@id", dataset_iri(publisher, release.dataset)},
      {"name", words.title.in(language)},
      {"description", words.summary.in(language)},
      {"url", page},
      {"identifier", dataset_iri(publisher, release.dataset)},
      {"version", std::to_string(release.number)},
      {"datePublished", format_iso_instant(set.history->releases.back()->release.at)},
      {"dateModified", format_iso_instant(release.at)},
      {"isAccessibleForFree", true},
      {"creator",
       json::Object{{"@type", "GovernmentOrganization"}, {"name", publisher.name}, {"url", publisher.homepage}}},
      {"includedInDataCatalog", json::Object{{"@type", "DataCatalog"}, {"url", publisher.public_url + "/data"}}}};
  if (const Code* licence = find_code(licences(), words.licence)) out["license"] = licence->iri;
  json::Array keywords, distributions, variables;
  for (const Bilingual& keyword : words.keywords) keywords.emplace_back(keyword.in(language));
  for (const releases::File& file : release.files)
    distributions.push_back(json::Object{{"@type", "DataDownload"},
                                         {"encodingFormat", file.media_type},
                                         {"contentUrl", download_url(publisher, release.dataset, file.format)},
                                         {"contentSize", std::to_string(file.bytes)},
                                         {"sha256", file.sha256}});
  for (const Column& column : release.columns) variables.emplace_back(column.name);
  out["keywords"] = std::move(keywords);
  out["distribution"] = std::move(distributions);
  out["variableMeasured"] = std::move(variables);
  if (words.from && words.until)
    out["temporalCoverage"] = format_iso_date(*words.from) + "/" + format_iso_date(*words.until);
  if (words.extent)
    out["spatialCoverage"] =
        json::Object{{"@type", "Place"},
                     {"geo", json::Object{{"@type", "GeoShape"},
                                          {"box", fmt::format("{} {} {} {}", words.extent->south, words.extent->west,
                                                              words.extent->north, words.extent->east)}}}};
  return within_script(json::write(out));
}

std::string table_schema(const releases::Release& release) {
  json::Array fields;
  for (const Column& column : release.columns) {
    json::Object field{{"name", column.name},
                       {"type", schema_type(column.type)},
                       {"title", column.meaning.nl},
                       {"description", column.meaning.en}};
    if (!column.unit.empty()) field["unit"] = column.unit;
    if (!column.vocabulary.empty()) {
      json::Array words;
      for (const std::string& word : column.vocabulary) words.emplace_back(word);
      field["constraints"] = json::Object{{"enum", std::move(words)}};
    }
    fields.push_back(std::move(field));
  }
  return json::write(json::Object{{"$schema", "https://datapackage.org/profiles/2.0/tableschema.json"},
                                  {"fields", std::move(fields)},
                                  {"missingValues", json::Array{json::Value("")}}});
}

}  // namespace sas::portal
