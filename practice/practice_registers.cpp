#include "practice/practice_registers.h"

#include <fmt/format.h>

#include <array>

#include "base/json.h"
#include "base/text.h"
#include "practice/practice_page.h"

namespace sas::practice {
namespace {

http::Response answer(const json::Object& object, int status = 200) { return http::json_response(json::write(object), status); }
http::Response wrong(int status, std::string_view title) { return answer({{"status", status}, {"title", std::string(title)}}, status); }

std::string long_date(Date day) {
  static constexpr std::array<std::string_view, 12> months{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"};
  const std::chrono::year_month_day ymd{day};
  return fmt::format("{} {} {}", static_cast<unsigned>(ymd.day()), months.at(static_cast<unsigned>(ymd.month()) - 1), static_cast<int>(ymd.year()));
}

bool asked_for(const json::Array& fields, std::string_view group) {
  for (const json::Value& field : fields) {
    if (!field.is_string()) continue;
    const std::string_view name = field.get_string();
    if (name == group || (name.starts_with(group) && name.size() > group.size() && name[group.size()] == '.')) return true;
  }
  return false;
}

json::Object residence(const Home& home) {
  json::Object address{{"officieleStraatnaam", home.street}, {"korteStraatnaam", home.street}, {"huisnummer", home.number}, {"postcode", home.postcode}, {"woonplaats", "Zwolle"}};
  if (!home.letter.empty()) address["huisletter"] = home.letter;
  return {{"type", "Adres"}, {"verblijfadres", std::move(address)}, {"nummeraanduidingIdentificatie", home.designation_id}, {"buurtnaam", home.area}};
}

/// Only what was asked: a client that asks too little must notice it here.
json::Object person(const Town& town, const Inhabitant& one, const json::Array& fields) {
  json::Object out;
  if (asked_for(fields, "burgerservicenummer")) out["burgerservicenummer"] = one.bsn;
  if (asked_for(fields, "naam"))
    out["naam"] = json::Object{{"voornamen", one.given}, {"voorvoegsel", one.prefix}, {"geslachtsnaam", one.family}, {"volledigeNaam", one.name()}};
  if (asked_for(fields, "geboorte"))
    out["geboorte"] = json::Object{{"datum", json::Object{{"type", "Datum"}, {"datum", format_iso_date(one.birth)}, {"langFormaat", long_date(one.birth)}}}};
  if (asked_for(fields, "verblijfplaats")) out["verblijfplaats"] = residence(town.home_of(one));
  return out;
}

http::Response brp(const Town& town, const http::Request& request) {
  const auto body = json::parse(request.body);
  if (!body || !body->is_object()) return wrong(400, "Ten minste één parameter moet worden opgegeven.");
  const json::Object& query = body->get_object();
  const json::Value* fields = query.if_contains("fields");
  const json::Value* numbers = query.if_contains("burgerservicenummer");
  if (json::text_at(query, "type") != "RaadpleegMetBurgerservicenummer" || fields == nullptr || !fields->is_array() || fields->get_array().empty() ||
      numbers == nullptr || !numbers->is_array())
    return wrong(400, "Een of meerdere parameters zijn niet correct.");
  json::Array persons;
  for (const json::Value& number : numbers->get_array()) {
    if (!number.is_string()) continue;
    if (const Inhabitant* one = town.by_bsn(std::string(number.get_string()))) persons.emplace_back(person(town, *one, fields->get_array()));
  }
  return answer({{"type", "RaadpleegMetBurgerservicenummer"}, {"personen", std::move(persons)}});
}

http::Response bag(const Town& town, const http::Request& request) {
  const auto number = parse_int(request.query.get("huisnummer"));
  const std::string postcode = request.query.get("postcode");
  if (!number || postcode.empty()) return wrong(400, "Ten minste één parameter moet worden opgegeven.");
  json::Array list;
  for (const Home* home : town.homes_at(postcode, *number)) {
    json::Object one{{"openbareRuimteNaam", home->street}, {"huisnummer", home->number}, {"postcode", home->postcode}, {"woonplaatsNaam", "Zwolle"},
                     {"nummeraanduidingIdentificatie", home->designation_id}, {"buurtnaam", home->area}};
    if (!home->letter.empty()) one["huisletter"] = home->letter;
    list.emplace_back(std::move(one));
  }
  if (list.empty()) return answer({});
  return answer({{"_embedded", json::Object{{"adressen", std::move(list)}}}});
}

http::Response kvk(const Town& town, const http::Request& request) {
  const Company* company = town.by_kvk(request.param("kvk"));
  if (company == nullptr) return answer({{"fout", json::Array{json::Object{{"code", "IPD5200"}, {"omschrijving", "Er zijn geen gegevens gevonden."}}}}}, 404);
  const Home& home = town.homes().at(company->home);
  json::Object address{{"type", "bezoekadres"}, {"indAfgeschermd", "Nee"}, {"straatnaam", home.street}, {"huisnummer", home.number}, {"postcode", home.postcode},
                       {"plaats", "Zwolle"}, {"land", "Nederland"}, {"buurtnaam", home.area}};
  if (!home.letter.empty()) address["huisletter"] = home.letter;
  json::Object branch{{"kvkNummer", company->kvk}, {"eersteHandelsnaam", company->name}, {"adressen", json::Array{std::move(address)}}};
  return answer({{"kvkNummer", company->kvk}, {"naam", company->name}, {"_embedded", json::Object{{"hoofdvestiging", std::move(branch)}}}});
}

}  // namespace

void add_registers(http::Router& router, const Town& town) {
  using http::Audience;
  using http::Method;
  add(router, Method::post, "/brp/personen", Audience::api, [&town](const http::Request& r) { return brp(town, r); });
  add(router, Method::get, "/bag/adressen", Audience::api, [&town](const http::Request& r) { return bag(town, r); });
  add(router, Method::get, "/kvk/v1/basisprofielen/{kvk}", Audience::api, [&town](const http::Request& r) { return kvk(town, r); });
}

}  // namespace sas::practice
