#include "sensing/event_history.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "lake/sandbox.h"
#include "test_field.h"

using namespace sas;
using namespace sas::sensing;
using namespace std::chrono_literals;
using sas::sensing::test::each_field;
using sas::sensing::test::Field;

namespace {

const std::string bezoek = "Z-2026-000123 Jansen 123456782 jan@example.nl";

void happen(Field& field, const std::string& kind, const std::string& subject, json::Object facts = {}) {
  const auto done = field.store.write([&](store::WriteTx& tx) -> Result<Done> {
    field.ledger.append(tx, {.kind = kind,
                             .subject = subject,
                             .acting = "person:0190-anna",
                             .concerned = "person:0190-anna",
                             .facts = std::move(facts),
                             .personal = {{"name", "Anna"}, {"answers", bezoek}},
                             .at = {}});
    return Done{};
  });
  REQUIRE(done);
}

EventHistory history_of_field(Field& field) {
  return EventHistory({field.store, field.ledger, *field.lake, lake::PseudonymKey("secret of the house")});
}

lake::Table ask(Field& field, const std::string& sql) {
  lake::SandboxFiles events{
      "events", {"seq", "kind", "about", "product", "channel", "time"}, field.lake->events().files(), {"about"}};
  const auto sandbox = lake::open_sandbox({}, {events}, {}, "veil");
  REQUIRE(sandbox);
  auto answer = (*sandbox)->query(sql);
  REQUIRE(answer);
  return *answer;
}

std::int64_t number(Field& field, const std::string& sql) {
  return std::get<std::int64_t>(ask(field, sql).rows.at(0).at(0));
}

std::string bytes_of_files(const Field& field) {
  std::string out;
  for (const std::string& path : field.lake->events().files()) {
    std::ifstream in(path, std::ios::binary);
    out.append(std::istreambuf_iterator<char>(in), {});
  }
  return out;
}

}  // namespace

TEST_CASE("nothing but words of our own vocabularies comes out of an event") {
  const lake::PseudonymKey key("k");
  ledger::Event event;
  event.seq = 4;
  event.kind = "case.received";
  event.subject = "0190-case";
  event.acting = "person:1";
  event.concerned = "person:1";
  event.personal = json::Object{{"name", "Anna"}};
  event.facts = {{"product", "verhuizing"}, {"channel", "Anna Jansen"}, {"code", "123456782"},
                 {"result", "8021AP"},      {"promised", "2026-05-01"}, {"number", "Z-2026-000123"}};
  const auto row = history_of(event, key);
  REQUIRE(row);
  CHECK(row->about == key.of("0190-case"));
  CHECK(row->product->text() == "verhuizing");
  CHECK(!row->channel);
  CHECK(!row->status);
  CHECK(!row->result);
  CHECK(row->promised == make_date(2026, 5, 1));
  event.kind = "login.succeeded";
  event.subject = "person:1";
  CHECK(!history_of(event, key)->about);
  event.kind = "Login of Anna";
  CHECK(!history_of(event, key));
  CHECK(key.of("a") != lake::PseudonymKey("l").of("a"));
}

TEST_CASE("the ledger is in the lake once, however often it is told, and goes on where it was after a new start") {
  each_field([](Field& field) {
    for (int i = 0; i < 3; ++i)
      happen(field, "case.received", "0190-case-" + std::to_string(i), {{"product", "paspoort"}});
    happen(field, "login.succeeded", "person:0190-anna");
    for (int i = 0; i < 3; ++i) REQUIRE(history_of_field(field).catch_up());
    CHECK(number(field, "SELECT count(*) FROM events") == 4);
    field.lake.reset();
    field.lake = field.open_lake();
    CHECK(field.lake->events().position().seq == 4);
    field.clock.advance(24h * 40);
    happen(field, "case.status", "0190-case-0", {{"code", "in-behandeling"}});
    REQUIRE(history_of_field(field).catch_up());
    CHECK(number(field, "SELECT count(*) FROM events") == 5);
    CHECK(number(field, "SELECT count(DISTINCT seq) FROM events") == 5);
    CHECK(number(field, "SELECT count(DISTINCT about) FROM events") == 3);
    CHECK(field.lake->events().files().size() == 2);
  });
}

TEST_CASE("a kill before the list was written leaves nothing that is read, and the events are told again") {
  each_field([](Field& field) {
    happen(field, "case.received", "0190-case", {{"product", "paspoort"}});
    REQUIRE(history_of_field(field).catch_up());
    const std::filesystem::path list = std::filesystem::path(field.folder.text()) / "event/manifest.json";
    std::filesystem::copy_file(list, list.string() + ".before");
    happen(field, "case.decided", "0190-case");
    REQUIRE(history_of_field(field).catch_up());
    // As the kill leaves it: the part is there, the list is the old one.
    field.lake.reset();
    std::filesystem::rename(list.string() + ".before", list);
    field.lake = field.open_lake();
    CHECK(number(field, "SELECT count(*) FROM events") == 1);
    REQUIRE(history_of_field(field).catch_up());
    CHECK(number(field, "SELECT count(*) FROM events") == 2);
    CHECK(number(field, "SELECT count(DISTINCT seq) FROM events") == 2);
  });
}

TEST_CASE("many small batches become few files, with every event in them") {
  each_field([](Field& field) {
    EventHistory history = EventHistory({field.store, field.ledger, *field.lake, lake::PseudonymKey("s")});
    for (int i = 0; i < 40; ++i) {
      happen(field, "case.received", "0190-case-" + std::to_string(i));
      REQUIRE(history.catch_up());
    }
    CHECK(field.lake->events().files().size() <= 17);
    CHECK(number(field, "SELECT count(DISTINCT seq) FROM events") == 40);
    // What others took the place of goes after a while.
    field.clock.advance(10min);
    REQUIRE(history.catch_up());
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(field.folder.text() + "/event"))
      if (entry.path().extension() == ".parquet") ++files;
    CHECK(files == field.lake->events().files().size());
  });
}

TEST_CASE("an erased case leaves the table, also its events of long ago") {
  each_field([](Field& field) {
    happen(field, "case.received", "0190-gone", {{"product", "paspoort"}});
    happen(field, "case.received", "0190-stays", {{"product", "paspoort"}});
    REQUIRE(history_of_field(field).catch_up());
    field.clock.advance(24h * 70);
    happen(field, "case.decided", "0190-gone", {{"result", "verleend"}});
    REQUIRE(field.store.write([&](store::WriteTx& tx) -> Result<Done> {
      CHECK(field.ledger.erase_personal(tx, "0190-gone", "system") == 2);
      return Done{};
    }));
    REQUIRE(history_of_field(field).catch_up());
    CHECK(number(field, "SELECT count(*) FROM events WHERE about IS NOT NULL") == 1);
    CHECK(number(field, "SELECT count(*) FROM events WHERE kind = 'personal.erased'") == 1);
    const std::string gone = lake::PseudonymKey("secret of the house").of("0190-gone").text();
    CHECK(bytes_of_files(field).find(gone) == std::string::npos);
  });
}

TEST_CASE("no person, no number of a case and no subject is in the files, and no pseudonym leaves the sandbox") {
  each_field([](Field& field) {
    happen(field, "case.received", "0190-case", {{"product", "paspoort"}, {"number", "Z-2026-000123"}});
    REQUIRE(history_of_field(field).catch_up());
    const std::string bytes = bytes_of_files(field);
    for (const char* word : {"Anna", "0190", "Z-2026", "person:", "123456782", "example.nl"})
      CHECK(bytes.find(word) == std::string::npos);
    const std::string kept = lake::PseudonymKey("secret of the house").of("0190-case").text();
    const lake::Table shown = ask(field, "SELECT about FROM events");
    const std::string about = std::get<std::string>(shown.rows.at(0).at(0));
    CHECK(about.size() == 12);
    CHECK(kept.find(about) == std::string::npos);
  });
}

TEST_CASE("a ledger or a key that is another begins the table anew") {
  each_field([](Field& field) {
    happen(field, "case.received", "0190-case");
    REQUIRE(history_of_field(field).catch_up());
    EventHistory other({field.store, field.ledger, *field.lake, lake::PseudonymKey("another")});
    REQUIRE(other.catch_up());
    CHECK(number(field, "SELECT count(*) FROM events") == 1);
    CHECK(field.lake->events().position().key == lake::PseudonymKey("another").fingerprint());
    // A ledger that came back from before the last event.
    lake::EventBatch ahead;
    ahead.last_seq = 99;
    REQUIRE(field.lake->events().take(ahead));
    REQUIRE(other.catch_up());
    CHECK(field.lake->events().position().seq == 1);
    CHECK(number(field, "SELECT count(*) FROM events") == 1);
  });
}

TEST_CASE("a damaged file of events is told again") {
  each_field([](Field& field) {
    EventHistory history({field.store, field.ledger, *field.lake, lake::PseudonymKey("s")});
    for (int i = 0; i < 20; ++i) {
      happen(field, "case.received", "0190-case");
      REQUIRE(history.catch_up());
    }
    const std::string file = field.lake->events().files().front();
    const auto size = std::filesystem::file_size(file);
    std::ofstream(file, std::ios::binary | std::ios::trunc) << std::string(size, 'x');
    REQUIRE(field.store.write([&](store::WriteTx& tx) -> Result<Done> {
      field.ledger.erase_personal(tx, "0190-case", "system");
      return Done{};
    }));
    REQUIRE(history.catch_up());
    CHECK(number(field, "SELECT count(*) FROM events WHERE about IS NOT NULL") == 0);
    CHECK(number(field, "SELECT count(*) FROM events") == 1);
  });
}

TEST_CASE("one question joins what was measured and what happened") {
  each_field([](Field& field) {
    happen(field, "case.received", "0190-a", {{"product", "melding-wateroverlast"}});
    happen(field, "case.received", "0190-b", {{"product", "melding-wateroverlast"}});
    REQUIRE(history_of_field(field).catch_up());
    lake::SandboxTable rain;
    rain.name = "hourly";
    rain.columns = {"hour", "sum"};
    rain.types = {"TIMESTAMP", "DOUBLE"};
    rain.rows = {{field.now().time_since_epoch().count(), 22.5}};
    lake::SandboxFiles events{"events", {"time", "product", "about"}, field.lake->events().files(), {"about"}};
    const auto sandbox = lake::open_sandbox({rain}, {events}, {}, "veil");
    REQUIRE(sandbox);
    const auto answer = (*sandbox)->query(
        "SELECT h.sum, count(DISTINCT e.about) FROM hourly h JOIN events e ON date_trunc('day', e.time) = "
        "date_trunc('day', h.hour) WHERE e.product = 'melding-wateroverlast' GROUP BY h.sum");
    REQUIRE(answer);
    REQUIRE(answer->rows.size() == 1);
    CHECK(std::get<double>(answer->rows[0][0]) == 22.5);
    CHECK(std::get<std::int64_t>(answer->rows[0][1]) == 2);
  });
}
