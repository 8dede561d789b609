#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "opendata/declaration.h"
#include "store/store.h"

/// Every declaration that counts now: those that stand in files of the catalogue, and the newest ones that were agreed
/// to at the desk. Nothing is remembered between two questions, so that what is agreed to counts at once, on every
/// server.
namespace sas::opendata {

/// Thread-safe. A set that has a file is declared by its file alone; the desk gives no set the name of a file.
class DeclarationBook {
 public:
  /// Both outlive it.
  DeclarationBook(const Declarations& files, store::Store& records) : files_(files), records_(records) {}

  [[nodiscard]] std::optional<Declaration> find(store::ReadTx& tx, std::string_view slug) const;
  /// Errors are those of the records.
  [[nodiscard]] Result<std::optional<Declaration>> find(std::string_view slug) const;
  /// By name. Errors are those of the records.
  [[nodiscard]] Result<std::vector<Declaration>> all() const;
  [[nodiscard]] bool is_in_a_file(std::string_view slug) const { return files_.find(slug) != nullptr; }
  /// What is wrong in the files.
  [[nodiscard]] const config::Problems& problems() const { return files_.problems; }

 private:
  const Declarations& files_;
  store::Store& records_;
};

}  // namespace sas::opendata
