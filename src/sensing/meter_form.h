#pragma once
#include <optional>
#include <string_view>

#include "html/fields.h"
#include "http/message.h"
#include "people/gate.h"
#include "sensing/declarations.h"
#include "sensing/series_terms.h"

/// What an employee types about a meter of the municipality. Private to this room.
namespace sas::sensing {

struct MeterForm {
  SeriesTerms terms;
  Declaration declaration;  ///< of the thing, for the sensor register
};

/// One series, or all of one feed at once: then nobody types what values are held to.
enum class MeterScope { series, feed };

/// What was typed. Error `meter-invalid` with the fields of the form.
[[nodiscard]] Result<MeterForm> read_meter_form(const http::Fields& typed, MeterScope scope, Date today);
/// The form as it would be typed.
[[nodiscard]] http::Fields typed_of(const SeriesTerms& terms, const std::optional<Declaration>& declaration);
/// The fields with what was typed and what is wrong with it; `error` may be null.
[[nodiscard]] html::Html meter_fields(const people::Visit& visit, const http::Fields& typed, MeterScope scope,
                                      const Error* error);

}  // namespace sas::sensing
