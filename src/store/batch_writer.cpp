#include "store/batch_writer.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <random>

namespace sas::store {

namespace {

constexpr int max_attempts = 6;

/// What a closure sees. It remembers the first fault, so that a closure that swallows one cannot commit half its work:
/// after a failed statement PostgreSQL would refuse everything up to the savepoint, and SQLite must behave the same.
class BatchTx final : public WriteTx {
 public:
  explicit BatchTx(WriteSession& session) : session_(session) {}

  void each(std::string_view sql, std::span<const Value> params, const std::function<void(const Row&)>& use) override {
    guarded([&] { session_.each(sql, params, use); });
  }

  std::int64_t execute(std::string_view sql, std::span<const Value> params) override {
    std::int64_t changed = 0;
    guarded([&] { changed = session_.execute(sql, params); });
    return changed;
  }

  void after_commit(std::function<void()> hook) override { hooks_.push_back(std::move(hook)); }

  [[nodiscard]] std::exception_ptr fault() const { return fault_; }
  [[nodiscard]] std::vector<std::function<void()>> take_hooks() { return std::move(hooks_); }

 private:
  template <typename F>
  void guarded(F&& call) {
    if (fault_) std::rethrow_exception(fault_);
    try {
      call();
    } catch (const StoreFault&) {
      fault_ = std::current_exception();
      throw;
    }
  }

  WriteSession& session_;
  std::exception_ptr fault_;
  std::vector<std::function<void()>> hooks_;
};

/// Waits a little longer and less predictably each time, so that two servers do not collide again.
void wait_before_attempt(int attempt) {
  static thread_local std::minstd_rand jitter{std::random_device{}()};
  const auto limit = std::uint32_t{2000} << std::min(attempt, 6);
  std::this_thread::sleep_for(std::chrono::microseconds{jitter() % limit});
}

}  // namespace

struct BatchWriter::Item {
  explicit Item(const Work& closure) : work(closure) {}

  void forget_attempt() {
    outcome = Done{};
    thrown = nullptr;
    hooks.clear();
  }
  [[nodiscard]] bool succeeded() const { return !thrown && outcome.has_value(); }

  const Work& work;
  Result<Done> outcome = Done{};
  std::exception_ptr thrown;
  std::vector<std::function<void()>> hooks;
  std::promise<void> done;
};

BatchWriter::BatchWriter(std::unique_ptr<WriteSession> session, std::size_t max_queue)
    : session_(std::move(session)), max_queue_(max_queue), thread_([this] { loop(); }) {}

BatchWriter::~BatchWriter() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  arrived_.notify_all();
  thread_.join();
}

Result<Done> BatchWriter::run(const Work& work) {
  if (is_writer_thread()) throw std::logic_error("a write closure called the store");
  Item item(work);
  std::future<void> done = item.done.get_future();
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return fail(ErrorKind::unavailable, "store-lost", "the store is closing");
    if (queue_.size() >= max_queue_) return fail(ErrorKind::unavailable, "store-busy", "the write queue is full");
    queue_.push_back(&item);
  }
  arrived_.notify_one();
  done.wait();
  if (item.thrown) std::rethrow_exception(item.thrown);
  return item.outcome;
}

StoreStats BatchWriter::stats() const {
  StoreStats out{commits_, closures_, retries_, failed_commits_, 0};
  const std::lock_guard lock(mutex_);
  out.queued = queue_.size();
  return out;
}

Result<Done> BatchWriter::reopen() {
  if (is_writer_thread()) throw std::logic_error("a write closure called the store");
  const std::lock_guard lock(session_mutex_);
  if (!poisoned_) return Done{};
  Result<Done> opened = session_->reopen();
  if (opened) poisoned_ = false;
  return opened;
}

void BatchWriter::loop() {
  for (Batch batch = next_batch(); !batch.empty(); batch = next_batch()) {
    {
      const std::lock_guard lock(session_mutex_);
      if (poisoned_)
        fail_all(batch, StoreFault(Fault::lost, "a commit failed; the store must be reopened"));
      else
        run_batch(batch);
    }
    complete(batch);
  }
}

BatchWriter::Batch BatchWriter::next_batch() {
  std::unique_lock lock(mutex_);
  arrived_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
  const auto count = static_cast<std::ptrdiff_t>(std::min(queue_.size(), session_->max_batch()));
  Batch batch(queue_.begin(), queue_.begin() + count);
  queue_.erase(queue_.begin(), queue_.begin() + count);
  return batch;
}

void BatchWriter::run_batch(Batch& batch) {
  for (int attempt = 1;; ++attempt) {
    try {
      commit_batch(batch);
      return;
    } catch (const RunAgain& again) {
      session_->rollback();
      if (attempt == max_attempts) return fail_all(batch, StoreFault(again.fault(), again.what()));
      ++retries_;
      wait_before_attempt(attempt);
    } catch (const StoreFault& fault) {
      session_->rollback();
      return fail_all(batch, fault);
    }
  }
}

/// Throws when nothing of the batch became durable.
void BatchWriter::commit_batch(Batch& batch) {
  for (Item* item : batch) item->forget_attempt();
  session_->begin();
  for (Item* item : batch) run_item(*item, batch.size() == 1);
  if (std::none_of(batch.begin(), batch.end(), [](const Item* item) { return item->succeeded(); })) {
    session_->rollback();
    return;
  }
  try {
    session_->commit();
  } catch (const RunAgain&) {
    throw;
  } catch (const StoreFault& fault) {
    session_->rollback();
    return fail_commit(batch, fault);
  }
  ++commits_;
  closures_ += batch.size();
}

/// Runs one closure; what it does wrong stays with it, unless the whole transaction is gone.
void BatchWriter::run_item(Item& item, bool alone) {
  if (!alone) session_->savepoint();
  BatchTx tx(*session_);
  std::exception_ptr thrown;
  Result<Done> outcome = Done{};
  try {
    outcome = item.work(tx);
  } catch (...) {
    thrown = std::current_exception();
  }
  if (tx.fault()) thrown = tx.fault();
  try {
    if (thrown) std::rethrow_exception(thrown);
  } catch (const RunAgain&) {
    throw;
  } catch (const StoreFault& fault) {
    if (!session_->in_transaction()) throw;
    if (fault.fault() == Fault::misuse)
      item.thrown = thrown;
    else
      item.outcome = tl::unexpected<Error>(to_error(fault));
  } catch (...) {
    item.thrown = thrown;
  }
  if (!thrown && !outcome) item.outcome = outcome;
  if (item.succeeded()) {
    item.hooks = tx.take_hooks();
    if (!alone) session_->release_savepoint();
  } else if (!alone) {
    session_->rollback_to_savepoint();
  }
}

void BatchWriter::fail_commit(Batch& batch, const StoreFault& fault) {
  ++failed_commits_;
  if (fault.fault() == Fault::constraint && batch.size() > 1) return run_one_by_one(batch);
  if (fault.fault() != Fault::constraint && session_->poisoned_by_failed_commit()) poisoned_ = true;
  fail_all(batch, fault);
}

/// A deferred constraint failed at COMMIT, so surely nothing was kept; alone, each closure gets its own answer.
void BatchWriter::run_one_by_one(Batch& batch) {
  for (Item* item : batch) {
    Batch alone{item};
    if (poisoned_)
      fail_all(alone, StoreFault(Fault::lost, "a commit failed; the store must be reopened"));
    else
      run_batch(alone);
  }
}

void BatchWriter::fail_all(Batch& batch, const StoreFault& fault) {
  for (Item* item : batch) {
    if (item->thrown) continue;  // A defect stays one. An error is replaced: it may rest on rows that were never kept.
    if (fault.fault() == Fault::misuse)
      item->thrown = std::make_exception_ptr(fault);
    else
      item->outcome = tl::unexpected<Error>(to_error(fault));
  }
}

void BatchWriter::complete(Batch& batch) {
  for (Item* item : batch) {
    if (item->succeeded())
      for (const auto& hook : item->hooks) hook();
    // A copy keeps the shared state alive: the waiting thread may destroy the item as soon as the value is set.
    std::promise<void> done = std::move(item->done);
    done.set_value();
  }
}

}  // namespace sas::store
