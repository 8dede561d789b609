#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "catalogue/catalogue.h"
#include "promises/figures.h"

/// Published figures as open data: one list of cells that both the JSON and the CSV are written from, so that the two never differ.
namespace sas::promises {

/// Null, a whole number, a fraction (four decimals) or a text.
using Cell = std::variant<std::nullptr_t, std::int64_t, double, std::string>;
using DataRow = std::vector<std::pair<std::string_view, Cell>>;

/// A row for each product, promise version and month that has ended, with nulls for a group that is too small; and a row for each channel
/// and area of it that may be published. The month that runs is left out: who compares two days of it could see one case.
[[nodiscard]] std::vector<DataRow> data_rows(const Snapshot& snapshot, const catalogue::Catalogue& catalogue);
/// Where the time went: a row for each product, version and month that may be published, with milliseconds for each cause.
[[nodiscard]] std::vector<DataRow> wait_rows(const Snapshot& snapshot);

/// "all", or the channel or area of a part.
[[nodiscard]] std::string channel_name(const Score& score);
[[nodiscard]] std::string area_name(const Score& score);

/// An array of objects, the cells in order.
[[nodiscard]] std::string to_json(const std::vector<DataRow>& rows);
/// With a header; null is an empty field.
[[nodiscard]] std::string to_csv(const std::vector<DataRow>& rows);

}  // namespace sas::promises
