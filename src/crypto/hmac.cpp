#include "crypto/hmac.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <stdexcept>

#include "crypto/hash.h"

namespace sas::crypto {

std::string hmac_sha256(std::string_view key, std::string_view message) {
  std::string out(sha256_size, '\0');
  unsigned int size = 0;
  const char empty = 0;  // OpenSSL reads a null key pointer as "keep the previous key".
  const void* key_bytes = key.empty() ? &empty : key.data();
  if (!HMAC(EVP_sha256(), key_bytes, static_cast<int>(key.size()),
            reinterpret_cast<const unsigned char*>(message.data()), message.size(),
            reinterpret_cast<unsigned char*>(out.data()), &size) ||
      size != sha256_size)
    throw std::runtime_error("HMAC is not available in this OpenSSL");
  return out;
}

std::string pbkdf2_sha512(std::string_view password, std::string_view salt, int iterations, std::size_t size) {
  std::string out(size, '\0');
  if (PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()),
                        reinterpret_cast<const unsigned char*>(salt.data()), static_cast<int>(salt.size()), iterations,
                        EVP_sha512(), static_cast<int>(size), reinterpret_cast<unsigned char*>(out.data())) != 1)
    throw std::runtime_error("PBKDF2 is not available in this OpenSSL");
  return out;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;  // The length of a token is no secret.
  return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace sas::crypto
