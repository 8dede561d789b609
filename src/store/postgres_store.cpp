#include "store/postgres_store.h"

#include <algorithm>
#include <chrono>

#include "store/batch_writer.h"
#include "store/migrate.h"
#include "store/pool.h"
#include "store/postgres_connection.h"
#include "store/write_session.h"

namespace sas::store {

namespace {

/// "sas" and a one: the key of the lock that makes all servers of one database write in turn. Part of the contract
/// between servers of different versions, so it never changes.
constexpr std::string_view begin_as_only_writer = "BEGIN; SELECT pg_advisory_xact_lock(7561587, 1)";

/// Makes a lost connection again, but does not knock on a closed door for every visitor: between attempts that fail it
/// answers at once, and waits twice as long each time.
class Reconnecting {
 public:
  explicit Reconnecting(std::string uri)
      : uri_(std::move(uri)), connection_(std::make_unique<PostgresConnection>(uri_)) {}

  PostgresConnection& get() {
    if (connection_ && connection_->is_alive()) return *connection_;
    connection_.reset();
    const auto now = std::chrono::steady_clock::now();
    if (now < not_before_) throw StoreFault(Fault::lost, "no connection to postgresql");
    try {
      connection_ = std::make_unique<PostgresConnection>(uri_);
      pause_ = first_pause;
      return *connection_;
    } catch (const StoreFault&) {
      not_before_ = now + pause_;
      pause_ = std::min(pause_ * 2, longest_pause);
      throw;
    }
  }
  [[nodiscard]] PostgresConnection* current() { return connection_.get(); }
  [[nodiscard]] const PostgresConnection* current() const { return connection_.get(); }

 private:
  static constexpr std::chrono::milliseconds first_pause{50};
  static constexpr std::chrono::milliseconds longest_pause{5000};
  const std::string uri_;
  std::unique_ptr<PostgresConnection> connection_;
  std::chrono::steady_clock::time_point not_before_{};
  std::chrono::milliseconds pause_ = first_pause;
};

class PostgresSession final : public WriteSession {
 public:
  explicit PostgresSession(const std::string& uri) : link_(uri) {}

  /// READ COMMITTED on purpose: the lock makes this the only writer, and a statement after it must see what the writer
  /// before made durable; a snapshot taken while waiting would not.
  void begin() override {
    again_when_lost([&] { link_.get().run_script(begin_as_only_writer); });
  }
  void savepoint() override { script("SAVEPOINT closure"); }
  void release_savepoint() override { script("RELEASE closure"); }
  void rollback_to_savepoint() override { script("ROLLBACK TO closure; RELEASE closure"); }

  /// A connection lost from here on leaves it unknown whether the database kept the work; it is never silently run
  /// again.
  void commit() override {
    if (!is_alive()) throw RunAgain(Fault::lost, "connection to postgresql lost");
    // COMMIT of a failed transaction is a ROLLBACK that reports success.
    if (link_.current()->is_failed()) throw StoreFault(Fault::misuse, "a failed transaction cannot be committed");
    link_.current()->run_script("COMMIT");
  }
  void rollback() noexcept override {
    try {
      if (is_alive()) link_.current()->run_script("ROLLBACK");
    } catch (const StoreFault&) {
      // The server undoes the work of a lost connection by itself.
    }
  }
  [[nodiscard]] bool in_transaction() const override {
    return link_.current() && link_.current()->is_alive() && link_.current()->in_transaction();
  }
  [[nodiscard]] bool poisoned_by_failed_commit() const override { return false; }
  [[nodiscard]] std::size_t max_batch() const override {
    return 64;  // More subtransactions than PostgreSQL caches per session (PGPROC_MAX_CACHED_SUBXIDS) slow every reader
                // down.
  }
  Result<Done> reopen() override { return Done{}; }

  void each(std::string_view sql, std::span<const Value> params, const std::function<void(const Row&)>& use) override {
    again_when_lost([&] { alive().each(sql, params, use); });
  }
  std::int64_t execute(std::string_view sql, std::span<const Value> params) override {
    std::int64_t changed = 0;
    again_when_lost([&] { changed = alive().execute(sql, params); });
    return changed;
  }
  [[nodiscard]] PostgresConnection& connection() { return link_.get(); }

 private:
  [[nodiscard]] bool is_alive() const { return link_.current() && link_.current()->is_alive(); }
  PostgresConnection& alive() {
    if (!is_alive()) throw StoreFault(Fault::lost, "connection to postgresql lost");
    return *link_.current();
  }
  void script(std::string_view sql) {
    again_when_lost([&] { alive().run_script(sql); });
  }

  /// Before COMMIT was sent nothing can have been kept, so the whole batch may run again on a new connection.
  template <typename F>
  void again_when_lost(F&& call) {
    try {
      call();
    } catch (const RunAgain&) {
      throw;
    } catch (const StoreFault& fault) {
      if (fault.fault() == Fault::lost) throw RunAgain(Fault::lost, fault.what());
      throw;
    }
  }

  Reconnecting link_;
};

class PostgresReadTx final : public ReadTx {
 public:
  explicit PostgresReadTx(PostgresConnection& connection) : connection_(connection) {}
  void each(std::string_view sql, std::span<const Value> params, const std::function<void(const Row&)>& use) override {
    connection_.each(sql, params, use);
  }

 private:
  PostgresConnection& connection_;
};

class PostgresMigrationTarget final : public MigrationTarget {
 public:
  explicit PostgresMigrationTarget(PostgresConnection& connection) : connection_(connection), tx_(connection) {}
  void begin_exclusive() override { connection_.run_script(begin_as_only_writer); }
  void commit() override { connection_.run_script("COMMIT"); }
  void rollback() noexcept override {
    try {
      connection_.run_script("ROLLBACK");
    } catch (const StoreFault&) {
      // A lost connection has been rolled back by the server.
    }
  }
  void run_script(std::string_view sql) override { connection_.run_script(sql); }
  ReadTx& tx() override { return tx_; }
  [[nodiscard]] std::string_view script_of(const Migration& migration) const override { return migration.postgresql; }
  [[nodiscard]] std::string_view create_table_sql() const override {
    return "CREATE TABLE IF NOT EXISTS schema_migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL, checksum TEXT "
           "NOT NULL,"
           " applied_at BIGINT NOT NULL DEFAULT (extract(epoch FROM now()) * 1000)::bigint)";
  }

 private:
  PostgresConnection& connection_;
  PostgresReadTx tx_;
};

class PostgresStore final : public Store {
 public:
  PostgresStore(std::unique_ptr<PostgresSession> session, const OpenOptions& options)
      : readers_(options.readers, [uri = options.url] { return std::make_unique<PostgresConnection>(uri); }),
        writer_(std::move(session), options.max_queue) {}

  [[nodiscard]] StoreStats stats() const override { return writer_.stats(); }
  [[nodiscard]] std::string_view kind() const override { return "postgresql"; }
  [[nodiscard]] Health health() const override { return writer_.health(); }
  Result<Done> reopen() override { return writer_.reopen(); }

 protected:
  Result<Done> run_write(const std::function<Result<Done>(WriteTx&)>& work) override { return writer_.run(work); }

  Result<Done> run_read(const std::function<void(ReadTx&)>& work) override {
    if (writer_.is_writer_thread()) throw std::logic_error("a write closure called the store");
    try {
      Borrowed borrowed(readers_);
      PostgresReadTx tx(*borrowed.connection);
      work(tx);
    } catch (const StoreFault& fault) {
      if (fault.fault() == Fault::misuse) throw;
      return fail(to_error(fault));
    }
    return Done{};
  }

 private:
  static constexpr const char* begin_snapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

  /// A snapshot on a pooled connection; ends it and gives the connection back, or drops it when it is broken.
  struct Borrowed {
    explicit Borrowed(Pool<PostgresConnection>& from) : pool(from), connection(from.take()) {
      try {
        begin();
      } catch (...) {
        pool.give_back(nullptr);
        throw;
      }
    }
    Borrowed(const Borrowed&) = delete;
    Borrowed& operator=(const Borrowed&) = delete;
    ~Borrowed() {
      try {
        connection->run_script("ROLLBACK");
      } catch (const StoreFault&) {
        connection.reset();
      }
      pool.give_back(std::move(connection));
    }

    /// A connection in the pool may have died while it lay there, for instance when the database was restarted.
    void begin() {
      try {
        connection->run_script(begin_snapshot);
      } catch (const StoreFault&) {
        if (connection->is_alive()) throw;
        connection = pool.make();
        connection->run_script(begin_snapshot);
      }
    }

    Pool<PostgresConnection>& pool;
    std::unique_ptr<PostgresConnection> connection;
  };

  Pool<PostgresConnection> readers_;
  BatchWriter writer_;
};

}  // namespace

Result<std::unique_ptr<Store>> open_postgres(const OpenOptions& options, std::span<const Migration> migrations) {
  try {
    auto session = std::make_unique<PostgresSession>(options.url);
    PostgresMigrationTarget target(session->connection());
    if (Result<Done> migrated = migrate(target, migrations); !migrated) return fail(std::move(migrated));
    return std::make_unique<PostgresStore>(std::move(session), options);
  } catch (const StoreFault& fault) {
    return fail(to_error(fault));
  }
}

}  // namespace sas::store
