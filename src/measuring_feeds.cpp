#include "measuring_feeds.h"

#include <filesystem>

#include "feeds/byte_decoder.h"
#include "feeds/mapping.h"
#include "feeds/poller.h"
#include "feeds/script_decoder.h"
#include "feeds/source_pages.h"
#include "feeds/ttn_webhook.h"
#include "feeds/upload_pages.h"

namespace sas {
namespace {

namespace fs = std::filesystem;

/// A vendor's script and the devices it is for.
struct Script {
  std::string device_prefix;
  std::shared_ptr<feeds::ScriptDecoder> decoder;
};

std::vector<Script> load_scripts(const std::vector<DecoderSettings>& settings, const Logger& logger) {
  std::vector<Script> out;
  if (settings.empty()) return out;
  const std::string program = decoder_program();
  if (program.empty()) {
    logger.warn("decoder-missing", {{"remedy", "put sassenpoort-decoder beside the program"}});
    return out;
  }
  for (const DecoderSettings& one : settings) {
    auto text = config::read_file(one.script);
    if (!text) {
      logger.warn("decoder-unreadable", {{"code", text.error().code}});
      continue;
    }
    out.push_back({one.device_prefix, std::make_shared<feeds::ScriptDecoder>(program, *std::move(text))});
  }
  return out;
}

/// What the house knows by itself goes before a script: bytes at a fixed place cannot run away.
feeds::Decoder decoder_of(std::vector<Script> scripts) {
  return [own = feeds::house_decoder(),
          scripts = std::move(scripts)](const feeds::Uplink& uplink) -> Result<std::optional<json::Object>> {
    auto decoded = own(uplink);
    if (!decoded || *decoded) return decoded;
    for (const Script& script : scripts) {
      if (!uplink.device.starts_with(script.device_prefix)) continue;
      auto fields = script.decoder->decode(uplink.f_port, uplink.payload);
      if (!fields) return fail(std::move(fields));
      return std::optional(*std::move(fields));
    }
    return std::nullopt;
  };
}

}  // namespace

std::string decoder_program() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error).parent_path() / "sassenpoort-decoder";
  return fs::exists(program, error) ? program.string() : std::string();
}

struct MeasuringFeeds::Rooms {
  explicit Rooms(const Parts& given)
      : parts(given),
        uplinks(parts.intake, decoder_of(load_scripts(parts.settings.feeds.decoders, parts.logger))),
        poller(parts.intake, parts.client) {
    for (const ConnectorSettings& one : parts.settings.feeds.connectors) add_connector(one);
  }

  void add_connector(const ConnectorSettings& one) {
    if (one.kind == "npr") connectors.push_back(feeds::npr_connector(one.url));
    if (one.kind == "luchtmeetnet") connectors.push_back(feeds::luchtmeetnet_connector(one.url, *one.first));
    if (one.kind == "samen-meten") connectors.push_back(feeds::samen_meten_connector(one.url));
    if (one.kind != "feature-server") return;
    const auto mapping = parts.intake.records.read([&](store::ReadTx& tx) -> Result<std::optional<feeds::Mapping>> {
      return feeds::mapping_named(tx, one.mapping);
    });
    if (!mapping || !*mapping) {
      parts.logger.warn("connector-without-mapping", {{"mapping", one.mapping}});
      return;
    }
    connectors.push_back(feeds::feature_server_connector(one.url, **mapping, one.every));
  }

  Parts parts;
  feeds::UplinkDoor uplinks;
  feeds::Poller poller;
  std::vector<feeds::Connector> connectors;
};

MeasuringFeeds::MeasuringFeeds(const Parts& parts) : rooms_(std::make_unique<Rooms>(parts)) {}
MeasuringFeeds::~MeasuringFeeds() = default;

feeds::UplinkDoor& MeasuringFeeds::uplinks() {
  return rooms_->uplinks;
}

void MeasuringFeeds::add_routes(http::Router& router) {
  Rooms& r = *rooms_;
  const feeds::ImportParts& intake = r.parts.intake;
  feeds::add_source_pages(router, {r.parts.gate, intake.records, intake.lake, intake.clock});
  feeds::add_upload_pages(router, {r.parts.gate, intake});
  if (!r.parts.settings.feeds.ttn_secret_sha256.empty())
    router.add(feeds::ttn_webhook(r.uplinks, r.parts.settings.feeds.ttn_secret_sha256));
}

void MeasuringFeeds::add_jobs(jobs::Runner& runner) {
  feeds::schedule(runner, rooms_->poller, rooms_->connectors);
}

}  // namespace sas
