#pragma once
#include "feeds/lines.h"
#include "feeds/reading.h"

/// Ground and surface water from DINO (TNO), the layouts of groundwater `_1` (dd-mm-yyyy, three levels), groundwater
/// `_0` (yyyy/mm/dd hh:mm:ss, one level) and gauges of surface water.
namespace sas::feeds {

/// Series of a filter: dino/<well>/<filter>/nap, /mv and /mp (level in cm against NAP, ground and measuring point),
/// /remark, and /reference: the height of the measuring point, which changes when the point is moved (a change of datum
/// is no jump of the water). Of a gauge: dino/<gauge>/nap and /remark. A level is of a day, not of a moment: its
/// interval is the Dutch day. A well without readings is no error. Errors `header-unknown`, and those of Lines and
/// Sink.
[[nodiscard]] Result<Done> read_dino(Lines& lines, Sink& sink);

}  // namespace sas::feeds
