#pragma once
#include <span>
#include <string>
#include <string_view>

#include "http/message.h"

/// Files that people and programs bring for a set whose source is "file": one for each set, in a folder of their own
/// outside the public store. Thread-safe, but for one set at a time.
namespace sas::opendata {

/// "csv" and the like, as file names end; in the order in which they are looked for.
[[nodiscard]] std::span<const std::string_view> brought_kinds();
/// The kind that the name ends in; empty when it is none of them.
[[nodiscard]] std::string kind_of_file(std::string_view filename);
/// Where the file of a set is; empty when there is none.
[[nodiscard]] std::string brought_file(const std::string& folder, const std::string& dataset);

/// Puts a file in the place of the one that was there, whatever its kind was. Errors: `file-unknown-kind` (the field is
/// that of the upload), `upload-disk-full`, `upload-lost`.
[[nodiscard]] Result<Done> keep_brought(const std::string& folder, const std::string& dataset, const std::string& kind,
                                        const http::Upload& upload);
/// Makes `from` the file of that set, in place of what stood there with any ending. A `from` that is gone was moved
/// before: that is no error. Errors as keep_brought(), without the first.
[[nodiscard]] Result<Done> move_in(const std::string& from, const std::string& folder, const std::string& dataset);
void remove_brought(const std::string& folder, const std::string& dataset);

}  // namespace sas::opendata
