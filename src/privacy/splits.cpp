#include "privacy/splits.h"

#include <algorithm>
#include <string>

#include "base/text.h"
#include "privacy/chance.h"
#include "privacy/disguise.h"
#include "privacy/numbers.h"
#include "privacy/sketch.h"

namespace sas::privacy {
namespace {

constexpr std::size_t kCandidates = 512;
constexpr std::size_t kSeen = 64;
constexpr std::size_t kReach = 3;

// Length of a cell of digits only; 0 for anything else.
std::size_t digits_in(std::string_view cell) {
  return cell.size() <= 9 && all_digits(cell) ? cell.size() : 0;
}

bool begins_account(std::string_view text) {
  const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  return text.size() >= 4 && text.size() <= 8 && capital(text[0]) && capital(text[1]) && all_digits(text.substr(2, 2));
}

std::string compact(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c != ' ' && c != '.' && c != '-') out += c;
  return out;
}

}  // namespace

void SplitWatch::row(std::span<const std::string_view> cells) {
  std::vector<std::string> plain;
  std::vector<std::string_view> views;
  plain.reserve(cells.size());
  for (const std::string_view cell : cells)
    plain.push_back(cell.size() > 40 ? std::string() : may_be_veiled(cell) ? unveil(cell) : std::string(trim(cell)));
  views.assign(plain.begin(), plain.end());
  for (std::size_t i = 0; i < views.size(); ++i) {
    consecutive(views, i);
    for (std::size_t j = i + 1; j < std::min(views.size(), i + 1 + kReach); ++j) pair(views, i, j), pair(views, j, i);
  }
}

// Three or more columns side by side that make nine digits together.
void SplitWatch::consecutive(std::span<const std::string_view> cells, std::size_t start) {
  std::string joined;
  std::vector<std::size_t> columns;
  for (std::size_t i = start; i < cells.size() && joined.size() < 9; ++i) {
    if (digits_in(cells[i]) == 0) return;
    joined += cells[i];
    columns.push_back(i);
  }
  if (joined.size() == 9 && columns.size() >= 3) judge(columns, joined);
}

void SplitWatch::pair(std::span<const std::string_view> cells, std::size_t left, std::size_t right) {
  const std::string_view a = cells[left], b = cells[right];
  if (begins_account(a) && b.size() >= 8) {
    if (passes_iban(compact(std::string(a) + std::string(b)))) ++candidate({left, right}).iban;
    return;
  }
  const std::size_t one = digits_in(a), two = digits_in(b);
  if (one == 0 || two == 0 || one >= 8 || two >= 9) return;
  if (one + two < 8 || one + two > 10) return;
  judge({left, right}, std::string(a) + std::string(b));
}

void SplitWatch::judge(const std::vector<std::size_t>& columns, std::string_view joined) {
  Candidate& c = candidate(columns);
  const std::uint64_t hash = hash_of(joined);
  if (c.seen.size() >= kSeen || std::find(c.seen.begin(), c.seen.end(), hash) != c.seen.end()) return;
  c.seen.push_back(hash);
  if (passes_eleven(joined)) ++c.eleven;
  if (passes_a_number(joined)) ++c.a_number;
  // Only "06" apart is a sign: other numbers of ten digits may begin with a nought by chance.
  if (joined.size() == 10 && joined.starts_with("06") && phone_of(joined) == Phone::mobile) ++c.mobile;
}

SplitWatch::Candidate& SplitWatch::candidate(const std::vector<std::size_t>& columns) {
  const auto it =
      std::find_if(candidates_.begin(), candidates_.end(), [&](const Candidate& c) { return c.columns == columns; });
  if (it != candidates_.end()) return *it;
  // Wide tables of digits: the last place is shared, which can only make a hit less likely to stand out there.
  if (candidates_.size() >= kCandidates) return candidates_.back();
  candidates_.push_back({columns, {}, 0, 0, 0, 0});
  return candidates_.back();
}

std::vector<SplitWatch::Found> SplitWatch::found() const {
  std::vector<Found> out;
  for (const Candidate& c : candidates_) {
    const std::uint64_t n = c.seen.size();
    if (n >= 10 && exceeds_chance(n, c.eleven, 1.0 / 11) && c.eleven * 10 >= n * 6)
      out.push_back({Rule::bsn, c.columns, c.eleven});
    if (n >= 10 && c.a_number * 2 >= n) out.push_back({Rule::a_number, c.columns, c.a_number});
    if (n >= 5 && c.mobile * 10 >= n * 9) out.push_back({Rule::phone, c.columns, c.mobile});
    if (c.iban >= 1) out.push_back({Rule::iban, c.columns, c.iban});
  }
  return out;
}

}  // namespace sas::privacy
