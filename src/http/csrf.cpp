#include "http/csrf.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <stdexcept>

#include "base/text.h"
#include "http/internal_text.h"
#include "http/multipart.h"

namespace sas::http {
namespace {

constexpr std::size_t nonce_size = 16;
constexpr std::size_t mac_size = 32;

std::string mac_of(std::string_view secret, std::string_view nonce, std::string_view session) {
  const std::string message = std::string(nonce) + std::string(session);  // the nonce has a fixed size: no ambiguity
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned int size = 0;
  if (HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
           reinterpret_cast<const unsigned char*>(message.data()), message.size(), out.data(), &size) == nullptr)
    throw std::runtime_error("HMAC failed");
  return {reinterpret_cast<const char*>(out.data()), size};
}

std::string_view host_of(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return {};
  url.remove_prefix(scheme + 3);
  return url.substr(0, url.find_first_of("/?#"));
}

// Looks in the body without copying files: an upload may be large.
std::string token_in(const Request& request) {
  if (std::string token = request.header("x-csrf-token"); !token.empty()) return token;
  const auto type = detail::parse_parameters(request.header("content-type"));
  if (const std::string* boundary = type.find("boundary");
      boundary != nullptr && detail::iequals(type.value, "multipart/form-data")) {
    const auto parts = parse_multipart(request.body, *boundary, 500);
    if (!parts) return {};
    for (const Part& part : *parts)
      if (part.name == csrf_field) return std::string(part.content);
    return {};
  }
  return Fields{detail::parse_urlencoded(request.body, 500).items}.get(csrf_field);
}

}  // namespace

std::string make_token(std::string_view secret, std::string_view session, Random& random) {
  if (secret.size() < 16) throw std::invalid_argument("make_token: the secret is too short");
  std::array<std::byte, nonce_size> raw{};
  random.fill(raw);
  const std::string nonce(reinterpret_cast<const char*>(raw.data()), raw.size());
  return base64url(nonce + mac_of(secret, nonce, session));
}

bool verify_token(std::string_view secret, std::string_view session, std::string_view token) {
  if (token.size() > 128) return false;
  const auto raw = from_base64(token);
  if (!raw || raw->size() != nonce_size + mac_size) return false;
  const std::string expected = mac_of(secret, std::string_view(*raw).substr(0, nonce_size), session);
  return CRYPTO_memcmp(expected.data(), raw->data() + nonce_size, mac_size) == 0;
}

CsrfCheck token_check(std::string secret, std::function<std::string(const Request&)> session_of) {
  return [secret = std::move(secret), session_of = std::move(session_of)](const Request& request) -> Result<Done> {
    const std::string session = session_of(request);
    if (session.empty()) return Done{};
    const std::string token = token_in(request);
    if (token.empty()) return fail(ErrorKind::forbidden, "csrf-token-missing", "the form has no token");
    if (!verify_token(secret, session, token))
      return fail(ErrorKind::forbidden, "csrf-token-wrong", "the token is of another session");
    return Done{};
  };
}

Result<Done> check_origin(const Request& request) {
  const auto refused = [] { return fail(ErrorKind::forbidden, "csrf-origin", "the form was sent from another site"); };
  if (const std::string site = request.header("sec-fetch-site"); !site.empty()) {
    if (site == "same-origin" || site == "none") return Done{};
    return refused();
  }
  std::string source = request.header("origin");
  if (source.empty()) source = request.header("referer");
  const std::string_view host = host_of(source);
  if (host.empty() || !detail::iequals(host, request.header("host"))) return refused();
  return Done{};
}

}  // namespace sas::http
