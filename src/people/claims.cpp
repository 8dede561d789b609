#include "people/claims.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "crypto/hmac.h"
#include "people/sessions.h"

namespace sas::people {
namespace {

constexpr std::size_t max_subject = 255;  // OIDC Core clause 2
constexpr std::size_t max_name = 200;     // GBA: a full name fits in 200

struct Level {
  std::string_view acr;  // lower case
  int level;
};
constexpr std::array<Level, 7> levels{{{"http://eidas.europa.eu/loa/low", 1},
                                       {"http://eidas.europa.eu/loa/substantial", 2},
                                       {"http://eidas.europa.eu/loa/high", 3},
                                       {"urn:etoegang:core:assurance-class:loa2", 1},
                                       {"urn:etoegang:core:assurance-class:loa2plus", 1},
                                       {"urn:etoegang:core:assurance-class:loa3", 2},
                                       {"urn:etoegang:core:assurance-class:loa4", 3}}};

tl::unexpected<Error> refused(std::string why) {
  return fail(ErrorKind::invalid, "login-refused", std::move(why));
}

bool holds_audience(const json::Object& claims, const std::string& client) {
  const json::Value* audience = claims.if_contains("aud");
  if (audience == nullptr) return false;
  if (audience->is_string()) return audience->get_string() == client;
  if (!audience->is_array()) return false;
  const json::Array& all = audience->get_array();
  const bool ours = std::any_of(all.begin(), all.end(),
                                [&](const json::Value& one) { return one.is_string() && one.get_string() == client; });
  // A token for several parties says for whom it was made.
  return ours && (all.size() == 1 || json::text_at(claims, "azp") == client);
}

/// Seconds since 1970; none when it is absent or no whole number.
std::optional<Instant> moment_at(const json::Object& claims, std::string_view name) {
  const json::Value* value = claims.if_contains(name);
  if (value == nullptr || !value->is_int64()) return std::nullopt;
  const std::int64_t seconds = value->get_int64();
  constexpr std::int64_t far = 253'402'300'800;  // the year 10000
  if (seconds < 0 || seconds > far) return std::nullopt;
  return from_millis(seconds * 1000);
}

Result<Done> check_times(const json::Object& claims, Instant now) {
  const auto expires = moment_at(claims, "exp");
  const auto issued = moment_at(claims, "iat");
  if (!expires || *expires + clock_skew <= now) return refused("exp");
  if (!issued || *issued > now + clock_skew || *issued + max_token_age + clock_skew < now) return refused("iat");
  if (!claims.contains("nbf")) return Done{};
  const auto begins = moment_at(claims, "nbf");
  if (!begins || *begins > now + clock_skew) return refused("nbf");
  return Done{};
}

std::string clean_name(const json::Object& claims) {
  const std::string name(trim(without_controls(json::text_at(claims, "name"))));
  return utf8_length(name) > max_name ? std::string() : name;
}

std::set<Role> roles_in(const json::Object& claims) {
  std::set<Role> roles;
  const json::Value* list = claims.if_contains("roles");
  if (list == nullptr || !list->is_array()) return roles;
  for (const json::Value& one : list->get_array()) {
    if (!one.is_string()) continue;
    if (const auto role = role_from(std::string_view(one.get_string()))) roles.insert(*role);
  }
  return roles;
}

}  // namespace

int level_of(std::string_view acr) {
  std::string plain(trim(acr));
  std::transform(plain.begin(), plain.end(), plain.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  for (const Level& one : levels)
    if (one.acr == plain) return one.level;
  return 0;
}

std::string_view acr_of(int level) {
  static constexpr std::array<std::string_view, 4> values{"", "http://eidas.europa.eu/LoA/low",
                                                          "http://eidas.europa.eu/LoA/substantial",
                                                          "http://eidas.europa.eu/LoA/high"};
  return values.at(static_cast<std::size_t>(level));
}

Result<Done> check_claims(const json::Object& claims, const Expected& expected) {
  if (json::text_at(claims, "iss") != expected.issuer) return refused("iss");
  if (!holds_audience(claims, expected.client_id)) return refused("aud");
  if (auto times = check_times(claims, expected.now); !times) return times;
  const std::string nonce = json::text_at(claims, "nonce");
  if (nonce.empty() || !crypto::equal_in_constant_time(nonce, expected.nonce)) return refused("nonce");
  if (level_of(json::text_at(claims, "acr")) < expected.level) return fail(ErrorKind::forbidden, "login-level", "acr");
  return Done{};
}

Result<Identity> identity_from(const json::Object& claims, std::string_view means) {
  Identity who;
  who.means = means;
  who.subject = json::text_at(claims, "sub");
  if (who.subject.empty() || who.subject.size() > max_subject) return refused("sub");
  who.level = level_of(json::text_at(claims, "acr"));
  who.name = clean_name(claims);
  if (means == "staff") {
    who.kind = ViewerKind::staff;
    who.roles = roles_in(claims);
    if (who.name.empty()) return refused("name");
    if (who.roles.empty()) return fail(ErrorKind::forbidden, "login-no-role", "roles");
    return who;
  }
  if (means == "eherkenning") {
    auto kvk = parse_kvk_number(json::text_at(claims, "kvk"));
    if (!kvk) return refused("kvk");
    who.kvk = std::move(*kvk);
    who.acting_pseudonym = json::text_at(claims, "acting_pseudonym");
    if (who.acting_pseudonym.empty() || who.acting_pseudonym.size() > max_subject) return refused("acting_pseudonym");
    return who;
  }
  auto bsn = Bsn::parse(json::text_at(claims, "bsn"));
  if (!bsn) return refused("bsn");
  who.bsn = std::move(*bsn);
  return who;
}

}  // namespace sas::people
