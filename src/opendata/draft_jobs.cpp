#include <algorithm>
#include <filesystem>
#include <set>

#include "opendata/brought_file.h"
#include "opendata/differencing.h"
#include "opendata/drafts.h"
#include "opendata/gate_records.h"
#include "opendata/intake.h"
#include "opendata/judging.h"

namespace sas::opendata {
namespace {

constexpr std::chrono::hours kUntouched{24 * 90};
// A file whose draft was approved waits for its job; a day is more than any retry takes.
constexpr std::chrono::hours kOnItsWay{24};

// The releases of the set that everybody can have.
Result<std::vector<StandingRows>> standing_rows(store::Store& records, releases::PublicReader& reader,
                                                const std::string& dataset) {
  std::vector<StandingRows> out;
  const auto catalogue = reader.catalogue();
  const releases::DataSetHistory* history = catalogue->find(dataset);
  if (history == nullptr) return out;
  for (const auto& published : history->releases) {
    const releases::File* csv = published->tombstone ? nullptr : releases::find_file(published->release, "csv");
    if (csv == nullptr) continue;
    auto path = reader.object(csv->sha256);
    if (!path) return fail(std::move(path));
    const auto judged = records.read([&](store::ReadTx& tx) -> Result<std::optional<privacy::DataSet>> {
      return judged_set(tx, published->release.ledger_seq);
    });
    if (!judged) return fail(Error(judged.error()));
    out.push_back({std::move(*path), *csv, rounding_of(*judged)});
  }
  return out;
}

// Every row before the gate's own judge, beside what stands already; nothing of it is written.
Result<Verdict> verdict_on(const Declaration& declaration, Source& source, const std::vector<StandingRows>& standing) {
  const auto header = source.header();
  TableJudge judge(declaration, header);
  auto counts = public_counts(declaration.set, header, standing);
  if (!counts) return fail(std::move(counts));
  if (*counts) judge.compare_with(std::move(**counts));
  auto read = source.rows([&](Cells cells) -> Result<Done> {
    judge.row(cells);
    return Done{};
  });
  if (!read) return fail(std::move(read));
  return judge.finish();
}

LastJudgement judgement_of(const Verdict& verdict, Instant now) {
  return {now,
          verdict.passes() ? "passes" : "refused",
          verdict.report.rule_set,
          static_cast<std::int64_t>(verdict.report.rows),
          static_cast<std::int64_t>(verdict.report.cells),
          verdict.report.findings,
          verdict.flaws};
}

}  // namespace

std::string Drafts::path_of(const Draft& draft) const {
  if (!draft.file.empty()) return parts_.folder + "/" + draft.file;
  const std::string brought = brought_file(parts_.files, draft.dataset);
  return brought.empty() ? parts_.files + "/" + draft.dataset + ".csv" : brought;
}

Result<Trial> Drafts::trial_of(const Draft& draft) const {
  config::Problems problems;
  const Declaration declaration = declaration_from(draft.content, draft.dataset, problems);
  if (!problems.empty()) return fail(ErrorKind::invalid, "draft-unfinished", config::to_text(problems));
  auto source = file_source(path_of(draft), declaration);
  if (!source) return fail(std::move(source));
  Prepared prepared{declaration, std::move(*source)};
  if (draft.agreed) {
    auto changed = with_changes(declaration, *prepared.source, *draft.agreed);
    if (!changed) return fail(std::move(changed));
    prepared = std::move(*changed);
  }
  const auto standing = standing_rows(parts_.records, parts_.reader, draft.dataset);
  if (!standing) return fail(Error(standing.error()));
  const auto verdict = verdict_on(prepared.declaration, *prepared.source, *standing);
  if (!verdict) return fail(Error(verdict.error()));
  Trial out{judgement_of(*verdict, parts_.clock.now()), std::nullopt, ""};
  if (verdict->passes() || draft.agreed) return out;
  // A table that is too large to try changes on is told what is wrong, and mended at its source.
  if (auto proposal = propose_changes(declaration, *prepared.source)) out.proposal = std::move(*proposal);
  return out;
}

Result<Done> Drafts::check(const std::string& dataset) const {
  const auto draft = find(dataset);
  if (!draft) return fail(Error(draft.error()));
  if (!*draft || (*draft)->state != Draft::State::checking) return Done{};
  auto trial = trial_of(**draft);
  if (!trial && trial.error().kind == ErrorKind::unavailable) return fail(Error(trial.error()));
  if (!trial) {
    Trial troubled;
    troubled.judgement.at = parts_.clock.now();
    troubled.judgement.outcome = "refused";
    troubled.trouble = trial.error().code;
    trial = std::move(troubled);
  }
  return parts_.records.write([&](store::WriteTx& tx) -> Result<Done> {
    auto now = find_draft(tx, dataset);
    // Somebody changed it meanwhile: this is about something else.
    if (!now || now->state != Draft::State::checking || now->changed_at != (*draft)->changed_at) return Done{};
    now->state = Draft::State::open;
    now->trial = *trial;
    put_draft(tx, *now);
    return Done{};
  });
}

Result<Done> Drafts::offer_declared(const jobs::Job& job) const {
  const std::string dataset = json::text_at(job.payload, "dataset");
  const std::string file = json::text_at(job.payload, "file");
  if (!file.empty())
    if (auto moved = move_in(parts_.folder + "/" + file, parts_.files, dataset); !moved) return moved;
  const auto judgement =
      parts_.refresher.offer(dataset, {json::text_at(job.payload, "role"), json::text_at(job.payload, "acting")});
  if (!judgement) return fail(Error(judgement.error()));
  return Done{};
}

Result<int> Drafts::sweep() const {
  const auto drafts = all();
  if (!drafts) return fail(Error(drafts.error()));
  const Instant now = parts_.clock.now();
  std::set<std::string> named;
  int ended = 0;
  for (const Draft& draft : *drafts) {
    named.insert(draft.file);
    if (now - draft.changed_at < kUntouched) continue;
    if (auto dropped = drop(draft.dataset, "system"); !dropped) return fail(std::move(dropped));
    ++ended;
  }
  std::error_code ignored;
  for (const auto& file : std::filesystem::directory_iterator(parts_.folder, ignored)) {
    const auto age = std::filesystem::file_time_type::clock::now() - file.last_write_time(ignored);
    if (!named.contains(file.path().filename().string()) && age > kOnItsWay)
      std::filesystem::remove(file.path(), ignored);
  }
  return ended;
}

void add_draft_jobs(jobs::Runner& runner, const Drafts& drafts) {
  constexpr int at_night = 3 * 60;
  runner.handle("opendata.check-draft",
                [&drafts](const jobs::Job& job) { return drafts.check(json::text_at(job.payload, "dataset")); });
  runner.handle("opendata.offer-declared", [&drafts](const jobs::Job& job) { return drafts.offer_declared(job); });
  runner.daily("opendata.sweep-drafts", at_night, [&drafts](const jobs::Job&) -> Result<Done> {
    const auto ended = drafts.sweep();
    if (!ended) return fail(Error(ended.error()));
    return Done{};
  });
}

}  // namespace sas::opendata
