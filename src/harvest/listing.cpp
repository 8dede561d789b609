#include "harvest/listing.h"

#include <array>
#include <utility>

#include "harvest/readers.h"

namespace sas::harvest {
namespace {

constexpr std::array<std::pair<std::string_view, Kind>, 4> kinds{
    {{"ckan", Kind::ckan}, {"data-json", Kind::data_json}, {"dcat", Kind::dcat}, {"features", Kind::features}}};

}  // namespace

std::string_view to_text(Kind kind) {
  for (const auto& [word, one] : kinds)
    if (one == kind) return word;
  return {};
}

std::optional<Kind> kind_from(std::string_view text) {
  for (const auto& [word, kind] : kinds)
    if (word == text) return kind;
  return std::nullopt;
}

std::vector<std::string_view> kind_words() {
  std::vector<std::string_view> out;
  for (const auto& known : kinds) out.push_back(known.first);
  return out;
}

std::string_view accepted_by(Kind kind) {
  if (kind == Kind::dcat)
    return "text/turtle, application/n-triples;q=0.9, application/rdf+xml;q=0.8, application/ld+json;q=0.7";
  return "application/json";
}

void add(Listing& listing, Listed set) {
  if (set.id.empty() || set.title.empty() || set.forms.empty())
    ++listing.passed_over;
  else
    listing.sets.push_back(std::move(set));
}

Result<Listing> read_listing(Kind kind, std::string_view body, std::string_view url) {
  switch (kind) {
    case Kind::ckan:
      return read_ckan(body, url);
    case Kind::data_json:
      return read_data_json(body, url);
    case Kind::dcat:
      return read_dcat(body, url);
    case Kind::features:
      return read_features(body, url);
  }
  return fail(ErrorKind::internal, "listing-unreadable");
}

}  // namespace sas::harvest
