#include "lake/journal_pair.h"

#include <algorithm>
#include <iterator>
#include <system_error>

namespace sas::lake {

namespace {

/// A journal that grew beyond this gives its turn to the other when that is empty.
constexpr std::uint64_t long_enough = std::uint64_t{8} << 20U;

}  // namespace

JournalPair::JournalPair(const std::string& path) : halves_{Half{Journal(path)}, Half{Journal(path + "-2")}} {}

std::vector<Journal::Record> JournalPair::read() {
  std::vector<Journal::Record> out = halves_[0].journal.read();
  std::vector<Journal::Record> second = halves_[1].journal.read();
  out.insert(out.end(), std::make_move_iterator(second.begin()), std::make_move_iterator(second.end()));
  std::ranges::sort(out, {}, &Journal::Record::batch);
  return out;
}

void JournalPair::append(const WrittenRecord& record) {
  if (halves_[current_].journal.size() > long_enough && other().journal.size() == 0) current_ = 1 - current_;
  halves_[current_].journal.append(record);
  halves_[current_].last_batch = record.batch;
}

void JournalPair::taken_over(std::int64_t batch) noexcept {
  if (other().journal.size() == 0 || other().last_batch > batch) return;
  try {
    other().journal.clear();
  } catch (const std::system_error&) {
    // Next time again.
  }
}

void JournalPair::clear() {
  for (Half& half : halves_)
    if (half.journal.size() > 0) half.journal.clear();
}

bool JournalPair::empty() const {
  return std::ranges::all_of(halves_, [](const Half& half) { return half.journal.size() == 0; });
}

}  // namespace sas::lake
