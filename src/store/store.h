#pragma once
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "base/embedded.h"
#include "base/result.h"

/// The port to the records: people, cases, products, events. SQLite and PostgreSQL stand behind it and pass one
/// contract test suite. SQL is the subset both share, with `$1` parameters; only migrations are written per dialect.
namespace sas::store {

/// Bytes that are no text.
struct Blob {
  std::string bytes;
  friend bool operator==(const Blob&, const Blob&) = default;
};

/// What a column or a parameter can hold. Booleans and moments are integers (milliseconds), days are integers, JSON is
/// text. Text is UTF-8 without NUL in both stores; anything else is StoreFault(misuse), so check what comes from
/// outside first.
using Value = std::variant<std::nullptr_t, std::int64_t, double, std::string, Blob>;

/// An optional text as a parameter: empty is NULL.
[[nodiscard]] inline Value null_if_empty(std::string text) {
  if (text.empty()) return nullptr;
  return text;
}

enum class Fault { constraint, full, lost, busy, misuse };

/// A store that cannot do what was asked. Thrown inside closures, never past read() and write(): there it becomes an
/// Error
/// (`store-conflict`, `store-full`, `store-lost`, `store-busy`); misuse (wrong SQL, wrong column type) passes through.
class StoreFault : public std::runtime_error {
 public:
  StoreFault(Fault fault, const std::string& what) : std::runtime_error(what), fault_(fault) {}
  [[nodiscard]] Fault fault() const { return fault_; }

 private:
  Fault fault_;
};

/// One row of an answer. Columns count from 0. Reading a NULL or another type throws StoreFault(misuse).
class Row {
 public:
  explicit Row(std::vector<Value> values) : values_(std::move(values)) {}
  [[nodiscard]] bool is_null(std::size_t column) const;
  /// Whatever it is.
  [[nodiscard]] const Value& value(std::size_t column) const;
  [[nodiscard]] std::int64_t integer(std::size_t column) const;
  [[nodiscard]] double real(std::size_t column) const;
  [[nodiscard]] const std::string& text(std::size_t column) const;
  [[nodiscard]] const std::string& blob(std::size_t column) const;
  [[nodiscard]] std::optional<std::int64_t> integer_if(std::size_t column) const;
  /// The text, or empty for NULL.
  [[nodiscard]] std::string text_or_empty(std::size_t column) const;

 private:
  std::vector<Value> values_;
};

/// A snapshot: everything read through one ReadTx belongs to one moment. Use it on the thread that got it.
class ReadTx {
 public:
  virtual ~ReadTx() = default;
  /// Calls `use` for each row while reading; the row dies with the call.
  /// PostgreSQL holds the whole answer in memory first: read large tables in pages by key.
  virtual void each(std::string_view sql, std::span<const Value> params,
                    const std::function<void(const Row&)>& use) = 0;
  [[nodiscard]] std::vector<Row> query(std::string_view sql, std::initializer_list<Value> params = {});
  [[nodiscard]] std::vector<Row> query(std::string_view sql, std::span<const Value> params);
  /// The first row, or none.
  [[nodiscard]] std::optional<Row> query_one(std::string_view sql, std::initializer_list<Value> params = {});
};

/// The right to change. What one closure does becomes durable as a whole or not at all.
class WriteTx : public ReadTx {
 public:
  /// Number of rows changed.
  std::int64_t execute(std::string_view sql, std::initializer_list<Value> params = {});
  virtual std::int64_t execute(std::string_view sql, std::span<const Value> params) = 0;
  /// Calls `hook` once this closure is durable, and never when it is rolled back. It runs on the writer's thread: only
  /// wake somebody there. It may be lost in a crash; what must happen goes through the outbox (room jobs).
  virtual void after_commit(std::function<void()> hook) = 0;
};

/// What the store counts about itself, for /metrics.
struct StoreStats {
  std::uint64_t commits = 0;   ///< transactions made durable
  std::uint64_t closures = 0;  ///< units of work in them
  std::uint64_t retries = 0;   ///< batches run again after a serialisation failure
  std::uint64_t failed_commits = 0;
  std::size_t queued = 0;  ///< closures waiting now
};

enum class Health {
  ok,
  poisoned,  ///< a commit failed: reads go on, every write answers `store-lost` until reopen() succeeds
};

/// The store itself. Thread-safe. Closures are short, have no side effects outside the transaction (a batch may be run
/// again), let a StoreFault pass (a closure that swallows one is rolled back and fails with it all the same), and never
/// call the store from inside: a write closure that does gets a std::logic_error.
class Store {
 public:
  virtual ~Store() = default;

  /// Runs `work(ReadTx&)`, which returns a Result<T>, on a pooled snapshot connection on the calling thread.
  template <typename F>
  auto read(F&& work) -> std::invoke_result_t<F, ReadTx&> {
    using R = std::invoke_result_t<F, ReadTx&>;
    std::optional<R> out;
    Result<Done> ran = run_read([&](ReadTx& tx) { out.emplace(work(tx)); });
    if (!ran) return tl::unexpected<Error>(std::move(ran).error());
    if (!out) throw std::logic_error("the store said it ran the closure, and did not");
    return std::move(*out);
  }

  /// Runs `work(WriteTx&)`, which returns a Result<T>, and answers when it is durable. An error returned by the closure
  /// rolls back that closure alone. The closure runs on the writer's thread, together with others in one transaction.
  template <typename F>
  auto write(F&& work) -> std::invoke_result_t<F, WriteTx&> {
    using R = std::invoke_result_t<F, WriteTx&>;
    std::optional<R> out;
    Result<Done> ran = run_write([&](WriteTx& tx) -> Result<Done> {
      out.emplace(work(tx));
      if (!*out) return tl::unexpected<Error>(out->error());
      return Done{};
    });
    if (!ran) return tl::unexpected<Error>(std::move(ran).error());
    if (!out) throw std::logic_error("the store said it ran the closure, and did not");
    return std::move(*out);
  }

  [[nodiscard]] virtual StoreStats stats() const = 0;
  /// "sqlite" or "postgresql".
  [[nodiscard]] virtual std::string_view kind() const = 0;
  [[nodiscard]] virtual Health health() const = 0;
  /// Opens the writing side again after a failed commit, having checked the database. Does nothing when all is well.
  /// The program calls it from a background retry; errors `store-full`, `store-lost`, `store-damaged`.
  virtual Result<Done> reopen() = 0;

 protected:
  virtual Result<Done> run_read(const std::function<void(ReadTx&)>& work) = 0;
  virtual Result<Done> run_write(const std::function<Result<Done>(WriteTx&)>& work) = 0;
};

/// One numbered step of the schema. Numbers are unique over all rooms: base schema 1-99 store, ledger and jobs; the
/// rest in steps per room.
struct Migration {
  int number = 0;
  std::string_view name;
  std::string_view sqlite;
  std::string_view postgresql;
};

struct OpenOptions {
  /// "sqlite" (file records.db in `folder`), "sqlite:FILE" or "postgresql://..." (libpq connection URI).
  std::string url = "sqlite";
  std::string folder;
  std::size_t readers = 8;       ///< pooled snapshot connections
  std::size_t max_queue = 4096;  ///< closures waiting; beyond it `store-busy`
};

/// Opens the store and applies the migrations that are missing, in order, each in its own transaction. Refuses a store
/// whose applied migrations differ from ours by checksum (`store-schema-changed`) or that is newer than this program
/// (`store-schema-newer`).
[[nodiscard]] Result<std::unique_ptr<Store>> open(const OpenOptions& options, std::span<const Migration> migrations);

/// Pairs embedded files "NNN_name.sqlite.sql" and "NNN_name.postgresql.sql" (see sas_embed) into migrations. Throws
/// std::logic_error when one of a pair is missing: that is a mistake in the build.
[[nodiscard]] std::vector<Migration> migrations_from(std::span<const embedded::File> files);

}  // namespace sas::store
