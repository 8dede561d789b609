#include "followers/followers.h"

#include <doctest/doctest.h>

#include "followers/follower_mails.h"
#include "followers/test_reader.h"
#include "test_stores.h"

using namespace sas;
using namespace sas::followers;

namespace {

/// Keeps what was sent.
class Mailbox final : public messages::Mailer {
 public:
  Result<Done> send(const messages::Mail& mail) const override {
    sent.push_back(mail);
    return Done{};
  }
  mutable std::vector<messages::Mail> sent;
};

struct Bench {
  explicit Bench(store::Store& store) : records(store) {
    reader.publish(1);
    add_follower_jobs(runner, parts());
  }
  [[nodiscard]] FollowerParts parts() {
    return {records, outbox, reader, mailbox, clock, random, "https://stad.example"};
  }
  void turn(std::chrono::seconds time = std::chrono::minutes{11}) {
    clock.advance(time);
    (void)runner.run_due();
    clock.advance(std::chrono::seconds{2});
    (void)runner.run_due();
  }
  [[nodiscard]] std::string code() const {
    const std::string& text = mailbox.sent.front().text;
    const std::size_t at = text.find("code=") + 5;
    return text.substr(at, text.find_first_of("\n ", at) - at);
  }
  [[nodiscard]] std::int64_t rows() {
    return records
        .read([](store::ReadTx& tx) -> Result<std::int64_t> {
          return tx.query_one("SELECT count(*) FROM follower")->integer(0);
        })
        .value();
  }

  store::Store& records;
  ManualClock clock{parse_iso_instant("2026-04-04T06:00:00Z").value()};
  SystemRandom random;
  jobs::Outbox outbox{clock, random};
  Logger log{clock, [](LogLevel, std::string_view) {}};
  testing::TestReader reader;
  Mailbox mailbox;
  jobs::Runner runner{records, outbox, clock, random, log};
};

void each_bench(const std::function<void(Bench&)>& test) {
  test::for_each_store(test::joined({jobs::migrations(), followers::migrations()}), [&](store::Store& store) {
    Bench bench(store);
    test(bench);
  });
}

}  // namespace

TEST_CASE("nobody gets more than the question before saying yes, and then hears of versions and of withdrawals") {
  each_bench([](Bench& b) {
    REQUIRE(ask(b.parts(), "bomen", "bewoner@voorbeeld.example", Language::nl));
    b.reader.publish(2);
    b.turn();
    REQUIRE(b.mailbox.sent.size() == 1);
    CHECK(b.mailbox.sent[0].to == "bewoner@voorbeeld.example");
    CHECK(b.mailbox.sent[0].subject == "Wilt u mail over Bomen?");

    REQUIRE(confirm(b.parts(), b.code()));
    b.turn();
    REQUIRE(b.mailbox.sent.size() == 2);
    CHECK(b.mailbox.sent[1].subject == "Nieuwe versie van Bomen");
    b.turn();
    CHECK(b.mailbox.sent.size() == 2);

    b.reader.withdraw_newest();
    b.turn();
    REQUIRE(b.mailbox.sent.size() == 3);
    CHECK(b.mailbox.sent[2].subject == "Gebruik versie 2 van Bomen niet meer");
    CHECK(b.mailbox.sent[2].text.find("Er klopte iets niet.") != std::string::npos);
    for (const messages::Mail& mail : b.mailbox.sent)
      CHECK(mail.text.find("/data/volgen/stoppen?code=" + b.code()) != std::string::npos);
  });
}

TEST_CASE("who stops is forgotten, and mail that was under way does not go") {
  each_bench([](Bench& b) {
    REQUIRE(ask(b.parts(), "bomen", "bewoner@voorbeeld.example", Language::en));
    b.turn();
    REQUIRE(confirm(b.parts(), b.code()));
    b.reader.publish(2);
    CHECK(look(b.parts()).value() == 1);
    REQUIRE(stop(b.parts(), b.code()));
    b.turn();
    CHECK(b.mailbox.sent.size() == 1);
    CHECK(b.rows() == 0);
    CHECK(stop(b.parts(), b.code()));
    CHECK(confirm(b.parts(), b.code()).error().code == "code-unknown");
  });
}

TEST_CASE("who never answers is forgotten, and asking again and again sends one mail a day") {
  each_bench([](Bench& b) {
    for (int i = 0; i < 3; ++i) REQUIRE(ask(b.parts(), "bomen", "bewoner@voorbeeld.example", Language::nl));
    b.turn();
    CHECK(b.mailbox.sent.size() == 1);
    CHECK(b.rows() == 1);
    b.turn(std::chrono::hours{25});
    REQUIRE(ask(b.parts(), "bomen", "bewoner@voorbeeld.example", Language::nl));
    b.turn();
    CHECK(b.mailbox.sent.size() == 2);
    b.turn(std::chrono::hours{8 * 24});
    CHECK(b.rows() == 0);
  });
}

TEST_CASE("an address that is none, and a set that is none, are refused") {
  each_bench([](Bench& b) {
    CHECK(ask(b.parts(), "bomen", "geen adres", Language::nl).error().code == "email-invalid");
    CHECK(ask(b.parts(), "geen", "bewoner@voorbeeld.example", Language::nl).error().code == "dataset-unknown");
    CHECK(b.rows() == 0);
  });
}

TEST_CASE("the address stands in no job") {
  each_bench([](Bench& b) {
    REQUIRE(ask(b.parts(), "bomen", "bewoner@voorbeeld.example", Language::nl));
    const auto payloads = b.records.read(
        [](store::ReadTx& tx) -> Result<std::vector<store::Row>> { return tx.query("SELECT payload FROM job"); });
    REQUIRE(!payloads->empty());
    for (const store::Row& row : *payloads) CHECK(row.text(0).find("bewoner") == std::string::npos);
  });
}
