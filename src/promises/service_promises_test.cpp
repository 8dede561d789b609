#include "promises/service_promises.h"

#include <doctest/doctest.h>

#include <algorithm>

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

config::Problems problems_of(const std::string& text) {
  config::Problems problems;
  (void)load_service_promises(toml(text), problems);
  return problems;
}

std::vector<ServicePromise> promises_of(const std::string& text) {
  config::Problems problems;
  auto out = load_service_promises(toml(text), problems);
  REQUIRE_MESSAGE(problems.empty(), config::to_text(problems));
  return out;
}

Instant at(unsigned day, int hour = 10) { return local_time(make_date(2026, 3, day), hour * 60); }

LedgerLine line(std::string kind, Instant when, json::Object facts, std::string subject = "s") { return {1, when, std::move(kind), std::move(subject), std::move(facts)}; }

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
  const auto promises = load_service_promises(std::string("catalogue"), problems);
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
