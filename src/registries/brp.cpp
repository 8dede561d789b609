#include "registries/brp.h"

#include <array>

#include "base/identifiers.h"
#include "base/text.h"

namespace sas::registries {
namespace {

constexpr std::array<std::string_view, 4> asked{"naam.volledigeNaam", "geboorte.datum", "verblijfplaats.verblijfadres",
                                                "verblijfplaats.nummeraanduidingIdentificatie"};
constexpr std::size_t max_text = 200;

const json::Object& object_at(const json::Object& from, std::string_view key) {
  static const json::Object none;
  const json::Value* value = from.if_contains(key);
  return value != nullptr && value->is_object() ? value->get_object() : none;
}

std::string plain_text(const json::Object& from, std::string_view key) {
  std::string text(trim(without_controls(json::text_at(from, key))));
  return utf8_length(text) > max_text ? std::string() : text;
}

/// Haal Centraal gives dates with unknown parts a type of their own; only a whole date is one for us.
std::optional<Date> date_in(const json::Object& date) {
  if (json::text_at(date, "type") != "Datum") return std::nullopt;
  const auto parsed = parse_iso_date(json::text_at(date, "datum"));
  return parsed ? std::optional<Date>(*parsed) : std::nullopt;
}

json::Object address_in(const json::Object& residence) {
  if (json::text_at(residence, "type") != "Adres") return {};
  const json::Object& from = object_at(residence, "verblijfadres");
  const auto postcode = parse_postcode(json::text_at(from, "postcode"));
  const std::int64_t number = json::int_at(from, "huisnummer");
  std::string street = plain_text(from, "officieleStraatnaam");
  if (street.empty()) street = plain_text(from, "korteStraatnaam");
  if (!postcode || number < 1 || street.empty()) return {};
  return {{"postcode", *postcode},
          {"number", number},
          {"letter", plain_text(from, "huisletter")},
          {"addition", plain_text(from, "huisnummertoevoeging")},
          {"street", street},
          {"city", plain_text(from, "woonplaats")},
          {"area", plain_text(residence, "buurtnaam")}};
}

tl::unexpected<Error> unavailable(std::string detail) {
  return fail(ErrorKind::unavailable, "register-unavailable", std::move(detail));
}

}  // namespace

Result<people::RegisteredPerson> person_from(const json::Object& answer) {
  const json::Value* list = answer.if_contains("personen");
  if (list == nullptr || !list->is_array()) return unavailable("BRP: no list of persons");
  const json::Array& all = list->get_array();
  if (all.empty()) return fail(ErrorKind::not_found, "register-unknown", "BRP");
  if (all.size() > 1) return unavailable("BRP: more than one person");
  if (!all.front().is_object()) return unavailable("BRP: a person is no object");
  const json::Object& from = all.front().get_object();
  people::RegisteredPerson person;
  person.name = plain_text(object_at(from, "naam"), "volledigeNaam");
  person.birth_day = date_in(object_at(object_at(from, "geboorte"), "datum"));
  person.address = address_in(object_at(from, "verblijfplaats"));
  person.fields.assign(asked.begin(), asked.end());
  return person;
}

Result<people::RegisteredPerson> Brp::find(const Bsn& bsn, const http::Deadline& deadline) const {
  json::Array fields;
  for (const std::string_view field : asked) fields.emplace_back(field);
  const auto answer = client_.post("/personen",
                                   {{"type", "RaadpleegMetBurgerservicenummer"},
                                    {"burgerservicenummer", json::Array{json::Value(bsn.reveal())}},
                                    {"fields", std::move(fields)}},
                                   deadline);
  if (!answer) return fail(Error(answer.error()));
  return person_from(*answer);
}

}  // namespace sas::registries
