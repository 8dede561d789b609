#pragma once
#include <string>
#include <vector>

#include "html/components.h"
#include "opendata/draft.h"
#include "opendata/kept_declarations.h"
#include "people/gate.h"

/// The parts of the pages about drafts: markup from values. Of this room only.
namespace sas::opendata {

/// "/balie/open-data/concept/bomen", with the language.
[[nodiscard]] std::string draft_url(const people::Visit& visit, const std::string& dataset);
/// Drafts that are being made or wait for a second person; nothing when there are none.
[[nodiscard]] html::Html drafts_table(const people::Visit& visit, const std::vector<Draft>& drafts);
/// The name of a new set and its file, of at most `most` bytes.
[[nodiscard]] html::Html begin_form(const people::Visit& visit, const std::string& name, const Error& error,
                                    std::uint64_t most);
/// What is done and what is still to do: the set, its structure, each column.
[[nodiscard]] html::Html tasks_section(const people::Visit& visit, const Draft& draft);
/// What the gate would say, and what may be done instead.
[[nodiscard]] html::Html check_section(const people::Visit& visit, const Draft& draft);
/// The columns as they were confirmed: what a second person agrees to.
[[nodiscard]] html::Html columns_section(const people::Visit& visit, const Draft& draft);
/// The words as they were filled in.
[[nodiscard]] html::Html words_section(const people::Visit& visit, const Draft& draft);
/// To a second person, or the answer of that person.
[[nodiscard]] html::Html agreement_section(const people::Visit& visit, const Draft& draft);
/// Every version of a declaration: when, and by how many hands.
[[nodiscard]] html::Html versions_section(const people::Visit& visit, const std::string& dataset,
                                          const std::vector<KeptDeclaration>& versions);

}  // namespace sas::opendata
