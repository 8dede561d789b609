#pragma once
#include <string>
#include <vector>

#include "feeds/mapping.h"
#include "html/html.h"
#include "html/texts.h"
#include "http/message.h"

/// A mapping as a form for people: private to this room.
namespace sas::feeds {

/// What was typed, or what a mapping says, field by field.
[[nodiscard]] http::Fields form_fields(const Mapping& mapping);
/// The mapping that was typed. The columns stand in a text area, one on a line: column of the file, what it measures,
/// unit, with ';' between. Error `mapping-invalid` with the fields of the form.
[[nodiscard]] Result<Mapping> mapping_of(const http::Fields& typed);
/// The fields, with what is wrong beside them.
[[nodiscard]] html::Html mapping_fields(const html::Say& say, const http::Fields& typed, const Error* error);

}  // namespace sas::feeds
