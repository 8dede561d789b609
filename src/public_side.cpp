#include "public_side.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>

#include "base/log.h"
#include "base/random.h"
#include "html/components.h"
#include "http/operations.h"
#include "http/server.h"
#include "lake/file_query.h"
#include "portal/portal.h"
#include "program_files.h"
#include "program_texts.h"
#include "public_key.h"
#include "publisher.h"
#include "reading_secret.h"
#include "releases/public_reader.h"

namespace sas {
namespace {

// A plain frame: no login, no session, no link to what this process does not have.
class PlainFrame final : public portal::Frame {
 public:
  PlainFrame(const html::Texts& texts, const html::Site& site, PublisherFile file, std::string site_url)
      : texts_(texts), site_(site), file_(std::move(file)), site_url_(std::move(site_url)) {}

  [[nodiscard]] http::Response show(const http::Request& request, html::Page page) const override {
    const html::Say say{texts_, request.language};
    page.home_url = std::string(request.prefix()) + "/data";
    page.navigation = {{say("people.nav.data"), page.home_url}};
    page.active_navigation = page.home_url;
    return http::html_response(html::page_document(site_, say, page));
  }

  [[nodiscard]] http::Response refuse(const http::Request& request, const Error& error) const override {
    const html::Say say{texts_, request.language};
    const bool is_unknown = error.kind == ErrorKind::not_found || error.kind == ErrorKind::gone;
    html::Page page;
    const std::string text = is_unknown ? "error.kind.not-found" : "error.kind.unavailable";
    page.title = say(text + ".title");
    page.index = html::Page::Index::forbid;
    page.body = html::heading(1, page.title) + html::lead(say(text)) +
                html::paragraph(html::link(say("people.nav.data"), std::string(request.prefix()) + "/data"));
    http::Response response = show(request, std::move(page));
    response.status = http::status_of(error.kind);
    return response;
  }

  [[nodiscard]] const html::Texts& texts() const override { return texts_; }
  [[nodiscard]] const portal::Publisher& publisher() const override { return file_.publisher; }
  // Without a site to send people to, a question goes by mail, and mail about a set is not to be had.
  [[nodiscard]] std::string question_url(std::string_view dataset, Language language) const override {
    if (site_url_.empty()) return "mailto:" + file_.publisher.email;
    return site_url_ + question_path(file_, dataset, language);
  }
  [[nodiscard]] std::string follow_url(std::string_view dataset, Language language) const override {
    if (site_url_.empty()) return {};
    return site_url_ + (language == Language::en ? "/en" : "") + "/data/" + std::string(dataset) + "/volgen";
  }
  [[nodiscard]] int answer_days() const override { return 0; }
  [[nodiscard]] std::string reuse_url(std::string_view dataset, Language language) const override {
    if (site_url_.empty()) return "mailto:" + file_.publisher.email;
    return site_url_ + (language == Language::en ? "/en" : "") + "/data/" + std::string(dataset) + "/laat-zien";
  }
  // What the desk agreed to stands in the records, which this process cannot read.
  [[nodiscard]] std::vector<portal::Reuse> showcase(std::string_view dataset) const override {
    return portal::reuses_of(file_.showcase, dataset);
  }
  // Nobody is ever logged in here.
  [[nodiscard]] std::string form_token(const http::Request&) const override { return {}; }

 private:
  const html::Texts& texts_;
  const html::Site& site_;
  PublisherFile file_;
  std::string site_url_;
};

// Open data are the same without keys: their secret may be missing, and the pages then offer none.
std::optional<portal::ReadKeys> keys_of(const Settings& settings, const Logger& logger) {
  auto secret = read_reading_secret(settings.data);
  if (secret) return portal::ReadKeys(std::move(*secret));
  logger.warn("no-reading-keys", {{"code", secret.error().code}, {"detail", secret.error().detail}});
  return std::nullopt;
}

// What people send is for the side with the records: who wants mail about a set, or made something with it, is sent
// there.
void hand_on_forms(http::Router& router, const std::string& site_url) {
  for (const std::string form : {"/volgen", "/webhook", "/laat-zien"}) {
    http::Route route;
    route.pattern = "/data/{set}" + form;
    route.summary = "A form about a data set, at the municipality's site";
    route.handler = [site_url, form](const http::Request& request) {
      const std::string place = "/data/" + url_encode(request.param("set")) + form;
      return http::see_other(site_url + std::string(request.prefix()) + place);
    };
    router.add(std::move(route));
  }
}

// Pages that every frame links to and that this process does not have: they are at the whole site, or, when there is
// none, at the municipality's own.
void hand_on_pages(http::Router& router, const std::string& site_url, const std::string& homepage) {
  const auto add = [&](std::string pattern, std::function<std::string(const http::Request&)> place) {
    http::Route route;
    route.pattern = std::move(pattern);
    route.summary = "A page of the municipality's site";
    route.handler = [place = std::move(place)](const http::Request& request) {
      return http::see_other(place(request));
    };
    router.add(std::move(route));
  };
  for (const std::string path : {"/contact", "/privacy", "/toegankelijkheid"})
    add(path, [=](const http::Request& request) {
      return site_url.empty() ? homepage : site_url + std::string(request.prefix()) + path;
    });
  add("/", [=](const http::Request& request) {
    return site_url + std::string(request.prefix()) + (site_url.empty() ? "/data" : "/");
  });
}

}  // namespace

struct PublicSide::Rooms {
  Rooms(const Settings& given, html::Texts words, html::Site face, PublisherFile file, std::string key,
        std::unique_ptr<lake::FileReader> engine)
      : settings(given),
        texts(std::move(words)),
        site(std::move(face)),
        reader(releases::open_public_reader(settings.data + "/public", std::move(key), clock)),
        files(std::move(engine)),
        frame(texts, site, std::move(file), settings.site_url) {}

  Settings settings;
  SystemClock clock;
  SystemRandom random;
  Logger logger{clock, stderr_sink()};
  html::Texts texts;
  html::Site site;
  std::unique_ptr<releases::PublicReader> reader;
  std::unique_ptr<lake::FileReader> files;
  PlainFrame frame;
  http::Metrics metrics;
  http::Router router;
  std::unique_ptr<http::Server> server;
};

PublicSide::PublicSide() = default;
PublicSide::~PublicSide() = default;

Result<std::unique_ptr<PublicSide>> PublicSide::open(const Settings& settings) {
  auto key = read_public_key(settings.data);
  if (!key) return fail(std::move(key));
  auto theme = html::load_theme(settings.theme);
  if (!theme) return fail(std::move(theme));
  auto texts = program_texts();
  if (!texts) return fail(std::move(texts));
  config::Problems problems;
  PublisherFile publisher = load_publisher(settings.catalogue, theme->municipality, settings.public_url, problems);
  if (!problems.empty()) return fail(ErrorKind::invalid, "content-incomplete", config::to_text(problems));
  lake::FileReaderSettings engine;
  engine.folder = std::filesystem::absolute(settings.data + "/public/objects").string();
  auto files = lake::open_file_reader(engine);
  if (!files) return fail(std::move(files));
  std::unique_ptr<PublicSide> side(new PublicSide());
  side->rooms_ = std::make_unique<Rooms>(settings, std::move(*texts), site_of(settings.mode, std::move(*theme)),
                                         std::move(publisher), std::move(*key), std::move(*files));
  Rooms& rooms = *side->rooms_;
  const std::string cache =
      (std::filesystem::temp_directory_path() / fmt::format("sassenpoort-public-{}", ::getuid())).string();
  portal::add_portal(rooms.router, {*rooms.reader, *rooms.files, rooms.frame, rooms.clock, cache, rooms.random,
                                    keys_of(settings, rooms.logger), ended_keys_path(settings.data)});
  if (!settings.site_url.empty()) hand_on_forms(rooms.router, settings.site_url);
  hand_on_pages(rooms.router, settings.site_url, rooms.frame.publisher().homepage);
  add_program_files(rooms.router, rooms.site);
  http::add_operations(rooms.router,
                       {rooms.metrics, {}, http::Operations::Figures::here, "Sassenpoort open data", "0.1.0"});
  http::ServerSettings s;
  s.address = settings.address;
  s.port = settings.port;
  s.tls_certificate = settings.tls_certificate;
  s.tls_key = settings.tls_key;
  if (settings.behind_proxy) s.max_connections_per_client = 0;
  s.trusted_proxies = settings.trusted_proxies;
  rooms.server = std::make_unique<http::Server>(
      s, http::ServerParts{
             rooms.router,
             rooms.logger,
             rooms.metrics,
             rooms.random,
             [&rooms](const Error& error, const http::Request& request) { return rooms.frame.refuse(request, error); },
             {}});
  return side;
}

void PublicSide::start() {
  rooms_->server->start();
}

void PublicSide::stop() {
  rooms_->server->stop();
}

}  // namespace sas
