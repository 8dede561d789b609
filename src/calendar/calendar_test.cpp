#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/random.h"
#include "calendar/explain.h"
#include "calendar/term.h"
#include "calendar/term_lines.h"

using namespace sas;
using namespace sas::calendar;

namespace {

Date day(const char* iso) {
  return *parse_iso_date(iso);
}

// The last day of a statutory term whose raw end is `raw`: one day long, so that only the roll of article 1 acts.
std::string rolled(const char* raw) {
  Term term;
  term.start = day(raw) - std::chrono::days{1};
  term.length = {1, Unit::day};
  return format_iso_date(reckon(term)->end);
}

std::string end_of(Term term) {
  return format_iso_date(reckon(term)->end);
}

}  // namespace

TEST_CASE("a statutory term that ends on a holiday or weekend runs to the next ordinary day") {
  CHECK(rolled("2026-04-03") == "2026-04-07");  // Good Friday, weekend, Easter Monday
  CHECK(rolled("2026-04-25") == "2026-04-28");  // weekend and King's Day on Monday
  CHECK(rolled("2025-04-26") == "2025-04-28");  // King's Day on the 26th, because the 27th is a Sunday
  CHECK(rolled("2026-05-14") == "2026-05-15");  // Ascension; the Friday after is ordinary
  CHECK(rolled("2026-05-23") == "2026-05-26");  // Whit weekend
  CHECK(rolled("2026-05-05") == "2026-05-06");  // Liberation Day, every year
  CHECK(rolled("2026-12-25") == "2026-12-28");
  CHECK(rolled("2027-01-01") == "2027-01-04");
  CHECK(rolled("2018-05-10") == "2018-05-14");  // decree day 11-5-2018
  CHECK(rolled("2018-12-22") == "2018-12-27");  // decree day 24-12-2018
  CHECK(rolled("2019-12-25") == "2019-12-30");  // decree day 27-12-2019
  CHECK(rolled("2013-04-30") == "2013-05-01");  // Queen's Day
  CHECK(rolled("2006-04-29") == "2006-05-01");  // Queen's Day on the 29th, a Saturday
  CHECK(rolled("2026-04-08") == "2026-04-08");
}

TEST_CASE("an objection to a decision published on 20 February 2026 can be sent until Tuesday after Easter") {
  Term term;
  term.start = day("2026-02-20");
  term.length = {6, Unit::week};
  const Outcome outcome = *reckon(term);
  CHECK(format_iso_date(outcome.end) == "2026-04-07");
  CHECK(explain(term, outcome, Language::nl) ==
        "6 weken vanaf 20 februari 2026, eindigt op Goede Vrijdag, dus dinsdag 7 april 2026 (artikel 1 Algemene "
        "termijnenwet)");
  CHECK(
      explain(term, outcome, Language::en) ==
      "6 weeks from 20 February 2026, ends on Good Friday, so Tuesday 7 April 2026 (section 1 Algemene termijnenwet)");
}

TEST_CASE("a suspension moves the end by the suspended days inside the term") {
  const std::vector<Suspension> suspensions{{day("2026-03-10"), day("2026-03-22"), Ground::completion_asked}};
  Term term;
  term.start = day("2026-03-03");
  term.length = {8, Unit::week};
  term.suspensions = suspensions;
  CHECK(end_of(term) == "2026-05-11");  // raw 28 April + 12 days = 10 May, a Sunday
  CHECK(explain(term, *reckon(term), Language::nl) ==
        "8 weken vanaf 3 maart 2026, 12 dagen opgeschort (artikel 4:15 lid 1 onder a Awb), eindigt op zondag 10 mei "
        "2026, dus "
        "maandag 11 mei 2026 (artikel 1 Algemene termijnenwet)");
}

TEST_CASE("a suspension that begins after the last day changes nothing") {
  const std::vector<Suspension> suspensions{{day("2026-03-20"), day("2026-04-20"), Ground::agreed}};
  Term term;
  term.start = day("2026-03-03");
  term.length = {2, Unit::week};
  term.suspensions = suspensions;
  CHECK(end_of(term) == "2026-03-17");
}

TEST_CASE("months keep the day number or take the last day of the month") {
  Term term;
  term.start = day("2026-01-31");
  term.source = Source::ordinance;
  term.length = {1, Unit::month};
  CHECK(end_of(term) == "2026-02-28");
  term.start = day("2024-02-29");
  term.length = {1, Unit::year};
  CHECK(end_of(term) == "2025-02-28");
}

TEST_CASE("a term of three days holds two ordinary days") {
  Term term;
  term.start = day("2026-04-02");  // Thursday before Good Friday
  term.length = {4, Unit::day};    // Good Friday to Easter Monday: none is ordinary
  const Outcome outcome = *reckon(term);
  CHECK(format_iso_date(outcome.end) == "2026-04-08");
  CHECK(outcome.trace()[1].rule == Rule::atw_2);
  term.length = {2, Unit::day};  // too short for article 2; article 1 alone
  CHECK(end_of(term) == "2026-04-07");
}

TEST_CASE("article 4 looks at each described length by itself") {
  Term term;
  term.start = day("2026-01-03");
  term.length = {13, Unit::week};
  CHECK(end_of(term) == "2026-04-04");  // outside the law: stays on Saturday
  const std::vector<Extension> six_weeks{{{6, Unit::week}}};
  term.length = {8, Unit::week};
  term.extensions = six_weeks;
  CHECK(end_of(term) == "2026-04-13");  // 14 weeks together, but still under the law: raw Saturday 11 April
  term.extensions = {};
  term.length = {91, Unit::day};
  CHECK(end_of(term) == "2026-04-04");
  term.length = {3, Unit::month};
  CHECK(end_of(term) == "2026-04-07");
}

TEST_CASE("a municipal ordinance does not roll unless it says so") {
  Term term;
  term.start = day("2026-03-28");
  term.length = {1, Unit::week};
  term.source = Source::ordinance;
  CHECK(end_of(term) == "2026-04-04");
  term.follows_atw = true;
  CHECK(end_of(term) == "2026-04-07");
}

TEST_CASE("working days leave out holidays and closing days, but count days made equal by decree") {
  Term term;
  term.start = day("2018-05-09");
  term.length = {2, Unit::day};
  term.counting = Counting::working_days;
  term.source = Source::promise;
  CHECK(end_of(term) == "2018-05-14");  // Ascension out, decree Friday in, Monday
  const std::vector<Date> closed{day("2018-05-11")};
  term.closing_days = closed;
  CHECK(end_of(term) == "2018-05-15");
}

TEST_CASE("a term counted back knows no holiday") {
  Term term;
  term.start = day("2026-05-30");
  term.length = {2, Unit::week};
  term.direction = Direction::backward;
  CHECK(end_of(term) == "2026-05-16");
}

TEST_CASE("a split suspension equals the whole, and an extra holiday never makes a term earlier") {
  SeededRandom random(7);
  for (int i = 0; i < 20000; ++i) {
    Term term;
    term.start = make_date(2000, 1, 1) + std::chrono::days{random.below(20000)};
    term.length = {static_cast<int>(random.below(12)) + 1, random.below(2) == 0 ? Unit::week : Unit::day};
    const Date from = term.start + std::chrono::days{random.below(40)};
    const Date middle = from + std::chrono::days{random.below(10) + 1},
               until = middle + std::chrono::days{random.below(10) + 1};
    const std::vector<Suspension> whole{{from, until, Ground::agreed}};
    const std::vector<Suspension> halves{{middle, until, Ground::agreed}, {from, middle, Ground::agreed}};
    term.suspensions = whole;
    const Date end = reckon(term)->end;
    term.suspensions = halves;
    CHECK(reckon(term)->end == end);
    const std::vector<Date> extra{end};
    term.decree_days = extra;
    CHECK(reckon(term)->end >= end);
  }
}

TEST_CASE("what cannot be is refused with a name") {
  Term term;
  term.start = day("2026-01-01");
  term.length = {1, Unit::week};
  const std::vector<Suspension> overlap{{day("2026-01-02"), day("2026-01-05"), Ground::agreed},
                                        {day("2026-01-04"), day("2026-01-06"), Ground::agreed}};
  term.suspensions = overlap;
  CHECK(reckon(term).error().code == "suspensions-overlap");
  const std::vector<Suspension> empty{{day("2026-01-05"), day("2026-01-05"), Ground::agreed}};
  term.suspensions = empty;
  CHECK(reckon(term).error().code == "suspension-empty");
  for (const char* bad : {"P0D", "P-1D", "P", "8W", "P8", "PT5M", "P1Y2M", "P999999D", "p8w", "P401Y", "PT"})
    CHECK_MESSAGE(!parse_length(bad), bad);
  CHECK(to_iso8601(*parse_length("PT48H")) == "PT48H");
}

TEST_CASE("a line is answered in kind, a bad line too") {
  std::string out;
  answer_line(R"({"id":7,"start":"2026-02-20","length":"P6W","source":"act"})", out);
  CHECK(out.starts_with(
      R"({"id":7,"end":"2026-04-07","steps":[{"rule":"length","from":"2026-02-20","to":"2026-04-03"},{"rule":"atw-1","from":"2026-04-03","to":"2026-04-07"}],"nl":"6 weken)"));
  out.clear();
  answer_line(R"({"id":"x","start":"2026-02-30","length":"P6W","source":"act"})", out);
  CHECK(out == "{\"id\":\"x\",\"error\":{\"code\":\"date-invalid\",\"detail\":\"field start: no such day\"}}\n");
  out.clear();
  answer_line("nonsense", out);
  CHECK(out.starts_with(R"({"id":null,"error":{"code":"json-invalid")"));
}

TEST_CASE("working days between two days leave out weekends, holidays and closing days, and count the last day") {
  const std::vector<Date> closed{day("2026-05-15")};
  CHECK(working_days_between(day("2026-04-01"), day("2026-04-01"), {}) == 0);
  CHECK(working_days_between(day("2026-04-02"), day("2026-04-01"), {}) == 0);
  CHECK(working_days_between(day("2026-04-02"), day("2026-04-07"), {}) ==
        1);  // Good Friday to Easter Monday do not count
  CHECK(working_days_between(day("2026-04-11"), day("2026-04-12"), {}) == 0);  // a weekend
  CHECK(working_days_between(day("2026-05-13"), day("2026-05-18"), {}) == 2);  // Ascension does not count
  CHECK(working_days_between(day("2026-05-13"), day("2026-05-18"), closed) == 1);
  for (int n = 1; n < 40; ++n)
    CHECK(working_days_between(day("2026-04-02"), add_working_days(day("2026-04-02"), n, closed), closed) == n);
  CHECK(add_working_days(day("2026-04-02"), 0, {}) == day("2026-04-02"));
  CHECK(add_working_days(day("2026-04-02"), 1, {}) == day("2026-04-07"));
}

TEST_CASE("a new holiday never makes a term earlier, and a pause moves the end before the ATW by exactly its days") {
  SeededRandom random(11);
  for (int i = 0; i < 20000; ++i) {
    Term term;
    term.start = make_date(1990, 1, 1) + std::chrono::days{random.below(50000)};
    term.length = {static_cast<int>(random.below(12)) + 1, static_cast<Unit>(random.below(3))};
    const Date end = reckon(term)->end;
    std::vector<Date> extra;
    for (int n = 0; n < 3; ++n) {
      extra.push_back(term.start + std::chrono::days{random.below(110)});
      term.decree_days = extra;
      CHECK(reckon(term)->end >= end);
    }
    term.decree_days = {};
    term.source = Source::ordinance;
    const Date plain = reckon(term)->end;
    const auto inside = static_cast<int>(random.below(static_cast<std::uint64_t>((plain - term.start).count())));
    const int length = static_cast<int>(random.below(40)) + 1;
    const Date from = term.start + std::chrono::days{inside + 1};
    const std::vector<Suspension> stop{{from, from + std::chrono::days{length}, Ground::agreed}};
    term.suspensions = stop;
    CHECK((reckon(term)->end - plain).count() == length);
  }
}

TEST_CASE("a date beyond the known decrees is provisional, and its sentence says so only on a bridge day") {
  Term term;
  term.start = day("2026-05-01");
  term.length = {2, Unit::week};
  Outcome outcome = *reckon(term);
  CHECK(outcome.certainty == Certainty::provisional);
  CHECK(explain(term, outcome, Language::nl) == "2 weken vanaf 1 mei 2026, eindigt op vrijdag 15 mei 2026 (voorlopig)");
  term.length = {1, Unit::week};
  outcome = *reckon(term);
  CHECK(outcome.certainty == Certainty::provisional);
  CHECK(explain(term, outcome, Language::nl) == "1 week vanaf 1 mei 2026, eindigt op vrijdag 8 mei 2026");
  const auto newer = with_decrees(program_rules(), "newer", {{day("2026-05-15"), "a decree"}}, {2026, 2028});
  term.length = {2, Unit::week};
  term.rules = &*newer;
  outcome = *reckon(term);
  CHECK(outcome.certainty == Certainty::certain);
  CHECK(outcome.end == day("2026-05-18"));
  term.start = day("2019-05-20");
  term.rules = nullptr;
  CHECK(reckon(term)->certainty == Certainty::certain);
  term.source = Source::ordinance;
  term.start = day("2030-05-20");
  CHECK(reckon(term)->certainty == Certainty::certain);  // no decree can move it
}

TEST_CASE("versions of the rules are kept apart, and a mistake in one is named") {
  RuleBook book;
  const auto newer = with_decrees(book.current(), "a", {{day("2026-05-15"), "x"}}, {2026, 2028});
  REQUIRE(newer);
  REQUIRE(book.add(*newer));
  CHECK(book.add(*newer).error().code == "rules-id-twice");
  CHECK(book.find("b").error().code == "rules-unknown");
  CHECK(!(*book.find("atw-2017-2019"))->is_decree_day(day("2026-05-15")));
  CHECK(book.current().is_decree_day(day("2026-05-15")));
  CHECK(book.current().is_decree_day(day("2018-05-11")));
  CHECK(with_decrees(book.current(), "c", {{day("2029-05-11"), "x"}}, {2026, 2028}).error().code ==
        "decree-day-outside-years");
  CHECK(with_decrees(book.current(), "c", {{day("2026-05-15"), "x"}}, {2026, 2028}).error().code == "decree-day-twice");
  CHECK(with_decrees(book.current(), "", {}, {2026, 2028}).error().code == "rules-id-empty");
}

TEST_CASE("every mistake in a line gives an error that names its field") {
  const auto said = [](const char* line) {
    std::string out;
    answer_line(line, out);
    return out;
  };
  const std::pair<const char*, const char*> wrong[] = {
      {R"({"length":"P1W","source":"act"})", "field start"},
      {R"({"start":"2026-02-03","length":"P1W","source":"act","extensions":[{"length":"P7W","maximum":"P6W"}]})",
       "field extensions"},
      {R"({"start":"2026-02-03","length":"P1W","source":"act","extensions":[{"length":"P1W","ground":"9:9"}]})",
       "field extensions.ground"},
      {R"({"start":"2026-02-03","length":"P1W","source":"act","suspensions":[{"from":"2026-02-05","until":"2026-02-04","ground":"4:15-1-a"}]})",
       "field suspensions.until"},
      {R"({"start":"2026-02-03","length":"P1W","source":"act","suspensions":[{"from":"2026-02-05","until":"2026-02-08","ground":"4:15-1-a"},{"from":"2026-02-07","until":"2026-02-09","ground":"4:15-1-a"}]})",
       "field suspensions"},
      {R"({"start":"2026-02-03T10:00","length":"P1W","source":"act"})", "field length"},
      {R"({"start":"2026-02-03T25:00","length":"PT1H","source":"act"})", "field start"},
      {R"({"start":"2026-02-03T10:00","length":"PT1H","source":"promise","opening":{"monday":["17:00-09:00"]}})",
       "field opening"},
      {R"({"start":"2026-02-03T10:00","length":"PT1H","source":"promise","opening":{"maandag":["09:00-17:00"]}})",
       "field opening"},
      {R"({"start":"2026-02-03T10:00","length":"PT1H","source":"promise","opening":{}})", "field opening"},
      {R"({"ask":"penalty","legal_day":"2026-04-15","notice":"2026-04-15","as_of":"2026-05-01"})", "field notice"},
      {R"({"ask":"penalty","legal_day":"2026-04-15","notice":"2026-04-20"})", "field as_of"},
      {R"({"ask":"penalty","legal_day":"2026-04-15","notice":"2026-04-20","as_of":"2026-05-01","applicants":0})",
       "field applicants"},
      {R"({"ask":"penalty","legal_day":"2026-04-15","notice":"2026-04-20","as_of":"2026-05-01","exception":"x"})",
       "field exception"},
      {R"({"ask":"penalty","legal_day":"2005-04-15","notice":"2005-04-20","as_of":"2026-05-01"})", "field notice"},
      {R"({"ask":"penalty","legal_day":"2026-04-15","notice":"2026-04-20","as_of":"2026-05-01","suspensions":[{"from":"2026-05-01","until":"2026-05-01","ground":"outage"}]})",
       "field suspensions.until"},
      {R"({"ask":"objection","committee":true})", "field published"},
      {R"({"ask":"objection","published":"2026-02-20","committee":"yes"})", "field committee"},
      {R"({"ask":"tacit"})", "field legal_day"},
      {R"({"ask":"tea"})", "field ask"}};
  for (const auto& [line, field] : wrong) {
    const std::string out = said(line);
    CHECK_MESSAGE(out.find("\"error\"") != std::string::npos, line);
    CHECK_MESSAGE(out.find(field) != std::string::npos, out);
    CHECK_MESSAGE(out.find("\"end\"") == std::string::npos, out);
  }
}

TEST_CASE("each step says its rule, its article and why") {
  Term term;
  term.start = day("2026-02-20");
  term.length = {6, Unit::week};
  const auto steps = explain_steps(term, *reckon(term), Language::nl);
  REQUIRE(steps.size() == 2);
  CHECK(steps[1].rule == "atw-1");
  CHECK(steps[1].article == "artikel 1 Algemene termijnenwet");
  CHECK(steps[1].why == "Goede Vrijdag is geen gewone dag");
  const std::vector<Extension> longer{{{6, Unit::week}, ExtensionGround::adjournment, Length{6, Unit::week}}};
  term.extensions = longer;
  CHECK(explain_steps(term, *reckon(term), Language::en)[1].article == "section 7:10(3) Awb");
}
