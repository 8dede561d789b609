#include "opendata/gate.h"

#include <mutex>
#include <set>

#include "base/text.h"
#include "opendata/differencing.h"
#include "opendata/drafting.h"
#include "opendata/formats.h"
#include "opendata/gate_records.h"
#include "opendata/gate_steps.h"
#include "opendata/release_words.h"

namespace sas::opendata {
namespace {

struct Judged {
  Verdict verdict;
  Drafts drafts;
};

json::Array codes_of(const std::vector<privacy::Finding>& findings, const std::vector<Flaw>& flaws) {
  std::set<std::string> codes;
  for (const privacy::Finding& finding : findings) codes.emplace(privacy::code_of(finding.rule));
  for (const Flaw& flaw : flaws) codes.insert(flaw.code);
  json::Array out;
  for (const std::string& code : codes) out.emplace_back(code);
  return out;
}

json::Object facts_of(const Declaration& declaration, const privacy::Report& report) {
  return {{"rule_set", report.rule_set},
          {"rows", static_cast<std::int64_t>(report.rows)},
          {"cells", static_cast<std::int64_t>(report.cells)},
          {"declaration", declaration.sha256}};
}

ledger::NewEvent event_of(std::string kind, const std::string& dataset, const std::string& acting, json::Object facts) {
  ledger::NewEvent event;
  event.kind = std::move(kind);
  event.subject = "dataset:" + dataset;
  event.acting = acting;
  event.facts = std::move(facts);
  return event;
}

}  // namespace

struct Gate::State {
  State(const Parts& p, std::function<void(GateStep)> a) : parts(p), after(std::move(a)) {}

  Result<Judgement> offer(const Declaration& declaration, Source& source, const Approval& approval);
  Result<Judged> judge(const Declaration& declaration, Source& source);
  Result<std::vector<StandingRows>> standing_rows(const std::string& dataset) const;
  Result<Judgement> refuse(const Declaration& declaration, Verdict verdict, const Approval& approval);
  Result<Judgement> leave(const Declaration& declaration, Verdict verdict, releases::Release standing);
  Result<Judgement> release(const Declaration& declaration, Verdict verdict, std::vector<releases::File> kept,
                            const Approval& approval);
  Result<releases::Release> announce(releases::Release release, const privacy::DataSet& judged,
                                     const Approval& approval);
  Result<Done> settle(const Declaration& declaration, const Judgement& judgement);

  Parts parts;
  std::function<void(GateStep)> after;
  std::mutex mutex;
  std::set<std::string> busy;  ///< sets with an offer under way
};

namespace {

// One offer of a set at a time.
class Turn {
 public:
  Turn(std::mutex& mutex, std::set<std::string>& busy, std::string set)
      : mutex_(mutex), busy_(busy), set_(std::move(set)) {
    const std::lock_guard lock(mutex_);
    is_ours_ = busy_.insert(set_).second;
  }
  ~Turn() {
    const std::lock_guard lock(mutex_);
    if (is_ours_) busy_.erase(set_);
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  [[nodiscard]] bool is_ours() const { return is_ours_; }

 private:
  std::mutex& mutex_;
  std::set<std::string>& busy_;
  std::string set_;
  bool is_ours_ = false;
};

}  // namespace

// Every version that somebody can download, not only the newest: 100, then 150, then 101 tells of one person.
Result<std::vector<StandingRows>> Gate::State::standing_rows(const std::string& dataset) const {
  std::vector<StandingRows> out;
  for (const releases::Release& release : parts.writer.standing(dataset)) {
    const releases::File* csv = releases::find_file(release, "csv");
    if (csv == nullptr) continue;
    auto path = parts.writer.path_of(*csv);
    if (!path) return fail(std::move(path));
    const auto judged = parts.records.read([&](store::ReadTx& tx) -> Result<std::optional<privacy::DataSet>> {
      return judged_set(tx, release.ledger_seq);
    });
    if (!judged) return fail(Error(judged.error()));
    out.push_back({std::move(*path), *csv, rounding_of(*judged)});
  }
  return out;
}

Result<Judged> Gate::State::judge(const Declaration& declaration, Source& source) {
  const auto header = source.header();
  TableJudge judge(declaration, header);
  if (needs_comparison(declaration.set, header)) {
    const auto standing = standing_rows(declaration.slug);
    if (!standing) return fail(Error(standing.error()));
    auto counts = public_counts(declaration.set, header, *standing);
    if (!counts) return fail(std::move(counts));
    if (*counts) judge.compare_with(std::move(**counts));
  }
  auto drafts = draft_rows(parts.writer, declaration, source, judge);
  if (!drafts) return fail(std::move(drafts));
  return Judged{judge.finish(), std::move(*drafts)};
}

Result<Judgement> Gate::State::offer(const Declaration& declaration, Source& source, const Approval& approval) {
  auto judged = judge(declaration, source);
  if (!judged) return fail(std::move(judged));
  if (!judged->verdict.passes()) return refuse(declaration, std::move(judged->verdict), approval);
  after(GateStep::judged);
  auto csv = parts.writer.keep(std::move(judged->drafts.csv), "csv", std::string(kCsvType));
  if (!csv) return fail(std::move(csv));
  if (csv->sha256 != judged->drafts.sha256)
    return fail(ErrorKind::conflict, "draft-changed", "the file is not what was judged");
  if (parts.writer.was_withdrawn(*csv)) {
    judged->verdict.flaws.push_back({"withdrawn-before", "", 1});
    return refuse(declaration, std::move(judged->verdict), approval);
  }
  after(GateStep::csv_kept);
  auto standing = parts.writer.standing(declaration.slug);
  if (!standing.empty()) {
    const releases::File* before = releases::find_file(standing.back(), "csv");
    const bool is_same = before != nullptr && before->sha256 == csv->sha256 &&
                         standing.back().scan.declaration_sha256 == declaration.sha256;
    if (is_same) return leave(declaration, std::move(judged->verdict), std::move(standing.back()));
  }
  std::vector<releases::File> kept{*csv};
  if (judged->drafts.bulk) {
    auto bulk = judged->drafts.bulk->keep();
    if (!bulk) return fail(std::move(bulk));
    kept.insert(kept.end(), bulk->begin(), bulk->end());
  }
  return release(declaration, std::move(judged->verdict), std::move(kept), approval);
}

Result<Judgement> Gate::State::refuse(const Declaration& declaration, Verdict verdict, const Approval& approval) {
  Judgement out{Judgement::Outcome::refused, std::move(verdict.report), std::move(verdict.flaws), std::nullopt};
  json::Object facts = facts_of(declaration, out.report);
  facts["rules"] = codes_of(out.report.findings, out.flaws);
  const auto written = parts.records.write([&](store::WriteTx& tx) -> Result<Done> {
    parts.ledger.append(tx, event_of("opendata.refused", declaration.slug, approval.acting, facts));
    put_judgement(tx, declaration.slug, parts.clock.now(), out);
    return Done{};
  });
  if (!written) return fail(Error(written.error()));
  return out;
}

Result<Judgement> Gate::State::leave(const Declaration& declaration, Verdict verdict, releases::Release standing) {
  Judgement out{Judgement::Outcome::unchanged, std::move(verdict.report), {}, std::move(standing)};
  if (auto settled = settle(declaration, out); !settled) return fail(std::move(settled));
  return out;
}

Result<Judgement> Gate::State::release(const Declaration& declaration, Verdict verdict,
                                       std::vector<releases::File> kept, const Approval& approval) {
  const Instant now = parts.clock.now();
  releases::Release made = release_of(declaration, verdict, approval, now);
  auto formats = make_formats(parts.writer, std::move(kept), made.rows, made.columns, made.description);
  if (!formats) return fail(std::move(formats));
  made.files = std::move(formats->files);
  made.lost.insert(made.lost.end(), formats->lost.begin(), formats->lost.end());
  const auto standing = parts.writer.standing(declaration.slug);
  if (!standing.empty()) made.changed = what_changed(standing.back(), made);
  after(GateStep::formats_kept);

  auto announced = announce(std::move(made), declaration.set, approval);
  if (!announced) return fail(std::move(announced));
  after(GateStep::announced);
  auto published = parts.writer.publish(*announced);
  if (!published) return fail(std::move(published));
  after(GateStep::published);
  Judgement out{Judgement::Outcome::released, std::move(verdict.report), {}, std::move(*published)};
  if (auto settled = settle(declaration, out); !settled) return fail(std::move(settled));
  return out;
}

// The ledger goes first: a release names its event, so there is none that the ledger does not know.
Result<releases::Release> Gate::State::announce(releases::Release release, const privacy::DataSet& judged,
                                                const Approval& approval) {
  json::Object facts{{"rule_set", release.scan.rule_set},
                     {"rows", static_cast<std::int64_t>(release.scan.rows)},
                     {"cells", static_cast<std::int64_t>(release.scan.cells)},
                     {"declaration", release.scan.declaration_sha256},
                     {"approved_by", release.approved_by}};
  json::Object files;
  for (const releases::File& file : release.files) files[file.format] = file.sha256;
  facts["files"] = std::move(files);
  // Until the public store gives it a number it is written down as if it were the first.
  release.number = 1;
  release.previous.clear();
  return parts.records.write([&](store::WriteTx& tx) -> Result<releases::Release> {
    release.ledger_seq =
        parts.ledger.append(tx, event_of("opendata.released", release.dataset, approval.acting, facts));
    put_announced(tx, release, judged);
    return release;
  });
}

Result<Done> Gate::State::settle(const Declaration& declaration, const Judgement& judgement) {
  return parts.records.write([&](store::WriteTx& tx) -> Result<Done> {
    if (judgement.outcome == Judgement::Outcome::released) {
      settle_announced(tx, judgement.release->ledger_seq, Settled::published);
      let_go(tx, declaration.slug);
    }
    put_judgement(tx, declaration.slug, parts.clock.now(), judgement);
    return Done{};
  });
}

Gate::Gate(const Parts& parts) : Gate(parts, [](GateStep) {}) {}
Gate::Gate(const Parts& parts, std::function<void(GateStep)> after)
    : state_(std::make_unique<State>(parts, std::move(after))) {}
Gate::~Gate() = default;

Result<Judgement> Gate::offer(const Declaration& declaration, Source& source, const Approval& approval) {
  const Turn turn(state_->mutex, state_->busy, declaration.slug);
  if (!turn.is_ours()) return fail(ErrorKind::conflict, "offer-busy", declaration.slug);
  return state_->offer(declaration, source, approval);
}

bool Gate::has_release(std::string_view dataset) const {
  return !state_->parts.writer.standing(dataset).empty();
}

Result<int> Gate::recover() {
  const Parts& parts = state_->parts;
  const auto waiting =
      parts.records.read([](store::ReadTx& tx) -> Result<std::vector<Announced>> { return waiting_releases(tx); });
  if (!waiting) return fail(Error(waiting.error()));
  int published = 0;
  for (const Announced& each : *waiting) {
    const auto done = parts.writer.publish(each.release);
    // A disk that is full or away may be well again later; files that are gone do not come back.
    if (!done && done.error().kind == ErrorKind::unavailable) return fail(Error(done.error()));
    const auto settled = parts.records.write([&](store::WriteTx& tx) -> Result<Done> {
      if (!done)
        parts.ledger.append(tx, event_of("opendata.release-failed", each.release.dataset, "system",
                                         {{"event", each.ledger_seq}, {"code", done.error().code}}));
      settle_announced(tx, each.ledger_seq, done ? Settled::published : Settled::failed);
      return Done{};
    });
    if (!settled) return fail(Error(settled.error()));
    if (done) ++published;
  }
  return published;
}

}  // namespace sas::opendata
