#include "sensorthings/series_cache.h"

namespace sas::sensorthings {
namespace {

constexpr std::chrono::seconds remembered{2};
constexpr std::size_t most_remembered = 200'000;

}  // namespace

SeriesCache::Facts SeriesCache::get(std::int64_t series) {
  const std::lock_guard lock(mutex_);
  const auto at = known_.find(series);
  if (at == known_.end() || at->second.until < std::chrono::steady_clock::now()) return nullptr;
  return at->second.facts;
}

void SeriesCache::put(Facts facts) {
  const auto until = std::chrono::steady_clock::now() + remembered;
  const auto id = static_cast<std::int64_t>(facts->series.id);
  const std::lock_guard lock(mutex_);
  if (known_.size() >= most_remembered) known_.clear();
  known_[id] = {std::move(facts), until};
}

void SeriesCache::forget(std::int64_t series) {
  const std::lock_guard lock(mutex_);
  known_.erase(series);
}

void SeriesCache::forget_all() {
  const std::lock_guard lock(mutex_);
  known_.clear();
}

}  // namespace sas::sensorthings
