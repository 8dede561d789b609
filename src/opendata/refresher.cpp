#include "opendata/refresher.h"

namespace sas::opendata {
namespace {

std::chrono::year_month_day calendar_day(Instant moment) {
  return std::chrono::year_month_day{local_date(moment)};
}

int month_number(Instant moment) {
  const auto day = calendar_day(moment);
  return static_cast<int>(day.year()) * 12 + static_cast<int>(static_cast<unsigned>(day.month())) - 1;
}

// Weeks begin on Monday; 1970-01-01 was a Thursday.
int week_number(Instant moment) {
  return (to_days(local_date(moment)) + 3) / 7;
}

struct Known {
  std::optional<Instant> last;
  bool was_open = false;  ///< by the last judgement
  bool is_held = false;
};

Known what_is_known(store::ReadTx& tx, const std::string& dataset) {
  const auto judgement = last_judgement(tx, dataset);
  if (!judgement) return {std::nullopt, false, is_held(tx, dataset)};
  return {judgement->at, judgement->outcome != "refused", is_held(tx, dataset)};
}

}  // namespace

bool is_due(privacy::Refresh rhythm, std::optional<Instant> last, Instant now) {
  if (!last) return true;
  switch (rhythm) {
    case privacy::Refresh::never:
      return false;
    case privacy::Refresh::yearly:
      return month_number(now) / 12 > month_number(*last) / 12;
    case privacy::Refresh::quarterly:
      return month_number(now) / 3 > month_number(*last) / 3;
    case privacy::Refresh::monthly:
      return month_number(now) > month_number(*last);
    case privacy::Refresh::weekly:
      return week_number(now) > week_number(*last);
    case privacy::Refresh::daily:
      return local_date(now) > local_date(*last);
    case privacy::Refresh::continuous:
      return now - *last >= std::chrono::hours{1};
  }
  return false;
}

Result<std::unique_ptr<Source>> Refresher::source_of(const Declaration& declaration) const {
  const auto make = parts_.sources.find(declaration.source);
  if (make == parts_.sources.end()) return fail(ErrorKind::invalid, "source-unknown", declaration.source);
  return make->second(declaration);
}

Result<Judgement> Refresher::offer(const std::string& dataset, const Approval& approval) const {
  const auto found = parts_.declarations.find(dataset);
  if (!found) return fail(Error(found.error()));
  if (!*found) return fail(ErrorKind::not_found, "dataset-unknown", dataset);
  const Declaration& declaration = **found;
  auto source = source_of(declaration);
  if (!source) return fail(std::move(source));
  const auto changes = parts_.records.read(
      [&](store::ReadTx& tx) -> Result<std::optional<ProposedChanges>> { return confirmed_changes(tx, dataset); });
  if (!changes) return fail(Error(changes.error()));
  if (!*changes) return parts_.gate.offer(declaration, **source, approval);
  auto prepared = with_changes(declaration, **source, **changes);
  if (!prepared) return fail(std::move(prepared));
  return parts_.gate.offer(prepared->declaration, *prepared->source, approval);
}

Result<bool> Refresher::propose(const std::string& dataset) const {
  const auto found = parts_.declarations.find(dataset);
  if (!found) return fail(Error(found.error()));
  if (!*found) return fail(ErrorKind::not_found, "dataset-unknown", dataset);
  auto source = source_of(**found);
  if (!source) return fail(std::move(source));
  const auto proposal = propose_changes(**found, **source);
  if (!proposal) return fail(Error(proposal.error()));
  if (!*proposal) return false;
  return parts_.records.write([&](store::WriteTx& tx) -> Result<bool> {
    put_proposal(tx, dataset, **proposal);
    return true;
  });
}

Result<int> Refresher::run_due() const {
  const auto declarations = parts_.declarations.all();
  if (!declarations) return fail(Error(declarations.error()));
  int offered = 0;
  for (const Declaration& declaration : *declarations) {
    if (!parts_.sources.contains(declaration.source)) continue;
    const auto known =
        parts_.records.read([&](store::ReadTx& tx) -> Result<Known> { return what_is_known(tx, declaration.slug); });
    if (!known) return fail(Error(known.error()));
    const bool is_lost = known->was_open && !parts_.gate.has_release(declaration.slug);
    if (known->is_held || (!is_lost && !is_due(declaration.set.refresh, known->last, parts_.clock.now()))) continue;
    const auto judgement = offer(declaration.slug, {"declaration", "system"});
    ++offered;
    if (!judgement)
      parts_.logger.warn("opendata-refresh-failed", {{"dataset", declaration.slug}, {"code", judgement.error().code}});
    else if (judgement->outcome == Judgement::Outcome::refused)
      parts_.logger.warn("opendata-refused", {{"dataset", declaration.slug}});
  }
  return offered;
}

void add_open_data_jobs(jobs::Runner& runner, const OpenDataJobs& parts) {
  constexpr int at_night = 3 * 60 + 30;
  runner.every("opendata.refresh", std::chrono::minutes{15}, [parts](const jobs::Job&) -> Result<Done> {
    const auto offered = parts.refresher.run_due();
    if (!offered) return fail(Error(offered.error()));
    return Done{};
  });
  runner.daily("opendata.rescan", at_night, [parts](const jobs::Job&) -> Result<Done> {
    const auto found = rescan(parts.recall);
    if (!found) return fail(Error(found.error()));
    parts.logger.info("opendata-rescanned", {{"judged", std::int64_t{found->judged}},
                                             {"withdrawn", std::int64_t{found->withdrawn}},
                                             {"unjudged", std::int64_t{found->unjudged}}});
    return Done{};
  });
  runner.daily("opendata.sweep", at_night + 60, [parts](const jobs::Job&) -> Result<Done> {
    const auto removed = parts.recall.writer.sweep();
    if (!removed) return fail(Error(removed.error()));
    return Done{};
  });
  // What an employee asked for; the page shows what came of it.
  runner.handle("opendata.offer", [parts](const jobs::Job& job) -> Result<Done> {
    const Approval approval{json::text_at(job.payload, "role"), json::text_at(job.payload, "acting")};
    const auto judgement = parts.refresher.offer(json::text_at(job.payload, "dataset"), approval);
    if (!judgement) return fail(Error(judgement.error()));
    return Done{};
  });
  runner.handle("opendata.propose", [parts](const jobs::Job& job) -> Result<Done> {
    const auto found = parts.refresher.propose(json::text_at(job.payload, "dataset"));
    if (!found) return fail(Error(found.error()));
    return Done{};
  });
  runner.handle("opendata.notice",
                [parts](const jobs::Job& job) { return deliver_notice(parts.recall.records, parts.client, job); });
}

}  // namespace sas::opendata
