#include "feeds/knmi.h"

#include <fmt/format.h>

#include <map>

#include "base/text.h"
#include "feeds/knmi_columns.h"
#include "feeds/knmi_text.h"

namespace sas::feeds {
namespace {

/// Days or hours: what differs between the two layouts.
struct Layout {
  std::string_view header;
  std::string_view name;  ///< part of the key
  std::size_t first;      ///< column of the first value
  std::chrono::hours length;
  const KnmiColumn* (*column)(std::string_view);
};

const Layout days{"STN,YYYYMMDD,", "day", 2, std::chrono::hours{24}, knmi_day_column};
const Layout hours{"STN,YYYYMMDD,", "hour", 3, std::chrono::hours{1}, knmi_hour_column};

sensing::SeriesDescription describe(std::int64_t station, const Layout& layout, const KnmiColumn& column) {
  sensing::SeriesDescription d = knmi::station_series("", station);
  d.key = fmt::format("{}/{}/{}", d.thing_key, layout.name, fold(column.code));
  d.name = fmt::format("{}: {} ({})", d.thing_name, column.property, layout.name);
  d.property_name = column.property;
  d.property_definition = fmt::format("https://www.knmi.nl/nederland-nu/klimatologie/daggegevens#{}", column.code);
  set_unit(d, column.unit);
  d.rules.min = column.min;
  d.rules.max = column.max;
  d.rules.expected_every = layout.length;
  return d;
}

class Reader {
 public:
  Reader(const Layout& layout, std::vector<const KnmiColumn*> columns, Sink& sink)
      : layout_(layout), columns_(std::move(columns)), sink_(sink) {}

  std::optional<Rejection> operator()(const FieldSplitter& f, std::vector<Reading>& out) {
    if (f.size() != layout_.first + columns_.size()) return no("", "columns-wrong");
    const auto station = whole(strip(f[0]));
    if (!station || *station < 1 || *station > 999) return no("STN", "key-invalid");
    const auto begin = begin_of(f);
    if (!begin) return no(layout_.first == 3 ? "HH" : "YYYYMMDD", "time-invalid");
    const std::vector<Slot>& slots = slots_of(*station);
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::string_view cell = strip(f[layout_.first + i]);
      if (cell.empty()) continue;
      const auto raw = whole(cell);
      if (!raw) return no(std::string(columns_[i]->code), "number-invalid");
      out.push_back(reading(slots[i], *columns_[i], *begin, *raw));
    }
    return std::nullopt;
  }

 private:
  [[nodiscard]] std::optional<lake::Moment> begin_of(const FieldSplitter& f) const {
    const auto day = day_compact(strip(f[1]));
    if (!day) return std::nullopt;
    const lake::Moment midnight{day->time_since_epoch()};
    if (layout_.first == 2) return midnight;
    const auto hour = whole(strip(f[2]));
    if (!hour || *hour < 1 || *hour > 24) return std::nullopt;
    return midnight + std::chrono::hours{*hour - 1};
  }

  const std::vector<Slot>& slots_of(std::int64_t station) {
    std::vector<Slot>& slots = stations_[station];
    if (slots.empty())
      for (const KnmiColumn* column : columns_) slots.push_back(sink_.declare(describe(station, layout_, *column)));
    return slots;
  }

  [[nodiscard]] Reading reading(Slot slot, const KnmiColumn& column, lake::Moment begin, std::int64_t raw) const {
    Reading r{slot, begin, begin + layout_.length, {}, {}, {}, 0, {}};
    if (raw == -1 && column.minus_one == KnmiColumn::MinusOne::below_005) {
      r.value = knmi_trace;
      r.quality = lake::quality::repaired;
      r.extra = R"({"below":0.05})";
    } else {
      // Divided and not multiplied, so that 57 tenths are 5.7 and not 5.7000000000000002.
      r.value = column.scale == 0.1 ? static_cast<double>(raw) / 10 : static_cast<double>(raw);
    }
    return r;
  }

  const Layout& layout_;
  std::vector<const KnmiColumn*> columns_;
  Sink& sink_;
  std::map<std::int64_t, std::vector<Slot>> stations_;
};

Result<Done> read(const Layout& layout, Lines& lines, Sink& sink) {
  auto names = knmi::find_header(lines, layout.header);
  if (!names) return fail(std::move(names));
  const bool has_hours = names->size() > 2 && (*names)[2] == "HH";
  if (has_hours != (layout.first == 3))
    return fail(ErrorKind::invalid, "header-unknown", has_hours ? "this is a file of hours" : "this is a file of days");
  std::vector<const KnmiColumn*> columns;
  for (std::size_t i = layout.first; i < names->size(); ++i) {
    const KnmiColumn* column = layout.column((*names)[i]);
    if (column == nullptr) return fail(ErrorKind::invalid, "header-unknown", "unknown column " + (*names)[i]);
    columns.push_back(column);
  }
  return read_rows(lines, ',', sink, Reader(layout, std::move(columns), sink));
}

}  // namespace

Result<Done> read_knmi_days(Lines& lines, Sink& sink) {
  return read(days, lines, sink);
}
Result<Done> read_knmi_hours(Lines& lines, Sink& sink) {
  return read(hours, lines, sink);
}

}  // namespace sas::feeds
