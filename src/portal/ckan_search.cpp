#include <algorithm>
#include <map>

#include "base/text.h"
#include "portal/ckan_packages.h"
#include "portal/codes.h"
#include "portal/search_params.h"

/// package_search and the lists that follow from it: groups, organisations, tags.
namespace sas::portal {
namespace {

using releases::Release;

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  return out;
}

/// What CKAN calls a facet is, with the values of a set.
std::vector<std::string> values_of(const ShownSet& set, std::string_view field) {
  const releases::Description& words = set.words();
  std::vector<std::string> out;
  if (field == "tags")
    for (const Bilingual& keyword : words.keywords) out.push_back(keyword.nl);
  if (field == "groups")
    for (const std::string& theme : words.themes) out.push_back(lower(theme));
  if (field == "organization") out.push_back(slug(words.owner));
  if (field == "license_id") out.push_back(words.licence);
  if (field == "res_format")
    for (const releases::File& file : set.release().files)
      out.emplace_back(find_format(file.format) == nullptr ? file.format : std::string(find_format(file.format)->name));
  if (field == "name" || field == "id") out.push_back(set.release().dataset);
  return out;
}

constexpr std::string_view known_fields[] = {"tags", "groups", "organization", "license_id", "res_format",
                                             "name", "id"};

bool is_known(std::string_view field) {
  return std::find(std::begin(known_fields), std::end(known_fields), field) != std::end(known_fields);
}

bool fits(const ShownSet& set, const std::vector<std::pair<std::string, std::string>>& filters) {
  return std::all_of(filters.begin(), filters.end(), [&](const auto& filter) {
    const std::vector<std::string> values = values_of(set, filter.first);
    return std::any_of(values.begin(), values.end(),
                       [&](const std::string& value) { return lower(value) == lower(filter.second); });
  });
}

std::string title_of(std::string_view field, const std::string& value) {
  if (field != "groups") return value;
  for (const Code& theme : themes())
    if (lower(theme.code) == value) return std::string(theme.nl);
  return value;
}

json::Object facets_json(const std::vector<const ShownSet*>& sets, const std::vector<std::string>& fields) {
  json::Object out;
  for (const std::string& field : fields) {
    std::map<std::string, std::size_t> counts;
    for (const ShownSet* set : sets)
      for (std::string& value : values_of(*set, field)) ++counts[std::move(value)];
    std::vector<std::pair<std::string, std::size_t>> sorted(counts.begin(), counts.end());
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    json::Array items;
    for (const auto& [value, count] : sorted)
      items.push_back(json::Object{{"name", value}, {"display_name", title_of(field, value)}, {"count", count}});
    out[field] = json::Object{{"title", field}, {"items", std::move(items)}};
  }
  return out;
}

Result<SearchQuery::Sort> read_sort(const std::string& text) {
  const std::string first = lower(trim(split(text, ',').front()));
  if (first.empty() || first.starts_with("score") || first.starts_with("relevance")) return SearchQuery::Sort::best;
  if (first == "metadata_modified desc" || first == "metadata_created desc") return SearchQuery::Sort::newest;
  if (first.starts_with("title") || first.starts_with("name")) return SearchQuery::Sort::title;
  return fail(wrong_argument("sort", "Must be score desc, metadata_modified desc, title asc or name asc"));
}

/// Solr's "everything" is our empty search.
std::string words_of_query(std::string text) {
  return text == "*:*" || text == "*" ? std::string() : text;
}

json::Array list_json(const Shelf& shelf, std::string_view field) {
  std::map<std::string, std::size_t> counts;
  for (const ShownSet& set : shelf.sets())
    for (std::string& value : values_of(set, field)) ++counts[std::move(value)];
  json::Array out;
  for (const auto& entry : counts) out.emplace_back(entry.first);
  return out;
}

}  // namespace

Result<std::vector<std::pair<std::string, std::string>>> read_filter_query(std::string_view text) {
  constexpr std::size_t most = 20;
  std::vector<std::pair<std::string, std::string>> out;
  std::string_view rest = trim(text);
  while (!rest.empty()) {
    if (rest.starts_with('+')) rest.remove_prefix(1);
    if (rest.starts_with("AND ")) rest = trim(rest.substr(4));
    const std::size_t colon = rest.find(':');
    const std::string field(rest.substr(0, colon));
    if (colon == std::string_view::npos || !is_known(field) || out.size() == most)
      return fail(
          wrong_argument("fq", "Must be tags:, groups:, organization:, license_id:, res_format: or name: and a word"));
    rest.remove_prefix(colon + 1);
    std::size_t end = rest.find(' ');
    std::size_t begin = 0;
    if (rest.starts_with('"')) {
      begin = 1;
      end = rest.find('"', 1);
      if (end == std::string_view::npos) return fail(wrong_argument("fq", "A quote is not closed"));
    }
    end = std::min(end, rest.size());
    out.emplace_back(field, std::string(rest.substr(begin, end - begin)));
    rest = trim(rest.substr(std::min(end + begin, rest.size())));
  }
  return out;
}

Result<std::string> CkanCatalogue::package_search(const CkanArguments& arguments) const {
  constexpr std::uint64_t most = 1000;
  const auto rows = arguments.number("rows", 10, most), start = arguments.number("start", 0, UINT32_MAX);
  const auto sort = read_sort(arguments.text("sort"));
  const auto filters = read_filter_query(arguments.text("fq"));
  const auto facets = arguments.list("facet.field");
  if (!rows || !start) return fail(wrong_argument(rows ? "start" : "rows", "Must be a whole number from 0"));
  if (!sort) return fail(Error(sort.error()));
  if (!filters) return fail(Error(filters.error()));
  if (!facets) return fail(Error(facets.error()));
  SearchQuery query;
  query.text = words_of_query(arguments.text("q"));
  query.sort = *sort;
  query.limit = shelf.sets().size();
  if (arguments.has("ext_bbox")) {
    query.area = read_extent(arguments.text("ext_bbox"));
    if (!query.area) return fail(wrong_argument("ext_bbox", "Must be west,south,east,north in degrees"));
  }
  std::vector<const ShownSet*> found;
  for (const std::size_t i : shelf.index().find(query, Language::nl, now).sets)
    if (fits(shelf.sets()[i], *filters)) found.push_back(&shelf.sets()[i]);
  json::Array results;
  for (std::size_t i = *start; i < found.size() && results.size() < *rows; ++i)
    results.push_back(package_json(publisher, *found[i]));
  return json::write(
      json::Object{{"count", found.size()},
                   {"sort", arguments.has("sort") ? arguments.text("sort") : "score desc, metadata_modified desc"},
                   {"facets", json::Object{}},
                   {"search_facets", facets_json(found, *facets)},
                   {"results", std::move(results)}});
}

Result<std::string> CkanCatalogue::group_list(const CkanArguments&) const {
  return json::write(list_json(shelf, "groups"));
}

Result<std::string> CkanCatalogue::organization_list(const CkanArguments&) const {
  return json::write(list_json(shelf, "organization"));
}

Result<std::string> CkanCatalogue::tag_list(const CkanArguments& arguments) const {
  json::Array all = list_json(shelf, "tags");
  if (!arguments.has("query")) return json::write(all);
  const std::string part = fold(arguments.text("query"));
  json::Array out;
  for (json::Value& tag : all)
    if (fold(std::string_view(tag.get_string())).find(part) != std::string::npos) out.push_back(std::move(tag));
  return json::write(out);
}

namespace {

Result<std::string> show(const CkanCatalogue& catalogue, std::string_view field, const std::string& id,
                         const std::string& title) {
  std::vector<std::pair<std::string, std::string>> wanted{{std::string(field), id}};
  json::Array packages;
  for (const ShownSet& set : catalogue.shelf.sets())
    if (fits(set, wanted)) packages.push_back(package_json(catalogue.publisher, set));
  if (packages.empty()) return fail(ErrorKind::not_found, "group-unknown", "Not found");
  return json::write(json::Object{{"id", lower(id)},
                                  {"name", lower(id)},
                                  {"title", title},
                                  {"display_name", title},
                                  {"state", "active"},
                                  {"package_count", packages.size()},
                                  {"packages", std::move(packages)}});
}

}  // namespace

Result<std::string> CkanCatalogue::group_show(const CkanArguments& arguments) const {
  const Result<std::string> id = arguments.required("id");
  if (!id) return id;
  return show(*this, "groups", *id, title_of("groups", lower(*id)));
}

Result<std::string> CkanCatalogue::organization_show(const CkanArguments& arguments) const {
  const Result<std::string> id = arguments.required("id");
  if (!id) return id;
  std::string title = *id;
  for (const ShownSet& set : shelf.sets())
    if (slug(set.words().owner) == *id) title = set.words().owner;
  return show(*this, "organization", *id, title);
}

}  // namespace sas::portal
