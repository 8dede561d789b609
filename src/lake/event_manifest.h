#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "lake/event_table.h"

namespace sas::lake {

/// One file of the event table: events of one month (UTC).
struct EventFile {
  std::string path;  ///< below the folder of the table: "year=2026/month=11/part-0001.parquet"
  std::int64_t rows = 0;
  std::int64_t bytes = 0;
  std::string sha256;  ///< hexadecimal
  friend bool operator==(const EventFile&, const EventFile&) = default;
};

/// What the event table holds. A value.
struct EventManifest {
  EventPosition position;
  std::vector<EventFile> files;  ///< sorted by path
};

/// "year=2026/month=11"
[[nodiscard]] std::string month_folder(Moment time);
/// The folder of the month of such a path.
[[nodiscard]] std::string month_of_path(std::string_view path);
/// The number of the part in such a path.
[[nodiscard]] int part_of_path(std::string_view path);

[[nodiscard]] std::string write_event_manifest(const EventManifest& manifest);
/// Error `manifest-invalid`: it is not one of this version, or a path is none of month_folder().
[[nodiscard]] Result<EventManifest> parse_event_manifest(std::string_view text);

}  // namespace sas::lake
