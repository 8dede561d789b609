#include "feeds/air.h"

#include <fmt/format.h>

#include "feeds/keys.h"
#include "feeds/rows.h"
#include "feeds/units.h"
#include "feeds/zones.h"

namespace sas::feeds {
namespace {

using sensing::SeriesDescription;

SeriesDescription rivm_series(std::int64_t station) {
  SeriesDescription d;
  d.thing_key = fmt::format("rivm/{}", station);
  d.key = d.thing_key + "/pm10";
  d.thing_name = fmt::format("RIVM-station {}", station);
  d.thing_description = "Station van het Landelijk Meetnet Luchtkwaliteit";
  d.sensor_name = d.thing_name;
  d.sensor_metadata = "https://www.luchtmeetnet.nl/";
  d.property_name = "PM10";
  d.property_definition = "http://dd.eionet.europa.eu/vocabulary/aq/pollutant/5";
  d.name = d.thing_name + ": PM10 daggemiddelde";
  set_unit(d, units::microgram_per_cubic_metre);
  d.source = "pm10";
  d.rules.min = 0;
  d.rules.max = 1000;
  d.rules.expected_every = std::chrono::days{1};
  return d;
}

/// dd/mm/yy
std::optional<Day> short_year_day(std::string_view text) {
  if (text.size() != 8) return std::nullopt;
  const int year = digits_at(text, 6, 2);
  if (year < 0) return std::nullopt;
  return day_dmy(fmt::format("{}{}{:02}", text.substr(0, 6), year >= 70 ? 19 : 20, year), '/');
}

}  // namespace

Result<Done> read_pm10_days(Lines& lines, Sink& sink) {
  const auto header = header_line(lines);
  if (!header) return fail(header.error());
  FieldSplitter names(',');
  if (!names.split(*header) || names[0] != "Datum" || names.size() < 2)
    return fail(ErrorKind::invalid, "header-unknown", "expected Datum and station numbers");
  std::vector<Slot> slots;
  std::vector<std::string> stations;
  for (std::size_t i = 1; i < names.size(); ++i) {
    const auto station = whole(names[i]);
    if (!station || *station < 1)
      return fail(ErrorKind::invalid, "header-unknown", "expected Datum and station numbers");
    slots.push_back(sink.declare(rivm_series(*station)));
    stations.emplace_back(names[i]);
  }
  const auto zone = Zone::named("Europe/Amsterdam");
  if (!zone) return fail(zone.error());
  return read_rows(lines, ',', sink,
                   [&](const FieldSplitter& f, std::vector<Reading>& out) -> std::optional<Rejection> {
                     if (f.size() != slots.size() + 1) return no("", "columns-wrong");
                     const auto day = short_year_day(f[0]);
                     if (!day) return no("Datum", "time-invalid");
                     const lake::Moment begin = zone->start_of(*day), end = zone->start_of(*day + std::chrono::days{1});
                     for (std::size_t i = 0; i < slots.size(); ++i) {
                       if (f[i + 1].empty()) continue;
                       const auto value = decimal(f[i + 1]);
                       if (!value) return no(stations[i], "number-invalid");
                       out.push_back({slots[i], begin, end, {}, *value, {}, 0, {}});
                     }
                     return std::nullopt;
                   });
}

namespace {

struct BaselColumn {
  std::string name;
  Unit unit;
};

/// "O3 [µg/m³]"
Result<BaselColumn> basel_column(std::string_view text) {
  const std::size_t open = text.find(" [");
  if (open == std::string_view::npos || !text.ends_with(']'))
    return fail(ErrorKind::invalid, "header-unknown", "expected NAME [unit]");
  const auto unit = unit_of(text.substr(open + 2, text.size() - open - 3));
  if (!unit) return fail(ErrorKind::invalid, "unit-unknown", std::string(text));
  return BaselColumn{std::string(text.substr(0, open)), *unit};
}

SeriesDescription basel_series(const BaselColumn& column) {
  SeriesDescription d;
  d.thing_key = "basel/100051";
  const std::string part = key_part(column.name);
  d.key = d.thing_key + "/" + part;
  d.thing_name = "Luchtmeetstation Basel";
  d.thing_description = "Meetstation van het kanton Basel-Stadt";
  d.sensor_name = d.thing_name;
  d.sensor_metadata = "https://data.bs.ch/explore/dataset/100051/";
  d.property_name = column.name;
  d.property_definition = "https://data.bs.ch/explore/dataset/100051/#" + part;
  d.name = d.thing_name + ": " + column.name;
  set_unit(d, column.unit);
  d.zone = "Europe/Zurich";
  d.source = "basel-air";
  d.licence = "https://creativecommons.org/licenses/by/4.0/";
  // Temperature is the one column that may be below nothing.
  if (column.name != "TEMP") d.rules.min = 0;
  d.rules.expected_every = std::chrono::hours{1};
  return d;
}

/// "22.07.2019 17:00"
std::optional<LocalMoment> basel_local(std::string_view text) {
  if (text.size() != 16 || text[10] != ' ' || text[13] != ':') return std::nullopt;
  const auto day = day_dmy(text.substr(0, 10), '.');
  const int hour = digits_at(text, 11, 2), minute = digits_at(text, 14, 2);
  if (!day || hour < 0 || hour > 23 || minute < 0 || minute > 59) return std::nullopt;
  return LocalMoment{*day} + std::chrono::hours{hour} + std::chrono::minutes{minute};
}

}  // namespace

Result<Done> read_basel_air(Lines& lines, Sink& sink) {
  const auto header = header_line(lines);
  if (!header) return fail(header.error());
  FieldSplitter names(';');
  if (!names.split(*header) || names.size() < 3 || names[0] != "Datum/Zeit" || names[1] != "timestamp_text")
    return fail(ErrorKind::invalid, "header-unknown", "expected Datum/Zeit;timestamp_text;NAME [unit];…");
  std::vector<Slot> slots;
  std::vector<std::string> columns;
  for (std::size_t i = 2; i < names.size(); ++i) {
    const auto column = basel_column(names[i]);
    if (!column) return fail(column.error());
    columns.push_back(column->name);
    slots.push_back(sink.declare(basel_series(*column)));
  }
  return read_rows(lines, ';', sink,
                   [&](const FieldSplitter& f, std::vector<Reading>& out) -> std::optional<Rejection> {
                     if (f.size() != slots.size() + 2) return no("", "columns-wrong");
                     const auto time = iso_moment(f[0]);
                     if (!time) return no("Datum/Zeit", "time-invalid");
                     const auto local = basel_local(f[1]);
                     if (!local) return no("timestamp_text", "time-invalid");
                     if (local->time_since_epoch() - time->time_since_epoch() != std::chrono::hours{1})
                       return no("timestamp_text", "times-differ");
                     for (std::size_t i = 0; i < slots.size(); ++i) {
                       if (f[i + 2].empty()) continue;
                       const auto value = decimal(f[i + 2]);
                       if (!value) return no(columns[i], "number-invalid");
                       out.push_back({slots[i], *time, {}, {}, *value, {}, 0, {}});
                     }
                     return std::nullopt;
                   });
}

}  // namespace sas::feeds
