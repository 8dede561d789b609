#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

/// What another catalogue says it has. Readers of four ways in which catalogues say so; pure. What is read here is
/// a proposal and nothing more: a set becomes open data through a declaration and the gate, like every other.
namespace sas::harvest {

enum class Kind {
  ckan,       ///< Action API v3, package_search (docs.ckan.org)
  data_json,  ///< DCAT-US 1.1 "data.json", as ArcGIS Hub and Socrata write it
  dcat,       ///< DCAT 3 as Turtle, with Hydra's pages; RDF/XML and JSON-LD are made that first (rdf_form.h)
  features,   ///< OGC API Features, /collections (OGC 17-069r4 clause 7.13), and ArcGIS FeatureServer (f=json)
};
/// The word for it in the file of an origin: "ckan", "data-json", "dcat", "features".
[[nodiscard]] std::string_view to_text(Kind kind);
[[nodiscard]] std::optional<Kind> kind_from(std::string_view text);
[[nodiscard]] std::vector<std::string_view> kind_words();
/// What to ask a catalogue of that kind for, as an Accept header.
[[nodiscard]] std::string_view accepted_by(Kind kind);

/// A file or address in which a set can be had.
struct Form {
  std::string format;  ///< "csv", "geojson", "xlsx", "json", "parquet", "gpkg", "shp"; or what the catalogue says
  std::string url;     ///< http or https, absolute
};

struct Listed {
  std::string id;  ///< as the catalogue names it, for ever
  std::string title;
  std::string summary;  ///< without markup
  std::string licence;  ///< "CC0-1.0", "CC-BY-4.0", or what the catalogue says
  std::string publisher;
  std::string page;      ///< for people
  std::string modified;  ///< as said: a day or a moment
  std::vector<Form> forms;
};

/// One answer of a catalogue.
struct Listing {
  std::vector<Listed> sets;
  std::string next;               ///< address of the next page; empty: that was all
  std::uint64_t passed_over = 0;  ///< entries without a name or without any form
};

/// Reads one answer that came from `url`. Errors: `listing-unreadable` (not this kind of answer; the detail says
/// where), `listing-refused` (the catalogue says that it failed).
[[nodiscard]] Result<Listing> read_listing(Kind kind, std::string_view body, std::string_view url);

}  // namespace sas::harvest
