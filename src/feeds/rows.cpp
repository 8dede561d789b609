#include "feeds/rows.h"

namespace sas::feeds {

Result<Done> read_rows(Lines& lines, char separator, Sink& sink, const RowReader& read) {
  FieldSplitter fields(separator);
  std::vector<Reading> readings;
  for (;;) {
    auto line = lines.next();
    if (!line) return fail(std::move(line));
    if (!*line) return Done{};
    if (strip(**line).empty()) continue;
    readings.clear();
    std::optional<Rejection> refused = fields.split(**line) ? read(fields, readings) : no("", "quote-open");
    if (refused) {
      refused->line = lines.number();
      sink.reject(*std::move(refused));
    } else if (auto taken = sink.accept(readings); !taken) {
      return taken;
    }
  }
}

Result<Done> read_items(const json::Array& items, Sink& sink, const ItemReader& read) {
  std::vector<Reading> readings;
  std::int64_t number = 0;
  for (const json::Value& item : items) {
    ++number;
    readings.clear();
    std::optional<Rejection> refused = item.is_object() ? read(item.get_object(), readings) : no("", "object-expected");
    if (refused) {
      refused->line = number;
      sink.reject(*std::move(refused));
    } else if (auto taken = sink.accept(readings); !taken) {
      return taken;
    }
  }
  return Done{};
}

Result<std::string> header_line(Lines& lines) {
  for (;;) {
    auto line = lines.next();
    if (!line) return fail(std::move(line));
    if (!*line) return fail(ErrorKind::invalid, "header-unknown", "the file is empty");
    if (!strip(**line).empty()) return std::string(**line);
  }
}

}  // namespace sas::feeds
