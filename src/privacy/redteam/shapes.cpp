#include "privacy/redteam/shapes.h"

#include <fmt/format.h>

#include "base/text.h"
#include "base/time.h"
#include "privacy/redteam/drawing.h"

namespace sas::redteam {
namespace {

using namespace privacy;
using Words = std::vector<std::string>;

const Words kAreas{"Assendorp", "Holtenbroek", "Stadshagen", "Berkum",
                   "Schelle",   "Ittersum",    "Wipstrik",   "Diezerpoort"};

std::string day(std::size_t number) {
  return format_iso_date(from_days(20'000 + static_cast<int>(number)));
}

std::string moment(SeededRandom& r) {
  return fmt::format("2026-05-{:02}T{:02}:{:02}:{:02}Z", 1 + r.below(28), r.below(24), r.below(60), 1 + r.below(59));
}

Words kinds(SeededRandom& r, std::size_t rows, const Words& words) {
  return many(rows, [&](std::size_t) { return any_of(r, words); });
}

// Areas that fill the town side by side, half a kilometre or more across.
Spots quarter(SeededRandom& r, std::size_t number) {
  const Spot corner{6.03 + 0.014 * static_cast<double>(number % 9), 52.46 + 0.009 * static_cast<double>(number / 9)};
  return block(r, corner, static_cast<double>(between(r, 400, 800)), static_cast<double>(between(r, 400, 800)));
}

Spots dwelling(SeededRandom& r) {
  return block(r, somewhere(r), static_cast<double>(between(r, 5, 9)), static_cast<double>(between(r, 8, 14)));
}

Spots parcel(SeededRandom& r) {
  return block(r, somewhere(r), static_cast<double>(between(r, 6, 30)), static_cast<double>(between(r, 20, 60)));
}

// ---- harmless ----

Sample neighbourhoods(SeededRandom& r) {
  const std::size_t rows = between(r, 8, 60);
  Maker m(Subject::area, rows);
  m.place("buurt", Precision::neighbourhood, many(rows, [&](std::size_t i) { return fmt::format("Buurt {}", i + 1); }));
  m.counts("inwoners", Counted::persons,
           many(rows, [&](std::size_t) { return std::to_string(between(r, 5, 900) * 5); }));
  m.set().rounded_to_five = {"inwoners"};
  m.shapes("vorm", Precision::neighbourhood, many(rows, [&](std::size_t i) { return area_text(quarter(r, i)); }));
  return m.sample("neighbourhoods with counts", "");
}

Sample households_by_year(SeededRandom& r) {
  const std::size_t areas = between(r, 4, 8), years = between(r, 2, 5), rows = areas * years;
  Words shapes;
  for (std::size_t i = 0; i < areas; ++i) shapes.push_back(area_text(quarter(r, i)));
  Maker m(Subject::household, rows);
  m.place("buurt", Precision::neighbourhood, many(rows, [&](std::size_t i) { return kAreas[i % areas]; }));
  m.column("jaar", Kind::category, many(rows, [&](std::size_t i) { return std::to_string(2020 + i / areas); }));
  m.counts("huishoudens", Counted::households,
           many(rows, [&](std::size_t) { return std::to_string(between(r, 60, 1900)); }));
  m.shapes("gebied", Precision::neighbourhood, many(rows, [&](std::size_t i) { return shapes[i % areas]; }));
  m.set().aggregation = Aggregation{{"buurt", "jaar"}, "huishoudens", Rounding::none, 0.05};
  return m.sample("households by neighbourhood", "");
}

// A net of streets: each begins and ends at a crossing of four.
Sample streets(SeededRandom& r) {
  const std::size_t across = between(r, 4, 9);
  Words lines;
  for (std::size_t i = 0; i < across; ++i)
    for (std::size_t j = 0; j < across; ++j) {
      const Spot from{6.05 + 0.01 * static_cast<double>(i), 52.48 + 0.006 * static_cast<double>(j)};
      for (const Spot& to : {Spot{from.x + 0.01, from.y}, Spot{from.x, from.y + 0.006}}) {
        Spots line{from};
        for (int k = 1; k < 24; ++k)
          line.push_back(moved({from.x + (to.x - from.x) * k / 24, from.y + (to.y - from.y) * k / 24}, r.unit() * 3,
                               r.unit() * 3));
        line.push_back(to);
        lines.push_back(line_text(line));
      }
    }
  Maker m(Subject::thing, lines.size());
  m.column("wegvak", Kind::thing_id, many(lines.size(), [](std::size_t i) { return fmt::format("W{}", 1000 + i); }));
  m.column("verharding", Kind::category, kinds(r, lines.size(), {"asfalt", "klinkers", "tegels"}));
  m.shapes("vorm", Precision::exact, lines);
  return m.sample("streets", "");
}

Sample buildings(SeededRandom& r) {
  const std::size_t rows = between(r, 20, 120);
  Maker m(Subject::thing, rows);
  m.column("object", Kind::thing_id, many(rows, [](std::size_t i) { return fmt::format("G{}", 1 + i); }));
  m.column("soort", Kind::category, kinds(r, rows, {"school", "gymzaal", "gemaal", "fietsenstalling"}));
  m.column("bouwjaar", Kind::measure, many(rows, [&](std::size_t) { return std::to_string(between(r, 1900, 2024)); }));
  m.column("hoogte_m", Kind::measure,
           many(rows, [&](std::size_t) { return fmt::format("{:.1f}", 3 + r.unit() * 20); }));
  m.shapes("omtrek", Precision::exact, many(rows, [&](std::size_t) { return area_text(dwelling(r)); }));
  return m.sample("footprints of things", "");
}

Sample roadworks(SeededRandom& r) {
  const std::size_t rows = between(r, 10, 60);
  Maker m(Subject::thing, rows);
  m.column("werk", Kind::category, kinds(r, rows, {"riool", "asfalt", "kabels", "groen"}));
  m.column("van", Kind::date, many(rows, [](std::size_t i) { return day(i); }));
  m.column("tot", Kind::date, many(rows, [](std::size_t i) { return day(i + 14); }));
  m.shapes("vorm", Precision::exact, many(rows, [&](std::size_t i) {
             const Spot from = somewhere(r);
             if (i % 3 == 0) return area_text(block(r, from, 12, 80));
             return line_text({from, moved(from, 40, 10), moved(from, 150, 25), moved(from, 230, 90)});
           }));
  return m.sample("roadworks with dates", "");
}

// Routes between numbered junctions, as they are drawn: corners where they bend.
Sample cycle_routes(SeededRandom& r) {
  const std::size_t junctions = between(r, 8, 25);
  Spots spots;
  for (std::size_t i = 0; i < junctions; ++i) spots.push_back(somewhere(r));
  const std::size_t rows = junctions * 2;
  Maker m(Subject::thing, rows);
  m.column("traject", Kind::thing_id, many(rows, [](std::size_t i) { return fmt::format("T{}", i + 1); }));
  m.column("bijgewerkt", Kind::date, many(rows, [](std::size_t i) { return day(i % 7); }));
  m.shapes("route", Precision::exact, many(rows, [&](std::size_t i) {
             const Spot& from = spots[i % junctions];
             const Spot& to = spots[(i + 1 + i / junctions) % junctions];
             Spots line{from};
             const std::size_t steps = between(r, 8, 60);
             for (std::size_t k = 1; k < steps; ++k) {
               const double part = static_cast<double>(k) / static_cast<double>(steps);
               line.push_back(moved({from.x + (to.x - from.x) * part, from.y + (to.y - from.y) * part}, r.unit() * 4,
                                    r.unit() * 4));
             }
             line.push_back(to);
             return line_text(line);
           }));
  return m.sample("cycle routes", "");
}

Sample parks(SeededRandom& r) {
  const std::size_t rows = between(r, 6, 40);
  Maker m(Subject::thing, rows);
  m.column("park", Kind::thing_id, many(rows, [](std::size_t i) { return fmt::format("Park {}", i + 1); }));
  m.column("beheer", Kind::category, kinds(r, rows, {"maaien", "begrazen"}));
  m.shapes("vorm", Precision::address, many(rows, [&](std::size_t i) {
             if (i % 5 == 4) return std::string();
             return i % 4 == 0 ? point_text(somewhere(r)) : area_text(quarter(r, i));
           }));
  return m.sample("parks", "");
}

// ---- planted ----

Sample dwellings(SeededRandom& r) {
  const std::size_t rows = between(r, 12, 80);
  Maker m(Subject::thing, rows);
  m.column(any_of(r, {"huishoudinkomen", "gasverbruik", "wmo_indicatie", "schulden", "aantal_bewoners"}), Kind::measure,
           many(rows, [&](std::size_t) { return std::to_string(r.below(4000)); }));
  m.shapes("vorm", Precision::exact, many(rows, [&](std::size_t) {
             return r.below(3) == 0 ? point_text(somewhere(r)) : area_text(r.below(2) ? dwelling(r) : parcel(r));
           }));
  return m.sample("homes", "as shapes beside an attribute");
}

Sample parcels_of_people(SeededRandom& r) {
  const std::size_t rows = between(r, 12, 80);
  Maker m(r.below(2) ? Subject::person : Subject::household, rows);
  m.column("soort", Kind::category, kinds(r, rows, {"a", "b"}));
  m.shapes("perceel", Precision::exact, many(rows, [&](std::size_t) { return area_text(parcel(r)); }));
  return m.sample("rows of persons", "with a parcel each");
}

Sample small_areas(SeededRandom& r) {
  const std::size_t rows = between(r, 8, 30);
  Maker m(Subject::household, rows);
  m.counts("huishoudens", Counted::households,
           many(rows, [&](std::size_t) { return std::to_string(between(r, 11, 60)); }));
  m.shapes("vorm", any_of(r, {"a", "b"}) == "a" ? Precision::neighbourhood : Precision::municipality,
           many(rows, [&](std::size_t) { return area_text(parcel(r)); }));
  m.set().aggregation = Aggregation{{"vorm"}, "huishoudens", Rounding::none, 0.05};
  return m.sample("homes", "called neighbourhoods");
}

Sample fine_shapes(SeededRandom& r) {
  const std::size_t rows = between(r, 8, 60);
  static constexpr Precision kLies[] = {Precision::pc6, Precision::pc4, Precision::neighbourhood, Precision::district,
                                        Precision::municipality};
  Maker m(Subject::thing, rows);
  m.column("soort", Kind::category, kinds(r, rows, {"a", "b"}));
  m.shapes("vorm", kLies[r.below(std::size(kLies))], many(rows, [&](std::size_t) {
             const Spot spot = somewhere(r);
             return r.below(2)   ? area_text(dwelling(r))
                    : r.below(2) ? point_text(spot)
                                 : line_text({spot, moved(spot, 30, 40)});
           }));
  return m.sample("homes", "shapes finer than declared");
}

Sample hidden_part(SeededRandom& r) {
  const std::size_t rows = between(r, 6, 20);
  const bool is_hole = r.below(2) == 0;
  Maker m(Subject::household, rows);
  m.counts("huishoudens", Counted::households,
           many(rows, [&](std::size_t) { return std::to_string(between(r, 40, 600)); }));
  m.shapes("vorm", Precision::neighbourhood, many(rows, [&](std::size_t i) {
             const Spots wide = quarter(r, i);
             if (i % 4 != 0) return area_text(wide);
             if (!is_hole)
               return "MULTIPOLYGON (((" + spots_text(wide) + ")), ((" +
                      spots_text(block(r, moved(wide.front(), -120, -90), 7, 11)) + ")))";
             Spots hole = block(r, moved(wide.front(), 150, 150), 7, 11);
             std::swap(hole[1], hole[3]);
             return "POLYGON ((" + spots_text(wide) + "), (" + spots_text(hole) + "))";
           }));
  m.set().aggregation = Aggregation{{"vorm"}, "huishoudens", Rounding::none, 0.05};
  return m.sample("homes", is_hole ? "as a hole in an area" : "as a part of an area");
}

Sample two_shapes(SeededRandom& r) {
  const std::size_t areas = between(r, 4, 8), rows = areas * 2;
  Words shapes;
  for (std::size_t i = 0; i < areas; ++i) {
    Spots ring = quarter(r, i);
    shapes.push_back(area_text(ring));
    ring.insert(ring.begin() + 1, moved(ring[0], 40, 25));  // a corner with a few houses more or less
    shapes.push_back(area_text(ring));
  }
  Maker m(Subject::household, rows);
  m.place("buurt", Precision::neighbourhood, many(rows, [&](std::size_t i) { return kAreas[i / 2]; }));
  m.column("uitvoering", Kind::category, many(rows, [](std::size_t i) { return std::string(i % 2 ? "a" : "b"); }));
  m.counts("huishoudens", Counted::households,
           many(rows, [&](std::size_t) { return std::to_string(between(r, 60, 1900)); }));
  m.shapes("vorm", Precision::neighbourhood, shapes);
  m.set().aggregation = Aggregation{{"buurt", "uitvoering"}, "huishoudens", Rounding::none, 0.05};
  return m.sample("homes", "as the difference of two shapes");
}

Sample rides(SeededRandom& r) {
  const std::size_t rows = between(r, 6, 30);
  const std::size_t form = r.below(3);
  Maker m(Subject::thing, rows);
  m.column("soort", Kind::category, kinds(r, rows, {"e-bike", "fiets"}));
  m.shapes("route", Precision::exact, many(rows, [&](std::size_t) {
             const Spots line = journey(r, somewhere(r), between(r, 60, 300));
             if (form == 0) return line_text(line);
             if (form == 1) return "MULTILINESTRING ((" + spots_text(line) + "))";
             std::string points;
             for (const Spot& spot : line) points += (points.empty() ? "(" : ", (") + spots_text({spot}) + ")";
             return "MULTIPOINT (" + points + ")";
           }));
  static constexpr const char* kForms[] = {"as lines", "as lines in parts", "as points"};
  return m.sample("journeys", kForms[form]);
}

Sample rides_with_moments(SeededRandom& r) {
  const std::size_t rows = between(r, 6, 30);
  Maker m(Subject::thing, rows);
  const bool is_counted = r.below(3) == 0;
  m.column(any_of(r, {"begin", "tijdstip", "starttijd"}), Kind::date, many(rows, [&](std::size_t) {
             return is_counted ? std::to_string(1'770'000'000 + r.below(9'000'000)) : moment(r);
           }));
  // Short and simplified: nothing but the moment tells that somebody went there.
  m.shapes("route", Precision::exact, many(rows, [&](std::size_t) {
             const Spot from = somewhere(r);
             return line_text({from, moved(from, 200, 350), moved(from, 900, 400)});
           }));
  return m.sample("journeys", is_counted ? "lines with seconds" : "lines with moments");
}

Sample followed(SeededRandom& r) {
  const std::size_t rows = between(r, 30, 120), keys = between(r, 4, 9);
  Words ids;
  for (std::size_t i = 0; i < keys; ++i) ids.push_back("P" + digits(r, 6));
  Maker m(Subject::thing, rows);
  m.column(any_of(r, {"pasnr", "user", "device"}), Kind::thing_id,
           many(rows, [&](std::size_t i) { return ids[i % keys]; }));
  m.column("dag", Kind::date, many(rows, [&](std::size_t i) { return day(i / keys); }));
  m.shapes("vak", Precision::exact, many(rows, [&](std::size_t) {
             return r.below(2) ? area_text(quarter(r, r.below(60))) : point_text(somewhere(r));
           }));
  return m.sample("trajectory", "a key with changing shapes");
}

Sample firms(SeededRandom& r) {
  const std::size_t rows = between(r, 8, 40);
  Maker m(Subject::firm, rows);
  m.column("branche", Kind::category, kinds(r, rows, {"horeca", "zorg", "bouw"}));
  m.shapes("pand", Precision::exact, many(rows, [&](std::size_t) { return area_text(dwelling(r)); }));
  return m.sample("sole trader", "with a shape each");
}

Sample in_text(SeededRandom& r) {
  const std::size_t rows = between(r, 12, 60);
  static constexpr const char* kForms[] = {"well-known text",       "EWKT",
                                           "binary in hexadecimal", "EWKB in hexadecimal",
                                           "binary in base64",      "GeoJSON geometry",
                                           "GeoJSON feature",       "encoded polyline",
                                           "text in base64",        "GML",
                                           "list of places",        "GeoJSON in base64"};
  const std::size_t form = r.below(std::size(kForms));
  const auto make = [&](std::size_t) {
    const Spots line = journey(r, somewhere(r), between(r, 4, 30));
    const std::string json = R"({"type":"LineString","coordinates":)" + spots_json(line) + "}";
    switch (form) {
      case 0:
        return line_text(line);
      case 1:
        return "SRID=4326;" + line_text(line);
      case 2:
        return hex(line_binary(line, 0));
      case 3:
        return hex(line_binary(line, 4326));
      case 4:
        return base64(line_binary(line, 0));
      case 5:
        return json;
      case 6:
        return R"({"type":"Feature","properties":{},"geometry":)" + json + "}";
      case 7:
        return polyline_text(line);
      case 8:
        return base64(line_text(line));
      case 9:
        return "<gml:posList>" + spots_text(line) + "</gml:posList>";
      case 10:
        return spots_text(line);
      default:
        return base64(json);
    }
  };
  Maker m(r.below(3) == 0 ? Subject::area : Subject::thing, rows);
  m.column("soort", Kind::category, kinds(r, rows, {"a", "b"}));
  m.column(any_of(r, {"veld_a", "kenmerk", "kolom7", "extra"}), r.below(3) == 0 ? Kind::category : Kind::thing_id,
           many(rows, make));
  return m.sample("journeys in a text column", kForms[form]);
}

// Somebody's data beside harmless shapes, or where a shape should stand.
Sample beside_shapes(SeededRandom& r) {
  const std::size_t rows = between(r, 12, 40);
  const bool is_inside = r.below(2) == 0;
  const auto secret = [&] {
    return fmt::format("{}.{}@post.example", any_of(r, {"karin", "mohammed", "els"}), digits(r, 4));
  };
  Maker m(Subject::thing, rows);
  if (!is_inside) m.column("kenmerk", Kind::thing_id, many(rows, [&](std::size_t) { return secret(); }));
  m.shapes("vorm", Precision::exact,
           many(rows, [&](std::size_t i) { return is_inside && i % 7 == 3 ? secret() : area_text(quarter(r, i)); }));
  return m.sample("e-mail", is_inside ? "in a column of shapes" : "as a property of a shape");
}

}  // namespace

const std::vector<MakeSample>& clean_shapes() {
  static const std::vector<MakeSample> all{neighbourhoods, households_by_year, streets, buildings,
                                           roadworks,      cycle_routes,       parks};
  return all;
}

const std::vector<MakeSample>& planted_shapes() {
  static const std::vector<MakeSample> all{
      dwellings,          parcels_of_people, small_areas, fine_shapes, hidden_part, two_shapes,   rides,
      rides_with_moments, followed,          firms,       in_text,     in_text,     beside_shapes};
  return all;
}

}  // namespace sas::redteam
