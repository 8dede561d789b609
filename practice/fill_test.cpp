#include "practice/fill_history.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "ledger/ledger.h"
#include "ledger/verify.h"
#include "promises/projection.h"
#include "test_stores.h"

using namespace sas;
using namespace sas::practice;

namespace {

FillSettings settings(std::uint64_t seed, std::size_t cases) {
  FillSettings out;
  out.plan.seed = seed;
  out.plan.cases = cases;
  out.plan.until = make_date(2026, 11, 24);
  return out;
}

std::string filled_root(std::uint64_t seed) {
  test::SqliteStore store(fill_schema());
  const catalogue::Catalogue catalogue = catalogue::load("catalogue")->catalogue;
  const auto filled = fill_history(*store, catalogue, settings(seed, 300));
  REQUIRE_MESSAGE(filled, filled.error().code);
  CHECK(filled->cases == 300);
  const auto report = ledger::verify(*store);
  REQUIRE(report);
  CHECK(report->intact());
  CHECK(report->events == static_cast<std::int64_t>(filled->events));
  return hex(report->root);
}

std::int64_t count(store::Store& store, const std::string& sql) {
  return *store.read([&](store::ReadTx& tx) -> Result<std::int64_t> { return tx.query_one(sql)->integer(0); });
}

}  // namespace

TEST_CASE("the same seed and day give the same ledger, to the last hash; another seed another") {
  const std::string root = filled_root(1);
  CHECK(root == filled_root(1));
  CHECK(root != filled_root(2));
}

TEST_CASE("a practice town has open, waiting and closed cases, and an outbox without mail") {
  test::for_each_store(fill_schema(), [](store::Store& store) {
    const catalogue::Catalogue catalogue = catalogue::load("catalogue")->catalogue;
    REQUIRE(fill_history(store, catalogue, settings(3, 120)));
    CHECK(count(store, "SELECT count(*) FROM cases") == 120);
    CHECK(count(store, "SELECT count(*) FROM cases WHERE closed_at IS NOT NULL") > 80);
    CHECK(count(store, "SELECT count(*) FROM job") == 0);
    CHECK(count(store, "SELECT count(*) FROM message WHERE mail_state = 'waiting'") == 0);
    const std::string sanne = "person_id = (SELECT id FROM person WHERE name = 'Sanne van der Veen')";
    CHECK(count(store, "SELECT count(*) FROM cases WHERE closed_at IS NULL AND " + sanne) == 3);
    CHECK(count(store, "SELECT count(*) FROM cases WHERE closed_at IS NULL AND suspended_since IS NOT NULL AND " + sanne) == 1);
    CHECK(count(store, "SELECT count(*) FROM message WHERE " + sanne) > 6);
    CHECK(count(store, "SELECT count(*) FROM ledger_event a JOIN ledger_event b ON b.seq = a.seq + 1 WHERE b.at < a.at") == 0);
    const auto again = fill_history(store, catalogue, settings(3, 120));
    REQUIRE(!again);
    CHECK(again.error().code == "already-filled");
    CHECK(count(store, "SELECT count(*) FROM cases") == 120);
  });
}

TEST_CASE("the plan is in order of time, ends before its last day, and takes more of the work online as time goes by") {
  const catalogue::Catalogue catalogue = catalogue::load("catalogue")->catalogue;
  const Town town(1, make_date(2026, 11, 24));
  const History history = plan(catalogue, town, settings(1, 6000).plan);
  REQUIRE(history.cases.size() == 6000);
  std::size_t early = 0, early_online = 0, late = 0, late_online = 0;
  Instant last = start_of_day(history.from);
  std::set<std::size_t> opened;
  for (const Action& action : history.actions) {
    CHECK(action.at >= last);
    last = action.at;
    if (action.step == Step::open) {
      CHECK(opened.insert(action.planned).second);
      const bool online = history.cases[action.planned].channel == catalogue::ChannelKind::digital;
      const bool first_year = local_date(action.at) < history.from + std::chrono::days{365};
      (first_year ? early : late) += 1;
      if (online) (first_year ? early_online : late_online) += 1;
    } else {
      REQUIRE(opened.count(action.planned) == 1);
    }
  }
  CHECK(last < start_of_day(history.until));
  CHECK(opened.size() == 6000);
  CHECK(early_online * late < late_online * early);
}

TEST_CASE("the causes of waiting that the town made are found again from the ledger alone, and add up to the whole for every case") {
  test::for_each_store(fill_schema(), [](store::Store& store) {
    const catalogue::Catalogue catalogue = catalogue::load("catalogue")->catalogue;
    const auto filled = fill_history(store, catalogue, settings(5, 1500));
    REQUIRE_MESSAGE(filled, filled.error().code);
    REQUIRE(filled->waits.size() == 1500);
    promises::Projection projection;
    REQUIRE(projection.refresh(store));
    const promises::Facts& facts = projection.facts();
    REQUIRE(facts.cases().size() == 1500);
    const std::int64_t now = to_millis(start_of_day(settings(5, 1500).plan.until));
    const promises::Hindrances hindrances = facts.hindrances(now);
    std::int64_t total = 0, recovered = 0;
    promises::Waited all{};
    for (const TrueWait& truth : filled->waits) {
      const promises::Fact* fact = facts.find(truth.id.text());
      REQUIRE(fact != nullptr);
      const promises::Waited found = facts.waited(*fact, now, hindrances);
      const std::int64_t end = fact->end == promises::End::open ? now : fact->closed_at;
      CHECK(promises::total_of(found) == end - fact->received_at);
      for (std::size_t i = 0; i < promises::cause_count; ++i) {
        total += truth.waited[i];
        all[i] += truth.waited[i];
        recovered += std::min(truth.waited[i], found[i]);
      }
    }
    CHECK(static_cast<double>(recovered) >= 0.99 * static_cast<double>(total));
    // Every cause the town knows of does occur, so that none is recovered by being absent.
    for (const std::size_t made : {0U, 1U, 2U, 3U, 6U}) CHECK(all[made] > 0);
    CHECK(count(store, "SELECT count(*) FROM outage WHERE until_at IS NOT NULL") == 8);
  });
}

TEST_CASE("a catalogue that could not be read leaves the records as they were, so that filling can be tried again") {
  test::SqliteStore store(fill_schema());
  const auto refused = fill_history(*store, catalogue::Catalogue{}, settings(1, 20));
  REQUIRE(!refused);
  CHECK(refused.error().code == "catalogue-empty");
  CHECK(count(*store, "SELECT count(*) FROM ledger_event") == 0);
  CHECK(fill_history(*store, catalogue::load("catalogue")->catalogue, settings(1, 20)));
}
