#pragma once
#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "portal/frame.h"
#include "portal/rdf.h"
#include "portal/shelf.h"

/// The catalogue as DCAT-AP-NL 3.0, with the properties of high-value data sets. Code-list values are typed in the
/// graph itself, because the shapes of the standard look for that (sh:class). Pure.
namespace sas::portal {

/// Sets on one page of the catalogue.
inline constexpr std::size_t sets_a_page = 100;

struct CataloguePage {
  std::size_t number = 1;  ///< from 1
  std::size_t count = 1;   ///< of pages
  std::size_t total = 0;   ///< of sets
  std::string address;     ///< of the document without its query: "https://…/data/catalog.ttl"
  /// Sets that were taken back and are told of on this page; not counted in `total`.
  std::vector<const releases::DataSetHistory*> withdrawn = {};
};

/// A set of which nothing stands any more stays in the catalogue this long, without files and with status WITHDRAWN, so
/// that whoever harvested it sees that it was taken back.
inline constexpr std::chrono::days withdrawn_shown{90};
/// When the last version of a set was taken back; none when one stands, or none was.
[[nodiscard]] std::optional<Instant> withdrawn_at(const releases::DataSetHistory& history);
/// Those of the catalogue that are to be told of at this moment.
[[nodiscard]] std::vector<const releases::DataSetHistory*> withdrawn_sets(const releases::Catalogue& catalogue,
                                                                          Instant now);

/// The catalogue with these sets; `page` is told with the words of Hydra.
[[nodiscard]] Graph catalogue_graph(const Publisher& publisher, std::span<const ShownSet> sets,
                                    const CataloguePage& page);
/// One set with everything its description leans on.
[[nodiscard]] Graph dataset_graph(const Publisher& publisher, const ShownSet& set);

/// A set that was taken back: withdrawn_at() has an answer.
[[nodiscard]] Graph withdrawn_graph(const Publisher& publisher, const releases::DataSetHistory& history);

/// The address that names a set for ever.
[[nodiscard]] std::string dataset_iri(const Publisher& publisher, std::string_view dataset);
/// Where a file is had, in the current version.
[[nodiscard]] std::string download_url(const Publisher& publisher, std::string_view dataset, std::string_view format);

}  // namespace sas::portal
