#include "portal/search_params.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "base/text.h"

namespace sas::portal {
namespace {

constexpr std::size_t longest_query = 200;
constexpr std::size_t most_choices = 50;
constexpr std::int64_t last_page = 100'000;

}  // namespace

std::string_view parameter_of(Facet facet) {
  switch (facet) {
    case Facet::theme:
      return "thema";
    case Facet::owner:
      return "eigenaar";
    case Facet::licence:
      return "licentie";
    case Facet::format:
      return "formaat";
    case Facet::fresh:
      return "actueel";
    case Facet::high_value:
      return "hvd";
  }
  return "thema";
}

std::optional<releases::Extent> read_extent(std::string_view text) {
  std::array<double, 4> n{};
  const std::vector<std::string> parts = split(text, ',');
  if (parts.size() != n.size()) return std::nullopt;
  for (std::size_t i = 0; i < n.size(); ++i) {
    const auto number = parse_double(trim(parts[i]));
    if (!number) return std::nullopt;
    n[i] = *number;
  }
  if (n[0] > n[2] || n[1] > n[3]) return std::nullopt;
  return releases::Extent{n[0], n[1], n[2], n[3]};
}

std::string write_extent(const releases::Extent& e) {
  return fmt::format("{},{},{},{}", e.west, e.south, e.east, e.north);
}

SearchQuery read_search(const http::Fields& fields) {
  SearchQuery out;
  out.text = fields.get("q");
  if (out.text.size() > longest_query) out.text.clear();
  for (const Facet facet : all_facets)
    for (std::string& code : fields.all(parameter_of(facet)))
      if (!code.empty() && out.chosen[facet].size() < most_choices) out.chosen[facet].push_back(std::move(code));
  out.area = read_extent(fields.get("gebied"));
  const std::string sort = fields.get("volgorde");
  if (sort == "nieuw") out.sort = SearchQuery::Sort::newest;
  if (sort == "titel") out.sort = SearchQuery::Sort::title;
  out.limit = results_a_page;
  out.offset = (page_of(fields) - 1) * results_a_page;
  return out;
}

std::size_t page_of(const http::Fields& fields) {
  const auto page = parse_int(fields.get("p"));
  return page && *page >= 1 && *page <= last_page ? static_cast<std::size_t>(*page) : 1;
}

std::string write_search(const SearchQuery& query, std::size_t page) {
  std::string out;
  const auto add = [&](std::string_view name, std::string_view value) {
    out += fmt::format("{}{}={}", out.empty() ? "?" : "&", name, url_encode(value));
  };
  if (!query.text.empty()) add("q", query.text);
  for (const auto& [facet, codes] : query.chosen)
    for (const std::string& code : codes) add(parameter_of(facet), code);
  if (query.area) add("gebied", write_extent(*query.area));
  if (query.sort == SearchQuery::Sort::newest) add("volgorde", "nieuw");
  if (query.sort == SearchQuery::Sort::title) add("volgorde", "titel");
  if (page > 1) add("p", std::to_string(page));
  return out;
}

}  // namespace sas::portal
