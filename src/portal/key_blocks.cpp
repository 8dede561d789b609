#include "portal/key_blocks.h"

#include <algorithm>
#include <cstring>

namespace sas::portal {
namespace {

constexpr std::size_t block_size = 4096, longest_near = 512;

/// How the rows of a key stand: in the block itself; elsewhere as a list; elsewhere as a bit for each row.
enum Kind : std::uint64_t { near = 0, far_list = 1, far_words = 2 };
constexpr unsigned kind_bits = 2;

std::uint32_t short_sum(std::string_view bytes) {
  return static_cast<std::uint32_t>(sum_of(bytes));
}

void append_word(std::string& out, std::uint32_t word) {
  char bytes[sizeof word];
  std::memcpy(bytes, &word, sizeof word);
  out.append(bytes, sizeof bytes);
}

std::optional<std::uint32_t> take_word(std::string_view& bytes) {
  std::uint32_t out = 0;
  if (bytes.size() < sizeof out) return std::nullopt;
  std::memcpy(&out, bytes.data(), sizeof out);
  bytes.remove_prefix(sizeof out);
  return out;
}

/// Passes over the rows of a key that stand in the block.
bool skip_rows(std::string_view& block, std::uint64_t count) {
  while (count-- > 0)
    if (!take_number(block)) return false;
  return true;
}

bool skip_far(std::string_view& block) {
  return take_number(block) && take_number(block) && take_word(block);
}

}  // namespace

void IndexOut::write(std::string_view bytes) {
  out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  at_ += bytes.size();
}

bool IndexOut::finish(std::string_view head) {
  out_.seekp(0);
  out_.write(head.data(), static_cast<std::streamsize>(head.size()));
  out_.close();
  return static_cast<bool>(out_);
}

void KeyBlocks::add(CellKey key, const RowList& rows) {
  const std::string_view bytes = rows.bytes();
  const Kind kind = rows.is_marked() ? far_words : bytes.size() > longest_near ? far_list : near;
  const std::uint64_t offset = out_.at();
  if (kind != near) out_.write(bytes);
  if (block_.empty()) first_ = last_ = key.first;
  append_number(block_, key.first - last_);
  last_ = key.first;
  append_word(block_, key.second);
  append_number(block_, (std::uint64_t{rows.count()} << kind_bits) | kind);
  if (kind == near) {
    block_ += bytes;
  } else {
    append_number(block_, offset);
    append_number(block_, bytes.size());
    append_word(block_, short_sum(bytes));
  }
  if (block_.size() >= block_size) end_block();
}

void KeyBlocks::end_block() {
  fences_.push_back({first_, out_.at(), static_cast<std::uint32_t>(block_.size()), short_sum(block_)});
  out_.write(block_);
  block_.clear();
}

std::vector<KeyFence> KeyBlocks::finish() {
  if (!block_.empty()) end_block();
  return std::move(fences_);
}

std::optional<std::string_view> KeyRows::part(std::uint64_t offset, std::uint64_t length, std::uint32_t sum) const {
  if (offset > file_.size() || length > file_.size() - offset) return std::nullopt;
  const std::string_view out = file_.substr(offset, length);
  return short_sum(out) == sum ? std::optional(out) : std::nullopt;
}

std::optional<RowSet> KeyRows::far_rows(std::string_view& block, std::uint64_t count, std::uint64_t kind) const {
  const auto offset = take_number(block), length = take_number(block);
  const auto sum = take_word(block);
  if (!offset || !length || !sum) return std::nullopt;
  auto bytes = part(*offset, *length, *sum);
  if (!bytes) return std::nullopt;
  if (kind == far_words) return words_of(*bytes, count, table_rows_);
  auto rows = take_list(*bytes, count, table_rows_);
  return bytes->empty() ? std::move(rows) : std::nullopt;
}

// The outer optional: whether the block is whole; the inner one: whether it has the key.
std::optional<std::optional<RowSet>> KeyRows::find_in(std::string_view block, CellKey key, std::uint64_t first) const {
  CellKey at{first, 0};
  while (!block.empty()) {
    const auto distance = take_number(block);
    const auto second = take_word(block);
    const auto counted = take_number(block);
    if (!distance || !second || !counted) return std::nullopt;
    at = {at.first + *distance, *second};
    const std::uint64_t count = *counted >> kind_bits, kind = *counted & ((1U << kind_bits) - 1);
    if (at == key) {
      auto rows = kind == near ? take_list(block, count, table_rows_) : far_rows(block, count, kind);
      if (!rows) return std::nullopt;
      return std::optional<RowSet>(std::move(*rows));
    }
    if (at > key) break;
    if (!(kind == near ? skip_rows(block, count) : skip_far(block))) return std::nullopt;
  }
  return std::optional<RowSet>();
}

std::optional<RowSet> KeyRows::find(const std::vector<KeyFence>& fences, CellKey key) const {
  // Keys with the same front bits can stand on both sides of a fence.
  auto at = std::lower_bound(fences.begin(), fences.end(), key.first,
                             [](const KeyFence& fence, std::uint64_t first) { return fence.first < first; });
  if (at != fences.begin()) --at;
  for (; at != fences.end() && at->first <= key.first; ++at) {
    const auto block = part(at->offset, at->length, at->sum);
    auto found = block ? find_in(*block, key, at->first) : std::nullopt;
    if (!found) return std::nullopt;
    if (*found) return std::move(**found);
  }
  return RowSet();
}

}  // namespace sas::portal
