#include "portal/ended_keys.h"

#include <doctest/doctest.h>

#include <fstream>

#include "portal/test_portal.h"

using namespace sas;
using namespace sas::portal;
using namespace sas::portal::testing;

namespace {

constexpr const char* one = "6b1f0c2a9d3e4f58";
constexpr const char* other = "0123456789abcdef";

}  // namespace

TEST_CASE("a key that was ended in one process is ended in every process that reads the file") {
  const Folder folder;
  ManualClock clock{today};
  const std::string path = folder.path() + "/ended.txt";
  EndedKeys here(path, clock), there(path, clock);
  CHECK_FALSE(there.has(one));
  REQUIRE(here.add(one));
  REQUIRE(here.add(one));
  CHECK(here.has(one));
  CHECK_FALSE(here.has(other));
  CHECK_FALSE(there.has(one));  // it looked less than a second ago
  clock.advance(std::chrono::seconds{1});
  CHECK(there.has(one));
  CHECK(EndedKeys(path, clock).has(one));
}

TEST_CASE("a person writes a number in the file, and takes it out again") {
  const Folder folder;
  ManualClock clock{today};
  const std::string path = folder.path() + "/ended.txt";
  EndedKeys keys(path, clock);
  std::ofstream(path) << "# gemeld op 3 maart\n" << one << "  \r\nonzin\n" << other;
  CHECK(keys.has(one));
  CHECK(keys.has(other));
  // The last line had no end.
  REQUIRE(keys.add("ffffffffffffffff"));
  clock.advance(std::chrono::seconds{1});
  CHECK(keys.has(other));
  CHECK(keys.has("ffffffffffffffff"));
  std::filesystem::remove(path);
  clock.advance(std::chrono::seconds{1});
  CHECK_FALSE(keys.has(one));
}

TEST_CASE("where the file cannot be written that is told, and no key is ended by it") {
  const Folder folder;
  ManualClock clock{today};
  EndedKeys keys(folder.path() + "/geen/ended.txt", clock);
  CHECK(keys.add(one).error().code == "read-keys-unwritable");
  CHECK_FALSE(keys.has(one));
  EndedKeys nowhere("", clock);
  CHECK(nowhere.add(one).error().code == "read-keys-unwritable");
}
