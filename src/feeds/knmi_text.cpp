#include "feeds/knmi_text.h"

#include <fmt/format.h>

namespace sas::feeds::knmi {

Result<std::vector<std::string>> find_header(Lines& lines, std::string_view start) {
  FieldSplitter fields(',');
  for (;;) {
    auto line = lines.next();
    if (!line) return fail(std::move(line));
    if (!*line) return fail(ErrorKind::invalid, "header-unknown", fmt::format("no line begins with \"{}\"", start));
    std::string_view text = strip(**line);
    if (text.starts_with('#')) text = strip(text.substr(1));
    if (!text.starts_with(start)) continue;
    if (!fields.split(text)) return fail(ErrorKind::invalid, "header-unknown", "a quote in the header");
    std::vector<std::string> names;
    for (const std::string_view field : fields.fields()) names.emplace_back(strip(field));
    return names;
  }
}

sensing::SeriesDescription station_series(std::string_view group, std::int64_t station) {
  sensing::SeriesDescription d;
  d.thing_key = group.empty() ? fmt::format("knmi/{}", station) : fmt::format("knmi/{}/{}", group, station);
  d.thing_name = fmt::format("KNMI-station {}", station);
  d.thing_description = "Weerstation van het Koninklijk Nederlands Meteorologisch Instituut";
  d.sensor_name = d.thing_name;
  // The file itself asks to say this: moved stations and changed methods make the series unfit for trends.
  d.sensor_metadata =
      "https://www.knmi.nl/nederland-nu/klimatologie/daggegevens - reeks is mogelijk inhomogeen door "
      "verplaatsing en verandering van meetmethode; niet geschikt voor trends";
  d.zone = "UTC";
  d.source = "knmi";
  d.licence = "https://creativecommons.org/licenses/by/4.0/";
  return d;
}

}  // namespace sas::feeds::knmi
