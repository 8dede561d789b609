#pragma once
#include "feeds/import.h"
#include "http/router.h"
#include "people/gate.h"

namespace sas::feeds {

struct UploadParts {
  const people::Gate& gate;
  ImportParts intake;
};

/// Measurements that somebody has in a file, for an employee: /balie/metingen. A mapping says what the columns are; it
/// is made once, tried on a file without keeping anything, saved, and used again. The answer tells of every row what
/// became of it.
void add_upload_pages(http::Router& router, const UploadParts& parts);

}  // namespace sas::feeds
