#include "store/sqlite_store.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "store/batch_writer.h"
#include "store/migrate.h"
#include "store/pool.h"
#include "store/sqlite_checkpointer.h"
#include "store/sqlite_connection.h"
#include "store/write_session.h"

namespace sas::store {

namespace {

class SqliteSession final : public WriteSession {
 public:
  explicit SqliteSession(std::string file)
      : file_(std::move(file)),
        connection_(std::make_unique<SqliteConnection>(file_, SqliteRole::writer)),
        checkpointer_(file_) {}

  void begin() override { connection_->execute("BEGIN IMMEDIATE", {}); }
  void savepoint() override { connection_->execute("SAVEPOINT closure", {}); }
  void release_savepoint() override { connection_->execute("RELEASE closure", {}); }
  void rollback_to_savepoint() override {
    connection_->execute("ROLLBACK TO closure", {});
    release_savepoint();
  }
  void commit() override {
    connection_->execute("COMMIT", {});
    checkpointer_.log_has(connection_->log_pages());
    if (connection_->log_pages() >= SqliteCheckpointer::longest_pages) shorten_log();
  }
  void rollback() noexcept override {
    try {
      if (connection_ && connection_->in_transaction()) connection_->execute("ROLLBACK", {});
    } catch (const StoreFault&) {
      // Without a transaction there is nothing left to undo; with one, the next BEGIN fails and says so.
    }
  }
  [[nodiscard]] bool in_transaction() const override { return connection_->in_transaction(); }
  [[nodiscard]] bool poisoned_by_failed_commit() const override { return true; }
  [[nodiscard]] std::size_t max_batch() const override { return 256; }

  /// A failed flush leaves it open what is on the disk. A new connection reads the log from the disk again, and the
  /// check proves that the result is whole before anybody writes to it.
  Result<Done> reopen() override {
    try {
      connection_.reset();
      connection_ = std::make_unique<SqliteConnection>(file_, SqliteRole::writer);
      bool sound = false;
      connection_->each("PRAGMA quick_check(1)", {}, [&](const Row& row) { sound = row.text(0) == "ok"; });
      if (!sound) return fail(ErrorKind::unavailable, "store-damaged", "the database file fails its check");
      probe();
      return Done{};
    } catch (const StoreFault& fault) {
      return fail(to_error(fault));
    }
  }

  void each(std::string_view sql, std::span<const Value> params, const std::function<void(const Row&)>& use) override {
    connection_->each(sql, params, use);
  }
  std::int64_t execute(std::string_view sql, std::span<const Value> params) override {
    return connection_->execute(sql, params);
  }
  [[nodiscard]] SqliteConnection& connection() { return *connection_; }

 private:
  /// What was committed stays so when this fails; then the log grows and the next commit tries again.
  void shorten_log() noexcept {
    try {
      connection_->checkpoint();
    } catch (const StoreFault&) {
      return;
    }
  }
  /// Makes one small change durable, so that a disk that is still full is found here and not by a visitor.
  void probe() {
    begin();
    try {
      // A number SQLite keeps for its user and we have no other use for; SQLite skips writes that change nothing.
      std::int64_t version = 0;
      connection_->each("PRAGMA user_version", {}, [&](const Row& row) { version = row.integer(0); });
      connection_->run_script("PRAGMA user_version = " + std::to_string((version + 1) % 1'000'000));
      commit();
    } catch (...) {
      rollback();
      throw;
    }
  }

  const std::string file_;
  std::unique_ptr<SqliteConnection> connection_;
  SqliteCheckpointer checkpointer_;
};

class SqliteReadTx final : public ReadTx {
 public:
  explicit SqliteReadTx(SqliteConnection& connection) : connection_(connection) {}
  void each(std::string_view sql, std::span<const Value> params, const std::function<void(const Row&)>& use) override {
    connection_.each(sql, params, use);
  }

 private:
  SqliteConnection& connection_;
};

class SqliteMigrationTarget final : public MigrationTarget {
 public:
  explicit SqliteMigrationTarget(SqliteConnection& connection) : connection_(connection), tx_(connection) {}
  void begin_exclusive() override { connection_.execute("BEGIN IMMEDIATE", {}); }
  void commit() override { connection_.execute("COMMIT", {}); }
  void rollback() noexcept override {
    try {
      if (connection_.in_transaction()) connection_.execute("ROLLBACK", {});
    } catch (const StoreFault&) {
      // The connection is about to be closed, which rolls back.
    }
  }
  void run_script(std::string_view sql) override { connection_.run_script(sql); }
  ReadTx& tx() override { return tx_; }
  [[nodiscard]] std::string_view script_of(const Migration& migration) const override { return migration.sqlite; }
  [[nodiscard]] std::string_view create_table_sql() const override {
    return "CREATE TABLE IF NOT EXISTS schema_migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT "
           "NOT NULL,"
           " applied_at INTEGER NOT NULL DEFAULT (unixepoch() * 1000)) STRICT";
  }

 private:
  SqliteConnection& connection_;
  SqliteReadTx tx_;
};

class SqliteStore final : public Store {
 public:
  SqliteStore(const std::string& file, std::unique_ptr<SqliteSession> session, const OpenOptions& options)
      : readers_(options.readers, [file] { return std::make_unique<SqliteConnection>(file, SqliteRole::reader); }),
        writer_(std::move(session), options.max_queue) {}

  [[nodiscard]] StoreStats stats() const override { return writer_.stats(); }
  [[nodiscard]] std::string_view kind() const override { return "sqlite"; }
  [[nodiscard]] Health health() const override { return writer_.health(); }
  Result<Done> reopen() override { return writer_.reopen(); }

 protected:
  Result<Done> run_write(const std::function<Result<Done>(WriteTx&)>& work) override { return writer_.run(work); }

  Result<Done> run_read(const std::function<void(ReadTx&)>& work) override {
    if (writer_.is_writer_thread()) throw std::logic_error("a write closure called the store");
    try {
      Borrowed borrowed(readers_);
      borrowed.connection->execute("BEGIN", {});
      SqliteReadTx tx(*borrowed.connection);
      work(tx);
    } catch (const StoreFault& fault) {
      if (fault.fault() == Fault::misuse) throw;
      return fail(to_error(fault));
    }
    return Done{};
  }

 private:
  /// Ends the snapshot and gives the connection back, or drops it when that fails.
  struct Borrowed {
    explicit Borrowed(Pool<SqliteConnection>& from) : pool(from), connection(from.take()) {}
    Borrowed(const Borrowed&) = delete;
    Borrowed& operator=(const Borrowed&) = delete;
    ~Borrowed() {
      try {
        if (connection->in_transaction()) connection->execute("ROLLBACK", {});
      } catch (const StoreFault&) {
        connection.reset();
      }
      pool.give_back(std::move(connection));
    }
    Pool<SqliteConnection>& pool;
    std::unique_ptr<SqliteConnection> connection;
  };

  Pool<SqliteConnection> readers_;
  BatchWriter writer_;
};

std::string file_of(const OpenOptions& options) {
  if (options.url == "sqlite") return options.folder + "/records.db";
  return options.url.substr(std::string_view("sqlite:").size());
}

/// Records are for this program's user alone; the log beside the file gets the same rights.
Result<Done> create_private(const std::string& file) {
  if (file.starts_with("file:")) return Done{};
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path(file).parent_path(), ignored);
  // Only when it is new: closing a descriptor of a file that SQLite has open in this process would drop SQLite's locks.
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0 && errno == EEXIST) return Done{};
  if (descriptor < 0) return fail(ErrorKind::unavailable, "store-lost", "the database file cannot be opened");
  ::close(descriptor);
  return Done{};
}

}  // namespace

Result<std::unique_ptr<Store>> open_sqlite(const OpenOptions& options, std::span<const Migration> migrations) {
  const std::string file = file_of(options);
  if (Result<Done> created = create_private(file); !created) return fail(std::move(created));
  try {
    auto session = std::make_unique<SqliteSession>(file);
    SqliteMigrationTarget target(session->connection());
    if (Result<Done> migrated = migrate(target, migrations); !migrated) return fail(std::move(migrated));
    return std::make_unique<SqliteStore>(file, std::move(session), options);
  } catch (const StoreFault& fault) {
    return fail(to_error(fault));
  }
}

}  // namespace sas::store
