#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "store/store.h"

struct sqlite3;
struct sqlite3_stmt;

namespace sas::store {

enum class SqliteRole { reader, writer };

/// One connection with its statement cache. Used by one thread at a time. Failures are StoreFault.
class SqliteConnection {
 public:
  /// `file` is a path or a "file:" URI.
  SqliteConnection(const std::string& file, SqliteRole role);
  ~SqliteConnection();
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  void run_script(std::string_view sql);
  void each(std::string_view sql, std::span<const Value> params, const std::function<void(const Row&)>& use);
  std::int64_t execute(std::string_view sql, std::span<const Value> params);
  [[nodiscard]] bool in_transaction() const;
  /// Pages in the write-ahead log after the last commit of this connection; a writer's connection does not copy them by itself.
  [[nodiscard]] int log_pages() const { return log_pages_; }
  /// Copies as much of the log into the database file as nobody is in the way of, and flushes it. Does nothing while another
  /// connection does the same.
  void checkpoint();

 private:
  struct Statement;
  struct Lease;
  struct TextHash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  std::unique_ptr<Statement> prepare(std::string_view sql);
  Lease borrow(std::string_view sql);
  void bind(const Statement& statement, std::span<const Value> params);
  void bind_one(sqlite3_stmt* statement, int index, const Value& value);
  [[nodiscard]] static Row row_of(sqlite3_stmt* statement);
  [[noreturn]] void throw_fault(int code) const;
  void configure(SqliteRole role);

  sqlite3* db_ = nullptr;
  int log_pages_ = 0;
  std::unordered_map<std::string, std::unique_ptr<Statement>, TextHash, std::equal_to<>> cache_;
};

}  // namespace sas::store
