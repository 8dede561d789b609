#include "harvest/harvester.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "crypto/hash.h"
#include "harvest/rdf_form.h"
#include "opendata/brought_file.h"

namespace sas::harvest {
namespace {

using State = HarvestedSet::State;

constexpr int pages_a_turn = 50;
constexpr int files_a_turn = 25;
constexpr std::int64_t pages_a_round = 1'000;
constexpr std::size_t most_list = std::size_t{16} << 20U;
// A catalogue that forgets a set once may be half built; one that forgets it twice means it.
constexpr std::int64_t rounds_missed = 2;

const Bilingual& gone_reason() {
  static const Bilingual text{"De catalogus waar deze gegevens vandaan komen, biedt ze niet meer aan.",
                              "The catalogue that these data come from no longer offers them."};
  return text;
}

std::string hash_of_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string block(std::size_t{1} << 20U, '\0');
  crypto::Sha256 sum;
  while (in) {
    in.read(block.data(), static_cast<std::streamsize>(block.size()));
    sum.update(std::string_view(block).substr(0, static_cast<std::size_t>(in.gcount())));
  }
  return hex(sum.finish());
}

// One page of the list, as the readers take it.
Result<std::string> list_at(const Fetcher& fetcher, Kind kind, const std::string& url) {
  auto body = fetcher.get(url, std::string(accepted_by(kind)), most_list);
  if (!body || kind != Kind::dcat) return body;
  return as_n_triples(std::move(*body), url);
}

bool is_open_licence(const std::string& licence) {
  return licence == "CC0-1.0" || licence == "CC-BY-4.0";
}

bool is_wanted_here(const Origin& origin, const Listed& set) {
  return origin.only.empty() || std::find(origin.only.begin(), origin.only.end(), set.id) != origin.only.end();
}

HarvestedSet blocked(HarvestedSet set, std::string reason) {
  set.state = State::blocked;
  set.reason = std::move(reason);
  return set;
}

}  // namespace

Harvester::Harvester(HarvestParts parts) : parts_(std::move(parts)) {
  std::filesystem::create_directories(parts_.folder);
}

Result<Done> Harvester::run(const Origin& origin) const {
  const auto known =
      parts_.recall.records.read([&](store::ReadTx& tx) -> Result<OriginState> { return state_of(tx, origin.name); });
  if (!known) return fail(Error(known.error()));
  const auto state = read_list(origin, *known);
  if (!state) return fail(Error(state.error()));
  return fetch_wanted(origin);
}

Result<OriginState> Harvester::read_list(const Origin& origin, OriginState state) const {
  const Fetcher fetcher(parts_.client, origin.hosts);
  for (int turn = 0; turn < pages_a_turn; ++turn) {
    const std::string url = state.next_page.empty() ? origin.url : state.next_page;
    const auto body = list_at(fetcher, origin.kind, url);
    if (!body) return note_failure(std::move(state), body.error());
    const auto page = read_listing(origin.kind, *body, url);
    if (!page) return note_failure(std::move(state), page.error());
    if (page->next == url || state.pages == pages_a_round)
      return note_failure(std::move(state), {ErrorKind::invalid, "listing-endless", "the pages do not end", {}});
    auto taken = take_page(origin, std::move(state), *page);
    if (!taken) return taken;
    state = std::move(*taken);
    if (page->next.empty()) return end_round(origin, std::move(state));
  }
  return state;
}

Result<OriginState> Harvester::take_page(const Origin& origin, OriginState state, const Listing& page) const {
  const Instant now = parts_.recall.clock.now();
  state.last_try = now;
  state.next_page = page.next;
  ++state.pages;
  state.passed_over += static_cast<std::int64_t>(page.passed_over);
  return parts_.recall.records.write([&](store::WriteTx& tx) -> Result<OriginState> {
    for (const Listed& set : page.sets)
      if (is_wanted_here(origin, set)) put_listed(tx, origin, set, state.round, now);
    put_state(tx, state);
    return state;
  });
}

// A catalogue that suddenly has nothing is broken rather than empty: nothing is taken back for it.
Result<OriginState> Harvester::end_round(const Origin& origin, OriginState state) const {
  std::vector<HarvestedSet> missed;
  const auto ended = parts_.recall.records.write([&](store::WriteTx& tx) -> Result<std::size_t> {
    const auto all = sets_of(tx, origin.name);
    missed = missed_in(tx, origin.name, state.round);
    const auto still = std::count_if(all.begin(), all.end(), [](const auto& s) { return s.state != State::gone; });
    if (!missed.empty() && static_cast<std::size_t>(still) == missed.size())
      return fail(ErrorKind::unavailable, "listing-empty", "the catalogue no longer has any of its sets");
    return missed.size();
  });
  if (!ended && ended.error().code == "listing-empty") {
    state.next_page.clear();
    state.pages = 0;
    return note_failure(std::move(state), ended.error());
  }
  if (!ended) return fail(Error(ended.error()));
  for (const HarvestedSet& set : missed)
    if (set.missed >= rounds_missed)
      if (auto gone = take_back(set); !gone) return fail(std::move(gone));
  state.last_success = parts_.recall.clock.now();
  state.last_error.clear();
  state.failures = 0;
  state.next_page.clear();
  state.pages = 0;
  ++state.round;
  return parts_.recall.records.write([&](store::WriteTx& tx) -> Result<OriginState> {
    put_state(tx, state);
    return state;
  });
}

Result<OriginState> Harvester::note_failure(OriginState state, const Error& error) const {
  state.last_try = parts_.recall.clock.now();
  state.last_error = error.code;
  ++state.failures;
  parts_.logger.warn("harvest-failed", {{"origin", state.name}, {"code", error.code}});
  return parts_.recall.records.write([&](store::WriteTx& tx) -> Result<OriginState> {
    put_state(tx, state);
    return state;
  });
}

// First what is public, then our own memory of it: killed between the two, the next round does it again.
Result<Done> Harvester::take_back(const HarvestedSet& set) const {
  const auto withdrawn = opendata::withdraw(parts_.recall, {set.dataset, 0, gone_reason(), "harvest", "system"});
  if (!withdrawn && withdrawn.error().code != "release-unknown") return fail(Error(withdrawn.error()));
  std::error_code error;
  std::filesystem::remove(file_of(parts_.folder, set.dataset), error);
  HarvestedSet gone = set;
  gone.state = State::gone;
  gone.reason.clear();
  gone.is_wanted = false;
  gone.sha256.clear();
  gone.bytes = 0;
  parts_.logger.info("harvest-gone", {{"dataset", set.dataset}});
  return parts_.recall.records.write([&](store::WriteTx& tx) -> Result<Done> {
    put_outcome(tx, gone);
    return Done{};
  });
}

Result<Done> Harvester::fetch_wanted(const Origin& origin) const {
  const auto wanted = parts_.recall.records.read([&](store::ReadTx& tx) -> Result<std::vector<HarvestedSet>> {
    return wanted_sets(tx, origin.name, files_a_turn);
  });
  if (!wanted) return fail(Error(wanted.error()));
  for (const HarvestedSet& set : *wanted)
    if (auto done = fetch(origin, set); !done) return done;
  return Done{};
}

Result<Done> Harvester::fetch(const Origin& origin, HarvestedSet set) const {
  const std::string before = set.sha256;
  const HarvestedSet now = fetched(origin, std::move(set));
  const bool is_new = now.state == State::here && now.sha256 != before;
  return parts_.recall.records.write([&](store::WriteTx& tx) -> Result<Done> {
    put_outcome(tx, now);
    // What was taken back goes out again when somebody says so, and not because a catalogue has a new file.
    if (is_new && parts_.declarations.find(tx, now.dataset) && !opendata::is_held(tx, now.dataset))
      parts_.recall.outbox.enqueue(tx, {"opendata.offer",
                                        {{"dataset", now.dataset}, {"role", "declaration"}, {"acting", "system"}},
                                        {},
                                        "opendata.offer:" + now.dataset});
    return Done{};
  });
}

HarvestedSet Harvester::fetched(const Origin& origin, HarvestedSet set) const {
  set.is_wanted = false;
  set.fetched_at = parts_.recall.clock.now();
  const std::string licence = set.listed.licence.empty() ? origin.licence : set.listed.licence;
  if (!is_open_licence(licence)) return blocked(std::move(set), "licence-not-open");
  if (set.listed.forms.empty()) return blocked(std::move(set), "no-usable-form");
  const Form& form = set.listed.forms.front();
  const std::string waiting = parts_.folder + "/." + set.dataset + ".part";
  const Fetcher fetcher(parts_.client, origin.hosts);
  if (auto saved = fetcher.save(form, origin.kind, waiting); !saved) {
    std::error_code error;
    std::filesystem::remove(waiting, error);
    return blocked(std::move(set), saved.error().code);
  }
  set.sha256 = hash_of_file(waiting);
  std::error_code error;
  set.bytes = static_cast<std::int64_t>(std::filesystem::file_size(waiting, error));
  std::filesystem::remove(file_of(parts_.folder, set.dataset), error);
  std::filesystem::rename(waiting, parts_.folder + "/" + set.dataset + "." + ending_of(form.format), error);
  if (error) return blocked(std::move(set), "harvest-disk");
  set.state = State::here;
  set.reason.clear();
  return set;
}

Result<Done> Harvester::run_due() const {
  for (const Origin& origin : parts_.origins.all) {
    const auto state =
        parts_.recall.records.read([&](store::ReadTx& tx) -> Result<OriginState> { return state_of(tx, origin.name); });
    if (!state) return fail(Error(state.error()));
    if (is_due(origin, *state, parts_.recall.clock.now())) {
      if (auto done = run(origin); !done) return done;
    } else if (auto done = fetch_wanted(origin); !done) {
      return done;
    }
  }
  parts_.recall.outbox.bell()->ring();
  return Done{};
}

bool is_due(const Origin& origin, const OriginState& state, Instant now) {
  using std::chrono::duration_cast;
  using std::chrono::milliseconds;
  if (!state.last_try) return true;
  if (state.failures > 0) {
    const auto doublings = std::min<std::int64_t>(state.failures - 1, 10);
    const milliseconds pause = std::chrono::minutes{15} * (std::int64_t{1} << doublings);
    return now - *state.last_try >= std::min<milliseconds>(pause, duration_cast<milliseconds>(origin.every));
  }
  if (!state.next_page.empty() || !state.last_success) return true;
  return now - *state.last_success >= origin.every;
}

std::string file_of(const std::string& folder, const std::string& dataset) {
  return opendata::brought_file(folder, dataset);
}

void add_harvest_jobs(jobs::Runner& runner, const Harvester& harvester) {
  runner.every("harvest.poll", std::chrono::minutes{5},
               [&harvester](const jobs::Job&) -> Result<Done> { return harvester.run_due(); });
}

}  // namespace sas::harvest
