#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "http/message.h"

namespace sas::http {

/// A file that is open for reading. What was opened is what is sent, also when its name is removed on the way.
/// Immutable; thread-safe.
class OpenFile {
 public:
  /// Errors: `file-missing` (not_found).
  [[nodiscard]] static Result<std::shared_ptr<const OpenFile>> open(const std::string& path);
  ~OpenFile();
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] std::uint64_t size() const { return size_; }

 private:
  OpenFile(int descriptor, std::uint64_t size) : descriptor_(descriptor), size_(size) {}
  int descriptor_;
  std::uint64_t size_;
};

/// The file as an answer to GET or HEAD: all of it with 200, one range of bytes with 206, or 416 (RFC 9110 clause 14).
/// Several ranges in one request get the whole file, as the clause allows. `tag` is a strong entity tag with its
/// quotes; If-Range is honoured. The bytes go from the disk to the socket: nothing is held in memory, whatever the
/// size.
[[nodiscard]] Response send_file(const Request& request, std::shared_ptr<const OpenFile> file, std::string tag,
                                 std::string_view media_type);

}  // namespace sas::http
