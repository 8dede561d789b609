#include "practice/town.h"

#include <doctest/doctest.h>

#include <set>

#include "base/identifiers.h"

using namespace sas;
using namespace sas::practice;

TEST_CASE("everybody in the practice town has a number of their own that passes the eleven-test and is kept for tests") {
  const Town town(7);
  CHECK(town.inhabitants().size() == Town::size);
  std::set<std::string> seen;
  for (const Inhabitant& one : town.inhabitants()) {
    CHECK(one.bsn.starts_with("9999"));
    CHECK(Bsn::parse(one.bsn));
    CHECK(seen.insert(one.bsn).second);
    CHECK(town.by_bsn(one.bsn) == &one);
  }
  CHECK(town.by_bsn("123456782") == nullptr);
}

TEST_CASE("the same seed gives the same town, another seed another, and the well-known people stay") {
  const Town one(1);
  const Town same(1);
  const Town other(2);
  std::size_t different = 0;
  for (std::size_t i = 0; i < Town::size; ++i) {
    CHECK(one.inhabitants()[i].name() == same.inhabitants()[i].name());
    if (one.inhabitants()[i].name() != other.inhabitants()[i].name()) ++different;
  }
  CHECK(different > Town::size / 2);
  for (const char* part : {"resident", "mother", "parent", "child", "ward", "guardian"}) {
    CHECK(one.part(part).bsn == other.part(part).bsn);
    CHECK(one.part(part).name() == other.part(part).name());
  }
  CHECK_FALSE(one.part("resident").licence_plate.empty());
  CHECK(parse_licence_plate(one.part("resident").licence_plate));
  CHECK(one.companies().front().kvk == other.companies().front().kvk);
  CHECK(one.employees().size() == 4);
  CHECK(one.mandates().size() == 3);
}

TEST_CASE("addresses are whole and can be found by postcode and number") {
  const Town town(3);
  std::set<std::string> doors;
  for (const Home& home : town.homes()) {
    CHECK(parse_postcode(home.postcode));
    CHECK(home.postcode >= "8011AA");
    CHECK(home.postcode <= "8043ZZ");
    CHECK(parse_bag_id(home.designation_id));
    CHECK(doors.insert(home.postcode + std::to_string(home.number) + home.letter).second);
  }
  const Home& some = town.homes().at(17);
  const auto found = town.homes_at(some.postcode, some.number);
  CHECK(std::find(found.begin(), found.end(), &some) != found.end());
  CHECK(town.homes_at("1234AB", 1).empty());
  for (const Company& company : town.companies()) CHECK(parse_kvk_number(company.kvk));
}

TEST_CASE("the child is a child at any date") {
  for (const int year : {2024, 2026, 2031}) {
    const Town town(1, make_date(year, 6, 1));
    CHECK(town.part("child").birth > make_date(year - 18, 6, 1));
  }
}
