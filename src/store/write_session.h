#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

#include "store/store.h"

namespace sas::store {

/// The other side asks for the same work again: a serialisation failure or deadlock, or a connection lost before COMMIT
/// was sent. Nothing was made durable.
class RunAgain : public StoreFault {
 public:
  using StoreFault::StoreFault;
};

/// The one writing connection of an adapter, as the batch writer drives it. Used by one thread at a time. Every call
/// throws StoreFault when it fails.
class WriteSession {
 public:
  virtual ~WriteSession() = default;
  /// Starts the transaction that is the only writer of the database until it ends.
  virtual void begin() = 0;
  virtual void savepoint() = 0;
  virtual void release_savepoint() = 0;
  virtual void rollback_to_savepoint() = 0;
  /// A fault of kind `constraint` or a RunAgain means surely not committed; any other leaves the outcome unknown.
  virtual void commit() = 0;
  virtual void rollback() noexcept = 0;
  /// False when the engine has ended the transaction by itself.
  [[nodiscard]] virtual bool in_transaction() const = 0;
  /// True when a failed COMMIT leaves the session unfit for the next one.
  [[nodiscard]] virtual bool poisoned_by_failed_commit() const = 0;
  virtual Result<Done> reopen() = 0;
  /// How many closures may share one transaction.
  [[nodiscard]] virtual std::size_t max_batch() const = 0;

  virtual void each(std::string_view sql, std::span<const Value> params,
                    const std::function<void(const Row&)>& use) = 0;
  virtual std::int64_t execute(std::string_view sql, std::span<const Value> params) = 0;
};

/// How a fault looks outside the store. Misuse has no such look: it is a defect and goes on as an exception.
[[nodiscard]] Error to_error(const StoreFault& fault);

/// Throws StoreFault(misuse) for text that one of the two engines would refuse or cut off.
void check_params(std::span<const Value> params);

}  // namespace sas::store
