#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <filesystem>
#include <stdexcept>

#include "base/json.h"
#include "base/text.h"
#include "lake/table_file.h"
#include "opendata/format_writers.h"
#include "opendata/out_file.h"

namespace sas::opendata {
namespace {

// The two rooms name the same six types in the same order; `bytes` is only ours.
lake::CellType cell_type(releases::Type type) {
  switch (type) {
    case releases::Type::text:
      return lake::CellType::text;
    case releases::Type::integer:
      return lake::CellType::integer;
    case releases::Type::decimal:
      return lake::CellType::decimal;
    case releases::Type::date:
      return lake::CellType::date;
    case releases::Type::moment:
      return lake::CellType::moment;
    case releases::Type::truth:
      return lake::CellType::truth;
  }
  throw std::logic_error("no such type");
}

std::vector<lake::TableFileColumn> columns_of(const TableShape& shape) {
  std::vector<lake::TableFileColumn> out;
  for (const releases::Column& column : shape.columns) out.push_back({column.name, cell_type(column.type)});
  return out;
}

Error store_error(const Error& error) {
  if (error.code == "table-full") return disk_error(ENOSPC);
  return {error.kind, error.kind == ErrorKind::invalid ? error.code : "public-store-lost", error.detail, {}};
}

class ParquetWriter final : public FormatWriter {
 public:
  ParquetWriter(const std::string& path, const TableShape& shape)
      : file_(lake::open_table_file(columns_of(shape),
                                    {path, std::filesystem::path(path).parent_path().string(), "256MB", {}})) {}

  [[nodiscard]] Result<Done> row(Cells cells) override {
    if (!file_) return fail(store_error(file_.error()));
    auto taken = (*file_)->row(cells);
    if (!taken) return fail(store_error(taken.error()));
    return Done{};
  }

  [[nodiscard]] Result<Done> finish() override {
    if (!file_) return fail(store_error(file_.error()));
    auto made = (*file_)->finish();
    if (!made) return fail(store_error(made.error()));
    return Done{};
  }

 private:
  Result<std::unique_ptr<lake::TableFile>> file_;
};

constexpr std::string_view kGeometry = "geometry";

// Well-known binary, OGC 06-103r4 clause 8.2: byte order 1 (little endian), type 1 (point), two doubles.
std::string wkb_point(double longitude, double latitude) {
  std::string out{"\x01\x01\x00\x00\x00", 5};
  for (const double value : {longitude, latitude}) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    for (int shift = 0; shift < 64; shift += 8) out += static_cast<char>((bits >> shift) & 0xff);
  }
  return out;
}

// GeoParquet 1.1.0: without `crs` the coordinates are OGC:CRS84, longitude first. The box is left out: it is known only
// after the last row, and is optional.
std::string geo_metadata() {
  return R"({"version":"1.1.0","primary_column":"geometry","columns":{"geometry":{"encoding":"WKB","geometry_types":["Point"]}}})";
}

class GeoParquetWriter final : public FormatWriter {
 public:
  GeoParquetWriter(const std::string& path, const TableShape& shape) : point_(shape.point.value()) {
    auto columns = columns_of(shape);
    columns.push_back({std::string(kGeometry), lake::CellType::bytes});
    file_ = lake::open_table_file(
        columns, {path, std::filesystem::path(path).parent_path().string(), "256MB", {{"geo", geo_metadata()}}});
  }

  [[nodiscard]] Result<Done> row(Cells cells) override {
    if (!file_) return fail(store_error(file_.error()));
    const auto longitude = parse_double(cells[point_.longitude]);
    const auto latitude = parse_double(cells[point_.latitude]);
    const std::string point = longitude && latitude ? wkb_point(*longitude, *latitude) : std::string();
    std::vector<std::string_view> all(cells.begin(), cells.end());
    all.emplace_back(point);
    auto taken = (*file_)->row(all);
    if (!taken) return fail(store_error(taken.error()));
    return Done{};
  }

  [[nodiscard]] Result<Done> finish() override {
    if (!file_) return fail(store_error(file_.error()));
    auto made = (*file_)->finish();
    if (!made) return fail(store_error(made.error()));
    return Done{};
  }

 private:
  TableShape::Point point_;
  Result<std::unique_ptr<lake::TableFile>> file_ = fail(ErrorKind::internal, "table-lost");
};

}  // namespace

std::unique_ptr<FormatWriter> parquet_writer(const std::string& path, const TableShape& shape) {
  return std::make_unique<ParquetWriter>(path, shape);
}

std::unique_ptr<FormatWriter> geoparquet_writer(const std::string& path, const TableShape& shape) {
  if (!shape.point) throw std::logic_error("no columns with degrees");
  const auto is_taken = [](const releases::Column& column) { return column.name == kGeometry; };
  if (std::any_of(shape.columns.begin(), shape.columns.end(), is_taken))
    throw std::logic_error("a column is called geometry already");
  return std::make_unique<GeoParquetWriter>(path, shape);
}

}  // namespace sas::opendata
