#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "base/result.h"
#include "base/time.h"

/// Copies of a lake for a program that has not opened it: one program at a time has a lake, and backups are made while
/// it runs. Who wants a copy puts a request in the folder `copies` of the lake and holds a lock on it; the program that
/// has the lake makes the copy beside it. A request whose lock is free was left by somebody who is gone: what was made
/// for it is removed.
namespace sas::lake {

/// A copy as it stands in the folder of the lake, gone with this.
class Copy {
 public:
  virtual ~Copy() = default;
  [[nodiscard]] virtual const std::string& folder() const = 0;
};

/// One moment of the lake in `folder`, not before this call: everything that was acknowledged then is in it. From the
/// program that has it open, or from the lake itself when nobody has; waits for the former as long as `patience`.
/// Errors `lake-copy-timeout` and those of open() and Lake::copy_to().
[[nodiscard]] Result<std::unique_ptr<Copy>> take_copy(const std::string& folder, const Clock& clock,
                                                      std::chrono::seconds patience);

/// Looks for requests and answers them, on a thread of its own, as long as it lives.
class CopyRequests {
 public:
  /// Makes a copy in a folder that is not there yet.
  using Make = std::function<Result<Done>(const std::string& target)>;
  CopyRequests(std::string lake_folder, Make make);
  ~CopyRequests();
  CopyRequests(const CopyRequests&) = delete;
  CopyRequests& operator=(const CopyRequests&) = delete;

 private:
  void answer_all() const;
  void answer(const std::string& name) const;

  const std::string folder_;
  const Make make_;
  std::jthread thread_;
};

}  // namespace sas::lake
