#include "store/sqlite_checkpointer.h"

#include <memory>

#include "store/sqlite_connection.h"
#include "store/write_session.h"

namespace sas::store {

SqliteCheckpointer::SqliteCheckpointer(std::string file) : file_(std::move(file)), thread_([this] { loop(); }) {}

SqliteCheckpointer::~SqliteCheckpointer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void SqliteCheckpointer::log_has(int pages) {
  {
    const std::lock_guard lock(mutex_);
    pages_ = pages;
    if (pages < copied_) copied_ = 0;  // it started again from the beginning
    if (!worthwhile()) return;
  }
  changed_.notify_one();
}

bool SqliteCheckpointer::worthwhile() const {
  return pages_ - copied_ >= worthwhile_pages;
}

void SqliteCheckpointer::loop() {
  std::unique_ptr<SqliteConnection> connection;
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || worthwhile(); });
    if (stopping_) return;
    copied_ = pages_;
    lock.unlock();
    try {
      if (!connection) connection = std::make_unique<SqliteConnection>(file_, SqliteRole::writer);
      connection->checkpoint();
    } catch (const StoreFault&) {
      // Nothing is lost: a page counts as copied only after the flush, so the next turn copies it again. The writer
      // finds a broken disk by itself.
      connection.reset();
    }
    lock.lock();
  }
}

}  // namespace sas::store
