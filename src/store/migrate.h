#pragma once
#include <span>
#include <string>
#include <string_view>

#include "store/store.h"

namespace sas::store {

/// What applying migrations needs from an engine. Calls throw StoreFault.
class MigrationTarget {
 public:
  virtual ~MigrationTarget() = default;
  /// Starts a transaction that keeps other servers' migrations out.
  virtual void begin_exclusive() = 0;
  virtual void commit() = 0;
  virtual void rollback() noexcept = 0;
  /// Several statements, no parameters.
  virtual void run_script(std::string_view sql) = 0;
  virtual ReadTx& tx() = 0;
  [[nodiscard]] virtual std::string_view script_of(const Migration& migration) const = 0;
  /// Makes table schema_migration(number, name, checksum, applied_at in milliseconds) when it is not there.
  [[nodiscard]] virtual std::string_view create_table_sql() const = 0;
};

/// Applies what is missing, in order of number. See open() for the errors.
Result<Done> migrate(MigrationTarget& target, std::span<const Migration> migrations);

/// Throws std::logic_error when two rooms took one number.
void check_numbers(std::span<const Migration> migrations);

}  // namespace sas::store
