#pragma once
#include <string>
#include <string_view>

#include "feeds/reading.h"

namespace sas::feeds {

/// An answer of the Samen Meten API of RIVM, SensorThings 1.0: Things with Datastreams and Observations expanded in
/// ({"value":[{"@iot.id","name","Locations":[…],"Datastreams":[{"name","unitOfMeasurement","ObservedProperty",
/// "Observations":[{"phenomenonTime","result"}]}]}]}). These sensors hang at people's houses: the place is rounded to a
/// hundredth of a degree (about a kilometre) before anything is kept. Values are indicative; a series whose name ends
/// in _kal is calibrated, and the description says which of the two it is. A row is an Observation. Series:
/// samenmeten/<thing>/<datastream>. Errors `json-invalid`, `document-unknown`.
[[nodiscard]] Result<Done> read_samen_meten(std::string_view text, Sink& sink);

/// Where the next part of an answer is (@iot.nextLink); empty at the last.
[[nodiscard]] std::string samen_meten_next(std::string_view text);

}  // namespace sas::feeds
