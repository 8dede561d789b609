#include "opendata/row_batches.h"

namespace sas::opendata {

void RowBatch::add(Cells cells) {
  for (const std::string_view cell : cells) {
    text_ += cell;
    ends_.push_back(static_cast<std::uint32_t>(text_.size()));
  }
  sizes_.push_back(static_cast<std::uint32_t>(cells.size()));
}

Result<Done> RowBatch::each(const TakeRow& take) const {
  std::vector<std::string_view> views;
  std::size_t cell = 0;
  std::uint32_t begin = 0;
  for (const std::uint32_t size : sizes_) {
    views.clear();
    for (std::uint32_t i = 0; i < size; ++i) {
      const std::uint32_t end = ends_[cell++];
      views.emplace_back(text_.data() + begin, end - begin);
      begin = end;
    }
    if (auto taken = take(views); !taken) return taken;
  }
  return Done{};
}

BatchHand::BatchHand(Work work) : work_(std::move(work)), thread_([this] { run(); }) {}

BatchHand::~BatchHand() {
  {
    const std::lock_guard lock(mutex_);
    is_last_ = is_over_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

// What is left waiting when something failed is dropped: nobody uses a half result.
void BatchHand::run() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [&] { return is_over_ || is_last_ || !waiting_.empty(); });
    if (is_over_ || waiting_.empty()) return;
    const auto batch = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    changed_.notify_all();
    Result<Done> done = Done{};
    std::exception_ptr thrown;
    try {
      done = work_(*batch);
    } catch (...) {
      thrown = std::current_exception();
    }
    lock.lock();
    if (done && !thrown) continue;
    outcome_ = std::move(done);
    thrown_ = thrown;
    is_over_ = true;
    changed_.notify_all();
    return;
  }
}

Result<Done> BatchHand::outcome() {
  if (thrown_) std::rethrow_exception(thrown_);
  return outcome_;
}

Result<Done> BatchHand::give(std::shared_ptr<const RowBatch> batch) {
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return is_over_ || waiting_.size() < kWaiting; });
    if (is_over_) return outcome();
    waiting_.push_back(std::move(batch));
  }
  changed_.notify_all();
  return Done{};
}

Result<Done> BatchHand::finish() {
  {
    const std::lock_guard lock(mutex_);
    is_last_ = true;
  }
  changed_.notify_all();
  thread_.join();
  return outcome();
}

Result<Done> RowLine::row(Cells cells) {
  batch_->add(cells);
  return batch_->bytes() < kBatch ? Result<Done>(Done{}) : give();
}

Result<Done> RowLine::give() {
  if (hands_.empty())
    for (const auto* works : {&works_, &bulk_})
      for (const BatchHand::Work& work : *works) hands_.push_back(std::make_unique<BatchHand>(work));
  const std::shared_ptr<const RowBatch> full = std::exchange(batch_, std::make_shared<RowBatch>());
  for (const auto& hand : hands_)
    if (auto given = hand->give(full); !given) return given;
  return Done{};
}

Result<Done> RowLine::finish() {
  if (hands_.empty()) {
    for (const BatchHand::Work& work : works_)
      if (auto done = work(*batch_); !done) return done;
    return Done{};
  }
  if (auto given = give(); !given) return given;
  for (const auto& hand : hands_)
    if (auto finished = hand->finish(); !finished) return finished;
  return Done{};
}

}  // namespace sas::opendata
