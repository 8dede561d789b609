#pragma once
#include <vector>

#include "html/html.h"
#include "opendata/asks.h"

/// The form about one column: what a person must decide stands first, what was seen in the file stands below and is
/// unfolded to change it. Of this room only; pure.
namespace sas::opendata {

struct ColumnGroups {
  std::vector<Ask> to_decide;
  std::vector<Ask> seen;  ///< each has an answer or needs none
};
/// What a column means, whether it may be open and whether it points at somebody is always a person's to decide; so is
/// anything that follows from these (a reason, how precise a place is, who read free text), that has no answer yet, or
/// that is wrong.
[[nodiscard]] ColumnGroups grouped(const json::Object& column, const Error& error);

[[nodiscard]] html::Html column_fields(const people::Visit& visit, const json::Object& column, const Error& error);

}  // namespace sas::opendata
