#pragma once
#include <duckdb.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lake/lake.h"

/// The engine's C interface with owners instead of handles. Private to this room: no other room includes it.
namespace sas::lake::duck {

enum class FaultKind {
  full,         ///< no room on the disk
  lost,         ///< the file or the engine can no longer be trusted: open it again
  interrupted,  ///< somebody called interrupt()
  memory,       ///< more than memory_limit
  failed,       ///< a statement that is right failed on the way: a value, or a file that is not what it was
  misuse,       ///< wrong SQL, wrong type
};

/// Thrown by everything below; never leaves the room.
class Fault : public std::runtime_error {
 public:
  Fault(FaultKind kind, const std::string& what) : std::runtime_error(what), kind_(kind) {}
  [[nodiscard]] FaultKind kind() const { return kind_; }

 private:
  FaultKind kind_;
};

/// Columns of up to 2,048 rows of an answer. Which accessor fits follows from the type of the column.
class Chunk {
 public:
  explicit Chunk(duckdb_data_chunk chunk);
  [[nodiscard]] std::size_t rows() const { return rows_; }
  [[nodiscard]] bool is_null(std::size_t column, std::size_t row) const;
  /// The array behind a column of a fixed width, for rows that are not NULL: std::int64_t for BIGINT and TIMESTAMP
  /// (microseconds), double for DOUBLE, std::uint32_t for UINTEGER.
  template <typename T>
  [[nodiscard]] const T* values(std::size_t column) const {
    return static_cast<const T*>(raw(column));
  }
  [[nodiscard]] std::string_view text(std::size_t column, std::size_t row) const;
  [[nodiscard]] const void* raw(std::size_t column) const;

 private:
  struct Destroy {
    void operator()(duckdb_data_chunk chunk) const { duckdb_destroy_data_chunk(&chunk); }
  };
  std::unique_ptr<std::remove_pointer_t<duckdb_data_chunk>, Destroy> chunk_;
  std::size_t rows_;
};

/// The answer of a statement, read forwards.
class Answer {
 public:
  explicit Answer(duckdb_result result) : result_(new duckdb_result(result)) {}
  [[nodiscard]] std::size_t columns() const;
  [[nodiscard]] std::string name(std::size_t column) const;
  [[nodiscard]] duckdb_type type(std::size_t column) const;
  /// Digits behind the point of a DECIMAL column, and the integer it is kept in.
  [[nodiscard]] std::pair<int, duckdb_type> decimal(std::size_t column) const;
  /// The next rows, or none at the end. Throws when the statement failed on the way.
  [[nodiscard]] std::optional<Chunk> next();
  /// The only number of the only row; NULL is `otherwise`.
  [[nodiscard]] std::int64_t integer(std::int64_t otherwise = 0);

 private:
  struct Destroy {
    void operator()(duckdb_result* result) const;
  };
  std::unique_ptr<duckdb_result, Destroy> result_;
};

/// A column of an answer that was not asked for yet.
struct Column {
  std::string name;
  duckdb_type type = DUCKDB_TYPE_INVALID;
};

/// One session. Use it on one thread at a time; interrupt() may come from any.
class Connection {
 public:
  explicit Connection(duckdb_connection connection) : connection_(connection) {}
  /// One or more statements without parameters.
  void run(const std::string& sql);
  /// One statement with `$1` parameters.
  [[nodiscard]] Answer query(const std::string& sql, std::span<const Cell> params = {});
  [[nodiscard]] Answer query(const std::string& sql, std::initializer_list<Cell> params);
  /// The same, its rows made while they are read: an answer longer than memory. Nothing else runs on this session until
  /// the answer is gone.
  [[nodiscard]] Answer stream(const std::string& sql, std::initializer_list<Cell> params = {});
  /// What a statement would answer, without running it.
  [[nodiscard]] std::vector<Column> columns_of(const std::string& sql) const;
  void interrupt() const { duckdb_interrupt(connection_.get()); }
  [[nodiscard]] duckdb_connection handle() const { return connection_.get(); }

 private:
  struct Disconnect {
    void operator()(duckdb_connection connection) const { duckdb_disconnect(&connection); }
  };
  std::unique_ptr<std::remove_pointer_t<duckdb_connection>, Disconnect> connection_;
};

/// A transaction of a connection: rolled back unless commit() was reached.
class Transaction {
 public:
  explicit Transaction(Connection& connection) : connection_(&connection) { connection.run("BEGIN TRANSACTION"); }
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Connection* connection_;
};

using Setting = std::pair<std::string, std::string>;

/// One open database. Every connection must be gone before it is closed. Thread-safe.
class Database {
 public:
  /// `path` is a file or ":memory:".
  [[nodiscard]] static Database open(const std::string& path, std::span<const Setting> settings);
  [[nodiscard]] Connection connect() const;

 private:
  explicit Database(duckdb_database database) : database_(database) {}
  struct Close {
    void operator()(duckdb_database database) const { duckdb_close(&database); }
  };
  std::unique_ptr<std::remove_pointer_t<duckdb_database>, Close> database_;
};

/// Fast way into a table, in the transaction of its connection.
class Appender {
 public:
  Appender(const Connection& connection, const std::string& table, std::span<const duckdb_type> columns);
  ~Appender();
  Appender(const Appender&) = delete;
  Appender& operator=(const Appender&) = delete;

  /// How many rows a chunk takes.
  [[nodiscard]] static std::size_t capacity() { return duckdb_vector_size(); }
  template <typename T>
  [[nodiscard]] T* values(std::size_t column) const {
    return static_cast<T*>(duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk_, column)));
  }
  void set_null(std::size_t column, std::size_t row) const;
  /// Bits of the column, one a row, 0 is NULL; all 1 at first.
  [[nodiscard]] std::uint64_t* validity(std::size_t column) const;
  void set_text(std::size_t column, std::size_t row, std::string_view text) const;
  /// Hands over the first `rows` of the chunk and empties it.
  void put(std::size_t rows);
  /// Everything handed over is part of the transaction after this.
  void flush();

 private:
  [[noreturn]] void failed();
  duckdb_appender appender_ = nullptr;
  duckdb_data_chunk chunk_ = nullptr;
};

/// Sets rows of one column of an appender to NULL, many at little cost.
class Nulls {
 public:
  Nulls(const Appender& appender, std::size_t column) : appender_(appender), column_(column) {}
  void set(std::size_t row) {
    if (bits_ == nullptr) bits_ = appender_.validity(column_);
    bits_[row / 64] &= ~(std::uint64_t{1} << (row % 64));
  }

 private:
  const Appender& appender_;
  std::size_t column_;
  std::uint64_t* bits_ = nullptr;
};

}  // namespace sas::lake::duck
