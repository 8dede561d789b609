#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/time.h"
#include "privacy/redteam/sample.h"
#include "privacy/redteam/shapes.h"

namespace sas::redteam {
namespace {

using namespace privacy;
using Words = std::vector<std::string>;

const Words kAreas{"Assendorp",   "Stadshagen", "Holtenbroek", "Aa-landen",
                   "Westenholte", "Wipstrik",   "Dieze",       "Ittersum",
                   "Gerenbroek",  "Schelle",    "Berkum",      "Kamperpoort",
                   "Diezerpoort", "Marslanden", "Spoolde",     "Soestweteringlanden"};
const Words kStreets{"Oude Deventerstraatweg",
                     "Thorbeckegracht",
                     "Rhijnvis Feithlaan",
                     "Grote Markt",
                     "Koningin Wilhelminastraat",
                     "Burgemeester Drijbersingel",
                     "Jan Steenstraat",
                     "Pieter Zeemanweg",
                     "Willem Barentszstraat",
                     "Marijkestraat",
                     "Anna van Burenlaan",
                     "Van Karnebeekstraat",
                     "Hanekamp",
                     "Zandhove",
                     "Hoogstraat",
                     "Assendorperdijk",
                     "Vechtstraat",
                     "Bachlaan",
                     "Prins Bernhardplein",
                     "Wethouder Alferinkweg"};
const Words kTrees{"Quercus robur",     "Tilia cordata",        "Acer campestre",     "Platanus x hispanica",
                   "Betula pendula",    "Rosa canina",          "Fraxinus excelsior", "Prunus avium",
                   "Ulmus 'Columella'", "Robinia pseudoacacia", "Alnus glutinosa"};

std::string day_text(int days) {
  return format_iso_date(from_days(days));
}

std::string decimal(SeededRandom& r, int low, int high, int places) {
  const double value = low + r.unit() * (high - low);
  return fmt::format("{:.{}f}", value, places);
}

std::string latitude(SeededRandom& r) {
  return fmt::format("{:.6f}", 52.45 + r.unit() * 0.12);
}
std::string longitude(SeededRandom& r) {
  return fmt::format("{:.6f}", 6.02 + r.unit() * 0.2);
}

std::size_t some_rows(SeededRandom& r) {
  return between(r, 20, 160);
}

// Every so many rows the next: "area by month".
const std::string& nth(const Words& words, std::size_t i) {
  return words[i % words.size()];
}

Sample sensor_series(SeededRandom& r) {
  Maker m(Subject::thing, some_rows(r));
  const std::string id = fmt::format("lucht-{}", digits(r, 3));
  const int first = static_cast<int>(between(r, 17000, 20000));
  m.column(any_of(r, {"sensor", "sensor_id", "station"}), Kind::thing_id,
           many(m.rows(), [&](std::size_t i) { return fmt::format("{}-{}", id, i % 3); }));
  m.column(any_of(r, {"tijdstip", "timestamp", "datum_tijd"}), Kind::date, many(m.rows(), [&](std::size_t i) {
             return fmt::format("{}T{:02}:00:00Z", day_text(first + static_cast<int>(i / 24)), i % 24);
           }));
  m.column("pm10", Kind::measure, many(m.rows(), [&](std::size_t) { return decimal(r, 2, 60, 2); }));
  m.column("temperatuur", Kind::measure, many(m.rows(), [&](std::size_t) { return decimal(r, -5, 30, 1); }));
  m.column("luchtdruk_pa", Kind::measure,
           many(m.rows(), [&](std::size_t) { return std::to_string(between(r, 97000, 104000)); }));
  return m.sample("sensor series", "");
}

Sample trees(SeededRandom& r) {
  Maker m(Subject::thing, some_rows(r));
  m.column("boomnummer", Kind::thing_id,
           many(m.rows(), [&](std::size_t i) { return fmt::format("B{:06}", 1000 + i * 7); }));
  m.column("soort", Kind::category, many(m.rows(), [&](std::size_t) { return any_of(r, kTrees); }));
  m.column("straat", Kind::thing_id, many(m.rows(), [&](std::size_t) { return any_of(r, kStreets); }));
  m.column("plantjaar", Kind::measure,
           many(m.rows(), [&](std::size_t) { return std::to_string(between(r, 1920, 2024)); }));
  m.place("lat", Precision::exact, many(m.rows(), [&](std::size_t) { return latitude(r); }));
  m.place("lon", Precision::exact, many(m.rows(), [&](std::size_t) { return longitude(r); }));
  m.column("plantdatum", Kind::date,
           many(m.rows(), [&](std::size_t) { return day_text(static_cast<int>(between(r, 0, 19000))); }));
  m.column("eigenaar", Kind::category, many(m.rows(), [&](std::size_t) {
             return any_of(r, {"gemeente", "waterschap", "provincie"});
           }));
  return m.sample("trees", "");
}

Sample budget(SeededRandom& r) {
  const Words programmes{"Bestuur",          "Veiligheid",     "Verkeer", "Economie", "Onderwijs",
                         "Sport en cultuur", "Sociaal domein", "Milieu",  "Wonen"};
  Maker m(Subject::thing, between(r, 12, 80));
  m.column("programma", Kind::category, many(m.rows(), [&](std::size_t i) { return nth(programmes, i); }));
  m.column("jaar", Kind::measure, many(m.rows(), [&](std::size_t i) { return std::to_string(2015 + i / 9); }));
  const bool grouped = r.below(2) == 0;
  const auto amount = [&](std::size_t) {
    const std::uint64_t euros = between(r, 10'000, r.below(3) == 0 ? 400'000'000 : 90'000'000);
    if (!grouped) return std::to_string(euros);
    std::string out = std::to_string(euros);
    for (std::size_t at = out.size(); at > 3; at -= 3) out.insert(at - 3, ".");
    return out;
  };
  m.column("lasten", Kind::measure, many(m.rows(), amount));
  m.column("baten", Kind::measure, many(m.rows(), amount));
  return m.sample("budget", "");
}

Sample parking(SeededRandom& r) {
  const Words garages{
      "Parkeergarage Maagjesbolwerk", "Noordereiland", "Diezerpoort", "Katwolde", "Emmawijk", "Pas de Deux",
      "Burgemeester Drijber"};
  Words uuids;
  const auto hex = [&](std::size_t n) {
    std::string s;
    while (s.size() < n) s += "0123456789abcdef"[r.below(16)];
    return s;
  };
  for (std::size_t i = 0; i < garages.size(); ++i)
    uuids.push_back(hex(8) + "-" + hex(4) + "-4" + hex(3) + "-a" + hex(3) + "-" + hex(12));
  Maker m(Subject::thing, some_rows(r));
  m.column("timestamp", Kind::date, many(m.rows(), [&](std::size_t i) {
             return fmt::format("2026-03-{:02}T{:02}:27:53.726123+00:00", 1 + i / 24 % 28, i % 24);
           }));
  m.column("uuid", Kind::thing_id, many(m.rows(), [&](std::size_t i) { return nth(uuids, i); }));
  m.column("name", Kind::thing_id, many(m.rows(), [&](std::size_t i) { return nth(garages, i); }));
  m.place("zone", Precision::neighbourhood,
          many(m.rows(), [&](std::size_t i) { return nth(kAreas, i % garages.size()); }));
  m.column("vacant", Kind::measure, many(m.rows(), [&](std::size_t) { return std::to_string(between(r, 0, 600)); }));
  m.column("open", Kind::category, many(m.rows(), [&](std::size_t) { return any_of(r, {"True", "False"}); }));
  return m.sample("parking", "");
}

Sample neighbourhood_counts(SeededRandom& r) {
  Maker m(Subject::area, kAreas.size() * 4);
  const Words ages{"0 tot 18 jaar", "18 tot 45 jaar", "45 tot 65 jaar", "65 jaar en ouder"};
  m.column("buurtcode", Kind::thing_id,
           many(m.rows(), [&](std::size_t i) { return fmt::format("BU0193{:04}", 1110 + i / 4 * 10); }));
  m.place("buurt", Precision::neighbourhood, many(m.rows(), [&](std::size_t i) { return kAreas[i / 4]; }));
  m.column(any_of(r, {"leeftijdsklasse", "leeftijd"}), Kind::category,
           many(m.rows(), [&](std::size_t i) { return nth(ages, i); }));
  if (r.below(2) == 0)
    m.column("geslacht", Kind::category, many(m.rows(), [&](std::size_t) { return any_of(r, {"man", "vrouw"}); }));
  m.counts(any_of(r, {"aantal_inwoners", "inwoners", "aantal personen"}), Counted::persons,
           many(m.rows(), [&](std::size_t) { return std::to_string(between(r, 0, 500) * 5); }));
  m.set().rounded_to_five = {m.set().columns.back().name};
  return m.sample("neighbourhood counts", "");
}

Sample containers(SeededRandom& r) {
  Maker m(Subject::thing, some_rows(r));
  m.column("container_nr", Kind::thing_id,
           many(m.rows(), [&](std::size_t i) { return fmt::format("{}", 4010000 + i * 13); }));
  m.column("fractie", Kind::category, many(m.rows(), [&](std::size_t) {
             return any_of(r, {"rest", "papier", "glas", "textiel"});
           }));
  m.place("buurt", Precision::neighbourhood, many(m.rows(), [&](std::size_t i) { return nth(kAreas, i); }));
  m.place("x", Precision::exact,
          many(m.rows(), [&](std::size_t) { return std::to_string(between(r, 198000, 208000)); }));
  m.place("y", Precision::exact,
          many(m.rows(), [&](std::size_t) { return std::to_string(between(r, 497000, 508000)); }));
  m.column("vulgraad", Kind::measure, many(m.rows(), [&](std::size_t) { return std::to_string(between(r, 0, 100)); }));
  m.column("laatst_geleegd", Kind::date,
           many(m.rows(), [&](std::size_t) { return day_text(static_cast<int>(between(r, 20000, 20300))); }));
  return m.sample("waste containers", "");
}

Sample opening_hours(SeededRandom& r) {
  const Words places{"Stadkamer", "Zwembad De Vrolijkheid", "Milieustraat",
                     "Stadhuis",  "Wijkcentrum Holtenhuys", "Sporthal De Stilo"};
  const Words days{"maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"};
  Maker m(Subject::thing, places.size() * days.size());
  m.column("locatie", Kind::thing_id, many(m.rows(), [&](std::size_t i) { return places[i / 7]; }));
  m.place("adres", Precision::address,
          many(m.rows(), [&](std::size_t i) { return fmt::format("{} {}", kStreets[i / 7], 3 + i / 7 * 11); }));
  m.column("dag", Kind::category, many(m.rows(), [&](std::size_t i) { return nth(days, i); }));
  m.column("open_van", Kind::category, many(m.rows(), [&](std::size_t) {
             return any_of(r, {"08:00", "09:00", "10:00", "gesloten"});
           }));
  m.column("open_tot", Kind::category, many(m.rows(), [&](std::size_t) {
             return any_of(r, {"17:00", "20:00", "22:00", "gesloten"});
           }));
  m.column("telefoon", Kind::category, many(m.rows(), [&](std::size_t) { return std::string("14 038"); }));
  m.column("website", Kind::category,
           many(m.rows(), [&](std::size_t) { return std::string("https://www.gemeente.example/openingstijden"); }));
  return m.sample("opening hours", "");
}

Sample elections(SeededRandom& r) {
  const Words parties{"Lijst Groen", "Stadsbelang", "Samen Vooruit", "Ouderenpartij", "Progressief", "Blanco"};
  Maker m(Subject::area, parties.size() * between(r, 8, 25));
  m.column("stembureau", Kind::thing_id, many(m.rows(), [&](std::size_t i) {
             return fmt::format("{} Basisschool {}", i / 6 + 1, nth(kAreas, i / 6));
           }));
  m.column("partij", Kind::category, many(m.rows(), [&](std::size_t i) { return nth(parties, i); }));
  m.column("stemmen", Kind::measure, many(m.rows(), [&](std::size_t) { return std::to_string(between(r, 0, 700)); }));
  return m.sample("elections", "");
}

Sample energy_labels(SeededRandom& r) {
  const Words labels{"A", "B", "C", "D", "E", "F", "G"};
  Maker m(Subject::area, kAreas.size() * labels.size());
  m.column("wijkcode", Kind::thing_id,
           many(m.rows(), [&](std::size_t i) { return fmt::format("WK0193{:02}", 10 + i / 7); }));
  m.place("wijk", Precision::district, many(m.rows(), [&](std::size_t i) { return kAreas[i / 7]; }));
  m.column("energielabel", Kind::category, many(m.rows(), [&](std::size_t i) { return nth(labels, i); }));
  m.counts("aantal_woningen", Counted::things,
           many(m.rows(), [&](std::size_t) { return std::to_string(between(r, 0, 900)); }));
  m.column("gemiddeld_gasverbruik_m3", Kind::measure,
           many(m.rows(), [&](std::size_t) { return std::to_string(between(r, 600, 1900)); }));
  return m.sample("energy labels by area", "");
}

Sample permits(SeededRandom& r) {
  Maker m(Subject::area, kAreas.size() * 12);
  m.place("buurt", Precision::neighbourhood, many(m.rows(), [&](std::size_t i) { return kAreas[i / 12]; }));
  m.column("maand", Kind::date, many(m.rows(), [&](std::size_t i) { return fmt::format("2025-{:02}", i % 12 + 1); }));
  m.column("soort", Kind::category, many(m.rows(), [&](std::size_t) {
             return any_of(r, {"bouw", "kap", "evenement", "uitrit"});
           }));
  m.counts("aantal_vergunningen", Counted::things,
           many(m.rows(), [&](std::size_t) { return std::to_string(between(r, 0, 30)); }));
  return m.sample("permits by area and month", "");
}

Sample lamps(SeededRandom& r) {
  Maker m(Subject::thing, some_rows(r));
  m.column("mastcode", Kind::thing_id, many(m.rows(), [&](std::size_t i) { return fmt::format("LM{:04}", 1200 + i); }));
  m.column("kabelnummer", Kind::thing_id, many(m.rows(), [&](std::size_t) { return digits(r, 9); }));
  m.column("straat", Kind::thing_id, many(m.rows(), [&](std::size_t) { return any_of(r, kStreets); }));
  m.column("lamp", Kind::category, many(m.rows(), [&](std::size_t) {
             return any_of(r, {"LED 24W", "SON-T 70W", "PL 36W"});
           }));
  m.column("plaatsingsdatum", Kind::date,
           many(m.rows(), [&](std::size_t) { return day_text(static_cast<int>(between(r, 3000, 20000))); }));
  return m.sample("lamp posts", "");
}

Sample traffic(SeededRandom& r) {
  Maker m(Subject::thing, some_rows(r));
  m.column("telpunt", Kind::thing_id, many(m.rows(), [&](std::size_t i) { return fmt::format("TP-{:03}", i % 9); }));
  m.column("datum", Kind::date,
           many(m.rows(), [&](std::size_t i) { return day_text(20000 + static_cast<int>(i / 24)); }));
  m.column("uur", Kind::measure, many(m.rows(), [&](std::size_t i) { return std::to_string(i % 24); }));
  m.column("rijrichting", Kind::category, many(m.rows(), [&](std::size_t) { return any_of(r, {"noord", "zuid"}); }));
  m.column("aantal_auto", Kind::measure,
           many(m.rows(), [&](std::size_t) { return std::to_string(between(r, 0, 1200)); }));
  m.column("aantal_fiets", Kind::measure,
           many(m.rows(), [&](std::size_t) { return std::to_string(between(r, 0, 800)); }));
  return m.sample("traffic counts", "");
}

Sample monuments(SeededRandom& r) {
  Maker m(Subject::thing, some_rows(r));
  m.column("monumentnummer", Kind::thing_id, many(m.rows(), [&](std::size_t i) { return std::to_string(41000 + i); }));
  m.place("postcode", Precision::address, many(m.rows(), [&](std::size_t) {
            return fmt::format("8011 {}", any_of(r, {"PK", "CV", "VL", "NR"}));
          }));
  m.place("huisnummer", Precision::address,
          many(m.rows(), [&](std::size_t) { return std::to_string(between(r, 1, 190)); }));
  m.column("bouwjaar", Kind::measure,
           many(m.rows(), [&](std::size_t) { return std::to_string(between(r, 1380, 1940)); }));
  m.column("datum_inschrijving", Kind::date,
           many(m.rows(), [&](std::size_t) { return day_text(static_cast<int>(between(r, 0, 18000))); }));
  m.column("functie", Kind::category, many(m.rows(), [&](std::size_t) {
             return any_of(r, {"kerk", "poort", "pakhuis", "woonhuis"});
           }));
  return m.sample("monuments", "");
}

Sample subsidies(SeededRandom& r) {
  const Words firms{
      "Stichting Jeugdorkest", "Vereniging Speeltuin Oost", "Stichting Filmhuis",           "Zwemclub De Vecht",
      "Stichting Wijkkrant",   "Muziekvereniging Harmonie", "Stichting Bevrijdingsfestival"};
  Maker m(Subject::firm, between(r, 15, 60));
  m.set().firms = FirmForm::legal_persons_only;
  m.column("ontvanger", Kind::thing_id, many(m.rows(), [&](std::size_t i) { return nth(firms, i); }));
  m.column("jaar", Kind::measure, many(m.rows(), [&](std::size_t i) { return std::to_string(2018 + i / 7); }));
  m.column("kvk_nummer", Kind::thing_id, many(m.rows(), [&](std::size_t) { return "0" + digits(r, 7); }));
  m.column("bedrag", Kind::measure,
           many(m.rows(), [&](std::size_t) { return fmt::format("{},00", between(r, 500, 180000)); }));
  m.column("contact", Kind::category, many(m.rows(), [&](std::size_t) {
             return any_of(r, {"info@stichting.example", "secretariaat@vereniging.example"});
           }));
  return m.sample("subsidies", "");
}

Sample statistics(SeededRandom& r) {
  Maker m(Subject::person, 6 * 5 * 2);
  const Words bands{"15-24", "25-34", "35-44", "45-54", "55-64"};
  m.place("stadsdeel", Precision::district, many(m.rows(), [&](std::size_t i) { return kAreas[i / 10]; }));
  m.column("leeftijd", Kind::category, many(m.rows(), [&](std::size_t i) { return bands[i / 2 % 5]; }));
  m.column("geslacht", Kind::category,
           many(m.rows(), [&](std::size_t i) { return std::string(i % 2 ? "man" : "vrouw"); }));
  m.counts("aantal", Counted::persons,
           many(m.rows(), [&](std::size_t) { return std::to_string(between(r, 10, 900)); }));
  m.set().aggregation = Aggregation{{"stadsdeel", "leeftijd", "geslacht"}, "aantal", Rounding::none, 0.05};
  return m.sample("aggregated statistics", "");
}

Sample groundwater(SeededRandom& r) {
  Maker m(Subject::thing, some_rows(r));
  m.column("put", Kind::thing_id, many(m.rows(), [&](std::size_t) { return std::string("B27D0260001"); }));
  m.column("meetdatum", Kind::date,
           many(m.rows(), [&](std::size_t i) { return day_text(9000 + static_cast<int>(i) * 14); }));
  m.column("stand_cm_nap", Kind::measure, many(m.rows(), [&](std::size_t) { return decimal(r, -120, 80, 0); }));
  m.column("opmerking", Kind::category, many(m.rows(), [&](std::size_t) {
             return any_of(r, {"", "", "droog", "bevroren"});
           }));
  return m.sample("groundwater", "");
}

Sample weather(SeededRandom& r) {
  Maker m(Subject::thing, some_rows(r) + 60);
  m.column("STN", Kind::thing_id, many(m.rows(), [&](std::size_t) { return std::string("278"); }));
  m.column("YYYYMMDD", Kind::date, many(m.rows(), [&](std::size_t i) {
             std::string day = day_text(7000 + static_cast<int>(i));
             std::erase(day, '-');
             return day;
           }));
  for (const char* name : {"FG", "TG", "TX", "RH", "PG"})
    m.column(name, Kind::measure, many(m.rows(), [&](std::size_t) { return std::to_string(between(r, 0, 10300)); }));
  return m.sample("weather", "");
}

Sample assets(SeededRandom& r) {
  Maker m(Subject::thing, some_rows(r));
  m.column("bag_pand_id", Kind::thing_id, many(m.rows(), [&](std::size_t) { return "019310" + digits(r, 10); }));
  m.column("eenheid", Kind::thing_id, many(m.rows(), [&](std::size_t) { return "1" + digits(r, 9); }));
  m.column("oppervlakte_m2", Kind::measure,
           many(m.rows(), [&](std::size_t) { return std::to_string(between(r, 20, 90000)); }));
  m.column("bijgewerkt", Kind::measure,
           many(m.rows(), [&](std::size_t) { return std::to_string(1700000000 + r.below(9000000)); }));
  m.column("sha256_bestand", Kind::category, many(m.rows(), [&](std::size_t) { return std::string(); }));
  return m.sample("municipal assets", "");
}

}  // namespace

Sample clean_sample(SeededRandom& random, std::size_t number) {
  static constexpr std::array makers{sensor_series, trees,         budget,    parking,       neighbourhood_counts,
                                     containers,    opening_hours, elections, energy_labels, permits,
                                     lamps,         traffic,       monuments, subsidies,     statistics,
                                     groundwater,   weather,       assets};
  const auto& shapes = clean_shapes();
  const std::size_t which = number % (makers.size() + shapes.size());
  return which < makers.size() ? makers.at(which)(random) : shapes[which - makers.size()](random);
}

}  // namespace sas::redteam
