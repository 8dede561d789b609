#pragma once
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "feeds/reading.h"

namespace sas::feeds {

/// A kind of file that can be imported.
struct FileKind {
  std::string_view name;     ///< "knmi-days"
  std::string_view meaning;  ///< for the help, in English
  /// Reads a file (plain or gzip) into the sink. Errors are those of the reader.
  std::function<Result<Done>(const std::string& path, Sink& sink)> read;
};

/// All kinds, in the order of the help. Made once; thread-safe.
[[nodiscard]] std::span<const FileKind> file_kinds();
/// Null when there is no such kind.
[[nodiscard]] const FileKind* file_kind(std::string_view name);

}  // namespace sas::feeds
