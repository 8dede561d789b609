#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.h"

/// The hash tree in the store: a complete subtree is kept once and never changes, so growing and proving cost O(log n).
namespace sas::ledger {

[[nodiscard]] std::int64_t tree_size(store::ReadTx& tx);
/// Adds the subtrees that the leaf at `index` (from 0) completes: one on average.
void grow_tree(store::WriteTx& tx, std::int64_t index, const std::string& leaf);
/// The hash of leaves [position << level, (position + 1) << level). Throws std::runtime_error when the log is damaged
/// there.
[[nodiscard]] std::string subtree_hash(store::ReadTx& tx, int level, std::int64_t position);
/// The root over `size` leaves from `first`, where `first` is a multiple of the largest power of two not above `size`.
[[nodiscard]] std::string range_root(store::ReadTx& tx, std::int64_t first, std::int64_t size);
/// PATH(index, D[size]) of RFC 6962 clause 2.1.1.
[[nodiscard]] std::vector<std::string> inclusion_path(store::ReadTx& tx, std::int64_t index, std::int64_t size);

}  // namespace sas::ledger
