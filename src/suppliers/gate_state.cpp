#include "suppliers/gate_state.h"

#include "opendata/gate.h"
#include "privacy/finding.h"

namespace sas::suppliers {
namespace {

json::Object report_of(const opendata::LastJudgement& judgement) {
  json::Array findings, flaws;
  for (const privacy::Finding& finding : judgement.findings) {
    const Bilingual text = privacy::explain(finding);
    findings.push_back(json::Object{{"rule", privacy::code_of(finding.rule)},
                                    {"test", privacy::name_of(privacy::test_of(finding.rule)).en},
                                    {"nl", text.nl},
                                    {"en", text.en}});
  }
  for (const opendata::Flaw& flaw : judgement.flaws)
    flaws.push_back(
        json::Object{{"code", flaw.code}, {"column", flaw.column}, {"count", static_cast<std::int64_t>(flaw.count)}});
  return {{"at", format_iso_instant(judgement.at)},
          {"rule_set", judgement.rule_set},
          {"rows", judgement.rows},
          {"cells", judgement.cells},
          {"findings", std::move(findings)},
          {"flaws", std::move(flaws)}};
}

std::string_view todo_of(std::string_view state) {
  if (state == "draft") return "Somebody at the workplace must declare the columns: /balie/open-data";
  if (state == "waiting") return "Nothing: the gate will look at the rows";
  if (state == "blocked") return "Mend what the report names and bring the rows again";
  return "Nothing";
}

}  // namespace

json::Object gate_state(store::ReadTx& tx, const std::optional<opendata::Declaration>& declaration,
                        releases::PublicReader& reader, const std::string& dataset) {
  const auto judgement = opendata::last_judgement(tx, dataset);
  std::string_view state = "released";
  if (!declaration)
    state = "draft";
  else if (!judgement)
    state = "waiting";
  else if (judgement->outcome == "refused")
    state = "blocked";
  json::Object out{{"state", state}, {"todo", todo_of(state)}};
  const auto catalogue = reader.catalogue();
  const auto* history = catalogue->find(dataset);
  if (const auto standing = history == nullptr ? nullptr : history->current())
    out["release"] = standing->release.number;
  if (judgement) out["report"] = report_of(*judgement);
  return out;
}

}  // namespace sas::suppliers
