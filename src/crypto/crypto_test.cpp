#include <doctest/doctest.h>
#include <sys/stat.h>

#include <array>
#include <filesystem>

#include "base/text.h"
#include "crypto/hash.h"
#include "crypto/hmac.h"
#include "crypto/jws.h"
#include "crypto/signing.h"

using namespace sas;
using namespace sas::crypto;

namespace {

std::string bytes(std::string_view hexadecimal) {
  return from_hex(hexadecimal).value();
}

constexpr std::array all{JwsAlgorithm::rs256, JwsAlgorithm::ps256, JwsAlgorithm::es256};

JwsKeySet set_of(const json::Object& jwk) {
  return JwsKeySet::parse(json::Object{{"keys", json::Array{jwk}}}).value();
}

std::string token(const json::Object& header, std::string_view signature = "") {
  return base64url(json::write(header)) + "." + base64url("{}") + "." + base64url(signature);
}

}  // namespace

TEST_CASE("SHA-256 gives the values of FIPS 180-4, whole and in parts") {
  CHECK(hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hex(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  Sha256 hasher;
  CHECK(hasher.update("a").update("").update("bc").finish() == sha256("abc"));
  CHECK(hasher.update("abc").finish() == sha256("abc"));
}

TEST_CASE("HMAC gives the values of RFC 4231") {
  CHECK(hex(hmac_sha256(std::string(20, '\x0b'), "Hi There")) ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(hmac_sha256("", "x").size() == 32);
}

TEST_CASE("PBKDF2 makes of a password what other implementations make of it") {
  CHECK(hex(pbkdf2_sha512("password", "salt", 4096, 64)) ==
        "d197b1b33db0143e018b12f3d1d1479e6cdebdcc97c5c0f87f6902e072f457b5"
        "143f30602641b3d55cd335988cb36b84376060ecd532e039b742a239434af2d5");
}

TEST_CASE("comparison in constant time compares") {
  CHECK(equal_in_constant_time("abc", "abc"));
  CHECK_FALSE(equal_in_constant_time("abc", "abd"));
  CHECK_FALSE(equal_in_constant_time("abc", "ab"));
  CHECK(equal_in_constant_time("", ""));
}

TEST_CASE("Ed25519 gives the values of RFC 8032 clause 7.1") {
  const SigningKey first =
      SigningKey::from_seed(bytes("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")).value();
  CHECK(hex(first.public_key()) == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  CHECK(hex(first.sign("")) ==
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe"
        "24655141438e7a100b");
  const SigningKey second =
      SigningKey::from_seed(bytes("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")).value();
  const std::string signature = second.sign("\x72");
  CHECK(hex(signature) ==
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302a"
        "eeb00d291612bb0c00");
  CHECK(verify_signature(second.public_key(), "\x72", signature));
  CHECK_FALSE(verify_signature(second.public_key(), "\x73", signature));
  CHECK_FALSE(verify_signature(first.public_key(), "\x72", signature));
  CHECK_FALSE(verify_signature("short", "\x72", signature));
  CHECK_FALSE(verify_signature(second.public_key(), "\x72", signature.substr(1)));
  CHECK(SigningKey::from_seed("short").error().code == "signing-key-invalid");
}

TEST_CASE("a signing key is kept in a private file and never overwritten") {
  std::string pattern = (std::filesystem::temp_directory_path() / "sas-key-XXXXXX").string();
  REQUIRE(::mkdtemp(pattern.data()));
  const std::filesystem::path file = std::filesystem::path(pattern) / "key.pem";
  SystemRandom random;
  const SigningKey key = SigningKey::create(random);
  CHECK(SigningKey::load(file).error().code == "signing-key-missing");
  REQUIRE(key.save(file).has_value());
  CHECK(key.save(file).error().code == "signing-key-exists");
  CHECK(SigningKey::load(file).value().public_key() == key.public_key());
  struct stat status {};
  REQUIRE(::stat(file.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  REQUIRE(::chmod(file.c_str(), 0644) == 0);
  CHECK(SigningKey::load(file).error().code == "signing-key-exposed");
  std::filesystem::remove_all(pattern);
}

TEST_CASE("the RS256 token of RFC 7515 appendix A.2 verifies") {
  const json::Object jwk{{"kty", "RSA"},
                         {"e", "AQAB"},
                         {"n",
                          "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-"
                          "4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMs"
                          "D1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-"
                          "UTo7WTBEMa2R2CapHg665xsmtdV"
                          "MTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_"
                          "h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"}};
  const std::string compact =
      "eyJhbGciOiJSUzI1NiJ9."
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
      "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_"
      "O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQ"
      "jbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-"
      "eOkHWEsqt"
      "FZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
  const Result<VerifiedJws> verified = verify_jws(compact, set_of(jwk), all);
  REQUIRE(verified.has_value());
  CHECK(verified->payload.starts_with("{\"iss\":\"joe\""));
}

TEST_CASE("the ES256 token of RFC 7515 appendix A.3 verifies") {
  const json::Object jwk{{"kty", "EC"},
                         {"crv", "P-256"},
                         {"x", "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"},
                         {"y", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}};
  const std::string compact =
      "eyJhbGciOiJFUzI1NiJ9."
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
      "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
  CHECK(verify_jws(compact, set_of(jwk), all).has_value());
  CHECK(verify_jws(compact, set_of(jwk), std::array{JwsAlgorithm::rs256}).error().code == "jws-algorithm");
}

TEST_CASE("what is signed verifies with the public half and with nothing else") {
  for (const JwsAlgorithm algorithm : all) {
    const JwsSigningKey key = JwsSigningKey::create(algorithm);
    const JwsKeySet keys = set_of(key.public_jwk());
    const std::string compact = key.sign(R"({"sub":"x"})", {{"typ", "JWT"}});
    const Result<VerifiedJws> verified = verify_jws(compact, keys, all);
    REQUIRE(verified.has_value());
    CHECK(verified->payload == R"({"sub":"x"})");
    CHECK(json::text_at(verified->header, "kid") == key.key_id());
    CHECK(verify_jws(JwsSigningKey::from_pem(algorithm, key.pem()).value().sign("{}"), keys, all).has_value());
    CHECK(verify_jws(JwsSigningKey::create(algorithm).sign("{}"), keys, all).error().code == "jws-key-unknown");
    for (std::size_t at = 0; at < compact.size(); at += 7) {
      std::string touched = compact;
      // Another first bit of the character, so that unused bits at the end of a part do not hide the change.
      touched[at] = touched[at] == 'A' ? 'g' : 'A';
      if (touched != compact) CHECK_FALSE(verify_jws(touched, keys, all).has_value());
    }
  }
}

TEST_CASE("tokens and keys that must not be believed are refused") {
  const JwsSigningKey key = JwsSigningKey::create(JwsAlgorithm::es256);
  const JwsKeySet keys = set_of(key.public_jwk());
  const auto code = [&](std::string_view compact) { return verify_jws(compact, keys, all).error().code; };
  CHECK(code(token({{"alg", "none"}})) == "jws-algorithm");
  CHECK(code(token({{"alg", "HS256"}}, std::string(32, 'x'))) == "jws-algorithm");
  CHECK(code(token({{"alg", "es256"}}, std::string(64, 'x'))) == "jws-algorithm");
  CHECK(code(token({{"alg", "ES256"}}, std::string(63, 'x'))) == "jws-signature");
  CHECK(code(token({{"alg", "ES256"}}, std::string(64, '\0'))) == "jws-signature");
  CHECK(code(token({{"alg", "RS256"}}, std::string(256, 'x'))) == "jws-key-unknown");
  CHECK(code(token({{"alg", "ES256"}, {"crit", json::Array{"b64"}}})) == "jws-invalid");
  CHECK(code(key.sign("{}") + "=") == "jws-invalid");
  CHECK(code("a.b") == "jws-invalid");
  CHECK(code("") == "jws-invalid");
  CHECK(code("[].e30.") == "jws-invalid");
  CHECK(code(std::string(70'000, 'a')) == "jws-invalid");
  CHECK(JwsKeySet::parse(json::Array{}).error().code == "jwks-invalid");
  json::Object for_secrets = key.public_jwk();
  for_secrets["use"] = "enc";
  CHECK(JwsKeySet::parse(json::Object{{"keys", json::Array{for_secrets}}}).error().code == "jwks-empty");
  json::Object off_curve = key.public_jwk();
  off_curve["x"] = off_curve["y"];
  CHECK(JwsKeySet::parse(json::Object{{"keys", json::Array{off_curve}}}).error().code == "jwks-empty");
  const json::Object weak{{"kty", "RSA"}, {"e", "AQAB"}, {"n", base64url(std::string(128, '\xc1'))}};
  CHECK(JwsKeySet::parse(json::Object{{"keys", json::Array{weak}}}).error().code == "jwks-empty");
  CHECK(JwsSigningKey::from_pem(JwsAlgorithm::rs256, key.pem()).error().code == "jws-key-invalid");
}
