#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "releases/store_fixture.h"

using namespace sas;
using namespace sas::releases;

namespace {

// Runs `work` in a process of its own that is killed at the `count`-th step; false when it came to its end before.
template <typename Work>
bool is_killed_at(int count, Work work) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    int seen = 0;
    work([&](WriterStep) {
      if (++seen == count) ::kill(::getpid(), SIGKILL);
    });
    ::_exit(0);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

// Every release that is shown is whole, and every object that is there is one of a standing release or younger than the
// sweep.
std::size_t whole_releases(PublicStore& store, const std::string& dataset) {
  auto reader = open_public_reader(store.path(), store.key.public_key(), store.clock);
  const auto catalogue = reader->catalogue();
  CHECK(reader->stats().refused == 0);
  const DataSetHistory* set = catalogue->find(dataset);
  if (set == nullptr) return 0;
  std::size_t standing = 0;
  for (const auto& published : set->releases) {
    if (published->tombstone) continue;
    ++standing;
    for (const File& file : published->release.files) CHECK(reader->object(file.sha256).has_value());
  }
  return standing;
}

}  // namespace

TEST_CASE("a writer killed between any two steps of a release leaves a whole release or none") {
  int steps = 0;
  for (int count = 1;; ++count) {
    PublicStore store;
    store.publish("regen", "a\n0\n");
    store.writer.reset();
    const bool killed = is_killed_at(count, [&](const AfterStep& after) {
      auto writer = open_public_writer(store.path(), store.key, store.clock, after).value();
      Release release = sample_release("parkeren");
      release.files = {PublicStore::kept(*writer, "a\n1\n"), PublicStore::kept(*writer, "{}\n", "jsonl")};
      release.ledger_seq = 5;
      (void)writer->publish(release);
    });
    if (!killed) break;
    ++steps;
    CHECK(whole_releases(store, "parkeren") <= 1);
    CHECK(whole_releases(store, "regen") == 1);
    // The next process ends what was begun, or begins anew; there is one release in the end, never two.
    store.open();
    CHECK(whole_releases(store, "parkeren") <= 1);
    Release again = sample_release("parkeren");
    again.files = {store.keep("a\n1\n"), store.keep("{}\n", "jsonl")};
    again.ledger_seq = 5;
    CHECK(store.writer->publish(again)->number == 1);
    CHECK(whole_releases(store, "parkeren") == 1);
    store.clock.advance(std::chrono::hours{26});
    CHECK(store.writer->sweep().has_value());
    CHECK(files_in(store.path() + "/waiting") == 0);
    CHECK(files_in(store.path() + "/objects") == 3);
  }
  CHECK(steps == 7);
}

TEST_CASE("a withdrawal that was killed between any two steps is finished by the next process") {
  int steps = 0;
  for (int count = 1;; ++count) {
    PublicStore store;
    Release release = sample_release("parkeren");
    release.files = {store.keep("a\n1\n"), store.keep("{}\n", "jsonl")};
    store.writer->publish(release).value();
    store.writer.reset();
    const bool killed = is_killed_at(count, [&](const AfterStep& after) {
      auto writer = open_public_writer(store.path(), store.key, store.clock, after).value();
      (void)writer->withdraw(store.tombstone("parkeren", 1));
    });
    if (!killed) break;
    ++steps;
    store.open();
    if (store.look()->find("parkeren")->current() != nullptr) {
      CHECK(count == 1);  // before the tombstone was there, nothing had happened
      CHECK(store.writer->withdraw(store.tombstone("parkeren", 1)).has_value());
    }
    CHECK(whole_releases(store, "parkeren") == 0);
    CHECK(files_in(store.path() + "/objects") == 0);
  }
  CHECK(steps == 5);
}

TEST_CASE("a line of the index that a crash cut is taken off") {
  PublicStore store;
  store.publish("parkeren", "a\n1\n");
  store.writer.reset();
  overwrite(store.path() + "/index", content_of(store.path() + "/index") + "release regen 1 0000");
  CHECK(whole_releases(store, "parkeren") == 1);
  store.open();
  store.publish("regen", "a\n2\n");
  CHECK(whole_releases(store, "regen") == 1);
}
