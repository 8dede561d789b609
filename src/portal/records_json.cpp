#include "portal/records_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "portal/codes.h"
#include "portal/crs.h"
#include "portal/dcat.h"
#include "portal/openapi_parts.h"

namespace sas::portal {
namespace {

constexpr std::string_view geo_json = "application/geo+json";

json::Object link(std::string_view relation, const std::string& href, std::string_view type, std::string_view title) {
  return {{"rel", relation}, {"href", href}, {"type", type}, {"title", title}};
}

std::string records_url(const std::string& base) {
  return fmt::format("{}/collections/{}", base, catalogue_id);
}

json::Array box_of(const releases::Extent& e) {
  return json::Array{json::Value(e.west), json::Value(e.south), json::Value(e.east), json::Value(e.north)};
}

// RFC 7946 clause 3.1.6: counterclockwise, the first place again at the end.
json::Value geometry_of(const std::optional<releases::Extent>& extent) {
  if (!extent) return nullptr;
  const releases::Extent& e = *extent;
  const auto at = [](double x, double y) { return json::Value(json::Array{json::Value(x), json::Value(y)}); };
  json::Array ring{at(e.west, e.south), at(e.east, e.south), at(e.east, e.north), at(e.west, e.north),
                   at(e.west, e.south)};
  json::Array rings;
  rings.emplace_back(std::move(ring));
  return json::Object{{"type", "Polygon"}, {"coordinates", std::move(rings)}};
}

// Clause "Temporal information": an interval of two dates, ".." for an open end; null when nothing is known.
json::Value time_of(const releases::Description& words) {
  if (!words.from && !words.until) return nullptr;
  const auto day = [](const std::optional<Date>& date) { return json::Value(date ? format_iso_date(*date) : ".."); };
  return json::Object{{"interval", json::Array{day(words.from), day(words.until)}}, {"resolution", "P1D"}};
}

json::Object language(std::string_view code, std::string_view name) {
  return {{"code", code}, {"name", name}};
}

json::Array themes_of(const releases::Description& words) {
  json::Array concepts;
  for (const std::string& code : words.themes)
    if (const Code* theme = find_code(themes(), code))
      concepts.push_back(json::Object{{"id", theme->code}, {"title", theme->nl}, {"url", theme->iri}});
  json::Array out;
  out.push_back(json::Object{{"concepts", std::move(concepts)},
                             {"scheme", "http://publications.europa.eu/resource/authority/data-theme"}});
  return out;
}

json::Array contacts_of(const Publisher& publisher, const releases::Description& words) {
  const auto mail = [](const std::string& address) {
    return json::Array{json::Value(json::Object{{"value", address}})};
  };
  const auto role = [](std::string_view word) { return json::Array{json::Value(word)}; };
  json::Array out;
  out.push_back(
      json::Object{{"organization", words.owner}, {"emails", mail(words.contact)}, {"roles", role("pointOfContact")}});
  out.push_back(
      json::Object{{"organization", publisher.name}, {"emails", mail(publisher.email)}, {"roles", role("publisher")}});
  return out;
}

json::Object properties_of(const Publisher& publisher, const ShownSet& set) {
  const releases::Release& release = set.release();
  const releases::Description& words = release.description;
  json::Array keywords, formats;
  for (const Bilingual& keyword : words.keywords) keywords.emplace_back(keyword.nl);
  for (const releases::File& file : release.files)
    if (const Format* format = find_format(file.format))
      formats.push_back(json::Object{{"name", format->name}, {"mediaType", format->media}});
  const auto first = set.history->releases.front()->release.at;
  json::Array languages, names;
  languages.push_back(language("nl", "Nederlands"));
  languages.push_back(language("en", "English"));
  names.push_back(json::Object{{"value", dataset_iri(publisher, release.dataset)}});
  return {{"type", "dataset"},
          {"title", words.title.nl},
          {"description", words.summary.nl},
          {"language", language("nl", "Nederlands")},
          {"resourceLanguages", std::move(languages)},
          {"created", format_iso_instant(first)},
          {"updated", format_iso_instant(release.at)},
          {"keywords", std::move(keywords)},
          {"themes", themes_of(words)},
          {"formats", std::move(formats)},
          {"contacts", contacts_of(publisher, words)},
          {"license", words.licence},
          {"rights", words.source.nl},
          {"externalIds", std::move(names)}};
}

json::Array links_of(const Publisher& publisher, const ShownSet& set, const std::string& base) {
  const releases::Release& release = set.release();
  const std::string self = records_url(base) + "/items/" + url_encode(release.dataset);
  const std::string page = publisher.public_url + "/data/" + url_encode(release.dataset);
  json::Array out;
  out.push_back(link("self", self, geo_json, "This record"));
  out.push_back(link("collection", records_url(base), "application/json", "The catalogue"));
  out.push_back(link("alternate", page, "text/html", release.description.title.nl));
  out.push_back(link("alternate", page + ".ttl", "text/turtle", "DCAT-AP-NL"));
  out.push_back(link("describedby", page + "/schema.json", "application/json", "Columns"));
  for (const releases::File& file : release.files)
    if (const Format* format = find_format(file.format))
      out.push_back(
          link("enclosure", download_url(publisher, release.dataset, file.format), format->media, format->name));
  return out;
}

json::Object list_of_texts() {
  return {{"type", "array"}, {"items", json::Object{{"type", "string"}}}};
}

}  // namespace

json::Object catalogue_collection(const Publisher& publisher, std::span<const ShownSet> sets, const std::string& base) {
  std::optional<releases::Extent> all;
  Instant updated{};
  for (const ShownSet& set : sets) {
    updated = std::max(updated, set.release().at);
    const auto& extent = set.words().extent;
    if (!extent) continue;
    if (!all) all = extent;
    all = releases::Extent{std::min(all->west, extent->west), std::min(all->south, extent->south),
                           std::max(all->east, extent->east), std::max(all->north, extent->north)};
  }
  const std::string self = records_url(base);
  json::Object out{{"id", catalogue_id},
                   {"type", "Collection"},
                   {"itemType", "record"},
                   {"title", "Open data van " + publisher.name},
                   {"description", "Alle gegevens die iedereen mag gebruiken."},
                   {"language", language("nl", "Nederlands")},
                   {"conformsTo", json::Array{json::Value(records_conformance()[0])}},
                   {"crs", json::Array{json::Value(iri_of(Crs::crs84))}}};
  if (!sets.empty()) out["updated"] = format_iso_instant(updated);
  if (all) {
    json::Array boxes;
    boxes.emplace_back(box_of(*all));
    out["extent"] = json::Object{{"spatial", json::Object{{"bbox", std::move(boxes)}, {"crs", iri_of(Crs::crs84)}}}};
  }
  json::Array links;
  links.push_back(link("self", self, "application/json", "This catalogue"));
  links.push_back(link("items", self + "/items", geo_json, "Its records"));
  links.push_back(link("alternate", publisher.public_url + "/data", "text/html", "The same for people"));
  links.push_back(link("alternate", publisher.public_url + "/data/catalog.ttl", "text/turtle", "DCAT-AP-NL"));
  out["links"] = std::move(links);
  return out;
}

json::Object record_json(const Publisher& publisher, const ShownSet& set, const std::string& base) {
  return {{"id", set.release().dataset},
          {"type", "Feature"},
          {"conformsTo", json::Array{json::Value(records_conformance()[0])}},
          {"time", time_of(set.words())},
          {"geometry", geometry_of(set.words().extent)},
          {"properties", properties_of(publisher, set)},
          {"links", links_of(publisher, set, base)}};
}

std::string records_json(const Publisher& publisher, std::span<const ShownSet* const> fitting,
                         const RecordsQuery& query, const std::string& base, Instant now) {
  const std::size_t begin = std::min(query.offset, fitting.size());
  const auto page = fitting.subspan(begin, std::min(query.limit, fitting.size() - begin));
  json::Array features, links;
  for (const ShownSet* set : page) features.push_back(record_json(publisher, *set, base));
  const auto address = [&](std::size_t offset) {
    return fmt::format("{}/items?limit={}&offset={}{}", records_url(base), query.limit, offset, query.kept);
  };
  links.push_back(link("self", address(query.offset), geo_json, "This page"));
  links.push_back(link("collection", records_url(base), "application/json", "The catalogue"));
  if (begin + page.size() < fitting.size())
    links.push_back(link("next", address(query.offset + query.limit), geo_json, "Next page"));
  if (query.offset > 0)
    links.push_back(link("prev", address(query.offset - std::min(query.offset, query.limit)), geo_json, "Page before"));
  return json::write(json::Object{{"type", "FeatureCollection"},
                                  {"timeStamp", format_iso_instant(now)},
                                  {"numberMatched", fitting.size()},
                                  {"numberReturned", page.size()},
                                  {"features", std::move(features)},
                                  {"links", std::move(links)}});
}

std::span<const std::string_view> records_conformance() {
  static constexpr std::array<std::string_view, 5> classes{
      "http://www.opengis.net/spec/ogcapi-records-1/1.0/conf/record-core",
      "http://www.opengis.net/spec/ogcapi-records-1/1.0/conf/record-collection",
      "http://www.opengis.net/spec/ogcapi-records-1/1.0/conf/record-core-query-parameters",
      "http://www.opengis.net/spec/ogcapi-records-1/1.0/conf/records-api",
      "http://www.opengis.net/spec/ogcapi-records-1/1.0/conf/json"};
  return classes;
}

json::Object records_paths() {
  const std::string path = fmt::format("/collections/{}", catalogue_id);
  json::Array asked;
  asked.push_back(api_parameter("limit", "query",
                                {{"type", "integer"}, {"minimum", 1}, {"maximum", 1000}, {"default", 10}},
                                "Records on a page"));
  asked.push_back(api_parameter("offset", "query", {{"type", "integer"}, {"minimum", 0}, {"default", 0}},
                                "Records before the page"));
  asked.push_back(
      api_parameter("bbox", "query",
                    {{"type", "array"}, {"items", json::Object{{"type", "number"}}}, {"minItems", 4}, {"maxItems", 6}},
                    "Only sets that touch this box"));
  asked.push_back(api_parameter("datetime", "query", {{"type", "string"}}, "Only sets about this time"));
  asked.push_back(
      api_parameter("q", "query", list_of_texts(), "Words; with commas any of them, with spaces in that order"));
  asked.push_back(api_parameter("type", "query", list_of_texts(), "Kinds of resources: dataset"));
  asked.push_back(api_parameter("ids", "query", list_of_texts(), "Names of sets"));
  asked.push_back(api_parameter("externalIds", "query", list_of_texts(), "Addresses that name sets"));
  json::Object id{
      {"name", "recordId"}, {"in", "path"}, {"required", true}, {"schema", json::Object{{"type", "string"}}}};
  json::Object out;
  out[path] = api_get("catalogue", "The catalogue", {}, "application/json");
  out[path + "/items"] = api_get("records", "Records of the catalogue", std::move(asked), geo_json);
  out[path + "/items/{recordId}"] = api_get("record", "One record", json::Array{json::Value(std::move(id))}, geo_json);
  return out;
}

}  // namespace sas::portal
