#include "sensing/series_terms.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "sensing/declarations.h"
#include "sensing/test_field.h"

using namespace sas;
using namespace sas::sensing;
using namespace sas::sensing::test;

namespace {

constexpr const char* acting = "staff:beheerder";

SeriesDescription from_feed() {
  SeriesDescription d = thermometer("knmi/278/temperatuur");
  d.exposure = Exposure::inside;
  d.source = "knmi";
  return d;
}

Declaration of_municipality() {
  Declaration d;
  d.purpose = "Weten hoe warm het is";
  d.legal_basis = "Taak van de gemeente";
  d.leaves_device = "alleen de temperatuur";
  d.contact = "data@sassenpoort.example";
  d.starts = parse_iso_date("2026-06-01").value();
  return d;
}

Result<Done> set(Field& field, const Series& series, const SeriesTerms& terms) {
  return field.store.write(
      [&](store::WriteTx& tx) { return set_series_terms(tx, field.ledger, field.clock, acting, series.id, terms); });
}

void declare(Field& field, const Series& series, const Declaration& declaration) {
  REQUIRE(field.store.write(
      [&](store::WriteTx& tx) { return declare_sensor(tx, field.ledger, acting, series.thing, declaration); }));
}

SeriesTerms opened() {
  SeriesTerms out;
  out.exposure = Exposure::open;
  out.retention = "P2Y";
  out.licence = "https://creativecommons.org/publicdomain/zero/1.0/";
  out.rules.min = -20;
  out.rules.max = 40;
  out.rules.max_step_per_hour = 10;
  out.rules.frozen_after = std::chrono::hours{6};
  return out;
}

}  // namespace

TEST_CASE("a series that was opened at the desk stays open when its feed comes again, and the rest follows the feed") {
  each_field([](Field& field) {
    const Series series = field.ensure(from_feed());
    CHECK(series.exposure == Exposure::inside);
    declare(field, series, of_municipality());
    REQUIRE(set(field, series, opened()));

    SeriesDescription again = from_feed();
    again.name = "Luchttemperatuur op 1,5 meter";
    const Series now = field.ensure(again);
    CHECK(now.id == series.id);
    CHECK(now.exposure == Exposure::open);
    CHECK(now.retention == "P2Y");
    CHECK(now.rules.min == -20);
    CHECK(now.rules.max_step_per_hour == 10);
    CHECK(now.rules.frozen_after == std::chrono::hours{6});
    CHECK(now.name == "Luchttemperatuur op 1,5 meter");
    const auto told = field.store.read([&](store::ReadTx& tx) -> Result<std::vector<ledger::Event>> {
      return field.ledger.events_of(tx, "datastream:" + std::to_string(static_cast<std::int64_t>(series.id)));
    });
    CHECK(std::count_if(told->begin(), told->end(), [](const auto& e) { return e.kind == "sensor.terms-set"; }) == 1);
    CHECK(field.store
              .read([&](store::ReadTx& tx) -> Result<bool> {
                return has_terms(tx, series.id) && terms_of(tx, now).licence == opened().licence;
              })
              .value());

    // And it can be closed again, which the feed does not undo either.
    SeriesTerms closed = opened();
    closed.exposure = Exposure::inside;
    REQUIRE(set(field, series, closed));
    SeriesDescription opening = from_feed();
    opening.exposure = Exposure::open;
    CHECK(field.ensure(opening).exposure == Exposure::inside);
  });
}

TEST_CASE("what is not in the sensor register cannot be opened, and a sensor of a resident only by its owner") {
  each_field([](Field& field) {
    const Series series = field.ensure(from_feed());
    CHECK(set(field, series, opened()).error().code == "series-undeclared");
    SeriesTerms inside = opened();
    inside.exposure = Exposure::inside;
    CHECK(set(field, series, inside));
    Declaration of_resident = of_municipality();
    of_resident.owner = Declaration::Owner::resident;
    declare(field, series, of_resident);
    CHECK(set(field, series, opened()).error().code == "series-of-another");
    CHECK(set(field, Series{lake::SeriesId{4'711}}, opened()).error().code == "series-unknown");
  });
}

TEST_CASE("terms that cannot be are refused by field") {
  each_field([](Field& field) {
    const Series series = field.ensure(from_feed());
    declare(field, series, of_municipality());
    SeriesTerms wrong = opened();
    wrong.retention = "voor altijd";
    wrong.rules.max = -30;
    wrong.rules.frozen_after = std::chrono::seconds{0};
    const auto refused = set(field, series, wrong);
    REQUIRE(!refused);
    std::string fields;
    for (const FieldError& one : refused.error().fields) fields += one.field + " ";
    CHECK(fields == "retention rules.max rules.frozen_after ");
  });
}
