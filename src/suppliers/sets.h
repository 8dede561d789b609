#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "store/store.h"

namespace sas::suppliers {

/// A set that an owner describes by program. Nothing of it is open: that is for its declaration and the gate.
struct SuppliedSet {
  std::string dataset;
  std::string owner;
  std::string title, notes;
  std::string licence;  ///< "CC0-1.0", "CC-BY-4.0", or empty: not said yet
  std::vector<std::string> tags;
  std::vector<std::string> key_columns;  ///< what tells rows apart, for changing them
  Instant made_at, changed_at;
  std::optional<Instant> removed_at;
};

/// Also one that was removed: a name is never given to another.
[[nodiscard]] std::optional<SuppliedSet> find_supplied(store::ReadTx& tx, const std::string& dataset);
void put_supplied(store::WriteTx& tx, const SuppliedSet& set);

/// Schema steps 155-159.
[[nodiscard]] std::vector<store::Migration> migrations();

}  // namespace sas::suppliers
