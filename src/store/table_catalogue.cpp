#include "store/table_catalogue.h"

namespace sas::store {

namespace {

constexpr const char* fetch_rows = "FETCH 500 FROM backup_rows";

std::vector<std::string> first_column(const std::vector<Row>& rows) {
  std::vector<std::string> out;
  for (const Row& row : rows) out.push_back(row.text(0));
  return out;
}

bool is_sqlite(std::string_view kind) {
  return kind == "sqlite";
}

}  // namespace

std::string sql_name(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

std::vector<std::string> table_names(ReadTx& tx, std::string_view kind) {
  return first_column(tx.query(
      is_sqlite(kind)
          ? "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%'"
            " ESCAPE '\\' AND name <> 'schema_migration' ORDER BY name"
          : "SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema()"
            " AND table_type = 'BASE TABLE' AND table_name <> 'schema_migration' ORDER BY 1"));
}

std::vector<std::string> column_names(ReadTx& tx, std::string_view kind, const std::string& table) {
  return first_column(tx.query(is_sqlite(kind)
                                   ? "SELECT name FROM pragma_table_xinfo($1) WHERE hidden = 0 ORDER BY cid"
                                   : "SELECT column_name::text FROM information_schema.columns WHERE table_schema ="
                                     " current_schema() AND table_name = $1 AND is_generated = 'NEVER'"
                                     " ORDER BY ordinal_position",
                               std::initializer_list<Value>{table}));
}

void each_row(ReadTx& tx, std::string_view kind, const std::string& table, const std::vector<std::string>& columns,
              const std::function<void(const Row&)>& use) {
  std::string sql = "SELECT ";
  for (std::size_t i = 0; i < columns.size(); ++i) sql += (i == 0 ? "" : ", ") + sql_name(columns[i]);
  sql += " FROM " + sql_name(table);
  if (is_sqlite(kind)) return tx.each(sql, {}, use);
  tx.each("DECLARE backup_rows NO SCROLL CURSOR FOR " + sql, {}, [](const Row&) {});
  for (bool more = true; more;) {
    more = false;
    tx.each(fetch_rows, {}, [&](const Row& row) {
      more = true;
      use(row);
    });
  }
  tx.each("CLOSE backup_rows", {}, [](const Row&) {});
}

ReferencePause::ReferencePause(WriteTx& tx, std::string_view kind) : tx_(tx) {
  if (is_sqlite(kind)) {
    tx.execute("PRAGMA defer_foreign_keys = ON");  // Until COMMIT, which checks them.
    return;
  }
  for (const Row& row :
       tx.query("SELECT c.relname::text, k.conname::text, pg_get_constraintdef(k.oid) FROM pg_constraint k"
                " JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
                " WHERE k.contype = 'f' AND n.nspname = current_schema() ORDER BY 1, 2"))
    dropped_.push_back({row.text(0), row.text(1), row.text(2)});
  for (const Reference& reference : dropped_)
    tx.execute("ALTER TABLE " + sql_name(reference.table) + " DROP CONSTRAINT " + sql_name(reference.name));
}

void ReferencePause::restore_references() {
  for (const Reference& reference : dropped_)
    tx_.execute("ALTER TABLE " + sql_name(reference.table) + " ADD CONSTRAINT " + sql_name(reference.name) + " " +
                reference.definition);
}

void continue_sequences(WriteTx& tx, std::string_view kind, const std::string& table,
                        const std::vector<std::string>& columns) {
  if (is_sqlite(kind)) return;  // rowid continues after the highest one by itself.
  for (const std::string& column : columns) {
    const std::optional<Row> sequence =
        tx.query_one("SELECT pg_get_serial_sequence($1, $2)", {sql_name(table), column});
    if (sequence->is_null(0)) continue;
    static_cast<void>(tx.query("SELECT setval($1::text::regclass, max(" + sql_name(column) + ")) FROM " +
                                   sql_name(table) + " HAVING max(" + sql_name(column) + ") IS NOT NULL",
                               std::initializer_list<Value>{sequence->text(0)}));
  }
}

}  // namespace sas::store
