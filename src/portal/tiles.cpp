#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "portal/counter.h"
#include "portal/shape_tile.h"

/// Vector tiles of the sets that stand on the map.
namespace sas::portal {
namespace {

using http::Request;
using http::Response;

constexpr std::size_t most_points = 4096;

// Empty when there is nothing in the tile.
Result<std::string> drawn(Counter& counter, const releases::Release& release, const TileAddress& address) {
  if (has_shapes(release)) {
    const auto layer = counter.library.shapes(release);
    if (!layer) return fail(Error(layer.error()));
    const auto properties = counter.library.tile_properties(release);
    if (!properties) return fail(Error(properties.error()));
    return shape_tile(release.dataset, **layer, **properties, address);
  }
  const auto layer = counter.library.points(release);
  if (!layer) return fail(Error(layer.error()));
  return encode_tile(release.dataset, (*layer)->spots(address, most_points));
}

// TileJSON 3.0.0 clause 3.3: the columns of a layer and what they hold.
json::Object fields_of(const releases::Release& release) {
  if (!has_shapes(release)) return {{"aantal", "Number"}};
  json::Object out;
  for (const releases::Column& column : release.columns)
    if (column.name != release.description.shape_column) out[column.name] = column.meaning.nl;
  return out;
}

Response tile(Counter& counter, const Request& request) {
  const auto shelf = counter.shelves.now();
  const ShownSet* set = shelf->find(request.param("layer"));
  const auto z = parse_int(request.param("z")), x = parse_int(request.param("x")), y = parse_int(request.param("y"));
  if (set == nullptr || !z || !x || !y) return http::problem(unknown_set(), request);
  const auto address =
      tile_address(static_cast<std::uint64_t>(*z), static_cast<std::uint64_t>(*x), static_cast<std::uint64_t>(*y));
  if (!address) return http::problem({ErrorKind::not_found, "tile-unknown", "there is no such tile", {}}, request);
  auto made = drawn(counter, set->release(), *address);
  if (!made) return http::problem(made.error(), request);
  std::string body = std::move(*made);
  if (body.empty()) {
    Response nothing;
    nothing.status = 204;
    return open_to_all(std::move(nothing));
  }
  return open_document(std::move(body), "application/vnd.mapbox-vector-tile");
}

// TileJSON 3.0.0: what a map needs to know to ask for tiles.
Response about(Counter& counter, const Request& request) {
  const auto shelf = counter.shelves.now();
  const ShownSet* set = shelf->find(request.param("layer"));
  if (set == nullptr || !has_places(set->release())) return http::problem(unknown_set(), request);
  const releases::Release& release = set->release();
  json::Object out{{"tilejson", "3.0.0"},
                   {"name", release.description.title.nl},
                   {"description", release.description.summary.nl},
                   {"minzoom", 0},
                   {"maxzoom", 16},
                   {"tiles", json::Array{json::Value(fmt::format("{}/tiles/{}/{{z}}/{{x}}/{{y}}.mvt",
                                                                 counter.frame.publisher().public_url,
                                                                 url_encode(release.dataset)))}},
                   {"vector_layers",
                    json::Array{json::Value(json::Object{{"id", release.dataset}, {"fields", fields_of(release)}})}}};
  if (const auto& e = release.description.extent)
    out["bounds"] =
        json::Array{json::Value(e->west), json::Value(e->south), json::Value(e->east), json::Value(e->north)};
  return open_document(json::write(out), "application/json");
}

}  // namespace

void add_tiles(http::Router& router, const SharedCounter& counter) {
  router.add(open_route(
      counter, "/tiles/{layer}/{z}/{x}/{y}.mvt", "A vector tile (Mapbox Vector Tile 2.1, Web Mercator)",
      [counter](const Request& request) { return tile(*counter, request); }, "application/vnd.mapbox-vector-tile"));
  router.add(open_route(
      counter, "/tiles/{layer}.json", "What there is to know of its tiles (TileJSON 3.0.0)",
      [counter](const Request& request) { return about(*counter, request); }, "application/json"));
}

}  // namespace sas::portal
