#include "portal/tile_properties.h"

#include <algorithm>
#include <protozero/pbf_writer.hpp>
#include <unordered_map>

#include "base/text.h"

namespace sas::portal {
namespace {

using releases::Type;

constexpr std::uint64_t rows_at_a_time = 4096;
constexpr std::size_t most_bytes = std::size_t{64} << 20U;

// Field numbers of vector_tile.proto, message Value.
std::string written(const std::string& cell, Type type) {
  std::string out;
  protozero::pbf_writer value(out);
  if (type == Type::integer) {
    if (const auto number = parse_int(cell)) {
      value.add_sint64(6, *number);
      return out;
    }
  }
  if (type == Type::decimal) {
    if (const auto number = parse_double(cell)) {
      value.add_double(3, *number);
      return out;
    }
  }
  if (type == Type::truth && (cell == "true" || cell == "false"))
    value.add_bool(7, cell == "true");
  else
    value.add_string(1, cell);
  return out;
}

struct Wanted {
  std::size_t place;  ///< in the header
  Type type;
};

}  // namespace

Result<std::shared_ptr<const TileProperties>> TileProperties::read(const RowIndex& rows,
                                                                   const releases::Release& release,
                                                                   const std::string& left_out) {
  const auto out = std::make_shared<TileProperties>();
  std::vector<Wanted> wanted;
  for (const releases::Column& column : release.columns) {
    const auto found = std::find(rows.header().begin(), rows.header().end(), column.name);
    if (column.name == left_out || found == rows.header().end()) continue;
    wanted.push_back({static_cast<std::size_t>(found - rows.header().begin()), column.type});
    out->columns_.push_back(column.name);
  }
  std::unordered_map<std::string, std::uint32_t> known;
  std::size_t bytes = rows.rows() * wanted.size() * sizeof(std::uint32_t);
  for (std::uint64_t first = 0; first < rows.rows() && bytes <= most_bytes; first += rows_at_a_time) {
    const auto some = rows.read(first, rows_at_a_time);
    if (!some) return fail(Error(some.error()));
    for (const csv::Row& row : *some)
      for (const Wanted& one : wanted) {
        if (one.place >= row.size() || row[one.place].empty()) {
          out->cells_.push_back(absent);
          continue;
        }
        const auto [entry, is_new] =
            known.try_emplace(written(row[one.place], one.type), static_cast<std::uint32_t>(known.size()));
        if (is_new) bytes += 2 * (entry->first.size() + sizeof(std::string));
        out->cells_.push_back(entry->second);
      }
  }
  if (bytes > most_bytes) return std::make_shared<const TileProperties>();
  out->values_.resize(known.size());
  for (const auto& [value, number] : known) out->values_[number] = value;
  return out;
}

std::span<const std::uint32_t> TileProperties::of_row(std::uint64_t row) const {
  return std::span(cells_).subspan((row - 1) * columns_.size(), columns_.size());
}

}  // namespace sas::portal
