#pragma once
#include "feeds/lines.h"
#include "feeds/reading.h"

namespace sas::feeds {

/// Uplinks of The Things Stack v3, one JSON a line. Bytes that the network did not decode are decoded by the house's
/// own descriptions of devices (byte_decoder.h) where one fits. An uplink that was in the file before is refused as
/// `uplink-repeated`. Errors are those of Lines and Sink.
[[nodiscard]] Result<Done> read_ttn_uplinks(Lines& lines, Sink& sink);

}  // namespace sas::feeds
