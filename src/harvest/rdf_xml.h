#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

/// RDF/XML by raptor's own program (rapper) in a process of its own with limits: most catalogues of Dutch authorities
/// can give nothing else. Of this room only.
namespace sas::harvest {

/// True when the text begins as XML does.
[[nodiscard]] bool is_rdf_xml(std::string_view text);

/// The same statements as N-Triples. Errors: `rdf-converter-missing` (rapper is not installed), `rdf-too-large` (a
/// minute, 1 GiB of memory and 128 MiB of triples at most), `listing-unreadable`, `harvest-disk`.
[[nodiscard]] Result<std::string> as_n_triples(std::string_view rdf_xml, const std::string& base);

}  // namespace sas::harvest
