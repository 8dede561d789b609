#include "opendata/declaration_book.h"

#include <algorithm>

#include "opendata/kept_declarations.h"

namespace sas::opendata {
namespace {

// None when a newer program is stricter than the one it was agreed to with: it waits until the desk mends it.
std::optional<Declaration> declaration_of(const KeptDeclaration& kept) {
  config::Problems problems;
  Declaration out = declaration_from(kept.content, kept.dataset, problems);
  if (!problems.empty()) return std::nullopt;
  return out;
}

}  // namespace

std::optional<Declaration> DeclarationBook::find(store::ReadTx& tx, std::string_view slug) const {
  if (const Declaration* in_file = files_.find(slug)) return *in_file;
  const auto kept = newest_declaration(tx, slug);
  return kept ? declaration_of(*kept) : std::nullopt;
}

Result<std::optional<Declaration>> DeclarationBook::find(std::string_view slug) const {
  if (const Declaration* in_file = files_.find(slug)) return std::optional(*in_file);
  return records_.read([&](store::ReadTx& tx) -> Result<std::optional<Declaration>> { return find(tx, slug); });
}

Result<std::vector<Declaration>> DeclarationBook::all() const {
  const auto kept =
      records_.read([](store::ReadTx& tx) -> Result<std::vector<KeptDeclaration>> { return newest_declarations(tx); });
  if (!kept) return fail(Error(kept.error()));
  std::vector<Declaration> out = files_.sets;
  for (const KeptDeclaration& each : *kept)
    if (!is_in_a_file(each.dataset))
      if (auto declaration = declaration_of(each)) out.push_back(std::move(*declaration));
  std::sort(out.begin(), out.end(), [](const Declaration& a, const Declaration& b) { return a.slug < b.slug; });
  return out;
}

}  // namespace sas::opendata
