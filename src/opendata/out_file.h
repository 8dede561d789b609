#pragma once
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

/// A file that is written in large pieces. Of this room only.
namespace sas::opendata {

/// An error of the disk as the public store names it: `public-store-full` or `public-store-lost`. `number` is errno.
[[nodiscard]] Error disk_error(int number);

class OutFile {
 public:
  explicit OutFile(const std::string& path);
  /// Errors are those of disk_error(); once failed it stays failed.
  [[nodiscard]] Result<Done> write(std::string_view text);
  [[nodiscard]] Result<Done> close();

 private:
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
  int failed_ = 0;
};

}  // namespace sas::opendata
