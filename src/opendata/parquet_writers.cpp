#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <stdexcept>

#include "base/json.h"
#include "base/text.h"
#include "lake/table_file.h"
#include "opendata/format_writers.h"
#include "opendata/out_file.h"
#include "shapes/forms.h"

namespace sas::opendata {
namespace {

// A shape is text in every column but the one that GeoParquet makes of it.
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
    case releases::Type::shape:
      return lake::CellType::text;
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
  if (error.code == "table-memory") return {error.kind, "form-memory", "a row is too large for Parquet", {}};
  return {error.kind, error.kind == ErrorKind::invalid ? error.code : "public-store-lost", error.detail, {}};
}

lake::TableFileOptions options_of(const std::string& path) {
  lake::TableFileOptions out;
  out.path = path;
  out.scratch_folder = std::filesystem::path(path).parent_path().string();
  return out;
}

class ParquetWriter final : public FormatWriter {
 public:
  ParquetWriter(const std::string& path, const TableShape& shape)
      : file_(lake::open_table_file(columns_of(shape), options_of(path))) {}

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

// GeoParquet 1.1.0: without `crs` the coordinates are OGC:CRS84, longitude first. The box is left out: it is known only
// after the last row, and is optional. So are the types of shapes, and an empty list says that they are not known.
std::string geo_metadata(const TableShape& shape) {
  return fmt::format(
      R"({{"version":"1.1.0","primary_column":"geometry","columns":{{"geometry":{{"encoding":"WKB","geometry_types":[{}]}}}}}})",
      shape.point ? "\"Point\"" : "");
}

class GeoParquetWriter final : public FormatWriter {
 public:
  GeoParquetWriter(const std::string& path, const TableShape& shape) : point_(shape.point), shapes_(shape.shapes) {
    auto columns = columns_of(shape);
    if (shapes_) columns.erase(columns.begin() + static_cast<std::ptrdiff_t>(*shapes_));
    columns.push_back({std::string(kGeometry), lake::CellType::bytes});
    lake::TableFileOptions options = options_of(path);
    options.key_values = {{"geo", geo_metadata(shape)}};
    file_ = lake::open_table_file(columns, std::move(options));
  }

  [[nodiscard]] Result<Done> row(Cells cells) override {
    if (!file_) return fail(store_error(file_.error()));
    const auto geometry = point_ ? Result<std::string>(point_of(cells)) : shape_of(cells[*shapes_]);
    if (!geometry) return fail(Error(geometry.error()));
    std::vector<std::string_view> all(cells.begin(), cells.end());
    if (shapes_) all.erase(all.begin() + static_cast<std::ptrdiff_t>(*shapes_));
    all.emplace_back(*geometry);
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
  [[nodiscard]] std::string point_of(Cells cells) const {
    const auto longitude = parse_double(cells[point_->longitude]), latitude = parse_double(cells[point_->latitude]);
    if (!longitude || !latitude) return {};
    return shapes::wkb_of({shapes::ShapeKind::point, {{{{{*longitude, *latitude}}}}}});
  }

  static Result<std::string> shape_of(std::string_view cell) {
    if (cell.empty()) return std::string();
    const auto shape = shapes::shape_from_text(cell);
    if (!shape) return fail(ErrorKind::invalid, "cell-type", shape.error().code);
    return shapes::wkb_of(*shape);
  }

  std::optional<TableShape::Point> point_;
  std::optional<std::size_t> shapes_;
  Result<std::unique_ptr<lake::TableFile>> file_ = fail(ErrorKind::internal, "table-lost");
};

}  // namespace

std::unique_ptr<FormatWriter> parquet_writer(const std::string& path, const TableShape& shape) {
  return std::make_unique<ParquetWriter>(path, shape);
}

std::unique_ptr<FormatWriter> geoparquet_writer(const std::string& path, const TableShape& shape) {
  if (!has_places(shape)) throw std::logic_error("no column with places");
  const auto is_taken = [](const releases::Column& column) {
    return column.name == kGeometry && column.type != releases::Type::shape;
  };
  if (std::any_of(shape.columns.begin(), shape.columns.end(), is_taken))
    throw std::logic_error("a column is called geometry already");
  return std::make_unique<GeoParquetWriter>(path, shape);
}

}  // namespace sas::opendata
