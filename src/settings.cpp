#include "settings.h"

#include <fmt/format.h>

#include <filesystem>

#include "http/client_address.h"

namespace sas {
namespace {

namespace fs = std::filesystem;

void practice_defaults(Settings& s, const std::string& town) {
  if (s.logins.empty())
    s.logins = {{"digid", town + "/oidc/digid", "sassenpoort", 2},
                {"eherkenning", town + "/oidc/eherkenning", "sassenpoort", 2},
                {"staff", town + "/oidc/staff", "sassenpoort", 0}};
  if (s.mail_url.empty()) s.mail_url = town + "/mail";
  if (s.brp_url.empty()) s.brp_url = town + "/brp";
  if (s.bag_url.empty()) s.bag_url = town + "/bag";
  if (s.kvk_url.empty()) s.kvk_url = town + "/kvk";
}

struct Limits {
  std::int64_t least = 1, most = 1;
};

// A number of MiB within the limits, as bytes.
std::uint64_t megabytes(config::Table& table, const std::string& name, std::uint64_t otherwise, Limits limits) {
  const auto given = table.integer_if(name);
  if (!given) return otherwise;
  if (*given >= limits.least && *given <= limits.most) return static_cast<std::uint64_t>(*given) << 20;
  table.note(name, fmt::format("a number of MB from {} to {}", limits.least, limits.most));
  return otherwise;
}

}  // namespace

Settings with_file(Settings s, const std::string& practice_url, config::Problems& problems) {
  const std::string path = s.data + "/settings.toml";
  if (fs::exists(path)) {
    const auto text = config::read_file(path);
    const auto object = text ? config::parse_toml(*text) : fail(Error(text.error()));
    if (!object) {
      problems.push_back({"settings.toml", "file", "correct the TOML (" + object.error().detail + ")"});
      return s;
    }
    config::Table table(*object, "settings.toml", "", problems);
    s.public_url = table.text_or("public_url", s.public_url);
    s.tls_certificate = table.text_or("tls_certificate", "");
    s.tls_key = table.text_or("tls_key", "");
    s.mail_url = table.text_or("mail_url", "");
    s.mqtt_host = table.text_or("mqtt_host", s.mqtt_host);
    if (const auto port = table.integer_if("mqtt_port")) {
      if (*port < 1 || *port > 65535)
        table.note("mqtt_port", "a port from 1 to 65535; usually 8883 with TLS, 1883 without");
      else
        s.mqtt_port = static_cast<std::uint16_t>(*port);
    }
    s.mqtt_tls = table.boolean_or("mqtt_tls", s.mqtt_tls);
    s.mqtt_user = table.text_or("mqtt_user", "");
    s.mqtt_password = table.text_or("mqtt_password", "");
    s.feeds = read_feed_settings(table, s.data);
    s.brp_url = table.text_or("brp_url", "");
    s.bag_url = table.text_or("bag_url", "");
    s.kvk_url = table.text_or("kvk_url", "");
    s.behind_proxy = table.boolean_or("behind_proxy", false);
    s.lake_memory = megabytes(table, "lake_memory_mb", s.lake_memory, {64, 1'000'000});
    s.largest_file = megabytes(table, "largest_file_mb", s.largest_file, {1, 10'240});
    s.disk_left = megabytes(table, "disk_left_mb", s.disk_left, {1, 10'000'000});
    for (config::Table& login : table.tables("logins")) {
      s.logins.push_back({login.word("id", {"digid", "eherkenning", "staff"}), login.text("issuer"),
                          login.text("client_id"), static_cast<int>(login.integer_if("level").value_or(2))});
      login.done();
    }
    table.done();
  }
  for (const std::string& proxy : s.trusted_proxies)
    if (http::client_key(proxy).empty())
      problems.push_back({"command line", "--trusted-proxy", "write an address such as 10.0.0.4 or 2001:db8::4"});
  if (!s.trusted_proxies.empty()) s.behind_proxy = true;
  if (s.mode == Mode::practice) practice_defaults(s, practice_url);
  if (s.public_url.empty())
    s.public_url = (s.tls_certificate.empty() ? "http://" : "https://") + s.address + ":" + std::to_string(s.port);
  return s;
}

std::string find_folder(const std::string& name) {
  std::error_code error;
  const fs::path binary = fs::read_symlink("/proc/self/exe", error).parent_path();
  for (const fs::path& base :
       {binary, binary / ".." / "..", fs::current_path(error), fs::path("/usr/share/sassenpoort")})
    if (fs::is_directory(base / name, error)) return fs::weakly_canonical(base / name, error).string();
  return {};
}

}  // namespace sas
