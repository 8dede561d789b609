#include "reading_secret.h"

#include <array>
#include <filesystem>
#include <fstream>

#include "base/config.h"
#include "base/text.h"

namespace sas {
namespace {

constexpr std::size_t secret_size = 32;

std::string path_in(const std::string& data) {
  return data + "/reading-secret.txt";
}

// Whole or not at all: a second process may read while this one writes.
Result<Done> write_secret(const std::string& path, const std::string& secret) {
  const std::string fresh = path + ".new";
  std::error_code error;
  std::ofstream out(fresh);
  std::filesystem::permissions(fresh, std::filesystem::perms(0640), error);
  out << hex(secret) << '\n' << std::flush;
  if (!error && !out) error = std::make_error_code(std::errc::io_error);
  if (!error) std::filesystem::rename(fresh, path, error);
  if (error) return fail(ErrorKind::unavailable, "data-folder", path + ": " + error.message());
  return Done{};
}

}  // namespace

Result<std::string> read_reading_secret(const std::string& data) {
  const auto text = config::read_file(path_in(data));
  const auto secret = text ? from_hex(trim(*text)) : std::nullopt;
  if (!secret || secret->size() != secret_size)
    return fail(ErrorKind::unavailable, "reading-secret-missing",
                path_in(data) +
                    ": start the site once, it writes this file; let the group of this process read it, or "
                    "copy it beside the public store");
  return *secret;
}

Result<std::string> reading_secret(const std::string& data, Random& random) {
  if (auto known = read_reading_secret(data)) return known;
  std::array<std::byte, secret_size> bytes{};
  random.fill(bytes);
  std::string secret(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (auto written = write_secret(path_in(data), secret); !written) return fail(std::move(written));
  return secret;
}

std::string ended_keys_path(const std::string& data) {
  return data + "/reading-keys-ended.txt";
}

}  // namespace sas
