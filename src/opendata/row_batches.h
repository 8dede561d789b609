#pragma once
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "opendata/csv_rows.h"

/// Rows that go to several hands at once, each on a thread of its own, in the order they came. Of this room only.
namespace sas::opendata {

/// Rows with their cells in one piece of memory. Not thread-safe while it is filled.
class RowBatch {
 public:
  void add(Cells cells);
  [[nodiscard]] std::size_t bytes() const { return text_.size() + ends_.size(); }
  /// Calls for each row, until an error.
  [[nodiscard]] Result<Done> each(const TakeRow& take) const;

 private:
  std::string text_;
  std::vector<std::uint32_t> ends_;   ///< of the cells in text_
  std::vector<std::uint32_t> sizes_;  ///< cells of each row
};

/// One hand: does the same with every batch. At most `kWaiting` batches wait; who brings more waits himself, so that
/// memory stays bounded.
class BatchHand {
 public:
  using Work = std::function<Result<Done>(const RowBatch&)>;
  explicit BatchHand(Work work);
  ~BatchHand();
  BatchHand(const BatchHand&) = delete;
  BatchHand& operator=(const BatchHand&) = delete;

  /// Errors are those of the work on an earlier batch; what it threw is thrown here.
  [[nodiscard]] Result<Done> give(std::shared_ptr<const RowBatch> batch);
  /// Waits until every batch is done. Errors as give().
  [[nodiscard]] Result<Done> finish();

 private:
  static constexpr std::size_t kWaiting = 4;
  void run();
  [[nodiscard]] Result<Done> outcome();

  Work work_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::shared_ptr<const RowBatch>> waiting_;
  bool is_last_ = false, is_over_ = false;
  Result<Done> outcome_ = Done{};
  std::exception_ptr thrown_;
  std::thread thread_;  ///< last: it uses everything above
};

/// Gathers rows into batches and gives each batch to every hand. A table that fits one batch needs no thread, and the
/// works of `bulk` are not done for it.
class RowLine {
 public:
  explicit RowLine(std::vector<BatchHand::Work> works, std::vector<BatchHand::Work> bulk = {})
      : works_(std::move(works)), bulk_(std::move(bulk)) {}
  /// Errors are those of the works, perhaps of an earlier row.
  [[nodiscard]] Result<Done> row(Cells cells);
  /// Every row is worked on after this. Errors as row().
  [[nodiscard]] Result<Done> finish();

 private:
  static constexpr std::size_t kBatch = std::size_t{256} << 10;
  [[nodiscard]] Result<Done> give();

  std::vector<BatchHand::Work> works_, bulk_;
  std::vector<std::unique_ptr<BatchHand>> hands_;
  std::shared_ptr<RowBatch> batch_ = std::make_shared<RowBatch>();
};

}  // namespace sas::opendata
