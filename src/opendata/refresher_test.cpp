#include "opendata/refresher.h"

#include <doctest/doctest.h>

#include "opendata/gate_fixture.h"

using namespace sas;
using namespace sas::opendata;
using Outcome = Judgement::Outcome;

namespace {

Instant at(const char* text) {
  return parse_iso_instant(text).value();
}

// Garages of a declaration as they are now.
Sources garage_sources(const privacy::Table& table) {
  return {{"upload", [&table](const Declaration&) -> Result<std::unique_ptr<Source>> {
             return std::make_unique<TableSource>(table);
           }}};
}

// Visits by age and neighbourhood: too fine to be open as it is.
constexpr std::string_view kVisits = R"(
title = {nl = "Bezoek aan de balie", en = "Visits to the desk"}
summary = {nl = "Hoe vaak mensen langskwamen.", en = "How often people came."}
owner = "Publiekszaken"
contact = "data@sassenpoort.example"
licence = "CC0-1.0"
themes = ["GOVE"]
refresh = "monthly"
source = "upload"
origin = {nl = "Geteld aan de balie.", en = "Counted at the desk."}
subject = "person"

[aggregation]
dimensions = ["maand", "onderwerp"]
count = "bezoekers"

[[column]]
name = "maand"
meaning = {nl = "maand", en = "month"}
type = "text"
class = "open"
kind = "category"

[[column]]
name = "onderwerp"
meaning = {nl = "waarvoor iemand kwam", en = "what somebody came for"}
type = "text"
class = "open"
kind = "category"

[[column]]
name = "bezoekers"
meaning = {nl = "aantal bezoekers", en = "number of visitors"}
type = "integer"
class = "open"
kind = "measure"
counts = "persons"
)";

privacy::Table visits() {
  privacy::Table out{{"maand", "onderwerp", "bezoekers"}, {}};
  for (int month = 1; month <= 6; ++month)
    for (const char* subject : {"paspoort", "verhuizing", "rijbewijs"})
      out.rows.push_back({"2026-0" + std::to_string(month), subject, std::to_string(month == 3 ? 4 : 31 + month)});
  return out;
}

}  // namespace

TEST_CASE("a set is due when its day, week, month, quarter or year has begun") {
  using enum privacy::Refresh;
  const Instant monday = at("2026-04-06T06:00:00Z");
  CHECK(is_due(never, std::nullopt, monday));
  CHECK_FALSE(is_due(never, at("2020-01-01T00:00:00Z"), monday));
  CHECK(is_due(daily, at("2026-04-05T21:59:00Z"), monday));
  CHECK_FALSE(is_due(daily, at("2026-04-05T22:01:00Z"), monday));  // after midnight in Amsterdam
  CHECK(is_due(weekly, at("2026-04-05T12:00:00Z"), monday));
  CHECK_FALSE(is_due(weekly, at("2026-04-06T05:00:00Z"), monday));
  CHECK(is_due(monthly, at("2026-03-31T12:00:00Z"), monday));
  CHECK_FALSE(is_due(monthly, at("2026-04-01T12:00:00Z"), monday));
  CHECK(is_due(quarterly, at("2026-03-31T12:00:00Z"), monday));
  CHECK(is_due(yearly, at("2025-12-31T12:00:00Z"), monday));
  CHECK_FALSE(is_due(yearly, at("2026-01-01T12:00:00Z"), monday));
  CHECK(is_due(continuous, monday - std::chrono::hours{1}, monday));
}

TEST_CASE("what is due is offered once, and a set without a source holds up nobody") {
  each_gate([](GateBench& b) {
    Declarations declarations;
    const DeclarationBook book(declarations, b.records);
    declarations.sets = {declared(kGarages), declared(kVisits, "wees")};
    declarations.sets[1].source = "unknown";
    privacy::Table table = garages();
    const Sources sources = garage_sources(table);
    const Logger log(b.clock, [](LogLevel, std::string_view) {});
    const Refresher refresher({b.records, *b.gate, book, sources, b.clock, log});
    CHECK(refresher.run_due().value() == 1);
    CHECK(refresher.run_due().value() == 0);
    b.clock.advance(std::chrono::hours{24});
    table = garages(3);
    CHECK(refresher.run_due().value() == 1);
    const auto catalogue = b.catalogue();
    CHECK(catalogue->find("parkeren")->current()->release.number == 2);
    CHECK(catalogue->find("parkeren")->current()->release.approved_by == "declaration");
    CHECK(refresher.offer("wees", {"x", "staff:a1"}).error().code == "source-unknown");
    CHECK(refresher.offer("niets", {"x", "staff:a1"}).error().code == "dataset-unknown");
  });
}

TEST_CASE("a set whose releases were lost with the disk is made again at once; one that was taken back is not") {
  each_gate([](GateBench& b) {
    Declarations declarations;
    const DeclarationBook book(declarations, b.records);
    declarations.sets = {declared(kGarages, "parkeren")};
    const privacy::Table table = garages();
    const Sources sources = garage_sources(table);
    const Logger log(b.clock, [](LogLevel, std::string_view) {});
    const auto run = [&] { return Refresher({b.records, *b.gate, book, sources, b.clock, log}).run_due().value(); };
    const auto lose = [&] {
      b.close();
      std::filesystem::remove_all(b.path());
      b.open();
    };
    CHECK(run() == 1);
    lose();
    CHECK(b.catalogue()->sets.empty());
    CHECK(run() == 1);
    CHECK(b.catalogue()->find("parkeren")->current()->release.rows == 48);
    CHECK(run() == 0);
    const RecallParts recall{b.records, b.ledger, b.outbox, *b.writer, *b.reader, b.clock};
    CHECK(withdraw(recall, {"parkeren", 1, {"Fout.", "Wrong."}, "gegevensbeheerder", "staff:a1"}).value() == 1);
    lose();
    CHECK(run() == 0);
  });
}

TEST_CASE("a refused set gets the smallest change that passes, and goes out with what is lost when somebody confirms") {
  each_gate([](GateBench& b) {
    Declarations declarations;
    const DeclarationBook book(declarations, b.records);
    declarations.sets = {declared(kVisits, "bezoek")};
    const privacy::Table table = visits();
    const Sources sources = garage_sources(table);
    const Logger log(b.clock, [](LogLevel, std::string_view) {});
    const Refresher refresher({b.records, *b.gate, book, sources, b.clock, log});
    const Approval approval{"gegevensbeheerder", "staff:a1"};
    const Judgement first = refresher.offer("bezoek", approval).value();
    CHECK(first.outcome == Outcome::refused);
    CHECK(first.report.has(privacy::Rule::small_cells));

    const auto confirm = [&] {
      return b.records.write(
          [&](store::WriteTx& tx) { return confirm_changes(tx, "bezoek", "staff:a1", b.clock.now()); });
    };
    CHECK(confirm().error().code == "proposal-missing");
    CHECK(refresher.propose("bezoek").value());
    CHECK(confirm().has_value());
    const Judgement second = refresher.offer("bezoek", approval).value();
    REQUIRE(second.outcome == Outcome::released);
    CHECK_FALSE(second.release->lost.empty());
    CHECK(b.bytes_of("bezoek", "csv").find(",4\r\n") == std::string::npos);
    CHECK(refresher.offer("bezoek", approval)->outcome == Outcome::unchanged);
  });
}

TEST_CASE("a table of counts that differs too little from the release before is refused") {
  each_gate([](GateBench& b) {
    const Declaration declaration = declared(kVisits, "bezoek");
    privacy::Table table{{"maand", "onderwerp", "bezoekers"},
                         {{"2026-01", "paspoort", "41"}, {"2026-01", "rijbewijs", "52"}}};
    CHECK(b.offer(declaration, table).outcome == Outcome::released);
    table.rows[0][2] = "43";
    const Judgement judgement = b.offer(declaration, table);
    CHECK(judgement.outcome == Outcome::refused);
    CHECK(judgement.report.has(privacy::Rule::difference));
  });
}
