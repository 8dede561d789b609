#include "feeds/dino.h"

#include <fmt/format.h>

#include <map>

#include "base/text.h"
#include "feeds/rd.h"
#include "feeds/rows.h"
#include "feeds/units.h"
#include "feeds/zones.h"

namespace sas::feeds {
namespace {

using sensing::SeriesDescription;

enum class Block { prose, wells_1, levels_1, wells_0, levels_0, gauges, gauge_levels };

/// Which block a header opens; none when the line is no header.
std::optional<Block> block_of(std::string_view line) {
  const std::string text = fold(line);
  if (!text.starts_with("locatie,")) return std::nullopt;
  if (text.starts_with("locatie,filternummer,peildatum,stand (cm t.o.v. mp),stand (cm t.o.v. mv),stand (cm t.o.v. nap),"
                       "bijzonderheid,opmerking"))
    return Block::levels_1;
  if (text.starts_with("locatie,filternummer,externe aanduiding,x-coordinaat,y-coordinaat,maaiveld (cm t.o.v. nap),"
                       "datum maaiveld gemeten,startdatum,einddatum,meetpunt (cm t.o.v. nap),"))
    return Block::wells_1;
  if (text.starts_with("locatie,filternummer,peil datum tijd,stand (mv),bijzonderheid")) return Block::levels_0;
  if (text.starts_with(
          "locatie,filternummer,externe aanduiding,x-coordinaat,y-coordinaat,maaiveld nap,geschat,meetpunt "
          "nap,bovenkant filter,onderkant filter,start datum,eind datum"))
    return Block::wells_0;
  if (text.starts_with("locatie,externe aanduiding,x-coordinaat,y-coordinaat, startdatum, einddatum"))
    return Block::gauges;
  if (text.starts_with("locatie,peildatum,stand (cm t.o.v. nap),bijzonderheid")) return Block::gauge_levels;
  return Block::prose;
}

bool is_code(std::string_view text) {
  if (text.empty() || text.size() > 20) return false;
  for (const char c : text)
    if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) return false;
  return true;
}

std::optional<Day> any_day(std::string_view text) {
  if (text.size() < 10) return std::nullopt;
  if (const auto day = day_dmy(text, '-')) return day;
  return day_ymd(text.substr(0, 10), '/');
}

enum class Level { nap, mv, mp };

struct Point {
  std::string well;
  std::string filter;  ///< text: "001"; empty for a gauge
  friend auto operator<=>(const Point&, const Point&) = default;
};

class Reader {
 public:
  Reader(Sink& sink, Zone zone) : sink_(sink), zone_(std::move(zone)) {}

  std::optional<Rejection> read(Block block, const FieldSplitter& f, std::vector<Reading>& out) {
    switch (block) {
      case Block::wells_1:
        return well(f, Columns{3, 4, 7, 8, 9, 13}, out);
      case Block::wells_0:
        return well(f, Columns{3, 4, 10, 11, 7, 12}, out);
      case Block::levels_1:
        return levels_1(f, out);
      case Block::levels_0:
        return levels_0(f, out);
      case Block::gauges:
        return gauge(f);
      case Block::gauge_levels:
        return gauge_levels(f, out);
      case Block::prose:
        break;
    }
    return no("", "header-unknown");
  }

 private:
  struct Columns {
    std::size_t x, y, start, end, reference, count;
  };

  // A field at a place, blank when the row is shorter. Rows carry padding commas: what is over must be blank.
  static std::string_view at(const FieldSplitter& f, std::size_t i) { return i < f.size() ? strip(f[i]) : ""; }
  static bool only_padding_after(const FieldSplitter& f, std::size_t count) {
    for (std::size_t i = count; i < f.size(); ++i)
      if (!strip(f[i]).empty()) return false;
    return true;
  }

  [[nodiscard]] static std::optional<Point> point(const FieldSplitter& f) {
    const std::string_view well = at(f, 0), filter = at(f, 1);
    if (!is_code(well) || !is_code(filter)) return std::nullopt;
    return Point{std::string(well), std::string(filter)};
  }

  std::optional<Rejection> place(const Point& point, std::string_view x, std::string_view y) {
    const auto east = decimal(x), north = decimal(y);
    if (x.empty() && y.empty()) return std::nullopt;
    const auto found = east && north ? from_rd(*east, *north) : std::nullopt;
    if (!found) return no("X-coordinaat", "place-invalid");
    places_[point.well] = *found;
    return std::nullopt;
  }

  std::optional<Rejection> well(const FieldSplitter& f, const Columns& c, std::vector<Reading>& out) {
    const auto p = point(f);
    if (!p) return no("Locatie", "key-invalid");
    if (f.size() < c.count || !only_padding_after(f, c.count)) return no("", "columns-wrong");
    if (auto wrong = place(*p, at(f, c.x), at(f, c.y))) return wrong;
    const std::string_view reference = at(f, c.reference);
    if (reference.empty()) return std::nullopt;
    const auto height = decimal(reference);
    if (!height) return no("Meetpunt (cm t.o.v. NAP)", "number-invalid");
    const auto start = any_day(at(f, c.start)), end = any_day(at(f, c.end));
    if (!start || (!at(f, c.end).empty() && !end)) return no("Startdatum", "time-invalid");
    Reading r{slot(*p, "reference"), zone_.start_of(*start), {}, {}, *height, {}, 0, {}};
    if (end && *end > *start) r.until = zone_.start_of(*end);
    out.push_back(std::move(r));
    return std::nullopt;
  }

  std::optional<Rejection> levels_1(const FieldSplitter& f, std::vector<Reading>& out) {
    const auto p = point(f);
    if (!p) return no("Locatie", "key-invalid");
    // Behind the seventh field stands Opmerking, written by hand, with commas that are not quoted: not read, see the
    // header.
    if (f.size() < 6) return no("", "columns-wrong");
    const auto day = day_dmy(at(f, 2), '-');
    if (!day) return no("Peildatum", "time-invalid");
    const std::pair<std::size_t, const char*> columns[] = {{3, "mp"}, {4, "mv"}, {5, "nap"}};
    for (const auto& [column, name] : columns)
      if (auto wrong = level(at(f, column), *p, name, *day, out)) return wrong;
    remark(at(f, 6), *p, *day, out);
    return std::nullopt;
  }

  std::optional<Rejection> levels_0(const FieldSplitter& f, std::vector<Reading>& out) {
    const auto p = point(f);
    if (!p) return no("Locatie", "key-invalid");
    if (f.size() < 4 || !only_padding_after(f, 5)) return no("", "columns-wrong");
    const std::string_view time = at(f, 2);
    const auto day = day_ymd(time.substr(0, std::min<std::size_t>(10, time.size())), '/');
    // This layout writes midnight for a day; another time of day has not been seen and is not guessed at.
    if (!day || !time.ends_with(" 00:00:00") || time.size() != 19) return no("PEIL DATUM TIJD", "time-invalid");
    if (auto wrong = level(at(f, 3), *p, "mv", *day, out)) return wrong;
    remark(at(f, 4), *p, *day, out);
    return std::nullopt;
  }

  std::optional<Rejection> gauge(const FieldSplitter& f) {
    const std::string_view name = at(f, 0);
    if (!is_code(name)) return no("Locatie", "key-invalid");
    if (f.size() < 6 || !only_padding_after(f, 6)) return no("", "columns-wrong");
    return place(Point{std::string(name), ""}, at(f, 2), at(f, 3));
  }

  std::optional<Rejection> gauge_levels(const FieldSplitter& f, std::vector<Reading>& out) {
    const std::string_view name = at(f, 0);
    if (!is_code(name)) return no("Locatie", "key-invalid");
    if (f.size() < 3 || !only_padding_after(f, 4)) return no("", "columns-wrong");
    const auto day = day_dmy(at(f, 1), '-');
    if (!day) return no("Peildatum", "time-invalid");
    const Point p{std::string(name), ""};
    if (auto wrong = level(at(f, 2), p, "nap", *day, out)) return wrong;
    remark(at(f, 3), p, *day, out);
    return std::nullopt;
  }

  std::optional<Rejection> level(std::string_view cell, const Point& p, const char* name, Day day,
                                 std::vector<Reading>& out) {
    if (cell.empty()) return std::nullopt;
    const auto value = decimal(cell);
    if (!value) return no(fmt::format("Stand {}", name), "number-invalid");
    out.push_back(
        {slot(p, name), zone_.start_of(day), zone_.start_of(day + std::chrono::days{1}), {}, *value, {}, 0, {}});
    return std::nullopt;
  }

  void remark(std::string_view cell, const Point& p, Day day, std::vector<Reading>& out) {
    if (cell.empty()) return;
    out.push_back({slot(p, "remark"),
                   zone_.start_of(day),
                   zone_.start_of(day + std::chrono::days{1}),
                   {},
                   {},
                   std::string(cell),
                   0,
                   {}});
  }

  Slot slot(const Point& p, const std::string& what) {
    const auto [at, added] = slots_.try_emplace({p, what});
    if (added) at->second = sink_.declare(describe(p, what));
    return at->second;
  }

  [[nodiscard]] SeriesDescription describe(const Point& p, const std::string& what) const {
    SeriesDescription d;
    const bool gauge = p.filter.empty();
    d.thing_key = "dino/" + fold(p.well);
    d.key = d.thing_key + (gauge ? "/" : "/" + fold(p.filter) + "/") + what;
    d.thing_name = (gauge ? "Peilschaal " : "Peilbuis ") + p.well;
    d.thing_description = gauge ? "Peilschaal in oppervlaktewater" : "Peilbuis voor grondwater";
    if (const auto place = places_.find(p.well); place != places_.end()) {
      d.longitude = place->second.longitude;
      d.latitude = place->second.latitude;
    }
    d.sensor_name = gauge ? d.thing_name : d.thing_name + " filter " + p.filter;
    d.sensor_metadata = "https://www.dinoloket.nl/";
    d.property_name = what == "remark" ? "remark with a water level"
                      : gauge          ? "surface water level"
                                       : "groundwater level";
    // Levels against NAP, the ground and the measuring point are different properties: no mean goes over them.
    d.property_definition =
        (gauge ? "https://www.dinoloket.nl/oppervlaktewater#" : "https://www.dinoloket.nl/grondwater#") + what;
    d.name = d.sensor_name + ": " + name_of(what);
    set_unit(d, what == "remark" ? units::number : units::centimetre);
    d.kind = what == "remark" ? SeriesDescription::Kind::category : SeriesDescription::Kind::measurement;
    d.source = gauge ? "dino-gauge" : "dino";
    return d;
  }

  static std::string name_of(std::string_view what) {
    if (what == "nap") return "stand t.o.v. NAP";
    if (what == "mv") return "stand onder maaiveld";
    if (what == "mp") return "stand onder meetpunt";
    if (what == "reference") return "hoogte meetpunt t.o.v. NAP";
    return "bijzonderheid";
  }

  Sink& sink_;
  Zone zone_;
  std::map<std::string, Place> places_;
  std::map<std::pair<Point, std::string>, Slot> slots_;
};

}  // namespace

Result<Done> read_dino(Lines& lines, Sink& sink) {
  auto zone = Zone::named("Europe/Amsterdam");
  if (!zone) return fail(std::move(zone));
  Reader reader(sink, *zone);
  Block block = Block::prose;
  bool says_empty = false;
  FieldSplitter fields(',');
  std::vector<Reading> readings;
  for (;;) {
    auto line = lines.next();
    if (!line) return fail(std::move(line));
    if (!*line) break;
    const std::string_view text = strip(**line);
    if (text.empty()) continue;
    if (const auto opened = block_of(text)) {
      if (*opened == Block::prose)
        return fail(ErrorKind::invalid, "header-unknown", fmt::format("line {} is no header we know", lines.number()));
      block = *opened;
      continue;
    }
    if (block == Block::prose) {
      says_empty = says_empty || text.find("geen standen opgenomen") != std::string_view::npos;
      continue;
    }
    readings.clear();
    std::optional<Rejection> refused = fields.split(text) ? reader.read(block, fields, readings) : no("", "quote-open");
    if (refused) {
      refused->line = lines.number();
      sink.reject(*std::move(refused));
    } else if (auto taken = sink.accept(readings); !taken) {
      return taken;
    }
  }
  if (block == Block::prose && !says_empty)
    return fail(ErrorKind::invalid, "header-unknown", "no header of DINO was found");
  return Done{};
}

}  // namespace sas::feeds
