#pragma once
#include <string>
#include <vector>

#include "privacy/declaration.h"
#include "privacy/finding.h"
#include "privacy/hints.h"
#include "privacy/sketch.h"

/// Layer 2: what the values say, per column and never per cell alone: the share of different values that carry a mark,
/// what the header says, and what stands beside it. Pure.
namespace sas::privacy {

struct ColumnView {
  std::string label;  ///< name to show: the declared name, or "#3" for a column nobody declared
  const Column* declared = nullptr;
  Hints hints = 0;
  const ColumnSketch* sketch = nullptr;
};

/// What the columns together make of the table.
struct TableView {
  std::vector<ColumnView> columns;
  Subject subject = Subject::thing;
  FirmForm firms = FirmForm::unknown;
  bool aggregated = false;
};

/// Rules about one column by itself.
[[nodiscard]] std::vector<Finding> check_column(const TableView& table, const ColumnView& column);
/// Rules about columns beside each other: addresses, places with attributes, rows about persons, sole traders.
[[nodiscard]] std::vector<Finding> check_neighbours(const TableView& table);

/// Traits of persons (sex, age, nationality ...) by header or content, as places in the table; not counts or means.
[[nodiscard]] std::vector<std::size_t> trait_columns(const TableView& table);
/// Labels of the columns that say something of a person or household, and not of the thing, the firm or the area.
[[nodiscard]] std::vector<std::string> attributes_of_people(const TableView& table);
/// Columns that say of how many persons, households or firms a row tells: a row with one is a cell, not somebody. Each
/// is watched for small cells. A number of something that belongs to somebody (children, cars) is none.
[[nodiscard]] std::vector<std::size_t> unit_columns(const TableView& table);

}  // namespace sas::privacy
