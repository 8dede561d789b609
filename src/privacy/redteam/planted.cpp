#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>

#include "base/text.h"
#include "base/time.h"
#include "privacy/redteam/sample.h"
#include "privacy/redteam/secrets.h"
#include "privacy/redteam/shapes.h"

namespace sas::redteam {
namespace {

using namespace privacy;
using Words = std::vector<std::string>;
using Make = std::function<std::string(SeededRandom&)>;

// What is left in a table. `telling` headers are used where the values alone say nothing.
struct Secret {
  const char* sort;
  std::string (*make)(SeededRandom&);
  Words headers;
  bool digits_only;
  bool splits;
};

const Words kBlandHeaders{"veld_a", "kolom7", "waarde", "referentie", "ref2", "objectnummer", "extra", "opgave", "c12"};

Words bland() {
  return kBlandHeaders;
}

const std::vector<Secret>& secrets() {
  static const std::vector<Secret> all{
      {"bsn", made_bsn, bland(), true, true},
      {"a-number", made_a_number, bland(), true, false},
      {"iban", made_iban, bland(), false, true},
      {"mobile", made_mobile, bland(), true, true},
      {"landline", made_landline, {"tel", "telefoonnummer", "telnr", "mobiel_of_vast_telefoon"}, true, false},
      {"e-mail", made_email, bland(), false, true},
      {"plate", made_plate, bland(), false, false},
      {"name", made_name, bland(), false, true},
      {"address", [](SeededRandom& r) { return made_postcode(r) + " " + std::to_string(1 + r.below(200)); }, bland(),
       false, true},
      {"birth date", made_birth_date, bland(), false, false},
      {"passport", made_document, bland(), false, false},
      {"driving licence",
       [](SeededRandom& r) { return "5" + digits(r, 9); },
       {"rijbewijs", "rijbewijsnummer", "rijbewijs_nr"},
       true,
       false},
      {"v-number",
       [](SeededRandom& r) { return "2" + digits(r, 9); },
       {"vnummer", "v-nummer", "vreemdelingennummer"},
       true,
       false},
      {"sole trader", [](SeededRandom& r) { return "6" + digits(r, 7); }, {"kvk", "kvk_nummer", "kvknr"}, true, false},
      {"old vat number", made_old_vat, bland(), false, false},
      {"mac", made_mac, bland(), false, false},
      {"ipv4", made_ip4, bland(), false, false},
      {"ipv6", made_ip6, bland(), false, false},
      {"imei", made_imei, bland(), true, false},
      {"advertising id", made_uuid, {"idfa", "gaid", "advertising_id", "device_id"}, false, false},
      {"photo", [](SeededRandom& r) { return "https://foto.example/p/" + made_hash(r, 8) + ".jpg"; }, bland(), false,
       false},
      {"md5", [](SeededRandom& r) { return made_hash(r, 32); }, bland(), false, false},
      {"sha1", [](SeededRandom& r) { return made_hash(r, 40); }, bland(), false, false},
      {"sha256", [](SeededRandom& r) { return made_hash(r, 64); }, bland(), false, false},
  };
  return all;
}

std::string in_groups(const std::string& value, std::size_t size, std::string_view mark) {
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (i > 0 && i % size == 0) out += mark;
    out += value[i];
  }
  return out;
}

std::string wide(const std::string& value) {
  std::string out;
  for (const char c : value) {
    if (c < '!' || c > '~') {
      out += c;
      continue;
    }
    const unsigned code = 0xff00U + static_cast<unsigned>(c) - 0x20U;  // the full-width block mirrors ASCII
    out += static_cast<char>(0xe0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (code & 0x3f));
  }
  return out;
}

std::string percent(const std::string& value) {
  std::string out;
  for (const char c : value) out += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  return out;
}

std::string in_sentence(SeededRandom& r, const std::string& value) {
  return fmt::format(fmt::runtime(any_of(r, {"nagekeken op het loket, zie {} en verder", "terugbellen: {}",
                                             "({}) afgehandeld", "let op {} staat nog open bij ons"})),
                     value);
}

struct Disguise {
  const char* name;
  std::function<std::string(SeededRandom&, const std::string&)> apply;
  bool digits_only;  ///< only for secrets of digits
};

const std::vector<Disguise>& disguises() {
  static const std::vector<Disguise> all{
      {"plain", [](SeededRandom&, const std::string& v) { return v; }, false},
      {"dots", [](SeededRandom&, const std::string& v) { return in_groups(v, 3, "."); }, true},
      {"spaces", [](SeededRandom&, const std::string& v) { return in_groups(v, 4, " "); }, true},
      {"dashes", [](SeededRandom&, const std::string& v) { return in_groups(v, 4, "-"); }, true},
      {"no-break spaces", [](SeededRandom&, const std::string& v) { return in_groups(v, 3, "\xc2\xa0"); }, true},
      {"full width", [](SeededRandom&, const std::string& v) { return wide(v); }, false},
      {"zero width", [](SeededRandom& r, const std::string& v) { return in_groups(v, 1 + r.below(4), "\xe2\x80\x8b"); },
       false},
      {"word joiner", [](SeededRandom&, const std::string& v) { return in_groups(v, 2, "\xe2\x81\xa0"); }, false},
      {"prefixed", [](SeededRandom&, const std::string& v) { return "NR: " + v; }, false},
      {"from right to left", [](SeededRandom&, const std::string& v) { return std::string(v.rbegin(), v.rend()); },
       false},
      {"base64", [](SeededRandom&, const std::string& v) { return base64(v); }, false},
      {"base64 twice", [](SeededRandom&, const std::string& v) { return base64(base64(v)); }, false},
      {"base64url", [](SeededRandom&, const std::string& v) { return base64url(v); }, false},
      {"hexadecimal", [](SeededRandom&, const std::string& v) { return hex(v); }, false},
      {"percent", [](SeededRandom&, const std::string& v) { return percent(v); }, false},
      {"in a sentence", in_sentence, false},
      {"spreadsheet number", [](SeededRandom&, const std::string& v) { return v + ".0"; }, true},
      {"spreadsheet text", [](SeededRandom&, const std::string& v) { return "=\"" + v + "\""; }, false},
      {"spaces around", [](SeededRandom&, const std::string& v) { return "  " + v + "\xc2\xa0"; }, false},
  };
  return all;
}

// A harmless surrounding.
Maker surrounding(SeededRandom& r, std::size_t rows) {
  Maker m(r.below(4) == 0 ? Subject::area : Subject::thing, rows);
  m.column("soort", Kind::category, many(rows, [&](std::size_t) { return any_of(r, {"bank", "bak", "paal", "hek"}); }));
  if (r.below(2))
    m.column("stand", Kind::measure, many(rows, [&](std::size_t) { return std::to_string(r.below(5000)); }));
  if (r.below(2))
    m.column("bijgewerkt", Kind::date,
             many(rows, [&](std::size_t i) { return format_iso_date(from_days(20000 + static_cast<int>(i))); }));
  return m;
}

Kind lie(SeededRandom& r) {
  return r.below(4) == 0 ? Kind::measure : Kind::thing_id;
}

std::size_t rows_for(SeededRandom& r) {
  return r.below(6) == 0 ? between(r, 12, 24) : between(r, 25, 150);
}

Sample one_column(SeededRandom& r, const Secret& secret, const Disguise& disguise) {
  Maker m = surrounding(r, rows_for(r));
  const std::size_t gaps = r.below(3);  // some rows are empty
  m.column(any_of(r, secret.headers), lie(r), many(m.rows(), [&](std::size_t) {
             return gaps > 0 && r.below(6) < gaps ? std::string() : disguise.apply(r, secret.make(r));
           }));
  return m.sample(secret.sort, disguise.name);
}

Sample split_columns(SeededRandom& r, const Secret& secret) {
  Maker m = surrounding(r, rows_for(r));
  const std::string sort = secret.sort;
  Words left, right, third;
  const std::size_t cut = sort == "bsn" ? between(r, 2, 7) : sort == "mobile" ? 2 : 4;
  for (std::size_t i = 0; i < m.rows(); ++i) {
    const std::string value = secret.make(r);
    const std::size_t at = sort == "e-mail"    ? value.find('@')
                           : sort == "address" ? 6
                           : sort == "name"    ? value.rfind(' ')
                                               : cut;
    left.push_back(value.substr(0, at));
    right.push_back(value.substr(sort == "bsn" || sort == "mobile" || sort == "iban" ? at : at + 1));
    if (sort == "address" && i % 2 == 0) third.push_back(value.substr(0, 4));
  }
  m.column("deel1", Kind::thing_id, left);
  if (r.below(3) == 0)
    m.column("vak", Kind::category, many(m.rows(), [&](std::size_t) { return any_of(r, {"a", "b"}); }));
  m.column("deel2", Kind::thing_id, right);
  return m.sample(secret.sort, "over two columns");
}

// A column in which one in three values is real and the others are numbers of something else.
Sample mixed(SeededRandom& r) {
  Maker m = surrounding(r, between(r, 60, 150));
  m.column(any_of(r, bland()), Kind::thing_id,
           many(m.rows(), [&](std::size_t i) { return i % 3 == 0 ? made_bsn(r) : "4" + digits(r, 8); }));
  return m.sample("bsn", "mixed with other numbers");
}

Sample few_rows(SeededRandom& r) {
  Maker m = surrounding(r, between(r, 3, 9));
  m.column(any_of(r, bland()), lie(r), many(m.rows(), [&](std::size_t) { return made_bsn(r); }));
  return m.sample("bsn", "fewer than ten rows");
}

Sample three_columns(SeededRandom& r) {
  Maker m = surrounding(r, rows_for(r));
  Words parts[3];
  for (std::size_t i = 0; i < m.rows(); ++i) {
    const std::string value = made_bsn(r);
    for (std::size_t p = 0; p < 3; ++p) parts[p].push_back(value.substr(p * 3, 3));
  }
  for (std::size_t p = 0; p < 3; ++p) m.column(fmt::format("d{}", p), Kind::measure, parts[p]);
  return m.sample("bsn", "over three columns");
}

Sample birth_parts(SeededRandom& r) {
  Maker m = surrounding(r, rows_for(r));
  m.column("geboortedag", Kind::measure, many(m.rows(), [&](std::size_t) { return std::to_string(1 + r.below(28)); }));
  m.column("geboortemaand", Kind::measure,
           many(m.rows(), [&](std::size_t) { return std::to_string(1 + r.below(12)); }));
  m.column("geboortejaar", Kind::measure,
           many(m.rows(), [&](std::size_t) { return std::to_string(between(r, 1935, 2015)); }));
  return m.sample("birth date", "over three columns");
}

Sample name_columns(SeededRandom& r) {
  Maker m = surrounding(r, rows_for(r));
  m.column("label_1", Kind::thing_id, many(m.rows(), [&](std::size_t) { return made_given_name(r); }));
  m.column("label_2", Kind::thing_id, many(m.rows(), [&](std::size_t) { return made_family_name(r); }));
  return m.sample("name", "over two columns");
}

Sample trait_rows(SeededRandom& r) {
  Maker m = surrounding(r, rows_for(r));
  m.column(any_of(r, {"leeftijd", "age", "geboortejaar"}), Kind::measure,
           many(m.rows(), [&](std::size_t) { return std::to_string(18 + r.below(70)); }));
  m.column(any_of(r, {"geslacht", "m_v", "k3"}), Kind::category, many(m.rows(), [&](std::size_t) {
             return any_of(r, {"M", "V"});
           }));
  m.place("pc4", Precision::pc4, many(m.rows(), [&](std::size_t) { return std::to_string(between(r, 8000, 8049)); }));
  m.column(any_of(r, {"diagnose", "uitkering", "inkomen"}), Kind::category, many(m.rows(), [&](std::size_t) {
             return any_of(r, {"x1", "x2", "x3"});
           }));
  return m.sample("rows of persons", "no identifier");
}

Sample homes(SeededRandom& r) {
  Maker m = surrounding(r, rows_for(r));
  m.place("lat", Precision::exact,
          many(m.rows(), [&](std::size_t) { return fmt::format("{:.6f}", 52.48 + r.unit() * 0.05); }));
  m.place("lon", Precision::exact,
          many(m.rows(), [&](std::size_t) { return fmt::format("{:.6f}", 6.05 + r.unit() * 0.09); }));
  m.column(any_of(r, {"wmo_indicatie", "huishoudinkomen", "gasverbruik", "aantal_bewoners", "schulden"}), Kind::measure,
           many(m.rows(), [&](std::size_t) { return std::to_string(r.below(4000)); }));
  return m.sample("homes", "as coordinates");
}

Sample fine_geometry(SeededRandom& r) {
  Maker m = surrounding(r, rows_for(r));
  m.place("breedte", Precision::neighbourhood,
          many(m.rows(), [&](std::size_t) { return fmt::format("{:.7f}", 52.48 + r.unit() * 0.05); }));
  m.place("lengte", Precision::neighbourhood,
          many(m.rows(), [&](std::size_t) { return fmt::format("{:.7f}", 6.05 + r.unit() * 0.09); }));
  return m.sample("homes", "finer than declared");
}

Sample postcode_homes(SeededRandom& r) {
  Maker m = surrounding(r, rows_for(r));
  m.column("gebied", Kind::thing_id, many(m.rows(), [&](std::size_t) { return made_postcode(r); }));
  m.column(any_of(r, {"inkomen", "bijstand", "leeftijd", "energieverbruik"}), Kind::measure,
           many(m.rows(), [&](std::size_t) { return std::to_string(20 + r.below(60)); }));
  return m.sample("homes", "as whole postcode");
}

Sample tracks(SeededRandom& r) {
  Maker m = surrounding(r, between(r, 40, 160));
  const std::size_t keys = 4 + r.below(12);
  Words ids;
  const std::size_t form = r.below(4);
  for (std::size_t i = 0; i < keys; ++i)
    ids.push_back(form == 0   ? made_uuid(r)
                  : form == 1 ? made_hash(r, 40)
                  : form == 2 ? "P" + digits(r, 6)
                              : base64(made_hash(r, 12)));
  m.column(any_of(r, {"pasnr", "user", "fiets_id_pas", "device"}), Kind::thing_id,
           many(m.rows(), [&](std::size_t i) { return ids[i % keys]; }));
  m.column("moment", Kind::date, many(m.rows(), [&](std::size_t i) {
             return fmt::format("2026-05-{:02}T{:02}:{:02}:00Z", 1 + i / 60 % 28, i % 24, i % 60);
           }));
  if (r.below(2)) {
    m.place("halte", Precision::exact, many(m.rows(), [&](std::size_t) {
              return any_of(r, {"Station", "Stadhagen", "Markt", "Zuid", "Haven"});
            }));
  } else {
    m.place("lat", Precision::exact,
            many(m.rows(), [&](std::size_t) { return fmt::format("{:.5f}", 52.4 + r.unit() * 0.2); }));
    m.place("lon", Precision::exact,
            many(m.rows(), [&](std::size_t) { return fmt::format("{:.5f}", 6.0 + r.unit() * 0.2); }));
  }
  return m.sample("trajectory", "a key that stays the same");
}

Sample small_counts(SeededRandom& r) {
  Maker m(Subject::area, 40);
  m.place("buurt", Precision::neighbourhood,
          many(m.rows(), [&](std::size_t i) { return fmt::format("Buurt {}", i / 4); }));
  m.column("leeftijd", Kind::category, many(m.rows(), [&](std::size_t i) {
             return any_of(r, {"0-17", "18-64"}).append(i % 2 ? "" : " jaar");
           }));
  m.counts(any_of(r, {"uitkeringen", "aantal_personen", "inwoners"}), Counted::nothing,
           many(m.rows(), [&](std::size_t) { return std::to_string(r.below(40)); }));
  return m.sample("small cells", "called an area");
}

Sample sums_to_total(SeededRandom& r) {
  Maker m(Subject::area, 5);
  Words counts;
  std::uint64_t total = 0;
  for (int i = 0; i < 4; ++i) {
    const std::uint64_t n = i == 2 ? 1 + r.below(8) : between(r, 40, 400);
    total += n;
    counts.push_back(i == 2 ? "x" : std::to_string(n));
  }
  counts.push_back(std::to_string(total));
  m.place("wijk", Precision::district, {"Noord", "Oost", "Zuid", "West", "Totaal"});
  m.counts("inwoners", Counted::persons, counts);
  return m.sample("small cells", "suppressed beside a total");
}

// A handful of people per area, under the word of an owner that the counts were moved.
Sample called_noise(SeededRandom& r) {
  Maker m(r.below(2) ? Subject::area : Subject::person, 12);
  m.place("wijk", Precision::district,
          many(m.rows(), [](std::size_t i) { return fmt::format("Wijk {}", static_cast<char>('A' + i)); }));
  m.counts(any_of(r, {"inwoners", "uitkeringen", "aantal"}), r.below(2) ? Counted::persons : Counted::households,
           many(m.rows(), [&](std::size_t i) { return std::to_string(i % 3 ? between(r, 40, 400) : 1 + r.below(3)); }));
  m.set().aggregation = Aggregation{{"wijk"}, m.set().columns.back().name, Rounding::cell_key, 0.1};
  return m.sample("exact small counts", "called rounded by cell key");
}

// All counts happen to be multiples of five, and nobody rounded them.
Sample happen_to_be_fives(SeededRandom& r) {
  Maker m(Subject::area, 8);
  m.place("wijk", Precision::district, many(m.rows(), [](std::size_t i) { return fmt::format("Wijk {}", i + 1); }));
  m.counts("inwoners", Counted::persons,
           many(m.rows(), [&](std::size_t i) { return std::to_string(i == 3 ? 5 : between(r, 4, 80) * 5); }));
  return m.sample("exact small counts", "that happen to be multiples of five");
}

// The row of the smallest area was taken out, but the total still holds it.
Sample erased_row(SeededRandom& r) {
  const std::uint64_t areas = between(r, 1, 5);
  std::uint64_t total = 1 + r.below(9);
  Words names, counts;
  for (std::uint64_t i = 0; i < areas; ++i) {
    const std::uint64_t n = between(r, 40, 400);
    total += n;
    names.push_back(fmt::format("Wijk {}", i + 1));
    counts.push_back(std::to_string(n));
  }
  names.push_back(any_of(r, {"Totaal", "totaal gemeente", "Alle"}));
  counts.push_back(std::to_string(total));
  Maker m(Subject::area, names.size());
  m.place("wijk", Precision::district, names);
  m.counts(any_of(r, {"inwoners", "huishoudens"}), Counted::persons, counts);
  return m.sample("small cells", "row taken out beside a total");
}

// Two cells were emptied, which are one and two, or nearly as little.
Sample tiny_pair(SeededRandom& r) {
  const std::uint64_t first = 1 + r.below(4), second = 1 + r.below(5), third = between(r, 40, 400);
  Maker m(Subject::area, 4);
  m.place("wijk", Precision::district, {"Noord", "Oost", "Zuid", "Totaal"});
  m.counts("inwoners", Counted::persons,
           {r.below(2) ? "x" : "", "x", std::to_string(third), std::to_string(first + second + third)});
  return m.sample("small cells", "two emptied that are little together");
}

// The turnover of a branch in an area, nearly all of it of one firm; nobody says how much is of the largest.
Sample one_firm(SeededRandom& r) {
  const std::size_t areas = between(r, 6, 20);
  Maker m(any_of(r, {"area", "thing"}) == "area" ? Subject::area : Subject::thing, areas);
  m.place("wijk", Precision::district, many(areas, [](std::size_t i) { return fmt::format("Wijk {}", i + 1); }));
  m.counts("bedrijven", Counted::firms, many(areas, [&](std::size_t) { return std::to_string(between(r, 12, 60)); }));
  m.column(any_of(r, {"omzet", "bedrag", "omzet_euro"}), Kind::measure, many(areas, [&](std::size_t) {
             std::uint64_t others = 0;
             for (int i = 0; i < 11; ++i) others += between(r, 1'000, 9'000);
             return std::to_string(others * 20);  // the largest firm makes nineteen of twenty
           }));
  if (r.below(2)) m.set().aggregation = Aggregation{{"wijk"}, "bedrijven", Rounding::none, std::nullopt};
  return m.sample("dominance", "one firm makes 95 %");
}

// Rows of persons with a number of something that is theirs.
Sample persons_with_number(SeededRandom& r) {
  Maker m = surrounding(r, rows_for(r));
  m.column("leeftijd", Kind::measure, many(m.rows(), [&](std::size_t) { return std::to_string(18 + r.below(70)); }));
  m.column("geslacht", Kind::category, many(m.rows(), [&](std::size_t) { return any_of(r, {"M", "V"}); }));
  m.counts(any_of(r, {"aantal_punten", "aantal_kinderen", "aantal_uren"}),
           r.below(2) ? Counted::nothing : Counted::things,
           many(m.rows(), [&](std::size_t) { return std::to_string(between(r, 12, 90)); }));
  return m.sample("rows of persons", "with a number of something");
}

Sample notes(SeededRandom& r) {
  Maker m = surrounding(r, rows_for(r));
  m.column("opmerking", Kind::category, many(m.rows(), [&](std::size_t i) {
             return fmt::format("Melding {} van de buurvrouw op nummer {}, zij is ziek en vraagt om hulp", i,
                                r.below(90));
           }));
  return m.sample("free text", "called a category");
}

Sample old_names(SeededRandom& r) {
  Maker m(Subject::firm, rows_for(r));
  m.column("handelsnaam", Kind::thing_id, many(m.rows(), [&](std::size_t i) { return fmt::format("Bedrijf {}", i); }));
  m.column("rechtsvorm", Kind::category, many(m.rows(), [&](std::size_t) {
             return any_of(r, {"BV", "Eenmanszaak", "VOF", "Stichting"});
           }));
  m.set().firms = FirmForm::legal_persons_only;
  return m.sample("sole trader", "called legal persons");
}

Sample declared_people(SeededRandom& r) {
  Maker m(r.below(2) ? Subject::person : Subject::household, rows_for(r));
  m.column("categorie", Kind::category, many(m.rows(), [&](std::size_t) { return any_of(r, {"a", "b"}); }));
  return m.sample("rows of persons", "declared as such");
}

// Which disguises a secret can wear and still be that secret for a reader.
bool suits(const Secret& secret, const Disguise& disguise) {
  const std::string sort = secret.sort, name = disguise.name;
  if (disguise.digits_only && !secret.digits_only) return false;
  const bool nameless = sort == "driving licence" || sort == "v-number" || sort == "sole trader" ||
                        sort == "advertising id" || sort == "landline";
  if (name == "from right to left")
    return sort == "bsn" || sort == "a-number" || sort == "iban" || sort == "mobile" || sort == "e-mail" ||
           sort == "name" || nameless;
  if (name == "in a sentence")
    return sort == "bsn" || sort == "iban" || sort == "mobile" || sort == "e-mail" || sort == "address" ||
           sort == "mac" || nameless;
  if (name == "prefixed")
    return sort == "bsn" || sort == "iban" || sort == "mobile" || sort == "e-mail" || sort == "address" ||
           sort == "mac" || nameless;
  return true;
}

std::vector<std::pair<const Secret*, const Disguise*>> pairs() {
  std::vector<std::pair<const Secret*, const Disguise*>> out;
  for (const Secret& secret : secrets())
    for (const Disguise& disguise : disguises())
      if (suits(secret, disguise)) out.emplace_back(&secret, &disguise);
  return out;
}

Sample split_any(SeededRandom& r) {
  std::vector<const Secret*> fit;
  for (const Secret& secret : secrets())
    if (secret.splits) fit.push_back(&secret);
  return split_columns(r, *fit[r.below(fit.size())]);
}

}  // namespace

Sample unplanted_sample(SeededRandom& random) {
  return surrounding(random, rows_for(random)).sample("surrounding", "");
}

Sample planted_sample(SeededRandom& random, std::size_t number) {
  static const auto all = pairs();
  static constexpr std::array special{
      split_any,     mixed,     few_rows,      three_columns,      birth_parts,  name_columns,
      trait_rows,    homes,     fine_geometry, postcode_homes,     tracks,       small_counts,
      sums_to_total, notes,     old_names,     declared_people,    called_noise, happen_to_be_fives,
      erased_row,    tiny_pair, one_firm,      persons_with_number};
  const auto& shapes = planted_shapes();
  if (number % 4 == 3) {
    const std::size_t which = number / 4 % (special.size() + shapes.size());
    return which < special.size() ? special.at(which)(random) : shapes[which - special.size()](random);
  }
  const auto& [secret, disguise] = all[(number - number / 4) % all.size()];
  return one_column(random, *secret, *disguise);
}

}  // namespace sas::redteam
