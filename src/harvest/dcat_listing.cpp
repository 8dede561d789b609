#include <algorithm>

#include "base/text.h"
#include "harvest/readers.h"
#include "harvest/triples.h"
#include "harvest/words.h"

namespace sas::harvest {
namespace {

// Names of DCAT 3 (W3C, 2024), Dublin Core and Hydra: no more than what DCAT-AP-NL 3.0 uses of them.
constexpr std::string_view dataset_type = "http://www.w3.org/ns/dcat#Dataset";
constexpr std::string_view distribution = "http://www.w3.org/ns/dcat#distribution";
constexpr std::string_view download = "http://www.w3.org/ns/dcat#downloadURL";
constexpr std::string_view access = "http://www.w3.org/ns/dcat#accessURL";
constexpr std::string_view media_type = "http://www.w3.org/ns/dcat#mediaType";
constexpr std::string_view landing = "http://www.w3.org/ns/dcat#landingPage";
constexpr std::string_view title = "http://purl.org/dc/terms/title";
constexpr std::string_view description = "http://purl.org/dc/terms/description";
constexpr std::string_view identifier = "http://purl.org/dc/terms/identifier";
constexpr std::string_view license = "http://purl.org/dc/terms/license";
constexpr std::string_view format = "http://purl.org/dc/terms/format";
constexpr std::string_view publisher = "http://purl.org/dc/terms/publisher";
constexpr std::string_view modified = "http://purl.org/dc/terms/modified";
constexpr std::string_view hydra_next = "http://www.w3.org/ns/hydra/core#next";
constexpr std::string_view hydra_next_page = "http://www.w3.org/ns/hydra/core#nextPage";
constexpr std::string_view label = "http://www.w3.org/2000/01/rdf-schema#label";
constexpr std::string_view name = "http://xmlns.com/foaf/0.1/name";

std::string format_in(const Graph& graph, const std::string& node) {
  for (const std::string_view key : {media_type, format})
    for (const Node& said : graph.all(node, key)) {
      // A format can be a node of its own, with a label.
      const std::string known = format_of(said.kind == Node::Kind::blank ? graph.dutch(said.text, label) : said.text);
      if (!known.empty()) return known;
    }
  return {};
}

// A file comes before the address of a service or a page.
void add_form(Listed& set, const Graph& graph, const std::string& node, std::string_view url) {
  std::string address = absolute_url(graph.first(node, download), url);
  if (address.empty()) address = absolute_url(graph.first(node, access), url);
  if (address.empty()) return;
  const auto is_same = [&](const Form& form) { return form.url == address; };
  if (std::any_of(set.forms.begin(), set.forms.end(), is_same)) return;
  const std::string said = format_in(graph, node);
  set.forms.push_back({said.empty() ? format_of_url(address) : said, address});
  if (set.licence.empty()) set.licence = licence_of(graph.first(node, license));
}

Listed set_in(const Graph& graph, const std::string& node, std::string_view url) {
  Listed out;
  out.id = graph.first(node, identifier);
  if (out.id.empty() && !node.starts_with("_:")) out.id = node;
  out.title = without_markup(graph.dutch(node, title));
  out.summary = without_markup(graph.dutch(node, description));
  if (const std::string said = graph.first(node, license); !said.empty()) out.licence = licence_of(said);
  const std::string by = graph.first(node, publisher);
  out.publisher = without_markup(graph.dutch(by, name));
  out.page = absolute_url(graph.first(node, landing), url);
  if (out.page.empty()) out.page = absolute_url(node, url);
  out.modified = graph.first(node, modified);
  for (const Node& each : graph.all(node, distribution)) add_form(out, graph, each.text, url);
  return out;
}

// Hydra says where a view goes on (hydra:next; hydra:nextPage before 2014). Whatever the view is called, one answer has
// one next page.
std::string next_in(const Graph& graph, std::string_view url) {
  for (const std::string_view type :
       {"http://www.w3.org/ns/hydra/core#PartialCollectionView", "http://www.w3.org/ns/hydra/core#PagedCollection",
        "http://www.w3.org/ns/hydra/core#Collection"})
    for (const std::string& view : graph.of_type(type))
      for (const std::string_view key : {hydra_next, hydra_next_page})
        if (std::string next = absolute_url(graph.first(view, key), url); !next.empty()) return next;
  return {};
}

}  // namespace

// https://www.w3.org/TR/vocab-dcat-3/, as Turtle (rdf_form.h makes that of other forms)
Result<Listing> read_dcat(std::string_view body, std::string_view url) {
  const auto graph = read_turtle(body, std::string(url));
  if (!graph) return fail(Error(graph.error()));
  Listing out;
  for (const std::string& node : graph->of_type(dataset_type)) add(out, set_in(*graph, node, url));
  out.next = next_in(*graph, url);
  return out;
}

}  // namespace sas::harvest
