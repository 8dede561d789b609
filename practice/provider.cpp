#include "practice/provider.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "crypto/hash.h"
#include "crypto/hmac.h"
#include "practice/practice_page.h"

namespace sas::practice {
namespace {

using html::el;
using html::Html;

constexpr std::chrono::minutes patience{10};
constexpr std::int64_t token_life = 300;
constexpr std::size_t shown = 40;
constexpr std::string_view assertion_type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
constexpr crypto::JwsAlgorithm client_algorithms[] = {crypto::JwsAlgorithm::ps256, crypto::JwsAlgorithm::rs256, crypto::JwsAlgorithm::es256};

bool is_provider(const std::string& name) { return name == "digid" || name == "eherkenning" || name == "staff"; }

std::string title_of(const std::string& provider) {
  return provider == "digid" ? "Oefen-DigiD" : provider == "eherkenning" ? "Oefen-eHerkenning" : "Oefen-werkaccount";
}

http::Response json(const json::Object& object, int status = 200) { return http::json_response(json::write(object), status); }
http::Response oauth_error(std::string_view code, std::string_view why) {
  return json({{"error", std::string(code)}, {"error_description", std::string(why)}}, code == "invalid_client" ? 401 : 400);
}

/// "https://host:port" of a URL.
std::string origin_of(const std::string& url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string::npos) return {};
  return url.substr(0, url.find('/', scheme + 3));
}

std::string with_query(const std::string& url, std::initializer_list<std::pair<std::string_view, std::string>> items) {
  std::string out = url;
  char separator = url.find('?') == std::string::npos ? '?' : '&';
  for (const auto& [name, value] : items) {
    out += separator + std::string(name) + "=" + url_encode(value);
    separator = '&';
  }
  return out;
}

Html choice(const std::string& url, const std::string& name, const std::string& about) {
  return el("li", {}, {el("a", {{"class", "choice"}, {"href", url}}, {el("strong", {}, {Html(name)}), el("span", {}, {Html(about)})})});
}

std::string about(const Inhabitant& one, const Home& home) {
  const std::string address = fmt::format("{} {}{}, {}", home.street, home.number, home.letter, home.area);
  if (one.part == "resident") return "inwoner met een auto; mag iets regelen voor haar moeder. " + address;
  if (one.part == "mother") return "heeft haar dochter gemachtigd. " + address;
  if (one.part == "parent") return "ouder van een kind van 9. " + address;
  if (one.part == "guardian") return "curator van zijn broer. " + address;
  if (one.part == "ward") return "staat onder curatele. " + address;
  return address;
}

/// Children have no DigiD of their own here.
bool is_grown(const Inhabitant& one, Instant now) { return one.birth + std::chrono::days{18 * 366} <= local_date(now); }

}  // namespace

Provider::Provider(Parts parts) : parts_(std::move(parts)), key_(crypto::JwsSigningKey::create(crypto::JwsAlgorithm::es256)) {}

http::Response Provider::discovery(const http::Request& request) const {
  const std::string& provider = request.param("provider");
  if (!is_provider(provider)) return json({{"error", "unknown"}}, 404);
  const std::string base = issuer(provider);
  return json({{"issuer", base},
               {"practice", true},
               {"authorization_endpoint", base + "/authorize"},
               {"token_endpoint", base + "/token"},
               {"jwks_uri", base + "/jwks.json"},
               {"response_types_supported", json::Array{"code"}},
               {"grant_types_supported", json::Array{"authorization_code"}},
               {"subject_types_supported", json::Array{"pairwise"}},
               {"id_token_signing_alg_values_supported", json::Array{"ES256"}},
               {"code_challenge_methods_supported", json::Array{"S256"}},
               {"token_endpoint_auth_methods_supported", json::Array{"private_key_jwt"}},
               {"token_endpoint_auth_signing_alg_values_supported", json::Array{"PS256", "RS256", "ES256"}},
               {"scopes_supported", json::Array{"openid", "profile"}}});
}

void Provider::forget_old() {
  const Instant now = parts_.clock.now();
  std::erase_if(asked_, [&](const auto& entry) { return now - entry.second.at > patience; });
  std::erase_if(codes_, [&](const auto& entry) { return now - entry.second.asked.at > patience; });
  std::erase_if(used_assertions_, [&](const auto& entry) { return now - entry.second > patience; });
}

http::Response Provider::authorize(const http::Request& request) {
  const http::Fields& q = request.query;
  const std::string& provider = request.param("provider");
  if (!is_provider(provider)) return page("Onbekend", el("p", {}, {Html("Deze inlogdienst bestaat niet.")}), 404);
  Asked asked{provider, q.get("client_id"), q.get("redirect_uri"), q.get("state"), q.get("nonce"), q.get("code_challenge"), q.get("acr_values"), parts_.clock.now()};
  const bool right = q.get("response_type") == "code" && q.get("code_challenge_method") == "S256" && !asked.client_id.empty() && !asked.state.empty() &&
                     !asked.nonce.empty() && asked.challenge.size() == 43 && (" " + q.get("scope") + " ").find(" openid ") != std::string::npos &&
                     html::is_safe_url(asked.redirect_uri) && asked.redirect_uri.ends_with("/inloggen/" + provider + "/antwoord") && !origin_of(asked.redirect_uri).empty();
  if (!right) return page("Deze aanvraag klopt niet", el("p", {}, {Html("De site vroeg niet wat OIDC NL GOV voorschrijft.")}), 400);
  const std::string id = random_token(parts_.random);
  {
    const std::lock_guard lock(mutex_);
    forget_old();
    asked_[id] = asked;
  }
  return people_page(id, asked, {});
}

http::Response Provider::people_page(const std::string& id, const Asked& asked, const std::string& search) const {
  const std::string base = "/oidc/" + asked.provider + "/kies?aanvraag=" + url_encode(id) + "&persoon=";
  Html list;
  if (asked.provider == "staff") {
    for (const Employee& one : parts_.town.employees()) list += choice(base + url_encode(one.subject), one.name, one.part + ": " + one.roles);
  } else if (asked.provider == "eherkenning") {
    std::size_t count = 0;
    for (const Company& one : parts_.town.companies())
      if (count++ < shown) list += choice(base + url_encode(one.kvk), one.acting_name, "voor " + one.name + ", KVK " + one.kvk);
  } else {
    const std::string wanted = fold(search);
    std::size_t count = 0;
    for (const Inhabitant& one : parts_.town.inhabitants()) {
      if (!is_grown(one, parts_.clock.now()) || (!wanted.empty() && fold(one.name()).find(wanted) == std::string::npos)) continue;
      if (count++ >= shown) break;
      // The number is not in the address of the link: what goes there is the place in the town.
      const auto place = static_cast<std::size_t>(&one - parts_.town.inhabitants().data());
      list += choice(base + std::to_string(place), one.name(), about(one, parts_.town.home_of(one)));
    }
  }
  const Html intro = el("p", {}, {Html("Kies als wie u wilt inloggen. Er is geen wachtwoord: deze personen bestaan niet.")});
  const Html cancel = el("p", {}, {el("a", {{"href", base}}, {Html("Annuleren")})});
  const Html find = asked.provider != "digid" ? Html() : el("form", {{"method", "get"}, {"action", "/oidc/digid/zoek"}},
      {html::empty_el("input", {{"type", "hidden"}, {"name", "aanvraag"}, {"value", id}}),
       el("label", {{"for", "naam"}}, {Html("Iemand anders zoeken op naam ")}),
       html::empty_el("input", {{"id", "naam"}, {"name", "naam"}, {"value", search}}), Html(" "), el("button", {}, {Html("Zoeken")})});
  return page(title_of(asked.provider), intro + find + el("ul", {}, {list}) + cancel);
}

std::optional<json::Object> Provider::claims_of(const std::string& provider, const std::string& person) const {
  if (provider == "staff") {
    const Employee* one = parts_.town.by_subject(person);
    if (one == nullptr) return std::nullopt;
    json::Array roles;
    for (const std::string& role : split(one->roles, ' ')) roles.emplace_back(role);
    return json::Object{{"sub", one->subject}, {"name", one->name}, {"roles", std::move(roles)}};
  }
  if (provider == "eherkenning") {
    const Company* one = parts_.town.by_kvk(person);
    if (one == nullptr) return std::nullopt;
    return json::Object{{"sub", "practice-" + hex(crypto::sha256("eh" + one->pseudonym)).substr(0, 32)}, {"name", one->acting_name}, {"kvk", one->kvk}, {"acting_pseudonym", one->pseudonym}};
  }
  const auto place = parse_int(person);
  if (!place || *place >= static_cast<std::int64_t>(parts_.town.inhabitants().size())) return std::nullopt;
  const Inhabitant& one = parts_.town.inhabitants()[static_cast<std::size_t>(*place)];
  if (!is_grown(one, parts_.clock.now())) return std::nullopt;
  return json::Object{{"sub", "practice-" + hex(crypto::sha256("digid" + one.bsn)).substr(0, 32)}, {"name", one.name()}, {"bsn", one.bsn}};
}

http::Response Provider::choose(const http::Request& request) {
  Asked asked;
  const std::string id = request.query.get("aanvraag");
  {
    const std::lock_guard lock(mutex_);
    forget_old();
    const auto found = asked_.find(id);
    if (found == asked_.end()) return page("Te laat", el("p", {}, {Html("Deze aanvraag is verlopen. Ga terug naar de site en begin opnieuw.")}), 410);
    asked = found->second;
  }
  if (request.path.ends_with("/zoek")) return people_page(id, asked, request.query.get("naam"));
  const std::string person = request.query.get("persoon");
  if (person.empty()) {
    const std::lock_guard lock(mutex_);
    asked_.erase(id);
    return http::see_other(with_query(asked.redirect_uri, {{"error", "access_denied"}, {"state", asked.state}}));
  }
  auto who = claims_of(asked.provider, person);
  if (!who) return page("Niet gevonden", el("p", {}, {Html("Deze persoon woont hier niet.")}), 404);
  const std::string code = random_token(parts_.random);
  const std::lock_guard lock(mutex_);
  asked_.erase(id);
  codes_[code] = {asked, std::move(*who)};
  return http::see_other(with_query(asked.redirect_uri, {{"code", code}, {"state", asked.state}, {"iss", issuer(asked.provider)}}));
}

std::optional<Provider::Code> Provider::take_code(const std::string& code) {
  const std::lock_guard lock(mutex_);
  forget_old();
  const auto found = codes_.find(code);
  if (found == codes_.end()) return std::nullopt;
  Code taken = std::move(found->second);
  codes_.erase(found);
  return taken;
}

bool Provider::is_client(const Asked& asked, const std::string& assertion) {
  http::ClientRequest fetch;
  fetch.url = origin_of(asked.redirect_uri) + "/.well-known/sassenpoort-jwks.json";
  fetch.timeout = std::chrono::seconds{3};
  const auto answer = parts_.client.send(fetch);
  if (!answer || answer->status != 200) return false;
  const auto document = json::parse(answer->body);
  if (!document) return false;
  const auto keys = crypto::JwsKeySet::parse(*document);
  if (!keys) return false;
  const auto checked = crypto::verify_jws(assertion, *keys, client_algorithms);
  if (!checked) return false;
  const auto value = json::parse(checked->payload);
  if (!value || !value->is_object()) return false;
  const json::Object& claims = value->get_object();
  const std::int64_t now = to_millis(parts_.clock.now()) / 1000;
  const std::int64_t expires = json::int_at(claims, "exp");
  const std::string jti = json::text_at(claims, "jti");
  const bool right = json::text_at(claims, "iss") == asked.client_id && json::text_at(claims, "sub") == asked.client_id &&
                     json::text_at(claims, "aud") == issuer(asked.provider) + "/token" && expires > now && expires <= now + 600 && !jti.empty();
  if (!right) return false;
  const std::lock_guard lock(mutex_);
  return used_assertions_.emplace(jti, parts_.clock.now()).second;
}

http::Response Provider::token(const http::Request& request) {
  const auto form = http::read_form(request);
  if (!form) return oauth_error("invalid_request", "no form");
  const http::Fields& f = form->fields;
  if (f.get("grant_type") != "authorization_code") return oauth_error("unsupported_grant_type", "only authorization_code");
  const auto code = take_code(f.get("code"));
  if (!code || code->asked.provider != request.param("provider")) return oauth_error("invalid_grant", "the code is unknown or was used");
  const Asked& asked = code->asked;
  if (f.get("client_assertion_type") != assertion_type || !is_client(asked, f.get("client_assertion"))) return oauth_error("invalid_client", "private_key_jwt is wrong");
  if (f.get("redirect_uri") != asked.redirect_uri) return oauth_error("invalid_grant", "another redirect_uri");
  if (!crypto::equal_in_constant_time(base64url(crypto::sha256(f.get("code_verifier"))), asked.challenge)) return oauth_error("invalid_grant", "PKCE");
  const std::int64_t now = to_millis(parts_.clock.now()) / 1000;
  json::Object claims = code->who;
  claims["iss"] = issuer(asked.provider);
  claims["aud"] = asked.client_id;
  claims["nonce"] = asked.nonce;
  claims["iat"] = now;
  claims["exp"] = now + token_life;
  claims["acr"] = asked.acr.empty() ? "http://eidas.europa.eu/LoA/substantial" : asked.acr;
  return json({{"access_token", random_token(parts_.random)}, {"token_type", "Bearer"}, {"expires_in", token_life}, {"id_token", key_.sign(json::write(claims))}})
      .with("Cache-Control", "no-store");
}

void Provider::add_routes(http::Router& router) {
  using http::Audience;
  using http::Method;
  using http::Request;
  add(router, Method::get, "/oidc/{provider}/.well-known/openid-configuration", Audience::api, [this](const Request& r) { return discovery(r); });
  add(router, Method::get, "/oidc/{provider}/jwks.json", Audience::api, [this](const Request&) {
    json::Object key = key_.public_jwk();
    key["practice"] = true;
    return json({{"keys", json::Array{std::move(key)}}});
  });
  add(router, Method::get, "/oidc/{provider}/authorize", Audience::page, [this](const Request& r) { return authorize(r); });
  add(router, Method::get, "/oidc/{provider}/kies", Audience::page, [this](const Request& r) { return choose(r); });
  add(router, Method::get, "/oidc/{provider}/zoek", Audience::page, [this](const Request& r) { return choose(r); });
  add(router, Method::post, "/oidc/{provider}/token", Audience::api, [this](const Request& r) { return token(r); });
}

}  // namespace sas::practice
