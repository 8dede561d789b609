#include <algorithm>
#include <atomic>
#include <future>
#include <thread>

#include "opendata/gate_records.h"
#include "opendata/judging.h"
#include "opendata/kept_rows.h"
#include "opendata/recall.h"
#include "opendata/withdraw_for.h"

namespace sas::opendata {
namespace {

using releases::Published;

const Bilingual kReason{
    "Bij een nieuwe controle zagen wij gegevens die niet openbaar mogen zijn. Gebruik deze versie niet meer.",
    "A new check found data that may not be public. Do not use this version any more."};

// The rules that a release breaks by what this program knows now; none when it cannot be judged.
std::optional<json::Array> broken_rules(const RecallParts& parts, const Published& published) {
  const releases::Release& release = published.release;
  const auto set = parts.records.read(
      [&](store::ReadTx& tx) -> Result<std::optional<privacy::DataSet>> { return judged_set(tx, release.ledger_seq); });
  const releases::File* csv = releases::find_file(release, "csv");
  if (!set || !*set || csv == nullptr) return std::nullopt;
  const auto path = parts.reader.object(csv->sha256);
  if (!path) return std::nullopt;

  Declaration declaration;
  declaration.slug = release.dataset;
  declaration.set = **set;
  declaration.words = release.description;
  declaration.columns = release.columns;
  std::optional<TableJudge> judge;
  const auto read = read_kept_csv(*path, *csv, [&](Cells cells) -> Result<Done> {
    if (judge)
      judge->row(cells);
    else
      judge.emplace(declaration, std::vector<std::string>(cells.begin(), cells.end()));
    return Done{};
  });
  if (!read || !judge) return std::nullopt;
  const Verdict verdict = judge->finish();
  json::Array out;
  for (const privacy::Finding& finding : verdict.report.findings) out.emplace_back(privacy::code_of(finding.rule));
  for (const Flaw& flaw : verdict.flaws) out.emplace_back(flaw.code);
  return out;
}

/// A release that stands, and what was found in it.
struct Standing {
  std::shared_ptr<const Published> published;
  std::optional<json::Array> rules;  ///< none: it could not be judged
};

std::vector<Standing> all_standing(const releases::Catalogue& catalogue) {
  std::vector<Standing> out;
  for (const releases::DataSetHistory& set : catalogue.sets)
    for (const auto& published : set.releases)
      if (!published->tombstone) out.push_back({published, std::nullopt});
  return out;
}

// Releases say nothing of each other here, so every core takes the next one.
std::vector<Standing> judged(const RecallParts& parts, std::vector<Standing> standing) {
  const std::size_t cores = std::clamp(std::thread::hardware_concurrency(), 1U, 4U);
  std::atomic<std::size_t> next{0};
  std::vector<std::future<void>> hands;
  for (std::size_t i = 0; i < std::min(cores, standing.size()); ++i)
    hands.push_back(std::async(std::launch::async, [&] {
      for (std::size_t at = next++; at < standing.size(); at = next++)
        standing[at].rules = broken_rules(parts, *standing[at].published);
    }));
  for (auto& hand : hands) hand.get();
  return standing;
}

Result<Done> write_down(const RecallParts& parts, const Rescan& rescan) {
  return parts.records.write([&](store::WriteTx& tx) -> Result<Done> {
    ledger::NewEvent event;
    event.kind = "opendata.rescanned";
    event.subject = "opendata";
    event.acting = "system";
    event.facts = {{"rule_set", privacy::kRuleSet},
                   {"judged", rescan.judged},
                   {"withdrawn", rescan.withdrawn},
                   {"unjudged", rescan.unjudged}};
    parts.ledger.append(tx, event);
    return Done{};
  });
}

}  // namespace

Result<Rescan> rescan(const RecallParts& parts) {
  Rescan out;
  const auto catalogue = parts.reader.catalogue();
  for (const auto& [published, rules] : judged(parts, all_standing(*catalogue))) {
    if (!rules) {
      ++out.unjudged;
      continue;
    }
    ++out.judged;
    if (rules->empty()) continue;
    const releases::Release& release = published->release;
    const Withdrawal withdrawal{release.dataset, release.number, kReason, "rescan", "system"};
    if (auto gone = withdraw_for(parts, withdrawal, *rules); !gone) return fail(std::move(gone));
    ++out.withdrawn;
  }
  if (auto written = write_down(parts, out); !written) return fail(std::move(written));
  return out;
}

}  // namespace sas::opendata
