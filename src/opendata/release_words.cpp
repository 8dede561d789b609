#include "opendata/release_words.h"

#include <fmt/format.h>

#include <algorithm>

namespace sas::opendata {
namespace {

std::vector<std::string> names_only_in(const std::vector<releases::Column>& these,
                                       const std::vector<releases::Column>& others) {
  std::vector<std::string> out;
  for (const releases::Column& column : these)
    if (std::none_of(others.begin(), others.end(), [&](const auto& other) { return other.name == column.name; }))
      out.push_back(column.name);
  return out;
}

std::vector<std::string> codes_on(const privacy::Report& report, privacy::LegalTest test) {
  std::vector<std::string> out;
  for (const privacy::Finding& finding : report.on(test)) out.emplace_back(privacy::code_of(finding.rule));
  return out;
}

}  // namespace

releases::Release release_of(const Declaration& declaration, const Verdict& verdict, const Approval& approval,
                             Instant now) {
  releases::Release out;
  out.dataset = declaration.slug;
  out.at = now;
  out.description = declaration.words;
  if (verdict.from) out.description.from = verdict.from;
  if (verdict.until) out.description.until = verdict.until;
  if (verdict.extent) out.description.extent = verdict.extent;
  out.columns = verdict.columns;
  out.rows = verdict.report.rows;
  out.scan.rule_set = verdict.report.rule_set;
  out.scan.at = now;
  out.scan.rows = verdict.report.rows;
  out.scan.cells = verdict.report.cells;
  out.scan.bytes = verdict.report.bytes;
  out.scan.declaration_sha256 = declaration.sha256;
  // Empty, because a judgement that found something never gets here; the store looks once more.
  out.scan.singling_out = codes_on(verdict.report, privacy::LegalTest::singling_out);
  out.scan.linking = codes_on(verdict.report, privacy::LegalTest::linking);
  out.scan.inference = codes_on(verdict.report, privacy::LegalTest::inference);
  out.approved_by = approval.role;
  out.lost = declaration.lost;
  return out;
}

Bilingual what_changed(const releases::Release& before, const releases::Release& now) {
  Bilingual out{fmt::format("{} rijen; in de uitgave hiervoor {}.", now.rows, before.rows),
                fmt::format("{} rows; {} in the release before.", now.rows, before.rows)};
  const auto added = names_only_in(now.columns, before.columns);
  const auto gone = names_only_in(before.columns, now.columns);
  if (!added.empty()) {
    out.nl += fmt::format(" Kolommen erbij: {}.", fmt::join(added, ", "));
    out.en += fmt::format(" Columns added: {}.", fmt::join(added, ", "));
  }
  if (!gone.empty()) {
    out.nl += fmt::format(" Kolommen weg: {}.", fmt::join(gone, ", "));
    out.en += fmt::format(" Columns removed: {}.", fmt::join(gone, ", "));
  }
  return out;
}

}  // namespace sas::opendata
