#include "lake/settler.h"

#include <fmt/format.h>

#include "lake/observation_rows.h"

namespace sas::lake {

namespace {

/// Eight groups of rows: a series is in one or two of them.
constexpr std::uint64_t rows_at_once = 1'000'000;
constexpr std::chrono::seconds look_every{1};
constexpr std::int64_t no_row = -1;

}  // namespace

Settler::Settler(Engine& engine, Writer& writer)
    : engine_(engine), writer_(writer), settled_batch_(writer.last_batch()), settled_rows_(writer.rows_written()) {
  thread_ = std::thread([this] { loop(); });
}

Settler::~Settler() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  ended_.notify_all();
  thread_.join();
}

void Settler::loop() {
  std::unique_lock lock(mutex_);
  while (!ended_.wait_for(lock, look_every, [this] { return stopping_; })) {
    lock.unlock();
    try {
      freed_.give_back();
      settle_if_due();
    } catch (const duck::Fault&) {
      // Nothing is lost by it: the rows stay as they are, and the next round takes them along. What is wrong with the
      // engine shows at the next commit, which opens it again.
    }
    lock.lock();
  }
}

void Settler::settle_if_due() {
  if (writer_.rows_written() - settled_rows_ >= rows_at_once) settle();
}

void Settler::settle() {
  const std::lock_guard lock(settling_);
  const Engine::Lease connection(engine_);
  // From here to the end no row that is there changes: two changes of one row would make both fail.
  const std::lock_guard rows(writer_.rows_stay());
  const std::uint64_t written = writer_.rows_written();
  const std::int64_t batch = writer_.last_batch();
  const std::string fresh = fmt::format("batch > {} AND batch <= {}", settled_batch_, batch);
  // In order first, then away: without a table in between a million rows are in memory once.
  duck::Transaction transaction(*connection);
  const std::int64_t last = connection->query("SELECT max(rowid) FROM hot WHERE " + fresh).integer(no_row);
  connection->run(fmt::format("INSERT INTO hot SELECT {} FROM hot WHERE {} ORDER BY series_id, time",
                              row_columns_with_batch(), fresh));
  connection->run(fmt::format("DELETE FROM hot WHERE {} AND rowid <= {}", fresh, last));
  transaction.commit();
  settled_batch_ = batch;
  settled_rows_ = written;
}

}  // namespace sas::lake
