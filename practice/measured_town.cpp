#include "practice/measured_town.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "lake/moment.h"

namespace sas::practice {
namespace {

using namespace std::chrono;
using sensing::SeriesDescription;
using Signal = Meter::Signal;

constexpr double turn = 2 * std::numbers::pi;

// splitmix64's finisher: one step from any number to one that looks drawn.
std::uint64_t mix(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
}

double drawn(std::uint64_t key, std::int64_t step) {
  return static_cast<double>(mix(key ^ mix(static_cast<std::uint64_t>(step))) >> 11U) / 9007199254740992.0;
}

// From -1 to 1, going smoothly from one drawn number to the next in `period`.
double wander(std::uint64_t key, Instant at, minutes period) {
  const auto ms = to_millis(at), length = duration_cast<milliseconds>(period).count();
  const std::int64_t step = ms / length;
  const double part = static_cast<double>(ms % length) / static_cast<double>(length);
  const double smooth = part * part * (3 - 2 * part);
  return 2 * (drawn(key, step) * (1 - smooth) + drawn(key, step + 1) * smooth) - 1;
}

// To the nearest of so many parts of one: the nearest number to a decimal.
double round_to(double value, double parts) { return std::round(value * parts) / parts; }

struct When {
  explicit When(Instant at) : date(local_date(at)), hour(local_minute_of_day(at) / 60.0), day(sys_days{date.time_since_epoch()}) {
    const year_month_day ymd{date};
    day_of_year = static_cast<double>((date - Date{ymd.year() / January / 1}).count());
  }
  Date date;
  double hour;
  std::chrono::weekday day;
  double day_of_year = 0;
  // 1 at the height of summer, -1 in the depth of winter.
  [[nodiscard]] double summer() const { return -std::cos(turn * (day_of_year - 20) / 365.25); }
};

// The same rain falls on the whole town, in blocks of six hours that are wet or dry.
double rain_in_ten_minutes(std::uint64_t seed, Instant at) {
  const std::int64_t block = to_millis(at) / duration_cast<milliseconds>(hours{6}).count();
  if (drawn(seed ^ 0x7261696EULL, block) > 0.17) return 0;
  const double heavy = drawn(seed ^ 0x68656176ULL, block);
  const double amount = (0.15 + 1.4 * heavy * heavy * heavy) * (wander(seed ^ 0x73686F77ULL, at, minutes{40}) - 0.1);
  return std::max(0.0, amount);
}

double occupancy(std::uint64_t key, const When& when, Instant at) {
  const bool saturday = when.day == Saturday, sunday = when.day == Sunday;
  const double day = std::exp(-std::pow((when.hour - (saturday ? 14.5 : 13.5)) / 4.2, 2));
  const double evening = std::exp(-std::pow((when.hour - 20.5) / 2.0, 2)) * (when.day == Thursday || saturday ? 0.35 : 0.18);
  const double busy = saturday ? 0.78 : sunday ? 0.42 : 0.58;
  return std::clamp(0.14 + busy * day + evening + 0.06 * wander(key, at, minutes{90}), 0.03, 1.0);
}

double people(std::uint64_t key, std::uint64_t seed, const When& when, Instant at, double size) {
  const bool saturday = when.day == Saturday, sunday = when.day == Sunday;
  const double shopping = std::exp(-std::pow((when.hour - 14.2) / 3.2, 2));
  const double evening = 0.22 * std::exp(-std::pow((when.hour - 20) / 2.4, 2)) * (when.day == Thursday ? 2.2 : 1);
  double share = shopping * (saturday ? 1.55 : sunday ? 0.7 : 0.85) + evening + 0.004;
  const std::chrono::month month = year_month_day{when.date}.month();
  if (month == December) share *= 1.25;
  if (month == July || month == August) share *= 1.1;
  if (rain_in_ten_minutes(seed, at) > 0.2) share *= 0.72;
  return std::round(size / 4 * share * (1 + 0.12 * wander(key, at, minutes{30})));
}

double temperature(std::uint64_t key, std::uint64_t seed, const When& when, Instant at, double heat) {
  const double season = 10.8 + 7.8 * when.summer();
  const double swing = 2.2 + 2.4 * (when.summer() + 1) / 2;
  const double day = -swing * std::cos(turn * (when.hour - 3.5) / 24);
  const double weather = 4.2 * wander(seed ^ 0x77656174ULL, at, hours{60}) + 1.1 * wander(seed ^ 0x66726F6EULL, at, hours{9});
  // Stone keeps the warmth of the day: the difference is largest on summer evenings.
  const double stone = heat * (0.5 + 0.5 * std::exp(-std::pow((when.hour - 21) / 4.0, 2))) * (0.6 + 0.4 * when.summer());
  return season + day + weather + stone + 0.15 * wander(key, at, minutes{30});
}

double fine_dust(std::uint64_t key, std::uint64_t seed, const When& when, Instant at) {
  double value = 9 - 2.5 * when.summer() + 5 * wander(seed ^ 0x64757374ULL, at, hours{30});
  value += 2.5 * std::exp(-std::pow((when.hour - 8.2) / 1.4, 2)) + 2 * std::exp(-std::pow((when.hour - 18) / 1.8, 2));
  // Fireworks: the highest values of every year.
  if (when.day_of_year == 0 && when.hour < 4) value += 190 * std::exp(-when.hour / 1.2);
  return std::max(1.0, value + 1.5 * wander(key, at, hours{2}));
}

double reading(const Meter& meter, std::uint64_t key, std::uint64_t seed, Instant at) {
  const When when(at);
  switch (meter.signal) {
    case Signal::parking: {
      const double vacant = std::round(meter.size * (1 - occupancy(key, when, at)));
      // Now and then a barrier loses count.
      return drawn(key ^ 0x6F766572ULL, to_millis(at)) < 0.0006 ? meter.size + 37 : vacant;
    }
    case Signal::footfall: return people(key, seed, when, at, meter.size);
    case Signal::air_temperature: return round_to(temperature(key, seed, when, at, meter.size), 10);
    case Signal::rain: return round_to(meter.size * rain_in_ten_minutes(seed, at), 10);
    case Signal::groundwater: return round_to(meter.size - 0.32 * when.summer() + 0.16 * wander(seed ^ 0x77656C6CULL, at, hours{24 * 17}) + 0.03 * wander(key, at, hours{40}), 100);
    case Signal::canal: return round_to(meter.size + 0.12 * wander(seed ^ 0x63616E61ULL, at, hours{80}) + 0.03 * wander(key, at, hours{3}), 100);
    case Signal::fine_dust: return round_to(fine_dust(key, seed, when, at), 10);
  }
  return 0;
}

// A description with what all meters of the town have in common.
SeriesDescription described(const std::string& key, const std::string& place, double longitude, double latitude) {
  SeriesDescription d;
  d.key = "oefenstad/" + key;
  d.thing_key = "oefenstad/" + key.substr(0, key.rfind('/'));
  d.thing_name = place;
  d.longitude = longitude;
  d.latitude = latitude;
  d.source = "oefenstad";
  d.licence = "https://creativecommons.org/publicdomain/zero/1.0/";
  d.exposure = sensing::Exposure::open;
  return d;
}

Meter garage(const std::string& id, const std::string& place, double longitude, double latitude, double capacity) {
  Meter m;
  m.signal = Signal::parking;
  m.every = minutes{15};
  m.size = capacity;
  m.series = described("garage-" + id + "/vrij", place, longitude, latitude);
  m.series.thing_description = "Parkeergarage";
  m.series.sensor_name = "telling bij de slagboom";
  m.series.property_name = "vrije parkeerplaatsen";
  m.series.property_definition = "https://smart-data-models.github.io/dataModel.Parking/availableSpotNumber";
  m.series.name = "Vrije plaatsen";
  m.series.unit_name = "plaatsen";
  m.series.rules.min = 0;
  m.series.rules.capacity = capacity;
  m.series.rules.expected_every = minutes{15};
  m.series.rules.frozen_after = hours{24};
  return m;
}

Meter counter(const std::string& id, const std::string& place, double longitude, double latitude, double busy) {
  Meter m;
  m.signal = Signal::footfall;
  m.every = m.live_every = minutes{15};
  m.size = busy;
  m.series = described("teller-" + id + "/voetgangers", place, longitude, latitude);
  m.series.thing_description = "Teller van voetgangers, zonder beeld";
  m.series.sensor_name = "infraroodteller";
  m.series.property_name = "voetgangers";
  m.series.property_definition = "https://smart-data-models.github.io/dataModel.Transportation/peopleCount";
  m.series.name = "Voetgangers in een kwartier";
  m.series.unit_name = "mensen";
  m.series.kind = SeriesDescription::Kind::count;
  m.series.rules.expected_every = minutes{15};
  m.series.rules.max = busy * 3;
  return m;
}

Meter post(const std::string& id, const std::string& place, double longitude, double latitude, double heat) {
  Meter m;
  m.size = heat;
  m.series = described("weerpaal-" + id + "/temperatuur", place, longitude, latitude);
  m.series.thing_description = "Weerpaal";
  m.series.sensor_name = "thermometer met zonnekap";
  m.series.property_name = "luchttemperatuur";
  m.series.property_definition = "http://vocab.nerc.ac.uk/standard_name/air_temperature/";
  m.series.name = "Luchttemperatuur";
  m.series.unit_name = "graad Celsius";
  m.series.unit_symbol = "°C";
  m.series.unit_definition = "http://unitsofmeasure.org/ucum.html#para-30";
  m.series.rules.min = -30;
  m.series.rules.max = 45;
  m.series.rules.max_step_per_hour = 12;
  m.series.rules.expected_every = minutes{10};
  return m;
}

Meter gauge(const std::string& id, const std::string& place, double longitude, double latitude, double share) {
  Meter m;
  m.signal = Signal::rain;
  m.every = m.live_every = minutes{10};
  m.size = share;
  m.series = described("regenmeter-" + id + "/regen", place, longitude, latitude);
  m.series.thing_description = "Regenmeter";
  m.series.sensor_name = "kantelbak";
  m.series.property_name = "neerslag";
  m.series.property_definition = "http://vocab.nerc.ac.uk/standard_name/thickness_of_rainfall_amount/";
  m.series.name = "Regen in tien minuten";
  m.series.unit_name = "millimeter";
  m.series.unit_symbol = "mm";
  m.series.rules.min = 0;
  m.series.rules.max = 30;
  m.series.rules.expected_every = minutes{10};
  return m;
}

Meter well(const std::string& id, const std::string& place, double longitude, double latitude, double level) {
  Meter m;
  m.signal = Signal::groundwater;
  m.every = m.live_every = hours{1};
  m.size = level;
  m.series = described("peilbuis-" + id + "/grondwater", place, longitude, latitude);
  m.series.thing_description = "Peilbuis";
  m.series.sensor_name = "drukmeter";
  m.series.property_name = "grondwaterstand";
  m.series.property_definition = "http://vocab.nerc.ac.uk/standard_name/water_table_height/";
  m.series.name = "Grondwaterstand";
  m.series.unit_name = "meter ten opzichte van NAP";
  m.series.unit_symbol = "m";
  m.series.rules.min = -5;
  m.series.rules.max = 5;
  m.series.rules.max_step_per_hour = 0.5;
  m.series.rules.expected_every = hours{1};
  return m;
}

Meter canal(const std::string& place, double longitude, double latitude) {
  Meter m = well("gracht", place, longitude, latitude, 0.18);
  m.signal = Signal::canal;
  m.every = minutes{15};
  m.series.key = "oefenstad/gracht/waterstand";
  m.series.thing_key = "oefenstad/gracht";
  m.series.thing_description = "Meetpunt in de gracht";
  m.series.property_name = "waterstand";
  m.series.property_definition = "http://vocab.nerc.ac.uk/standard_name/water_surface_height_above_reference_datum/";
  m.series.name = "Waterstand";
  m.series.rules.expected_every = minutes{15};
  return m;
}

Meter air(const std::string& id, const std::string& place, double longitude, double latitude) {
  Meter m;
  m.signal = Signal::fine_dust;
  m.every = m.live_every = hours{1};
  m.series = described("lucht-" + id + "/pm25", place, longitude, latitude);
  m.series.thing_description = "Meetpunt voor lucht";
  m.series.sensor_name = "optische stofmeter";
  m.series.property_name = "fijnstof PM2,5";
  m.series.property_definition = "http://vocab.nerc.ac.uk/standard_name/mass_concentration_of_pm2p5_ambient_aerosol_particles_in_air/";
  m.series.name = "Fijnstof PM2,5";
  m.series.unit_name = "microgram per kubieke meter";
  m.series.unit_symbol = "µg/m³";
  m.series.rules.min = 0;
  m.series.rules.max = 1000;
  m.series.rules.expected_every = hours{1};
  return m;
}

std::uint64_t key_of(const Meter& meter, std::uint64_t seed) {
  std::uint64_t key = mix(seed);
  for (const char c : meter.series.key) key = mix(key ^ static_cast<unsigned char>(c));
  return key;
}

}  // namespace

std::vector<Meter> town_meters() {
  std::vector<Meter> all{garage("noord", "Garage Noordereiland", 6.0925, 52.5158, 410),   garage("plein", "Garage onder het Plein", 6.0947, 52.5118, 265),
                         garage("station", "Garage Stationszijde", 6.0921, 52.5052, 620), garage("west", "Garage Westerpoort", 6.0852, 52.5119, 340),
                         garage("oost", "Garage Oosterlaan", 6.1012, 52.5122, 180),       counter("hoofdstraat", "Hoofdstraat", 6.0938, 52.5128, 1500),
                         counter("markt", "Grote Markt", 6.0922, 52.5121, 1200),          counter("brug", "Brug over de gracht", 6.0969, 52.5103, 520),
                         counter("perron", "Stationsplein", 6.0915, 52.5058, 900),        post("markt", "Weerpaal Grote Markt", 6.0919, 52.5124, 2.4),
                         post("park", "Weerpaal in het park", 6.0868, 52.5102, 0.6),      post("wijk", "Weerpaal in de wijk", 6.1123, 52.5155, 1.1),
                         post("buiten", "Weerpaal buitengebied", 6.0725, 52.5230, 0),     gauge("markt", "Regenmeter binnenstad", 6.0958, 52.5136, 1),
                         gauge("wijk", "Regenmeter wijk", 6.1088, 52.5085, 0.92),         well("binnenstad", "Peilbuis binnenstad", 6.0901, 52.5133, 0.42),
                         well("wijk", "Peilbuis wijk", 6.1060, 52.5175, 0.15),            well("uiterwaard", "Peilbuis bij de rivier", 6.0745, 52.5085, -0.2),
                         canal("Stadsgracht", 6.0978, 52.5140),                           air("ring", "Lucht bij de ringweg", 6.1035, 52.5040),
                         air("markt", "Lucht in de binnenstad", 6.0932, 52.5109)};
  // Every town has one: the counter of this car park hangs since the summer.
  all[3].stopped = make_date(2026, 7, 21);
  return all;
}

std::optional<lake::Observation> measured(const Meter& meter, std::uint64_t seed, Instant at) {
  const std::uint64_t key = key_of(meter, seed);
  // One in a thousand values gets lost on its way.
  if (drawn(key ^ 0x6C6F7374ULL, to_millis(at)) < 0.001) return std::nullopt;
  lake::Observation out;
  out.time = lake::moment_of(at);
  const Instant source = meter.stopped ? std::min(at, start_of_day(*meter.stopped)) : at;
  out.value = reading(meter, key, seed, source);
  if (meter.signal != Signal::footfall) return out;
  // A count is of the time before: it is known when its bin has passed.
  out.until = out.time;
  out.time -= meter.every;
  return out;
}

}  // namespace sas::practice
