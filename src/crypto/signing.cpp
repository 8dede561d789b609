#include "crypto/signing.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <span>
#include <stdexcept>

namespace sas::crypto {

namespace {

constexpr std::size_t key_size = 32;
constexpr std::size_t signature_size = 64;

template <auto Free>
struct Freed {
  template <typename T>
  void operator()(T* pointer) const {
    Free(pointer);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Context = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* raw(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

Key private_key(std::string_view seed) {
  Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, raw(seed), seed.size()));
  if (!key) throw std::runtime_error("Ed25519 is not available in this OpenSSL");
  return key;
}

/// The whole file, or empty when it cannot be read.
std::string read_descriptor(int descriptor) {
  std::array<char, 4096> buffer{};
  const ssize_t size = ::read(descriptor, buffer.data(), buffer.size());
  return size > 0 ? std::string(buffer.data(), static_cast<std::size_t>(size)) : std::string{};
}

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(descriptor) == 0;
}

}  // namespace

SigningKey SigningKey::create(Random& random) {
  std::array<std::byte, key_size> seed{};
  random.fill(seed);
  return SigningKey(std::string(reinterpret_cast<const char*>(seed.data()), seed.size()));
}

Result<SigningKey> SigningKey::from_seed(std::string_view seed) {
  if (seed.size() != key_size) return fail(ErrorKind::invalid, "signing-key-invalid", "an Ed25519 seed has 32 bytes");
  return SigningKey(std::string(seed));
}

Result<SigningKey> SigningKey::load(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0)
    return fail(ErrorKind::unavailable, "signing-key-missing", "the signing key file cannot be opened");
  struct stat status {};
  const bool exposed = ::fstat(descriptor, &status) != 0 || (status.st_mode & 077) != 0;
  const std::string text = read_descriptor(descriptor);
  ::close(descriptor);
  if (exposed) return fail(ErrorKind::unavailable, "signing-key-exposed", "the signing key file is readable by others");
  const Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  const Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
  std::string seed(key_size, '\0');
  std::size_t size = seed.size();
  if (!key || EVP_PKEY_get_raw_private_key(key.get(), raw(seed), &size) != 1 || size != key_size)
    return fail(ErrorKind::invalid, "signing-key-invalid", "the signing key file holds no Ed25519 key");
  return SigningKey(std::move(seed));
}

Result<Done> SigningKey::save(const std::filesystem::path& file) const {
  const Bio bio(BIO_new(BIO_s_mem()));
  const Key key = private_key(seed_);
  if (PEM_write_bio_PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
    throw std::runtime_error("the signing key cannot be written as PEM");
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0 && errno == EEXIST)
    return fail(ErrorKind::conflict, "signing-key-exists", "a signing key file is never overwritten");
  if (descriptor < 0) return fail(ErrorKind::unavailable, "signing-key-missing", "the signing key file cannot be made");
  const bool written = write_all(descriptor, {data, static_cast<std::size_t>(size)});
  ::close(descriptor);
  if (!written) {
    ::unlink(file.c_str());
    return fail(ErrorKind::unavailable, "signing-key-missing", "the signing key file cannot be written");
  }
  return Done{};
}

std::string SigningKey::sign(std::string_view message) const {
  const Key key = private_key(seed_);
  const Context context(EVP_MD_CTX_new());
  std::string signature(signature_size, '\0');
  std::size_t size = signature.size();
  if (EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
      EVP_DigestSign(context.get(), raw(signature), &size, raw(message), message.size()) != 1 || size != signature_size)
    throw std::runtime_error("Ed25519 signing failed");
  return signature;
}

std::string SigningKey::public_key() const {
  const Key key = private_key(seed_);
  std::string out(key_size, '\0');
  std::size_t size = out.size();
  if (EVP_PKEY_get_raw_public_key(key.get(), raw(out), &size) != 1) throw std::runtime_error("Ed25519 key is broken");
  return out;
}

bool verify_signature(std::string_view public_key, std::string_view message, std::string_view signature) {
  if (public_key.size() != key_size || signature.size() != signature_size) return false;
  const Key key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw(public_key), public_key.size()));
  const Context context(EVP_MD_CTX_new());
  return key && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), raw(signature), signature.size(), raw(message), message.size()) == 1;
}

}  // namespace sas::crypto
