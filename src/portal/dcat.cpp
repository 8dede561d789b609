#include "portal/dcat.h"

#include <fmt/format.h>

#include <algorithm>

#include "portal/codes.h"

namespace sas::portal {
namespace {

using releases::File;
using releases::Release;

constexpr std::string_view authority = "http://publications.europa.eu/resource/authority/";
constexpr std::string_view high_value_law = "http://data.europa.eu/eli/reg_impl/2023/138/oj";

std::string authority_iri(std::string_view name) {
  return std::string(authority) + std::string(name);
}

/// Writes the parts of a catalogue into one graph.
class Writer {
 public:
  Writer(Graph& graph, const Publisher& publisher)
      : graph_(graph), publisher_(publisher), base_(publisher.public_url) {}

  [[nodiscard]] std::string catalogue_iri() const { return base_ + "/data/catalog"; }

  void catalogue(std::span<const ShownSet> sets) {
    const std::string self = catalogue_iri();
    graph_.add_type(self, "dcat:Catalog");
    both(self, "dct:title", {"Open data van " + publisher_.name, "Open data of " + publisher_.name});
    both(self, "dct:description",
         {"Alle open data van " + publisher_.name + ".", "All open data of " + publisher_.name + "."});
    graph_.add(self, "dct:publisher", iri(publisher_iri()));
    graph_.add(self, "dct:creator", iri(publisher_iri()));
    graph_.add(self, "dcat:contactPoint", iri(contact(publisher_.email, publisher_.name, self + "#contact")));
    graph_.add(self, "dct:license", iri(licence("CC0-1.0")));
    graph_.add(self, "dct:language", iri(language()));
    graph_.add(self, "foaf:homepage", iri(document(base_ + "/data")));
    graph_.add(self, "dcat:themeTaxonomy", iri(theme_scheme()));
    if (!sets.empty()) {
      const auto newest = std::max_element(sets.begin(), sets.end(), [](const ShownSet& a, const ShownSet& b) {
        return a.release().at < b.release().at;
      });
      graph_.add(self, "dct:modified", typed(format_iso_instant(newest->release().at), "xsd:dateTime"));
    }
    services(sets, self);
    for (const ShownSet& set : sets) {
      graph_.add(self, "dcat:dataset", iri(dataset_iri(publisher_, set.release().dataset)));
      dataset(set);
    }
  }

  void services(std::span<const ShownSet> sets, const std::string& catalogue) {
    const std::string ckan = service("ckan", {"CKAN Action API", "CKAN Action API"}, base_ + "/api/3/action",
                                     base_ + "/api/3/action/help_show", sets);
    const std::string features =
        service("features", {"OGC API Features", "OGC API Features"}, base_ + "/ogc/v1", base_ + "/ogc/v1/api", sets);
    if (catalogue.empty()) return;
    graph_.add(catalogue, "dcat:service", iri(ckan));
    graph_.add(catalogue, "dcat:service", iri(features));
  }

  void dataset(const ShownSet& set) {
    const Release& release = set.release();
    const releases::Description& words = release.description;
    const std::string self = named(*set.history, words);
    const std::string page = page_of(release.dataset);
    both(self, "dct:description", words.summary);
    for (const Bilingual& keyword : words.keywords) both(self, "dcat:keyword", keyword);
    graph_.add(self, "dct:accessRights", iri(access_rights("PUBLIC")));
    graph_.add(self, "dct:modified", typed(format_iso_instant(release.at), "xsd:dateTime"));
    graph_.add(self, "dcat:version", text(std::to_string(release.number)));
    graph_.add(self, "dct:conformsTo", iri(standard(page + "/schema.json", {"Tabelschema", "Table schema"})));
    frequency(self, words.refresh);
    coverage(self, words);
    provenance(self, release);
    if (!words.high_value.empty()) high_value(self, {words.high_value});
    for (const File& file : release.files) graph_.add(self, "dcat:distribution", iri(distribution(release, file)));
  }

  // No files, and nothing that only tells of rows.
  void withdrawn(const releases::DataSetHistory& history) {
    const releases::Published& last = *history.releases.front();
    const Instant at = withdrawn_at(history).value_or(last.release.at);
    const std::string self = named(history, last.release.description);
    const Bilingual reason = last.tombstone ? last.tombstone->reason : Bilingual{};
    const std::string day = format_iso_date(local_date(at));
    both(self, "dct:description",
         {fmt::format("Ingetrokken op {}. {}", day, reason.nl), fmt::format("Withdrawn on {}. {}", day, reason.en)});
    graph_.add(self, "dct:accessRights", iri(access_rights("NON_PUBLIC")));
    graph_.add(self, "dct:modified", typed(format_iso_instant(at), "xsd:dateTime"));
    graph_.add(self, "adms:status",
               iri(concept_of({"WITHDRAWN", "Ingetrokken", "Withdrawn",
                               "http://publications.europa.eu/resource/authority/dataset-status/WITHDRAWN"})));
  }

 private:
  [[nodiscard]] std::string page_of(const std::string& dataset) const { return base_ + "/data/" + url_encode(dataset); }

  // What is said of a set whether or not it can be had.
  std::string named(const releases::DataSetHistory& history, const releases::Description& words) {
    const std::string self = dataset_iri(publisher_, history.dataset);
    graph_.add_type(self, "dcat:Dataset");
    both(self, "dct:title", words.title);
    graph_.add(self, "dct:identifier", text(self));
    graph_.add(self, "dct:publisher", iri(publisher_iri()));
    graph_.add(self, "dct:creator", iri(publisher_iri()));
    graph_.add(self, "dcat:contactPoint", iri(contact(words.contact, words.owner, self + "-contact")));
    for (const std::string& theme : words.themes)
      if (const Code* code = find_code(themes(), theme))
        graph_.add(self, "dcat:theme", iri(concept_of(*code, theme_scheme())));
    graph_.add(self, "dct:language", iri(language()));
    graph_.add(self, "dcat:landingPage", iri(document(page_of(history.dataset))));
    graph_.add(self, "foaf:page", iri(document(page_of(history.dataset) + "/versies")));
    graph_.add(self, "dct:issued", typed(format_iso_instant(history.releases.back()->release.at), "xsd:dateTime"));
    return self;
  }

  void both(const std::string& subject, std::string_view predicate, const Bilingual& words) {
    if (!words.nl.empty()) graph_.add(subject, predicate, text_in(words.nl, "nl"));
    if (!words.en.empty()) graph_.add(subject, predicate, text_in(words.en, "en"));
  }

  std::string with_type(const std::string& self, std::string_view type) {
    graph_.add_type(self, type);
    return self;
  }
  std::string document(const std::string& self) { return with_type(self, "foaf:Document"); }
  std::string standard(const std::string& self, const Bilingual& name) {
    both(self, "dct:title", name);
    return with_type(self, "dct:Standard");
  }
  std::string language() { return with_type(authority_iri("language/NLD"), "dct:LinguisticSystem"); }
  std::string access_rights(std::string_view code) {
    return with_type(authority_iri("access-right/" + std::string(code)), "dct:RightsStatement");
  }

  std::string theme_scheme() {
    const std::string self = authority_iri("data-theme");
    both(self, "dct:title", {"Thema's van de Europese Unie", "Data themes of the European Union"});
    return with_type(self, "skos:ConceptScheme");
  }

  std::string concept_of(const Code& code, const std::string& scheme = {}) {
    const std::string self(code.iri);
    both(self, "skos:prefLabel", {std::string(code.nl), std::string(code.en)});
    if (!scheme.empty()) graph_.add(self, "skos:inScheme", iri(scheme));
    return with_type(self, "skos:Concept");
  }

  std::string licence(std::string_view code) {
    const Code* found = find_code(licences(), code);
    return with_type(std::string(found == nullptr ? code : found->iri), "dct:LicenseDocument");
  }

  std::string publisher_iri() {
    const std::string self = publisher_.uri.empty() ? base_ + "/data/catalog#publisher" : publisher_.uri;
    graph_.add(self, "foaf:name", text_in(publisher_.name, "nl"));
    if (!publisher_.homepage.empty()) graph_.add(self, "foaf:homepage", iri(document(publisher_.homepage)));
    graph_.add(self, "dct:type",
               iri(concept_of({"LocalAuthority", "Lokale overheid", "Local authority",
                               "http://purl.org/adms/publishertype/LocalAuthority"})));
    return with_type(self, "foaf:Agent");
  }

  std::string contact(const std::string& email, const std::string& name, const std::string& self) {
    graph_.add_type(self, "vcard:Kind");
    graph_.add_type(self, "vcard:Organization");
    graph_.add(self, "vcard:fn", text_in(name.empty() ? publisher_.name : name, "nl"));
    const std::string& address = email.empty() ? publisher_.email : email;
    if (!address.empty()) graph_.add(self, "vcard:hasEmail", iri("mailto:" + address));
    graph_.add(self, "vcard:hasURL", iri(base_ + "/data"));
    return self;
  }

  void frequency(const std::string& self, const std::string& code) {
    const Frequency* found = find_frequency(code);
    if (found == nullptr) return;
    graph_.add(self, "dct:accrualPeriodicity", iri(with_type(std::string(found->code.iri), "dct:Frequency")));
  }

  void coverage(const std::string& self, const releases::Description& words) {
    if (words.extent) {
      const releases::Extent& e = *words.extent;
      const std::string place = with_type(self + "-gebied", "dct:Location");
      graph_.add(
          place, "dcat:bbox",
          typed(fmt::format("POLYGON(({0} {1},{2} {1},{2} {3},{0} {3},{0} {1}))", e.west, e.south, e.east, e.north),
                "geo:wktLiteral"));
      graph_.add(self, "dct:spatial", iri(place));
    }
    if (!words.from && !words.until) return;
    const std::string period = with_type(self + "-periode", "dct:PeriodOfTime");
    if (words.from) graph_.add(period, "dcat:startDate", typed(format_iso_date(*words.from), "xsd:date"));
    if (words.until) graph_.add(period, "dcat:endDate", typed(format_iso_date(*words.until), "xsd:date"));
    graph_.add(self, "dct:temporal", iri(period));
  }

  void provenance(const std::string& self, const Release& release) {
    const std::string statement = with_type(self + "-herkomst", "dct:ProvenanceStatement");
    both(statement, "rdfs:label", release.description.source);
    both(statement, "rdfs:comment",
         {fmt::format(
              "Nagekeken op {} met regels {}: {} rijen, {} cellen; niets herleidbaar, koppelbaar of deduceerbaar "
              "naar personen.",
              format_iso_date(local_date(release.scan.at)), release.scan.rule_set, release.scan.rows,
              release.scan.cells),
          fmt::format(
              "Checked on {} with rules {}: {} rows, {} cells; no person can be singled out, linked or inferred.",
              format_iso_date(local_date(release.scan.at)), release.scan.rule_set, release.scan.rows,
              release.scan.cells)});
    graph_.add(self, "dct:provenance", iri(statement));
  }

  /// Implementing Regulation (EU) 2023/138: which law applies, and the category.
  void high_value(const std::string& self, const std::vector<std::string>& categories) {
    law(self);
    for (const std::string& category : categories)
      if (const Code* code = find_code(high_value_categories(), category))
        graph_.add(self, "dcatap:hvdCategory", iri(concept_of(*code)));
  }
  void law(const std::string& self) {
    graph_.add(self, "dcatap:applicableLegislation", iri(with_type(std::string(high_value_law), "eli:LegalResource")));
  }

  std::string distribution(const Release& release, const File& file) {
    const releases::Description& words = release.description;
    const Format* format = find_format(file.format);
    const std::string self = dataset_iri(publisher_, release.dataset) + "-" + file.format;
    const std::string address = download_url(publisher_, release.dataset, file.format);
    const std::string name(format == nullptr ? std::string_view(file.format) : format->name);
    graph_.add_type(self, "dcat:Distribution");
    both(self, "dct:title", {words.title.nl + " (" + name + ")", words.title.en + " (" + name + ")"});
    graph_.add(self, "dcat:accessURL", iri(with_type(address, "rdfs:Resource")));
    graph_.add(self, "dcat:downloadURL", iri(address));
    graph_.add(self, "dct:license", iri(licence(words.licence)));
    graph_.add(self, "dct:language", iri(language()));
    graph_.add(self, "dct:conformsTo",
               iri(standard(base_ + "/data/" + url_encode(release.dataset) + "/schema.json",
                            {"Tabelschema", "Table schema"})));
    graph_.add(self, "dct:modified", typed(format_iso_instant(release.at), "xsd:dateTime"));
    graph_.add(self, "dcat:byteSize", typed(std::to_string(file.bytes), "xsd:nonNegativeInteger"));
    graph_.add(self, "dcatap:availability",
               iri(concept_of({"STABLE", "Blijvend", "Stable",
                               "http://publications.europa.eu/resource/authority/planned-availability/STABLE"})));
    if (format != nullptr && !format->iri.empty())
      graph_.add(self, "dct:format", iri(with_type(std::string(format->iri), "dct:MediaTypeOrExtent")));
    if (format != nullptr)
      graph_.add(self, "dcat:mediaType",
                 iri(with_type("https://www.iana.org/assignments/media-types/" + std::string(format->media),
                               "dct:MediaType")));
    checksum(self, file);
    graph_.add(self, "dcat:accessService", iri(service_iri(file.format == "geojson" ? "features" : "ckan")));
    if (!words.high_value.empty()) law(self);
    return self;
  }

  void checksum(const std::string& distribution, const File& file) {
    const std::string self = with_type(distribution + "-sha256", "spdx:Checksum");
    const std::string algorithm = with_type(expand("spdx:checksumAlgorithm_sha256"), "spdx:ChecksumAlgorithm");
    graph_.add(self, "spdx:algorithm", iri(algorithm));
    graph_.add(self, "spdx:checksumValue", typed(file.sha256, "xsd:hexBinary"));
    graph_.add(distribution, "spdx:checksum", iri(self));
  }

  [[nodiscard]] std::string service_iri(std::string_view name) const {
    return base_ + "/data/ontwikkelaars#" + std::string(name);
  }

  std::string service(std::string_view name, const Bilingual& title, const std::string& endpoint,
                      const std::string& description, std::span<const ShownSet> sets) {
    const std::string self = service_iri(name);
    graph_.add_type(self, "dcat:DataService");
    both(self, "dct:title", title);
    both(self, "dct:description",
         {"Vraag rijen op uit de open data van " + publisher_.name + ".",
          "Ask for rows of the open data of " + publisher_.name + "."});
    graph_.add(self, "dct:identifier", text(self));
    graph_.add(self, "dcat:endpointURL", iri(with_type(endpoint, "rdfs:Resource")));
    graph_.add(self, "dcat:endpointDescription", iri(with_type(description, "rdfs:Resource")));
    graph_.add(self, "dct:publisher", iri(publisher_iri()));
    graph_.add(self, "dct:creator", iri(publisher_iri()));
    graph_.add(self, "dcat:contactPoint",
               iri(contact(publisher_.email, publisher_.name, base_ + "/data/catalog#contact")));
    graph_.add(self, "dct:accessRights", iri(access_rights("PUBLIC")));
    graph_.add(self, "dct:license", iri(licence("CC0-1.0")));
    graph_.add(self, "dct:language", iri(language()));
    graph_.add(self, "dcat:keyword", text_in("open data", "nl"));
    graph_.add(self, "foaf:page", iri(document(base_ + "/data/ontwikkelaars")));
    if (const Code* theme = find_code(themes(), "GOVE"))
      graph_.add(self, "dcat:theme", iri(concept_of(*theme, theme_scheme())));
    std::vector<std::string> categories;
    for (const ShownSet& set : sets) {
      graph_.add(self, "dcat:servesDataset", iri(dataset_iri(publisher_, set.release().dataset)));
      if (!set.words().high_value.empty()) categories.push_back(set.words().high_value);
    }
    if (!categories.empty()) high_value(self, categories);
    return self;
  }

  Graph& graph_;
  const Publisher& publisher_;
  const std::string base_;
};

void add_paging(Graph& graph, const CataloguePage& page) {
  const auto address = [&](std::size_t number) { return fmt::format("{}?page={}", page.address, number); };
  const std::string self = address(page.number);
  graph.add_type(self, "hydra:PagedCollection");
  graph.add(self, "hydra:totalItems", typed(std::to_string(page.total), "xsd:integer"));
  graph.add(self, "hydra:itemsPerPage", typed(std::to_string(sets_a_page), "xsd:integer"));
  graph.add(self, "hydra:firstPage", iri(address(1)));
  graph.add(self, "hydra:lastPage", iri(address(page.count)));
  if (page.number < page.count) graph.add(self, "hydra:nextPage", iri(address(page.number + 1)));
  if (page.number > 1) graph.add(self, "hydra:previousPage", iri(address(page.number - 1)));
}

}  // namespace

std::optional<Instant> withdrawn_at(const releases::DataSetHistory& history) {
  if (history.releases.empty() || history.current()) return std::nullopt;
  Instant out{};
  for (const auto& published : history.releases)
    if (published->tombstone) out = std::max(out, published->tombstone->at);
  return out;
}

std::vector<const releases::DataSetHistory*> withdrawn_sets(const releases::Catalogue& catalogue, Instant now) {
  std::vector<const releases::DataSetHistory*> out;
  for (const releases::DataSetHistory& history : catalogue.sets)
    if (const auto at = withdrawn_at(history); at && now - *at < withdrawn_shown) out.push_back(&history);
  return out;
}

std::string dataset_iri(const Publisher& publisher, std::string_view dataset) {
  return publisher.public_url + "/data/" + url_encode(dataset) + "#dataset";
}

std::string download_url(const Publisher& publisher, std::string_view dataset, std::string_view format) {
  return publisher.public_url + "/data/" + url_encode(dataset) + "/" + url_encode(format);
}

Graph catalogue_graph(const Publisher& publisher, std::span<const ShownSet> sets, const CataloguePage& page) {
  Graph graph;
  Writer writer(graph, publisher);
  writer.catalogue(sets);
  for (const releases::DataSetHistory* history : page.withdrawn) {
    graph.add(writer.catalogue_iri(), "dcat:dataset", iri(dataset_iri(publisher, history->dataset)));
    writer.withdrawn(*history);
  }
  add_paging(graph, page);
  return graph;
}

Graph dataset_graph(const Publisher& publisher, const ShownSet& set) {
  Graph graph;
  Writer writer(graph, publisher);
  writer.dataset(set);
  writer.services({&set, 1}, {});
  return graph;
}

Graph withdrawn_graph(const Publisher& publisher, const releases::DataSetHistory& history) {
  Graph graph;
  Writer(graph, publisher).withdrawn(history);
  return graph;
}

}  // namespace sas::portal
