#include "harvest/harvester.h"
#include "opendata/intake.h"

namespace sas::harvest {

std::string derived_from(const HarvestedSet& set) {
  if (!set.listed.page.empty()) return set.listed.page;
  return set.listed.forms.empty() ? std::string() : set.listed.forms.front().url;
}

opendata::MakeSource harvested_source(store::Store& records, std::string folder) {
  return [&records, folder = std::move(folder)](
             const opendata::Declaration& declaration) -> Result<std::unique_ptr<opendata::Source>> {
    const auto set = records.read(
        [&](store::ReadTx& tx) -> Result<std::optional<HarvestedSet>> { return find_set(tx, declaration.slug); });
    if (!set) return fail(Error(set.error()));
    if (!*set) return fail(ErrorKind::not_found, "harvest-unknown", declaration.slug);
    using State = HarvestedSet::State;
    if ((*set)->state == State::gone) return fail(ErrorKind::gone, "harvest-gone", declaration.slug);
    // Also when an earlier file still stands here: its licence may have ended since.
    if ((*set)->state == State::blocked) return fail(ErrorKind::forbidden, "harvest-blocked", (*set)->reason);
    // The portal and DCAT show these words: whoever uses the set can go and look where it comes from.
    const std::string from = derived_from(**set);
    const Bilingual& said = declaration.words.source;
    if (said.nl.find(from) == std::string::npos || said.en.find(from) == std::string::npos)
      return fail(ErrorKind::invalid, "harvest-origin", "origin must name " + from + " in both languages");
    const std::string path = file_of(folder, declaration.slug);
    if (path.empty()) return fail(ErrorKind::not_found, "file-missing", declaration.slug);
    return opendata::file_source(path, declaration);
  };
}

}  // namespace sas::harvest
