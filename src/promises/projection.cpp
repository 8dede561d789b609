#include "promises/projection.h"

#include <algorithm>
#include <deque>
#include <future>

namespace sas::promises {
namespace {

constexpr std::int64_t at_once = 20'000;
constexpr std::size_t readers = 2;

using Entries = Result<std::vector<Entry>>;

Entries read_part(store::Store& store, std::int64_t from, std::int64_t until) {
  return store.read([&](store::ReadTx& tx) -> Entries { return read_entries(tx, from, until); });
}

}  // namespace

// Reading and parsing cost ten times what taking in costs: parts are read ahead side by side and taken in by one thread, in order. The
// log only grows, so that parts read at different moments still fit each other.
Result<Done> Projection::refresh(store::Store& store) {
  const auto head = store.read([](store::ReadTx& tx) -> Result<std::int64_t> { return newest_seq(tx); });
  if (!head) return fail(Error(head.error()));
  if (*head < facts_.seq()) facts_ = Facts();
  std::deque<std::pair<std::int64_t, std::future<Entries>>> ahead;
  std::int64_t asked = facts_.seq();
  const auto policy = *head - asked > at_once ? std::launch::async : std::launch::deferred;
  while (facts_.seq() < *head) {
    while (ahead.size() < readers && asked < *head) {
      const std::int64_t until = std::min(asked + at_once, *head);
      ahead.emplace_back(until, std::async(policy, [&store, asked, until] { return read_part(store, asked, until); }));
      asked = until;
    }
    auto [until, part] = std::move(ahead.front());
    ahead.pop_front();
    const Entries entries = part.get();
    if (!entries) return fail(Error(entries.error()));
    for (const Entry& entry : *entries) facts_.take(entry);
    facts_.reach(until);
  }
  return Done{};
}

}  // namespace sas::promises
