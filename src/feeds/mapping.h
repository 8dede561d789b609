#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "feeds/lines.h"
#include "feeds/reading.h"
#include "store/store.h"

/// How the columns of somebody's file become series: data that is saved and used again.
namespace sas::feeds {

struct MappedColumn {
  std::string column;    ///< as the header of the file names it
  std::string property;  ///< "air temperature"; part of the key of the series
  std::string unit;      ///< as units.h knows it; empty: a bare number
  /// A bare number whose name says that it counts people is a count, whatever the mapping says.
  enum class Kind { measurement, count, category } kind = Kind::measurement;
  std::optional<double> min, max;
  std::vector<std::string> missing;  ///< cells that mean "no value" beside the empty one: "-999", "n/a"
};

enum class TimeShape {
  iso,       ///< 2026-03-29T02:30:00+02:00; without an offset in the zone of the mapping; also with a space for T
  dmy,       ///< 29-03-2026 02:30[:15], or 29-03-2026 for a day; '/' and '.' too
  epoch_s,   ///< seconds since 1970
  epoch_ms,  ///< milliseconds since 1970, as ArcGIS has them
};

struct Mapping {
  std::string name;     ///< lower-case letters, digits and dashes; begins the keys of the series
  std::string title;    ///< for people
  std::string source;   ///< who made the data
  std::string licence;  ///< URI, or empty
  std::string zone = "Europe/Amsterdam";
  char separator = ';';
  char decimal = ',';  ///< or '.'
  std::string time_column;
  TimeShape time_shape = TimeShape::iso;
  std::optional<std::chrono::seconds> interval;  ///< a value is of so long from its time on; none: of that moment
  std::string thing_column;                      ///< who measured; empty: one thing, the mapping itself
  std::string x_column, y_column;                ///< RD metres or degrees, told apart by size; empty: no place
  std::vector<MappedColumn> columns;
};

/// Reads and writes a mapping as JSON. Error `mapping-invalid` with the member; unknown members are an error too.
[[nodiscard]] Result<Mapping> mapping_from(std::string_view json);
[[nodiscard]] std::string to_json(const Mapping& mapping);

/// CSV with a header line that names at least the columns of the mapping (`column-missing` names the first that is not
/// there). Columns that the mapping does not name are not looked at.
[[nodiscard]] Result<Done> read_mapped_csv(const Mapping& mapping, Lines& lines, Sink& sink);
/// A JSON list of objects, {"value":[…]}, GeoJSON, or the answer of an ArcGIS FeatureServer, in which the geometry is
/// the place and EPSG:28992 is converted (wkid 28992; of GeoJSON the old member crs, because many say WGS84 and are
/// not). Polygons have no place. Errors `json-invalid`, `document-unknown`, `crs-unknown`.
[[nodiscard]] Result<Done> read_mapped_json(const Mapping& mapping, std::string_view text, Sink& sink);
/// True when a FeatureServer says that there is more than it gave (exceededTransferLimit).
[[nodiscard]] bool has_more_features(std::string_view text);

/// Keeps it under its name, over an earlier one.
void save_mapping(store::WriteTx& tx, const Clock& clock, const Mapping& mapping);
[[nodiscard]] std::optional<Mapping> mapping_named(store::ReadTx& tx, std::string_view name);
[[nodiscard]] std::vector<Mapping> all_mappings(store::ReadTx& tx);

}  // namespace sas::feeds
