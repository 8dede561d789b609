#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

/// Files that people brought, on the side of the sources. Of this room only.
namespace sas::opendata {

/// ".csv", ".xlsx", ".geojson", ".gpkg" or ".zip"; none for another ending. Case does not matter.
[[nodiscard]] std::optional<std::string> ending_of(std::string_view name);
/// The file of a set in that folder, whichever its ending; none when there is none.
[[nodiscard]] std::optional<std::string> brought_file(const std::string& folder, const std::string& dataset);
/// Writes it durably under that path in one step. Errors are those of the disk.
[[nodiscard]] Result<Done> keep_file(const std::string& path, std::string_view content);
/// Makes `from` the file of that set in `folder`, in place of what stood there with any ending. A `from` that is gone
/// was moved before: that is no error.
[[nodiscard]] Result<Done> move_in(const std::string& from, const std::string& folder, const std::string& dataset);

}  // namespace sas::opendata
