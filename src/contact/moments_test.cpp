#include <doctest/doctest.h>

#include "cases/cases.h"
#include "cases/queries.h"
#include "contact/appointments.h"
#include "contact/moments.h"
#include "test_stores.h"

using namespace sas;
using namespace sas::contact;

namespace {

struct Desk {
  ManualClock clock{*parse_iso_instant("2026-04-02T09:00:00Z")};  // the Thursday before Easter
  SystemRandom random;
  ledger::Ledger ledger{clock, random};
  Moments moments{clock, random, ledger, {}};
  people::Viewer employee;
  Desk() {
    employee.kind = people::ViewerKind::staff;
    employee.staff = StaffId("01900000-0000-7000-8000-000000000003");
    employee.roles = {people::Role::desk};
  }
  Result<std::string> add(store::Store& store, const NewMoment& fresh) const {
    return store.write([&](store::WriteTx& tx) { return moments.add(tx, fresh, employee); });
  }
  std::vector<Moment> waiting(store::Store& store) const {
    return *store.read(
        [&](store::ReadTx& tx) -> Result<std::vector<Moment>> { return moments.to_call_back(tx, employee, 50); });
  }
};

const std::vector<store::Migration> schema = test::joined({ledger::migrations(), cases::migrations(), migrations()});
const PersonId someone("01900000-0000-7000-8000-000000000001");

}  // namespace

TEST_CASE("a contact moment is kept, and the ledger says that it was, with the words beside the log") {
  test::for_each_store(schema, [](store::Store& store) {
    Desk desk;
    const auto id = desk.add(store, {MomentChannel::phone, ProductId("grofvuil"), CaseId(), someone, "Wanneer komt u?",
                                     "Morgen.", Outcome::answered});
    REQUIRE_MESSAGE(id, id.error().code);
    const auto found = *store.read([&](store::ReadTx& tx) -> Result<std::vector<Moment>> {
      return desk.moments.of_person(tx, someone, desk.employee, 10);
    });
    REQUIRE(found.size() == 1);
    CHECK(found[0].question == "Wanneer komt u?");
    CHECK(found[0].channel == MomentChannel::phone);
    CHECK(!found[0].call_back_by);
    const auto events = *store.read(
        [&](store::ReadTx& tx) -> Result<std::vector<ledger::Event>> { return desk.ledger.events_of(tx, *id); });
    REQUIRE(events.size() == 1);
    CHECK(events[0].kind == "contact.registered");
    CHECK(events[0].concerned == "person:" + someone.text());
    CHECK(json::write(events[0].facts).find("Wanneer") == std::string::npos);
    CHECK(json::text_at(*events[0].personal, "question") == "Wanneer komt u?");
    CHECK(desk.waiting(store).empty());
  });
}

TEST_CASE("what is promised to a caller is a working day, the most urgent first, until somebody calls") {
  test::for_each_store(schema, [](store::Store& store) {
    Desk desk;
    const auto later =
        desk.add(store, {MomentChannel::phone, {}, {}, someone, "Belt u mij?", "", Outcome::call_back, 3});
    const auto sooner = desk.add(store, {MomentChannel::desk, {}, {}, someone, "Mij ook?", "", Outcome::call_back, 1});
    REQUIRE(later);
    REQUIRE(sooner);
    const auto waiting = desk.waiting(store);
    REQUIRE(waiting.size() == 2);
    CHECK(waiting[0].id == *sooner);
    CHECK(*waiting[0].call_back_by ==
          make_date(2026, 4, 7));  // Tuesday: Good Friday, the weekend and Easter Monday do not count
    CHECK(*waiting[1].call_back_by == make_date(2026, 4, 9));
    const auto call = [&] {
      return store.write([&](store::WriteTx& tx) { return desk.moments.mark_called_back(tx, *sooner, desk.employee); });
    };
    REQUIRE(call());
    CHECK(call().error().code == "called-back-already");
    CHECK(desk.waiting(store).size() == 1);
    const auto events = *store.read(
        [&](store::ReadTx& tx) -> Result<std::vector<ledger::Event>> { return desk.ledger.events_of(tx, *sooner); });
    CHECK(events.back().kind == "contact.called_back");
    const auto unknown =
        store.write([&](store::WriteTx& tx) { return desk.moments.mark_called_back(tx, "nothing", desk.employee); });
    CHECK(unknown.error().code == "moment-not-found");
  });
}

TEST_CASE("a moment without words, or a call without a day, is refused with the field") {
  test::for_each_store(schema, [](store::Store& store) {
    Desk desk;
    const auto code = [&](const NewMoment& fresh) {
      const auto done = desk.add(store, fresh);
      return done || done.error().fields.empty()
                 ? std::string()
                 : done.error().fields.front().field + " " + done.error().fields.front().code;
    };
    CHECK(code({MomentChannel::phone, {}, {}, {}, "  ", "x", Outcome::answered}) == "question contact-question-empty");
    CHECK(code({MomentChannel::phone, {}, {}, {}, "x", "", Outcome::answered}) == "answer contact-answer-empty");
    CHECK(code({MomentChannel::phone, {}, {}, {}, "x", "", Outcome::call_back, 11}) ==
          "call_back_days contact-call-back-days");
    CHECK(code({MomentChannel::phone, {}, {}, {}, std::string(4001, 'x'), "", Outcome::forwarded}) ==
          "question contact-too-long");
    CHECK(code({MomentChannel::phone, {}, {}, {}, "x", "", Outcome::forwarded}).empty());
  });
}

TEST_CASE("a moment about a case is seen only by who may see the case") {
  test::for_each_store(schema, [](store::Store& store) {
    Desk desk;
    catalogue::Catalogue catalogue = catalogue::load("catalogue")->catalogue;
    cases::Cases cases(desk.clock, desk.random, catalogue, desk.ledger,
                       [](store::WriteTx&, std::string_view, json::Object) {});
    cases::NewCase fresh;
    fresh.product = ProductId("parkeervergunning");
    fresh.person = someone;
    const auto opened = store.write([&](store::WriteTx& tx) { return cases.open(tx, fresh, people::system_viewer()); });
    REQUIRE(opened);
    REQUIRE(desk.add(store, {MomentChannel::phone, fresh.product, opened->id, someone, "Hoe staat het?", "",
                             Outcome::call_back, 1}));
    CHECK(desk.waiting(store).size() == 1);
    desk.employee.roles = {people::Role::editor};
    CHECK(desk.waiting(store).empty());
    const auto of_case = *store.read([&](store::ReadTx& tx) -> Result<std::size_t> {
      return desk.moments.of_case(tx, *cases::find_case(tx, opened->id, people::system_viewer())).size();
    });
    CHECK(of_case == 1);
  });
}
