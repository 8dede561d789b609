#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// The hash tree of RFC 6962 clause 2.1 as pure functions. Hashes are 32 raw bytes.
namespace sas::ledger {

/// SHA-256(0x00 || data)
[[nodiscard]] std::string leaf_hash(std::string_view data);
/// SHA-256(0x01 || left || right)
[[nodiscard]] std::string node_hash(std::string_view left, std::string_view right);
/// The root of the tree without leaves: SHA-256 of nothing.
[[nodiscard]] std::string empty_root();
/// The largest power of two smaller than `size`; size > 1. Where the tree of that size splits.
[[nodiscard]] std::int64_t split_point(std::int64_t size);
/// True when `path` leads from the leaf at `index` (from 0) to `root` in a tree of `size` leaves. RFC 9162
/// clause 2.1.3.2.
[[nodiscard]] bool leads_to_root(std::string_view leaf, std::int64_t index, std::int64_t size,
                                 const std::vector<std::string>& path, std::string_view root);

/// A subtree that was completed: leaves [position << level, (position + 1) << level).
struct TreeNode {
  int level = 0;
  std::int64_t position = 0;
  std::string hash;
};

/// Grows a tree leaf by leaf in O(log n) memory.
class TreeBuilder {
 public:
  /// Adds a leaf and returns the subtrees of two leaves and more that it completed, from small to large.
  std::vector<TreeNode> add(std::string leaf);
  [[nodiscard]] std::int64_t size() const { return size_; }
  [[nodiscard]] std::string root() const;

 private:
  std::int64_t size_ = 0;
  std::vector<TreeNode> parts_;  ///< complete subtrees that are not part of a larger one yet, from large to small
};

}  // namespace sas::ledger
