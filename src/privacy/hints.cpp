#include "privacy/hints.h"

#include <array>
#include <string>
#include <vector>

#include "base/text.h"

namespace sas::privacy {
namespace {

// `whole` words must be a word of the name; the others may be any part of it.
struct Clue {
  std::string_view words;
  Hints hints;
};

constexpr std::array kWhole{
    Clue{"bsn sofi sofinr ssn sofinummer", hint::bsn},
    Clue{"rsin", hint::rsin},
    Clue{"anr anummer", hint::a_number},
    Clue{"iban", hint::iban},
    Clue{"tel telnr telefoon mobiel mobile phone gsm 06", hint::phone},
    Clue{"mail email", hint::email},
    Clue{"plate", hint::plate},
    Clue{"pc6 postcode zip", hint::postcode},
    Clue{"huisnr hnr huisno nr_huis hsnr", hint::house_number},
    Clue{"adres address straat street", hint::address | hint::street},
    Clue{"voornaam achternaam roepnaam voorletters familienaam geslachtsnaam surname lastname firstname initialen "
         "voornamen achternamen naw contactpersoon",
         hint::name},
    Clue{"dob gebdat gebdatum geboren", hint::birth},
    Clue{"vnr vnummer", hint::foreigner},
    Clue{"kvk kvknr", hint::chamber},
    Clue{"btw vat btwnr", hint::vat},
    Clue{"ip mac ipv4 ipv6 ipadres macadres", hint::network},
    Clue{"imei imsi idfa gaid adid msisdn aaid", hint::device},
    Clue{"foto photo selfie pasfoto afbeelding image", hint::photo},
    Clue{"hash hashed md5 sha sha1 sha256 token pseudoniem pseudonym", hint::hash},
    Clue{"checksum etag commit digest", hint::checksum},
    Clue{"geslacht sex gender sekse mv", hint::sex},
    Clue{"leeftijd age lft", hint::age},
    Clue{"nationaliteit nationality beroep occupation gezinsrol", hint::trait},
    Clue{"diagnose wmo wlz zorg jeugdhulp schuld schulden uitkering bijstand religie geloof indicatie handicap delict "
         "toeslag schuldhulp medicatie ras afkomst",
         hint::sensitive},
    Clue{"woz inkomen income huur gasverbruik stroomverbruik waterverbruik bewoners gezinsgrootte huishoudgrootte "
         "gas_m3 verbruik",
         hint::household},
    Clue{"id key sleutel nummer nr code kenmerk uuid guid", hint::key},
    Clue{"pas pasnr pasid ovchip ovpas card user gebruiker fietsid bike voertuig vehicle device toestel sessie session "
         "reiziger traveller bestuurder driver scooter telefoonid wifi klant",
         hint::moving_key},
    Clue{"tijd time timestamp tijdstip moment datum date uur hour begin start eind", hint::time},
    Clue{"plaats place locatie location halte stop camera garage zone punt poort station lat lon lng x y buurt wijk "
         "latitude longitude gate",
         hint::place},
    Clue{"lat lon lng latitude longitude x y xcoord ycoord rdx rdy geom geometry wkt coordinaten", hint::coordinate},
    Clue{"aantal count n totaal total freq", hint::count},
    Clue{"inwoners personen people mannen vrouwen leerlingen clienten huishoudens gezinnen kinderen slachtoffers "
         "deelnemers bewoners uitkeringen werklozen ouderen jongeren kiesgerechtigden",
         hint::people_count},
    Clue{"bedrag euro eur begroot begroting saldo lasten baten prijs kosten budget realisatie omzet turnover winst "
         "loonsom",
         hint::amount},
    Clue{"gemiddeld gemiddelde mean average aandeel percentage perc pct mediaan share index", hint::percentage},
};

constexpr std::array kPart{
    Clue{"burgerservice citizenservice", hint::bsn},
    Clue{"bankrek rekeningn bankaccount", hint::iban},
    Clue{"telefoon mobielnu phonenumber", hint::phone},
    Clue{"emailadres e-mail mailadres", hint::email},
    Clue{"kenteken nummerplaat licenceplate licenseplate", hint::plate},
    Clue{"postcode postalcode zipcode", hint::postcode},
    Clue{"huisnummer housenumber huisletter", hint::house_number},
    Clue{"woonadres adres huisadres", hint::address},
    Clue{"achternaam voornaam familienaam geslachtsnaam roepnaam contactpersoon lastname firstname surname fullname "
         "tussenvoegsel",
         hint::name},
    Clue{"aanvrager bewoner klant client patient melder indiener verzoeker werknemer medewerker leerling student "
         "cursist burger huurder applicant resident employee citizen ouder partner slachtoffer verdachte "
         "persoonsnummer persoonid",
         hint::person},
    Clue{"geboorte birthd dateofbirth", hint::birth},
    Clue{"paspoort passport identiteitskaart idkaart documentnummer reisdocument", hint::document},
    Clue{"vreemdeling v-nummer", hint::foreigner},
    Clue{"rijbewijs driverlicen drivinglicen", hint::driving},
    Clue{"kvknummer kvk-nummer vestigingsnummer", hint::chamber},
    Clue{"btwnummer btw-nummer btwid vatnumber omzetbelasting", hint::vat},
    Clue{"ipadres ip-adres ipaddress macadres macaddress mac-adres bluetooth", hint::network},
    Clue{"advertis deviceid device_id toestelid", hint::device},
    Clue{"pasfoto profielfoto", hint::photo},
    Clue{"pseudoniem versleuteld gehasht", hint::hash},
    Clue{"nationalit burgerlijke civilstatus maritalstatus herkomst geboorteland opleidingsniveau", hint::trait},
    Clue{"diagnos uitkering bijstand jeugdhulp schuldhulp schulden strafblad veroordeling aandoening ziekte medicijn "
         "beperking verslaving huiselijk ondersteuning",
         hint::sensitive},
    Clue{"inkomen gasverbruik stroomverbruik elektriciteitsverbruik waterverbruik energieverbruik wozwaarde "
         "woz_waarde huurprijs gezinssamenstelling aantal_bewoners huishoudinkomen",
         hint::household},
    Clue{"aanleg plant bouw oplever inschrijv plaatsing vervang onderhoud inspectie publicatie meetdatum meting ingang "
         "start einde vergunning keuring monument sluit open_ besluit peil jaar begin wijzig renovatie controle",
         hint::thing_date},
    Clue{"inwoner personen huishoudens leerlingen clienten", hint::people_count},
    Clue{"timestamp datum tijdstip datetime", hint::time},
    Clue{"locatie location coordina", hint::place},
};

// "buurtNaam", "buurt naam" and "buurt_naam" are the same words.
std::vector<std::string> words_of(std::string_view name) {
  std::string spaced;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    const bool hump = i > 0 && c >= 'A' && c <= 'Z' && name[i - 1] >= 'a' && name[i - 1] <= 'z';
    if (hump) spaced += ' ';
    const bool sign =
        c == '_' || c == '-' || c == '.' || c == '/' || c == '(' || c == ')' || c == '[' || c == ']' || c == ':';
    spaced += sign ? ' ' : c;
  }
  std::vector<std::string> out;
  for (const std::string& word : split(fold(spaced), ' '))
    if (!word.empty()) out.push_back(word);
  return out;
}

bool lists(std::string_view words, std::string_view word) {
  for (std::size_t at = words.find(word); at != std::string_view::npos; at = words.find(word, at + 1)) {
    const bool begins = at == 0 || words[at - 1] == ' ';
    const std::size_t end = at + word.size();
    if (begins && (end == words.size() || words[end] == ' ')) return true;
  }
  return false;
}

bool holds_one(std::string_view text, std::string_view words) {
  for (const std::string& word : split(words, ' '))
    if (!word.empty() && text.find(word) != std::string_view::npos) return true;
  return false;
}

}  // namespace

Hints hints_of(std::string_view column_name) {
  const std::vector<std::string> words = words_of(column_name);
  std::string joined;
  Hints out = 0;
  for (const std::string& word : words) {
    joined += word;
    for (const Clue& clue : kWhole)
      if (lists(clue.words, word)) out |= clue.hints;
  }
  const std::string folded = fold(column_name);
  for (const Clue& clue : kPart)
    if (holds_one(joined, clue.words) || holds_one(folded, clue.words)) out |= clue.hints;
  // "a-nummer" and "e-mail" fall apart into words; "geboortejaar" is a part of a date of birth.
  if (joined == "anummer" || joined == "anr") out |= hint::a_number;
  if ((out & hint::birth) && (out & hint::thing_date)) out |= hint::part_of_birth;
  return out;
}

}  // namespace sas::privacy
