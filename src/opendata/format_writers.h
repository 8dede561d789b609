#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "opendata/csv_rows.h"
#include "releases/release.h"

/// The same rows in other forms. Each writer makes one file, in memory that does not grow with the rows. Cells come in
/// the form of cells.h; an empty one is no value. Of this room only.
namespace sas::opendata {

class FormatWriter {
 public:
  virtual ~FormatWriter() = default;
  /// Errors: `public-store-full`, `public-store-lost`.
  [[nodiscard]] virtual Result<Done> row(Cells cells) = 0;
  /// The file is whole after this. Errors as row().
  [[nodiscard]] virtual Result<Done> finish() = 0;
};

/// What a table is, for those who write it.
struct TableShape {
  std::vector<releases::Column> columns;
  /// Places of the columns with WGS84 degrees, when the rows are points.
  struct Point {
    std::size_t longitude = 0, latitude = 0;
  };
  std::optional<Point> point;
  std::optional<std::size_t> shapes;  ///< place of the column with shapes, when it has one; then there is no point
  std::string title;
};
/// Whether every row can stand on a map.
[[nodiscard]] inline bool has_places(const TableShape& shape) {
  return shape.point || shape.shapes;
}
[[nodiscard]] TableShape shape_of(const std::vector<releases::Column>& columns, const releases::Description& words);

/// An array of objects; numbers as they are in the CSV, so none is rounded.
[[nodiscard]] std::unique_ptr<FormatWriter> json_writer(const std::string& path, const TableShape& shape);
/// One object a line.
[[nodiscard]] std::unique_ptr<FormatWriter> json_lines_writer(const std::string& path, const TableShape& shape);
/// RFC 7946; a row without degrees or without a shape has a null geometry. A shape is no property as well. Throws
/// std::logic_error for a table without places; row() has the error `cell-type` for a cell that is no shape.
[[nodiscard]] std::unique_ptr<FormatWriter> geojson_writer(const std::string& path, const TableShape& shape);
[[nodiscard]] std::unique_ptr<FormatWriter> parquet_writer(const std::string& path, const TableShape& shape);
/// GeoParquet 1.1.0: the columns and a column `geometry` with WKB, which takes the place of a column of shapes. Throws
/// and errors as geojson_writer().
[[nodiscard]] std::unique_ptr<FormatWriter> geoparquet_writer(const std::string& path, const TableShape& shape);

/// The most rows below a header that a sheet can hold (ECMA-376 part 1, 18.3.1.73: 1,048,576 with the header).
inline constexpr std::uint64_t kMostSheetRows = 1'048'575;
/// Throws std::logic_error beyond kMostSheetRows: who calls asks for the number of rows first.
[[nodiscard]] std::unique_ptr<FormatWriter> xlsx_writer(const std::string& path, const TableShape& shape);

}  // namespace sas::opendata
