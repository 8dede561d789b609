#pragma once
#include "http/router.h"
#include "lake/lake.h"
#include "people/gate.h"
#include "store/store.h"

namespace sas::feeds {

struct SourceParts {
  const people::Gate& gate;
  store::Store& records;
  lake::Lake& lake;
  const Clock& clock;
};

/// Where the values come from, for everybody: /stad/bronnen and a page for each source, /stad/bronnen/{source}, with
/// .json and .csv twins. A source that fails or stands still says so itself.
void add_source_pages(http::Router& router, const SourceParts& parts);

}  // namespace sas::feeds
