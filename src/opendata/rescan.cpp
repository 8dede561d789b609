#include <algorithm>
#include <atomic>
#include <future>
#include <thread>

#include "opendata/differencing.h"
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
const Bilingual kUnknown{
    "Wij weten niet meer waarmee deze versie is gecontroleerd. Daarom kunnen wij haar niet opnieuw controleren. "
    "Gebruik "
    "deze versie niet meer.",
    "We no longer know what this version was checked with, so we cannot check it again. Do not use it any more."};

/// A release that stands, and what was found in it.
struct Standing {
  std::shared_ptr<const Published> published;
  /// `damaged`: its bytes are not what was judged, or not there; nobody gets them. `unknown`: its bytes can be read,
  /// and nothing tells what they were judged with.
  enum class State { judged, unknown, damaged } state = State::damaged;
  std::optional<privacy::DataSet> set;
  std::string path;  ///< of the CSV
  std::vector<std::string> header;
  json::Array rules;
};

const releases::File* csv_of(const Standing& standing) {
  return releases::find_file(standing.published->release, "csv");
}

// Whether anybody can still get a form of it.
bool can_be_read(const RecallParts& parts, const releases::Release& release) {
  return std::any_of(release.files.begin(), release.files.end(),
                     [&](const releases::File& file) { return parts.reader.object(file.sha256).has_value(); });
}

bool is_lost(const Error& error) {
  return error.code == "object-damaged" || error.code == "object-missing" || error.code == "file-unreadable";
}

json::Array codes_of(const Verdict& verdict) {
  json::Array out;
  for (const privacy::Finding& finding : verdict.report.findings) out.emplace_back(privacy::code_of(finding.rule));
  for (const Flaw& flaw : verdict.flaws) out.emplace_back(flaw.code);
  return out;
}

// Every cell of the kept CSV before the judge of today. Bytes that are as they were and still are no table cannot be
// judged: that is no reason to leave them open.
void judge_rows(Standing& standing, const releases::File& csv) {
  const releases::Release& release = standing.published->release;
  Declaration declaration;
  declaration.slug = release.dataset;
  declaration.set = *standing.set;
  declaration.words = release.description;
  declaration.columns = release.columns;
  std::optional<TableJudge> judge;
  const auto read = read_kept_csv(standing.path, csv, [&](Cells cells) -> Result<Done> {
    if (judge) {
      judge->row(cells);
    } else {
      standing.header.assign(cells.begin(), cells.end());
      judge.emplace(declaration, standing.header);
    }
    return Done{};
  });
  if (!read && is_lost(read.error())) return;
  standing.state = read && judge ? Standing::State::judged : Standing::State::unknown;
  if (standing.state == Standing::State::judged) standing.rules = codes_of(judge->finish());
}

Result<Done> look_at(const RecallParts& parts, Standing& standing) {
  const releases::Release& release = standing.published->release;
  auto set = parts.records.read(
      [&](store::ReadTx& tx) -> Result<std::optional<privacy::DataSet>> { return judged_set(tx, release.ledger_seq); });
  if (!set) return fail(Error(set.error()));
  standing.set = std::move(*set);
  const releases::File* csv = csv_of(standing);
  if (!standing.set || csv == nullptr) {
    if (can_be_read(parts, release)) standing.state = Standing::State::unknown;
    return Done{};
  }
  auto path = parts.reader.object(csv->sha256);
  if (!path) return Done{};
  standing.path = std::move(*path);
  judge_rows(standing, *csv);
  return Done{};
}

/// The releases of one set that stand, oldest first: a later one says something of those before it.
using StandingSet = std::vector<Standing>;

std::vector<StandingSet> all_standing(const releases::Catalogue& catalogue) {
  std::vector<StandingSet> out;
  for (const releases::DataSetHistory& set : catalogue.sets) {
    StandingSet standing;
    for (const auto& published : set.releases)
      if (!published->tombstone) standing.push_back({published, Standing::State::damaged, {}, {}, {}, {}});
    std::reverse(standing.begin(), standing.end());
    if (!standing.empty()) out.push_back(std::move(standing));
  }
  return out;
}

// Does `work` for each item on every core: every hand takes the next one.
template <typename Item, typename Work>
Result<Done> on_every_core(std::vector<Item>& items, const Work& work) {
  const std::size_t cores = std::clamp(std::thread::hardware_concurrency(), 1U, 4U);
  std::atomic<std::size_t> next{0};
  std::vector<std::future<Result<Done>>> hands;
  for (std::size_t i = 0; i < std::min(cores, items.size()); ++i)
    hands.push_back(std::async(std::launch::async, [&]() -> Result<Done> {
      for (std::size_t at = next++; at < items.size(); at = next++)
        if (auto done = work(items[at]); !done) return done;
      return Done{};
    }));
  Result<Done> out = Done{};
  for (auto& hand : hands)
    if (auto done = hand.get(); !done) out = std::move(done);
  return out;
}

bool is_compared(const Standing& standing) {
  return standing.state == Standing::State::judged && standing.rules.empty() &&
         needs_comparison(*standing.set, standing.header);
}

// Counts that were rounded when they went out are compared with nothing; of two that differ by too few the later goes.
void compare_all(StandingSet& set) {
  if (std::count_if(set.begin(), set.end(), is_compared) < 2) return;
  PublicCounts counts(*std::find_if(set.rbegin(), set.rend(), is_compared)->set);
  for (Standing& standing : set) {
    if (!is_compared(standing)) continue;
    counts.begin(standing.header);
    bool is_header = true;
    const auto read = read_kept_csv(standing.path, *csv_of(standing), [&](Cells cells) -> Result<Done> {
      if (!is_header) counts.row(cells);
      is_header = false;
      return Done{};
    });
    if (!read) {
      standing.state = Standing::State::damaged;
      continue;
    }
    for (const privacy::Finding& finding : counts.findings())
      standing.rules.emplace_back(privacy::code_of(finding.rule));
    if (counts.is_too_large()) standing.rules.emplace_back("comparison-too-large");
    if (standing.rules.empty()) counts.accept();
  }
}

// All that stands, judged by what this program knows now.
Result<std::vector<StandingSet>> judged(const RecallParts& parts) {
  std::vector<StandingSet> sets = all_standing(*parts.reader.catalogue());
  std::vector<Standing*> each;
  for (StandingSet& set : sets)
    for (Standing& standing : set) each.push_back(&standing);
  const auto looked = on_every_core(each, [&](Standing* standing) { return look_at(parts, *standing); });
  if (!looked) return fail(Error(looked.error()));
  const auto compared = on_every_core(sets, [](StandingSet& set) -> Result<Done> {
    compare_all(set);
    return Done{};
  });
  if (!compared) return fail(Error(compared.error()));
  return sets;
}

Result<Done> take_back(const RecallParts& parts, const Standing& standing) {
  const releases::Release& release = standing.published->release;
  const bool is_unknown = standing.state == Standing::State::unknown;
  const Withdrawal withdrawal{release.dataset, release.number, is_unknown ? kUnknown : kReason, "rescan", "system"};
  return withdraw_for(parts, withdrawal, is_unknown ? json::Array{"declaration-unknown"} : standing.rules);
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
  const auto sets = judged(parts);
  if (!sets) return fail(Error(sets.error()));
  Rescan out;
  for (const StandingSet& set : *sets)
    for (const Standing& standing : set) {
      if (standing.state == Standing::State::damaged) {
        ++out.unjudged;
        continue;
      }
      if (standing.state == Standing::State::judged) ++out.judged;
      if (standing.state == Standing::State::judged && standing.rules.empty()) continue;
      if (auto gone = take_back(parts, standing); !gone) return fail(std::move(gone));
      ++out.withdrawn;
    }
  if (auto written = write_down(parts, out); !written) return fail(std::move(written));
  return out;
}

}  // namespace sas::opendata
