#include "public_key.h"

#include <filesystem>
#include <fstream>

#include "base/config.h"
#include "base/text.h"

namespace sas {
namespace {

std::string path_in(const std::string& data) {
  return data + "/open-data-key.txt";
}

}  // namespace

Result<Done> write_public_key(const std::string& data, const crypto::SigningKey& key) {
  const std::string line = hex(key.public_key()) + "\n";
  const std::string path = path_in(data);
  if (const auto known = config::read_file(path); known && *known == line) return Done{};
  const std::string fresh = path + ".new";
  std::ofstream(fresh) << line << std::flush;
  std::error_code error;
  std::filesystem::permissions(fresh, std::filesystem::perms(0644), error);
  if (!error) std::filesystem::rename(fresh, path, error);
  if (error) return fail(ErrorKind::unavailable, "data-folder", path + ": " + error.message());
  return Done{};
}

Result<std::string> read_public_key(const std::string& data) {
  const auto text = config::read_file(path_in(data));
  const auto key = text ? from_hex(trim(*text)) : std::nullopt;
  if (!key || key->size() != 32)
    return fail(ErrorKind::unavailable, "public-key-missing",
                path_in(data) + ": start the site once, it writes this file; or copy it beside the public store");
  return *key;
}

}  // namespace sas
