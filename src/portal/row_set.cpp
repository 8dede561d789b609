#include "portal/row_set.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

namespace sas::portal {
namespace {

constexpr std::uint64_t word_bits = 64;
/// A list that takes more than one byte for so many rows of the table becomes bits: a page of it is then found by
/// counting and not by reading all rows before it.
constexpr std::uint64_t rows_per_list_byte = 32;
constexpr std::size_t smallest_marked = 64;

std::size_t words_for(std::uint64_t rows) {
  return static_cast<std::size_t>((rows + word_bits - 1) / word_bits);
}

// The bits of a word, eight lanes at once where the compiler can (Hacker's Delight, 5-1): without -mpopcnt
// std::popcount is a call.
std::uint64_t bits_in(std::uint64_t word) {
  word -= (word >> 1U) & 0x5555555555555555U;
  word = (word & 0x3333333333333333U) + ((word >> 2U) & 0x3333333333333333U);
  word = (word + (word >> 4U)) & 0x0f0f0f0f0f0f0f0fU;
  return (word * 0x0101010101010101U) >> 56U;
}

std::uint64_t bits_in(const std::vector<std::uint64_t>& words) {
  std::uint64_t out = 0;
  for (const std::uint64_t word : words) out += bits_in(word);
  return out;
}

void set_bit(std::vector<std::uint64_t>& words, std::uint64_t row) {
  words[static_cast<std::size_t>(row / word_bits)] |= std::uint64_t{1} << (row % word_bits);
}

std::vector<std::uint64_t> page_of_words(const std::vector<std::uint64_t>& words, std::uint64_t offset,
                                         std::uint64_t limit) {
  std::vector<std::uint64_t> out;
  for (std::size_t i = 0; i < words.size() && out.size() < limit; ++i) {
    std::uint64_t word = words[i];
    const std::uint64_t count = bits_in(word);
    if (offset >= count) {
      offset -= count;
      continue;
    }
    for (; offset > 0; --offset) word &= word - 1;
    for (; word != 0 && out.size() < limit; word &= word - 1)
      out.push_back(i * word_bits + static_cast<std::uint64_t>(std::countr_zero(word)));
  }
  return out;
}

}  // namespace

RowSet RowSet::listed(std::vector<std::uint32_t> rows) {
  RowSet out;
  out.count_ = rows.size();
  out.rows_ = std::move(rows);
  return out;
}

RowSet RowSet::marked(std::vector<std::uint64_t> words, std::uint64_t count) {
  RowSet out;
  out.count_ = count;
  out.words_ = std::move(words);
  return out;
}

bool RowSet::has(std::uint32_t row) const {
  const std::size_t place = row / word_bits;
  return place < words_.size() && ((words_[place] >> (row % word_bits)) & 1U) != 0;
}

std::vector<std::uint64_t> RowSet::page(std::uint64_t offset, std::uint64_t limit) const {
  if (offset >= count_ || limit == 0) return {};
  if (is_marked()) return page_of_words(words_, offset, limit);
  const auto begin = rows_.begin() + static_cast<std::ptrdiff_t>(offset);
  return {begin, begin + static_cast<std::ptrdiff_t>(std::min(limit, count_ - offset))};
}

RowSet RowSet::both(RowSet one, const RowSet& other) {
  if (one.is_marked() && other.is_marked()) {
    one.words_.resize(std::min(one.words_.size(), other.words_.size()));
    for (std::size_t i = 0; i < one.words_.size(); ++i) one.words_[i] &= other.words_[i];
    const std::uint64_t count = bits_in(one.words_);
    return marked(std::move(one.words_), count);
  }
  std::vector<std::uint32_t> rows;
  if (one.is_marked() || other.is_marked()) {
    const RowSet& few = one.is_marked() ? other : one;
    const RowSet& many = one.is_marked() ? one : other;
    std::copy_if(few.rows_.begin(), few.rows_.end(), std::back_inserter(rows),
                 [&](std::uint32_t row) { return many.has(row); });
  } else {
    std::set_intersection(one.rows_.begin(), one.rows_.end(), other.rows_.begin(), other.rows_.end(),
                          std::back_inserter(rows));
  }
  return listed(std::move(rows));
}

RowSet RowSet::together(std::vector<RowSet> sets, std::uint64_t table_rows) {
  if (sets.size() == 1) return std::move(sets.front());
  std::uint64_t count = 0;
  bool any_marked = false;
  for (const RowSet& set : sets) count += set.count(), any_marked = any_marked || set.is_marked();
  if (!any_marked && count < table_rows / rows_per_list_byte) {
    std::vector<std::uint32_t> rows;
    for (const RowSet& set : sets) rows.insert(rows.end(), set.rows_.begin(), set.rows_.end());
    std::sort(rows.begin(), rows.end());
    return listed(std::move(rows));
  }
  std::vector<std::uint64_t> words(words_for(table_rows));
  for (const RowSet& set : sets) {
    for (std::size_t i = 0; i < set.words_.size(); ++i) words[i] |= set.words_[i];
    for (const std::uint32_t row : set.rows_) set_bit(words, row);
  }
  return marked(std::move(words), count);
}

void RowList::add(std::uint32_t row, std::uint64_t table_rows) {
  ++count_;
  if (is_marked()) {
    set_bit(words_, row);
    return;
  }
  append_number(bytes_, row - last_);
  last_ = row;
  if (bytes_.size() > std::max<std::uint64_t>(smallest_marked, table_rows / rows_per_list_byte)) mark_all(table_rows);
}

void RowList::mark_all(std::uint64_t table_rows) {
  words_.resize(words_for(table_rows));
  std::string_view rest = bytes_;
  std::uint64_t row = 0;
  while (const auto distance = take_number(rest)) {
    row += *distance;
    set_bit(words_, row);
  }
  bytes_ = {};
}

std::string_view RowList::bytes() const {
  if (!is_marked()) return bytes_;
  return {reinterpret_cast<const char*>(words_.data()), words_.size() * sizeof(std::uint64_t)};
}

std::optional<std::uint64_t> take_number(std::string_view& bytes) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < bytes.size() && i < 9; ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    out |= static_cast<std::uint64_t>(byte & 0x7fU) << (7 * i);
    if (byte < 0x80) {
      bytes.remove_prefix(i + 1);
      return out;
    }
  }
  return std::nullopt;
}

void append_number(std::string& out, std::uint64_t number) {
  for (; number >= 0x80; number >>= 7U) out += static_cast<char>(0x80U | (number & 0x7fU));
  out += static_cast<char>(number);
}

std::optional<RowSet> take_list(std::string_view& bytes, std::uint64_t count, std::uint64_t table_rows) {
  if (count > bytes.size()) return std::nullopt;
  std::vector<std::uint32_t> rows;
  rows.reserve(count);
  std::uint64_t row = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto distance = take_number(bytes);
    // Only the first row can stand at no distance: at row 0.
    if (!distance || *distance >= table_rows || (*distance == 0 && i > 0)) return std::nullopt;
    row += *distance;
    if (row >= table_rows) return std::nullopt;
    rows.push_back(static_cast<std::uint32_t>(row));
  }
  return RowSet::listed(std::move(rows));
}

std::optional<RowSet> words_of(std::string_view bytes, std::uint64_t count, std::uint64_t table_rows) {
  if (bytes.empty() || bytes.size() != words_for(table_rows) * sizeof(std::uint64_t)) return std::nullopt;
  std::vector<std::uint64_t> words(words_for(table_rows));
  std::memcpy(words.data(), bytes.data(), bytes.size());
  const std::uint64_t beyond = words.size() * word_bits - table_rows;
  if (beyond > 0 && (words.back() >> (word_bits - beyond)) != 0) return std::nullopt;
  return RowSet::marked(std::move(words), count);
}

}  // namespace sas::portal
