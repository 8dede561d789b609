#pragma once
#include <functional>
#include <string>
#include <vector>

#include "http/router.h"
#include "sensing/cards.h"
#include "sensing/live.h"

namespace sas::sensing {

struct LivePartsOpen {
  store::Store& records;
  const LiveStream& live;
  const Clock& clock;
};

/// GET /stad/stroom: open series as Server-Sent Events. `series=1,2`, `area=west,south,east,north` (WGS84 degrees) and
/// `property=URI` choose; without any, all open series. Each event is one commit: its id is the batch, its data a JSON
/// array of {series, time, until, value, text, quality}. `Last-Event-ID` goes on where a broken connection stopped, and
/// `after` in the address where a page was made that shows what was so then; an event `missed` says that too much went
/// by to tell. Values that are suppressed do not leave.
void add_live_routes(http::Router& router, const LivePartsOpen& parts);

/// The data of an event with these values, one commit's; empty: there is nothing to tell. Called on the pool.
using EventText = std::function<std::string(const std::vector<lake::Observation>&)>;

/// The stream of these series, whoever may see them: the caller has decided that. `live` outlives the answer.
[[nodiscard]] http::Response live_response(const LiveStream& live, SeriesSet wanted, const http::Request& request);
/// The same, with values told in the caller's own way.
[[nodiscard]] http::Response live_response(const LiveStream& live, SeriesSet wanted, const http::Request& request,
                                           EventText text);

}  // namespace sas::sensing
