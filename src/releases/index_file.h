#pragma once
#include <cstdint>
#include <string>

#include "releases/layout.h"

/// The index as the writer holds it: lines are added whole and durably, or not at all. Throws DiskFault. Of this room
/// only; not thread-safe.
namespace sas::releases {

class IndexFile {
 public:
  /// Makes it when it is not there, and takes off a last line that a crash cut.
  explicit IndexFile(std::filesystem::path path);
  [[nodiscard]] const IndexPart& found() const { return found_; }
  void add(const IndexLine& line);

 private:
  std::filesystem::path path_;
  IndexPart found_;
  std::uint64_t bytes_ = 0;
};

}  // namespace sas::releases
