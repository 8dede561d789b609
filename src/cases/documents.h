#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "cases/case.h"
#include "store/store.h"

namespace sas::cases {

/// What a file is, by its first bytes and its end, never by its name or what the browser claims: "application/pdf",
/// "image/jpeg", "image/png", or empty for anything else.
[[nodiscard]] std::string sniff_media_type(std::string_view content);

struct UploadLimits {
  std::vector<std::string> accept{"pdf", "jpg", "png"};
  std::size_t max_bytes = 10 * 1024 * 1024;
};

/// Checks size and real type, and makes the name safe. Errors: `file-empty`, `file-too-large`, `file-type` (we cannot
/// take this kind), `file-not-what-it-says` (the name says another kind than the content), `file-broken` (it ends too
/// early).
[[nodiscard]] Result<NewDocument> check_upload(std::string_view filename, std::string content,
                                               const UploadLimits& limits);

}  // namespace sas::cases
