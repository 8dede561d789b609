#include "store/sqlite_connection.h"

#include <sqlite3.h>

#include "store/write_session.h"

namespace sas::store {

namespace {

constexpr int busy_timeout_ms = 5000;
/// Beyond this many texts somebody builds SQL with values in it; the cache starts afresh.
constexpr std::size_t max_cached = 1024;

Fault fault_of(int extended) {
  switch (extended & 0xff) {
    case SQLITE_CONSTRAINT:
      // A value of the wrong type in a STRICT table is a defect, as it is in PostgreSQL.
      return extended == SQLITE_CONSTRAINT_DATATYPE ? Fault::misuse : Fault::constraint;
    case SQLITE_FULL:
      return Fault::full;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Fault::busy;
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CANTOPEN:
    case SQLITE_PROTOCOL:
      return Fault::lost;
    default:
      return Fault::misuse;
  }
}

}  // namespace

struct SqliteConnection::Statement {
  sqlite3_stmt* handle = nullptr;
  std::vector<int> positions;  ///< where $1, $2, … are: SQLite numbers names by first appearance
  bool in_use = false;

  Statement() = default;
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement() { sqlite3_finalize(handle); }
};

/// A statement out on loan: from the cache, or of its own when the cached one is running already (a query inside a
/// query).
struct SqliteConnection::Lease {
  Statement* statement = nullptr;
  std::unique_ptr<Statement> own;

  explicit Lease(Statement* cached) : statement(cached) { statement->in_use = true; }
  explicit Lease(std::unique_ptr<Statement> made) : statement(made.get()), own(std::move(made)) {}
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  ~Lease() {
    sqlite3_reset(statement->handle);
    sqlite3_clear_bindings(statement->handle);
    statement->in_use = false;
  }
};

SqliteConnection::SqliteConnection(const std::string& file, SqliteRole role) {
  // One thread at a time uses a connection, so SQLite's own mutex is not needed.
  const int flags =
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(file.c_str(), &db_, flags, nullptr);
  try {
    if (code != SQLITE_OK) throw_fault(code);
    configure(role);
  } catch (...) {
    sqlite3_close(db_);
    throw;
  }
}

SqliteConnection::~SqliteConnection() {
  cache_.clear();
  sqlite3_close(db_);
}

void SqliteConnection::configure(SqliteRole role) {
  sqlite3_busy_timeout(db_, busy_timeout_ms);
  sqlite3_db_config(db_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  run_script("PRAGMA trusted_schema=OFF; PRAGMA foreign_keys=ON");
  if (role == SqliteRole::reader) return run_script("PRAGMA query_only=ON");
  // secure_delete: what a person has the right to have erased must not linger in free pages.
  run_script(
      "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA journal_size_limit=67108864;"
      // temp_store: what a savepoint may have to undo stays in memory; beyond 64 KiB it would be written to a file,
      // several times what is stored.
      "PRAGMA cache_size=-32768; PRAGMA temp_store=MEMORY");
  const auto remember = [](void* pages, sqlite3*, const char*, int count) {
    *static_cast<int*>(pages) = count;
    return SQLITE_OK;
  };
  sqlite3_wal_hook(db_, remember, &log_pages_);  // takes the place of the copy within a commit
}

void SqliteConnection::run_script(std::string_view sql) {
  const int code = sqlite3_exec(db_, std::string(sql).c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw_fault(code);
}

bool SqliteConnection::in_transaction() const {
  return sqlite3_get_autocommit(db_) == 0;
}

void SqliteConnection::checkpoint() {
  const int code = sqlite3_wal_checkpoint_v2(db_, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY) throw_fault(code);
}

void SqliteConnection::throw_fault(int code) const {
  const int extended = db_ ? sqlite3_extended_errcode(db_) : code;
  // Messages of SQLite name tables and columns, never values.
  throw StoreFault(fault_of(extended), std::string("sqlite ") + std::to_string(extended) + ": " +
                                           (db_ ? sqlite3_errmsg(db_) : sqlite3_errstr(code)));
}

std::unique_ptr<SqliteConnection::Statement> SqliteConnection::prepare(std::string_view sql) {
  auto statement = std::make_unique<Statement>();
  const char* rest = nullptr;
  const int code = sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                      &statement->handle, &rest);
  if (code != SQLITE_OK) throw_fault(code);
  if (!statement->handle) throw StoreFault(Fault::misuse, "empty statement");
  const std::string_view tail(rest, static_cast<std::size_t>(sql.data() + sql.size() - rest));
  if (tail.find_first_not_of(" \t\r\n;") != std::string_view::npos)
    throw StoreFault(Fault::misuse, "more than one statement");
  const int count = sqlite3_bind_parameter_count(statement->handle);
  for (int i = 1; i <= count; ++i) {
    const int position = sqlite3_bind_parameter_index(statement->handle, ("$" + std::to_string(i)).c_str());
    if (position == 0) throw StoreFault(Fault::misuse, "parameters must be $1, $2, … without gaps");
    statement->positions.push_back(position);
  }
  return statement;
}

SqliteConnection::Lease SqliteConnection::borrow(std::string_view sql) {
  if (const auto found = cache_.find(sql); found != cache_.end()) {
    if (found->second->in_use) return Lease(prepare(sql));
    return Lease(found->second.get());
  }
  if (cache_.size() >= max_cached) std::erase_if(cache_, [](const auto& entry) { return !entry.second->in_use; });
  Statement* cached = cache_.emplace(std::string(sql), prepare(sql)).first->second.get();
  return Lease(cached);
}

void SqliteConnection::bind_one(sqlite3_stmt* statement, int index, const Value& value) {
  // The caller's values outlive the statement's run, so nothing is copied.
  const auto bytes = [](const std::string& text) { return static_cast<sqlite3_uint64>(text.size()); };
  int code = SQLITE_OK;
  if (const auto* integer = std::get_if<std::int64_t>(&value))
    code = sqlite3_bind_int64(statement, index, *integer);
  else if (const auto* real = std::get_if<double>(&value))
    code = sqlite3_bind_double(statement, index, *real);
  else if (const auto* text = std::get_if<std::string>(&value))
    code = sqlite3_bind_text64(statement, index, text->data(), bytes(*text), SQLITE_STATIC, SQLITE_UTF8);
  else if (const auto* blob = std::get_if<Blob>(&value))
    code = sqlite3_bind_blob64(statement, index, blob->bytes.data(), bytes(blob->bytes), SQLITE_STATIC);
  else
    code = sqlite3_bind_null(statement, index);
  if (code != SQLITE_OK) throw_fault(code);
}

void SqliteConnection::bind(const Statement& statement, std::span<const Value> params) {
  if (params.size() != statement.positions.size())
    throw StoreFault(Fault::misuse, "the statement takes " + std::to_string(statement.positions.size()) +
                                        " parameters, not " + std::to_string(params.size()));
  check_params(params);
  for (std::size_t i = 0; i < params.size(); ++i) bind_one(statement.handle, statement.positions[i], params[i]);
}

Row SqliteConnection::row_of(sqlite3_stmt* statement) {
  const int columns = sqlite3_column_count(statement);
  std::vector<Value> values;
  values.reserve(static_cast<std::size_t>(columns));
  for (int i = 0; i < columns; ++i) {
    const auto size = [&] { return static_cast<std::size_t>(sqlite3_column_bytes(statement, i)); };
    switch (sqlite3_column_type(statement, i)) {
      case SQLITE_INTEGER:
        values.emplace_back(static_cast<std::int64_t>(sqlite3_column_int64(statement, i)));
        break;
      case SQLITE_FLOAT:
        values.emplace_back(sqlite3_column_double(statement, i));
        break;
      case SQLITE_TEXT: {
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
        values.emplace_back(std::string(text, size()));
        break;
      }
      case SQLITE_BLOB: {
        const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, i));
        values.emplace_back(Blob{bytes ? std::string(bytes, size()) : std::string{}});
        break;
      }
      default:
        values.emplace_back(nullptr);
    }
  }
  return Row(std::move(values));
}

void SqliteConnection::each(std::string_view sql, std::span<const Value> params,
                            const std::function<void(const Row&)>& use) {
  const Lease lease = borrow(sql);
  bind(*lease.statement, params);
  for (;;) {
    const int code = sqlite3_step(lease.statement->handle);
    if (code == SQLITE_DONE) return;
    if (code != SQLITE_ROW) throw_fault(code);
    use(row_of(lease.statement->handle));
  }
}

std::int64_t SqliteConnection::execute(std::string_view sql, std::span<const Value> params) {
  const Lease lease = borrow(sql);
  bind(*lease.statement, params);
  const std::int64_t before = sqlite3_total_changes64(db_);
  int code = SQLITE_ROW;
  while (code == SQLITE_ROW) code = sqlite3_step(lease.statement->handle);
  if (code != SQLITE_DONE) throw_fault(code);
  // changes() keeps the count of the previous statement after one that changes nothing at all, such as CREATE TABLE.
  return sqlite3_total_changes64(db_) == before ? 0 : sqlite3_changes64(db_);
}

}  // namespace sas::store
