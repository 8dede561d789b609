#include "desk/test_workplace.h"

using namespace sas;
using namespace sas::desk::testing;

TEST_CASE("a form begun with a person who was looked up belongs to that person, with what we know filled in") {
  Workplace w;
  const std::string page = "/balie/personen/" + resident_id.text();
  const auto begin = [&] {
    return w.browser.post("/balie/contact/formulier",
                          {{"formulier", "verhuizing"}, {"kanaal", "phone"}, {"persoon", resident_id.text()}});
  };
  CHECK(test::header_of(begin(), "Location") == page);  // the reason comes first
  REQUIRE(w.browser.post(page, {{"reden", "phone"}}).status == 303);
  CHECK(test::says(w.browser.get(page), "Een formulier invullen met deze persoon"));
  const auto begun = begin();
  REQUIRE(begun.status == 303);
  const DraftId id(test::header_of(begun, "Location").substr(11, 36));
  const auto draft = w.store->read([&](store::ReadTx& tx) { return w.drafts.find(tx, id, {"", w.handler}); });
  REQUIRE(draft);
  CHECK(draft->person == resident_id);
  CHECK(draft->channel == catalogue::ChannelKind::phone);
  CHECK(json::text_at(draft->answers.at("contact").as_object(), "name") == "Jan Jansen");
  CHECK(w.store->read([&](store::ReadTx& tx) { return w.drafts.find(tx, id, {"", w.resident}); }));
  CHECK(!w.store->read([&](store::ReadTx& tx) { return w.drafts.find(tx, id, {"", w.desk_worker}); }));
}

namespace {

std::string slot_of(unsigned day, int minute) {
  return std::to_string(to_millis(local_time(make_date(2026, 4, day), minute)));
}

}  // namespace

TEST_CASE("an employee books, moves and cancels the visit of a case, and its promise moves along") {
  Workplace w;
  const auto opened = w.open("paspoort", "Jan Jansen");
  w.gate.viewer = w.desk_worker;
  const std::string fresh = "/balie/afspraken/nieuw";
  CHECK(test::says(w.browser.get(w.url(opened)), fresh + "?zaak=" + opened.id.text()));
  CHECK(test::says(w.browser.get(fresh + "?zaak=" + opened.id.text()), slot_of(13, 9 * 60)));
  CHECK(w.browser.post(fresh, {{"zaak", opened.id.text()}, {"doel", "documents"}, {"kanaal", "phone"}}).status == 422);
  const auto booked = w.browser.post(
      fresh, {{"zaak", opened.id.text()}, {"doel", "documents"}, {"kanaal", "phone"}, {"slot", slot_of(13, 9 * 60)}});
  REQUIRE(booked.status == 200);
  CHECK(test::says(booked, "maandag 13 april 2026"));
  CHECK(w.woken == 1);
  CHECK(format_iso_date(w.get(opened.id).promised_day) == "2026-04-20");
  const auto all = *w.store->read([&](store::ReadTx& tx) -> Result<std::vector<contact::Appointment>> {
    return w.appointments.of_case(tx, opened.id);
  });
  REQUIRE(all.size() == 1);
  const std::string one = "/balie/afspraken/" + all[0].id;
  CHECK(test::says(w.browser.get(w.url(opened)), one));
  CHECK(w.browser.post(one + "/verzetten", {{"kanaal", "phone"}}).status == 422);
  CHECK(w.browser.post(one + "/verzetten", {{"slot", slot_of(13, 9 * 60)}, {"kanaal", "phone"}}).status == 409);
  REQUIRE(w.browser.post(one + "/verzetten", {{"slot", slot_of(14, 9 * 60)}, {"kanaal", "phone"}}).status == 303);
  CHECK(format_iso_date(w.get(opened.id).promised_day) == "2026-04-21");
  CHECK(test::says(w.browser.get("/balie/afspraken?dag=2026-04-14"), one));
  CHECK(test::says(w.browser.get(w.url(opened)), "De termijn telt nu vanaf 14 april 2026."));
  REQUIRE(w.browser.post(one + "/afzeggen", {{"kanaal-af", "desk"}}).status == 303);
  CHECK(w.browser.get(one).status == 404);
  const auto mails = *w.store->read([&](store::ReadTx& tx) -> Result<std::int64_t> {
    return tx.query("SELECT count(*) FROM message WHERE mail_state = 'waiting' AND template LIKE 'appointment-%'")
        .front()
        .integer(0);
  });
  CHECK(mails == 3);
}

TEST_CASE("a caller we do not know gives a name and a phone number; a person's visit needs a reason to look") {
  Workplace w;
  const std::string fresh = "/balie/afspraken/nieuw";
  CHECK(test::says(w.browser.get(fresh), "value=\"documents\""));
  const auto wrong = w.browser.post(
      fresh, {{"doel", "documents"}, {"kanaal", "phone"}, {"slot", slot_of(13, 9 * 60)}, {"telefoon", "12"}});
  CHECK(wrong.status == 422);
  CHECK(test::says(wrong, "Dit is geen telefoonnummer."));
  const auto booked = w.browser.post(fresh, {{"doel", "documents"},
                                             {"kanaal", "phone"},
                                             {"slot", slot_of(13, 9 * 60)},
                                             {"naam", "Een Beller"},
                                             {"telefoon", "0612345678"}});
  REQUIRE(booked.status == 200);
  const auto of_day = [&] {
    return *w.store->read([&](store::ReadTx& tx) -> Result<std::vector<contact::Appointment>> {
      return w.appointments.of_day(tx, make_date(2026, 4, 13));
    });
  };
  REQUIRE(of_day().size() == 1);
  const std::string one = "/balie/afspraken/" + of_day()[0].id;
  CHECK(test::says(w.browser.get(one), "Een Beller"));
  CHECK(!test::says(w.browser.get("/balie/afspraken?dag=2026-04-13"), "Een Beller"));
  CHECK(w.browser.post("/balie/afspraken", {{"code", "AAAA-BBBB-CCCC"}}).status == 422);

  const std::string person = "/balie/personen/" + resident_id.text();
  CHECK(test::header_of(w.browser.get(fresh + "?persoon=" + resident_id.text()), "Location") == person);
  REQUIRE(w.browser.post(person, {{"reden", "desk"}}).status == 303);
  REQUIRE(w.browser
              .post(fresh, {{"persoon", resident_id.text()},
                            {"doel", "documents"},
                            {"kanaal", "desk"},
                            {"slot", slot_of(13, 9 * 60 + 30)}})
              .status == 200);
  const std::string theirs = "/balie/afspraken/" + of_day()[1].id;
  CHECK(test::says(w.browser.get(person), theirs));
  w.gate.viewer = w.desk_worker;  // a colleague gives a reason of their own
  CHECK(test::header_of(w.browser.get(theirs), "Location") == person);
  CHECK(test::header_of(w.browser.post(theirs + "/afzeggen", {{"kanaal-af", "desk"}}), "Location") == person);
  CHECK(of_day().size() == 2);
}
