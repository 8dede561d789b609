#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/config.h"

namespace sas {

/// A source that is asked again and again.
struct ConnectorSettings {
  std::string kind;  ///< npr, luchtmeetnet, samen-meten, feature-server
  std::string url;
  std::optional<Date> first;          ///< luchtmeetnet: the first day to ask for
  std::string mapping;                ///< feature-server: name of a saved mapping
  std::chrono::seconds every{3'600};  ///< feature-server: between two rounds
};

/// A vendor's script for devices whose name begins like this.
struct DecoderSettings {
  std::string device_prefix;
  std::string script;  ///< path of a file with `function decodeUplink({bytes, fPort})`
};

/// The doors for measurements that are not SensorThings, as settings.toml names them.
struct FeedSettings {
  std::string ttn_secret_sha256;  ///< 32 bytes; empty: no webhook
  std::vector<ConnectorSettings> connectors;
  std::vector<DecoderSettings> decoders;
};

/// Reads `ttn_webhook_secret`, `[[connectors]]` and `[[decoders]]`. A script is looked for in `folder`. Mistakes are
/// noted in the table's problems.
[[nodiscard]] FeedSettings read_feed_settings(config::Table& table, const std::string& folder);

}  // namespace sas
