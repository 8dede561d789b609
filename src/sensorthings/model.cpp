#include "sensorthings/model.h"

#include <algorithm>
#include <stdexcept>

namespace sas::sensorthings {
namespace {

using Many = Navigation::Many;
using sensing::Kind;

// 18-088 tables 6 to 20.
constexpr Property thing_properties[] = {{"name", Shape::text, "name"},
                                         {"description", Shape::text, "description"},
                                         {"properties", Shape::object, "properties", Need::optional}};
constexpr Property location_properties[] = {{"name", Shape::text, "name"},
                                            {"description", Shape::text, "description"},
                                            {"encodingType", Shape::text, "encoding_type"},
                                            {"location", Shape::geometry, "location"},
                                            {"properties", Shape::object, "properties", Need::optional}};
constexpr Property history_properties[] = {{"time", Shape::time, "time"}};
constexpr Property datastream_properties[] = {{"name", Shape::text, "name"},
                                              {"description", Shape::text, "description"},
                                              {"observationType", Shape::text, "observation_type"},
                                              {"unitOfMeasurement", Shape::object, "unit"},
                                              {"observedArea", Shape::computed, "area", Need::read_only},
                                              {"phenomenonTime", Shape::computed, "phenomenon", Need::read_only},
                                              {"resultTime", Shape::computed, "result", Need::read_only},
                                              {"properties", Shape::object, "properties", Need::optional}};
constexpr Property multi_properties[] = {{"name", Shape::text, "name"},
                                         {"description", Shape::text, "description"},
                                         {"observationType", Shape::text, "observation_type", Need::read_only},
                                         {"multiObservationDataTypes", Shape::json, "parts"},
                                         {"unitOfMeasurements", Shape::json, "unit"},
                                         {"observedArea", Shape::computed, "area", Need::read_only},
                                         {"phenomenonTime", Shape::computed, "phenomenon", Need::read_only},
                                         {"resultTime", Shape::computed, "result", Need::read_only},
                                         {"properties", Shape::object, "properties", Need::optional}};
constexpr Property sensor_properties[] = {{"name", Shape::text, "name"},
                                          {"description", Shape::text, "description"},
                                          {"encodingType", Shape::text, "encoding_type"},
                                          {"metadata", Shape::json, "metadata"},
                                          {"properties", Shape::object, "properties", Need::optional}};
constexpr Property observed_properties[] = {{"name", Shape::text, "name"},
                                            {"definition", Shape::text, "definition"},
                                            {"description", Shape::text, "description"},
                                            {"properties", Shape::object, "properties", Need::optional}};
constexpr Property observation_properties[] = {{"phenomenonTime", Shape::lake, "", Need::optional},
                                               {"resultTime", Shape::lake, "", Need::optional},
                                               {"result", Shape::lake, ""},
                                               {"resultQuality", Shape::lake, "", Need::optional},
                                               {"validTime", Shape::lake, "", Need::optional},
                                               {"parameters", Shape::lake, "", Need::optional}};
constexpr Property feature_properties[] = {{"name", Shape::text, "name"},
                                           {"description", Shape::text, "description"},
                                           {"encodingType", Shape::text, "encoding_type"},
                                           {"feature", Shape::geometry, "feature"},
                                           {"properties", Shape::object, "properties", Need::optional}};

constexpr Navigation thing_links[] = {{"Locations", Type::location, Many::many, "thing_location", "thing", "location"},
                                      {"HistoricalLocations", Type::historical_location, Many::many, "", "thing", "id"},
                                      {"Datastreams", Type::datastream, Many::many, "", "thing", "id"},
                                      {"MultiDatastreams", Type::multi_datastream, Many::many, "", "thing", "id"}};
constexpr Navigation location_links[] = {{"Things", Type::thing, Many::many, "thing_location", "location", "thing"},
                                         {"HistoricalLocations", Type::historical_location, Many::many,
                                          "historical_location_location", "location", "historical_location"}};
constexpr Navigation history_links[] = {{"Thing", Type::thing, Many::one, "", "id", "thing", Need::required},
                                        {"Locations", Type::location, Many::many, "historical_location_location",
                                         "historical_location", "location", Need::required}};
constexpr Navigation datastream_links[] = {
    {"Thing", Type::thing, Many::one, "", "id", "thing", Need::required},
    {"Sensor", Type::sensor, Many::one, "", "id", "sensor", Need::required},
    {"ObservedProperty", Type::observed_property, Many::one, "", "id", "observed_property", Need::required},
    {"Observations", Type::observation, Many::many}};
constexpr Navigation multi_links[] = {{"Thing", Type::thing, Many::one, "", "id", "thing", Need::required},
                                      {"Sensor", Type::sensor, Many::one, "", "id", "sensor", Need::required},
                                      {"ObservedProperties", Type::observed_property, Many::many, "datastream_property",
                                       "datastream", "observed_property", Need::required},
                                      {"Observations", Type::observation, Many::many}};
constexpr Navigation sensor_links[] = {{"Datastreams", Type::datastream, Many::many, "", "sensor", "id"},
                                       {"MultiDatastreams", Type::multi_datastream, Many::many, "", "sensor", "id"}};
constexpr Navigation property_links[] = {
    {"Datastreams", Type::datastream, Many::many, "", "observed_property", "id"},
    {"MultiDatastreams", Type::multi_datastream, Many::many, "datastream_property", "observed_property", "datastream"}};
constexpr Navigation observation_links[] = {{"Datastream", Type::datastream},
                                            {"MultiDatastream", Type::multi_datastream},
                                            {"FeatureOfInterest", Type::feature}};
constexpr Navigation feature_links[] = {{"Observations", Type::observation, Many::many}};

constexpr EntityType types[] = {
    {Type::thing, "Thing", "Things", "thing", "", Kind::thing, thing_properties, thing_links},
    {Type::location, "Location", "Locations", "location", "", Kind::location, location_properties, location_links},
    {Type::historical_location, "HistoricalLocation", "HistoricalLocations", "historical_location", "",
     Kind::historical_location, history_properties, history_links},
    {Type::datastream, "Datastream", "Datastreams", "datastream", "$a.is_multi = 0", Kind::datastream,
     datastream_properties, datastream_links},
    {Type::multi_datastream, "MultiDatastream", "MultiDatastreams", "datastream", "$a.is_multi = 1", Kind::datastream,
     multi_properties, multi_links},
    {Type::sensor, "Sensor", "Sensors", "sensor", "", Kind::sensor, sensor_properties, sensor_links},
    {Type::observed_property, "ObservedProperty", "ObservedProperties", "observed_property", "",
     Kind::observed_property, observed_properties, property_links},
    {Type::observation, "Observation", "Observations", "", "", Kind::datastream, observation_properties,
     observation_links},
    {Type::feature, "FeatureOfInterest", "FeaturesOfInterest", "feature_of_interest", "", Kind::feature,
     feature_properties, feature_links}};

}  // namespace

const Property* EntityType::property(std::string_view wanted) const {
  const auto found =
      std::find_if(properties.begin(), properties.end(), [&](const Property& p) { return p.name == wanted; });
  return found == properties.end() ? nullptr : &*found;
}

const Navigation* EntityType::navigation(std::string_view wanted) const {
  const auto found =
      std::find_if(navigations.begin(), navigations.end(), [&](const Navigation& n) { return n.name == wanted; });
  return found == navigations.end() ? nullptr : &*found;
}

const EntityType& entity(Type type) {
  for (const EntityType& each : types)
    if (each.type == type) return each;
  throw std::logic_error("an entity type without a description");
}

const EntityType* entity_set(std::string_view set) {
  for (const EntityType& each : types)
    if (each.set == set) return &each;
  return nullptr;
}

std::span<const EntityType> all_entities() {
  return types;
}

}  // namespace sas::sensorthings
