#include "promises/outages.h"

#include <doctest/doctest.h>

#include "cases/cases.h"
#include "ledger/ledger.h"
#include "people/people.h"
#include "promises/outage_pages.h"
#include "promises/projection.h"
#include "promises/promises.h"
#include "promises/satisfaction.h"
#include "test_stores.h"

using namespace sas;
using namespace sas::promises;

namespace {

const std::vector<store::Migration> schema = test::joined({ledger::migrations(), people::migrations(), cases::migrations(), promises::migrations()});

struct Watch {
  explicit Watch(store::Store& records) : store(records) {}
  store::Store& store;
  ManualClock clock{*parse_iso_instant("2026-04-01T09:00:00Z")};
  SystemRandom random;
  ledger::Ledger ledger{clock, random};
  Outages outages{clock, random, ledger};
  Probes probes{clock, outages};

  void at(const char* text) { clock.set(*parse_iso_instant(text)); }
  Result<Outage> record(const NewOutage& fresh) const {
    return store.write([&](store::WriteTx& tx) { return outages.record(tx, fresh, people::system_viewer()); });
  }
  void see(Channel channel, Seen seen) const {
    REQUIRE(store.write([&](store::WriteTx& tx) { return probes.note(tx, channel, seen); }));
  }
  std::vector<Outage> all() const {
    return *store.read([](store::ReadTx& tx) -> Result<std::vector<Outage>> { return list_outages(tx); });
  }
  std::string why(const Result<Outage>& result) const {
    REQUIRE(!result);
    return result.error().fields.empty() ? result.error().code : result.error().fields[0].field + " " + result.error().fields[0].code;
  }
};

Instant moment(const char* text) { return *parse_iso_instant(text); }

}  // namespace

TEST_CASE("an outage is written down once, ends once, and both stand in the ledger in words that lead back to it") {
  test::for_each_store(schema, [](store::Store& store) {
    Watch watch(store);
    const auto recorded = watch.record({Channel::brp, moment("2026-04-01T08:00:00Z"), {}, Evidence::report});
    REQUIRE(recorded);
    CHECK(watch.why(watch.record({Channel::brp, moment("2026-04-01T08:30:00Z"), {}, Evidence::report})) == "outage-double");
    watch.at("2026-04-01T10:00:00Z");
    const auto end = [&](const std::string& id, const char* until) {
      return store.write([&](store::WriteTx& tx) { return watch.outages.end(tx, id, moment(until), people::system_viewer()); });
    };
    CHECK(watch.why(end("nothing", "2026-04-01T09:00:00Z")) == "outage-unknown");
    CHECK(watch.why(end(recorded->id, "2026-04-01T08:00:00Z")) == "tot outage-until-before");
    CHECK(watch.why(end(recorded->id, "2026-04-01T11:00:00Z")) == "tot outage-until-later");
    REQUIRE(end(recorded->id, "2026-04-01T09:30:00Z"));
    CHECK(watch.why(end(recorded->id, "2026-04-01T09:40:00Z")) == "outage-ended");
    CHECK(watch.all().at(0).until == moment("2026-04-01T09:30:00Z"));
    Projection projection;
    REQUIRE(projection.refresh(store));
    const Hindrances found = projection.facts().hindrances(to_millis(moment("2026-04-02T00:00:00Z")));
    const Window morning{to_millis(moment("2026-04-01T07:00:00Z")), to_millis(moment("2026-04-01T12:00:00Z"))};
    CHECK(found.within(morning, Cause::handling, catalogue::ChannelKind::digital) == 90 * 60'000);
  });
}

TEST_CASE("an outage that lies in the future or ends before it begins is refused with the field that is wrong") {
  test::SqliteStore store(schema);
  Watch watch(*store);
  CHECK(watch.why(watch.record({Channel::site, moment("2026-04-01T09:00:01Z"), {}, Evidence::report})) == "van outage-from-later");
  CHECK(watch.why(watch.record({Channel::site, moment("2026-04-01T08:00:00Z"), moment("2026-04-01T08:00:00Z"), Evidence::report})) == "tot outage-until-before");
  CHECK(watch.why(watch.record({Channel::site, moment("2026-04-01T08:00:00Z"), moment("2026-04-01T09:30:00Z"), Evidence::report})) == "tot outage-until-later");
  CHECK(watch.all().empty());
}

TEST_CASE("one failure is no outage, two in a row are, from the last time it answered until it answers again") {
  test::for_each_store(schema, [](store::Store& store) {
    Watch watch(store);
    watch.see(Channel::digid, Seen::answered);
    watch.at("2026-04-01T09:01:00Z");
    watch.see(Channel::digid, Seen::silent);
    CHECK(watch.all().empty());
    watch.at("2026-04-01T09:02:00Z");
    watch.see(Channel::digid, Seen::silent);
    watch.at("2026-04-01T09:03:00Z");
    watch.see(Channel::digid, Seen::silent);
    REQUIRE(watch.all().size() == 1);
    CHECK(watch.all()[0].from == moment("2026-04-01T09:00:00Z"));
    CHECK(!watch.all()[0].until);
    watch.at("2026-04-01T09:04:00Z");
    watch.see(Channel::digid, Seen::answered);
    CHECK(watch.all()[0].until == moment("2026-04-01T09:04:00Z"));
    watch.at("2026-04-01T09:05:00Z");
    watch.see(Channel::digid, Seen::silent);
    watch.at("2026-04-01T09:06:00Z");
    watch.see(Channel::digid, Seen::answered);
    CHECK(watch.all().size() == 1);
  });
}

TEST_CASE("time in which nothing looked counts as an outage of the site, and says nothing about other channels") {
  test::for_each_store(schema, [](store::Store& store) {
    Watch watch(store);
    watch.see(Channel::site, Seen::answered);
    watch.see(Channel::brp, Seen::answered);
    watch.at("2026-04-01T09:05:00Z");
    watch.see(Channel::site, Seen::answered);
    CHECK(watch.all().empty());
    watch.at("2026-04-01T13:00:00Z");
    watch.see(Channel::site, Seen::answered);
    watch.see(Channel::brp, Seen::answered);
    REQUIRE(watch.all().size() == 1);
    CHECK(watch.all()[0].channel == Channel::site);
    CHECK(watch.all()[0].evidence == Evidence::gap);
    CHECK(watch.all()[0].from == moment("2026-04-01T09:05:00Z"));
    CHECK(watch.all()[0].until == moment("2026-04-01T13:00:00Z"));
  });
}

TEST_CASE("a term that ended while the site was away runs on as soon as a probe finds the site back") {
  test::for_each_store(schema, [](store::Store& store) {
    Watch watch(store);
    const catalogue::Catalogue catalogue = catalogue::load("catalogue")->catalogue;
    const cases::Cases cases{watch.clock, watch.random, catalogue, watch.ledger, [](store::WriteTx&, std::string_view, const json::Object&) {}};
    cases::NewCase fresh;
    fresh.product = ProductId("parkeervergunning");
    const auto opened = store.write([&](store::WriteTx& tx) { return cases.open(tx, fresh, people::system_viewer()); });
    REQUIRE(opened);
    people::Viewer handler;
    handler.kind = people::ViewerKind::staff;
    handler.staff = StaffId("01900000-0000-7000-8000-000000000003");
    handler.roles = {people::Role::handler};
    REQUIRE(store.write([&](store::WriteTx& tx) {
      return cases.ask_completion(tx, opened->id, 1, {"Stuur het kentekenbewijs.", {}, make_date(2026, 4, 9)}, handler);
    }));
    const auto look = [&] {
      REQUIRE(store.write([&](store::WriteTx& tx) { return note_probe(tx, watch.probes, cases, Channel::site, Seen::answered); }));
    };
    watch.at("2026-04-09T15:00:00Z");
    look();
    watch.at("2026-04-10T05:00:00Z");
    look();
    const auto moved = *store.read([&](store::ReadTx& tx) -> Result<std::vector<cases::MovedTerm>> { return cases::moved_terms(tx, watch.all().at(0).id); });
    REQUIRE(moved.size() == 1);
    CHECK(moved[0].was == make_date(2026, 4, 9));
    CHECK(moved[0].until == make_date(2026, 4, 13));  // 10 April was touched too, and then comes the weekend
  });
}
