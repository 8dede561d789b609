#include "lake/journal.h"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <csignal>
#include <fstream>
#include <system_error>

#include "lake_fixture.h"

using namespace sas;
using namespace sas::lake;
using namespace std::chrono_literals;
using sas::lake::test::at;
using sas::lake::test::equal;
using sas::lake::test::LakeFolder;
using sas::lake::test::number;
using sas::lake::test::reading;

namespace {

std::vector<Observation> all_kinds() {
  std::vector<Observation> out{reading(1, at("2026-04-01T00:00:00.000001Z"), -0.5)};
  out[0].received = at("2026-04-01T00:00:01Z");
  Observation rich = reading(9'000'000'000, at("1950-01-01T00:00:00Z"), 0);
  rich.until = at("1950-01-01T01:00:00Z");
  rich.result_time = at("1950-01-02T00:00:00Z");
  rich.value.reset();
  rich.text = "[1,2]";
  rich.extra = R"({"a":"é"})";
  rich.quality = quality::jump | quality::manual;
  rich.feature = -3;
  out.push_back(rich);
  return out;
}

bool same(const std::vector<Observation>& a, const std::vector<Observation>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), equal);
}

}  // namespace

TEST_CASE("a journal gives back what was kept, in order, over a restart, and nothing after it was cleared") {
  const LakeFolder place;
  const std::string file = place.text() + "/journal";
  {
    Journal journal(file);
    CHECK(journal.read().empty());
    journal.append(written(7, all_kinds()));
    journal.append(written(8, std::vector{reading(2, at("2026-04-01T00:00:00Z"), 2)}));
  }
  Journal journal(file);
  const auto records = journal.read();
  REQUIRE(records.size() == 2);
  CHECK(records[0].batch == 7);
  CHECK(same(records[0].rows, all_kinds()));
  CHECK(records[1].batch == 8);
  journal.clear();
  CHECK(journal.size() == 0);
  CHECK(Journal(file).read().empty());
}

TEST_CASE("a record that was cut off or changed is not read, and what comes after it is whole again") {
  const LakeFolder place;
  const std::string file = place.text() + "/journal";
  const std::vector one{reading(1, at("2026-04-01T00:00:00Z"), 1)};
  const std::string record = write_record(1, one);
  for (std::size_t kept = 0; kept < record.size(); ++kept) {
    std::ofstream(file, std::ios::binary) << record << record.substr(0, kept);
    Journal journal(file);
    CHECK(journal.read().size() == 1);
    journal.append(written(2, one));
    CHECK(Journal(file).read().size() == 2);
    std::string changed = record;
    changed[kept] = static_cast<char>(changed[kept] ^ 1);
    CHECK(read_record(changed).bytes == 0);
  }
}

TEST_CASE("a journal without room keeps what it has") {
  const LakeFolder place;
  Journal journal(place.text() + "/journal");
  Observation large = reading(1, at("2026-04-01T00:00:00Z"), 1);
  journal.append(written(1, std::vector{large}));
  large.text = std::string(100'000, 'x');
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const rlimit narrow{50'000, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &narrow);
  CHECK_THROWS_AS(journal.append(written(2, std::vector{large})), std::system_error);
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  journal.append(written(3, std::vector{large}));
  const auto records = journal.read();
  REQUIRE(records.size() == 2);
  CHECK(records[1].batch == 3);
  CHECK(records[1].rows.at(0).text.size() == 100'000);
}

TEST_CASE(
    "what was acknowledged out of the journal is in every answer, and there once after a copy of the folder is "
    "opened") {
  const LakeFolder place, copy;
  LakeOptions options;
  options.folder = place.text();
  options.commit_every = 1h;  // the engine gets nothing by itself
  auto lake = std::move(open(options, place.clock).value());
  for (int i = 0; i < 5; ++i) REQUIRE(lake->append({reading(1, at("2026-04-01T00:00:00Z") + i * 1s, i)}));
  // As a crash leaves it: only what is on the disk now.
  const auto as_it_is = [&](const LakeFolder& to) {
    std::filesystem::copy(place.path(), to.path(),
                          std::filesystem::copy_options::recursive | std::filesystem::copy_options::overwrite_existing);
    std::filesystem::remove(to.path() / "lock");
    return to.open();
  };
  {
    const auto other = as_it_is(copy);
    CHECK(number(*other, "SELECT count(*) FROM observation") == 5);
    CHECK(other->latest(SeriesId{1})->value == 4);
    CHECK(other->stats().hot_rows == 5);
  }
  CHECK(number(*copy.open(), "SELECT count(*) FROM observation") == 5);
  CHECK(number(*lake, "SELECT count(*) FROM observation") == 5);
  CHECK(lake->stats().commits == 5);
  // The engine has them now and the journal still: they must not come twice.
  const LakeFolder second;
  CHECK(number(*as_it_is(second), "SELECT count(*) FROM observation") == 5);
}

TEST_CASE("a repeat and a correction of a value that is in the journal are known") {
  LakeFolder place;
  LakeOptions options;
  options.folder = place.text();
  options.commit_every = 1h;
  auto lake = std::move(open(options, place.clock).value());
  const Observation first = reading(1, at("2026-04-01T00:00:00Z"), 1);
  Observation other = first;
  other.value = 2;
  REQUIRE(lake->append({first}));
  CHECK(lake->append({first}).value().outcomes == std::vector{Outcome::repeated});
  CHECK(lake->append({other}).value().outcomes == std::vector{Outcome::corrected});
  REQUIRE(lake->append({reading(1, at("2026-04-01T00:00:01Z"), 3)}));
  REQUIRE(lake->remove(SeriesId{1}, at("2026-04-01T00:00:01Z"), std::nullopt, 0));
  CHECK(lake->latest(SeriesId{1})->value == 2);
  CHECK(number(*lake, "SELECT count(*) FROM history") == 2);
  lake.reset();
  lake = place.open();
  CHECK(number(*lake, "SELECT sum(value) FROM observation") == 2);
}

TEST_CASE("small and large commits keep their order of numbers") {
  LakeFolder place;
  auto lake = place.open();
  std::int64_t last = 0;
  for (int round = 0; round < 20; ++round) {
    std::vector<Observation> rows;
    const int count = round % 4 == 3 ? 3'000 : 3;
    for (int i = 0; i < count; ++i) rows.push_back(reading(round, at("2026-04-01T00:00:00Z") + i * 1s, i));
    const Receipt receipt = lake->append(std::move(rows)).value();
    CHECK(receipt.batch == last + 1);
    last = receipt.batch;
  }
  CHECK(number(*lake, "SELECT count(*) FROM observation") == 5 * 3'000 + 15 * 3);
  CHECK(number(*lake, "SELECT max(batch) FROM hot") == 20);
  CHECK(number(*lake, "SELECT count(DISTINCT batch) FROM hot") == 20);
}

TEST_CASE("a number that a crash left in the journal without rows is never given out again") {
  LakeFolder place;
  {
    const auto lake = place.open();
    CHECK(lake->append({reading(1, at("2026-04-01T00:00:00Z"), 1)}).value().batch == 1);
  }
  {
    Journal journal(place.text() + "/journal");
    journal.append(written(7, {}));
  }
  // The next start reads it and clears the journal; the one after it finds the number nowhere but in the engine.
  { const auto lake = place.open(); }
  const auto lake = place.open();
  CHECK(lake->append({reading(1, at("2026-04-01T00:00:01Z"), 2)}).value().batch == 8);
  CHECK(number(*lake, "SELECT count(*) FROM observation") == 2);
}
