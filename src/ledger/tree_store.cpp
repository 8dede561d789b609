#include "ledger/tree_store.h"

#include <algorithm>
#include <bit>
#include <stdexcept>

#include "ledger/tree.h"

namespace sas::ledger {

std::int64_t tree_size(store::ReadTx& tx) {
  return tx.query_one("SELECT coalesce(max(seq), 0) FROM ledger_event")->integer(0);
}

void grow_tree(store::WriteTx& tx, std::int64_t index, const std::string& leaf) {
  TreeNode node{0, index, leaf};
  while ((node.position & 1) != 0) {
    node = {node.level + 1, node.position >> 1, node_hash(subtree_hash(tx, node.level, node.position - 1), node.hash)};
    tx.execute("INSERT INTO ledger_node (level, position, hash) VALUES ($1, $2, $3)",
               {std::int64_t{node.level}, node.position, store::Blob{node.hash}});
  }
}

std::string subtree_hash(store::ReadTx& tx, int level, std::int64_t position) {
  const std::optional<store::Row> row =
      level == 0 ? tx.query_one("SELECT leaf FROM ledger_event WHERE seq = $1", {position + 1})
                 : tx.query_one("SELECT hash FROM ledger_node WHERE level = $1 AND position = $2",
                                {std::int64_t{level}, position});
  if (!row) throw std::runtime_error("the ledger is damaged; verify it");
  return row->blob(0);
}

std::string range_root(store::ReadTx& tx, std::int64_t first, std::int64_t size) {
  if (size == 0) return empty_root();
  const auto leaves = static_cast<std::uint64_t>(size);
  if (std::has_single_bit(leaves)) {
    const int level = std::countr_zero(leaves);
    return subtree_hash(tx, level, first >> level);
  }
  const std::int64_t left = split_point(size);
  return node_hash(range_root(tx, first, left), range_root(tx, first + left, size - left));
}

std::vector<std::string> inclusion_path(store::ReadTx& tx, std::int64_t index, std::int64_t size) {
  std::vector<std::string> path;
  std::int64_t first = 0;
  while (size > 1) {
    const std::int64_t left = split_point(size);
    if (index < left) {
      path.push_back(range_root(tx, first + left, size - left));
      size = left;
    } else {
      path.push_back(range_root(tx, first, left));
      first += left;
      index -= left;
      size -= left;
    }
  }
  std::reverse(path.begin(), path.end());
  return path;
}

}  // namespace sas::ledger
