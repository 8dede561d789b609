#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/config.h"
#include "people/oidc.h"
#include "settings_feeds.h"

namespace sas {

/// practice: a town that is not real, said on every page. live: open to the public; practice keys are refused.
enum class Mode { practice, live };

/// Everything a running program is told: the command line and settings.toml of the data folder.
struct Settings {
  std::string data = "data";
  std::string store = "sqlite";
  std::string catalogue;
  std::string theme;
  std::string address = "127.0.0.1";
  std::uint16_t port = 8080;
  Mode mode = Mode::practice;
  std::string public_url;  ///< without a slash at the end; empty: made from address and port
  /// Of the whole site, for a process that serves open data alone; empty: there is none to send people to.
  std::string site_url;
  std::string tls_certificate, tls_key;
  std::vector<people::LoginProvider> logins;
  std::string mail_url;  ///< empty: mail waits
  std::string brp_url, bag_url, kvk_url;
  std::string mqtt_host = "127.0.0.1";
  std::uint16_t mqtt_port = 0;  ///< 0: no MQTT; in practice a broker is started on it
  bool mqtt_tls = false;
  std::string mqtt_user, mqtt_password;  ///< of the account that may read all topics; in practice made at each start
  FeedSettings feeds;
  /// Bytes of memory in which the lake keeps what it read of unsealed days; `lake_memory_mb` in the file.
  std::uint64_t lake_memory = std::uint64_t{512} << 20;
  bool behind_proxy = false;  ///< then the limit of connections per client address is off: all come from one
  std::vector<std::string> trusted_proxies;   ///< addresses that are believed about whom they forward for
  std::optional<std::uint16_t> metrics_port;  ///< none: /metrics on the same port, for this machine only
  std::string metrics_address = "127.0.0.1";
  std::uint64_t largest_file = std::uint64_t{10}
                               << 30;                ///< bytes of a file for open data; `largest_file_mb` in the file
  std::uint64_t disk_left = std::uint64_t{1} << 30;  ///< bytes of the disk that files may not take; `disk_left_mb`
};

/// Fills in settings.toml of the data folder when it is there; in practice mode everything it leaves open points at a
/// practice town on this machine. Notes mistakes in `problems`.
[[nodiscard]] Settings with_file(Settings settings, const std::string& practice_url, config::Problems& problems);

/// The folder of the program's own files: beside the binary, two above it (a build folder), or the current folder.
/// Empty when none holds `name`.
[[nodiscard]] std::string find_folder(const std::string& name);

}  // namespace sas
