#include "feeds/samen_meten.h"

#include <cmath>

#include "feeds/json_cell.h"
#include "feeds/keys.h"
#include "feeds/rows.h"
#include "feeds/units.h"

namespace sas::feeds {
namespace {

/// What people at home hang up must not be found by its coordinates.
double coarse(double degrees) {
  return std::round(degrees * 100) / 100;
}

void set_place(const json::Object& thing, sensing::SeriesDescription& d) {
  const json::Array* locations = array_at(thing, "Locations");
  if (locations == nullptr || locations->empty() || !locations->front().is_object()) return;
  const json::Object* location = object_at(locations->front().get_object(), "location");
  const json::Array* at = location == nullptr ? nullptr : array_at(*location, "coordinates");
  if (at == nullptr || at->size() < 2 || !(*at)[0].is_number() || !(*at)[1].is_number()) return;
  d.longitude = coarse((*at)[0].to_number<double>());
  d.latitude = coarse((*at)[1].to_number<double>());
}

std::optional<sensing::SeriesDescription> describe(const json::Object& thing, const json::Object& stream) {
  const std::string name = json::text_at(thing, "name"), stream_name = json::text_at(stream, "name");
  if (key_part(name).empty() || key_part(stream_name).empty()) return std::nullopt;
  const json::Object* unit = object_at(stream, "unitOfMeasurement");
  const auto known = unit == nullptr ? std::nullopt : unit_of(json::text_at(*unit, "symbol"));
  if (!known) return std::nullopt;
  sensing::SeriesDescription d;
  d.thing_key = "samenmeten/" + key_part(name);
  d.key = d.thing_key + "/" + key_part(stream_name);
  d.thing_name = name;
  d.thing_description = "Sensor van een bewoner, via Samen Meten (RIVM)";
  const bool calibrated = stream_name.ends_with("_kal");
  d.sensor_name = name;
  d.sensor_metadata =
      calibrated ? "Indicatieve sensor, door RIVM gekalibreerd" : "Indicatieve sensor, niet gekalibreerd";
  const json::Object* property = object_at(stream, "ObservedProperty");
  d.property_name = property == nullptr ? stream_name : json::text_at(*property, "name");
  d.property_definition = property == nullptr ? "" : json::text_at(*property, "definition");
  if (d.property_name.empty()) d.property_name = stream_name;
  // "ZWL_1-pm25_kal" is pm25_kal of ZWL_1: every sensor measures the same property.
  if (d.property_definition.empty())
    d.property_definition =
        "https://samenmeten.rivm.nl/dataportaal/#" + key_part(stream_name.substr(stream_name.rfind('-') + 1));
  d.name = name + ": " + d.property_name + (calibrated ? " (gekalibreerd)" : " (indicatief)");
  set_unit(d, *known);
  d.source = "samen-meten";
  d.rules.expected_every = std::chrono::hours{1};
  set_place(thing, d);
  return d;
}

class Reader {
 public:
  explicit Reader(Sink& sink) : sink_(sink) {}

  Result<Done> thing(const json::Object& thing) {
    const json::Array* streams = array_at(thing, "Datastreams");
    if (streams == nullptr) return Done{};
    for (const json::Value& stream : *streams) {
      if (!stream.is_object()) continue;
      if (auto read = observations(thing, stream.get_object()); !read) return read;
    }
    return Done{};
  }

 private:
  Result<Done> observations(const json::Object& thing, const json::Object& stream) {
    const json::Array* all = array_at(stream, "Observations");
    if (all == nullptr) return Done{};
    const auto description = describe(thing, stream);
    std::optional<Slot> slot;
    if (description) slot = sink_.declare(*description);
    for (const json::Value& value : *all) {
      ++number_;
      const json::Object* o = value.if_object();
      std::vector<Reading> readings;
      std::optional<Rejection> refused;
      if (!slot) {
        refused = no("unitOfMeasurement", "series-invalid");
      } else if (o == nullptr) {
        refused = no("", "object-expected");
      } else {
        refused = observation(*o, *slot, readings);
      }
      if (refused) {
        refused->line = number_;
        sink_.reject(*std::move(refused));
      } else if (auto taken = sink_.accept(readings); !taken) {
        return taken;
      }
    }
    return Done{};
  }

  static std::optional<Rejection> observation(const json::Object& o, Slot slot, std::vector<Reading>& out) {
    const auto time = iso_moment(json::text_at(o, "phenomenonTime"));
    if (!time) return no("phenomenonTime", "time-invalid");
    const JsonCell result = number_cell(o, "result");
    if (result.what == JsonCell::What::wrong) return no("result", "number-invalid");
    if (result.what == JsonCell::What::missing) return std::nullopt;
    out.push_back({slot, *time, {}, {}, result.value, {}, result.repaired ? lake::quality::repaired : 0, {}});
    return std::nullopt;
  }

  Sink& sink_;
  std::int64_t number_ = 0;
};

}  // namespace

Result<Done> read_samen_meten(std::string_view text, Sink& sink) {
  const auto document = json::parse(text);
  if (!document) return fail(document.error());
  const json::Object* root = document->if_object();
  const json::Array* things = root == nullptr ? nullptr : array_at(*root, "value");
  if (things == nullptr) return fail(ErrorKind::invalid, "document-unknown", "expected the member value");
  Reader reader(sink);
  for (const json::Value& thing : *things)
    if (thing.is_object())
      if (auto read = reader.thing(thing.get_object()); !read) return read;
  return Done{};
}

std::string samen_meten_next(std::string_view text) {
  const auto document = json::parse(text);
  const json::Object* root = document ? document->if_object() : nullptr;
  return root == nullptr ? "" : json::text_at(*root, "@iot.nextLink");
}

}  // namespace sas::feeds
