#include "lake/sandbox.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <thread>

#include "lake/manifest.h"
#include "lake_fixture.h"

using namespace sas;
using namespace sas::lake;
using namespace std::chrono_literals;
using sas::lake::test::at;
using sas::lake::test::LakeFolder;
using sas::lake::test::reading;

namespace {

SandboxTable garages() {
  return {"garage",
          {"name", "places", "opened", "seen"},
          {"VARCHAR", "BIGINT", "DATE", "TIMESTAMP"},
          {{std::string("Noordereiland"), std::int64_t{440}, std::string("2001-05-01"), std::int64_t{1'000'000}},
           {std::string("Emmawijk"), nullptr, nullptr, nullptr}}};
}

std::unique_ptr<Sandbox> sandbox(const SandboxLimits& limits = {}) {
  return std::move(open_sandbox({garages()}, {}, limits).value());
}

std::string refusal(Sandbox& box, const std::string& sql) {
  const auto answer = box.query(sql);
  return answer ? "answered" : answer.error().code;
}

}  // namespace

TEST_CASE("a SELECT over the given tables is answered") {
  const auto box = sandbox();
  const Table table = box->query("SELECT name, places * 2 AS twice FROM garage ORDER BY name;  ").value();
  CHECK(table.columns == std::vector<std::string>{"name", "twice"});
  const std::vector<std::vector<Cell>> rows{{std::string("Emmawijk"), nullptr},
                                            {std::string("Noordereiland"), std::int64_t{880}}};
  CHECK(table.rows == rows);
  CHECK(box->query("SELECT count(*) FROM GARAGE -- a comment at the end").has_value());
  CHECK(box->query("WITH seen AS (SELECT * FROM garage), n AS (SELECT count(*) AS c FROM seen) SELECT * FROM n")
            .has_value());
  CHECK(box->query("SELECT x FROM generate_series(1, 3) AS t(x)").value().rows.size() == 3);
  CHECK(box->query("SELECT row_number() OVER (ORDER BY name), 1, 1 FROM garage").value().columns.size() == 3);
}

TEST_CASE("types that are no cell come as text") {
  const auto box = sandbox();
  const Table table = box->query("SELECT [1, 2] AS list, {'a': 1} AS s, INTERVAL 1 DAY AS i, 'x'::BLOB AS b").value();
  CHECK(table.rows.at(0).at(0) == Cell(std::string("[1, 2]")));
  CHECK(table.rows.at(0).at(2) == Cell(std::string("1 day")));
}

TEST_CASE("nothing but a SELECT over the given tables gets in") {
  ::setenv("SAS_LAKE_SECRET", "secret", 1);
  const auto box = sandbox();
  for (const char* sql : {
           "SELECT * FROM read_csv('/etc/passwd')",
           "SELECT * FROM READ_CSV('/etc/passwd')",
           "SELECT * FROM system.main.read_csv('/etc/passwd')",
           "SELECT * FROM '/etc/passwd'",
           "FROM '/etc/passwd'",
           "SELECT * FROM read_text('/etc/passwd')",
           "SELECT * FROM read_blob('/proc/self/environ')",
           "SELECT * FROM read_parquet('/tmp/x.parquet')",
           "SELECT * FROM parquet_metadata('/tmp/x.parquet')",
           "SELECT * FROM sniff_csv('/etc/passwd')",
           "SELECT * FROM glob('/etc/*')",
           "COPY garage TO '/tmp/sas-sandbox-out.csv'",
           "COPY (SELECT 1) TO '/tmp/sas-sandbox-out.csv'",
           "EXPORT DATABASE '/tmp/sas-sandbox-out'",
           "ATTACH '/tmp/sas-sandbox-out.db'",
           "ATTACH ':memory:' AS other",
           "INSTALL httpfs",
           "LOAD httpfs",
           "PRAGMA database_list",
           "PRAGMA enable_external_access=true",
           "SET enable_external_access = true",
           "SET memory_limit = '100GB'",
           "RESET lock_configuration",
           "CALL pragma_version()",
           "SELECT getenv('SAS_LAKE_SECRET')",
           "SELECT current_setting('allowed_directories')",
           "SELECT * FROM duckdb_settings()",
           "SELECT * FROM duckdb_settings",
           "SELECT * FROM sqlite_master",
           "SELECT * FROM information_schema.tables",
           "SELECT * FROM pg_catalog.pg_class",
           "SELECT (WITH sqlite_master AS (SELECT 1) SELECT 1), * FROM sqlite_master",
           "SELECT * FROM query('SELECT 1')",
           "SELECT * FROM query_table('sqlite_master')",
           "SELECT * FROM (SELECT * FROM (SELECT * FROM read_csv('/etc/passwd')))",
           "SELECT (SELECT max(content) FROM read_text('/etc/passwd'))",
           "SELECT * FROM garage WHERE EXISTS (SELECT 1 FROM glob('/etc/*'))",
           "SELECT * FROM garage, LATERAL (SELECT * FROM read_text(name))",
           "WITH x AS (SELECT * FROM read_text('/etc/passwd')) SELECT * FROM x",
           "SELECT * FROM garage UNION ALL SELECT * FROM read_csv('/etc/passwd')",
           "SELECT 1; SELECT 2",
           "SELECT 1; DROP TABLE garage",
           "SELECT 1) UNION ALL (SELECT 2",
           "DROP TABLE garage",
           "INSERT INTO garage VALUES ('x', 1, NULL, NULL)",
           "UPDATE garage SET places = 1",
           "DELETE FROM garage",
           "CREATE TABLE x AS SELECT 1",
           "CREATE MACRO f() AS 1",
           "BEGIN TRANSACTION",
           "COMMIT",
           "CHECKPOINT",
           "VACUUM",
           "EXPLAIN SELECT 1",
           "DESCRIBE garage",
           "SHOW TABLES",
           "SUMMARIZE garage",
           "PREPARE p AS SELECT 1",
           "EXECUTE p",
           "USE memory",
           "SELECT repeat('x', 1000000000)",
           "SELECT range(10000000000)",
           "SELECT lpad('x', 1000000000, 'y')",
           "",
           ";",
       }) {
    CAPTURE(sql);
    const std::string code = refusal(*box, sql);
    CHECK((code == "sandbox-refused" || code == "sandbox-sql"));
  }
  CHECK(!std::filesystem::exists("/tmp/sas-sandbox-out.csv"));
  CHECK(box->query("SELECT count(*) FROM garage").value().rows.at(0).at(0) == Cell(std::int64_t{2}));
}

TEST_CASE("a bomb ends at the limit of time, memory, rows or bytes") {
  SandboxLimits limits;
  limits.time = 300ms;
  limits.memory = "64MB";
  limits.rows = 1000;
  limits.bytes = 4000;
  const auto box = sandbox(limits);
  const auto start = std::chrono::steady_clock::now();
  CHECK(refusal(*box, "SELECT count(*) FROM range(1000000) a, range(1000000) b, range(1000000) c") ==
        "sandbox-timeout");
  CHECK(refusal(*box, "WITH RECURSIVE x AS (SELECT 1 AS a UNION ALL SELECT a + 1 FROM x) SELECT count(*) FROM x") !=
        "answered");
  CHECK(refusal(*box, "SELECT a.range FROM range(100000000) a ORDER BY hash(a.range) LIMIT 5 OFFSET 50000000") !=
        "answered");
  CHECK(std::chrono::steady_clock::now() - start < 60s);
  const Table rows = box->query("SELECT NULL FROM range(5000)").value();
  CHECK(rows.cut);
  CHECK(rows.rows.size() < 1000);
  const Table bytes = box->query("SELECT 'a text of twenty byt' FROM range(900)").value();
  CHECK(bytes.cut);
  CHECK(bytes.rows.size() == 200);
  CHECK(box->query("SELECT count(*) FROM garage").has_value());
}

TEST_CASE("a question is stopped from another thread") {
  SandboxLimits limits;
  limits.time = 60s;
  const auto box = sandbox(limits);
  Cancel cancel;
  std::thread other([&] {
    std::this_thread::sleep_for(50ms);
    cancel.request();
  });
  const auto answer = box->query("SELECT count(*) FROM range(1000000) a, range(1000000) b", cancel);
  other.join();
  REQUIRE(!answer);
  CHECK(answer.error().code == "sandbox-cancelled");
}

TEST_CASE("of sealed files only the given columns can be seen") {
  LakeFolder place;
  {
    auto lake = place.open();
    REQUIRE(lake->append({reading(1, at("2026-03-30T05:00:00Z"), 5), reading(2, at("2026-03-30T05:00:00Z"), 6)}));
    REQUIRE(lake->seal(at("2026-04-03T12:00:00Z"), 24h));
  }
  const std::string path = place.text() + "/" + path_of("keep", make_date(2026, 3, 30), 1);
  const auto box = std::move(open_sandbox({}, {{"air", {"time", "value"}, {path}}}, {}).value());
  CHECK(box->query("SELECT sum(value) FROM air").value().rows.at(0).at(0) == Cell(11.0));
  CHECK(refusal(*box, "SELECT series_id FROM air") == "sandbox-sql");
  CHECK(refusal(*box, "SELECT series_id FROM read_parquet('" + path + "')") == "sandbox-refused");
  CHECK(refusal(*box, "SELECT series_id FROM '" + path + "'") == "sandbox-refused");
}

TEST_CASE("a table that is none is refused when the sandbox is opened") {
  const auto code = [](const SandboxTable& table) { return open_sandbox({table}, {}, {}).error().code; };
  SandboxTable table = garages();
  table.name = "x\" AS SELECT 1; --";
  CHECK(code(table) == "sandbox-table");
  table = garages();
  table.types[0] = "BLOB";
  CHECK(code(table) == "sandbox-table");
  table = garages();
  table.rows[0].pop_back();
  CHECK(code(table) == "sandbox-table");
  CHECK(open_sandbox({}, {{"air", {"value"}, {"/nowhere/x.parquet"}}}, {}).error().code == "sandbox-table");
}

TEST_CASE("more rows than a chunk, of every type and without a value, are there as they were given") {
  SandboxTable table{
      "many", {"n", "x", "t", "moment", "day"}, {"BIGINT", "DOUBLE", "VARCHAR", "TIMESTAMP", "DATE"}, {}};
  for (std::int64_t i = 0; i < 5'000; ++i)
    table.rows.push_back({i, i % 2 == 0 ? Cell(0.5) : Cell(std::int64_t{1}), "é" + std::to_string(i), i * 1'000'000,
                          std::string("2026-03-29")});
  table.rows.push_back({nullptr, nullptr, nullptr, nullptr, nullptr});
  const auto box = std::move(open_sandbox({table}, {}, {}).value());
  const auto answer = box->query(
      "SELECT count(*), count(n), max(n), sum(x), count(DISTINCT t), max(moment)::VARCHAR, min(day)::VARCHAR, max(t) "
      "FROM "
      "many");
  REQUIRE_MESSAGE(answer, answer.error().code << ": " << answer.error().detail);
  const auto& row = answer->rows.at(0);
  CHECK(row.at(0) == Cell(std::int64_t{5'001}));
  CHECK(row.at(1) == Cell(std::int64_t{5'000}));
  CHECK(row.at(2) == Cell(std::int64_t{4'999}));
  CHECK(row.at(3) == Cell(3'750.0));
  CHECK(row.at(4) == Cell(std::int64_t{5'000}));
  CHECK(row.at(5) == Cell(std::string("1970-01-01 01:23:19")));
  CHECK(row.at(6) == Cell(std::string("2026-03-29")));
  CHECK(row.at(7) == Cell(std::string("é999")));
  const auto code = [](const char* type, const Cell& cell) {
    return open_sandbox({{"a", {"x"}, {type}, {{cell}}}}, {}, {}).error().code;
  };
  CHECK(code("BIGINT", std::string("1")) == "sandbox-table");
  CHECK(code("DATE", std::string("29-03-2026")) == "sandbox-table");
  CHECK(code("VARCHAR", 1.5) == "sandbox-table");
}

TEST_CASE("tables may have a dash in their name and columns any name, always between quotes") {
  const SandboxTable table{
      "a-csv", {"aantal bomen", "the \"best\""}, {"BIGINT", "VARCHAR"}, {{std::int64_t{3}, std::string("x")}}};
  const auto box = std::move(open_sandbox({table}, {}, {}).value());
  CHECK(box->query("SELECT \"aantal bomen\", \"the \"\"best\"\"\" FROM \"a-csv\"").value().rows.size() == 1);
  CHECK(refusal(*box, "SELECT * FROM a-csv") != "answered");
  for (const char* name : {"A", "a b", "a\"b", "", "a.b"})
    CHECK_FALSE(open_sandbox({{name, {"x"}, {"BIGINT"}, {}}}, {}, {}));
  for (const char* column : {"", "a\nb", "\xff"}) CHECK_FALSE(open_sandbox({{"a", {column}, {"BIGINT"}, {}}}, {}, {}));
}
