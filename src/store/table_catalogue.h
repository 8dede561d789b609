#pragma once
#include <string>
#include <vector>

#include "store/store.h"

/// What tables there are, for backup and restore. The one place besides migrations where SQL differs per engine.
namespace sas::store {

/// Every table with data of its own; not views, search indexes and what belongs to them, nor schema_migration.
[[nodiscard]] std::vector<std::string> table_names(ReadTx& tx, std::string_view kind);
/// Columns that are not computed.
[[nodiscard]] std::vector<std::string> column_names(ReadTx& tx, std::string_view kind, const std::string& table);
/// Calls `use` for each row in bounded memory.
void each_row(ReadTx& tx, std::string_view kind, const std::string& table, const std::vector<std::string>& columns,
              const std::function<void(const Row&)>& use);
[[nodiscard]] std::string sql_name(std::string_view name);

/// Keeps references between tables unchecked while rows are loaded in any order; restore_references() checks them all.
class ReferencePause {
 public:
  ReferencePause(WriteTx& tx, std::string_view kind);
  void restore_references();

 private:
  struct Reference {
    std::string table;
    std::string name;
    std::string definition;
  };
  WriteTx& tx_;
  std::vector<Reference> dropped_;
};

/// Lets numbers the database hands out continue after the ones that were loaded.
void continue_sequences(WriteTx& tx, std::string_view kind, const std::string& table,
                        const std::vector<std::string>& columns);

}  // namespace sas::store
