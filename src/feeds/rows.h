#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "feeds/fields.h"
#include "feeds/lines.h"
#include "feeds/reading.h"

namespace sas::feeds {

/// Reads one row: fills `readings` (empty at the start) or says why not; the line number is filled in afterwards.
using RowReader = std::function<std::optional<Rejection>(const FieldSplitter& fields, std::vector<Reading>& readings)>;

/// Reads all lines that are left, each as one row, and gives each to the sink as taken or as refused. Blank lines are
/// no rows. Errors are those of Lines and Sink.
[[nodiscard]] Result<Done> read_rows(Lines& lines, char separator, Sink& sink, const RowReader& read);

/// The same for the items of a JSON list; the line of a rejection is the number of the item, from 1.
using ItemReader = std::function<std::optional<Rejection>(const json::Object& item, std::vector<Reading>& readings)>;
[[nodiscard]] Result<Done> read_items(const json::Array& items, Sink& sink, const ItemReader& read);

[[nodiscard]] inline Rejection no(std::string column, std::string reason) {
  return {0, std::move(column), std::move(reason)};
}

/// The first line that is not blank; error `header-unknown` when there is none.
[[nodiscard]] Result<std::string> header_line(Lines& lines);

}  // namespace sas::feeds
