#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "catalogue/catalogue.h"
#include "promises/scores.h"

/// Published figures as open data: one list of cells that both the JSON and the CSV are written from, so that the two never differ.
namespace sas::promises {

/// Null, a whole number, a fraction (four decimals) or a text.
using Cell = std::variant<std::nullptr_t, std::int64_t, double, std::string>;
using DataRow = std::vector<std::pair<std::string_view, Cell>>;

/// A row for each score; the figures of groups that are too small are null.
[[nodiscard]] std::vector<DataRow> data_rows(const std::vector<Score>& scores, const catalogue::Catalogue& catalogue);

/// An array of objects, the cells in order.
[[nodiscard]] std::string to_json(const std::vector<DataRow>& rows);
/// With a header; null is an empty field.
[[nodiscard]] std::string to_csv(const std::vector<DataRow>& rows);

}  // namespace sas::promises
