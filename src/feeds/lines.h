#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sas::feeds {

/// The lines of a text, one after another, in bounded memory. Text comes out as UTF-8: a byte order mark is passed
/// over, UTF-16LE (with its mark) is converted, and a line that is not UTF-8 is taken for Latin-1 (ISO 8859-1). A line
/// keeps neither its LF nor a CR before it. One thread.
class Lines {
 public:
  virtual ~Lines() = default;
  /// The next line, valid until the next call; none at the end. Errors: `line-too-long` (over 1 MiB),
  /// `file-unreadable`, `file-encoding` (UTF-16 that is broken).
  [[nodiscard]] virtual Result<std::optional<std::string_view>> next() = 0;
  /// Number of the line that was given last, from 1.
  [[nodiscard]] virtual std::int64_t number() const = 0;
};

/// Lines of text in memory; the text must outlive them.
[[nodiscard]] std::unique_ptr<Lines> lines_of(std::string_view text);
/// Lines of a file, plain or gzip (told apart by content). Error `file-unreadable`.
[[nodiscard]] Result<std::unique_ptr<Lines>> lines_of_file(const std::string& path);
/// A whole file, plain or gzip, of at most `limit` bytes unpacked. Errors `file-unreadable`, `file-too-large`.
[[nodiscard]] Result<std::string> read_whole_file(const std::string& path, std::size_t limit);

}  // namespace sas::feeds
