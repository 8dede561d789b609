#pragma once
#include <string>
#include <string_view>

#include "base/result.h"

/// GeoPackage and zipped Shapefile as GeoJSON, by GDAL's own program (ogr2ogr) in a process of its own: the bytes of
/// strangers meet a large library there, and not in ours. The process gets a minute, 2 GiB of memory, 512 MiB of file,
/// an empty environment and, where the system lets us, no network. Of this room only.
namespace sas::opendata {

/// A file that goes when its owner goes.
class ConvertedFile {
 public:
  ConvertedFile(std::string folder, std::string path) : folder_(std::move(folder)), path_(std::move(path)) {}
  ~ConvertedFile();
  ConvertedFile(ConvertedFile&& other) noexcept;
  ConvertedFile& operator=(ConvertedFile&&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string folder_;  ///< empty when it is another's now
  std::string path_;
};

/// How a file with places in it is packed, by its first bytes.
enum class GeoPacking { none, geopackage, shapefile_zip };
/// A ZIP archive is a Shapefile when a part of it ends in ".shp".
[[nodiscard]] GeoPacking geo_packing(const std::string& path, std::string_view head);

/// GeoJSON in WGS84 (RFC 7946) with the one layer of the file. Errors: `geo-converter-missing` (ogr2ogr is not
/// installed), `geo-too-large` (time, memory or size), `geo-measured` (a shape with measured values (M): times or
/// distances along a journey, which GeoJSON would lose without a word), `geo-broken` (it cannot be read, or has several
/// layers), and `file-unreadable`.
[[nodiscard]] Result<ConvertedFile> convert_to_geojson(const std::string& path, GeoPacking packing);

}  // namespace sas::opendata
