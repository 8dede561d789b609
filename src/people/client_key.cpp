#include "people/client_key.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>

namespace sas::people {
namespace {

std::string read_all(int descriptor) {
  std::array<char, 16384> buffer{};
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

Result<Done> write_new(const std::filesystem::path& file, std::string_view pem) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0)
    return fail(ErrorKind::unavailable, "client-key-unwritable", "the key file for logins cannot be made");
  const bool written = write_all(descriptor, pem);
  ::close(descriptor);
  if (written) return Done{};
  ::unlink(file.c_str());
  return fail(ErrorKind::unavailable, "client-key-unwritable", "the key file for logins cannot be written");
}

}  // namespace

Result<ClientKey> ClientKey::from_pem(std::string_view pem) {
  auto pss = crypto::JwsSigningKey::from_pem(crypto::JwsAlgorithm::ps256, pem);
  auto pkcs1 = crypto::JwsSigningKey::from_pem(crypto::JwsAlgorithm::rs256, pem);
  if (!pss || !pkcs1)
    return fail(ErrorKind::invalid, "client-key-invalid",
                "the key file for logins holds no RSA key of 2048 bits or more");
  return ClientKey(std::move(*pss), std::move(*pkcs1));
}

ClientKey ClientKey::create() {
  auto made = from_pem(crypto::JwsSigningKey::create(crypto::JwsAlgorithm::ps256).pem());
  if (!made) throw std::runtime_error("a key that was just made cannot be read");
  return std::move(*made);
}

Result<ClientKey> ClientKey::load_or_create(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0 && errno != ENOENT)
    return fail(ErrorKind::unavailable, "client-key-invalid", "the key file for logins cannot be opened");
  if (descriptor < 0) {
    ClientKey fresh = create();
    if (auto written = write_new(file, fresh.pss_.pem()); !written) return fail(std::move(written));
    return fresh;
  }
  struct stat status {};
  const bool exposed = ::fstat(descriptor, &status) != 0 || (status.st_mode & 077) != 0;
  const std::string pem = read_all(descriptor);
  ::close(descriptor);
  if (exposed)
    return fail(ErrorKind::unavailable, "client-key-exposed", "the key file for logins is readable by others");
  return from_pem(pem);
}

std::string ClientKey::sign(const json::Object& claims, crypto::JwsAlgorithm algorithm) const {
  const std::string payload = json::write(claims);
  if (algorithm == crypto::JwsAlgorithm::ps256) return pss_.sign(payload, {{"typ", "JWT"}});
  if (algorithm == crypto::JwsAlgorithm::rs256) return pkcs1_.sign(payload, {{"typ", "JWT"}});
  throw std::logic_error("the key for logins is an RSA key");
}

json::Object ClientKey::public_set() const {
  json::Object key = pss_.public_jwk();
  key.erase("alg");  // it signs with both paddings
  return {{"keys", json::Array{std::move(key)}}};
}

}  // namespace sas::people
