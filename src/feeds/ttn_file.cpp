#include "feeds/ttn_file.h"

#include "feeds/byte_decoder.h"
#include "feeds/rows.h"
#include "feeds/uplink_readings.h"

namespace sas::feeds {

Result<Done> read_ttn_uplinks(Lines& lines, Sink& sink) {
  UplinkMemory memory;
  const Decoder decoder = house_decoder();
  std::vector<Reading> readings;
  for (;;) {
    auto line = lines.next();
    if (!line) return fail(std::move(line));
    if (!*line) return Done{};
    if (strip(**line).empty()) continue;
    readings.clear();
    const auto uplink = read_uplink(**line);
    std::optional<Rejection> refused;
    if (!uplink) {
      refused = no(uplink.error().detail, uplink.error().code);
      if (uplink.error().code == "json-invalid") refused->column.clear();
    } else if (memory.seen(*uplink)) {
      refused = no("f_cnt", "uplink-repeated");
    } else {
      refused = uplink_readings(*uplink, decoder, sink, readings);
    }
    if (refused) {
      refused->line = lines.number();
      sink.reject(*std::move(refused));
    } else if (auto taken = sink.accept(readings); !taken) {
      return taken;
    }
  }
}

}  // namespace sas::feeds
