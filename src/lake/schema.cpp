#include "lake/schema.h"

#include "lake/observation_rows.h"

namespace sas::lake {

namespace {

std::string table(std::string_view name, std::string_view columns) {
  return "CREATE TABLE IF NOT EXISTS " + std::string(name) + " (" + std::string(columns) + ");\n";
}

std::string rows_with(std::string_view more) {
  return std::string(row_definition) + std::string(more);
}

}  // namespace

std::int64_t prepare_schema(duck::Connection& connection) {
  duck::Transaction transaction(connection);
  connection.run(table("lake", "version BIGINT NOT NULL, batch BIGINT NOT NULL"));
  connection.run("INSERT INTO lake SELECT " + std::to_string(schema_version) + ", 0" +
                 " WHERE NOT EXISTS (SELECT 1 FROM lake)");
  const std::int64_t found = connection.query("SELECT version FROM lake").integer();
  if (found > schema_version) return found;
  connection.run(table("hot", rows_with(", batch BIGINT NOT NULL")));
  // Earlier versions of corrected rows and rows taken back; `batch` is the commit that replaced them.
  connection.run(table("history", rows_with(", batch BIGINT NOT NULL")));
  // The newest value of a series as far as it is sealed, so that opening needs no look into files.
  connection.run(table("newest", rows_with(", batch BIGINT NOT NULL")));
  connection.run(table("term", "series_id BIGINT PRIMARY KEY, retention VARCHAR NOT NULL"));
  // What the manifest lists, for questions: its files change in the transaction in which their rows leave the hot
  // table.
  connection.run(table("sealed_file",
                       "path VARCHAR NOT NULL, retention VARCHAR NOT NULL, day DATE NOT NULL, rows BIGINT NOT NULL,"
                       " bytes BIGINT NOT NULL, sha256 VARCHAR NOT NULL, batch BIGINT NOT NULL"));
  // Keys of sealed rows that were corrected or taken back since; `batch` is the commit that did it.
  connection.run(table("superseded",
                       "series_id BIGINT NOT NULL, time TIMESTAMP NOT NULL, until TIMESTAMP, feature BIGINT NOT NULL,"
                       " batch BIGINT NOT NULL"));
  connection.run("CREATE OR REPLACE VIEW observation AS SELECT " + std::string(row_columns) + " FROM hot");
  transaction.commit();
  return found;
}

}  // namespace sas::lake
