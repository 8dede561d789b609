#pragma once
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace sas::store {

/// Copies what the write-ahead log holds into the database file, on a thread and a connection of its own. SQLite would
/// do it inside the commit that makes the log long, and everybody in that commit would wait for the copy.
/// https://www.sqlite.org/wal.html, section 3.
class SqliteCheckpointer {
 public:
  /// Pages in the log that make a copy worth its flush, and the length at which the writer must help: only between two
  /// of its own transactions can a log that is fully copied start again from the beginning. The disk holds commits up
  /// while it writes what was copied: many small copies cost a sixth of the most that fits in a second, and keep the
  /// slowest commits short.
  static constexpr int worthwhile_pages = 300;
  static constexpr int longest_pages = 8000;

  /// `file` as for SqliteConnection.
  explicit SqliteCheckpointer(std::string file);
  ~SqliteCheckpointer();
  SqliteCheckpointer(const SqliteCheckpointer&) = delete;
  SqliteCheckpointer& operator=(const SqliteCheckpointer&) = delete;

  /// The log has this many pages. Any thread; does not wait.
  void log_has(int pages);

 private:
  void loop();
  [[nodiscard]] bool worthwhile() const;

  const std::string file_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int pages_ = 0;
  int copied_ = 0;  ///< length of the log at the last copy
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace sas::store
