#include <map>

#include "feeds/json_cell.h"
#include "feeds/mapped_rows.h"
#include "feeds/mapping.h"

namespace sas::feeds {
namespace {

/// A list of items in a document, and what their coordinates mean.
struct Document {
  const json::Array* items = nullptr;
  std::string_view attributes;  ///< member of an item that holds its columns; empty: the item itself
  enum class Grid { degrees, rd } grid = Grid::degrees;
};

/// The grid of an ArcGIS answer by its number (wkid): 4326 is WGS84, 28992 the Dutch grid.
std::optional<Document::Grid> grid_of_wkid(std::int64_t wkid) {
  if (wkid == 4326) return Document::Grid::degrees;
  if (wkid == 28992) return Document::Grid::rd;
  return std::nullopt;
}

/// The member crs that GeoJSON had before RFC 7946: {"properties":{"name":"urn:ogc:def:crs:EPSG::28992"}}.
std::optional<Document::Grid> grid_of_crs(const json::Object& root) {
  const json::Object* crs = object_at(root, "crs");
  if (crs == nullptr) return Document::Grid::degrees;
  const json::Object* properties = object_at(*crs, "properties");
  const std::string name = properties == nullptr ? "" : json::text_at(*properties, "name");
  if (name.ends_with("28992")) return Document::Grid::rd;
  if (name.ends_with("CRS84") || name.ends_with("4326")) return Document::Grid::degrees;
  return std::nullopt;
}

Result<Document> open(const json::Value& value) {
  Document out;
  if (value.is_array()) {
    out.items = &value.get_array();
    return out;
  }
  const json::Object* root = value.if_object();
  if (root == nullptr) return fail(ErrorKind::invalid, "document-unknown", "expected a list or an object");
  if (json::text_at(*root, "type") == "FeatureCollection") {
    const auto grid = grid_of_crs(*root);
    if (!grid) return fail(ErrorKind::invalid, "crs-unknown", "only WGS84 and EPSG:28992 are known");
    out = {array_at(*root, "features"), "properties", *grid};
  } else if (array_at(*root, "features") != nullptr) {
    out = {array_at(*root, "features"), "attributes", Document::Grid::degrees};
    if (const json::Object* reference = object_at(*root, "spatialReference")) {
      const auto grid = grid_of_wkid(json::int_at(*reference, "latestWkid", json::int_at(*reference, "wkid")));
      if (!grid) return fail(ErrorKind::invalid, "crs-unknown", "only 4326 and 28992 are known");
      out.grid = *grid;
    }
  } else {
    out.items = array_at(*root, "value");
  }
  if (out.items == nullptr) return fail(ErrorKind::invalid, "document-unknown", "expected features or value");
  return out;
}

/// The point of an item; none when it has none.
std::optional<std::pair<double, double>> point_of(const json::Object& item) {
  const json::Object* geometry = object_at(item, "geometry");
  if (geometry == nullptr) return std::nullopt;
  if (const json::Array* at = array_at(*geometry, "coordinates")) {
    if (json::text_at(*geometry, "type") != "Point" || at->size() < 2 || !(*at)[0].is_number() || !(*at)[1].is_number())
      return std::nullopt;
    return std::pair{(*at)[0].to_number<double>(), (*at)[1].to_number<double>()};
  }
  const JsonCell x = number_cell(*geometry, "x"), y = number_cell(*geometry, "y");
  if (x.what != JsonCell::What::good || y.what != JsonCell::What::good) return std::nullopt;
  return std::pair{x.value, y.value};
}

struct PlaceFound {
  std::optional<Place> place;
  bool wrong = false;
};

PlaceFound place_of(const json::Object& item, Document::Grid grid) {
  const auto point = point_of(item);
  if (!point) return {};
  const auto [x, y] = *point;
  if (grid == Document::Grid::rd) {
    const auto place = from_rd(x, y);
    return {place, !place.has_value()};
  }
  // A GeoJSON that says nothing and has metres is in the Dutch grid all the same, but that would be a guess: refused.
  if (!(x >= -180 && x <= 180 && y >= -90 && y <= 90)) return {std::nullopt, true};
  return {Place{x, y}, false};
}

/// The text of a JSON scalar as a cell, with the decimal sign of the mapping.
std::string cell_text(const json::Value& value, char decimal) {
  if (value.is_null()) return {};
  if (value.is_string()) return std::string(value.get_string());
  std::string out = json::write(value);
  if (decimal == ',' && value.is_double())
    for (char& c : out)
      if (c == '.') c = ',';
  return out;
}

}  // namespace

Result<Done> read_mapped_json(const Mapping& mapping, std::string_view text, Sink& sink) {
  auto rows = MappedRows::make(mapping, sink);
  if (!rows) return fail(std::move(rows));
  const auto parsed = json::parse(text);
  if (!parsed) return fail(parsed.error());
  const auto document = open(*parsed);
  if (!document) return fail(document.error());
  return read_items(
      *document->items, sink, [&](const json::Object& item, std::vector<Reading>& out) -> std::optional<Rejection> {
        const json::Object* cells = document->attributes.empty() ? &item : object_at(item, document->attributes);
        if (cells == nullptr) return no(std::string(document->attributes), "object-expected");
        const PlaceFound found = place_of(item, document->grid);
        if (found.wrong) return no("geometry", "place-invalid");
        std::map<std::string, std::string, std::less<>> texts;
        for (const auto& [key, value] : *cells) texts.emplace(key, cell_text(value, mapping.decimal));
        return rows->read(
            [&](std::string_view column) -> std::string_view {
              const auto at = texts.find(column);
              return at == texts.end() ? std::string_view{} : std::string_view(at->second);
            },
            found.place, out);
      });
}

bool has_more_features(std::string_view text) {
  const auto document = json::parse(text);
  const json::Object* root = document ? document->if_object() : nullptr;
  if (root == nullptr) return false;
  if (truth_cell(*root, "exceededTransferLimit").value == 1) return true;
  // GeoJSON has it one floor lower.
  const json::Object* properties = object_at(*root, "properties");
  return properties != nullptr && truth_cell(*properties, "exceededTransferLimit").value == 1;
}

}  // namespace sas::feeds
