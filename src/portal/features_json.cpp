#include "portal/features_json.h"

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "portal/cell_json.h"
#include "portal/openapi_parts.h"
#include "portal/records_json.h"
#include "shapes/forms.h"

namespace sas::portal {
namespace {

using releases::Release;

constexpr std::string_view geo_json = "application/geo+json";
constexpr std::string_view open_api = "application/vnd.oai.openapi+json;version=3.0";

json::Object link(std::string_view relation, const std::string& href, std::string_view type, std::string_view title) {
  return {{"rel", relation}, {"href", href}, {"type", type}, {"title", title}};
}

json::Object extent_of(const ShownSet& set) {
  json::Object out;
  const releases::Description& words = set.words();
  if (words.extent) {
    const releases::Extent& e = *words.extent;
    out["spatial"] =
        json::Object{{"bbox", json::Array{json::Value(json::Array{json::Value(e.west), json::Value(e.south),
                                                                  json::Value(e.east), json::Value(e.north)})}},
                     {"crs", iri_of(Crs::crs84)}};
  }
  if (words.from || words.until) {
    const auto moment = [](const std::optional<Date>& day, std::string_view time) {
      return day ? json::Value(format_iso_date(*day) + std::string(time)) : json::Value(nullptr);
    };
    out["temporal"] = json::Object{
        {"interval",
         json::Array{json::Value(json::Array{moment(words.from, "T00:00:00Z"), moment(words.until, "T23:59:59Z")})}},
        {"trs", "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"}};
  }
  return out;
}

json::Object collection(const ShownSet& set, const std::string& base) {
  const Release& release = set.release();
  const std::string self = base + "/collections/" + url_encode(release.dataset);
  const std::string page = base.substr(0, base.rfind("/ogc/")) + "/data/" + url_encode(release.dataset);
  json::Array systems;
  for (const Crs crs : {Crs::crs84, Crs::epsg4326, Crs::rd}) systems.emplace_back(iri_of(crs));
  return {{"id", release.dataset},
          {"title", release.description.title.nl},
          {"description", release.description.summary.nl},
          {"itemType", "feature"},
          {"extent", extent_of(set)},
          {"crs", std::move(systems)},
          {"storageCrs", iri_of(Crs::crs84)},
          {"links", json::Array{link("self", self, "application/json", "This collection"),
                                link("items", self + "/items", geo_json, release.description.title.nl),
                                link("describedby", page + "/schema.json", "application/json", "Columns"),
                                link("license", page, "text/html", release.description.licence),
                                link("alternate", page, "text/html", release.description.title.nl)}}};
}

// "[6.09,52.51]" in the order of the system's axes; metres to the millimetre. None where the system does not reach.
std::optional<std::string> numbers_in(const Projector& projector, const shapes::Coordinate& at, Crs crs) {
  const auto place = projector.from_wgs84(at.x, at.y, crs);
  if (!place) return std::nullopt;
  return crs == Crs::rd ? fmt::format("[{:.3f},{:.3f}]", place->first, place->second)
                        : fmt::format("[{},{}]", place->first, place->second);
}

/// A geometry (RFC 7946 clause 3.1) in another system than that of GeoJSON, every coordinate reckoned (OGC 18-058r1).
class ShapeJson {
 public:
  ShapeJson(const Projector& projector, Crs crs) : projector_(projector), crs_(crs) {}

  [[nodiscard]] std::optional<std::string> written(const shapes::Shape& shape) {
    const bool is_single = shapes::is_single(shape.kind);
    if (!is_single) out_ += '[';
    for (const shapes::Part& part : shape.parts) {
      separate();
      add(part, shape.kind);
    }
    if (!is_single) out_ += ']';
    if (!is_whole_) return std::nullopt;
    return fmt::format(R"({{"type":"{}","coordinates":{}}})", name_of(shape.kind), out_);
  }

 private:
  static std::string_view name_of(shapes::ShapeKind kind) {
    const std::string_view names[] = {"Point",      "LineString",      "Polygon",
                                      "MultiPoint", "MultiLineString", "MultiPolygon"};
    return names[static_cast<std::size_t>(kind)];
  }
  void separate() {
    if (!out_.empty() && out_.back() != '[') out_ += ',';
  }
  void add(const shapes::Part& part, shapes::ShapeKind kind) {
    if (shapes::is_line(kind)) return add_list(part.paths.front());
    if (!shapes::is_area(kind)) return add_places(part.paths.front());
    out_ += '[';
    for (const shapes::Path& ring : part.paths) {
      separate();
      add_list(ring);
    }
    out_ += ']';
  }
  void add_list(const shapes::Path& path) {
    out_ += '[';
    add_places(path);
    out_ += ']';
  }
  void add_places(const shapes::Path& path) {
    for (const shapes::Coordinate& at : path) {
      separate();
      const auto numbers = numbers_in(projector_, at, crs_);
      is_whole_ = is_whole_ && numbers;
      out_ += numbers.value_or("");
    }
  }

  const Projector& projector_;
  const Crs crs_;
  std::string out_;
  bool is_whole_ = true;
};

}  // namespace

std::string landing_json(const Publisher& publisher, const std::string& base) {
  return json::write(json::Object{
      {"title", "Open data van " + publisher.name},
      {"description", "Open data met een plek op de kaart."},
      {"links",
       json::Array{link("self", base, "application/json", "This document"),
                   link("service-desc", base + "/api", open_api, "The API definition"),
                   link("service-doc", publisher.public_url + "/data/ontwikkelaars", "text/html", "How to use it"),
                   link("conformance", base + "/conformance", "application/json", "Conformance classes"),
                   link("data", base + "/collections", "application/json", "The collections")}}});
}

std::string conformance_json() {
  json::Array classes;
  for (const char* name : {"ogcapi-features-1/1.0/conf/core", "ogcapi-features-1/1.0/conf/oas30",
                           "ogcapi-features-1/1.0/conf/geojson", "ogcapi-features-2/1.0/conf/crs"})
    classes.emplace_back(std::string("http://www.opengis.net/spec/") + name);
  for (const std::string_view name : records_conformance()) classes.emplace_back(name);
  return json::write(json::Object{{"conformsTo", std::move(classes)}});
}

std::string collections_json(const std::vector<const ShownSet*>& sets, json::Object catalogue,
                             const std::string& base) {
  json::Array list;
  list.emplace_back(std::move(catalogue));
  for (const ShownSet* set : sets) list.push_back(collection(*set, base));
  json::Array systems;
  for (const Crs crs : {Crs::crs84, Crs::epsg4326, Crs::rd}) systems.emplace_back(iri_of(crs));
  return json::write(json::Object{
      {"links", json::Array{json::Value(link("self", base + "/collections", "application/json", "This document"))}},
      {"crs", std::move(systems)},
      {"collections", std::move(list)}});
}

std::string collection_json(const ShownSet& set, const std::string& base) {
  return json::write(collection(set, base));
}

std::string api_json(const Publisher& publisher, const std::vector<const ShownSet*>& sets, const std::string& base) {
  json::Object paths;
  paths["/"] = api_get("landing", "Landing page", {}, "application/json");
  paths["/conformance"] = api_get("conformance", "Conformance classes", {}, "application/json");
  paths["/collections"] = api_get("collections", "The collections", {}, "application/json");
  for (auto& [path, what] : records_paths()) paths[path] = what;
  for (const ShownSet* set : sets) {
    const Release& release = set->release();
    const std::string path = "/collections/" + url_encode(release.dataset);
    json::Array filters{
        api_parameter("limit", "query", {{"type", "integer"}, {"minimum", 1}, {"maximum", 10000}, {"default", 10}},
                      "Features on a page"),
        api_parameter("offset", "query", {{"type", "integer"}, {"minimum", 0}, {"default", 0}},
                      "Features before the page"),
        api_parameter(
            "bbox", "query",
            {{"type", "array"}, {"items", json::Object{{"type", "number"}}}, {"minItems", 4}, {"maxItems", 6}},
            "Only features in this box"),
        api_parameter("bbox-crs", "query", {{"type", "string"}, {"format", "uri"}}, "System of the box"),
        api_parameter("crs", "query", {{"type", "string"}, {"format", "uri"}}, "System of the answer"),
        api_parameter("datetime", "query", {{"type", "string"}}, "Only features of this time"),
        api_parameter("versie", "query", {{"type", "integer"}, {"minimum", 1}},
                      "Of this version; else of the current one")};
    for (const releases::Column& column : release.columns)
      filters.push_back(api_parameter(column.name, "query", {{"type", "string"}}, column.meaning.en));
    paths[path] = api_get("collection-" + release.dataset, release.description.title.en, {}, "application/json");
    paths[path + "/items"] =
        api_get("items-" + release.dataset, release.description.title.en, std::move(filters), geo_json);
    paths[path + "/items/{featureId}"] = api_get(
        "item-" + release.dataset, release.description.title.en,
        json::Array{json::Value(api_parameter("featureId", "path", {{"type", "integer"}}, "Number of the row"))},
        geo_json);
  }
  return json::write(
      json::Object{{"openapi", "3.0.3"},
                   {"info", json::Object{{"title", "Open data of " + publisher.name}, {"version", "1.0"}}},
                   {"servers", json::Array{json::Value(json::Object{{"url", base}})}},
                   {"paths", std::move(paths)}});
}

FeatureWriter::FeatureWriter(const Release& release, const Projector& projector, Crs crs)
    : release_(release), projector_(projector), crs_(crs) {
  const std::size_t none = release.columns.size();
  longitude_ = latitude_ = shape_ = none;
  for (std::size_t i = 0; i < release.columns.size(); ++i) {
    if (release.columns[i].name == release.description.longitude_column) longitude_ = i;
    if (release.columns[i].name == release.description.latitude_column) latitude_ = i;
    if (release.columns[i].name == release.description.shape_column) shape_ = i;
  }
}

std::string FeatureWriter::geometry(const csv::Row& row) const {
  if (shape_ < row.size()) return shape(row[shape_]);
  const auto longitude = parse_double(row.at(longitude_)), latitude = parse_double(row.at(latitude_));
  if (!longitude || !latitude) return "null";
  const auto place = numbers_in(projector_, {*longitude, *latitude}, crs_);
  return place ? fmt::format(R"({{"type":"Point","coordinates":{}}})", *place) : "null";
}

std::string FeatureWriter::shape(const std::string& cell) const {
  const auto read = shapes::shape_from_text(cell);
  if (!read) return "null";
  if (crs_ == Crs::crs84) return shapes::geojson_of(*read);
  return ShapeJson(projector_, crs_).written(*read).value_or("null");
}

std::string FeatureWriter::feature(std::uint64_t number, const csv::Row& row) const {
  std::string out = fmt::format(R"({{"type":"Feature","id":{},"geometry":{},"properties":{{)", number, geometry(row));
  bool is_first = true;
  for (std::size_t i = 0; i < release_.columns.size(); ++i) {
    if (i == shape_) continue;
    if (!std::exchange(is_first, false)) out += ',';
    append_text(out, release_.columns[i].name);
    out += ':';
    append_cell(out, row.at(i), release_.columns[i].type);
  }
  return out + "}}";
}

std::string FeatureWriter::features(const RowPage& page) const {
  std::string out;
  for (std::size_t i = 0; i < page.rows.size(); ++i) {
    if (i > 0) out += ',';
    out += feature(page.numbers[i], page.rows[i]);
  }
  return out;
}

}  // namespace sas::portal
