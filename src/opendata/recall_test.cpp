#include "opendata/recall.h"

#include <doctest/doctest.h>

#include <atomic>

#include "http/test_http.h"
#include "opendata/gate_fixture.h"
#include "opendata/gate_records.h"
#include "opendata/refresher.h"

using namespace sas;
using namespace sas::opendata;

namespace {

RecallParts recall_parts(GateBench& b) {
  return {b.records, b.ledger, b.outbox, *b.writer, *b.reader, b.clock};
}

const Withdrawal kAll{
    "parkeren", 0, {"De telling klopte niet.", "The count was wrong."}, "gegevensbeheerder", "staff:a1"};

Declaration residents_declared() {
  return declared(R"(
title = {nl = "Inwoners per buurt", en = "Residents by neighbourhood"}
summary = {nl = "Aantal inwoners.", en = "Number of residents."}
owner = "Onderzoek"
contact = "data@sassenpoort.example"
licence = "CC0-1.0"
themes = ["SOCI"]
source = "upload"
origin = {nl = "Geteld in het register.", en = "Counted in the register."}
subject = "area"

[[column]]
name = "buurt"
meaning = {nl = "naam van de buurt", en = "name of the neighbourhood"}
type = "text"
class = "open"
kind = "location"
precision = "neighbourhood"

[[column]]
name = "inwoners"
meaning = {nl = "aantal inwoners", en = "number of residents"}
type = "integer"
class = "open"
kind = "measure"
counts = "persons"
)",
                  "inwoners");
}

privacy::Table residents(const char* first) {
  return {{"buurt", "inwoners"}, {{"Assendorp", first}, {"Diezerpoort", "214"}}};
}

// A release as an older rule set let it through: made past the gate, as only a test can.
releases::Release publish_unrecorded(GateBench& b, const Declaration& declaration, const privacy::Table& table,
                                     std::int64_t ledger_seq) {
  auto draft = b.writer->draft("csv").value();
  CsvText text;
  text.add(std::vector<std::string_view>(table.header.begin(), table.header.end()));
  for (const auto& row : table.rows) text.add(std::vector<std::string_view>(row.begin(), row.end()));
  std::ofstream(draft->path()) << text.text();
  releases::Release release;
  release.dataset = declaration.slug;
  release.number = 1;
  release.at = b.clock.now();
  release.description = declaration.words;
  release.columns = declaration.columns;
  release.rows = table.rows.size();
  release.scan.rule_set = "2025.1";
  release.scan.at = release.at;
  release.scan.declaration_sha256 = declaration.sha256;
  release.approved_by = "declaration";
  release.files = {b.writer->keep(std::move(draft), "csv", "text/csv").value()};
  release.ledger_seq = ledger_seq;
  CHECK(b.writer->publish(release).has_value());
  return release;
}

void publish_unjudged(GateBench& b, const Declaration& declaration, const privacy::Table& table,
                      std::int64_t ledger_seq) {
  const releases::Release release = publish_unrecorded(b, declaration, table, ledger_seq);
  CHECK(b.records
            .write([&](store::WriteTx& tx) -> Result<Done> {
              put_announced(tx, release, declaration.set);
              settle_announced(tx, release.ledger_seq, Settled::published);
              return Done{};
            })
            .has_value());
}

}  // namespace

TEST_CASE("the drill: a set is taken back in one call, with every form, its links, and a word to who asked for it") {
  each_gate([](GateBench& b) {
    std::atomic<int> told{0};
    std::string body;
    http::testing::TestServer harvester;
    harvester.add(http::Method::post, "/intrekkingen", http::Audience::api, [&](const http::Request& request) {
      body = request.body;
      ++told;
      return http::json_response("{}");
    });
    const std::string url = "http://127.0.0.1:" + std::to_string(harvester.start()) + "/intrekkingen";
    const auto client = http::network_client();
    CHECK(b.records.write([&](store::WriteTx& tx) { return subscribe(tx, b.clock, b.random, "parkeren", url); })
              .has_value());

    b.offer(declared(kGarages), garages());
    b.offer(declared(kGarages), garages(1));
    b.offer(declared(kGarages, "regen"), garages(2));
    const auto before = b.catalogue();
    std::vector<std::string> hashes;
    for (const auto& published : before->find("parkeren")->releases)
      for (const releases::File& file : published->release.files) hashes.push_back(file.sha256);
    CHECK(hashes.size() == 14);

    CHECK(withdraw(recall_parts(b), kAll).value() == 2);

    const auto after = b.catalogue();
    CHECK(after->find("parkeren")->current() == nullptr);
    for (const auto& published : after->find("parkeren")->releases)
      CHECK(published->tombstone->reason.en == "The count was wrong.");
    for (const std::string& hash : hashes) CHECK(b.reader->object(hash).error().code == "object-missing");
    CHECK(after->find("regen")->current() != nullptr);
    const auto events = b.events("opendata.withdrawn");
    REQUIRE(events.size() == 2);
    CHECK(events[0].seq == after->find("parkeren")->releases.back()->tombstone->ledger_seq);

    const Logger log(b.clock, [](LogLevel, std::string_view) {});
    jobs::Runner runner(b.records, b.outbox, b.clock, b.random, log);
    runner.handle("opendata.notice", [&](const jobs::Job& job) { return deliver_notice(b.records, *client, job); });
    CHECK(runner.run_due() == 2);
    CHECK(told == 2);
    CHECK(json::text_at(json::parse(body)->as_object(), "dataset") == "parkeren");
    CHECK(withdraw(recall_parts(b), kAll).error().code == "release-unknown");
  });
}

TEST_CASE("what was taken back does not come back by itself: not the same bytes, and not on the rhythm of the set") {
  each_gate([](GateBench& b) {
    Declarations declarations;
    const DeclarationBook book(declarations, b.records);
    declarations.sets = {declared(kGarages)};
    privacy::Table table = garages();
    const Sources sources{{"upload", [&](const Declaration&) -> Result<std::unique_ptr<Source>> {
                             return std::make_unique<TableSource>(table);
                           }}};
    const Logger log(b.clock, [](LogLevel, std::string_view) {});
    const Refresher refresher({b.records, *b.gate, book, sources, b.clock, log});
    const Approval approval{"gegevensbeheerder", "staff:a1"};
    CHECK(refresher.run_due().value() == 1);
    CHECK(withdraw(recall_parts(b), kAll).value() == 1);
    b.clock.advance(std::chrono::hours{24});
    table = garages(1);
    CHECK(refresher.run_due().value() == 0);
    table = garages();
    const Judgement again = refresher.offer("parkeren", approval).value();
    CHECK(again.outcome == Judgement::Outcome::refused);
    REQUIRE(again.flaws.size() == 1);
    CHECK(again.flaws[0].code == "withdrawn-before");
    table = garages(1);
    CHECK(refresher.offer("parkeren", approval)->outcome == Judgement::Outcome::released);
    b.clock.advance(std::chrono::hours{24});
    table = garages(2);
    CHECK(refresher.run_due().value() == 1);
  });
}

TEST_CASE("the nightly look takes back at once what no longer passes, and leaves the rest") {
  each_gate([](GateBench& b) {
    privacy::Table table = garages();
    for (std::size_t i = 0; i < table.rows.size(); ++i) table.rows[i][0] = "piet" + std::to_string(i) + "@mail.example";
    publish_unjudged(b, declared(kGarages, "oud"), table, 4'711);
    b.offer(declared(kGarages), garages());
    CHECK(b.catalogue()->find("oud")->current() != nullptr);
    const Rescan found = rescan(recall_parts(b)).value();
    CHECK(found.judged == 2);
    CHECK(found.withdrawn == 1);
    CHECK(found.unjudged == 0);
    const auto catalogue = b.catalogue();
    CHECK(catalogue->find("oud")->current() == nullptr);
    CHECK(catalogue->find("parkeren")->current() != nullptr);
    const auto events = b.events("opendata.withdrawn");
    REQUIRE(events.size() == 1);
    CHECK(json::write(events[0].facts).find("\"email\"") != std::string::npos);
    CHECK(b.events("opendata.rescanned").size() == 1);
  });
}

TEST_CASE("the nightly look compares the releases of a set with each other, and takes back the later of two") {
  each_gate([](GateBench& b) {
    publish_unjudged(b, residents_declared(), residents("100"), 4'711);
    publish_unjudged(b, residents_declared(), residents("150"), 4'712);
    publish_unjudged(b, residents_declared(), residents("101"), 4'713);
    publish_unjudged(b, residents_declared(), residents("112"), 4'714);
    b.clock.advance(std::chrono::seconds{2});
    const Rescan found = rescan(recall_parts(b)).value();
    CHECK(found.judged == 4);
    CHECK(found.withdrawn == 1);
    const auto catalogue = b.catalogue();
    for (const auto& published : catalogue->find("inwoners")->releases)
      CHECK(published->tombstone.has_value() == (published->release.number == 3));
    CHECK(json::write(b.events("opendata.withdrawn").at(0).facts).find("\"difference\"") != std::string::npos);
    CHECK(rescan(recall_parts(b))->withdrawn == 0);
  });
}

TEST_CASE("bytes that can be read while nothing tells what they were judged with are taken back") {
  each_gate([](GateBench& b) {
    publish_unrecorded(b, declared(kGarages, "wees"), garages(), 4'711);
    b.offer(declared(kGarages), garages(1));
    b.clock.advance(std::chrono::seconds{2});
    const Rescan found = rescan(recall_parts(b)).value();
    CHECK(found.judged == 1);
    CHECK(found.withdrawn == 1);
    CHECK(found.unjudged == 0);
    const auto catalogue = b.catalogue();
    CHECK(catalogue->find("parkeren")->current() != nullptr);
    REQUIRE(catalogue->find("wees")->releases.front()->tombstone.has_value());
    CHECK(catalogue->find("wees")->releases.front()->tombstone->reason.en.find("cannot check it again") !=
          std::string::npos);
    CHECK(json::write(b.events("opendata.withdrawn").at(0).facts).find("declaration-unknown") != std::string::npos);
  });
}

TEST_CASE("a release whose bytes are damaged is not judged by guess, but told apart") {
  each_gate([](GateBench& b) {
    b.offer(declared(kGarages), garages());
    for (const auto& file : std::filesystem::recursive_directory_iterator(b.path() + "/objects")) {
      if (!file.is_regular_file()) continue;
      std::filesystem::permissions(file.path(), std::filesystem::perms::owner_write,
                                   std::filesystem::perm_options::add);
      std::fstream(file.path(), std::ios::in | std::ios::out | std::ios::binary) << "X";
    }
    b.clock.advance(std::chrono::seconds{2});
    const Rescan found = rescan(recall_parts(b)).value();
    CHECK(found.unjudged == 1);
    CHECK(found.withdrawn == 0);
  });
}

TEST_CASE("a withdrawal that the ledger tells of is ended by the next process") {
  each_gate([](GateBench& b) {
    b.offer(declared(kGarages), garages());
    CHECK(b.records
              .write([&](store::WriteTx& tx) -> Result<Done> {
                put_withdrawal(tx, {"parkeren", 1, b.clock.now(), kAll.reason, "gegevensbeheerder", 77});
                return Done{};
              })
              .has_value());
    CHECK(recover_withdrawals(recall_parts(b)).value() == 1);
    CHECK(b.catalogue()->find("parkeren")->current() == nullptr);
    CHECK(recover_withdrawals(recall_parts(b)).value() == 0);
  });
}

TEST_CASE("notices go to addresses with https only, or on this machine") {
  each_gate([](GateBench& b) {
    const auto try_url = [&](const std::string& url) {
      return b.records.write([&](store::WriteTx& tx) { return subscribe(tx, b.clock, b.random, "*", url); });
    };
    CHECK(try_url("https://data.example/hook").has_value());
    CHECK(try_url("http://data.example/hook").error().code == "subscriber-url");
    CHECK(try_url("file:///etc/passwd").error().code == "subscriber-url");
  });
}
