#include "portal/door_limit.h"

#include <doctest/doctest.h>

using namespace sas;
using namespace sas::portal;

namespace {

http::Request from(const std::string& client) {
  http::Request out;
  out.client = client;
  return out;
}

}  // namespace

TEST_CASE("a client that asks too often waits, another does not, and waiting helps") {
  ManualClock clock{parse_iso_instant("2026-04-04T06:00:00Z").value()};
  DoorLimit limit(clock);
  for (int i = 0; i < static_cast<int>(DoorLimit::burst); ++i) CHECK(!limit.take(from("a")));
  CHECK(limit.take(from("a")) == std::chrono::seconds{1});
  CHECK(!limit.take(from("b")));
  clock.advance(std::chrono::seconds{1});
  for (int i = 0; i < static_cast<int>(DoorLimit::per_second); ++i) CHECK(!limit.take(from("a")));
  CHECK(limit.take(from("a")));
}

TEST_CASE("this machine itself is not counted") {
  ManualClock clock{parse_iso_instant("2026-04-04T06:00:00Z").value()};
  DoorLimit limit(clock);
  http::Request here = from("a");
  here.from_loopback = true;
  for (int i = 0; i < 2 * static_cast<int>(DoorLimit::burst); ++i) CHECK(!limit.take(here));
}
