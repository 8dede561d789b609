#include "feeds/kinds.h"

#include <array>

#include "feeds/air.h"
#include "feeds/dino.h"
#include "feeds/footfall.h"
#include "feeds/knmi.h"
#include "feeds/lines.h"
#include "feeds/luchtmeetnet.h"
#include "feeds/parking.h"
#include "feeds/samen_meten.h"
#include "feeds/ttn_file.h"
#include "feeds/wiski.h"

namespace sas::feeds {
namespace {

// JSON is read as a whole, and a document of this size takes some ten times as much to understand.
constexpr std::size_t largest_document = 64 * 1024 * 1024;

using FileReader = std::function<Result<Done>(const std::string&, Sink&)>;

FileReader by_line(Result<Done> (*read)(Lines&, Sink&)) {
  return [read](const std::string& path, Sink& sink) -> Result<Done> {
    auto lines = lines_of_file(path);
    if (!lines) return fail(std::move(lines));
    return read(**lines, sink);
  };
}

FileReader whole_document(Result<Done> (*read)(std::string_view, Sink&)) {
  return [read](const std::string& path, Sink& sink) -> Result<Done> {
    const auto text = read_whole_file(path, largest_document);
    if (!text) return fail(text.error());
    return read(*text, sink);
  };
}

}  // namespace

std::span<const FileKind> file_kinds() {
  static const std::array kinds{
      FileKind{"parking", "history of car parks (RDW/NPR, collected CSV)", by_line(read_parking_history)},
      FileKind{"parking-state", "car parks at one moment (RDW/NPR, JSON)", whole_document(read_parking_state)},
      FileKind{"knmi-days", "KNMI day values (etmgeg)", by_line(read_knmi_days)},
      FileKind{"knmi-hours", "KNMI hour values (uurgeg)", by_line(read_knmi_hours)},
      FileKind{"knmi-rain", "KNMI rain stations (neerslaggeg)", by_line(read_knmi_rain)},
      FileKind{"dino", "groundwater from DINO, both layouts", by_line(read_dino)},
      FileKind{"dino-gauge", "surface water gauges from DINO", by_line(read_dino)},
      FileKind{"wiski", "export of WISKI", by_line(read_wiski)},
      FileKind{"footfall-leeds", "hourly footfall of Leeds", by_line(read_footfall_leeds)},
      FileKind{"footfall-melbourne", "hourly footfall of Melbourne", by_line(read_footfall_melbourne)},
      FileKind{"pm10", "PM10 day means of RIVM, wide table", by_line(read_pm10_days)},
      FileKind{"basel-air", "hourly air quality of Basel", by_line(read_basel_air)},
      FileKind{"luchtmeetnet", "answer of the Luchtmeetnet API (JSON)", whole_document(read_luchtmeetnet)},
      FileKind{"samen-meten", "answer of the Samen Meten API (JSON)", whole_document(read_samen_meten)},
      FileKind{"ttn-uplinks", "uplinks of The Things Stack v3, one JSON a line", by_line(read_ttn_uplinks)}};
  return kinds;
}

const FileKind* file_kind(std::string_view name) {
  for (const FileKind& kind : file_kinds())
    if (kind.name == name) return &kind;
  return nullptr;
}

}  // namespace sas::feeds
