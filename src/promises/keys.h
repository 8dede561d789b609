#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace sas::promises {

/// A UUID as two numbers: half the memory of its text, and compared at once.
struct Key {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  friend bool operator==(const Key&, const Key&) = default;
};
/// None when the text is not the 8-4-4-4-12 form.
[[nodiscard]] std::optional<Key> key_of(std::string_view uuid);

/// Places by key: open addressing in powers of two, because a node for each of a million cases costs more than the case itself.
/// Places count from 0. Not thread-safe.
class Places {
 public:
  /// Remembers the place of this key; a later place takes the seat of an earlier one.
  void put(const Key& key, std::uint32_t place);
  [[nodiscard]] std::optional<std::uint32_t> find(const Key& key) const;

 private:
  struct Seat {
    Key key;
    std::uint32_t place = 0;
    bool taken = false;
  };
  [[nodiscard]] std::size_t seat_of(const Key& key) const;
  void grow();
  std::vector<Seat> seats_;
  std::size_t taken_ = 0;
};

}  // namespace sas::promises
