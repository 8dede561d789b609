#include "practice/streets.h"

namespace sas::practice {
namespace {

constexpr Street all[] = {
    {"Binnenstad-Zuid", 8011, "Sassenstraat"},         {"Binnenstad-Zuid", 8011, "Walstraat"},             {"Binnenstad-Zuid", 8011, "Nieuwe Markt"},
    {"Binnenstad-Zuid", 8011, "Koestraat"},            {"Binnenstad-Noord", 8011, "Diezerstraat"},         {"Binnenstad-Noord", 8011, "Melkmarkt"},
    {"Binnenstad-Noord", 8011, "Roggenstraat"},        {"Noordereiland", 8011, "Thorbeckegracht"},         {"Stationsbuurt", 8011, "Van Karnebeekstraat"},
    {"Stationsbuurt", 8011, "Westerlaan"},             {"Stationsbuurt", 8011, "Zeven Alleetjes"},         {"Oud-Assendorp", 8012, "Assendorperstraat"},
    {"Oud-Assendorp", 8012, "Molenweg"},               {"Oud-Assendorp", 8012, "Hortensiastraat"},         {"Nieuw-Assendorp", 8012, "Goudsbloemstraat"},
    {"Nieuw-Assendorp", 8012, "Begoniastraat"},        {"Pierik", 8012, "Russenweg"},                      {"Wezenlanden", 8012, "Luttenbergstraat"},
    {"Kamperpoort", 8013, "Hoogstraat"},               {"Kamperpoort", 8013, "Beestenmarkt"},              {"Hanzeland", 8017, "Hanzelaan"},
    {"Hanzeland", 8017, "Lübeckplein"},                {"Veerallee", 8019, "Veerallee"},                   {"Veerallee", 8019, "Emmawijk"},
    {"Schellerlanden", 8014, "Schellerweg"},           {"Schellerbroek", 8016, "Zandhorstlaan"},           {"Oldenelerlanden-Oost", 8014, "Oldeneelallee"},
    {"Ittersumerbroek", 8014, "Gedeputeerdenlaan"},    {"Ittersumerlanden", 8016, "Ittersumallee"},        {"Gerenlanden", 8014, "Gerenlanden"},
    {"Gerenbroek", 8015, "Geert Grootestraat"},        {"Oude Mars", 8013, "Marsweg"},                     {"Dieze-Centrum", 8021, "Rijnlaan"},
    {"Dieze-Centrum", 8021, "Meppelerstraatweg"},      {"Indischebuurt", 8022, "Celebesstraat"},           {"Indischebuurt", 8022, "Javastraat"},
    {"Bollebieste", 8021, "Vechtstraat"},              {"Het Noorden", 8021, "Thomas a Kempisstraat"},     {"Schildersbuurt", 8021, "Rembrandtlaan"},
    {"Wipstrik-Noord", 8023, "Wipstrikkerallee"},      {"Wipstrik-Zuid", 8025, "Herfterlaan"},             {"Wipstrik-Zuid", 8025, "Brederostraat"},
    {"Berkum", 8024, "Campherbeeklaan"},               {"Berkum", 8024, "Kuyerhuislaan"},                  {"Veldhoek", 8024, "Erasmuslaan"},
    {"Holtenbroek I", 8031, "Beethovenlaan"},          {"Holtenbroek I", 8031, "Mozartlaan"},              {"Holtenbroek II", 8031, "Bachlaan"},
    {"Holtenbroek III", 8031, "Palestrinalaan"},       {"Holtenbroek IV", 8031, "Klooienberglaan"},        {"Aalanden-Zuid", 8032, "Zwartewaterallee"},
    {"Aalanden-Midden", 8032, "Dobbe"},                {"Aalanden-Noord", 8032, "Rijnmond"},               {"Aalanden-Oost", 8032, "Gouwe"},
    {"Brinkhoek", 8033, "Hasselterweg"},               {"Westenholte-Stins", 8042, "Westenholterweg"},     {"Oud-Westenholte", 8042, "Voorsterweg"},
    {"Spoolde", 8042, "Spoolderbergweg"},              {"Frankhuis", 8043, "Frankhuisweg"},                {"Schoonhorst", 8043, "Belvédèrelaan"},
    {"Werkeren", 8043, "Werkerlaan"},                  {"Millingen", 8043, "Mastenbroekerallee"},          {"Breecamp", 8043, "Breecamplaan"},
    {"Breezicht", 8043, "Havezathenallee"}};

}  // namespace

std::span<const Street> streets() { return all; }

}  // namespace sas::practice
