#include "feeds/footfall.h"

#include <fmt/format.h>

#include <array>
#include <map>

#include "feeds/json_cell.h"
#include "feeds/keys.h"
#include "feeds/rows.h"
#include "feeds/units.h"
#include "feeds/zones.h"

namespace sas::feeds {
namespace {

using sensing::SeriesDescription;

constexpr std::string_view leeds_header =
    "Date,InCount,BRCWeek,LocationName,Hour,Weekday,NewDate,Month,Year,Day,Day_yr,Month_yr,Week_yr,Hour_yr,week_no";
constexpr std::string_view melbourne_header = "Sensor,Date_Time,Date,Time,Count";

SeriesDescription describe(std::string_view city, std::string_view place, std::string_view what) {
  SeriesDescription d;
  d.thing_key = fmt::format("{}/{}", city, key_part(place));
  d.key = fmt::format("{}/{}", d.thing_key, what);
  d.thing_name = place;
  d.thing_description = "Telpunt voor voetgangers";
  d.sensor_name = d.thing_name;
  d.sensor_metadata = "Telt voorbijgangers; alleen totalen komen binnen";
  d.property_name = "pedestrians counted";
  d.property_definition = "https://smartdatamodels.org/dataModel.Transportation/peopleCount";
  d.name = fmt::format("{}: voetgangers ({})", place, what);
  d.kind = SeriesDescription::Kind::count;
  set_unit(d, units::number);
  d.rules.min = 0;
  return d;
}

std::optional<Day> leeds_day(std::string_view text) {
  return text.find('/') != std::string_view::npos ? day_dmy(text, '/') : day_ymd(text, '-');
}

/// "01-Jan-2009"
std::optional<Day> named_month_day(std::string_view text) {
  static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() != 11 || text[2] != '-' || text[6] != '-') return std::nullopt;
  for (unsigned m = 0; m < months.size(); ++m) {
    if (text.substr(3, 3) != months[m]) continue;
    const int day = digits_at(text, 0, 2), year = digits_at(text, 7, 4);
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{m + 1},
                                           std::chrono::day{static_cast<unsigned>(std::max(day, 0))}};
    if (year < 0 || !date.ok()) return std::nullopt;
    return Day{date};
  }
  return std::nullopt;
}

/// Slots by the name in the row, made when first seen.
class Places {
 public:
  Places(Sink& sink, std::function<SeriesDescription(std::string_view)> describe)
      : sink_(sink), describe_(std::move(describe)) {}
  Slot slot(std::string_view name) {
    const auto known = slots_.find(name);
    if (known != slots_.end()) return known->second;
    return slots_.emplace(name, sink_.declare(describe_(name))).first->second;
  }

 private:
  Sink& sink_;
  std::function<SeriesDescription(std::string_view)> describe_;
  std::map<std::string, Slot, std::less<>> slots_;
};

Result<Done> expect_header(Lines& lines, std::string_view expected) {
  const auto header = header_line(lines);
  if (!header) return fail(header.error());
  if (*header != expected) return fail(ErrorKind::invalid, "header-unknown", fmt::format("expected {}", expected));
  return Done{};
}

std::optional<Rejection> leeds_row(const FieldSplitter& f, const Zone& zone, Places& places,
                                   std::vector<Reading>& out) {
  if (f.size() != 15) return no("", "columns-wrong");
  const auto day = leeds_day(f[0]), check = named_month_day(f[6]);
  if (!day) return no("Date", "time-invalid");
  if (!check) return no("NewDate", "time-invalid");
  if (*day != *check) return no("NewDate", "dates-differ");
  const auto hour = whole(f[4]);
  if (!hour || *hour < 0 || *hour > 23) return no("Hour", "time-invalid");
  const auto count = whole(f[1]);
  if (!f[1].empty() && (!count || *count < 0)) return no("InCount", "number-invalid");
  if (key_part(f[3]).empty()) return no("LocationName", "key-invalid");
  const LocalMeaning when = zone.meaning(LocalMoment{*day} + std::chrono::hours{*hour});
  if (when.kind == LocalMeaning::Kind::never) return no("Hour", "time-does-not-exist");
  if (!count) return std::nullopt;
  out.push_back(
      {places.slot(f[3]), when.first, when.second + std::chrono::hours{1}, {}, static_cast<double>(*count), {}, 0, {}});
  return std::nullopt;
}

std::optional<Rejection> melbourne_row(const FieldSplitter& f, const Zone& zone, Places& places,
                                       std::vector<Reading>& out) {
  if (f.size() != 5) return no("", "columns-wrong");
  const auto time = iso_moment(f[1]);
  if (!time) return no("Date_Time", "time-invalid");
  const auto day = day_ymd(f[2], '-');
  const auto hour = whole(f[3]);
  if (!day) return no("Date", "time-invalid");
  if (!hour || *hour < 0 || *hour > 23) return no("Time", "time-invalid");
  if (zone.local(*time) != LocalMoment{*day} + std::chrono::hours{*hour}) return no("Date_Time", "times-differ");
  const auto count = whole(f[4]);
  if (!f[4].empty() && (!count || *count < 0)) return no("Count", "number-invalid");
  if (key_part(f[0]).empty()) return no("Sensor", "key-invalid");
  if (!count) return std::nullopt;
  out.push_back({places.slot(f[0]), *time, *time + std::chrono::hours{1}, {}, static_cast<double>(*count), {}, 0, {}});
  return std::nullopt;
}

SeriesDescription melbourne(std::string_view place, std::string_view what, std::chrono::seconds every) {
  SeriesDescription d = describe("melbourne", place, what);
  d.zone = "Australia/Melbourne";
  d.source = "footfall-melbourne";
  d.licence = "https://creativecommons.org/licenses/by/4.0/";
  d.rules.expected_every = every;
  return d;
}

std::optional<Rejection> melbourne_item(const json::Object& o, const Zone& zone, Sink& sink,
                                        std::vector<Reading>& out) {
  const std::int64_t id = json::int_at(o, "location_id", -1);
  if (id < 0) return no("location_id", "key-invalid");
  const auto time = iso_moment(json::text_at(o, "sensing_datetime"));
  if (!time) return no("sensing_datetime", "time-invalid");
  const auto local = local_moment(json::text_at(o, "sensing_date") + "T" + json::text_at(o, "sensing_time"));
  if (!local) return no("sensing_time", "time-invalid");
  if (zone.local(*time) != *local) return no("sensing_datetime", "times-differ");
  const JsonCell one = number_cell(o, "direction_1"), two = number_cell(o, "direction_2"),
                 total = number_cell(o, "total_of_directions");
  const std::pair<const char*, const JsonCell*> cells[] = {
      {"direction_1", &one}, {"direction_2", &two}, {"total_of_directions", &total}};
  for (const auto& [name, cell] : cells)
    if (cell->what == JsonCell::What::wrong || (cell->what == JsonCell::What::good && cell->value < 0))
      return no(name, "number-invalid");
  using enum JsonCell::What;
  if (one.what == good && two.what == good && total.what == good && one.value + two.value != total.value)
    return no("total_of_directions", "sum-wrong");
  const std::string place = fmt::format("location-{}", id);
  const char* names[] = {"direction-1", "direction-2", "total"};
  for (std::size_t i = 0; i < 3; ++i) {
    if (cells[i].second->what != good) continue;
    const Slot slot = sink.declare(melbourne(place, names[i], std::chrono::minutes{1}));
    out.push_back({slot,
                   *time,
                   *time + std::chrono::minutes{1},
                   {},
                   cells[i].second->value,
                   {},
                   cells[i].second->repaired ? lake::quality::repaired : 0,
                   {}});
  }
  return std::nullopt;
}

}  // namespace

Result<Done> read_footfall_leeds(Lines& lines, Sink& sink) {
  if (auto header = expect_header(lines, leeds_header); !header) return header;
  const auto zone = Zone::named("Europe/London");
  if (!zone) return fail(zone.error());
  Places places(sink, [](std::string_view name) {
    SeriesDescription d = describe("leeds", name, "count");
    d.zone = "Europe/London";
    d.source = "footfall-leeds";
    d.licence = "http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/";
    d.rules.expected_every = std::chrono::hours{1};
    // A camera that counts nobody for half a day is more likely dead than the street is empty.
    d.rules.frozen_after = std::chrono::hours{12};
    return d;
  });
  return read_rows(lines, ',', sink,
                   [&](const FieldSplitter& f, std::vector<Reading>& out) { return leeds_row(f, *zone, places, out); });
}

Result<Done> read_footfall_melbourne(Lines& lines, Sink& sink) {
  if (auto header = expect_header(lines, melbourne_header); !header) return header;
  const auto zone = Zone::named("Australia/Melbourne");
  if (!zone) return fail(zone.error());
  Places places(sink, [](std::string_view name) { return melbourne(name, "count", std::chrono::hours{1}); });
  return read_rows(lines, ',', sink, [&](const FieldSplitter& f, std::vector<Reading>& out) {
    return melbourne_row(f, *zone, places, out);
  });
}

Result<Done> read_footfall_melbourne_api(std::string_view text, Sink& sink) {
  const auto zone = Zone::named("Australia/Melbourne");
  if (!zone) return fail(zone.error());
  const auto document = json::parse(text);
  if (!document) return fail(document.error());
  const json::Object* root = document->if_object();
  const json::Array* results = root == nullptr ? nullptr : array_at(*root, "results");
  if (results == nullptr) return fail(ErrorKind::invalid, "document-unknown", "expected the member results");
  return read_items(*results, sink, [&](const json::Object& item, std::vector<Reading>& out) {
    return melbourne_item(item, *zone, sink, out);
  });
}

}  // namespace sas::feeds
