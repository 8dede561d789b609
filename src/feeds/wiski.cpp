#include "feeds/wiski.h"

#include <fmt/format.h>

#include <map>

#include "feeds/keys.h"
#include "feeds/rows.h"
#include "feeds/units.h"

namespace sas::feeds {
namespace {

using Head = std::map<std::string, std::string, std::less<>>;

Result<Head> read_head(Lines& lines) {
  Head head;
  for (;;) {
    auto line = lines.next();
    if (!line) return fail(std::move(line));
    if (!*line || !(*line)->starts_with('#'))
      return fail(ErrorKind::invalid, "header-unknown", "expected #key;value lines and then #Timestamp;Value;");
    const std::string_view text = (*line)->substr(1);
    if (text == "Timestamp;Value;Interpolation Type;Quality Code") return head;
    const std::size_t cut = text.find(';');
    if (cut == std::string_view::npos)
      return fail(ErrorKind::invalid, "header-unknown", fmt::format("line {} is not #key;value", lines.number()));
    head.emplace(text.substr(0, cut), text.substr(cut + 1));
  }
}

std::string_view get(const Head& head, std::string_view key) {
  const auto at = head.find(key);
  return at == head.end() ? std::string_view{} : strip(at->second);
}

Result<sensing::SeriesDescription> describe(const Head& head) {
  sensing::SeriesDescription d;
  if (get(head, "station_no").empty() || get(head, "ts_id").empty())
    return fail(ErrorKind::invalid, "header-unknown", "#station_no and #ts_id are obligatory");
  d.thing_key = "wiski/" + key_part(get(head, "station_no"));
  d.key = d.thing_key + "/" + key_part(get(head, "ts_id"));
  d.thing_name = fmt::format("Meetpunt {}", get(head, "station_no"));
  d.thing_description = get(head, "station_name");
  const auto latitude = decimal(get(head, "station_latitude")), longitude = decimal(get(head, "station_longitude"));
  if (latitude && longitude) {
    d.latitude = *latitude;
    d.longitude = *longitude;
  }
  d.sensor_name = fmt::format("{} {}", d.thing_name, get(head, "station_name"));
  d.sensor_metadata = fmt::format("WISKI {} ({})", get(head, "ts_name"), get(head, "ts_id"));
  d.property_name = get(head, "parametertype_name");
  // Only the unit tells what the level is against.
  d.property_definition = get(head, "ts_unitsymbol") == "m+NAP" ? "https://www.dinoloket.nl/grondwater#nap"
                                                                : "https://www.dinoloket.nl/grondwater";
  d.name = fmt::format("{}: {}", d.sensor_name, d.property_name);
  const auto unit = unit_of(get(head, "ts_unitsymbol"));
  if (!unit)
    return fail(ErrorKind::invalid, "unit-unknown", fmt::format("#ts_unitsymbol {}", get(head, "ts_unitsymbol")));
  set_unit(d, *unit);
  d.source = "wiski";
  d.rules.expected_every = std::chrono::hours{3};
  return d;
}

}  // namespace

Result<Done> read_wiski(Lines& lines, Sink& sink) {
  const auto head = read_head(lines);
  if (!head) return fail(head.error());
  const auto description = describe(*head);
  if (!description) return fail(description.error());
  const Slot slot = sink.declare(*description);
  std::int64_t rows = 0;
  std::string code, extra;
  auto read =
      read_rows(lines, ';', sink, [&](const FieldSplitter& f, std::vector<Reading>& out) -> std::optional<Rejection> {
        ++rows;
        if (f.size() != 4) return no("", "columns-wrong");
        const auto time = iso_moment(f[0]);
        if (!time) return no("Timestamp", "time-invalid");
        if (!f[3].empty() && !whole(f[3])) return no("Quality Code", "number-invalid");
        if (f[1].empty()) return std::nullopt;
        const auto value = decimal(f[1]);
        if (!value) return no("Value", "number-invalid");
        if (f[3] != code) {
          code = f[3];
          extra = code.empty() ? "" : fmt::format(R"({{"resultQuality":{}}})", code);
        }
        out.push_back({slot, *time, {}, {}, *value, {}, 0, extra});
        return std::nullopt;
      });
  if (!read) return read;
  const auto promised = whole(get(*head, "rows"));
  if (promised && *promised != rows)
    return fail(ErrorKind::invalid, "rows-missing", fmt::format("#rows says {}, the file has {}", *promised, rows));
  return Done{};
}

}  // namespace sas::feeds
