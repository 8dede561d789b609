#include "registries/bag.h"

#include <algorithm>

#include "base/identifiers.h"
#include "base/text.h"

namespace sas::registries {
namespace {

constexpr int highest_number = 99'999;  // BAG catalogue: huisnummer

Result<Address> address_from(const json::Value& value) {
  if (!value.is_object()) return fail(ErrorKind::unavailable, "register-unavailable", "BAG: an address is no object");
  const json::Object& from = value.get_object();
  Address address;
  auto postcode = parse_postcode(json::text_at(from, "postcode"));
  address.number = static_cast<int>(std::clamp<std::int64_t>(json::int_at(from, "huisnummer"), 0, highest_number));
  address.letter = json::text_at(from, "huisletter");
  address.addition = json::text_at(from, "huisnummertoevoeging");
  address.street = json::text_at(from, "openbareRuimteNaam");
  address.city = json::text_at(from, "woonplaatsNaam");
  address.designation_id = json::text_at(from, "nummeraanduidingIdentificatie");
  address.area = json::text_at(from, "buurtnaam");
  if (!postcode || address.number == 0 || address.street.empty() || address.city.empty())
    return fail(ErrorKind::unavailable, "register-unavailable", "BAG: an address is incomplete");
  address.postcode = std::move(*postcode);
  return address;
}

Result<std::vector<Address>> addresses_from(const json::Object& answer) {
  std::vector<Address> all;
  const json::Value* embedded = answer.if_contains("_embedded");
  if (embedded == nullptr) return all;  // HAL: nothing found
  const json::Value* list = embedded->is_object() ? embedded->get_object().if_contains("adressen") : nullptr;
  if (list == nullptr || !list->is_array())
    return fail(ErrorKind::unavailable, "register-unavailable", "BAG: no list of addresses");
  for (const json::Value& one : list->get_array()) {
    auto address = address_from(one);
    if (!address) return fail(std::move(address));
    all.push_back(std::move(*address));
  }
  return all;
}

}  // namespace

std::string one_line(const Address& address) {
  std::string text = address.street + " " + std::to_string(address.number) + address.letter;
  if (!address.addition.empty()) text += "-" + address.addition;
  if (address.postcode.size() == 6) text += ", " + address.postcode.substr(0, 4) + " " + address.postcode.substr(4);
  return text + (address.postcode.size() == 6 ? " " : ", ") + address.city;
}

BagAddresses::BagAddresses(RegisterSettings settings, const http::Client& client, const Clock& clock,
                           const Logger& logger)
    : client_("BAG", std::move(settings), client, clock, logger), clock_(clock) {}

void BagAddresses::keep_answer(const std::string& key, const std::vector<Address>& addresses) const {
  const Instant now = clock_.now();
  const std::lock_guard lock(mutex_);
  if (kept_.size() >= max_kept) std::erase_if(kept_, [&](const auto& entry) { return now - entry.second.at >= keep; });
  if (kept_.size() >= max_kept) kept_.clear();
  kept_[key] = {addresses, now};
}

Result<std::vector<Address>> BagAddresses::all_at(const std::string& postcode, int number,
                                                  const http::Deadline& deadline) const {
  const std::string key = postcode + ' ' + std::to_string(number);
  {
    const std::lock_guard lock(mutex_);
    const auto found = kept_.find(key);
    if (found != kept_.end() && clock_.now() - found->second.at < keep) return found->second.addresses;
  }
  const auto answer = client_.get(
      "/adressen?postcode=" + url_encode(postcode) + "&huisnummer=" + std::to_string(number) + "&pageSize=100",
      deadline);
  if (!answer && answer.error().kind == ErrorKind::not_found) return std::vector<Address>();
  // For the caller it makes no difference whose mistake it is: people type the address.
  if (!answer) return fail(ErrorKind::unavailable, "register-unavailable", answer.error().detail);
  auto all = addresses_from(*answer);
  if (all) keep_answer(key, *all);
  return all;
}

Result<std::vector<Address>> BagAddresses::find(const std::string& postcode, int number, const std::string& letter,
                                                const std::string& addition, const http::Deadline& deadline) const {
  const auto code = parse_postcode(postcode);
  if (!code || number < 1 || number > highest_number) return std::vector<Address>();
  auto all = all_at(*code, number, deadline);
  if (!all) return all;
  std::erase_if(*all, [&](const Address& one) {
    return (!letter.empty() && fold(one.letter) != fold(letter)) ||
           (!addition.empty() && fold(one.addition) != fold(addition));
  });
  return all;
}

}  // namespace sas::registries
