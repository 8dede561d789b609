#pragma once
#include "http/router.h"
#include "lake/lake.h"
#include "people/gate.h"
#include "store/store.h"

namespace sas::sensing {

struct AreaFigureParts {
  const people::Gate& gate;
  store::Store& records;
  lake::Lake& lake;
  const Clock& clock;
};

/// /balie/verkennen, for managers and administrators: what the open meters measured by area and by hour or day, as a
/// map, a chart and tables, and the same question as SQL for who goes on with it.
void add_area_figure_pages(http::Router& router, const AreaFigureParts& parts);

}  // namespace sas::sensing
