#include <fmt/format.h>

#include <array>
#include <map>

#include "feeds/knmi.h"
#include "feeds/knmi_text.h"
#include "feeds/units.h"

namespace sas::feeds {
namespace {

using sensing::SeriesDescription;

struct RainSlots {
  Slot rain{}, depth{}, cover{};
};

constexpr std::array snow_classes{"broken-below-1-cm", "broken-1-cm-or-more", "drifts"};  ///< 997, 998, 999

RainSlots declare(Sink& sink, std::int64_t station) {
  SeriesDescription rain = knmi::station_series("rain", station);
  rain.thing_name = fmt::format("KNMI-neerslagstation {}", station);
  rain.key = rain.thing_key + "/rd";
  rain.name = rain.thing_name + ": neerslag 08-08 UTC";
  rain.property_name = "precipitation";
  rain.property_definition = "https://www.knmi.nl/nederland-nu/klimatologie/monv/reeksen#RD";
  set_unit(rain, units::millimetre);
  rain.rules.min = 0;
  rain.rules.max = 250;
  rain.rules.expected_every = std::chrono::days{1};
  SeriesDescription depth = rain;
  depth.key = rain.thing_key + "/snow-depth";
  depth.name = rain.thing_name + ": sneeuwhoogte 08 UTC";
  depth.property_name = "snow depth";
  depth.property_definition = "https://www.knmi.nl/nederland-nu/klimatologie/monv/reeksen#SX";
  set_unit(depth, units::centimetre);
  depth.rules.max = 996;
  SeriesDescription cover = depth;
  cover.key = rain.thing_key + "/snow-cover";
  cover.name = rain.thing_name + ": soort sneeuwdek 08 UTC";
  cover.property_name = "snow cover";
  cover.kind = SeriesDescription::Kind::category;
  set_unit(cover, units::number);
  cover.rules = {};
  return {sink.declare(rain), sink.declare(depth), sink.declare(cover)};
}

std::optional<Rejection> read_row(const FieldSplitter& f, const RainSlots& slots, std::vector<Reading>& out) {
  const auto day = day_compact(strip(f[1]));
  if (!day) return no("YYYYMMDD", "time-invalid");
  const lake::Moment eight = lake::Moment{day->time_since_epoch()} + std::chrono::hours{8};
  const std::string_view rain = strip(f[2]), snow = strip(f[3]);
  const auto tenths = whole(rain), code = whole(snow);
  if (!rain.empty() && (!tenths || *tenths < 0)) return no("RD", "number-invalid");
  if (!snow.empty() && (!code || *code < 0 || *code > 999)) return no("SX", "number-invalid");
  if (tenths)
    out.push_back(
        {slots.rain, eight - std::chrono::hours{24}, eight, {}, static_cast<double>(*tenths) / 10, {}, 0, {}});
  if (code && *code <= 996) out.push_back({slots.depth, eight, {}, {}, static_cast<double>(*code), {}, 0, {}});
  if (code && *code > 996)
    out.push_back({slots.cover, eight, {}, {}, {}, snow_classes.at(static_cast<std::size_t>(*code - 997)), 0, {}});
  return std::nullopt;
}

}  // namespace

Result<Done> read_knmi_rain(Lines& lines, Sink& sink) {
  auto names = knmi::find_header(lines, "STN,YYYYMMDD,");
  if (!names) return fail(std::move(names));
  // Each line, the header too, ends with a comma.
  if (*names != std::vector<std::string>{"STN", "YYYYMMDD", "RD", "SX", ""})
    return fail(ErrorKind::invalid, "header-unknown", "expected STN,YYYYMMDD,RD,SX,");
  std::map<std::int64_t, RainSlots> stations;
  return read_rows(
      lines, ',', sink, [&](const FieldSplitter& f, std::vector<Reading>& out) -> std::optional<Rejection> {
        if (f.size() != 5 || !strip(f[4]).empty()) return no("", "columns-wrong");
        const auto station = whole(strip(f[0]));
        if (!station || *station < 1 || *station > 9999) return no("STN", "key-invalid");
        const auto known = stations.find(*station);
        return read_row(f, known != stations.end() ? known->second : (stations[*station] = declare(sink, *station)),
                        out);
      });
}

}  // namespace sas::feeds
