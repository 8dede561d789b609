#include <doctest/doctest.h>

#include "cases/cases.h"
#include "embedded/messages_texts.h"
#include "messages/messages.h"
#include "people/people.h"
#include "test_stores.h"

using namespace sas;

namespace {

const std::vector<store::Migration> schema = test::joined({ledger::migrations(), jobs::migrations(), people::migrations(), cases::migrations(), messages::migrations()});

struct Office {
  ManualClock clock{*parse_iso_instant("2026-04-01T09:00:00Z")};
  SystemRandom random;
  catalogue::Catalogue catalogue = catalogue::load("catalogue")->catalogue;
  html::Texts texts = *html::Texts::load({embedded::messages_texts()});
  ledger::Ledger ledger{clock, random};
  jobs::Outbox outbox{clock, random};
  messages::Messages messages{{clock, random, catalogue, texts, ledger, outbox, "https://example.nl", "Zwolle", {}}};
  cases::Cases cases{clock, random, catalogue, ledger, [](store::WriteTx&, std::string_view, const json::Object&) {}};

  // Opens a case, says that its promise moves to `day`, and gives the message.
  messages::Message moved(store::Store& store, const char* day, const std::string& email) const {
    const auto message = store.write([&](store::WriteTx& tx) -> Result<messages::Message> {
      cases::NewCase fresh;
      fresh.product = ProductId("parkeervergunning");
      fresh.contact = {"Een Inwoner", email, ""};
      const auto opened = cases.open(tx, fresh, people::system_viewer());
      messages.post(tx, "moved", {{"case", opened->id.text()}, {"old", "2026-04-10"}, {"new", day}, {"reason", "queue"}});
      return messages.of_case(tx, *cases::find_case(tx, opened->id, people::system_viewer())).front();
    });
    REQUIRE(message);
    return *message;
  }
  static std::int64_t count(store::Store& store, const std::string& sql) {
    return *store.read([&](store::ReadTx& tx) -> Result<std::int64_t> { return tx.query_one(sql)->integer(0); });
  }
};

}  // namespace

TEST_CASE("a promise that moves is told with the old day, the new day and the reason") {
  test::for_each_store(schema, [](store::Store& store) {
    const Office office;
    const auto message = office.moved(store, "2026-04-17", "inwoner@example.nl");
    CHECK(message.body.find("vrijdag 10 april 2026") != std::string::npos);
    CHECK(message.body.find("**vrijdag 17 april 2026**") != std::string::npos);
    CHECK(message.body.find("Het is drukker dan anders.") != std::string::npos);
    CHECK(message.body.find("De wet geeft ons tijd") == std::string::npos);
    CHECK(Office::count(store, "SELECT count(*) FROM job WHERE kind = 'mail.send'") == 1);
    CHECK(Office::count(store, "SELECT count(*) FROM ledger_event WHERE kind = 'letter.needed'") == 0);
  });
}

TEST_CASE("a new day after the legal day says so, and who gave no address needs a letter") {
  test::for_each_store(schema, [](store::Store& store) {
    const Office office;
    const auto message = office.moved(store, "2026-09-17", "");
    CHECK(message.body.find("De wet geeft ons tijd tot en met") != std::string::npos);
    CHECK(Office::count(store, "SELECT count(*) FROM job WHERE kind = 'mail.send'") == 0);
    CHECK(Office::count(store, "SELECT count(*) FROM ledger_event WHERE kind = 'letter.needed'") == 1);
  });
}
