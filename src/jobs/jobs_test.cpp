#include <doctest/doctest.h>

#include <atomic>
#include <future>
#include <thread>

#include "jobs/runner.h"
#include "test_stores.h"

using namespace sas;
using namespace sas::jobs;
using namespace std::chrono_literals;

namespace {

/// A clock the test moves while runners read it.
class TestClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override { return from_millis(millis_); }
  void advance(std::chrono::milliseconds by) { millis_ += by.count(); }

 private:
  std::atomic<std::int64_t> millis_{1'775'000'000'000};
};

struct Bench {
  explicit Bench(store::Store& s) : store(s) {}
  store::Store& store;
  TestClock clock;
  SystemRandom random;
  Logger log{clock, [](LogLevel, std::string_view) {}};
  Outbox outbox{clock, random};

  std::unique_ptr<Runner> runner(RunnerOptions options = {}) {
    return std::make_unique<Runner>(store, outbox, clock, random, log, options);
  }
  std::optional<std::string> add(const NewJob& job) {
    return store
        .write([&](store::WriteTx& tx) -> Result<std::optional<std::string>> { return outbox.enqueue(tx, job); })
        .value();
  }
  Counts count() {
    return store.read([&](store::ReadTx& tx) -> Result<Counts> { return counts(tx, clock); }).value();
  }
  std::vector<DeadJob> dead() {
    return store.read([&](store::ReadTx& tx) -> Result<std::vector<DeadJob>> { return dead_jobs(tx, 100); }).value();
  }
};

void each_bench(const std::function<void(Bench&)>& test) {
  sas::test::for_each_store(migrations(), [&](store::Store& store) {
    Bench bench(store);
    test(bench);
  });
}

Result<Done> succeed(const Job&) {
  return Done{};
}

}  // namespace

TEST_CASE("a job runs once, with its payload, and leaves nothing behind") {
  each_bench([](Bench& b) {
    std::vector<std::string> seen;
    auto runner = b.runner();
    runner->handle("mail.send", [&](const Job& job) -> Result<Done> {
      seen.push_back(job.id + json::text_at(job.payload, "to"));
      CHECK(job.attempt == 1);
      return Done{};
    });
    const std::optional<std::string> id = b.add({"mail.send", {{"to", "case-1"}}, {}, {}});
    CHECK(runner->run_due() == 1);
    CHECK(runner->run_due() == 0);
    CHECK(seen == std::vector<std::string>{*id + "case-1"});
    CHECK(b.count().waiting == 0);
  });
}

TEST_CASE("a job of a closure that is rolled back never runs") {
  each_bench([](Bench& b) {
    CHECK_FALSE(b.store
                    .write([&](store::WriteTx& tx) -> Result<Done> {
                      b.outbox.enqueue(tx, {"mail.send", {}, {}, {}});
                      return fail(ErrorKind::invalid, "no");
                    })
                    .has_value());
    CHECK(b.count().waiting == 0);
  });
}

TEST_CASE("a job waits for its time and for a runner that knows its kind") {
  each_bench([](Bench& b) {
    auto runner = b.runner();
    runner->handle("a", succeed);
    b.add({"a", {}, b.clock.now() + 60s, {}});
    b.add({"b", {}, {}, {}});
    CHECK(runner->run_due() == 0);
    b.clock.advance(60s);
    CHECK(runner->run_due() == 1);
    CHECK(b.count().waiting == 1);
    CHECK(b.count().oldest_due.has_value());
  });
}

TEST_CASE("failures come back later and later, then go to a person, who may try again") {
  each_bench([](Bench& b) {
    int calls = 0;
    bool works = false;
    auto runner = b.runner({.max_attempts = 3});
    runner->handle("a", [&](const Job&) -> Result<Done> {
      ++calls;
      if (works) return Done{};
      return fail(ErrorKind::unavailable, "other-side-away");
    });
    b.add({"a", {}, {}, {}});
    CHECK(runner->run_due() == 1);
    b.clock.advance(7s);
    CHECK(runner->run_due() == 0);
    b.clock.advance(5s);
    CHECK(runner->run_due() == 1);
    b.clock.advance(15s);
    CHECK(runner->run_due() == 0);
    b.clock.advance(9s);
    CHECK(runner->run_due() == 1);
    b.clock.advance(24h);
    CHECK(runner->run_due() == 0);
    CHECK(calls == 3);
    const std::vector<DeadJob> dead = b.dead();
    REQUIRE(dead.size() == 1);
    CHECK(dead[0].error == "other-side-away");
    CHECK(b.count().dead == 1);
    works = true;
    const auto again = [&] {
      return b.store.write([&](store::WriteTx& tx) { return retry(tx, b.outbox, b.clock, dead[0].job.id); });
    };
    CHECK(again().has_value());
    CHECK(again().error().code == "job-unknown");
    CHECK(runner->run_due() == 1);
    CHECK(b.count().dead == 0);
  });
}

TEST_CASE("an error that cannot get better goes to a person at once, and so does an exception in the end") {
  each_bench([](Bench& b) {
    auto runner = b.runner({.max_attempts = 1});
    runner->handle("wrong", [](const Job&) -> Result<Done> { return fail(ErrorKind::invalid, "address-invalid"); });
    runner->handle("throws", [](const Job&) -> Result<Done> { throw std::runtime_error("secret"); });
    b.add({"wrong", {}, {}, {}});
    b.clock.advance(1ms);
    b.add({"throws", {}, {}, {}});
    CHECK(runner->run_due() == 2);
    const std::vector<DeadJob> dead = b.dead();
    REQUIRE(dead.size() == 2);
    CHECK(dead[0].error == "address-invalid");
    CHECK(dead[1].error == "job-crashed");
    CHECK(b.store.write([&](store::WriteTx& tx) { return discard(tx, dead[0].job.id); }).has_value());
    CHECK(b.store.write([&](store::WriteTx& tx) { return discard(tx, dead[0].job.id); }).error().code == "job-unknown");
  });
}

TEST_CASE("a unique key keeps one waiting job, but not one that has begun") {
  each_bench([](Bench& b) {
    int calls = 0;
    auto runner = b.runner();
    runner->handle("index", [&](const Job&) -> Result<Done> {
      // News while the job works must not be lost: it may have read the old state already.
      if (++calls == 1) CHECK(b.add({"index", {}, {}, "index:1"}).has_value());
      return calls == 1 ? Result<Done>(fail(ErrorKind::unavailable, "away")) : Result<Done>(Done{});
    });
    CHECK(b.add({"index", {}, {}, "index:1"}).has_value());
    CHECK_FALSE(b.add({"index", {}, {}, "index:1"}).has_value());
    b.clock.advance(1ms);
    CHECK(b.add({"index", {}, {}, "index:2"}).has_value());
    CHECK(runner->run_due() == 3);
    CHECK(b.count().waiting == 0);  // The failed one gave way to the newer one with its key.
  });
}

TEST_CASE("a job of a runner that died is taken over when its lease ends, and the dead one cannot finish it") {
  each_bench([](Bench& b) {
    const std::optional<std::string> id = b.add({"a", {}, {}, {}});
    Queue dying(b.store, b.clock, b.random, "dying", 5min);
    const std::vector<std::string> kinds{"a"};
    REQUIRE(dying.claim(kinds, 10).value().size() == 1);
    int attempt = 0;
    auto runner = b.runner();
    runner->handle("a", [&](const Job& job) -> Result<Done> {
      CHECK(job.id == *id);
      attempt = job.attempt;
      return Done{};
    });
    b.clock.advance(4min);
    CHECK(runner->run_due() == 0);
    CHECK(dying.renew(std::vector<std::string>{*id}).has_value());
    b.clock.advance(4min);
    CHECK(runner->run_due() == 0);
    b.clock.advance(1min);
    CHECK(runner->run_due() == 1);
    CHECK(attempt == 2);
    CHECK(dying.complete(*id).error().code == "job-lease-lost");
  });
}

TEST_CASE("a job that takes its process down each time ends with a person") {
  each_bench([](Bench& b) {
    b.add({"a", {}, {}, {}});
    const std::vector<std::string> kinds{"a"};
    for (int i = 0; i < 2; ++i) {
      Queue dying(b.store, b.clock, b.random, "dying", 5min);
      REQUIRE(dying.claim(kinds, 1).value().size() == 1);
      b.clock.advance(5min);
    }
    int calls = 0;
    auto runner = b.runner({.max_attempts = 2});
    runner->handle("a", [&](const Job&) -> Result<Done> {
      ++calls;
      return Done{};
    });
    CHECK(runner->run_due() == 1);
    CHECK(calls == 0);
    CHECK(b.dead().at(0).error == "job-never-ends");
  });
}

TEST_CASE("recurring jobs come back after success and after failure, and are made once") {
  each_bench([](Bench& b) {
    int calls = 0;
    const auto tick = [&](const Job&) -> Result<Done> {
      if (++calls % 2 == 0) return fail(ErrorKind::invalid, "odd");
      return Done{};
    };
    auto first = b.runner({.max_attempts = 1});
    first->every("tick", 1min, tick);
    auto second = b.runner({.max_attempts = 1});
    second->every("tick", 1min, tick);
    for (int i = 0; i < 5; ++i) {
      CHECK(first->run_due() + second->run_due() == (i == 0 ? 0 : 1));
      b.clock.advance(1min);
    }
    CHECK(calls == 4);
    CHECK(b.count().dead == 0);
  });
}

TEST_CASE("a daily job runs at its minute of the Dutch clock") {
  sas::test::SqliteStore store(migrations());
  ManualClock clock(local_time(make_date(2026, 3, 28), 7 * 60));
  SystemRandom random;
  const Logger log(clock, [](LogLevel, std::string_view) {});
  const Outbox outbox(clock, random);
  Runner runner(*store, outbox, clock, random, log);
  runner.daily("report", 6 * 60, succeed);
  CHECK(runner.run_due() == 0);
  clock.set(local_time(make_date(2026, 3, 29), 6 * 60 - 1));  // The night the clock goes forward.
  CHECK(runner.run_due() == 0);
  clock.set(local_time(make_date(2026, 3, 29), 6 * 60));
  CHECK(runner.run_due() == 1);
  CHECK(runner.run_due() == 0);
  clock.set(local_time(make_date(2026, 3, 30), 6 * 60));
  CHECK(runner.run_due() == 1);
}

TEST_CASE("a started runner wakes at once for a new job and stops cleanly") {
  each_bench([](Bench& b) {
    std::promise<void> ran;
    auto runner = b.runner({.poll = 1h});  // Polling alone would never get there.
    runner->handle("a", [&](const Job&) -> Result<Done> {
      ran.set_value();
      return Done{};
    });
    runner->start();
    b.add({"a", {}, {}, {}});
    CHECK(ran.get_future().wait_for(30s) == std::future_status::ready);
    runner->stop();
    CHECK(b.count().running == 0);
    CHECK(b.count().waiting == 0);
  });
}

TEST_CASE("runners that share a store never work on one job at the same time") {
  sas::test::for_each_place([](const store::OpenOptions& options) {
    const std::unique_ptr<store::Store> one = sas::test::open_store(options, migrations());
    const std::unique_ptr<store::Store> two = sas::test::open_store(options, migrations());
    Bench first(*one);
    Bench second(*two);
    constexpr int jobs = 200;
    std::array<std::atomic<int>, jobs> calls{};
    std::array<std::atomic<int>, jobs> inside{};
    std::atomic<bool> together{false};
    std::atomic<int> done{0};
    const auto handler = [&](const Job& job) -> Result<Done> {
      const auto number = static_cast<std::size_t>(json::int_at(job.payload, "number"));
      if (++inside[number] > 1) together = true;
      ++calls[number];
      std::this_thread::sleep_for(1ms);
      --inside[number];
      ++done;
      return Done{};
    };
    auto a = first.runner({.poll = 5ms});
    auto b = second.runner({.poll = 5ms});
    a->handle("a", handler);
    b->handle("a", handler);
    a->start();
    b->start();
    for (int i = 0; i < jobs; ++i) (i % 2 == 0 ? first : second).add({"a", {{"number", i}}, {}, {}});
    for (int i = 0; i < 6000 && done < jobs; ++i) std::this_thread::sleep_for(10ms);
    a->stop();
    b->stop();
    CHECK_FALSE(together);
    for (const std::atomic<int>& count : calls) CHECK(count == 1);
  });
}
