#include "registries/kvk.h"

#include "base/identifiers.h"
#include "base/text.h"

namespace sas::registries {
namespace {

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

/// The visiting address. One that is shielded (indAfgeschermd: owners who live where they work) stays out.
json::Object address_in(const json::Object& branch) {
  const json::Value* list = branch.if_contains("adressen");
  if (list == nullptr || !list->is_array()) return {};
  for (const json::Value& one : list->get_array()) {
    if (!one.is_object()) continue;
    const json::Object& from = one.get_object();
    if (json::text_at(from, "type") != "bezoekadres" || json::text_at(from, "indAfgeschermd") == "Ja") continue;
    const auto postcode = parse_postcode(json::text_at(from, "postcode"));
    const std::int64_t number = json::int_at(from, "huisnummer");
    if (!postcode || number < 1) return {};
    return {{"postcode", *postcode},
            {"number", number},
            {"letter", plain_text(from, "huisletter")},
            {"addition", plain_text(from, "huisnummerToevoeging")},
            {"street", plain_text(from, "straatnaam")},
            {"city", plain_text(from, "plaats")},
            {"area", plain_text(from, "buurtnaam")}};
  }
  return {};
}

}  // namespace

Result<people::RegisteredCompany> company_from(const json::Object& answer) {
  people::RegisteredCompany company;
  company.name = plain_text(answer, "naam");
  if (company.name.empty()) return fail(ErrorKind::unavailable, "register-unavailable", "HR: a company without a name");
  company.address = address_in(object_at(object_at(answer, "_embedded"), "hoofdvestiging"));
  company.fields = {"naam", "hoofdvestiging.adressen"};
  return company;
}

Result<people::RegisteredCompany> Kvk::find(const std::string& kvk, const http::Deadline& deadline) const {
  const auto number = parse_kvk_number(kvk);
  if (!number) return fail(ErrorKind::not_found, "register-unknown", "HR");
  const auto answer = client_.get("/v1/basisprofielen/" + *number, deadline);
  if (!answer) return fail(Error(answer.error()));
  return company_from(*answer);
}

}  // namespace sas::registries
