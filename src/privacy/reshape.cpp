#include "privacy/reshape.h"

#include <fmt/format.h>

#include <algorithm>

#include "privacy/row_watch.h"
#include "privacy/statistics.h"
#include "privacy/value_hash.h"

namespace sas::privacy {

/// The only maker of the fact that there is noise in a column.
struct NoiseMaker {
  static void note(DataSet& set, const std::string& column) { set.noise.columns_.push_back(column); }
};

namespace {

bool is_dimension(const DataSet& set, const std::string& name) {
  if (set.aggregation) {
    const auto& names = set.aggregation->dimensions;
    return std::find(names.begin(), names.end(), name) != names.end();
  }
  const Column* column = find_column(set, name);
  return column && column->kind != Kind::measure;
}

// The columns that name a cell. A shape belongs to the area beside it and is no dimension of its own.
std::vector<std::size_t> dimensions_of(const DataSet& set, const Table& table) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < table.header.size(); ++i)
    if (is_dimension(set, table.header[i])) out.push_back(i);
  const auto is_shape = [&](std::size_t i) { return table.header[i] == set.shape_column; };
  if (out.size() > 1) std::erase_if(out, is_shape);
  return out;
}

std::vector<CountCell> count_cells(const DataSet& set, const Table& table, std::size_t place) {
  const auto dimensions = dimensions_of(set, table);
  std::vector<CountCell> out;
  for (const auto& row : table.rows) {
    CountCell cell{{}, number_in(row[place])};
    for (const std::size_t column : dimensions)
      cell.dimensions.push_back(is_total_word(row[column]) ? 0 : hash_of(row[column]));
    out.push_back(std::move(cell));
  }
  return out;
}

void append_part(std::string& message, std::string_view part) {
  message += fmt::format("{}:", part.size());
  message += part;
}

// The cell and its true count, the same whatever else stands in the table and in whatever order: equal cells of two
// tables have equal noise, and a count that changed has other noise (the cell-key method of the ABS).
std::string message_of(const DataSet& set, const Table& table, const std::vector<std::string>& row, std::size_t place,
                       std::int64_t count) {
  std::vector<std::pair<std::string, std::string>> parts;
  for (const std::size_t column : dimensions_of(set, table)) parts.emplace_back(table.header[column], row[column]);
  std::sort(parts.begin(), parts.end());
  std::string out = "sassenpoort cell key 1";
  for (const auto& [name, value] : parts) {
    append_part(out, name);
    append_part(out, value);
  }
  append_part(out, table.header[place]);
  append_part(out, std::to_string(count));
  return out;
}

std::uint64_t first_eight(std::string_view bytes) {
  std::uint64_t out = 0;
  for (const char c : bytes.substr(0, 8)) out = out << 8 | static_cast<unsigned char>(c);
  return out;
}

}  // namespace

Transformed without_small(const DataSet& set, const Table& table, std::size_t place) {
  Transformed out{set, {table.header, {}}};
  const auto left_out = to_leave_out(count_cells(set, table, place));
  for (std::size_t i = 0; i < table.rows.size(); ++i)
    if (!std::binary_search(left_out.begin(), left_out.end(), i)) out.table.rows.push_back(table.rows[i]);
  return out;
}

Result<Transformed> with_noise(const DataSet& set, const Table& table, std::size_t place, const KeyedHash& keyed) {
  if (!keyed)
    return fail(ErrorKind::invalid, "noise-key-missing", "noise needs the secret of the municipality: give the key");
  Transformed out{set, table};
  for (auto& row : out.table.rows) {
    const auto number = number_in(row[place]);
    if (!number) continue;
    const auto count = static_cast<std::int64_t>(*number);
    const std::string hash = keyed(message_of(set, table, row, place, count));
    if (hash.size() < 8) return fail(ErrorKind::invalid, "noise-key-missing", "the keyed hash is too short");
    row[place] = std::to_string(with_cell_key_noise(count, first_eight(hash)));
  }
  NoiseMaker::note(out.set, table.header[place]);
  if (out.set.aggregation && out.set.aggregation->count_column == table.header[place])
    out.set.aggregation->rounding = Rounding::cell_key;
  return out;
}

}  // namespace sas::privacy
