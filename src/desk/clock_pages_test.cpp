#include "desk/test_workplace.h"

using namespace sas;
using namespace sas::desk::testing;

TEST_CASE("an employee lets the term stand still with a reason, and lets it run again") {
  Workplace w;
  const auto opened = w.open("parkeervergunning", "Jan Jansen");
  CHECK(test::says(w.browser.get(w.url(opened)), "Overmacht: wij kunnen nu niet beslissen"));
  const auto nothing = w.browser.post(w.url(opened, "/stilzetten"), {{"version", "1"}, {"stil_reden", "x"}});
  CHECK(nothing.status == 422);
  const auto no_day = w.browser.post(w.url(opened, "/stilzetten"),
                                     {{"version", "1"}, {"grond", "4:15-2-a"}, {"stil_reden", "Vakantie."}});
  CHECK(no_day.status == 422);
  CHECK(test::says(no_day, "tot welke dag de aanvrager instemt"));
  REQUIRE(w.browser
              .post(w.url(opened, "/stilzetten"),
                    {{"version", "1"}, {"grond", "4:15-2-c"}, {"stil_reden", "Brand in het archief."}})
              .status == 303);
  const auto page = w.browser.get(w.url(opened));
  CHECK(test::says(page, "staat stil sinds 2 april 2026"));
  CHECK(test::says(page, "Brand in het archief."));
  CHECK(test::says(page, "artikel 4:15 lid 2 onder c Awb"));
  CHECK(!test::says(page, "wacht op aanvrager"));
  REQUIRE(w.browser.post(w.url(opened, "/hervatten"), {{"version", "2"}}).status == 303);
  CHECK(!w.get(opened.id).suspended_since);
  w.gate.viewer = w.desk_worker;
  CHECK(w.browser.post(w.url(opened, "/stilzetten"), {{"version", "3"}}).status == 403);
}

TEST_CASE("the work list counts down to the legal day, and a notice of default by post shows what it costs") {
  Workplace w;
  const auto opened = w.open("parkeervergunning", "Jan Jansen");
  CHECK(!test::says(w.browser.get("/balie"), "Wettelijk uiterlijk"));
  w.clock.set(*parse_iso_instant("2026-05-13T09:00:00Z"));
  CHECK(test::says(w.browser.get("/balie"), "Wettelijk uiterlijk 27 mei 2026, nog 14 dagen"));
  w.clock.set(*parse_iso_instant("2026-05-27T09:00:00Z"));
  CHECK(test::says(w.browser.get("/balie"), "Wettelijk uiterlijk vandaag, 27 mei 2026"));
  CHECK(!test::says(w.browser.get(w.url(opened)), "Een ingebrekestelling vastleggen"));
  w.clock.set(*parse_iso_instant("2026-06-30T09:00:00Z"));
  CHECK(test::says(w.browser.get("/balie"), "34 dagen voorbij"));
  w.gate.viewer = w.desk_worker;
  CHECK(test::says(w.browser.get(w.url(opened)), "Een ingebrekestelling vastleggen"));
  const auto send = [&](const char* day, const char* month) {
    return w.browser.post(
        w.url(opened, "/ingebrekestelling"),
        {{"kanaal", "post"}, {"ontvangen-day", day}, {"ontvangen-month", month}, {"ontvangen-year", "2026"}});
  };
  const auto early = send("27", "5");
  CHECK(early.status == 422);
  CHECK(test::says(early, "niet na de wettelijke dag"));
  REQUIRE(send("1", "6").status == 303);
  const auto page = w.browser.get(w.url(opened));
  CHECK(test::says(page, "357"));  // fourteen days of 23 and one of 35
  CHECK(test::says(page, "Dwangsom vanaf 16 juni 2026"));
  CHECK(send("2", "6").status == 409);
  w.gate.viewer = w.handler;
  const std::string version = std::to_string(w.get(opened.id).version);
  REQUIRE(w.browser
              .post(w.url(opened, "/geen-dwangsom"), {{"version", version},
                                                      {"uitzondering", "no-interest"},
                                                      {"uitzondering_waarom", "Het gaat om een ander huis."}})
              .status == 303);
  CHECK(test::says(w.browser.get(w.url(opened)), "geen belanghebbende"));
}
