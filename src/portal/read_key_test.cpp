#include "portal/read_key.h"

#include <doctest/doctest.h>

#include "base/text.h"

using namespace sas;
using namespace sas::portal;

namespace {

const Date today = make_date(2026, 6, 1);
const ReadKeys keys(std::string(32, 's'));

}  // namespace

TEST_CASE("a reading key counts from the day it is made until its last day") {
  SeededRandom random(1);
  const std::string key = keys.make(today, random);
  CHECK(key.starts_with("lees.20270601."));
  const auto number = keys.number(key, today);
  REQUIRE(number);
  CHECK(number->size() == 16);
  CHECK(keys.number(key, ReadKeys::last_day(today)) == *number);
  const auto ended = keys.number(key, ReadKeys::last_day(today) + std::chrono::days{1});
  REQUIRE_FALSE(ended);
  CHECK(ended.error().code == "read-key-ended");
}

TEST_CASE("two reading keys have two numbers") {
  SeededRandom random(1);
  CHECK(keys.number(keys.make(today, random), today).value() != keys.number(keys.make(today, random), today).value());
}

TEST_CASE("a reading key with any character changed, or signed with another secret, does not count") {
  SeededRandom random(2);
  const std::string key = keys.make(today, random);
  for (std::size_t i = 0; i < key.size(); ++i) {
    std::string changed = key;
    changed[i] = changed[i] == '1' ? '2' : '1';
    CAPTURE(changed);
    const auto refused = keys.number(changed, today);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == "read-key-wrong");
  }
  CHECK_FALSE(keys.number(key + "0", today));
  CHECK_FALSE(keys.number(key.substr(0, key.size() - 1), today));
  CHECK_FALSE(keys.number("", today));
  CHECK_FALSE(keys.number("...", today));
  CHECK_FALSE(ReadKeys(std::string(32, 't')).number(key, today));
}

TEST_CASE("a secret that is too short is refused") {
  CHECK_THROWS_AS(ReadKeys("kort"), std::invalid_argument);
}
