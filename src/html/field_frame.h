#pragma once
#include <string>
#include <string_view>

#include "html/fields.h"

/// The frame that all fields share; for the files of this room only.
namespace sas::html {

/// Label, description and error around one input.
[[nodiscard]] Html field_frame(const Say& say, const Field& field, std::string_view kind, const Html& input);
/// Legend, description and error around inputs that belong together.
[[nodiscard]] Html group_frame(const Say& say, const Field& field, const Html& inputs);
/// aria-describedby with the description, the error and `more`; absent when there is none of them.
[[nodiscard]] Attr described_by(const Field& field, std::string_view more = {});
/// aria-invalid when the field has an error.
[[nodiscard]] Attr invalid(const Field& field);
/// The label with "(niet verplicht)" when that is so.
[[nodiscard]] Html label_text(const Say& say, const Field& field);

}  // namespace sas::html
