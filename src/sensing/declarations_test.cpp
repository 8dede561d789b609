#include "sensing/declarations.h"

#include <doctest/doctest.h>

#include "sensing/report.h"
#include "sensing/test_field.h"

using namespace sas;
using namespace sas::sensing;
using namespace sas::sensing::test;
using namespace std::chrono_literals;

namespace {

Declaration garden() {
  Declaration d;
  d.owner = Declaration::Owner::resident;
  d.owner_name = "must not be kept";
  d.owner_person = PersonId{"0190a0a0-0000-7000-8000-000000000001"};
  d.contact = "must.not@be-kept.example";
  d.purpose = "Weten hoe warm het in de tuin is";
  d.legal_basis = "Toestemming";
  d.leaves_device = "Alleen de temperatuur";
  d.starts = make_date(2026, 6, 1);
  d.shown = Declaration::Shown::coarse;
  d.exact_place = Place{6.0912, 52.5123};
  return d;
}

Result<Done> declare(Field& f, std::int64_t thing, const Declaration& d) {
  return f.store.write([&](store::WriteTx& tx) { return declare_sensor(tx, f.ledger, "system", thing, d); });
}

}  // namespace

TEST_CASE("a resident's sensor is declared without a name, found by its owner, and can be declared anew") {
  each_field([](Field& f) {
    const Series s = f.ensure(thermometer());
    REQUIRE(declare(f, s.thing, garden()));
    Declaration later = garden();
    later.ends = make_date(2027, 1, 1);
    REQUIRE(declare(f, s.thing, later));
    f.store
        .read([&](store::ReadTx& tx) -> Result<Done> {
          const auto d = declaration_of(tx, s.thing);
          REQUIRE(d);
          CHECK(d->owner_name == "");
          CHECK(d->contact == "");
          CHECK(d->ends == make_date(2027, 1, 1));
          CHECK(d->exact_place == Place{6.0912, 52.5123});
          CHECK(things_of(tx, garden().owner_person) == std::vector<std::int64_t>{s.thing});
          CHECK(things_of(tx, PersonId{}).empty());
          CHECK(all_declarations(tx).size() == 1);
          return Done{};
        })
        .value();
    CHECK(f.count("SELECT count(*) FROM ledger_event WHERE kind = 'sensor.declared'") == 2);
  });
}

TEST_CASE("a declaration without what everybody must know is refused with the fields to mend") {
  each_field([](Field& f) {
    const Series s = f.ensure(thermometer());
    Declaration d;
    d.owner = Declaration::Owner::organisation;
    d.starts = make_date(2026, 6, 1);
    d.ends = make_date(2026, 5, 1);
    d.dpia_url = "javascript:1";
    const auto refused = declare(f, s.thing, d);
    REQUIRE_FALSE(refused);
    std::string fields;
    for (const FieldError& field : refused.error().fields) fields += field.field + " ";
    CHECK(fields == "purpose legal_basis leaves_device owner_name ends dpia_url ");
    CHECK(declare(f, 999, garden()).error().code == "sensor-unknown");
  });
}

TEST_CASE("two places in one square are told as the same, and no nearer than some hundred metres") {
  const Place a = coarse({6.0912, 52.5123}), b = coarse({6.0950, 52.5180});
  CHECK(a == b);
  CHECK_FALSE(coarse({6.1100, 52.5123}) == a);
}

TEST_CASE("a report tells how many values there should be, how many are fit, and what was wrong") {
  each_field([](Field& f) {
    const Series s = f.ensure(thermometer());
    const auto intake = f.intake();
    std::vector<lake::Observation> values;
    for (int i = 60; i > 0; --i) values.push_back(value_of(s, f.now() - i * 10min, i == 30 ? 99 : 20));
    REQUIRE(intake->take(values, Arrival::history));
    const auto report = report_of(*f.lake, s, f.now(), std::chrono::days{30}).value();
    CHECK(report.values == 60);
    CHECK(report.fit == 59);
    CHECK(report.expected == 60);
    CHECK(*report.score() == doctest::Approx(59.0 / 60));
    REQUIRE(report.flags.size() == 1);
    CHECK(flag_key(report.flags[0].flag) == "sensing.flag.out-of-range");
    const Series silent = f.ensure(thermometer("weer/2/lucht"));
    CHECK_FALSE(report_of(*f.lake, silent, f.now(), std::chrono::days{30}).value().score().has_value());
  });
}
