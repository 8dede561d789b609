#include "lake/mover.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <future>

#include "lake/journal_pair.h"
#include "lake/schema.h"
#include "lake/writer.h"
#include "lake_fixture.h"

using namespace sas;
using namespace sas::lake;
using namespace std::chrono_literals;
using sas::lake::test::at;
using sas::lake::test::LakeFolder;
using sas::lake::test::reading;

namespace {

const Moment noon = at("2026-04-01T12:00:00Z");

LakeOptions options_of(const LakeFolder& place, std::chrono::milliseconds gather) {
  LakeOptions options;
  options.folder = place.text();
  options.commit_every = gather;
  return options;
}

std::int64_t hot_rows(Engine& engine) {
  const Engine::Lease reader(engine);
  return reader->query("SELECT count(*) FROM hot").integer();
}

Outcome append(Writer& writer, const Observation& row) {
  std::promise<Result<Receipt>> promise;
  std::future<Result<Receipt>> answer = promise.get_future();
  writer.append({row}, [&](Result<Receipt> receipt) { promise.set_value(std::move(receipt)); });
  return answer.get().value().outcomes.at(0);
}

}  // namespace

TEST_CASE("whoever is answered from the journal does not wait for who works on the engine") {
  const LakeFolder place;
  Engine engine(options_of(place, 1ms));
  (void)prepare_schema(engine.writer());
  Mover mover(engine, 1ms);
  {
    const Mover::Turn somebody = mover.turn();
    for (std::int64_t batch = 1; batch <= 3; ++batch)
      mover.add(written(batch, std::vector{reading(1, noon + batch * 1s, 1)}));
    CHECK(mover.rows() == 3);
    CHECK(mover.engine_batch() == 0);
  }
  for (int i = 0; i < 1000 && mover.rows() > 0; ++i) std::this_thread::sleep_for(10ms);
  CHECK(mover.rows() == 0);
  CHECK(mover.engine_batch() == 3);
  CHECK(hot_rows(engine) == 3);
}

TEST_CASE("after the engine was opened again only what it does not have is moved") {
  const LakeFolder place;
  Engine engine(options_of(place, 1h));
  (void)prepare_schema(engine.writer());
  Mover mover(engine, 1h);
  for (std::int64_t batch = 1; batch <= 5; ++batch)
    mover.add(written(batch, std::vector{reading(1, noon + batch * 1s, 1)}));
  mover.set_broken();
  const Mover::Turn turn = mover.turn();
  mover.mended(turn, 3);
  CHECK(!mover.broken());
  CHECK(mover.rows() == 2);
  mover.move_on(turn);
  CHECK(mover.engine_batch() == 5);
  CHECK(hot_rows(engine) == 2);
}

TEST_CASE("a device that tells its newest value again is answered without a look into the engine") {
  const LakeFolder place;
  const LakeOptions options = options_of(place, 1h);
  Engine engine(options);
  (void)prepare_schema(engine.writer());
  NewestValues newest;
  Writer writer(engine, newest, options);
  CHECK(append(writer, reading(1, noon, 5)) == Outcome::stored);
  CHECK(append(writer, reading(1, noon, 5)) == Outcome::repeated);
  CHECK(hot_rows(engine) == 0);
  // Another value of the same moment is a correction, and of an earlier moment it may be there: both must be looked up.
  CHECK(append(writer, reading(1, noon, 6)) == Outcome::corrected);
  CHECK(hot_rows(engine) == 1);
  CHECK(append(writer, reading(1, noon - 1s, 6)) == Outcome::stored);
  CHECK(append(writer, reading(1, noon - 1s, 6)) == Outcome::repeated);
  CHECK(append(writer, reading(1, noon, 6)) == Outcome::repeated);
  CHECK(hot_rows(engine) == 2);
}

TEST_CASE("one journal is emptied while the other takes what comes, and both are read in order") {
  const LakeFolder place;
  const std::string path = place.text() + "/journal";
  std::filesystem::create_directories(place.text());
  Observation large = reading(1, noon, 1);
  large.text = std::string(1'000'000, 'x');
  const auto size = [&](const char* end) { return std::filesystem::file_size(path + end); };
  JournalPair pair(path);
  std::int64_t batch = 0;
  while (size("-2") == 0 && batch < 20) pair.append(written(++batch, {&large, 1}));
  CHECK(batch == 10);
  const std::uintmax_t full = size("");
  pair.taken_over(batch - 2);
  CHECK(size("") == full);
  {
    const std::vector<Journal::Record> all = JournalPair(path).read();
    REQUIRE(all.size() == 10);
    CHECK(all.front().batch == 1);
    CHECK(all.back().batch == 10);
  }
  pair.taken_over(batch - 1);
  CHECK(size("") == 0);
  while (size("") == 0 && batch < 40) pair.append(written(++batch, {&large, 1}));
  const std::vector<Journal::Record> all = JournalPair(path).read();
  REQUIRE(!all.empty());
  CHECK(all.front().batch == 10);
  CHECK(all.back().batch == batch);
  CHECK(std::ranges::is_sorted(all, {}, &Journal::Record::batch));
  pair.clear();
  CHECK(pair.empty());
}
