#include "privacy/names.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_set>

namespace sas::privacy {
namespace {

struct Hash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
using Words = std::unordered_set<std::string, Hash, std::equal_to<>>;

Words words_of(std::string_view list) {
  Words out;
  std::size_t at = 0;
  while (at < list.size()) {
    const std::size_t end = std::min(list.find(' ', at), list.size());
    if (end > at) out.emplace(list.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

// Given names that many people in the Netherlands bear, of several generations and origins.
constexpr std::string_view kFirst =
    "jan johannes johan hans kees cornelis piet pieter peter willem wim hendrik henk gerrit gert dirk arie klaas jacob "
    "jaap theo theodorus frans franciscus antonius ton toon anton jos joseph josef martin martinus maarten bert albert "
    "robert rob ronald ron richard paul mark marco marcel michel michael erik eric edwin frank fred frits gerard ger "
    "geert guus harry harm herman huub ivo jeroen jasper joost joris jurgen koen lars leo lex lucas luuk luc mathijs "
    "matthijs max mees menno merijn mike milan nico niek niels noah olaf oscar patrick pim ralph rene remco roel roy "
    "ruben rudi rutger sander sebastiaan sem simon sjoerd stefan steven sven teun thijs thomas tim tom victor vincent "
    "wesley wouter daan finn levi liam luca bram bas bart benjamin christiaan daniel david dennis diederik dylan emiel "
    "floris gijs hugo jelle jesse jochem julian jurriaan lennart marijn nick rens rick sam siem stijn tijn tobias tygo "
    "xander mohamed mohammed muhammad ahmed ali hassan hussein ibrahim mustafa mehmet murat omar osman said youssef "
    "yusuf abdel abdullah bilal hamza karim khalid rachid samir emre kemal hakan ismail amir reza tomasz piotr pawel "
    "krzysztof marek andrzej maria anna johanna anneke annie elisabeth els elly ellen wilhelmina willemijn cornelia "
    "corrie hendrika riet rie ria truus trudy tineke toos tiny truida sjaan nel nelly marie marijke marja marjan mieke "
    "miep margriet margaretha greet greetje gerda geertje grietje ineke ingrid irene jacoba jacqueline jannie janneke "
    "jeanne joke josephine karin kim klaartje lia lies liesbeth linda lisa loes lotte maaike manon mariska marleen "
    "martine mirjam monique nathalie nicole nienke noor olga patricia petra renate rianne roos sandra sanne saskia "
    "sharon silvia simone sofie sophie susan suzanne sylvia tamara tessa thea tess ursula vera wendy wilma yvonne "
    "yvette emma julia mila tessa eva sara sarah zoe evi lieke fleur isa lynn nora olivia nina fenna femke floor "
    "esmee anouk amber iris jasmijn ilse inge hanneke heleen helena carla carolien caroline charlotte chantal "
    "christine claudia conny dani danielle debbie denise diana dewi dorien elise esther eline fatima aisha amina "
    "khadija naima samira zeynep elif ayse fatma hatice emine meryem yasmin leila latifa malika soraya agnieszka "
    "katarzyna malgorzata monika joanna ewa magdalena shanti radjesh winston wim rajesh priya chantal angelique "
    "bianca brigitte cindy ellis francien gea gonnie hilde hennie henny ina janna jantje jolanda josien judith "
    "kirsten lidy lotje maud merel mien mia minke nelleke pauline paula puck rachel rebecca rosa ruth stefanie "
    "stephanie tanja veerle wies wiebe sietske tjitske sjoukje hylke douwe jelmer sybren tjeerd wietse";

// Family names that are common in the Netherlands, without their prefixes.
constexpr std::string_view kLast =
    "jong jansen vries berg dijk bakker janssen visser smit meijer boer mulder groot bos vos peters hendriks leeuwen "
    "dekker brouwer wit dijkstra smits graaf meer linden kok jacobs haan vermeulen heuvel veen broek bruijn bruin "
    "schouten beek willems vliet ven hoekstra maas verhoeven koster dam wal prins blom huisman peeters kuijpers "
    "kuipers postma martens gerritsen schipper veenstra sanders scholten post kramer hermans bosch boersma velde "
    "jonge koning wijk schaik kuiper evers koopman hoek zijlstra wolters ploeg bosman hartog dongen pol doorn tol "
    "brink brand lange timmermans mol kooij klein vink timmer molenaar graaff jonker sluis borst hoeven verbeek "
    "jonkers horst hout veldhuis heijden hulst verschoor roos wolf bosma langen veldman driessen aarts haas "
    "zwart ridder groen rooij winter swart bakels pieters wagenaar kroon gerrits wouters lammers hofman otten verweij "
    "vonk cornelissen claassen blok schutte backer hendriksen goossens bouwman bouma dijkman steen ruiter kaya yilmaz "
    "yildiz demir celik ozturk aydin arslan dogan sahin nguyen singh khan ahmed ali mohamed hassan benali haddou "
    "amrani bouzid idrissi azzouzi chaouch kowalski nowak wisniewski lewandowski silva santos martina maduro croes "
    "ramdin bhagwandin mahabier kartosen pinas wijngaarde blaauw terpstra hoogland hoekman wiersma sikkema "
    "huizinga nijhuis wolthuis oosterhuis lubbers wolfs hermsen thijssen teunissen engelen coenen geurts vermeer "
    "verhagen verhulst dijkhuizen rijn zanden laan zee zande burg water rooy ommen hamer loon es oord zeeuw";

constexpr std::string_view kPrefix =
    "van de der den ter ten te het t in op aan bij uit over onder voor tot von vd v/d el al la le du da dos di ben bin "
    "abu af zu zur";

constexpr std::string_view kPlace =
    "straat laan weg plein singel gracht kade dijk steeg park bos brug haven hof pad markt dreef allee boulevard "
    "school basisschool college lyceum universiteit kerk museum theater bibliotheek stichting vereniging bv b.v. nv "
    "n.v. vof gemeente garage parkeergarage sporthal zwembad wijk buurt stadsdeel polder plas sluis gemaal station "
    "halte brigade fonds groep bank ziekenhuis apotheek praktijk kliniek huisarts centrum buurthuis wijkcentrum "
    "kinderboerderij sportpark begraafplaats speeltuin molen toren kasteel hotel restaurant cafe winkel markthal "
    "partij lijst fractie club fc vv sv hc tc zuid noord oost west midden afvalpunt milieustraat stembureau gebouw "
    "viaduct tunnel fietsbrug zaal loods terrein bedrijventerrein industrieterrein woonzorgcentrum";

// Endings that family names share (berg, veld, kamp, dijk) are left out.
constexpr std::array<std::string_view, 22> kStreetEnds{
    "straat", "laan", "weg",  "plein", "singel", "gracht", "kade",  "steeg", "hof",      "pad",   "markt",
    "dreef",  "park", "brug", "haven", "baan",   "erf",    "allee", "oever", "wetering", "buurt", "plantsoen"};

constexpr std::string_view kRole =
    "info contact post postbus mail email gemeente secretariaat secretaris balie receptie klantcontact kcc service "
    "servicedesk helpdesk support admin administratie beheer webmaster redactie pers communicatie bestuur voorzitter "
    "penningmeester boekhouding facturen crediteuren debiteuren inkoop verkoop sales office kantoor team afdeling "
    "meldingen melding klachten bezwaar vergunningen woo avg privacy fg griffie raad opendata data geo gis ict "
    "noreply no-reply donotreply hello hallo vragen aanmelden inschrijven reserveren evenementen afval groen "
    "parkeren sport cultuur bibliotheek museum school directie hr personeel vacatures";

constexpr std::string_view kPrivate =
    "gmail.com googlemail.com hotmail.com hotmail.nl outlook.com outlook.nl live.nl live.com msn.com yahoo.com "
    "yahoo.nl "
    "icloud.com me.com ziggo.nl kpnmail.nl kpnplanet.nl planet.nl hetnet.nl xs4all.nl home.nl upcmail.nl casema.nl "
    "chello.nl quicknet.nl telfort.nl tele2.nl solcon.nl zonnet.nl online.nl proton.me protonmail.com gmx.net gmx.de "
    "caiway.nl delta.nl zeelandnet.nl freeler.nl wxs.nl";

bool holds(const Words& words, std::string_view word) {
  return words.find(word) != words.end();
}

}  // namespace

bool is_first_name(std::string_view word) {
  static const Words words = words_of(kFirst);
  return holds(words, word);
}

bool is_surname(std::string_view word) {
  static const Words words = words_of(kLast);
  return holds(words, word);
}

bool is_name_prefix(std::string_view word) {
  static const Words words = words_of(kPrefix);
  return holds(words, word);
}

bool is_place_word(std::string_view word) {
  static const Words words = words_of(kPlace);
  return holds(words, word);
}

bool is_street_word(std::string_view word) {
  return std::any_of(kStreetEnds.begin(), kStreetEnds.end(),
                     [&](std::string_view end) { return word.size() > end.size() + 2 && word.ends_with(end); });
}

bool is_role_mailbox(std::string_view word) {
  static const Words words = words_of(kRole);
  return holds(words, word);
}

bool is_private_mail(std::string_view domain) {
  static const Words words = words_of(kPrivate);
  return holds(words, domain);
}

}  // namespace sas::privacy
