#include "feeds/mapped_rows.h"

#include <algorithm>

#include "feeds/keys.h"
#include "feeds/units.h"

namespace sas::feeds {
namespace {

struct DayTime {
  LocalMoment at;
  bool has_time = false;
};

/// 29-03-2026, 29-03-2026 02:30, 29-03-2026 02:30:15; the separator is the third character.
std::optional<DayTime> day_time(std::string_view text) {
  if (text.size() < 10 || (text[2] != '-' && text[2] != '/' && text[2] != '.')) return std::nullopt;
  const auto day = day_dmy(text.substr(0, 10), text[2]);
  if (!day) return std::nullopt;
  if (text.size() == 10) return DayTime{LocalMoment{*day}, false};
  if ((text.size() != 16 && text.size() != 19) || text[10] != ' ' || text[13] != ':') return std::nullopt;
  const int hour = digits_at(text, 11, 2), minute = digits_at(text, 14, 2);
  const int second = text.size() == 19 && text[16] == ':' ? digits_at(text, 17, 2) : (text.size() == 16 ? 0 : -1);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return std::nullopt;
  return DayTime{
      LocalMoment{*day} + std::chrono::hours{hour} + std::chrono::minutes{minute} + std::chrono::seconds{second}, true};
}

/// RD metres or degrees: no number can be both.
std::optional<Place> place_of(double x, double y) {
  if (x >= -180 && x <= 180 && y >= -90 && y <= 90) return Place{x, y};
  return from_rd(x, y);
}

}  // namespace

Result<MappedRows> MappedRows::make(const Mapping& mapping, Sink& sink) {
  auto zone = Zone::named(mapping.zone);
  if (!zone) return fail(std::move(zone));
  return MappedRows(mapping, sink, *std::move(zone));
}

MappedRows::When MappedRows::local(LocalMoment at) const {
  const LocalMeaning meaning = zone_.meaning(at);
  if (meaning.kind == LocalMeaning::Kind::never) return {{}, {}, "time-does-not-exist"};
  // Which of the two it is, the file does not say; a row for each hour would say it by its order, a single one does
  // not.
  if (meaning.kind == LocalMeaning::Kind::twice) return {{}, {}, "time-twice"};
  return {meaning.first, {}, {}};
}

MappedRows::When MappedRows::when(std::string_view text) const {
  When out;
  out.problem = "time-invalid";
  switch (mapping_.time_shape) {
    case TimeShape::iso:
      if (const auto moment = iso_moment(text)) {
        out = {*moment, {}, {}};
      } else if (const auto at = local_moment(text)) {
        out = local(*at);
      } else if (const auto day = day_ymd(text, '-')) {
        return {zone_.start_of(*day), zone_.start_of(*day + std::chrono::days{1}), {}};
      }
      break;
    case TimeShape::dmy:
      if (const auto at = day_time(text)) {
        if (!at->has_time) {
          const auto day = std::chrono::floor<std::chrono::days>(at->at);
          return {zone_.start_of(day), zone_.start_of(day + std::chrono::days{1}), {}};
        }
        out = local(at->at);
      }
      break;
    case TimeShape::epoch_s:
    case TimeShape::epoch_ms:
      if (const auto count = whole(text); count && std::abs(*count) < 10'000'000'000'000) {
        const bool seconds = mapping_.time_shape == TimeShape::epoch_s;
        out = {lake::Moment{std::chrono::microseconds{*count * (seconds ? 1'000'000 : 1'000)}}, {}, {}};
        if (seconds && std::abs(*count) > 10'000'000'000) out.problem = "time-invalid";
      }
      break;
  }
  if (out.problem.empty() && mapping_.interval) out.end = out.begin + *mapping_.interval;
  return out;
}

std::optional<double> MappedRows::number(std::string_view text) const {
  if (mapping_.decimal == '.') return decimal(text);
  if (text.find('.') != std::string_view::npos) return std::nullopt;
  std::string with_point(text);
  std::replace(with_point.begin(), with_point.end(), ',', '.');
  return decimal(with_point);
}

Slot MappedRows::slot(const std::string& thing, const MappedColumn& column, const std::optional<Place>& place) {
  const auto [at, added] = slots_.try_emplace({thing, column.column});
  if (!added) return at->second;
  sensing::SeriesDescription d;
  d.thing_key = thing.empty() ? mapping_.name : mapping_.name + "/" + key_part(thing);
  d.key = d.thing_key + "/" + key_part(column.property);
  d.thing_name = thing.empty() ? mapping_.title : thing;
  d.thing_description = mapping_.title;
  if (place) {
    d.longitude = place->longitude;
    d.latitude = place->latitude;
  }
  d.sensor_name = d.thing_name;
  d.sensor_metadata = mapping_.source;
  d.property_name = column.property;
  d.property_definition = "urn:sassenpoort:property:" + key_part(column.property);
  d.name = d.thing_name + ": " + column.property;
  set_unit(d, column.unit.empty() ? units::number : unit_of(column.unit).value_or(units::number));
  using From = MappedColumn::Kind;
  using To = sensing::SeriesDescription::Kind;
  d.kind = column.kind == From::count ? To::count : column.kind == From::category ? To::category : To::measurement;
  d.zone = mapping_.zone;
  d.source = mapping_.name;
  d.licence = mapping_.licence;
  d.rules.min = column.min;
  d.rules.max = column.max;
  d.rules.expected_every = mapping_.interval;
  at->second = sink_.declare(d);
  return at->second;
}

std::optional<Rejection> MappedRows::read(const Cells& cells, const std::optional<Place>& given,
                                          std::vector<Reading>& out) {
  const When time = when(strip(cells(mapping_.time_column)));
  if (!time.problem.empty()) return no(mapping_.time_column, time.problem);
  std::string thing;
  if (!mapping_.thing_column.empty()) {
    thing = strip(cells(mapping_.thing_column));
    if (key_part(thing).empty()) return no(mapping_.thing_column, "key-invalid");
  }
  std::optional<Place> place = given;
  if (!mapping_.x_column.empty()) {
    const std::string_view x = strip(cells(mapping_.x_column)), y = strip(cells(mapping_.y_column));
    const auto east = number(x), north = number(y);
    if (!(x.empty() && y.empty())) {
      place = east && north ? place_of(*east, *north) : std::nullopt;
      if (!place) return no(mapping_.x_column, "place-invalid");
    }
  }
  for (const MappedColumn& column : mapping_.columns) {
    const std::string_view cell = strip(cells(column.column));
    if (cell.empty() || std::find(column.missing.begin(), column.missing.end(), cell) != column.missing.end()) continue;
    Reading r;
    r.time = time.begin;
    r.until = time.end;
    if (column.kind == MappedColumn::Kind::category) {
      r.text = cell;
    } else {
      r.value = number(cell);
      if (!r.value) return no(column.column, "number-invalid");
    }
    r.slot = slot(thing, column, place);
    out.push_back(std::move(r));
  }
  return std::nullopt;
}

}  // namespace sas::feeds
