#include "ledger/tree.h"

#include <bit>

#include "crypto/hash.h"

namespace sas::ledger {

namespace {

std::string joined(char prefix, std::string_view a, std::string_view b) {
  std::string out;
  out.reserve(1 + a.size() + b.size());
  out += prefix;
  out += a;
  out += b;
  return out;
}

}  // namespace

// The prefixes keep a node from being passed off as a leaf (RFC 6962 clause 2.1).
std::string leaf_hash(std::string_view data) {
  return crypto::sha256(joined('\0', data, {}));
}
std::string node_hash(std::string_view left, std::string_view right) {
  return crypto::sha256(joined('\1', left, right));
}
std::string empty_root() {
  return crypto::sha256({});
}

std::int64_t split_point(std::int64_t size) {
  return static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(size - 1)));
}

bool leads_to_root(std::string_view leaf, std::int64_t index, std::int64_t size, const std::vector<std::string>& path,
                   std::string_view root) {
  if (index < 0 || index >= size) return false;
  std::int64_t at = index;
  std::int64_t last = size - 1;
  std::string hash(leaf);
  for (const std::string& sibling : path) {
    if (last == 0) return false;
    if ((at & 1) != 0 || at == last) {
      hash = node_hash(sibling, hash);
      while ((at & 1) == 0 && at != 0) {
        at >>= 1;
        last >>= 1;
      }
    } else {
      hash = node_hash(hash, sibling);
    }
    at >>= 1;
    last >>= 1;
  }
  return last == 0 && hash == root;
}

std::vector<TreeNode> TreeBuilder::add(std::string leaf) {
  std::vector<TreeNode> completed;
  TreeNode node{0, size_, std::move(leaf)};
  ++size_;
  while (!parts_.empty() && parts_.back().level == node.level) {
    node = {node.level + 1, node.position >> 1, node_hash(parts_.back().hash, node.hash)};
    parts_.pop_back();
    completed.push_back(node);
  }
  parts_.push_back(std::move(node));
  return completed;
}

std::string TreeBuilder::root() const {
  if (parts_.empty()) return empty_root();
  std::string hash = parts_.back().hash;
  for (auto part = parts_.rbegin() + 1; part != parts_.rend(); ++part) hash = node_hash(part->hash, hash);
  return hash;
}

}  // namespace sas::ledger
