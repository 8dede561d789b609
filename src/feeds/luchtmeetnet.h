#pragma once
#include <cstdint>
#include <string_view>

#include "feeds/reading.h"

namespace sas::feeds {

/// An answer of the Luchtmeetnet open API (/open_api/measurements):
/// {"pagination":{…},"data":[{"station_number":"NL10938",
/// "formula":"NO2","value":12.3,"timestamp_measured":"2023-04-29T08:00:00+02:00"}]}. Whether the time is the begin or
/// the end of the hour is not said, so values are given as of that moment. LKI is an index without unit, UFP a count in
/// a cubic centimetre, all else µg/m³. Series: luchtmeetnet/<station>/<formula>. Errors `json-invalid`,
/// `document-unknown`.
[[nodiscard]] Result<Done> read_luchtmeetnet(std::string_view text, Sink& sink);

/// The last page there is of that answer; 1 when it does not say.
[[nodiscard]] std::int64_t luchtmeetnet_pages(std::string_view text);

}  // namespace sas::feeds
