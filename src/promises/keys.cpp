#include "promises/keys.h"

#include <utility>

namespace sas::promises {
namespace {

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

std::optional<Key> key_of(std::string_view uuid) {
  if (uuid.size() != 36) return std::nullopt;
  Key key;
  int digits = 0;
  for (std::size_t i = 0; i < uuid.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash != (uuid[i] == '-')) return std::nullopt;
    if (dash) continue;
    const int digit = digit_of(uuid[i]);
    if (digit < 0) return std::nullopt;
    std::uint64_t& half = digits < 16 ? key.high : key.low;
    half = half << 4 | static_cast<std::uint64_t>(digit);
    ++digits;
  }
  return key;
}

// The random half of a UUID version 7 is spread already; one multiplication spreads those that are not.
std::size_t Places::seat_of(const Key& key) const {
  const std::uint64_t mixed = (key.low ^ key.high >> 7) * 0x9E3779B97F4A7C15ULL;
  std::size_t at = (mixed ^ mixed >> 32) & (seats_.size() - 1);
  while (seats_[at].taken && seats_[at].key != key) at = (at + 1) & (seats_.size() - 1);
  return at;
}

void Places::grow() {
  std::vector<Seat> before(seats_.empty() ? 1024 : seats_.size() * 2);
  std::swap(before, seats_);
  for (const Seat& seat : before)
    if (seat.taken) seats_[seat_of(seat.key)] = seat;
}

void Places::put(const Key& key, std::uint32_t place) {
  if (taken_ * 2 >= seats_.size()) grow();
  Seat& seat = seats_[seat_of(key)];
  if (!seat.taken) ++taken_;
  seat = {key, place, true};
}

std::optional<std::uint32_t> Places::find(const Key& key) const {
  if (seats_.empty()) return std::nullopt;
  const Seat& seat = seats_[seat_of(key)];
  if (!seat.taken) return std::nullopt;
  return seat.place;
}

}  // namespace sas::promises
