#include "opendata/geo_convert.h"

#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <utility>
#include <vector>

#include "opendata/limited_child.h"
#include "opendata/zip_file.h"

namespace sas::opendata {
namespace {

namespace fs = std::filesystem;

// GeoPackage 1.3, clause 1.1.1.1.1: an SQLite file with "GPKG" at 68.
constexpr std::size_t kApplicationId = 68;

const std::vector<std::string>& environment() {
  static const std::vector<std::string> settings{"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8",
                                                 "PROJ_NETWORK=OFF",   "CPL_VSIL_CURL_ALLOWED_EXTENSIONS={none}",
                                                 "OGR_SKIP=OGR_VRT",   "GDAL_MAX_DATASET_POOL_SIZE=2"};
  return settings;
}

bool is_shapefile_part(std::string_view name) {
  return name.ends_with(".shp") || name.ends_with(".SHP");
}

bool holds_shapefile(const std::string& path) {
  const auto zip = ZipFile::open(path);
  return zip && std::any_of(zip->names().begin(), zip->names().end(), is_shapefile_part);
}

// Which driver of GDAL opens a file follows from its bytes: they must be those of a Shapefile (ESRI, 1998: file code
// 9994), or it could be a text that sends GDAL to other files and addresses.
Result<std::string> layer_in(const ZipFile& zip) {
  std::string layer;
  for (const std::string& name : zip.names()) {
    if (!is_shapefile_part(name)) continue;
    if (!layer.empty()) return fail(ErrorKind::invalid, "geo-broken", "there is more than one layer in it");
    layer = name;
  }
  if (layer.find("..") != std::string::npos || layer.find_first_of("{}") != std::string::npos)
    return fail(ErrorKind::invalid, "geo-broken", "the name of the layer holds signs that no name of a file has");
  std::string head;
  auto read = zip.read(layer, [&](std::string_view piece) -> Result<Done> {
    if (head.size() < 4) head += piece.substr(0, 4);
    return Done{};
  });
  if (!read) return fail(std::move(read));
  if (!head.starts_with(std::string_view("\0\0\x27\x0a", 4)))
    return fail(ErrorKind::invalid, "geo-broken", "the layer is no Shapefile");
  return layer;
}

// What GDAL is to open; the file has a name that we chose, without what somebody called it.
Result<std::string> source_in(const std::string& brought, GeoPacking packing) {
  if (packing == GeoPacking::geopackage) return brought;
  const auto zip = ZipFile::open(brought);
  if (!zip) return fail(Error(zip.error()));
  const auto layer = layer_in(*zip);
  if (!layer) return layer;
  return "/vsizip/" + brought + "/" + *layer;
}

Error error_of(ChildEnd end) {
  if (end == ChildEnd::stopped)
    return {ErrorKind::too_large, "geo-too-large", "a minute, 2 GiB and 512 MiB at most", {}};
  if (end == ChildEnd::not_started) return {ErrorKind::unavailable, "geo-converter-missing", "it did not start", {}};
  return {ErrorKind::invalid, "geo-broken", "it cannot be read, or has more than one layer", {}};
}

// The kind of the geometry stands in front of the first bracket of a line: "LINESTRING ZM (6 52 1 5, ...".
bool is_measured(std::string_view line) {
  const std::string_view kind = line.substr(0, line.find('('));
  return kind.size() < 32 && (kind.ends_with(" M ") || kind.ends_with(" ZM "));
}

// GeoJSON has no place for measured values (RFC 7946, 3.1.1), so GDAL leaves them out and says nothing. As well-known
// text it writes them.
Result<Done> without_measures(const std::string& program, const std::string& source, const std::string& folder) {
  const std::string texts = folder + "/shapes.csv";
  const ChildEnd end =
      run_limited({program, "-f", "CSV", "-lco", "GEOMETRY=AS_WKT", texts, source}, environment(), ChildLimits{});
  if (end != ChildEnd::done) return fail(error_of(end));
  std::ifstream lines(texts, std::ios::binary);
  for (std::string line; std::getline(lines, line);)
    if (is_measured(line)) return fail(ErrorKind::invalid, "geo-measured", "leave the measured values out");
  std::error_code ignored;
  fs::remove(texts, ignored);
  return Done{};
}

}  // namespace

ConvertedFile::~ConvertedFile() {
  std::error_code ignored;
  if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

ConvertedFile::ConvertedFile(ConvertedFile&& other) noexcept
    : folder_(std::exchange(other.folder_, {})), path_(std::move(other.path_)) {}

GeoPacking geo_packing(const std::string& path, std::string_view head) {
  if (head.starts_with("SQLite format 3") && head.size() > kApplicationId + 4 &&
      head.substr(kApplicationId, 4) == "GPKG")
    return GeoPacking::geopackage;
  return head.starts_with("PK\x03\x04") && holds_shapefile(path) ? GeoPacking::shapefile_zip : GeoPacking::none;
}

Result<ConvertedFile> convert_to_geojson(const std::string& path, GeoPacking packing) {
  const std::string program = installed_program("ogr2ogr");
  if (program.empty()) return fail(ErrorKind::unavailable, "geo-converter-missing", "install the package gdal-bin");
  std::string folder = (fs::temp_directory_path() / "sassenpoort-geo-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) return fail(ErrorKind::unavailable, "file-unreadable", "no scratch folder");
  ConvertedFile out(folder, folder + "/layer.geojson");
  const std::string brought = folder + (packing == GeoPacking::geopackage ? "/layer.gpkg" : "/layer.zip");
  std::error_code error;
  fs::copy_file(path, brought, error);
  if (error) return fail(ErrorKind::unavailable, "file-unreadable", error.message());
  const auto source = source_in(brought, packing);
  if (!source) return fail(Error(source.error()));
  if (auto measured = without_measures(program, *source, folder); !measured) return fail(std::move(measured));
  const ChildEnd end =
      run_limited({program, "-f", "GeoJSON", "-lco", "RFC7946=YES", "-t_srs", "EPSG:4326", out.path(), *source},
                  environment(), ChildLimits{});
  if (end != ChildEnd::done || !fs::is_regular_file(out.path(), error)) return fail(error_of(end));
  return out;
}

}  // namespace sas::opendata
