#include "promises/service_promises.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>

#include "catalogue/catalogue.h"
#include "ledger/ledger.h"
#include "promises/service_events.h"
#include "promises/service_figures.h"
#include "test_stores.h"

using namespace sas;
using namespace sas::promises;

namespace {

json::Object toml(const std::string& text) { return *config::parse_toml(text); }

// One promise of a figure in one event and one of a clock between two events.
const std::string two = R"(
[[promises]]
id = "phone"
version = 1
nl = "Snel."
en = "Soon."
channel = "phone"
share = 80
valid_from = 2026-01-01
decided_by = {nl = "College", en = "Executive"}
[promises.measure]
start = "phone.call"
clock = "value"
value = "waited_s"
norm = 60
missed_when = {fact = "answered", is = ["false"]}

[[promises]]
id = "mail"
version = 1
nl = "Snel."
en = "Soon."
channel = "mail"
share = 90
valid_from = 2026-01-01
decided_by = {nl = "College", en = "Executive"}
[promises.measure]
start = "message.received"
stop = "message.answered"
key = "message"
clock = "working-days"
norm = 2
only = {fact = "channel", is = ["mail"]}
)";

std::string changed(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

// Half past eight to five, and at night on Sunday, when the clock changes.
catalogue::OpeningByChannel opening() {
  catalogue::OpeningByChannel out;
  for (std::size_t day = 0; day < 5; ++day) out["phone"].week[day] = {{8 * 60 + 30, 17 * 60}};
  out["night"].week[6] = {{0, 6 * 60}};
  out["late"].week[1] = {{16 * 60, 1440}};
  return out;
}

config::Problems problems_of(const std::string& text) {
  config::Problems problems;
  (void)load_service_promises(toml(text), opening(), problems);
  return problems;
}

std::vector<ServicePromise> promises_of(const std::string& text) {
  config::Problems problems;
  auto out = load_service_promises(toml(text), opening(), problems);
  REQUIRE_MESSAGE(problems.empty(), config::to_text(problems));
  return out;
}

Instant at(unsigned day, int hour = 10) { return local_time(make_date(2026, 3, day), hour * 60); }

LedgerLine line(std::string kind, Instant when, json::Object facts, std::string subject = "s") { return {1, when, std::move(kind), std::move(subject), std::move(facts)}; }

// The promise about mail, in opening hours.
std::string in_hours(int norm, const std::string& location) {
  return changed(two.substr(two.find("[[promises]]", 20)), "clock = \"working-days\"\nnorm = 2",
                 "clock = \"opening-hours\"\nnorm = " + std::to_string(norm) + "\nlocation = \"" + location + "\"");
}

const Period march{make_date(2026, 3, 1), make_date(2026, 4, 1)};

ServiceScore score_of(const std::vector<ServicePromise>& promises, const std::vector<LedgerLine>& lines, Date today) {
  ServiceCounter counter(promises, {});
  for (const LedgerLine& one : lines) counter.take(one);
  const auto scores = counter.scores(std::span(&march, 1), today);
  return scores.empty() ? ServiceScore{} : scores.front();
}

}  // namespace

TEST_CASE("the promises of the catalogue are complete, and with those of the products there are more than sixteen") {
  config::Problems problems;
  const auto promises = load_service_promises(std::string("catalogue"), catalogue::load("catalogue")->catalogue.opening, problems);
  CHECK_MESSAGE(problems.empty(), config::to_text(problems));
  CHECK(promises.size() >= 16);
  for (const char* id : {"phone-answered", "desk-appointment", "desk-walk-in", "message-answered", "appointment-lead-time", "objection-acknowledged",
                         "complaint-acknowledged", "report-seen", "travel-document-reminder", "source-document", "birth-registered"})
    CHECK_MESSAGE(std::any_of(promises.begin(), promises.end(), [&](const ServicePromise& p) { return p.id == id; }), id);
}

TEST_CASE("every mistake in the file is named with its field and remedy, and the promise is left out") {
  CHECK(problems_of(two).empty());
  const auto first = [](const config::Problems& problems) { return problems.empty() ? std::string("none") : problems.front().field; };
  CHECK(first(problems_of(changed(two, "share = 80", "share = 180"))) == "promises[1].share");
  CHECK(first(problems_of(changed(two, "value = \"waited_s\"\n", ""))) == "promises[1].measure.value");
  CHECK(first(problems_of(changed(two, "\"phone.call\"", "\"x' OR 1=1\""))) == "promises[1].measure.start");
  CHECK(first(problems_of(changed(two, "clock = \"value\"", "clock = \"minutes\""))) == "promises[1].measure.clock");
  CHECK(first(problems_of(changed(two, "stop = \"message.answered\"\n", ""))) == "promises[2].measure.stop");
  CHECK(first(problems_of(changed(two, "valid_from = 2026-01-01", "valid_from = 2026-01-01\nvalid_until = 2025-01-01"))) == "promises[1].valid_until");
  CHECK(first(problems_of(changed(two, "channel = \"phone\"", "chanel = \"phone\""))) == "promises[1].channel");
  CHECK(first(problems_of(changed(two, "id = \"mail\"", "id = \"phone\""))) == "promises[2].version");
}

TEST_CASE("a call counts when it is answered in time; one that nobody answered is missed however short it was") {
  const auto promises = promises_of(two);
  const auto call = [](unsigned day, int waited, bool answered) { return line("phone.call", at(day), {{"waited_s", waited}, {"answered", answered}}); };
  const ServiceScore score = score_of(promises, {call(2, 60, true), call(2, 61, true), call(3, 5, false), call(3, 0, true)}, make_date(2026, 3, 3));
  CHECK(score.due == 4);
  CHECK(score.kept == 2);
  CHECK(*score.share == doctest::Approx(0.5));
  // Before the promise was made nothing was promised.
  CHECK(score_of(promises, {line("phone.call", local_time(make_date(2025, 12, 31), 600), {{"waited_s", 1}, {"answered", true}})}, make_date(2026, 3, 3)).due == 0);
}

TEST_CASE("what is left lying counts once its last day has passed, and not before") {
  const auto promises = promises_of(two);
  const auto received = [](unsigned day, const char* id, const char* channel = "mail") {
    return line("message.received", at(day), {{"message", id}, {"channel", channel}});
  };
  const auto answered = [](unsigned day, const char* id) { return line("message.answered", at(day), {{"message", id}}); };
  const std::vector<LedgerLine> lines{received(5, "a"), received(5, "b"), received(5, "c"), received(5, "p", "post"), answered(9, "a"), answered(10, "b"), answered(9, "p")};
  CHECK(score_of(promises, lines, make_date(2026, 3, 9)).due == 0);  // Thursday and two working days: Monday 9 March
  const ServiceScore score = score_of(promises, lines, make_date(2026, 3, 10));
  CHECK(score.due == 3);
  CHECK(score.kept == 1);
  CHECK(score.open_overdue == 1);
}

TEST_CASE("a case that was taken back before the norm had passed does not count; after it, it was missed") {
  const auto promises = promises_of(changed(changed(changed(two, "message.received", "case.received"), "message.answered", "case.assigned"), "key = \"message\"\n", ""));
  const auto received = [](const char* id) { return line("case.received", at(5), {{"channel", "mail"}}, id); };
  const auto gone = [](unsigned day, const char* id) { return line("case.withdrawn", at(day), {}, id); };
  const ServiceScore score = score_of(promises, {received("early"), received("late"), gone(6, "early"), gone(20, "late")}, make_date(2026, 3, 25));
  CHECK(score.due == 1);
  CHECK(score.kept == 0);
  CHECK(score.open_overdue == 0);
}

TEST_CASE("the version in force on the day it began counts") {
  std::string versions = changed(two, "valid_from = 2026-01-01", "valid_from = 2026-01-01\nvalid_until = 2026-03-10");
  const std::string second = two.substr(0, two.find("[[promises]]", 20));
  versions += changed(changed(changed(second, "version = 1", "version = 2"), "2026-01-01", "2026-03-10"), "norm = 60", "norm = 10");
  const auto promises = promises_of(versions);
  ServiceCounter counter(promises, {});
  for (const unsigned day : {9u, 10u}) counter.take(line("phone.call", at(day), {{"waited_s", 30}, {"answered", true}}));
  const auto scores = counter.scores(std::span(&march, 1), make_date(2026, 3, 20));
  REQUIRE(scores.size() == 2);
  CHECK(scores[0].promise->version == 1);
  CHECK(scores[0].kept == 1);
  CHECK(scores[1].promise->version == 2);
  CHECK(scores[1].kept == 0);
}

TEST_CASE("a file with figures says which row and column is wrong and what to write") {
  const Instant now = at(20);
  const auto detail = [&](ServiceRecord what, const std::string& text) {
    const auto read = read_service_csv(what, text, now);
    return read ? std::string("read") : read.error().code + " " + read.error().detail;
  };
  using enum ServiceRecord;
  CHECK(detail(phone, "moment,waited_s,answered\n2026-03-02 09:15,12,yes\n") == "read");
  CHECK(detail(phone, "moment,answered\n2026-03-02 09:15,yes\n").starts_with("import-columns"));
  CHECK(detail(phone, "").starts_with("import-columns"));
  CHECK(detail(phone, "moment,waited_s,answered\n2026-03-02 09:15,-3,yes\n") == "import-row row 2: waited_s: write a whole number from 0 to 86400");
  CHECK(detail(phone, "moment,waited_s,answered\n2026-03-02 09:15,3,perhaps\n") == "import-row row 2: answered: write yes or no");
  CHECK(detail(phone, "moment,waited_s,answered\n2 maart,3,yes\n").starts_with("import-row row 2: moment: write a moment"));
  CHECK(detail(phone, "moment,waited_s,answered\n2026-03-21 09:15,3,yes\n") == "import-row row 2: moment: is in the future; give what has happened");
  CHECK(detail(messages, "reference,channel,received,answered\n1,fax,2026-03-02 09:15,\n") == "import-row row 2: channel: write one of: mail, digital, post");
  CHECK(detail(births, "reference,certified,registered\nx,2026-03-03 09:15,2026-03-02 09:15\n") == "import-row row 2: registered: is before certified");
  CHECK(detail(reminders, "moment,days_before\n2026-03-02 09:15,40\n\n") == "read");
  CHECK_FALSE(service_record_from("fax"));
}

TEST_CASE("a row is taken in once, also from a second file, and its reference never reaches the ledger") {
  test::for_each_store(ledger::migrations(), [](store::Store& store) {
    ManualClock clock(at(20));
    SystemRandom random;
    const ledger::Ledger ledger(clock, random);
    const auto add = [&](ServiceRecord what, const std::string& text) {
      const auto events = read_service_csv(what, text, clock.now());
      REQUIRE_MESSAGE(events, events.error().detail);
      return *add_service_events(store, ledger, *events);
    };
    const std::string calls = "answered,moment,waited_s\nja,2026-03-02 09:15,12\nja,2026-03-02 09:15,12\nnee,2026-03-02 09:20,200\n";
    CHECK(add(ServiceRecord::phone, calls).added == 3);
    const Imported again = add(ServiceRecord::phone, calls + "ja,2026-03-03 10:00,30\n");
    CHECK(again.added == 1);
    CHECK(again.known == 3);
    CHECK(add(ServiceRecord::messages, "reference,channel,received,answered\n123456782,mail,2026-03-02 09:00,\n").added == 1);
    CHECK(add(ServiceRecord::messages, "reference,channel,received,answered\n123456782,mail,2026-03-02 09:00,2026-03-03 09:00\n").added == 1);
    const auto held = store.read([](store::ReadTx& tx) -> Result<std::int64_t> {
      return tx.query_one("SELECT count(*) FROM ledger_event WHERE subject LIKE '%123456782%' OR facts LIKE '%123456782%'")->integer(0);
    });
    CHECK(*held == 0);

    const auto promises = promises_of(two);
    const ServiceFigures figures(store, clock, promises, {});
    const auto snapshot = figures.current();
    REQUIRE(snapshot);
    const ServiceScore* phone = (*snapshot)->find(promises[0], (*snapshot)->months.back());
    const ServiceScore* mail = (*snapshot)->find(promises[1], (*snapshot)->months.back());
    REQUIRE(phone != nullptr);
    REQUIRE(mail != nullptr);
    CHECK(phone->due == 4);
    CHECK(phone->kept == 3);
    CHECK(mail->kept == 1);
  });
}

TEST_CASE("a promise in opening hours names a location that has them and a norm of at least an hour") {
  const auto problem = [](const std::string& text) {
    const config::Problems problems = problems_of(text);
    return problems.empty() ? std::string("none") : config::to_text({problems.front()});
  };
  const std::string field = "service-promises.toml: promises[1].measure.";
  const std::string hours = in_hours(8, "phone");
  CHECK(problem(hours) == "none");
  CHECK(problem(in_hours(8, "digital")) == field + "location: name a channel of contact.toml that has hours: \"late\", \"night\", \"phone\"\n");
  CHECK(problem(changed(hours, "location = \"phone\"\n", "")).starts_with(field + "location: add this field"));
  CHECK(problem(in_hours(0, "phone")).starts_with(field + "norm: in opening hours: between 1"));
  CHECK(problem(in_hours(100'000, "phone")).starts_with(field + "norm: in opening hours: between 1"));
  CHECK(problem(changed(hours, "opening-hours", "working-days")).starts_with(field + "location: leave it out"));
  config::Problems problems;
  CHECK(load_service_promises(toml(hours), {}, problems).empty());
  CHECK(config::to_text(problems).find("none has hours yet") != std::string::npos);
}

TEST_CASE("opening hours run only while the location is open, over a weekend in which the clock changes") {
  const auto promises = promises_of(in_hours(8, "phone"));
  const auto received = [](const char* id) {  // Friday 27 March, half past four
    return line("message.received", local_time(make_date(2026, 3, 27), 16 * 60 + 30), {{"message", id}, {"channel", "mail"}});
  };
  const auto answered = [](const char* id, const char* moment) { return line("message.answered", *parse_iso_instant(moment), {{"message", id}}); };
  // Half an hour on Friday and seven and a half on Monday: 16:00 of the summer time that began on Sunday.
  const std::vector<LedgerLine> lines{received("kept"), received("late"), received("open"), answered("kept", "2026-03-30T14:00:00Z"),
                                      answered("late", "2026-03-30T14:00:00.001Z")};
  CHECK(score_of(promises, lines, make_date(2026, 3, 30)).due == 0);
  const ServiceScore score = score_of(promises, lines, make_date(2026, 3, 31));
  CHECK(score.due == 3);
  CHECK(score.kept == 1);
  CHECK(score.open_overdue == 1);
}

TEST_CASE("a night in which the clock goes forward has an hour less to work in") {
  const auto promises = promises_of(in_hours(5, "night"));
  const auto last = [&](const char* answered) {  // received on Saturday 28 March; Sunday has five hours from midnight to six
    return score_of(promises, {line("message.received", at(28), {{"message", "a"}, {"channel", "mail"}}),
                               line("message.answered", *parse_iso_instant(answered), {{"message", "a"}})}, make_date(2026, 3, 31));
  };
  CHECK(last("2026-03-29T04:00:00Z").kept == 1);  // 6:00 summer time
  CHECK(last("2026-03-29T04:01:00Z").kept == 0);
}

TEST_CASE("opening hours over Easter count in the month in which they end") {
  const auto promises = promises_of(in_hours(16, "phone"));
  const std::vector<Period> months{march, {make_date(2026, 4, 1), make_date(2026, 5, 1)}};
  const auto scores = [&](const char* answered, Date closed) {
    auto with_closing_day = promises;
    with_closing_day.front().measure.opening.closing_days = {closed};
    ServiceCounter counter(with_closing_day, {});
    counter.take(line("message.received", local_time(make_date(2026, 3, 31), 17 * 60), {{"message", "a"}, {"channel", "mail"}}));
    counter.take(line("message.answered", *parse_iso_instant(answered), {{"message", "a"}}));
    auto out = counter.scores(months, make_date(2026, 4, 30));
    for (ServiceScore& score : out) score.promise = nullptr;
    return out;
  };
  // From Wednesday 1 April: eight and a half hours, and seven and a half on Thursday.
  const auto plain = scores("2026-04-02T14:00:00Z", make_date(2026, 12, 24));
  REQUIRE(plain.size() == 1);
  CHECK(plain.front().period == months.back());
  CHECK(plain.front().kept == 1);
  CHECK(scores("2026-04-02T14:01:00Z", make_date(2026, 12, 24)).front().kept == 0);
  // Thursday closed as well: Good Friday and Easter Monday are closed too, so Tuesday 7 April.
  CHECK(scores("2026-04-07T14:00:00Z", make_date(2026, 4, 2)).front().kept == 1);
  CHECK(scores("2026-04-07T14:01:00Z", make_date(2026, 4, 2)).front().kept == 0);
}

TEST_CASE("hours that end at midnight end on the day that they ran") {
  const auto promises = promises_of(in_hours(8, "late"));
  // Tuesday 31 March, four o'clock until midnight: March, not April.
  const ServiceScore score = score_of(promises, {line("message.received", at(31), {{"message", "a"}, {"channel", "mail"}})}, make_date(2026, 4, 1));
  CHECK(score.due == 1);
  CHECK(score.open_overdue == 1);
}

TEST_CASE("calling back is promised in hours of the phone line from this year on, and in days before") {
  config::Problems problems;
  const auto all = load_service_promises(std::string("catalogue"), catalogue::load("catalogue")->catalogue.opening, problems);
  std::vector<ServicePromise> calls;
  std::copy_if(all.begin(), all.end(), std::back_inserter(calls), [](const ServicePromise& p) { return p.id == "call-back"; });
  REQUIRE(calls.size() == 2);
  ServiceCounter counter(calls, {});
  // The same Thursday afternoon, four o'clock: by the end of Friday, and a year later by half past three.
  const auto call = [&](Date day, const char* id, Date back, int minute) {
    counter.take(line("contact.registered", local_time(day, 16 * 60), {{"moment", id}, {"outcome", "call-back"}}));
    counter.take(line("contact.called_back", local_time(back, minute), {{"moment", id}}));
  };
  call(make_date(2025, 3, 6), "days", make_date(2025, 3, 7), 20 * 60);
  call(make_date(2026, 3, 5), "hours", make_date(2026, 3, 6), 15 * 60 + 30);
  call(make_date(2026, 3, 5), "too late", make_date(2026, 3, 6), 15 * 60 + 31);
  const std::vector<Period> years{{make_date(2025, 3, 1), make_date(2025, 4, 1)}, march};
  const auto scores = counter.scores(years, make_date(2026, 4, 1));
  REQUIRE(scores.size() == 2);
  CHECK(scores[0].promise->version == 1);
  CHECK(scores[0].kept == 1);
  CHECK(scores[1].promise->version == 2);
  CHECK(scores[1].due == 2);
  CHECK(scores[1].kept == 1);
}
