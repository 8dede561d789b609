#include "lake/settler.h"

#include <doctest/doctest.h>

#include <future>
#include <mutex>

#include "lake/answer_table.h"
#include "lake/schema.h"
#include "lake_fixture.h"

using namespace sas;
using namespace sas::lake;
using sas::lake::test::at;
using sas::lake::test::LakeFolder;
using sas::lake::test::reading;

TEST_CASE("putting hot rows in order changes nothing but the order") {
  const LakeFolder place;
  LakeOptions options;
  options.folder = place.text();
  Engine engine(options);
  (void)prepare_schema(engine.writer());
  NewestValues newest;
  Writer writer(engine, newest, options);
  Settler settler(engine, writer);
  const auto append = [&](std::vector<Observation> rows) {
    std::promise<bool> stored;
    writer.append(std::move(rows), [&](const Result<Receipt>& receipt) { stored.set_value(receipt.has_value()); });
    CHECK(stored.get_future().get());
    CHECK(writer.catch_up());
  };
  const auto ask = [&](const std::string& sql) {
    const Engine::Lease connection(engine);
    return read_table(connection->query(sql), 1).rows.at(0).at(0);
  };
  std::vector<Observation> rows;
  for (int i = 0; i < 3000; ++i)
    rows.push_back(reading(i % 10, at("2026-04-01T00:00:00Z") + std::chrono::seconds{i / 10}, i));
  append(rows);
  const std::string sum = "SELECT sum(hash(series_id, time, value, batch))::VARCHAR FROM hot";
  const std::string disorder =
      "SELECT count(*) FROM (SELECT series_id < lag(series_id) OVER (ORDER BY rowid) AS back FROM hot) WHERE back";
  const Cell before = ask(sum);
  CHECK(ask(disorder) == Cell(std::int64_t{299}));
  settler.settle();
  CHECK(ask(sum) == before);
  CHECK(ask(disorder) == Cell(std::int64_t{0}));
  // What came later, and corrections of rows that were put in order, go on as before.
  append({reading(3, at("2026-04-01T00:00:00Z"), -1), reading(3, at("2026-04-01T01:00:00Z"), 1)});
  settler.settle();
  CHECK(ask("SELECT count(*) FROM hot") == Cell(std::int64_t{3001}));
  CHECK(ask("SELECT value FROM hot WHERE series_id = 3 AND time = '2026-04-01'") == Cell(-1.0));
}

TEST_CASE("a question about the newest rows does not wait for who puts others in order") {
  const LakeFolder place;
  LakeOptions options;
  options.folder = place.text();
  options.commit_every = std::chrono::hours{1};  // the value stays in the journal until somebody asks
  Engine engine(options);
  (void)prepare_schema(engine.writer());
  NewestValues newest;
  Writer writer(engine, newest, options);
  std::unique_lock rows(writer.rows_stay());
  std::promise<bool> stored;
  writer.append({reading(1, at("2026-04-01T00:00:00Z"), 5)},
                [&](const Result<Receipt>& receipt) { stored.set_value(receipt.has_value()); });
  CHECK(stored.get_future().get());
  std::future<Result<Done>> caught_up = std::async(std::launch::async, [&] { return writer.catch_up(); });
  CHECK(caught_up.wait_for(std::chrono::seconds{20}) == std::future_status::ready);
  rows.unlock();
  CHECK(caught_up.get().has_value());
}
