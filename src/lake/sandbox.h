#pragma once
#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "lake/lake.h"

/// SQL that somebody else wrote. It runs in an engine of its own that has nothing but what was given to it: no lake, no
/// records, no files, no network, no settings. Two walls stand one behind the other: what the statement says is read
/// before it runs and must consist of known parts, and the engine itself was closed before the first statement.
namespace sas::lake {

/// A table that statements may use. Copied in: later changes of the source do not show.
struct SandboxTable {
  std::string name;                  ///< lower-case letters, digits, `_` and `-` (then it is named between quotes)
  std::vector<std::string> columns;  ///< any text without controls, at most 100 bytes
  /// "BIGINT", "DOUBLE", "VARCHAR", "TIMESTAMP" or "DATE" (ISO 8601 text), one for each column.
  std::vector<std::string> types;
  std::vector<std::vector<Cell>> rows;
};

/// Parquet files as one table; only these columns can be seen.
struct SandboxFiles {
  std::string name;
  std::vector<std::string> columns;
  std::vector<std::string> paths;  ///< absolute
  /// Columns whose texts stand for something outside: each is shown as another text that is the same within this
  /// sandbox and in no other, so that it can be counted and joined but not carried away.
  std::vector<std::string> veiled = {};
};

struct SandboxLimits {
  std::chrono::milliseconds time{10'000};
  std::size_t rows = 100'000;                  ///< of an answer; beyond it the answer is cut
  std::size_t bytes = std::size_t{16} << 20U;  ///< of an answer; beyond it the answer is cut
  /// Of the engine, for tables, sorts, joins and groups. Single texts and lists are outside its count; the functions
  /// that make large ones out of nothing are refused, and the service needs a limit of the system as well (MemoryMax).
  std::string memory = "256MB";
  int threads = 1;
};

/// Stops a statement from another thread. Thread-safe; use a new one for each statement.
class Cancel {
 public:
  void request() { requested_ = true; }
  [[nodiscard]] bool requested() const { return requested_; }

 private:
  std::atomic<bool> requested_{false};
};

/// Thread-safe.
class Sandbox {
 public:
  virtual ~Sandbox() = default;
  /// Answers one SELECT. Numbers, text, days and moments come as cells; anything else as text. Errors:
  /// `sandbox-refused` (it is not one SELECT over the given tables; detail says what is not allowed), `sandbox-sql`
  /// (detail is the engine's), `sandbox-timeout`, `sandbox-memory`, `sandbox-cancelled`.
  [[nodiscard]] virtual Result<Table> query(std::string_view sql, const Cancel& cancel) = 0;
  [[nodiscard]] Result<Table> query(std::string_view sql) { return query(sql, Cancel{}); }
};

/// Errors: `sandbox-table` (a name, column, type or row that is no such thing; a file that cannot be read).
/// `veil` is a secret for the veiled columns, a new one for each sandbox.
[[nodiscard]] Result<std::unique_ptr<Sandbox>> open_sandbox(const std::vector<SandboxTable>& tables,
                                                            const std::vector<SandboxFiles>& files,
                                                            const SandboxLimits& limits, std::string_view veil = {});

}  // namespace sas::lake
