#pragma once
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <string>

#include "jobs/jobs.h"
#include "opendata/gate.h"
#include "opendata/gate_steps.h"
#include "releases/public_reader.h"
#include "test_stores.h"

/// A gate between real records and a real public store, for the tests of this room.
namespace sas::opendata {

inline constexpr std::string_view kGarages = R"(
title = {nl = "Parkeren in de binnenstad", en = "Parking in the inner city"}
summary = {nl = "Vrije plaatsen per garage per uur.", en = "Free places for each car park by the hour."}
owner = "Stadsbeheer"
contact = "data@sassenpoort.example"
licence = "CC0-1.0"
themes = ["TRAN"]
high_value = "mobility"
refresh = "daily"
source = "upload"
origin = {nl = "Tellers bij de slagbomen, gemiddeld per uur.", en = "Counters at the barriers, mean of the hour."}
subject = "thing"
longitude = "lengte"
latitude = "breedte"
time = "uur"

[[keywords]]
nl = "parkeren"
en = "parking"

[[column]]
name = "garage"
meaning = {nl = "naam van de garage", en = "name of the car park"}
type = "text"
class = "open"
kind = "thing-id"

[[column]]
name = "uur"
meaning = {nl = "begin van het uur", en = "start of the hour"}
type = "moment"
class = "open"
kind = "date"

[[column]]
name = "vrij"
meaning = {nl = "vrije plaatsen", en = "free places"}
type = "decimal"
unit = "plaatsen"
class = "open"
kind = "measure"
counts = "things"

[[column]]
name = "lengte"
meaning = {nl = "lengtegraad", en = "longitude"}
type = "decimal"
unit = "°"
class = "open"
kind = "location"
precision = "exact"

[[column]]
name = "breedte"
meaning = {nl = "breedtegraad", en = "latitude"}
type = "decimal"
unit = "°"
class = "open"
kind = "location"
precision = "exact"
)";

inline Declaration declared(std::string_view text, const std::string& slug = "parkeren") {
  config::Problems problems;
  Declaration out = read_declaration(text, slug, problems);
  if (!problems.empty()) throw std::runtime_error(config::to_text(problems));
  return out;
}

/// Hours of two garages; `shift` makes other numbers.
inline privacy::Table garages(int shift = 0) {
  privacy::Table out{{"garage", "uur", "vrij", "lengte", "breedte"}, {}};
  for (int hour = 0; hour < 24; ++hour)
    for (int garage = 0; garage < 2; ++garage)
      out.rows.push_back({garage == 0 ? "Emmawijk" : "Noordereiland",
                          "2026-04-03T" + std::string(hour < 10 ? "0" : "") + std::to_string(hour) + ":00:00Z",
                          std::to_string(100 + hour * 7 + garage * 3 + shift) + ".5", garage == 0 ? "6.0953" : "6.0851",
                          garage == 0 ? "52.5101" : "52.5152"});
  return out;
}

inline std::vector<store::Migration> gate_migrations() {
  return sas::test::joined({ledger::migrations(), jobs::migrations(), migrations()});
}

struct GateBench {
  explicit GateBench(store::Store& s) : records(s) { open(); }

  store::Store& records;
  ManualClock clock{parse_iso_instant("2026-04-04T06:00:00Z").value()};
  SystemRandom random;
  ledger::Ledger ledger{clock, random};
  jobs::Outbox outbox{clock, random};
  sas::test::TempFolder folder;
  SeededRandom seed{7};
  crypto::SigningKey key = crypto::SigningKey::create(seed);
  std::unique_ptr<releases::PublicWriter> writer;
  std::unique_ptr<releases::PublicReader> reader;
  std::unique_ptr<Gate> gate;

  [[nodiscard]] std::string path() const { return folder.text() + "/public"; }

  void close() {
    gate.reset();
    writer.reset();
  }
  void open(std::function<void(GateStep)> after = [](GateStep) {}) {
    close();
    writer = releases::open_public_writer(path(), key, clock).value();
    reader = releases::open_public_reader(path(), key.public_key(), clock);
    gate = std::make_unique<Gate>(Gate::Parts{records, ledger, *writer, clock}, std::move(after));
  }

  Judgement offer(const Declaration& declaration, privacy::Table table) const {
    TableSource source(std::move(table));
    return gate->offer(declaration, source, {"gegevensbeheerder", "staff:a1"}).value();
  }

  std::shared_ptr<const releases::Catalogue> catalogue() {
    clock.advance(std::chrono::seconds{2});
    return reader->catalogue();
  }

  std::vector<ledger::Event> events(const std::string& kind) {
    auto all = records.read(
        [&](store::ReadTx& tx) -> Result<std::vector<ledger::Event>> { return ledger.read_after(tx, 0, 1'000); });
    std::vector<ledger::Event> out;
    for (ledger::Event& event : *all)
      if (event.kind == kind) out.push_back(std::move(event));
    return out;
  }

  /// The bytes of one form of the release that stands.
  std::string bytes_of(const std::string& dataset, const std::string& format) {
    const auto published = catalogue()->find(dataset)->current();
    const auto file = reader->object(releases::find_file(published->release, format)->sha256).value();
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
};

/// Files that are public or waiting to be: everything but the index and the lock.
inline std::size_t files_behind(const std::string& public_folder) {
  std::size_t out = 0;
  for (const char* part : {"objects", "records", "tombstones", "waiting"})
    for (const auto& file : std::filesystem::recursive_directory_iterator(public_folder + "/" + part))
      if (file.is_regular_file()) ++out;
  return out;
}

inline void each_gate(const std::function<void(GateBench&)>& test) {
  sas::test::for_each_store(gate_migrations(), [&](store::Store& store) {
    GateBench bench(store);
    test(bench);
  });
}

}  // namespace sas::opendata
