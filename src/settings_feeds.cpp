#include "settings_feeds.h"

#include <filesystem>

#include "crypto/hash.h"
#include "feeds/pause.h"

namespace sas {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t shortest_secret = 16;

/// `every_minutes` is how older settings say it.
std::chrono::seconds read_every(config::Table& table, const std::string& url) {
  const auto minutes = table.integer_if("every_minutes");
  const std::string text = table.text_or("every", minutes ? std::to_string(*minutes) + "m" : "1h");
  const char* field = minutes ? "every_minutes" : "every";
  const auto every = feeds::parse_pause(text);
  if (!every || *every > feeds::longest_pause)
    table.note(field, "a time such as 30s, 5m or 1h, at most 7d");
  else if (*every < feeds::shortest_pause(url))
    table.note(field, "1m or more; a source on your own network may be asked each 5s");
  return every.value_or(std::chrono::hours{1});
}

ConnectorSettings read_connector(config::Table& table) {
  ConnectorSettings out;
  out.kind = table.word("kind", {"npr", "luchtmeetnet", "samen-meten", "feature-server"});
  out.url = table.text("url");
  if (!out.url.empty() && !out.url.starts_with("https://") && !out.url.starts_with("http://"))
    table.note("url", "write an address that begins with https://");
  if (out.kind == "luchtmeetnet") out.first = table.date("first");
  if (out.kind == "feature-server") {
    out.mapping = table.text("mapping");
    out.every = read_every(table, out.url);
  }
  table.done();
  return out;
}

DecoderSettings read_decoder(config::Table& table, const std::string& folder) {
  DecoderSettings out;
  out.device_prefix = table.text("device_prefix");
  const std::string name = table.text("script");
  out.script = (fs::path(folder) / name).string();
  if (!name.empty() && !fs::is_regular_file(out.script))
    table.note("script", "put the file " + name + " in the data folder, or write its whole path");
  table.done();
  return out;
}

}  // namespace

FeedSettings read_feed_settings(config::Table& table, const std::string& folder) {
  FeedSettings out;
  // The secret itself is not kept: whoever sends it is compared by its hash.
  if (const std::string secret = table.text_or("ttn_webhook_secret", ""); !secret.empty()) {
    if (secret.size() < shortest_secret) table.note("ttn_webhook_secret", "use at least 16 letters and digits");
    out.ttn_secret_sha256 = crypto::sha256(secret);
  }
  for (config::Table& one : table.tables("connectors")) out.connectors.push_back(read_connector(one));
  for (config::Table& one : table.tables("decoders")) out.decoders.push_back(read_decoder(one, folder));
  return out;
}

}  // namespace sas
