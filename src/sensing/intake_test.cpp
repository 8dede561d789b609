#include "sensing/intake.h"

#include <doctest/doctest.h>

#include <future>

#include "sensing/test_field.h"

using namespace sas;
using namespace sas::sensing;
using namespace sas::sensing::test;
using namespace std::chrono_literals;
using What = Taken::What;

namespace {

std::string told(const std::vector<Taken>& taken) {
  std::string out;
  for (const Taken& t : taken) {
    if (!out.empty()) out += ' ';
    if (t.what == What::refused) out += t.code;
    if (t.what == What::stored) out += t.quality == 0 ? "stored" : "flagged:" + std::to_string(t.quality);
    if (t.what == What::repeated) out += "repeated";
    if (t.what == What::corrected) out += "corrected";
  }
  return out;
}

}  // namespace

TEST_CASE("good readings of a batch are kept when others are refused, and each gets its answer") {
  each_field([](Field& f) {
    const Series s = f.ensure(thermometer());
    const auto intake = f.intake();
    lake::Observation text = value_of(s, f.now() - 2min, 0);
    text.value.reset();
    text.text = "warm";
    lake::Observation nobody = value_of(s, f.now(), 1);
    nobody.series = lake::SeriesId{999};
    const auto taken = intake->take({value_of(s, f.now() - 3min, 20), text, nobody, value_of(s, f.now() + 48h, 21),
                                     value_of(s, lake::Moment{-3'000'000'000'000'000us}, 21),
                                     value_of(s, f.now() - 1min, 99), value_of(s, f.now(), 21)},
                                    Arrival::live);
    CHECK(told(taken.value()) == "stored result-type series-unknown time-far-future time-too-old flagged:1 stored");
    CHECK(f.lake->latest(s.id)->value == 21.0);
    CHECK(intake->stats().taken == 3);
    CHECK(intake->stats().refused == 4);
  });
}

TEST_CASE("a reading sent again is a repeat and one with another value a correction") {
  each_field([](Field& f) {
    const Series s = f.ensure(thermometer());
    const auto intake = f.intake();
    const auto first = value_of(s, f.now(), 20);
    CHECK(told(intake->take({first}, Arrival::live).value()) == "stored");
    CHECK(told(intake->take({first}, Arrival::live).value()) == "repeated");
    CHECK(told(intake->take({value_of(s, f.now(), 22)}, Arrival::live).value()) == "corrected");
  });
}

TEST_CASE("people are counted in bins of five minutes or not at all") {
  each_field([](Field& f) {
    SeriesDescription d = thermometer("drukte/1/aantal");
    d.kind = SeriesDescription::Kind::count;
    d.rules = {};
    const Series s = f.ensure(d);
    auto bin = [&](std::chrono::minutes length, double people) {
      lake::Observation o = value_of(s, f.now() - 1h - length, people);
      o.until = o.time + length;
      return o;
    };
    const auto taken =
        f.intake()->take({bin(5min, 40), bin(4min, 40), value_of(s, f.now(), 12), bin(10min, 3)}, Arrival::live);
    CHECK(told(taken.value()) == "stored count-bin-short count-bin-short flagged:512");
  });
}

TEST_CASE("a reading that would tell of a person is refused and written down once an hour, without its value") {
  each_field([](Field& f) {
    SeriesDescription d = thermometer("teller/1/ruw");
    d.kind = SeriesDescription::Kind::json;
    d.rules = {};
    const Series s = f.ensure(d);
    const auto intake = f.intake();
    lake::Observation o;
    o.series = s.id;
    o.time = f.now();
    o.text = R"({"count":3,"seen":["00:1B:44:11:3A:B7"]})";
    CHECK(told(intake->take({o, o}, Arrival::live).value()) == "unwelcome-mac unwelcome-mac");
    CHECK(told(intake->take({o}, Arrival::live).value()) == "unwelcome-mac");
    CHECK(f.count("SELECT count(*) FROM ledger_event WHERE kind = 'sensor.refused'") == 1);
    f.clock.advance(1h);
    CHECK(told(intake->take({o}, Arrival::live).value()) == "unwelcome-mac");
    CHECK(f.count("SELECT count(*) FROM ledger_event WHERE kind = 'sensor.refused'") == 2);
    CHECK(f.count("SELECT count(*) FROM ledger_event WHERE facts LIKE '%1B:44%'") == 0);
    CHECK(intake->stats().unwelcome == 4);
    CHECK_FALSE(f.lake->latest(s.id).has_value());
  });
}

TEST_CASE("a value that stands still is known to stand still after a restart") {
  each_field([](Field& f) {
    SeriesDescription d = thermometer();
    d.rules.frozen_after = std::chrono::hours{6};
    const Series s = f.ensure(d);
    {
      const auto intake = f.intake();
      for (int i = 0; i < 30; ++i)
        (void)intake->take({value_of(s, f.now() - 10h + i * 10min, i < 3 ? 17 : 18)}, Arrival::history);
    }
    const auto again = f.intake();
    // The first 18 was ten hours less half an hour ago.
    CHECK(told(again->take({value_of(s, f.now() - 4h, 18)}, Arrival::history).value()) ==
          "flagged:" + std::to_string(lake::quality::after_gap));
    CHECK(told(again->take({value_of(s, f.now() - 3h, 18)}, Arrival::history).value()) ==
          "flagged:" + std::to_string(lake::quality::frozen | lake::quality::after_gap));
  });
}

TEST_CASE("a value that was frozen before a restart is frozen by the first reading after it") {
  each_field([](Field& f) {
    SeriesDescription d = thermometer();
    d.rules.frozen_after = std::chrono::hours{6};
    const Series s = f.ensure(d);
    {
      const auto intake = f.intake();
      for (int i = 0; i < 100; ++i) (void)intake->take({value_of(s, f.now() - 17h + i * 10min, 18)}, Arrival::history);
    }
    // Not a whole number of intervals after the last one.
    CHECK(told(f.intake()->take({value_of(s, f.now() - 30min + 20s, 18)}, Arrival::history).value()) ==
          "flagged:" + std::to_string(lake::quality::frozen | lake::quality::duplicate));
  });
}

TEST_CASE("a rule that the owner changed holds for the next reading") {
  each_field([](Field& f) {
    const Series s = f.ensure(thermometer());
    const auto intake = f.intake();
    CHECK(told(intake->take({value_of(s, f.now() - 1min, 35)}, Arrival::live).value()) == "stored");
    SeriesDescription d = thermometer();
    d.rules.max = 30;
    f.ensure(d);
    intake->forget(s.id);
    CHECK(told(intake->take({value_of(s, f.now(), 36)}, Arrival::live).value()) == "flagged:1");
  });
}

TEST_CASE("an answer without waiting comes when it is durable, also when everything was refused") {
  each_field([](Field& f) {
    const Series s = f.ensure(thermometer());
    const auto intake = f.intake();
    std::promise<std::string> good, bad;
    intake->take_async({value_of(s, f.now(), 20)}, Arrival::live,
                       [&](auto taken) { good.set_value(told(taken.value())); });
    CHECK(good.get_future().get() == "stored");
    intake->take_async({value_of(s, f.now() + 72h, 20)}, Arrival::live,
                       [&](auto taken) { bad.set_value(told(taken.value())); });
    CHECK(bad.get_future().get() == "time-far-future");
  });
}
