#include "privacy/redteam/secrets.h"

#include <fmt/format.h>

#include "base/time.h"
#include "privacy/redteam/sample.h"

namespace sas::redteam {
namespace {

using Words = std::vector<std::string>;

// Names from telephone books of no particular town: half of them rare, so that no list knows them all.
const Words kGiven{"Pieter", "Sanne", "Mohamed",  "Geertruida", "Bram",    "Fatma", "Wouter", "Ilse",
                   "Joost",  "Lieke", "Hendrika", "Yusuf",      "Marieke", "Thijs", "Aleida", "Berend",
                   "Egbert", "Femke", "Roelof",   "Zwaantje",   "Harmen",  "Jan",   "Maria",  "Johanna",
                   "Kees",   "Daan",  "Emma",     "Tess",       "Ruben",   "Anouk", "Jeroen", "Esther"};
const Words kFamily{"de Vries",     "Jansen",   "van den Berg", "Bakker",   "Yilmaz",    "Hoekstra",  "Kamphuis",
                    "van der Kolk", "Dijkstra", "ten Have",     "Wolters",  "van Dam",   "El Amrani", "Schuurman",
                    "Timmerman",    "Brouwer",  "de Graaf",     "Mulder",   "van Ommen", "Kok",       "Visser",
                    "Veldhuis",     "Peters",   "Smit",         "Westerhof"};

char capital_of(SeededRandom& r, std::string_view letters) {
  return letters[r.below(letters.size())];
}

std::string hex_text(SeededRandom& r, std::size_t length) {
  std::string out;
  while (out.size() < length) out += "0123456789abcdef"[r.below(16)];
  return out;
}

}  // namespace

std::string made_bsn(SeededRandom& r) {
  while (true) {
    const std::string eight = std::to_string(1 + r.below(9)) + digits(r, 7);
    int sum = 0;
    for (int i = 0; i < 8; ++i) sum += (9 - i) * (eight[static_cast<std::size_t>(i)] - '0');
    if (sum % 11 < 10) return eight + std::to_string(sum % 11);
  }
}

std::string made_a_number(SeededRandom& r) {
  while (true) {
    const std::string number = std::to_string(1 + r.below(9)) + digits(r, 9);
    int sum = 0, weighted = 0;
    bool twins = false;
    for (std::size_t i = 0; i < 10; ++i) {
      sum += number[i] - '0';
      weighted += (number[i] - '0') * (1 << i);
      twins = twins || (i > 0 && number[i] == number[i - 1]);
    }
    if (!twins && weighted % 11 == 0 && (sum % 11 == 0 || sum % 11 == 5)) return number;
  }
}

std::string made_iban(SeededRandom& r) {
  const std::string bank = any_of(r, {"INGB", "RABO", "ABNA", "SNSB", "TRIO", "BUNQ"}), account = "0" + digits(r, 9);
  std::string figures;
  for (const char c : bank + account + "NL00") figures += c >= 'A' ? std::to_string(c - 'A' + 10) : std::string(1, c);
  int rest = 0;
  for (const char c : figures) rest = (rest * 10 + (c - '0')) % 97;
  return fmt::format("NL{:02}{}{}", 98 - rest, bank, account);
}

std::string made_mobile(SeededRandom& r) {
  return "06" + any_of(r, {"1", "2", "3", "4", "5"}) + digits(r, 7);
}

std::string made_landline(SeededRandom& r) {
  return any_of(r, {"038", "0529", "0572"}).append("4").append(digits(r, 6)).substr(0, 10);
}

std::string made_email(SeededRandom& r) {
  std::string local =
      any_of(r, kGiven) + any_of(r, {".", "_", "", "-"}) + any_of(r, {"kolk", "vries", "have", "ommen", "berg"});
  for (char& c : local) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return local + (r.below(2) ? digits(r, 2) : "") + "@" +
         any_of(r, {"gmail.com", "ziggo.nl", "bedrijf.example", "outlook.com", "familie.nl"});
}

std::string made_plate(SeededRandom& r) {
  static constexpr std::string_view letters = "BDFGHJKLNPRSTVXZ";
  const auto l = [&] { return std::string(1, capital_of(r, letters)); };
  switch (r.below(3)) {
    case 0:
      return l() + l() + "-" + digits(r, 3) + "-" + l();
    case 1:
      return l() + "-" + digits(r, 3) + "-" + l() + l();
    default:
      return digits(r, 2) + "-" + l() + l() + "-" + l() + l();
  }
}

std::string made_postcode(SeededRandom& r) {
  static constexpr std::string_view letters = "ABCDEGHJKLMNPRTVWXZ";
  std::string out = std::to_string(between(r, 8000, 8049));
  out += capital_of(r, letters);
  return out + capital_of(r, letters);
}

std::string made_given_name(SeededRandom& r) {
  return any_of(r, kGiven);
}
std::string made_family_name(SeededRandom& r) {
  return any_of(r, kFamily);
}

std::string made_name(SeededRandom& r) {
  const std::string given = made_given_name(r), family = made_family_name(r);
  switch (r.below(4)) {
    case 0:
      return given.substr(0, 1) + ". " + family;
    case 1:
      return family + ", " + given;
    case 2:
      return given.substr(0, 1) + "." + static_cast<char>('A' + r.below(26)) + ". " + family;
    default:
      return given + " " + family;
  }
}

std::string made_birth_date(SeededRandom& r) {
  return format_iso_date(from_days(static_cast<int>(r.below(26000)) - 11000));
}

std::string made_document(SeededRandom& r) {
  static constexpr std::string_view all = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789";
  std::string out = any_of(r, {"NX", "NP", "IR", "NT", "SP"});
  for (int i = 0; i < 6; ++i) out += capital_of(r, all);
  return out + digits(r, 1);
}

std::string made_old_vat(SeededRandom& r) {
  std::string bsn = made_bsn(r);
  while (bsn[0] == '8') bsn = made_bsn(r);
  return "NL" + bsn + "B01";
}

std::string made_mac(SeededRandom& r) {
  std::string out = hex_text(r, 2);
  for (int i = 0; i < 5; ++i) out += ":" + hex_text(r, 2);
  return out;
}

std::string made_ip4(SeededRandom& r) {
  return fmt::format("{}.{}.{}.{}", 1 + r.below(223), r.below(256), r.below(256), r.below(256));
}

std::string made_ip6(SeededRandom& r) {
  std::string out = "2001:db8";
  for (int i = 0; i < 6; ++i) out += ":" + hex_text(r, 4);
  return out;
}

std::string made_imei(SeededRandom& r) {
  const std::string body = "35" + digits(r, 12);
  for (char last = '0'; last <= '9'; ++last) {
    int sum = last - '0';
    for (std::size_t i = 0; i < 14; ++i) {
      const int d = (body[i] - '0') * (i % 2 == 1 ? 2 : 1);
      sum += d / 10 + d % 10;
    }
    if (sum % 10 == 0) return body + last;
  }
  return body;
}

std::string made_uuid(SeededRandom& r) {
  return hex_text(r, 8) + "-" + hex_text(r, 4) + "-4" + hex_text(r, 3) + "-8" + hex_text(r, 3) + "-" + hex_text(r, 12);
}

std::string made_hash(SeededRandom& r, std::size_t length) {
  return hex_text(r, length);
}

}  // namespace sas::redteam
