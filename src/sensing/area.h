#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

/// Areas such as neighbourhoods: a surface with a code and a name, and which of them a point lies in. Pure.
namespace sas::sensing {

struct Area {
  std::string code;     ///< "BU01931000": what other figures know it by
  std::string name;     ///< "Binnenstad-Zuid"
  std::string part_of;  ///< code of the district it belongs to; empty when the file does not say
  std::string shape;    ///< GeoJSON geometry (RFC 7946): Polygon or MultiPolygon, degrees, WGS84
};

/// A feature or a row that is no area, and why.
struct AreaRefusal {
  std::size_t number = 0;  ///< of the feature, or of the line of the file: from 1
  std::string name;        ///< the name or else the code it has; empty without both
  /// `no-geometry`, `no-code`, `no-name`, `wkt` (not to be read), `not-a-surface` (a point or a line),
  /// `not-in-degrees`, `no-ring` (the rings make no surface), `code-twice`.
  std::string reason;
};

/// What a file of areas holds.
struct AreaFile {
  std::vector<Area> areas;
  std::vector<AreaRefusal> refused;
};

/// A GeoJSON FeatureCollection, or CSV with ',' ';' or a tab between columns and the surface as WKT (OGC 06-103r4
/// clause 7) in `wkt`, `geom`, `geometry`, `the_geom` or `shape`; both in degrees. The code stands in `code`,
/// `statcode`, `buurtcode` or `gebiedscode`, the name in `name`, `naam`, `bu_naam` or `buurtnaam`, the district in
/// `part_of`, `wijkcode` or `wk_…`, in capitals or not. Errors when the file as a whole is of no use, with the remedy
/// in the detail: `areas-invalid`, `areas-grid` (metres of the Dutch grid: save it as WGS84).
[[nodiscard]] Result<AreaFile> read_area_file(std::string_view text);

/// The same for who wants all of a file or nothing: what is refused becomes the error, which names the first feature
/// and the remedy.
[[nodiscard]] Result<std::vector<Area>> read_areas(std::string_view text);

/// Finds the area of a point in a few microseconds. Immutable: thread-safe.
class AreaIndex {
 public:
  /// Areas whose shape cannot be read are left out; read_areas() gives none such.
  explicit AreaIndex(std::vector<Area> areas);
  ~AreaIndex();
  AreaIndex(AreaIndex&&) noexcept;
  AreaIndex& operator=(AreaIndex&&) noexcept;

  /// The area the point lies in, holes left out. A point on a border, or in areas that overlap, is in the one whose
  /// code comes first: in one and no more. Null outside all of them.
  [[nodiscard]] const Area* at(double longitude, double latitude) const;
  /// By code.
  [[nodiscard]] const std::vector<Area>& areas() const;

 private:
  struct Shapes;
  std::unique_ptr<Shapes> shapes_;
};

}  // namespace sas::sensing
