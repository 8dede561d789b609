#include "crypto/jws.h"

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "base/text.h"
#include "crypto/hash.h"
#include "crypto/openssl_key.h"

namespace sas::crypto {

namespace {

using namespace openssl;

constexpr std::size_t max_token = 64 * 1024;
constexpr int min_rsa_bits = 2048;
constexpr int max_rsa_bits = 8192;  // Larger ones only serve to keep us busy.
constexpr int p256_half = 32;

std::string_view name_of(JwsAlgorithm algorithm) {
  switch (algorithm) {
    case JwsAlgorithm::rs256:
      return "RS256";
    case JwsAlgorithm::ps256:
      return "PS256";
    case JwsAlgorithm::es256:
      return "ES256";
  }
  return "";
}

/// RFC 7515 clause 2: the URL-safe alphabet without padding and nothing else.
std::optional<std::string> from_base64url(std::string_view text) {
  if (text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") !=
      std::string_view::npos)
    return std::nullopt;
  return from_base64(text);
}

Number to_number(std::string_view bytes) {
  return Number(BN_bin2bn(raw(bytes), static_cast<int>(bytes.size()), nullptr));
}

Key from_params(const char* type, OSSL_PARAM_BLD* builder) {
  const Params params(OSSL_PARAM_BLD_to_param(builder));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
    return nullptr;
  return Key(key);
}

Key rsa_key(const json::Object& jwk) {
  const std::optional<std::string> n = from_base64url(json::text_at(jwk, "n"));
  const std::optional<std::string> e = from_base64url(json::text_at(jwk, "e"));
  if (!n || !e || n->empty() || e->empty() || n->size() * 8 > max_rsa_bits || e->size() > 4) return nullptr;
  const Number modulus = to_number(*n);
  const Number exponent = to_number(*e);
  const ParamBuilder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get());
  Key key = from_params("RSA", builder.get());
  if (key && EVP_PKEY_get_bits(key.get()) < min_rsa_bits) return nullptr;
  return key;
}

Key p256_key(const json::Object& jwk) {
  const std::optional<std::string> x = from_base64url(json::text_at(jwk, "x"));
  const std::optional<std::string> y = from_base64url(json::text_at(jwk, "y"));
  if (json::text_at(jwk, "crv") != "P-256" || !x || !y || x->size() != p256_half || y->size() != p256_half)
    return nullptr;
  const std::string point = '\4' + *x + *y;  // Uncompressed; OpenSSL refuses one that is not on the curve.
  const ParamBuilder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
  return from_params("EC", builder.get());
}

bool fits(JwsAlgorithm algorithm, EVP_PKEY* key) {
  if (algorithm != JwsAlgorithm::es256)
    return EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA && EVP_PKEY_get_bits(key) >= min_rsa_bits;
  return EVP_PKEY_get_base_id(key) == EVP_PKEY_EC && EVP_PKEY_get_bits(key) == 256;
}

/// Salt as long as the hash: RFC 7518 clause 3.5.
bool set_padding(JwsAlgorithm algorithm, EVP_PKEY_CTX* context) {
  if (algorithm != JwsAlgorithm::ps256) return true;
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1;
}

/// R and S side by side (RFC 7518 clause 3.4) as the DER that OpenSSL wants; empty when it is of the wrong size.
std::string to_der(std::string_view signature) {
  if (signature.size() != 2 * p256_half) return {};
  const EcSignature pair(ECDSA_SIG_new());
  ECDSA_SIG_set0(pair.get(), to_number(signature.substr(0, p256_half)).release(),
                 to_number(signature.substr(p256_half)).release());
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &der);
  if (size <= 0) return {};
  std::string out(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return out;
}

std::string from_der(const std::string& der) {
  const unsigned char* at = raw(std::string_view(der));
  const EcSignature pair(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  std::string out(2 * p256_half, '\0');
  if (!pair || BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), raw(out), p256_half) != p256_half ||
      BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), raw(out) + p256_half, p256_half) != p256_half)
    throw std::runtime_error("ECDSA signing failed");
  return out;
}

bool signature_fits(JwsAlgorithm algorithm, EVP_PKEY* key, std::string_view message, std::string_view signature) {
  const std::string der = algorithm == JwsAlgorithm::es256 ? to_der(signature) : std::string(signature);
  const DigestContext context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* padding = nullptr;
  return !der.empty() && EVP_DigestVerifyInit(context.get(), &padding, EVP_sha256(), nullptr, key) == 1 &&
         set_padding(algorithm, padding) &&
         EVP_DigestVerify(context.get(), raw(std::string_view(der)), der.size(), raw(message), message.size()) == 1;
}

struct Parts {
  json::Object header;
  std::string payload;
  std::string signature;
  std::string_view signed_text;
};

tl::unexpected<Error> invalid(const char* detail) {
  return fail(ErrorKind::unauthenticated, "jws-invalid", detail);
}

Result<Parts> take_apart(std::string_view compact) {
  if (compact.size() > max_token) return invalid("longer than 64 KiB");
  const std::size_t first = compact.find('.');
  const std::size_t second = first == std::string_view::npos ? first : compact.find('.', first + 1);
  if (second == std::string_view::npos) return invalid("not three parts");
  const std::optional<std::string> header = from_base64url(compact.substr(0, first));
  std::optional<std::string> payload = from_base64url(compact.substr(first + 1, second - first - 1));
  std::optional<std::string> signature = from_base64url(compact.substr(second + 1));
  if (!header || !payload || !signature) return invalid("not base64url");
  Result<json::Value> parsed = json::parse(*header);
  if (!parsed || !parsed->is_object()) return invalid("the header is no JSON object");
  return Parts{std::move(parsed->as_object()), std::move(*payload), std::move(*signature), compact.substr(0, second)};
}

}  // namespace

struct JwsKeySet::Key {
  std::string id;
  std::string algorithm;  ///< empty when the key names none
  openssl::Key key;
};

std::size_t JwsKeySet::size() const {
  return keys_.size();
}

Result<JwsKeySet> JwsKeySet::parse(const json::Value& jwks) {
  const json::Value* list = jwks.is_object() ? jwks.as_object().if_contains("keys") : nullptr;
  if (!list || !list->is_array()) return fail(ErrorKind::unavailable, "jwks-invalid", "no list of keys");
  JwsKeySet set;
  for (const json::Value& item : list->as_array()) {
    if (!item.is_object()) continue;
    const json::Object& jwk = item.as_object();
    if (const std::string use = json::text_at(jwk, "use"); !use.empty() && use != "sig") continue;
    const std::string type = json::text_at(jwk, "kty");
    openssl::Key key = type == "RSA" ? rsa_key(jwk) : type == "EC" ? p256_key(jwk) : nullptr;
    if (key)
      set.keys_.push_back(
          std::make_shared<const Key>(Key{json::text_at(jwk, "kid"), json::text_at(jwk, "alg"), std::move(key)}));
  }
  if (set.keys_.empty()) return fail(ErrorKind::unavailable, "jwks-empty", "no key we can use");
  return set;
}

Result<VerifiedJws> verify_jws(std::string_view compact, const JwsKeySet& keys, std::span<const JwsAlgorithm> allowed) {
  Result<Parts> parts = take_apart(compact);
  if (!parts) return fail(std::move(parts));
  // An extension that must be understood (RFC 7515 clause 4.1.11) is one we do not know.
  if (parts->header.contains("crit")) return invalid("critical extensions are not supported");
  const std::string name = json::text_at(parts->header, "alg");
  const auto algorithm =
      std::find_if(allowed.begin(), allowed.end(), [&](JwsAlgorithm a) { return name_of(a) == name; });
  if (algorithm == allowed.end())
    return fail(ErrorKind::unauthenticated, "jws-algorithm", "the algorithm is not allowed here");
  const std::string id = json::text_at(parts->header, "kid");
  bool known = false;
  for (const auto& key : keys.keys_) {
    const bool meant = (id.empty() || key->id == id) && (key->algorithm.empty() || key->algorithm == name) &&
                       fits(*algorithm, key->key.get());
    if (!meant) continue;
    known = true;
    if (signature_fits(*algorithm, key->key.get(), parts->signed_text, parts->signature))
      return VerifiedJws{std::move(parts->header), std::move(parts->payload)};
  }
  if (!known) return fail(ErrorKind::unauthenticated, "jws-key-unknown", "no key in the set fits the token");
  return fail(ErrorKind::unauthenticated, "jws-signature", "the signature is wrong");
}

struct JwsSigningKey::Key {
  openssl::Key key;
};

namespace {

std::string number_of(EVP_PKEY* key, const char* name, int size) {
  BIGNUM* value = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &value) != 1) throw std::runtime_error("a key lacks a number");
  const Number owned(value);
  std::string out(static_cast<std::size_t>(size > 0 ? size : BN_num_bytes(value)), '\0');
  BN_bn2binpad(value, raw(out), static_cast<int>(out.size()));
  return base64url(out);
}

/// Only the members RFC 7638 clause 3.2 names.
json::Object bare_jwk(JwsAlgorithm algorithm, EVP_PKEY* key) {
  if (algorithm == JwsAlgorithm::es256)
    return {{"crv", "P-256"},
            {"kty", "EC"},
            {"x", number_of(key, OSSL_PKEY_PARAM_EC_PUB_X, p256_half)},
            {"y", number_of(key, OSSL_PKEY_PARAM_EC_PUB_Y, p256_half)}};
  return {
      {"e", number_of(key, OSSL_PKEY_PARAM_RSA_E, 0)}, {"kty", "RSA"}, {"n", number_of(key, OSSL_PKEY_PARAM_RSA_N, 0)}};
}

}  // namespace

JwsSigningKey::JwsSigningKey(JwsAlgorithm algorithm, std::shared_ptr<const Key> key)
    : algorithm_(algorithm), key_(std::move(key)) {}

JwsSigningKey JwsSigningKey::create(JwsAlgorithm algorithm) {
  openssl::Key key(algorithm == JwsAlgorithm::es256 ? EVP_EC_gen("P-256")
                                                    : EVP_RSA_gen(static_cast<unsigned>(min_rsa_bits)));
  if (!key) throw std::runtime_error("a key cannot be made");
  return {algorithm, std::make_shared<const Key>(Key{std::move(key)})};
}

Result<JwsSigningKey> JwsSigningKey::from_pem(JwsAlgorithm algorithm, std::string_view pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  openssl::Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
  if (!key || !fits(algorithm, key.get()))
    return fail(ErrorKind::invalid, "jws-key-invalid", "no private key for this algorithm");
  return JwsSigningKey(algorithm, std::make_shared<const Key>(Key{std::move(key)}));
}

std::string JwsSigningKey::pem() const {
  const Bio bio(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_PrivateKey(bio.get(), key_->key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
    throw std::runtime_error("a key cannot be written as PEM");
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string JwsSigningKey::key_id() const {
  return base64url(sha256(json::write_canonical(bare_jwk(algorithm_, key_->key.get()))));
}

json::Object JwsSigningKey::public_jwk() const {
  json::Object jwk = bare_jwk(algorithm_, key_->key.get());
  jwk["alg"] = std::string(name_of(algorithm_));
  jwk["use"] = "sig";
  jwk["kid"] = key_id();
  return jwk;
}

std::string JwsSigningKey::sign(std::string_view payload, json::Object header) const {
  header["alg"] = std::string(name_of(algorithm_));
  header["kid"] = key_id();
  const std::string text = base64url(json::write_canonical(header)) + "." + base64url(payload);
  const DigestContext context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* padding = nullptr;
  std::size_t size = 0;
  if (EVP_DigestSignInit(context.get(), &padding, EVP_sha256(), nullptr, key_->key.get()) != 1 ||
      !set_padding(algorithm_, padding) ||
      EVP_DigestSign(context.get(), nullptr, &size, raw(std::string_view(text)), text.size()) != 1)
    throw std::runtime_error("signing failed");
  std::string signature(size, '\0');
  if (EVP_DigestSign(context.get(), raw(signature), &size, raw(std::string_view(text)), text.size()) != 1)
    throw std::runtime_error("signing failed");
  signature.resize(size);
  return text + "." + base64url(algorithm_ == JwsAlgorithm::es256 ? from_der(signature) : signature);
}

}  // namespace sas::crypto
