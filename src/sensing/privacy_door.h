#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"

/// What may never come in by any door for measurements: a trace of a person, or of a device that somebody carries. It
/// is refused and written down, not stored and deleted later (AVG art. 5(1)(c): no more than is needed). Pure and
/// thread-safe.
namespace sas::sensing {

/// Where it stood and what kind it is; never the value itself.
struct Unwelcome {
  std::string path;  ///< "decoded.wifi[0].mac"; empty for a bare text
  std::string kind;  ///< mac, imsi, imei, plate, face, device, person
};

/// The first field, by its name or by its value, that tells of a person.
[[nodiscard]] std::optional<Unwelcome> unwelcome_in(const json::Value& value);
/// The same for a result that is text.
[[nodiscard]] std::optional<Unwelcome> unwelcome_in(std::string_view text);

}  // namespace sas::sensing
