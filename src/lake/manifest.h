#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "lake/observation.h"

namespace sas::lake {

/// One sealed file: the values of one UTC day of one retention class.
struct SealedFile {
  std::string path;       ///< below the folder of the lake, with hive names
  std::string retention;  ///< class
  Date day{};             ///< UTC
  std::int64_t rows = 0;
  Moment min_time{}, max_time{};
  std::int64_t bytes = 0;
  std::string sha256;      ///< hexadecimal
  std::int64_t batch = 0;  ///< every commit up to this one is in the files of the day
  friend bool operator==(const SealedFile&, const SealedFile&) = default;
};

/// What is sealed: the one list that readers go by (docs/lake-format.md). A value.
struct Manifest {
  std::vector<SealedFile> files;    ///< sorted by path
  std::vector<SealedFile> damaged;  ///< set aside; their path is where they are now
  friend bool operator==(const Manifest&, const Manifest&) = default;
};

/// Where part `number` of a day stands.
[[nodiscard]] std::string path_of(std::string_view retention, Date day, int number);
/// Number of the part in such a path; 0 when it has none.
[[nodiscard]] int part_number(std::string_view path);

[[nodiscard]] std::string write_manifest(const Manifest& manifest);
/// Errors `manifest-invalid` (a field is missing or wrong, a path leads outside) and `manifest-newer`.
[[nodiscard]] Result<Manifest> parse_manifest(std::string_view text);

}  // namespace sas::lake
