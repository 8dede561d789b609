#include "lake/newest_values.h"

#include <mutex>

namespace sas::lake {

std::optional<Observation> NewestValues::latest(SeriesId series) const {
  const std::shared_lock lock(mutex_);
  const auto found = values_.find(series);
  if (found == values_.end()) return std::nullopt;
  return found->second;
}

std::map<SeriesId, Observation> NewestValues::latest(std::span<const SeriesId> series) const {
  std::map<SeriesId, Observation> out;
  const std::shared_lock lock(mutex_);
  for (const SeriesId one : series)
    if (const auto found = values_.find(one); found != values_.end()) out.emplace(one, found->second);
  return out;
}

Moment NewestValues::time_of(SeriesId series) const {
  const std::shared_lock lock(mutex_);
  const auto found = values_.find(series);
  return found == values_.end() ? Moment::min() : found->second.time;
}

void NewestValues::put_locked(std::span<const Observation> rows) {
  for (const Observation& row : rows) {
    const auto [entry, is_first] = values_.try_emplace(row.series, row);
    if (!is_first && row.time >= entry->second.time) entry->second = row;
  }
}

void NewestValues::put(std::span<const Observation> rows) {
  const std::unique_lock lock(mutex_);
  put_locked(rows);
}

void NewestValues::put_older_first(std::span<const Observation> rows) {
  const std::unique_lock lock(mutex_);
  for (const Observation& row : rows) {
    const auto [entry, is_first] = values_.try_emplace(row.series, row);
    if (!is_first && row.time > entry->second.time) entry->second = row;
  }
}

void NewestValues::replace(SeriesId series, std::optional<Observation> newest) {
  const std::unique_lock lock(mutex_);
  if (newest)
    values_.insert_or_assign(series, std::move(*newest));
  else
    values_.erase(series);
}

void NewestValues::reset(std::span<const Observation> rows) {
  const std::unique_lock lock(mutex_);
  values_.clear();
  put_locked(rows);
}

}  // namespace sas::lake
