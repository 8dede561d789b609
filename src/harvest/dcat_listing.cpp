#include "harvest/readers.h"
#include "harvest/triples.h"
#include "harvest/words.h"

namespace sas::harvest {
namespace {

const std::string dcat = "http://www.w3.org/ns/dcat#";
const std::string dct = "http://purl.org/dc/terms/";
const std::string foaf = "http://xmlns.com/foaf/0.1/";
constexpr std::string_view hydra_next = "http://www.w3.org/ns/hydra/core#next";

// An IRI, or the words of a literal: both stand in the wild.
std::string said(const Triples& triples, std::string_view subject, const std::string& predicate) {
  const std::string resource = triples.resource(subject, predicate);
  return resource.empty() || resource.starts_with("_:") ? triples.words(subject, predicate) : resource;
}

std::string first_of(const Triples& triples, std::string_view subject, std::initializer_list<std::string> predicates) {
  for (const std::string& predicate : predicates)
    if (std::string found = said(triples, subject, predicate); !found.empty()) return found;
  return {};
}

Form form_of(const Triples& triples, const std::string& distribution, std::string_view url) {
  Form out;
  out.url = absolute_url(first_of(triples, distribution, {dcat + "downloadURL", dcat + "accessURL"}), url);
  const std::string format = first_of(triples, distribution, {dcat + "mediaType", dct + "format"});
  out.format = format.empty() ? format_of_url(out.url) : format_of(format);
  return out;
}

Listed set_of(const Triples& triples, const std::string& subject, std::string_view url) {
  Listed out;
  out.id = triples.words(subject, dct + "identifier");
  if (out.id.empty() && !subject.starts_with("_:")) out.id = subject;
  out.title = without_markup(triples.words(subject, dct + "title"));
  out.summary = without_markup(triples.words(subject, dct + "description"));
  out.licence = licence_of(said(triples, subject, dct + "license"));
  out.modified = triples.words(subject, dct + "modified");
  out.page = absolute_url(first_of(triples, subject, {dcat + "landingPage", foaf + "page"}), url);
  const std::string publisher = triples.resource(subject, dct + "publisher");
  out.publisher = without_markup(triples.words(publisher, foaf + "name"));
  for (const Node& distribution : triples.all(subject, dcat + "distribution")) {
    Form form = form_of(triples, distribution.text, url);
    if (out.licence.empty()) out.licence = licence_of(said(triples, distribution.text, dct + "license"));
    if (!form.url.empty()) out.forms.push_back(std::move(form));
  }
  return out;
}

}  // namespace

Result<Listing> read_dcat(std::string_view body, std::string_view url) {
  const auto triples = read_triples(body, url);
  if (!triples) return fail(Error(triples.error()));
  Listing out;
  for (const std::string& subject : triples->of_type(dcat + "Dataset")) add(out, set_of(*triples, subject, url));
  for (const char* type : {"PartialCollectionView", "PagedCollection"})
    for (const std::string& page : triples->of_type(std::string("http://www.w3.org/ns/hydra/core#") + type))
      if (out.next.empty()) out.next = absolute_url(said(*triples, page, std::string(hydra_next)), url);
  if (out.next == url) out.next.clear();
  return out;
}

}  // namespace sas::harvest
