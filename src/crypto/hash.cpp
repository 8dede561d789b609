#include "crypto/hash.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <stdexcept>

namespace sas::crypto {

namespace {

void require(int ok) {
  if (ok != 1) throw std::runtime_error("SHA-256 is not available in this OpenSSL");
}

unsigned char* raw(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

}  // namespace

std::string sha256(std::string_view bytes) {
  std::string out(sha256_size, '\0');
  // SHA256() skips the provider look-up of EVP, which costs more than the hash of a ledger leaf.
  if (!SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), raw(out)))
    throw std::runtime_error("SHA-256 is not available in this OpenSSL");
  return out;
}

struct Sha256::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  require(EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr));
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

Sha256& Sha256::update(std::string_view bytes) {
  require(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()));
  return *this;
}

std::string Sha256::finish() {
  std::string out(sha256_size, '\0');
  require(EVP_DigestFinal_ex(state_->context, raw(out), nullptr));
  require(EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr));
  return out;
}

}  // namespace sas::crypto
