#include "sensing/own_sensor.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "sensing/typed_fields.h"

namespace sas::sensing {
namespace {

constexpr std::array kinds{
    OwnKind{"temperatuur", "https://qudt.org/vocab/quantitykind/AmbientTemperature", "degree Celsius", "°C",
            "http://unitsofmeasure.org/ucum#Cel", -40, 60},
    OwnKind{"luchtvochtigheid", "https://qudt.org/vocab/quantitykind/RelativeHumidity", "percent", "%",
            "http://unitsofmeasure.org/ucum#%", 0, 100},
    OwnKind{"fijnstof", "https://qudt.org/vocab/quantitykind/MassConcentration", "microgram per cubic metre", "µg/m³",
            "http://unitsofmeasure.org/ucum#ug/m3", 0, 1000},
    OwnKind{"regen", "https://qudt.org/vocab/quantitykind/Precipitation", "millimetre", "mm",
            "http://unitsofmeasure.org/ucum#mm", 0, 200},
    OwnKind{"geluid", "https://qudt.org/vocab/quantitykind/SoundPressureLevel", "decibel", "dB",
            "http://unitsofmeasure.org/ucum#dB", 20, 140},
    OwnKind{"grondwater", "https://qudt.org/vocab/quantitykind/Height", "centimetre", "cm",
            "http://unitsofmeasure.org/ucum#cm", -1000, 1000},
};

constexpr std::array retentions{"P1M", "P1Y", "P2Y", "keep"};

std::optional<double> degrees(std::string_view typed, double least, double most) {
  const auto value = typed_number(typed);
  if (!value || *value < least || *value > most) return std::nullopt;
  return value;
}

// Nobody else's sensors can be guessed from it.
std::string own_key(Random& random) {
  std::array<std::byte, 8> bytes{};
  random.fill(bytes);
  return "own/" + hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace

std::span<const OwnKind> own_kinds() {
  return kinds;
}

Result<OwnSensor> read_own_sensor(const http::Fields& typed, const OwnerOfSensor& owner, Date today) {
  OwnSensor out;
  Error error{ErrorKind::invalid, "own-sensor-invalid", {}, {}};
  const auto wrong = [&](const char* field) { error.fields.push_back({field, "own-sensor-" + std::string(field)}); };
  const auto need = [&](const char* field, std::string& into) {
    into = trim(typed.get(field));
    if (into.empty() || into.size() > 300 || !is_utf8(into)) wrong(field);
  };
  need("naam", out.name);
  const std::string kind = typed.get("meet");
  for (const OwnKind& one : kinds)
    if (one.id == kind) out.kind = &one;
  if (out.kind == nullptr) wrong("meet");
  const auto every = parse_int(trim(typed.get("elke")));
  if (!every || *every < 1 || *every > 24 * 60)
    wrong("elke");
  else
    out.every = std::chrono::minutes{*every};
  Declaration& d = out.declaration;
  need("waarvoor", d.purpose);
  need("grond", d.legal_basis);
  need("verlaat", d.leaves_device);
  out.retention = typed.get("bewaren");
  if (std::find(retentions.begin(), retentions.end(), out.retention) == retentions.end()) wrong("bewaren");
  const auto longitude = degrees(typed.get("lengte"), 3, 8), latitude = degrees(typed.get("breedte"), 50, 54);
  if (!longitude) wrong("lengte");
  if (!latitude) wrong("breedte");
  if (longitude && latitude) out.exact = {*longitude, *latitude};
  d.dpia_url = trim(typed.get("dpia"));
  if (!d.dpia_url.empty() && !d.dpia_url.starts_with("https://")) wrong("dpia");
  // An end date is asked of everybody: a sensor that nobody thinks of any more should stop by itself.
  d.ends = typed_date(typed, "einde");
  if (!d.ends || *d.ends < today) wrong("einde");
  for (const char* field : {"precies", "open"})
    if (typed.get(field) != "ja" && typed.get(field) != "nee") wrong(field);
  if (!error.fields.empty()) return fail(std::move(error));
  d.starts = today;
  d.owner = owner.kind;
  d.owner_name = owner.name;
  d.owner_person = owner.person;
  d.shown = typed.get("precies") == "ja" ? Declaration::Shown::exact : Declaration::Shown::coarse;
  if (d.shown == Declaration::Shown::coarse) d.exact_place = out.exact;
  out.exposure = typed.get("open") == "ja" ? Exposure::open : Exposure::inside;
  return out;
}

Result<Series> make_own_sensor(store::WriteTx& tx, const ledger::Ledger& ledger, const Clock& clock, Random& random,
                               const std::string& property_name, const OwnSensor& sensor, const std::string& acting) {
  const Place place = sensor.declaration.shown == Declaration::Shown::coarse ? coarse(sensor.exact) : sensor.exact;
  SeriesDescription description;
  description.thing_key = own_key(random);
  description.key = description.thing_key + "/" + std::string(sensor.kind->id);
  description.thing_name = sensor.name;
  description.thing_description = sensor.declaration.purpose;
  description.longitude = place.longitude;
  description.latitude = place.latitude;
  description.sensor_name = property_name;
  description.property_name = property_name;
  description.property_definition = sensor.kind->property_definition;
  description.name = property_name;
  description.unit_name = sensor.kind->unit_name;
  description.unit_symbol = sensor.kind->unit_symbol;
  description.unit_definition = sensor.kind->unit_definition;
  description.retention = sensor.retention;
  description.source = "own";
  description.exposure = sensor.exposure;
  description.rules.min = sensor.kind->min;
  description.rules.max = sensor.kind->max;
  description.rules.expected_every = sensor.every;
  auto series = ensure_series(tx, ledger, clock, description);
  if (!series) return series;
  if (auto declared = declare_sensor(tx, ledger, acting, series->thing, sensor.declaration); !declared)
    return fail(std::move(declared));
  return series;
}

}  // namespace sas::sensing
