#include "test_parquet.h"

#include <duckdb.h>

#include <stdexcept>

namespace sas::testing {
namespace {

void run(const std::string& sql) {
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;
  duckdb_result result;
  if (duckdb_open(nullptr, &database) != DuckDBSuccess || duckdb_connect(database, &connection) != DuckDBSuccess)
    throw std::runtime_error("the engine does not start");
  const bool done = duckdb_query(connection, sql.c_str(), &result) == DuckDBSuccess;
  const char* said = duckdb_result_error(&result);
  const std::string why = said == nullptr ? "" : said;
  duckdb_destroy_result(&result);
  duckdb_disconnect(&connection);
  duckdb_close(&database);
  if (!done) throw std::runtime_error(why);
}

}  // namespace

void write_parquet(const std::string& select, const std::string& path) {
  run("COPY (" + select + ") TO '" + path + "' (FORMAT parquet)");
}

void write_csv(const std::string& select, const std::string& path) {
  run("COPY (" + select + ") TO '" + path + "' (FORMAT csv, HEADER)");
}

}  // namespace sas::testing
