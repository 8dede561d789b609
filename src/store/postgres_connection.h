#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "store/store.h"

struct pg_conn;
struct pg_result;

namespace sas::store {

/// One libpq connection with its prepared statements. Used by one thread at a time. Failures are StoreFault: RunAgain
/// for a serialisation failure, `lost` when the connection is gone.
class PostgresConnection {
 public:
  explicit PostgresConnection(const std::string& uri);
  ~PostgresConnection();
  PostgresConnection(const PostgresConnection&) = delete;
  PostgresConnection& operator=(const PostgresConnection&) = delete;

  /// One or more statements without parameters.
  void run_script(std::string_view sql);
  void each(std::string_view sql, std::span<const Value> params, const std::function<void(const Row&)>& use);
  std::int64_t execute(std::string_view sql, std::span<const Value> params);
  [[nodiscard]] bool is_alive() const;
  [[nodiscard]] bool in_transaction() const;
  /// True in a transaction that only a rollback can end.
  [[nodiscard]] bool is_failed() const;

 private:
  struct Clear {
    void operator()(pg_result* result) const;
  };
  using Answer = std::unique_ptr<pg_result, Clear>;

  Answer run(std::string_view sql, std::span<const Value> params);
  const std::string& prepared(std::string_view sql, std::span<const Value> params);
  [[noreturn]] void throw_fault(const pg_result* result) const;

  pg_conn* connection_ = nullptr;
  std::unordered_map<std::string, std::string> prepared_;  ///< text and parameter types -> name on the server
  std::uint64_t next_name_ = 0;
};

}  // namespace sas::store
