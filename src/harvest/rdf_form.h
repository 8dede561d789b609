#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

/// RDF in the other forms that catalogues give, made N-Triples by a program in a process of its own with limits:
/// RDF/XML by raptor's own (rapper), JSON-LD by rdflib (json_ld.py). Of this room only.
namespace sas::harvest {

enum class RdfForm {
  turtle,   ///< or N-Triples, or something that is no RDF: triples.h reads it or says so
  rdf_xml,  ///< RDF 1.1 XML Syntax (W3C, 2014)
  json_ld,  ///< JSON-LD 1.1 (W3C, 2020)
};

/// By how the text begins: what a server says of its own answers is often wrong.
[[nodiscard]] RdfForm rdf_form_of(std::string_view text);

/// The same statements, in the order of the text; Turtle as it stands. Relative addresses are read from `base`. Nothing
/// else is read for it: no other file and no other address. Errors: `rdf-converter-missing` (rapper is not installed),
/// `jsonld-converter-missing` (python3 with rdflib is not), `listing-json-ld` (the JSON-LD has its @context elsewhere),
/// `rdf-too-large` (a minute, 1 GiB of memory and 128 MiB of triples at most), `listing-unreadable`, `harvest-disk`.
[[nodiscard]] Result<std::string> as_n_triples(std::string text, const std::string& base);

}  // namespace sas::harvest
