#include "feeds/uplink_readings.h"

#include <fmt/format.h>

#include "feeds/fields.h"
#include "feeds/keys.h"
#include "feeds/people_counts.h"
#include "feeds/rows.h"
#include "feeds/units.h"
#include "sensing/privacy_door.h"

namespace sas::feeds {
namespace {

using sensing::SeriesDescription;

// A device that says more than this in 255 bytes does not exist; a decoder that does is broken.
constexpr std::size_t most_fields = 64;
// A longer time than this between two messages is no period of counting.
constexpr double longest_period = 7 * 86'400;

struct Field {
  std::string name;
  Unit unit;
  SeriesDescription::Kind kind = SeriesDescription::Kind::measurement;
  double value = 0;
  bool repaired = false;
  std::optional<std::chrono::seconds> period;  ///< over which people were counted; none when the device does not say
};

// Seconds, in the object that holds the counts or in one around it.
std::optional<std::chrono::seconds> period_of(const json::Object& object,
                                              std::optional<std::chrono::seconds> otherwise) {
  const json::Value* value = object.if_contains("period");
  if (value == nullptr) return otherwise;
  if (!value->is_number()) return std::nullopt;
  const double seconds = value->to_number<double>();
  if (!(seconds > 0) || seconds > longest_period) return std::nullopt;
  return std::chrono::seconds{static_cast<std::int64_t>(seconds)};
}

SeriesDescription describe(const Uplink& u, const std::string& name, const Unit& unit, SeriesDescription::Kind kind) {
  SeriesDescription d;
  d.thing_key = fmt::format("ttn/{}/{}", u.application, u.device);
  d.key = d.thing_key + "/" + key_part(name);
  d.thing_name = u.device;
  d.thing_description = "LoRaWAN-apparaat van toepassing " + u.application;
  d.sensor_name = u.device;
  d.sensor_metadata = "https://www.thethingsindustries.com/docs/";
  d.property_name = name;
  d.property_definition = "https://www.thethingsindustries.com/docs/integrations/data-formats/#" + key_part(name);
  d.name = u.device + ": " + name;
  d.kind = kind;
  set_unit(d, unit);
  d.source = "ttn/" + u.application;
  return d;
}

class Fields {
 public:
  std::optional<Rejection> add(const json::Object& object, const std::string& prefix, int depth,
                               std::optional<std::chrono::seconds> around) {
    const auto period = period_of(object, around);
    if (depth > 4) return no(prefix, "result-shape");
    for (const auto& [key, value] : object) {
      const std::string name = prefix.empty() ? std::string(key) : prefix + "-" + std::string(key);
      if (key_part(name).empty()) return no(name, "key-invalid");
      if (auto refused = add_value(name, value, depth, period)) return refused;
      if (found.size() > most_fields) return no("", "fields-too-many");
    }
    return std::nullopt;
  }
  std::vector<Field> found;

 private:
  std::optional<Rejection> add_value(const std::string& name, const json::Value& value, int depth,
                                     std::optional<std::chrono::seconds> period) {
    using Kind = SeriesDescription::Kind;
    if (value.is_null()) return std::nullopt;
    if (value.is_object()) return add(value.get_object(), name, depth + 1, period);
    if (value.is_number()) {
      add_number(name, value.to_number<double>(), units::number, Text::no, period);
    } else if (value.is_bool()) {
      found.push_back({name, units::number, Kind::truth, value.get_bool() ? 1.0 : 0.0, false, {}});
    } else if (value.is_string()) {
      const auto parsed = quantity(value.get_string());
      if (!parsed) return std::nullopt;  // Words of a decoder ("Interrupt: no") are no measurement.
      const auto unit = parsed->unit.empty() ? std::optional(units::number) : unit_of(parsed->unit);
      if (!unit) return no(name, "unit-unknown");
      add_number(name, parsed->value, *unit, Text::yes, period);
    }
    return std::nullopt;
  }

  enum class Text { no, yes };
  void add_number(const std::string& name, double value, const Unit& unit, Text text,
                  std::optional<std::chrono::seconds> period) {
    using Kind = SeriesDescription::Kind;
    const bool is_count = unit.definition == units::number.definition && counts_people(name);
    found.push_back({name, unit, is_count ? Kind::count : Kind::measurement, value, text == Text::yes,
                     is_count ? period : std::nullopt});
  }
};

}  // namespace

std::optional<Quantity> quantity(std::string_view text) {
  text = strip(text);
  const std::size_t cut = std::min(text.find(' '), text.size());
  const auto value = decimal(text.substr(0, cut));
  const std::string_view unit = strip(text.substr(cut));
  if (!value || unit.find(' ') != std::string_view::npos) return std::nullopt;
  return Quantity{*value, std::string(unit)};
}

std::optional<Rejection> uplink_readings(const Uplink& u, const Decoder& decoder, Sink& sink,
                                         std::vector<Reading>& out) {
  std::optional<json::Object> fields = u.decoded;
  if (!fields && decoder) {
    auto decoded = decoder(u);
    if (!decoded) return no("frm_payload", decoded.error().code);
    fields = *std::move(decoded);
  }
  Fields read;
  if (fields) {
    if (const auto found = sensing::unwelcome_in(json::Value(*fields)))
      return no("decoded_payload." + found->path, "unwelcome-" + found->kind);
    if (auto refused = read.add(*fields, "", 0, {})) return refused;
  }
  using Kind = SeriesDescription::Kind;
  for (const Field& f : read.found) {
    const Slot slot = sink.declare(describe(u, f.name, f.unit, f.kind));
    Reading reading{slot, u.received, {}, {}, f.value, {}, f.repaired ? lake::quality::repaired : 0, {}};
    // Without a period it is a count of one moment, which the intake refuses as one of a bin that is too short.
    if (f.period) {
      reading.time = u.received - *f.period;
      reading.until = u.received;
    }
    out.push_back(std::move(reading));
  }
  const auto radio = [&](const char* name, const std::optional<double>& value) {
    if (!value) return;
    out.push_back(
        {sink.declare(describe(u, name, units::decibel, Kind::measurement)), u.received, {}, {}, value, {}, 0, {}});
  };
  radio("rssi", u.rssi);
  radio("snr", u.snr);
  return std::nullopt;
}

}  // namespace sas::feeds
