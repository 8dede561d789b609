#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "opendata/out_file.h"

/// A ZIP archive written from front to end, in memory that does not grow with it (APPNOTE 6.3.9 without ZIP64, so no
/// part and no archive reaches 4 GiB). The same parts give the same bytes: nothing of it tells when it was made. Of
/// this room only; not thread-safe.
namespace sas::opendata {

class ZipWriter {
 public:
  explicit ZipWriter(const std::string& path);
  ~ZipWriter();
  ZipWriter(const ZipWriter&) = delete;
  ZipWriter& operator=(const ZipWriter&) = delete;

  /// A part that is whole already.
  [[nodiscard]] Result<Done> add(const std::string& name, std::string_view content);
  /// A part in pieces: begin, any number of writes, end. One at a time. Errors: those of OutFile, and `zip-too-large`.
  [[nodiscard]] Result<Done> begin(const std::string& name);
  [[nodiscard]] Result<Done> write(std::string_view piece);
  [[nodiscard]] Result<Done> end();
  /// The archive is whole after this.
  [[nodiscard]] Result<Done> close();

 private:
  struct Part {
    std::string name;
    std::uint64_t offset = 0, packed = 0, bytes = 0;
    std::uint32_t sum = 0;
  };
  struct Deflate;
  [[nodiscard]] Result<Done> put(std::string_view bytes);
  [[nodiscard]] Result<Done> pack(std::string_view piece, bool is_last);

  OutFile file_;
  std::uint64_t at_ = 0;
  std::vector<Part> parts_;
  std::unique_ptr<Deflate> deflate_;
};

}  // namespace sas::opendata
