#pragma once
#include <cstdint>
#include <limits>
#include <vector>

/// Counting per key in bounded memory: groups of equal rows (k-anonymity, l-diversity) and keys that move
/// (trajectories). When there are more keys than the memory holds, an even sample of the keys is counted, each exactly.
/// Not thread-safe.
namespace sas::privacy {

/// What is known of one key.
struct Group {
  std::uint64_t key = 0;  ///< 0: no key
  std::uint64_t count = 0;
  std::uint64_t first = 0;   ///< hash of the attribute (or place) first seen with the key
  std::uint64_t second = 0;  ///< of a different one; 0 when there was none
  std::uint64_t when = 0;    ///< hash of the moment first seen
};

class Groups {
 public:
  explicit Groups(std::size_t most);
  /// Adds `weight` units with this attribute; key and attribute are hashes, never 0.
  void add(std::uint64_t key, std::uint64_t attribute, std::uint64_t weight);
  /// Adds a place and a moment; `second` is set only when both differ from the first.
  void add_point(std::uint64_t key, std::uint64_t place, std::uint64_t when);

  [[nodiscard]] bool sampled() const { return ceiling_ != std::numeric_limits<std::uint64_t>::max(); }
  [[nodiscard]] std::size_t kept() const { return kept_; }
  [[nodiscard]] std::uint64_t smaller_than(std::uint64_t k) const;
  /// Groups of at least `k` units with one attribute value only.
  [[nodiscard]] std::uint64_t uniform() const;
  [[nodiscard]] std::uint64_t moved() const;
  /// Keys that were seen more than once.
  [[nodiscard]] std::uint64_t repeated() const;

 private:
  Group* find(std::uint64_t key);
  void make_room();

  std::size_t most_;
  std::vector<Group> table_;
  std::size_t kept_ = 0;
  std::uint64_t ceiling_ = std::numeric_limits<std::uint64_t>::max();
};

}  // namespace sas::privacy
