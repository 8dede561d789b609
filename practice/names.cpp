#include "practice/names.h"

namespace sas::practice {
namespace {

constexpr std::string_view given[] = {
    "Anna",   "Emma",    "Tess",   "Sophie", "Julia",  "Zoë",     "Mila",   "Sara",    "Lotte",  "Fleur",  "Eva",     "Noor",    "Lisa",   "Maria",  "Johanna",
    "Cornelia", "Willemijn", "Hanna", "Fatima", "Aylin", "Samira",  "Esra",   "Yasmin",  "Amira",  "Priya",  "Mei",     "Ewa",     "Ineke",  "Truus",  "Gerda",
    "Bert",   "Jan",     "Piet",   "Kees",   "Henk",   "Willem",  "Johan",  "Daan",    "Sem",    "Lucas",  "Levi",    "Finn",    "Noah",   "Luuk",   "Bram",
    "Thijs",  "Mees",    "Jesse",  "Ruben",  "Sven",   "Mohammed", "Ali",   "Mehmet",  "Youssef", "Omar",  "Ravi",    "Wei",     "Piotr",  "Dirk",   "Gerrit",
    "Floor",  "Roos",    "Sterre", "Isa",    "Nina",   "Femke",   "Marloes", "Ilse",   "Wouter", "Jeroen", "Bas",     "Tim",     "Rik",    "Stijn",  "Koen"};

constexpr FamilyName family[] = {
    {"de", "Jong"},   {"", "Jansen"},    {"de", "Vries"},     {"van den", "Berg"}, {"", "Bakker"},   {"van", "Dijk"},     {"", "Visser"},   {"", "Smit"},
    {"", "Meijer"},   {"de", "Boer"},    {"", "Mulder"},      {"de", "Groot"},     {"", "Bos"},      {"", "Vos"},         {"", "Peters"},   {"", "Hendriks"},
    {"van", "Leeuwen"}, {"", "Dekker"},  {"", "Brouwer"},     {"de", "Wit"},       {"", "Dijkstra"}, {"", "Smits"},       {"de", "Graaf"},  {"van der", "Meer"},
    {"van der", "Linden"}, {"", "Kok"},  {"", "Jacobs"},      {"de", "Haan"},      {"", "Vermeulen"}, {"van den", "Heuvel"}, {"van der", "Veen"}, {"van den", "Broek"},
    {"de", "Bruijn"}, {"", "Schouten"},  {"van", "Beek"},     {"", "Willems"},     {"van", "Vliet"}, {"van de", "Ven"},   {"", "Hoekstra"}, {"", "Maas"},
    {"", "Verhoeven"}, {"", "Koster"},   {"van", "Dam"},      {"van der", "Wal"},  {"", "Prins"},    {"", "Blom"},        {"", "Huisman"},  {"", "Kuipers"},
    {"", "Yılmaz"},   {"", "El Amrani"}, {"", "Özdemir"},     {"", "Chen"},        {"", "Nowak"},    {"", "Singh"},       {"", "Ramdin"},   {"", "Bouzid"},
    {"ten", "Cate"},  {"", "Eikelboom"}, {"", "Westerhof"},   {"", "Nijland"},     {"", "Kamphuis"}, {"", "Oosterveen"},  {"", "Haverkate"}, {"", "Wolters"}};

constexpr std::string_view trade[] = {"Bakkerij",      "Fietsenmaker", "Eetcafé",      "Boekhandel", "Bloemist",   "Kapper",    "Schildersbedrijf", "Slagerij",
                                      "Restaurant",    "Drukkerij",    "Garage",       "Kinderopvang", "Adviesbureau", "Timmerbedrijf", "Installatiebedrijf", "Wijnhandel"};

}  // namespace

std::span<const std::string_view> given_names() { return given; }
std::span<const FamilyName> family_names() { return family; }
std::span<const std::string_view> trades() { return trade; }

}  // namespace sas::practice
