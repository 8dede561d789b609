#pragma once
#include <vector>

#include "http/router.h"

/// What a row of each published list holds, for /openapi.json. A black-box test holds the served lists against it.
/// Null stands for a group that is too small to publish, or for what was not measured.
namespace sas::promises::shapes {

[[nodiscard]] std::vector<http::Field> figures();          ///< /beloften.json
[[nodiscard]] std::vector<http::Field> service_figures();  ///< /beloften/dienst.json
[[nodiscard]] std::vector<http::Field> waits();            ///< /beloften/wachten.json
[[nodiscard]] std::vector<http::Field> channels();         ///< /beloften/kanalen.json
[[nodiscard]] std::vector<http::Field> promise();          ///< /beloften/{slug}.json
[[nodiscard]] std::vector<http::Field> forecasts();        ///< /verwachting.json
[[nodiscard]] std::vector<http::Field> outages();          ///< /storingen.json

}  // namespace sas::promises::shapes
