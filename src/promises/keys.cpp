#include "promises/keys.h"

#include <array>
#include <utility>

namespace sas::promises {
namespace {

// The value of each hexadecimal digit in lower case; 16 for anything else. A table, because this runs twice for every event.
constexpr auto digits = [] {
  std::array<std::uint8_t, 256> out{};
  out.fill(16);
  for (std::size_t i = 0; i < 10; ++i) out['0' + i] = static_cast<std::uint8_t>(i);
  for (std::size_t i = 0; i < 6; ++i) out['a' + i] = static_cast<std::uint8_t>(10 + i);
  return out;
}();

struct Read {
  std::uint64_t number = 0;
  unsigned odd = 0;  // not 0 when one of them was no digit
};

// The digits [from, until) put behind what was read before.
Read read(std::string_view text, std::size_t from, std::size_t until, Read before) {
  for (std::size_t i = from; i < until; ++i) {
    const unsigned digit = digits[static_cast<unsigned char>(text[i])];
    before = {before.number << 4 | digit, before.odd | (digit & 16U)};
  }
  return before;
}

}  // namespace

std::optional<Key> key_of(std::string_view uuid) {
  if (uuid.size() != 36 || uuid[8] != '-' || uuid[13] != '-' || uuid[18] != '-' || uuid[23] != '-') return std::nullopt;
  const Read high = read(uuid, 14, 18, read(uuid, 9, 13, read(uuid, 0, 8, {})));
  const Read low = read(uuid, 24, 36, read(uuid, 19, 23, {}));
  if ((high.odd | low.odd) != 0) return std::nullopt;
  return Key{high.number, low.number};
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
