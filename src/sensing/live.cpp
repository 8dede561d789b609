#include "sensing/live.h"

namespace sas::sensing {

void LiveStream::publish(std::int64_t batch, std::span<const lake::Observation> observations) {
  if (observations.empty()) return;
  auto made = std::make_shared<const Batch>(Batch{batch, {observations.begin(), observations.end()}});
  const std::lock_guard lock(mutex_);
  // The first batch of this process: what came before it was never here.
  if (newest_ == 0) forgotten_ = batch - 1;
  kept_ += made->values.size();
  batches_.push_back(std::move(made));
  newest_ = batch;
  while (kept_ - batches_.front()->values.size() >= keep_) {
    kept_ -= batches_.front()->values.size();
    forgotten_ = batches_.front()->number;
    batches_.pop_front();
  }
}

LiveStream::Slice LiveStream::after(std::int64_t cursor, const SeriesSet& wanted, std::size_t max) const {
  std::vector<std::shared_ptr<const Batch>> batches;
  Slice slice;
  {
    const std::lock_guard lock(mutex_);
    // A cursor of nought began to watch before there was anything; one from the future is of another life of the lake.
    slice.missed = newest_ != 0 && cursor != 0 && (cursor < forgotten_ || cursor > newest_);
    if (slice.missed) cursor = forgotten_;
    slice.upto = cursor;
    // From the back: who keeps up asks for the last batch or two.
    auto first = batches_.end();
    while (first != batches_.begin() && (*std::prev(first))->number > cursor) --first;
    batches.assign(first, batches_.end());
  }
  for (const auto& batch : batches) {
    if (slice.values.size() >= max) break;
    for (const lake::Observation& value : batch->values)
      if (wanted.contains(value.series)) slice.values.push_back(value);
    slice.upto = batch->number;
  }
  return slice;
}

std::int64_t LiveStream::newest() const {
  const std::lock_guard lock(mutex_);
  return newest_;
}

}  // namespace sas::sensing
