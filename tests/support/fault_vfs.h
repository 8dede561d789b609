#pragma once
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>

/// A disk that fails on command, for proving what the SQLite store does then.
namespace sas::test {

enum class DiskFault {
  none,
  full,        ///< every write answers "no space left"
  sync_fails,  ///< every flush answers an input/output error
  write_fails  ///< every write answers an input/output error
};

/// A SQLite file system layer under a name of its own; open the store with url(). It remembers what each file held when
/// it was last flushed, so that a power failure can be played: everything since then is lost. Destroy it after the
/// store. Thread-safe.
class FaultDisk {
 public:
  FaultDisk();
  ~FaultDisk();
  FaultDisk(const FaultDisk&) = delete;
  FaultDisk& operator=(const FaultDisk&) = delete;

  /// The store URL for a database file on this disk.
  [[nodiscard]] std::string url(const std::string& file) const;
  void set(DiskFault fault);
  /// Writes to `folder` what a power failure at this moment would leave of the files.
  void copy_flushed_state(const std::string& folder) const;
  /// How many flushes there have been.
  [[nodiscard]] int flushes() const;

  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace sas::test
