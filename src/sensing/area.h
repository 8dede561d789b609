#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

/// Neighbourhoods: a surface with a code and a name, and which of them a point lies in. Pure.
namespace sas::sensing {

struct Area {
  std::string code;     ///< "BU01931000": what other figures know it by
  std::string name;     ///< "Binnenstad-Zuid"
  std::string part_of;  ///< code of the district it belongs to; empty when the file does not say
  std::string shape;    ///< GeoJSON geometry (RFC 7946): Polygon or MultiPolygon, degrees, WGS84
};

/// A FeatureCollection of surfaces in degrees. The code stands in `code`, `statcode`, `buurtcode` or `gebiedscode`, the
/// name in `name`, `naam`, `bu_naam` or `buurtnaam`, the district in `part_of`, `wijkcode` or `wk_…`, in capitals or
/// not. Errors, whose detail names the feature and the remedy: `areas-invalid`, and `areas-grid` (metres of the Dutch
/// grid: save it as WGS84).
[[nodiscard]] Result<std::vector<Area>> read_areas(std::string_view geojson);

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
