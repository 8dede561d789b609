#include "portal/ckan_packages.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "portal/codes.h"
#include "portal/dcat.h"

namespace sas::portal {
namespace {

using releases::File;
using releases::Release;

json::Object extra(std::string_view key, std::string value) {
  return {{"key", key}, {"value", std::move(value)}};
}

/// CKAN writes moments without a zone and means UTC.
std::string ckan_time(Instant moment) {
  std::string out = format_iso_instant(moment);
  out.pop_back();
  return out;
}

json::Object organization(const Publisher& publisher, const std::string& owner) {
  const std::string name = slug(owner.empty() ? publisher.name : owner);
  return {{"id", name},
          {"name", name},
          {"title", owner.empty() ? publisher.name : owner},
          {"type", "organization"},
          {"is_organization", true},
          {"approval_status", "approved"},
          {"state", "active"}};
}

json::Object group(const Code& theme) {
  std::string name(theme.code);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  return {{"id", name}, {"name", name}, {"title", theme.nl}, {"display_name", theme.nl}, {"description", theme.en}};
}

json::Array extras(const Publisher& publisher, const Release& release) {
  const releases::Description& words = release.description;
  json::Array out;
  out.push_back(extra("identifier", dataset_iri(publisher, release.dataset)));
  out.push_back(extra("title_en", words.title.en));
  out.push_back(extra("notes_en", words.summary.en));
  if (const Frequency* frequency = find_frequency(words.refresh))
    out.push_back(extra("frequency", std::string(frequency->code.iri)));
  if (words.from) out.push_back(extra("temporal_start", format_iso_date(*words.from)));
  if (words.until) out.push_back(extra("temporal_end", format_iso_date(*words.until)));
  if (words.extent) {
    const releases::Extent& e = *words.extent;
    const auto corner = [](double x, double y) { return json::Array{json::Value(x), json::Value(y)}; };
    const json::Array ring{corner(e.west, e.south), corner(e.east, e.south), corner(e.east, e.north),
                           corner(e.west, e.north), corner(e.west, e.south)};
    out.push_back(extra(
        "spatial", json::write(json::Object{{"type", "Polygon"}, {"coordinates", json::Array{json::Value(ring)}}})));
  }
  if (const Code* category = find_code(high_value_categories(), words.high_value))
    out.push_back(extra("hvd_category", std::string(category->iri)));
  return out;
}

}  // namespace

std::string slug(std::string_view name) {
  std::string out;
  for (const char c : fold(name)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (plain)
      out += c;
    else if (!out.empty() && out.back() != '-')
      out += '-';
  }
  while (out.ends_with('-')) out.pop_back();
  return out;
}

std::string resource_id(std::string_view dataset, std::string_view format) {
  return std::string(dataset) + "-" + std::string(format);
}

FoundResource find_resource(const Shelf& shelf, std::string_view id) {
  // No format has a dash in its name, so the last one stands before it.
  const std::size_t dash = id.rfind('-');
  if (dash == std::string_view::npos) return {};
  const ShownSet* set = shelf.find(id.substr(0, dash));
  if (set == nullptr) return {};
  const File* file = releases::find_file(set->release(), id.substr(dash + 1));
  return file == nullptr ? FoundResource{} : FoundResource{set, file};
}

json::Object resource_json(const Publisher& publisher, const ShownSet& set, const File& file) {
  const Release& release = set.release();
  const Format* format = find_format(file.format);
  const bool has_rows = file.format == "csv" && releases::find_file(release, "parquet") != nullptr;
  return {
      {"id", resource_id(release.dataset, file.format)},
      {"package_id", release.dataset},
      {"name", release.description.title.nl + " (" + std::string(format == nullptr ? file.format : format->name) + ")"},
      {"description", release.description.summary.nl},
      {"format", format == nullptr ? std::string_view(file.format) : format->name},
      {"mimetype", format == nullptr ? std::string_view(file.media_type) : format->media},
      {"url", download_url(publisher, release.dataset, file.format)},
      {"url_type", nullptr},
      {"size", file.bytes},
      {"hash", "sha256:" + file.sha256},
      {"hash_algorithm", "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"},
      {"datastore_active", has_rows},
      {"created", ckan_time(set.history->releases.back()->release.at)},
      {"last_modified", ckan_time(release.at)},
      {"metadata_modified", ckan_time(release.at)},
      {"state", "active"}};
}

json::Object package_json(const Publisher& publisher, const ShownSet& set) {
  const Release& release = set.release();
  const releases::Description& words = release.description;
  json::Array tags, groups, resources;
  for (const Bilingual& keyword : words.keywords)
    tags.push_back(json::Object{
        {"id", slug(keyword.nl)}, {"name", keyword.nl}, {"display_name", keyword.nl}, {"state", "active"}});
  for (const std::string& theme : words.themes)
    if (const Code* code = find_code(themes(), theme)) groups.push_back(group(*code));
  for (const File& file : release.files) resources.push_back(resource_json(publisher, set, file));
  const Code* licence = find_code(licences(), words.licence);
  json::Object out{{"id", release.dataset},
                   {"name", release.dataset},
                   {"title", words.title.nl},
                   {"notes", words.summary.nl},
                   {"type", "dataset"},
                   {"state", "active"},
                   {"private", false},
                   {"isopen", true},
                   {"license_id", words.licence},
                   {"license_title", licence == nullptr ? std::string_view(words.licence) : licence->nl},
                   {"license_url", licence == nullptr ? std::string_view() : licence->iri},
                   {"author", publisher.name},
                   {"maintainer", words.owner},
                   {"maintainer_email", words.contact},
                   {"url", publisher.public_url + "/data/" + url_encode(release.dataset)},
                   {"version", std::to_string(release.number)},
                   {"metadata_created", ckan_time(set.history->releases.back()->release.at)},
                   {"metadata_modified", ckan_time(release.at)},
                   {"organization", organization(publisher, words.owner)},
                   {"num_resources", release.files.size()},
                   {"num_tags", words.keywords.size()}};
  out["owner_org"] = slug(words.owner.empty() ? publisher.name : words.owner);
  out["tags"] = std::move(tags);
  out["groups"] = std::move(groups);
  out["resources"] = std::move(resources);
  out["extras"] = extras(publisher, release);
  return out;
}

Result<std::string> CkanCatalogue::package_list(const CkanArguments& arguments) const {
  const auto limit = arguments.number("limit", shelf.sets().size(), shelf.sets().size());
  const auto offset = arguments.number("offset", 0, shelf.sets().size());
  if (!limit) return fail(Error(limit.error()));
  if (!offset) return fail(Error(offset.error()));
  json::Array out;
  for (std::size_t i = *offset; i < shelf.sets().size() && out.size() < *limit; ++i)
    out.emplace_back(shelf.sets()[i].release().dataset);
  return json::write(out);
}

Result<std::string> CkanCatalogue::package_list_with_resources(const CkanArguments& arguments) const {
  constexpr std::uint64_t most = 1000;
  const auto limit = arguments.number("limit", 10, most);
  const auto offset = arguments.number("offset", 0, shelf.sets().size());
  if (!limit) return fail(Error(limit.error()));
  if (!offset) return fail(Error(offset.error()));
  json::Array out;
  for (std::size_t i = *offset; i < shelf.sets().size() && out.size() < *limit; ++i)
    out.push_back(package_json(publisher, shelf.sets()[i]));
  return json::write(out);
}

Result<std::string> CkanCatalogue::package_show(const CkanArguments& arguments) const {
  const Result<std::string> id = arguments.required(arguments.has("id") ? "id" : "name_or_id");
  if (!id) return fail(wrong_argument("id", "Missing value"));
  const ShownSet* set = shelf.find(*id);
  if (set == nullptr) return fail(ErrorKind::not_found, "package-unknown", "Not found");
  return json::write(package_json(publisher, *set));
}

Result<std::string> CkanCatalogue::package_autocomplete(const CkanArguments& arguments) const {
  constexpr std::uint64_t most = 100;
  const auto limit = arguments.number("limit", 10, most);
  if (!limit) return fail(Error(limit.error()));
  SearchQuery query;
  query.text = arguments.text("q");
  query.limit = *limit;
  json::Array out;
  for (const std::size_t i : shelf.index().find(query, Language::nl, now).sets) {
    const Release& release = shelf.sets()[i].release();
    out.push_back(json::Object{{"name", release.dataset},
                               {"title", release.description.title.nl},
                               {"match_field", "title"},
                               {"match_displayed", release.description.title.nl}});
  }
  return json::write(out);
}

Result<std::string> CkanCatalogue::resource_show(const CkanArguments& arguments) const {
  const Result<std::string> id = arguments.required("id");
  if (!id) return id;
  const FoundResource found = find_resource(shelf, *id);
  if (found.set == nullptr) return fail(ErrorKind::not_found, "resource-unknown", "Not found");
  return json::write(resource_json(publisher, *found.set, *found.file));
}

// "name:part" or "format:part": the field holds the part, without case.
Result<std::string> CkanCatalogue::resource_search(const CkanArguments& arguments) const {
  constexpr std::uint64_t most = 1000;
  const Result<std::string> query = arguments.required("query");
  if (!query) return query;
  const auto limit = arguments.number("limit", most, most), offset = arguments.number("offset", 0, UINT32_MAX);
  if (!limit || !offset) return fail(wrong_argument("limit", "Must be a whole number from 0"));
  const std::size_t colon = query->find(':');
  const std::string field = query->substr(0, colon);
  if (colon == std::string::npos || (field != "name" && field != "format" && field != "description" && field != "url"))
    return fail(wrong_argument("query", "Must be name:, format:, description: or url: and a word"));
  const std::string part = fold(query->substr(colon + 1));
  json::Array results;
  std::size_t count = 0;
  for (const ShownSet& set : shelf.sets())
    for (const File& file : set.release().files) {
      json::Object resource = resource_json(publisher, set, file);
      if (fold(json::text_at(resource, field)).find(part) == std::string::npos) continue;
      if (count++ >= *offset && results.size() < *limit) results.push_back(std::move(resource));
    }
  return json::write(json::Object{{"count", count}, {"results", std::move(results)}});
}

Result<std::string> CkanCatalogue::license_list(const CkanArguments&) const {
  json::Array out;
  for (const Code& licence : licences())
    out.push_back(json::Object{{"id", licence.code},
                               {"title", licence.nl},
                               {"url", licence.iri},
                               {"status", "active"},
                               {"is_okd_compliant", true},
                               {"od_conformance", "approved"}});
  return json::write(out);
}

Result<std::string> CkanCatalogue::status_show(const CkanArguments&) const {
  return json::write(json::Object{{"site_title", "Open data van " + publisher.name},
                                  {"site_description", ""},
                                  {"site_url", publisher.public_url},
                                  {"ckan_version", "2.11.0"},
                                  {"error_emails_to", publisher.email},
                                  {"locale_default", "nl"},
                                  {"extensions", json::Array{json::Value("datastore"), json::Value("dcat")}}});
}

}  // namespace sas::portal
