#include "people/oidc.h"

#include <algorithm>

#include "base/text.h"
#include "crypto/hash.h"
#include "people/claims.h"

namespace sas::people {
namespace {

constexpr std::chrono::hours keep{1};
constexpr std::chrono::minutes refetch_after{1};
constexpr std::chrono::seconds assertion_life{60};
constexpr std::chrono::milliseconds patience{4'000};
constexpr std::size_t max_document = 256 * 1024;
constexpr std::string_view assertion_type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
constexpr std::string_view practice_prefix = "practice-";

constexpr crypto::JwsAlgorithm id_token_algorithms[] = {crypto::JwsAlgorithm::ps256, crypto::JwsAlgorithm::rs256,
                                                        crypto::JwsAlgorithm::es256};

std::string discovery_url(const std::string& issuer) {
  return issuer + (issuer.ends_with('/') ? "" : "/") + ".well-known/openid-configuration";
}

bool is_practice_mark(const json::Object& document) {
  const json::Value* mark = document.if_contains("practice");
  return mark != nullptr && mark->is_bool() && mark->get_bool();
}

bool is_practice_set(const json::Object& set) {
  const json::Value* keys = set.if_contains("keys");
  if (keys == nullptr || !keys->is_array()) return false;
  const json::Array& all = keys->get_array();
  return std::any_of(all.begin(), all.end(), [](const json::Value& key) {
    return key.is_object() &&
           (is_practice_mark(key.get_object()) || json::text_at(key.get_object(), "kid").starts_with(practice_prefix));
  });
}

std::string form_body(std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
  std::string body;
  for (const auto& [name, value] : fields)
    body += (body.empty() ? "" : "&") + url_encode(name) + "=" + url_encode(value);
  return body;
}

/// RFC 7636 clause 4.2.
std::string challenge_of(std::string_view verifier) {
  return base64url(crypto::sha256(verifier));
}

/// OIDC NL GOV: PS256 is recommended, RS256 is what everybody has.
crypto::JwsAlgorithm signing_algorithm(const json::Object& document) {
  const json::Value* list = document.if_contains("token_endpoint_auth_signing_alg_values_supported");
  if (list == nullptr || !list->is_array()) return crypto::JwsAlgorithm::rs256;
  const json::Array& all = list->get_array();
  const bool pss = std::any_of(all.begin(), all.end(),
                               [](const json::Value& one) { return one.is_string() && one.get_string() == "PS256"; });
  return pss ? crypto::JwsAlgorithm::ps256 : crypto::JwsAlgorithm::rs256;
}

Result<json::Object> object_in(const Result<http::ClientResponse>& answer) {
  if (!answer) return fail(Error(answer.error()));
  if (answer->status != 200)
    return fail(ErrorKind::unavailable, "http-status", "status " + std::to_string(answer->status));
  auto value = json::parse(answer->body);
  if (!value || !value->is_object()) return fail(ErrorKind::unavailable, "json-invalid", "no JSON object");
  return std::move(value->get_object());
}

http::ClientRequest get_request(const std::string& url) {
  http::ClientRequest request;
  request.url = url;
  request.headers = {{"Accept", "application/json"}};
  request.timeout = patience;
  request.max_response = max_document;
  return request;
}

tl::unexpected<Error> refused(std::string why) {
  return fail(ErrorKind::invalid, "login-refused", std::move(why));
}

}  // namespace

OidcLogin::OidcLogin(LoginProvider provider, Practice practice, OidcParts parts)
    : provider_(std::move(provider)), practice_(practice), parts_(parts) {}
OidcLogin::~OidcLogin() = default;

tl::unexpected<Error> OidcLogin::unavailable(std::string_view what) const {
  parts_.logger.warn("login-provider-unavailable", {{"provider", provider_.id}, {"what", what}});
  return fail(ErrorKind::unavailable, "login-unavailable", std::string(what));
}

Result<json::Object> OidcLogin::fetch(const std::string& url, const http::Deadline& deadline) const {
  http::ClientRequest request = get_request(url);
  request.deadline = deadline;
  return object_in(parts_.client.send(request));
}

Result<OidcLogin::Metadata> OidcLogin::read_metadata(const json::Object& document) const {
  // OIDC Discovery clause 4.3: exactly the issuer we asked for.
  if (json::text_at(document, "issuer") != provider_.issuer) return unavailable("discovery-issuer");
  Metadata about;
  about.authorization_endpoint = json::text_at(document, "authorization_endpoint");
  about.token_endpoint = json::text_at(document, "token_endpoint");
  about.jwks_uri = json::text_at(document, "jwks_uri");
  const std::string_view scheme = provider_.issuer.starts_with("http://") ? "http" : "https://";
  for (const std::string* url : {&about.authorization_endpoint, &about.token_endpoint, &about.jwks_uri})
    if (!url->starts_with(scheme)) return unavailable("discovery-endpoint");
  about.signing = signing_algorithm(document);
  about.practice = is_practice_mark(document);
  if (about.practice && practice_ == Practice::refuse) return unavailable("practice-provider");
  about.read_at = parts_.clock.now();
  return about;
}

Result<OidcLogin::Metadata> OidcLogin::metadata(const http::Deadline& deadline) const {
  {
    const std::lock_guard lock(mutex_);
    if (metadata_ && parts_.clock.now() - metadata_->read_at < keep) return *metadata_;
  }
  const auto document = fetch(discovery_url(provider_.issuer), deadline);
  if (!document) return unavailable(document.error().code);
  auto about = read_metadata(*document);
  if (!about) return about;
  const std::lock_guard lock(mutex_);
  metadata_ = *about;
  return about;
}

Result<OidcLogin::Keys> OidcLogin::keys(const Metadata& about, std::chrono::seconds max_age,
                                        const http::Deadline& deadline) const {
  {
    const std::lock_guard lock(mutex_);
    if (keys_ && parts_.clock.now() - keys_->read_at < max_age) return *keys_;
  }
  auto set = fetch(about.jwks_uri, deadline);
  if (!set) return unavailable(set.error().code);
  if (practice_ == Practice::refuse && is_practice_set(*set)) return unavailable("practice-key");
  auto usable = crypto::JwsKeySet::parse(*set);
  if (!usable) return unavailable(usable.error().code);
  Keys fresh{std::move(*usable), parts_.clock.now()};
  const std::lock_guard lock(mutex_);
  keys_ = fresh;
  return fresh;
}

Result<std::string> OidcLogin::start(const LoginAttempt& attempt, const http::Deadline& deadline) const {
  const auto about = metadata(deadline);
  if (!about) return fail(Error(about.error()));
  std::string url = about->authorization_endpoint;
  url += url.find('?') == std::string::npos ? "?" : "&";
  url += form_body({{"response_type", "code"},
                    {"scope", provider_.id == "staff" ? "openid profile" : "openid"},
                    {"client_id", provider_.client_id},
                    {"redirect_uri", attempt.redirect_uri},
                    {"state", attempt.state},
                    {"nonce", attempt.nonce},
                    {"code_challenge", challenge_of(attempt.verifier)},
                    {"code_challenge_method", "S256"}});
  if (provider_.level > 0) url += "&" + form_body({{"acr_values", acr_of(provider_.level)}});
  return url;
}

std::string OidcLogin::assertion(const Metadata& about) const {
  const std::int64_t now = to_millis(parts_.clock.now()) / 1000;
  return parts_.key.sign({{"iss", provider_.client_id},
                          {"sub", provider_.client_id},
                          {"aud", about.token_endpoint},
                          {"jti", random_token(parts_.random)},
                          {"iat", now},
                          {"exp", now + assertion_life.count()}},
                         about.signing);
}

Result<std::string> OidcLogin::redeem(const Metadata& about, const LoginAttempt& attempt, const std::string& code,
                                      const http::Deadline& deadline) const {
  http::ClientRequest request = get_request(about.token_endpoint);
  request.method = http::Method::post;
  request.deadline = deadline;
  request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
  request.body = form_body({{"grant_type", "authorization_code"},
                            {"code", code},
                            {"redirect_uri", attempt.redirect_uri},
                            {"client_id", provider_.client_id},
                            {"code_verifier", attempt.verifier},
                            {"client_assertion_type", assertion_type},
                            {"client_assertion", assertion(about)}});
  const auto answer = parts_.client.send(request);
  if (!answer) return unavailable(answer.error().code);
  if (answer->status >= 500) return unavailable("token-endpoint");
  const auto tokens = object_in(answer);
  if (!tokens) return refused("token-endpoint");
  std::string token = json::text_at(*tokens, "id_token");
  if (token.empty()) return refused("no id_token");
  return token;
}

Result<json::Object> OidcLogin::verified(const Metadata& about, const std::string& token,
                                         const http::Deadline& deadline) const {
  auto set = keys(about, keep, deadline);
  if (!set) return fail(std::move(set));
  auto checked = crypto::verify_jws(token, set->set, id_token_algorithms);
  if (!checked && checked.error().code == "jws-key-unknown") {
    // The provider may have a new key since we looked.
    set = keys(about, refetch_after, deadline);
    if (!set) return fail(std::move(set));
    checked = crypto::verify_jws(token, set->set, id_token_algorithms);
  }
  if (!checked) return refused(checked.error().code);
  auto claims = json::parse(checked->payload);
  if (!claims || !claims->is_object()) return refused("no claims");
  return std::move(claims->get_object());
}

Result<Identity> OidcLogin::finish(const LoginAttempt& attempt, const http::Fields& answer,
                                   const http::Deadline& deadline) const {
  if (const std::string error = answer.get("error"); !error.empty()) {
    if (error == "access_denied") return fail(ErrorKind::invalid, "login-cancelled");
    if (error == "temporarily_unavailable" || error == "server_error") return unavailable("answer");
    return refused("error answer");
  }
  // RFC 9207: when the answer names its issuer, it is the one we went to.
  if (answer.has("iss") && answer.get("iss") != provider_.issuer) return refused("iss of the answer");
  const std::string code = answer.get("code");
  if (code.empty()) return refused("no code");
  const auto about = metadata(deadline);
  if (!about) return fail(Error(about.error()));
  const auto token = redeem(*about, attempt, code, deadline);
  if (!token) return fail(Error(token.error()));
  const auto checked = verified(*about, *token, deadline);
  if (!checked) return fail(Error(checked.error()));
  const Expected expected{provider_.issuer, provider_.client_id, attempt.nonce, provider_.level, parts_.clock.now()};
  if (auto right = check_claims(*checked, expected); !right) return fail(std::move(right));
  return identity_from(*checked, provider_.id);
}

Result<Done> refuse_practice(std::span<const LoginProvider> providers, const http::Client& client) {
  for (const LoginProvider& provider : providers) {
    const auto document = object_in(client.send(get_request(discovery_url(provider.issuer))));
    if (!document) continue;
    const auto set = object_in(client.send(get_request(json::text_at(*document, "jwks_uri"))));
    if (is_practice_mark(*document) || (set && is_practice_set(*set)))
      return fail(ErrorKind::internal, "practice-provider",
                  "the login provider '" + provider.id +
                      "' belongs to a practice town; a site that is open to the public cannot use it. Name the "
                      "real provider under [[logins]] in settings.toml, or start without --live");
  }
  return Done{};
}

}  // namespace sas::people
