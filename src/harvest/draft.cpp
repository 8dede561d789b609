#include <fmt/format.h>

#include <algorithm>

#include "base/json.h"
#include "harvest/harvest_pages.h"
#include "opendata/intake.h"

namespace sas::harvest {
namespace {

std::string toml_text(std::string_view text) {
  return json::write(json::Value(text));
}

}  // namespace

Result<std::string> draft_of(const Origin& origin, const HarvestedSet& set, const std::string& path) {
  const auto proposal = opendata::look_at_file(path);
  if (!proposal) return fail(Error(proposal.error()));
  const std::string plain = opendata::declaration_draft(*proposal, set.dataset);
  const std::string licence = set.listed.licence.empty() ? origin.licence : set.listed.licence;
  const std::string from = set.listed.publisher.empty() ? origin.title.nl : set.listed.publisher;
  // The words of the catalogue are in one language; the other is for whoever declares.
  const std::string words = fmt::format(
      "title = {{nl = {0}, en = \"\"}}\nsummary = {{nl = {1}, en = \"\"}}\nowner = {2}\ncontact = {3}\nlicence = {4}\n"
      "themes = []\nrefresh = \"daily\"\nsource = \"harvest\"\norigin = {{nl = {5}, en = {6}}}\nsubject = "
      "\"person\"\n",
      toml_text(set.listed.title), toml_text(set.listed.summary), toml_text(origin.owner), toml_text(origin.contact),
      toml_text(licence), toml_text("Overgenomen van " + from + ": " + derived_from(set)),
      toml_text("Taken over from " + from + ": " + derived_from(set)));
  return words + plain.substr(std::min(plain.find("\n[file]"), plain.size()));
}

}  // namespace sas::harvest
