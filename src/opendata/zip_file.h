#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

/// A ZIP archive of a stranger, read in bounded memory. Of this room only; not thread-safe.
namespace sas::opendata {

class ZipFile {
 public:
  /// Errors: `file-unreadable`, `zip-broken`, `zip-bomb` (more than 10,000 parts, more than 2 GiB unpacked, or a part
  /// over 64 MiB that unpacks to more than 200 times its size; by what the archive says of itself).
  [[nodiscard]] static Result<ZipFile> open(const std::string& path);
  ~ZipFile();
  ZipFile(ZipFile&&) noexcept;
  ZipFile& operator=(ZipFile&&) noexcept;

  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  [[nodiscard]] bool has(std::string_view name) const;
  /// Hands the part over in pieces. Errors: those of `take`, `zip-broken`, `zip-part-missing`, and `zip-bomb` when it
  /// unpacks to more than the archive said.
  [[nodiscard]] Result<Done> read(const std::string& name,
                                  const std::function<Result<Done>(std::string_view)>& take) const;

 private:
  struct Archive;
  explicit ZipFile(std::unique_ptr<Archive> archive);
  std::unique_ptr<Archive> archive_;
  std::vector<std::string> names_;
};

}  // namespace sas::opendata
