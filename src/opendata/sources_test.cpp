#include <doctest/doctest.h>
#include <fmt/format.h>

#include <chrono>

#include "base/csv.h"
#include "base/strong_id.h"
#include "opendata/gate_fixture.h"
#include "opendata/house_sources.h"
#include "sensing/area_store.h"
#include "sensing/declarations.h"
#include "sensing/intake.h"
#include "sensing/registry.h"

using namespace sas;
using namespace sas::opendata;
using Outcome = Judgement::Outcome;

namespace {

constexpr const char* kFootfall = "https://smart-data-models.github.io/dataModel.Transportation/peopleCount";
constexpr const char* kHeat = "http://vocab.nerc.ac.uk/standard_name/air_temperature/";

std::vector<store::Migration> house_migrations() {
  return sas::test::joined({gate_migrations(), sensing::migrations()});
}

/// The declarations that are shipped, and a small town behind their sources.
struct Town {
  explicit Town(store::Store& store) : bench(store) {}

  GateBench bench;
  catalogue::Catalogue catalogue = catalogue::load("catalogue")->catalogue;
  config::Problems problems;
  std::vector<promises::ServicePromise> service_promises =
      promises::load_service_promises("catalogue", catalogue.opening, problems);
  promises::Figures figures{bench.records, bench.clock, catalogue};
  promises::ServiceFigures service_figures{bench.records, bench.clock, service_promises, {}};
  sas::test::TempFolder lake_folder;
  std::unique_ptr<lake::Lake> lake = open_lake();
  Declarations declarations = load_declarations("catalogue/datasets");
  DeclarationBook book{declarations, bench.records};
  Sources sources =
      house_sources({bench.records, *lake, bench.clock, catalogue, figures, service_figures, bench.folder.text()});
  Logger logger{bench.clock, [](LogLevel, std::string_view) {}};
  Refresher refresher{{bench.records, *bench.gate, book, sources, bench.clock, logger}};

  [[nodiscard]] std::unique_ptr<lake::Lake> open_lake() const {
    lake::LakeOptions options;
    options.folder = lake_folder.text();
    return lake::open(options, bench.clock).value();
  }

  void happen(const std::string& kind, const std::string& subject, json::Object facts, const char* at) {
    CHECK(bench.records
              .write([&](store::WriteTx& tx) -> Result<Done> {
                ledger::NewEvent event;
                event.kind = kind;
                event.subject = subject;
                event.acting = "system";
                event.facts = std::move(facts);
                event.at = parse_iso_instant(at).value();
                bench.ledger.append(tx, event);
                return Done{};
              })
              .has_value());
  }

  void cases(int count, const std::string& product, const std::string& area) {
    for (int i = 0; i < count; ++i) {
      const std::string id = new_uuid(bench.clock, bench.random);
      happen("case.received", id,
             {{"product", product},
              {"channel", "digital"},
              {"promise_version", 1},
              {"received", "2026-02-02"},
              {"promised", "2026-02-09"},
              {"legal", "2026-03-30"},
              {"area", area}},
             "2026-02-02T09:00:00Z");
      happen("case.decided", id, {}, "2026-02-05T09:00:00Z");
    }
  }

  sensing::Series meter(const std::string& key, const char* property, sensing::SeriesDescription::Kind kind) {
    sensing::SeriesDescription d;
    d.key = key;
    d.thing_key = key + "/ding";
    d.thing_name = "Meter " + key;
    d.longitude = 6.0953;
    d.latitude = 52.5101;
    d.sensor_name = "meter";
    d.property_name = "meting";
    d.property_definition = property;
    d.name = "reeks";
    d.unit_symbol = "1";
    d.kind = kind;
    d.exposure = sensing::Exposure::open;
    return bench.records
        .write([&](store::WriteTx& tx) { return sensing::ensure_series(tx, bench.ledger, bench.clock, d); })
        .value();
  }

  // Quarters of an hour of yesterday.
  void values(const sensing::Series& series, double value) {
    std::vector<lake::Observation> readings;
    const auto start = std::chrono::time_point_cast<std::chrono::microseconds>(
        start_of_day(local_date(bench.clock.now()) - std::chrono::days{1}));
    for (int i = 0; i < 96; ++i) {
      lake::Observation o;
      o.series = series.id;
      o.time = start + std::chrono::minutes{15 * i};
      if (series.kind == sensing::SeriesDescription::Kind::count) o.until = o.time + std::chrono::minutes{15};
      o.value = value + i / 4;
      readings.push_back(o);
    }
    CHECK(lake->append(std::move(readings)).has_value());
  }

  std::vector<csv::Row> rows(const std::string& dataset) { return csv::read(bench.bytes_of(dataset, "csv")).value(); }

  Judgement offer(const std::string& dataset) {
    auto judgement = refresher.offer(dataset, {"declaration", "system"}).value();
    for (const privacy::Finding& finding : judgement.report.findings)
      MESSAGE(dataset << ": " << privacy::code_of(finding.rule) << " "
                      << fmt::format("{}", fmt::join(finding.columns, ",")));
    for (const Flaw& flaw : judgement.flaws) MESSAGE(dataset << ": " << flaw.code << " " << flaw.column);
    return judgement;
  }
};

void each_town(const std::function<void(Town&)>& test) {
  sas::test::for_each_store(house_migrations(), [&](store::Store& store) {
    Town town(store);
    test(town);
  });
}

}  // namespace

TEST_CASE("every data set that is shipped has a declaration without problems and a source") {
  each_town([](Town& t) {
    CHECK_MESSAGE(t.declarations.problems.empty(), config::to_text(t.declarations.problems));
    CHECK(t.declarations.sets.size() == 11);
    for (const Declaration& declaration : t.declarations.sets) CHECK(t.sources.contains(declaration.source));
  });
}

TEST_CASE("results of promises and causes of waiting go out rounded, without groups of fewer than ten") {
  each_town([](Town& t) {
    t.cases(33, "paspoort", "Binnenstad");
    t.cases(4, "rijbewijs", "Binnenstad");
    REQUIRE(t.offer("beloften-resultaten").outcome == Outcome::released);
    const auto rows = t.rows("beloften-resultaten");
    CHECK(rows.size() > 1);
    for (std::size_t i = 1; i < rows.size(); ++i) {
      CHECK(rows[i][1] == "paspoort");
      CHECK(rows[i][5] == "35");
    }
    REQUIRE(t.offer("wachttijd-oorzaken").outcome == Outcome::released);
    CHECK(t.rows("wachttijd-oorzaken").size() == 8);
  });
}

TEST_CASE("reports go out by month and neighbourhood, never fewer than ten, and not of the month that runs") {
  each_town([](Town& t) {
    t.cases(12, "melding-openbare-ruimte", "Assendorp");
    t.cases(9, "melding-openbare-ruimte", "Berkum");
    t.cases(20, "melding-openbare-ruimte", "");
    REQUIRE(t.offer("meldingen-openbare-ruimte").outcome == Outcome::released);
    CHECK(t.rows("meldingen-openbare-ruimte") ==
          std::vector<csv::Row>{{"maand", "gebied", "meldingen"}, {"2026-02", "Assendorp", "10"}});
  });
}

TEST_CASE("the catalogue of products goes out as it is on the site") {
  each_town([](Town& t) {
    REQUIRE(t.offer("producten").outcome == Outcome::released);
    CHECK(t.rows("producten").size() == t.catalogue.products.size() + 1);
  });
}

TEST_CASE("promises about the service go out by month") {
  each_town([](Town& t) {
    for (int i = 0; i < 23; ++i)
      t.happen("phone.call", new_uuid(t.bench.clock, t.bench.random), {{"waited_s", 20 + i}, {"answered", true}},
               "2026-02-03T10:00:00Z");
    REQUIRE(t.offer("beloften-dienstverlening").outcome == Outcome::released);
    const auto rows = t.rows("beloften-dienstverlening");
    REQUIRE(rows.size() > 1);
    CHECK(rows[1][5] == "25");
  });
}

TEST_CASE("hours of meters go out with their place; people are rounded and small counts left out") {
  each_town([](Town& t) {
    using Kind = sensing::SeriesDescription::Kind;
    t.values(t.meter("drukte/1", kFootfall, Kind::count), 1);
    t.values(t.meter("warmte/1", kHeat, Kind::measurement), 10.25);
    REQUIRE(t.offer("warmte").outcome == Outcome::released);
    const auto heat = t.rows("warmte");
    CHECK(heat.size() == 25);
    CHECK(heat[1][3] == "10.25");
    CHECK(heat[1][6] == "4");
    REQUIRE(t.offer("drukte").outcome == Outcome::released);
    const auto people = t.rows("drukte");
    CHECK(people.size() == 23);  // the first two hours have 4 and 8 people
    for (std::size_t i = 1; i < people.size(); ++i) CHECK(std::stoi(people[i][3]) % 5 == 0);
    CHECK(t.offer("warmte").outcome == Outcome::unchanged);
    CHECK(t.bench.catalogue()->find("warmte")->current()->release.description.from == make_date(2026, 4, 3));
  });
}

TEST_CASE("a file that somebody brought goes through the gate in its confirmed form") {
  each_town([](Town& t) {
    std::string text(kGarages);
    text.replace(text.find("source = \"upload\""), 17,
                 "source = \"file\"\nfile = {encoding = \"windows-1252\", separator = \";\", decimal = \"comma\", days "
                 "= \"iso\"}");
    t.declarations.sets = {declared(text)};
    CHECK(t.refresher.offer("parkeren", {"declaration", "system"}).error().code == "file-missing");
    std::ofstream(t.bench.folder.text() + "/parkeren.csv", std::ios::binary)
        << "garage;uur;vrij;lengte;breedte\r\nCaf\xe9plein;2026-04-03T10:00:00Z;12,5;6,0953;52,5101\r\n";
    REQUIRE(t.offer("parkeren").outcome == Outcome::released);
    CHECK(t.rows("parkeren")[1] == csv::Row{"Caféplein", "2026-04-03T10:00:00Z", "12.5", "6.0953", "52.5101"});
  });
}

TEST_CASE("the sensor register goes out without name and place of a resident's meter") {
  each_town([](Town& t) {
    using Kind = sensing::SeriesDescription::Kind;
    t.meter("warmte/1", kHeat, Kind::measurement);
    const sensing::Series own = t.meter("tuin", kHeat, Kind::measurement);
    sensing::Declaration declaration;
    declaration.owner = sensing::Declaration::Owner::resident;
    declaration.purpose = "weten hoe warm de tuin is";
    declaration.legal_basis = "toestemming";
    declaration.leaves_device = "alleen de temperatuur";
    declaration.starts = make_date(2026, 1, 1);
    CHECK(t.bench.records
              .write([&](store::WriteTx& tx) {
                return sensing::declare_sensor(tx, t.bench.ledger, "staff:a1", own.thing, declaration);
              })
              .has_value());
    t.values(own, 12);
    REQUIRE(t.offer("sensorregister").outcome == Outcome::released);
    const auto rows = t.rows("sensorregister");
    REQUIRE(rows.size() == 3);
    int residents = 0;
    for (const csv::Row& row : rows)
      if (row[4] == "inwoner") {
        ++residents;
        CHECK(row[1] == "meter van een inwoner");
        CHECK(row[5].empty());
      }
    CHECK(residents == 1);
    CHECK(t.offer("warmte").outcome == Outcome::refused);  // nothing but the resident's meter has values
  });
}

TEST_CASE("the divisions of the city go out with their borders") {
  each_town([](Town& t) {
    const auto square = [](int number) {
      const std::string west = "6.1" + std::to_string(number), east = "6.1" + std::to_string(number + 1);
      return R"({"type":"Polygon","coordinates":[[[)" + west + ",52.5],[" + east + ",52.5],[" + east + ",52.51],[" +
             west + ",52.51],[" + west + ",52.5]]]}";
    };
    const sensing::AreaList list{"buurten",
                                 {{"B01", "Oude Markt", "W1", square(1)}, {"B02", "Lindenhof", "W1", square(2)}}};
    CHECK(t.bench.records
              .write([&](store::WriteTx& tx) -> Result<Done> {
                sensing::save_areas(tx, t.bench.ledger, list, "system");
                return Done{};
              })
              .has_value());
    CHECK(config::to_text(t.declarations.problems).empty());
    const auto offered = t.refresher.offer("buurten", {"gegevensbeheerder", "staff:a1"});
    REQUIRE_MESSAGE(offered.has_value(), offered.error().code << offered.error().detail);
    REQUIRE(offered->outcome == Outcome::released);
    const auto rows = t.rows("buurten");
    REQUIRE(rows.size() == 3);
    CHECK(rows[1][4] == "POLYGON ((6.11 52.5, 6.12 52.5, 6.12 52.51, 6.11 52.51, 6.11 52.5))");
  });
}
