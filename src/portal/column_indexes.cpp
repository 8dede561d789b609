#include "portal/column_indexes.h"

#include <filesystem>

namespace sas::portal {
namespace {

// An open index is a mapping and its directory: a sixtieth of a percent of the table.
constexpr std::size_t most_open = 256;

}  // namespace

ColumnIndexes::ColumnIndexes(std::string folder) : folder_(std::move(folder)), thread_([this] { work(); }) {}

ColumnIndexes::~ColumnIndexes() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

std::shared_ptr<const ColumnIndex> ColumnIndexes::find(const std::string& sha256) {
  const std::lock_guard lock(mutex_);
  const auto known = open_.find(sha256);
  return known == open_.end() ? nullptr : known->second;
}

void ColumnIndexes::want(const std::string& sha256, FindTable table) {
  const std::lock_guard lock(mutex_);
  if (!asked_.insert(sha256).second) return;
  queue_.push_back({sha256, std::move(table)});
  changed_.notify_all();
}

void ColumnIndexes::discard(const std::string& sha256, FindTable table) {
  {
    const std::lock_guard lock(mutex_);
    if (open_.erase(sha256) == 0) return;
    std::error_code ec;
    std::filesystem::remove(path_of(sha256), ec);
    asked_.erase(sha256);
  }
  want(sha256, std::move(table));
}

void ColumnIndexes::settle() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return queue_.empty() && !busy_; });
}

bool ColumnIndexes::is_stopping() {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

void ColumnIndexes::make(const Job& job) {
  const auto table = job.table();
  if (!table) return;
  auto index = ColumnIndex::open(*table, path_of(job.sha256));
  if (!index && ColumnIndex::build(*table, path_of(job.sha256), [this] { return is_stopping(); }))
    index = ColumnIndex::open(*table, path_of(job.sha256));
  if (!index) return;
  const std::lock_guard lock(mutex_);
  if (open_.size() >= most_open) {
    for (const auto& [sha256, unused] : open_) asked_.erase(sha256);
    open_.clear();
  }
  open_[job.sha256] = *index;
}

void ColumnIndexes::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (stopping_) return;
    const Job job = std::move(queue_.front());
    queue_.pop_front();
    busy_ = true;
    lock.unlock();
    make(job);
    lock.lock();
    busy_ = false;
    changed_.notify_all();
  }
}

}  // namespace sas::portal
