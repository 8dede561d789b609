#include "house.h"

#include <fmt/format.h>

#include <filesystem>
#include <thread>

#include "cases/case_clock.h"
#include "cases/queries.h"
#include "catalogue/coverage.h"
#include "contact/appointment_pages.h"
#include "contact/moments.h"
#include "contact/visits.h"
#include "crypto/hash.h"
#include "crypto/hmac.h"
#include "crypto/signing.h"
#include "desk/desk.h"
#include "forms/abandoned.h"
#include "forms/form_pages.h"
#include "http/client.h"
#include "http/operations.h"
#include "http/server.h"
#include "jobs/runner.h"
#include "measuring.h"
#include "messages/messages.h"
#include "open_data.h"
#include "people/login_pages.h"
#include "people/oidc.h"
#include "people/people.h"
#include "people/site_gate.h"
#include "program_files.h"
#include "program_texts.h"
#include "promises/channel_pages.h"
#include "promises/comment_themes.h"
#include "promises/figures.h"
#include "promises/forecast_pages.h"
#include "promises/forecasts.h"
#include "promises/outage_pages.h"
#include "promises/promises.h"
#include "promises/risk_pages.h"
#include "promises/satisfaction.h"
#include "promises/service_pages.h"
#include "promises/watch.h"
#include "promises/widget_pages.h"
#include "registries/bag.h"
#include "registries/brp.h"
#include "registries/kvk.h"
#include "schema.h"
#include "site/site.h"

namespace sas {
namespace {

// What is read from files before any room can be built.
struct Content {
  catalogue::Catalogue catalogue;
  std::string synonyms;
  catalogue::Coverage coverage;
  std::vector<forms::Definition> definitions;
  contact::Agenda agenda;
  std::vector<promises::ServicePromise> service_promises;
  std::vector<promises::CommentTheme> comment_themes;
  std::vector<promises::UnitCost> unit_costs;
  city::CityFile city;
  PublisherFile publisher;
  html::Theme theme;
  html::Texts texts;
};

tl::unexpected<Error> bad_content(std::string detail) {
  return fail(ErrorKind::invalid, "content-incomplete", std::move(detail));
}

Result<catalogue::Coverage> load_coverage(const Settings& settings, const catalogue::Catalogue& catalogue,
                                          config::Problems& problems) {
  // A list that was imported later goes before the one the program came with.
  const std::string imported = settings.data + "/upl.tsv";
  const auto list = config::read_file(std::filesystem::exists(imported) ? imported : settings.catalogue + "/upl.tsv");
  if (!list) return fail(Error(list.error()));
  const auto names = catalogue::read_upl_tsv(*list);
  if (!names) return fail(Error(names.error()));
  const auto said = config::read_file(settings.catalogue + "/coverage.toml");
  if (!said) return fail(Error(said.error()));
  return catalogue::cover(catalogue, *names, *said, problems);
}

Result<contact::Agenda> load_agenda(const Settings& settings, const catalogue::Catalogue& catalogue,
                                    config::Problems& problems) {
  const auto text = config::read_file(settings.catalogue + "/appointments.toml");
  const auto object = text ? config::parse_toml(*text) : fail(Error(text.error()));
  if (!object) return fail(Error(object.error()));
  return contact::load_agenda(*object, catalogue.closing_days, problems);
}

Result<Content> load_content(const Settings& settings, const Logger& logger) {
  auto loaded = catalogue::load(settings.catalogue);
  if (!loaded) return fail(std::move(loaded));
  config::Problems problems = loaded->problems;
  Content content;
  content.catalogue = std::move(loaded->catalogue);
  content.definitions = forms::load_definitions(content.catalogue, problems);
  if (const auto words = config::read_file(settings.catalogue + "/search-synonyms.tsv")) content.synonyms = *words;
  auto agenda = load_agenda(settings, content.catalogue, problems);
  if (!agenda) return fail(std::move(agenda));
  content.agenda = std::move(*agenda);
  content.comment_themes = promises::load_comment_themes(settings.catalogue, problems);
  content.unit_costs = promises::load_unit_costs(settings.catalogue, problems);
  content.service_promises = promises::load_service_promises(settings.catalogue, content.catalogue.opening, problems);
  if (const auto panels = config::read_file(settings.catalogue + "/city.toml"))
    content.city = city::read_city_file(*panels, problems);
  auto theme = html::load_theme(settings.theme);
  if (!theme) return fail(std::move(theme));
  content.theme = std::move(*theme);
  content.publisher = load_publisher(settings.catalogue, content.theme.municipality, settings.public_url, problems);
  auto texts = program_texts();
  if (!texts) return fail(std::move(texts));
  content.texts = std::move(*texts);
  // A product that is not complete is left out and named; the others go on. Without any product there is nothing to
  // open for.
  for (const config::Problem& p : problems)
    logger.warn("content-problem", {{"file", p.file}, {"field", p.field}, {"remedy", p.remedy}});
  if (content.catalogue.products.empty()) return bad_content(config::to_text(problems));
  return content;
}

Result<crypto::SigningKey> ledger_key(const std::string& data, Random& random) {
  const std::string path = data + "/ledger-key.pem";
  if (std::filesystem::exists(path)) return crypto::SigningKey::load(path);
  crypto::SigningKey key = crypto::SigningKey::create(random);
  if (auto saved = key.save(path); !saved) return fail(std::move(saved));
  return key;
}

registries::RegisterSettings register_at(const std::string& url) {
  return {url, {}};
}

}  // namespace

struct House::Rooms {
  Rooms(const Settings& given, Logger log, Content read, std::unique_ptr<store::Store> records_store,
        crypto::SigningKey signing, people::ClientKey login_key)
      : settings(given),
        logger(std::move(log)),
        content(std::move(read)),
        records(std::move(records_store)),
        signing_key(std::move(signing)),
        client_key(std::move(login_key)),
        site(site_of(settings.mode, content.theme)) {}

  Settings settings;
  SystemClock clock;
  SystemRandom random;
  Logger logger;
  Content content;
  std::unique_ptr<store::Store> records;
  crypto::SigningKey signing_key;
  people::ClientKey client_key;
  html::Site site;
  http::Metrics metrics;
  http::Metrics metrics_of_metrics;  // the little server for the monitoring does not count among the visitors
  std::unique_ptr<http::Client> client = http::network_client();

  catalogue::Search search{content.catalogue, content.synonyms};
  ledger::Ledger ledger{clock, random};
  jobs::Outbox outbox{clock, random};

  people::Cookies cookies =
      settings.public_url.starts_with("https://") ? people::Cookies::secure : people::Cookies::plain;
  people::Sessions sessions{clock, random};
  people::SiteGate gate{{*records, sessions, content.texts, site, random, logger, secret("csrf"), cookies}};
  people::Accounts accounts{clock, random, ledger, sessions, content.texts};
  people::LoginAttempts attempts{clock, random};
  people::RateLimit limit{clock, random, {120, 1200}, {30, 60}};

  registries::BagAddresses addresses{register_at(settings.bag_url), *client, clock, logger};
  registries::Brp brp{register_at(settings.brp_url), *client, clock, logger};
  registries::Kvk kvk{register_at(settings.kvk_url), *client, clock, logger};

  std::vector<std::unique_ptr<people::OidcLogin>> logins = make_logins();
  contact::Appointments appointments{clock, random, content.agenda, ledger};
  contact::Moments moments{clock, random, ledger, content.catalogue.closing_days};
  forms::Drafts drafts{clock, random};
  promises::Figures figures{*records, clock, content.catalogue};
  promises::Satisfaction satisfaction{clock, random, ledger};
  promises::Forecasts forecasts{*records, clock, content.catalogue};
  promises::ServiceFigures service_figures{*records, clock, content.service_promises, content.catalogue.closing_days};
  promises::Outages outages{clock, random, ledger};
  promises::Probes probes{clock, outages};
  messages::Messages messages{
      {clock, random, content.catalogue, content.texts, ledger, outbox, settings.public_url, content.theme.municipality,
       [this](store::WriteTx& tx, const cases::Case& c) { return satisfaction.invite(tx, c); }}};
  cases::Cases cases{clock, random, content.catalogue, ledger,
                     [this](store::WriteTx& tx, std::string_view template_id, json::Object facts) {
                       messages.post(tx, template_id, facts);
                     }};
  contact::Visits visits{{appointments, content.agenda, cases, messages, content.texts}};
  promises::ChannelFigures channel_figures{*records, clock};
  promises::Watch watch{clock, content.catalogue, ledger, forecasts,
                        [this](store::WriteTx& tx, std::string_view template_id, const json::Object& facts) {
                          messages.post(tx, template_id, facts);
                        }};
  std::unique_ptr<messages::Mailer> mailer =
      settings.mail_url.empty() ? std::unique_ptr<messages::Mailer>(std::make_unique<messages::NoMailer>())
                                : std::make_unique<messages::WebMailer>(*client, settings.mail_url);
  Measuring measuring{{settings, *records, ledger, outbox, clock, random, logger, metrics, gate, *mailer, *client,
                       content.city, content.theme.municipality, secret("pseudonym")}};
  SiteFrame frame{gate, content.texts, content.catalogue, clock, *records, content.publisher};
  std::unique_ptr<OpenData> open_data;
  jobs::Runner runner{*records, outbox, clock, random, logger};
  http::Router router;
  http::Router metrics_router;
  std::unique_ptr<http::Server> server, metrics_server;
  std::atomic<bool> stopping{false};
  std::thread warden;

  std::vector<std::unique_ptr<people::OidcLogin>> make_logins() {
    std::vector<std::unique_ptr<people::OidcLogin>> out;
    const auto practice = settings.mode == Mode::practice ? people::Practice::allow : people::Practice::refuse;
    for (const people::LoginProvider& provider : settings.logins)
      out.push_back(std::make_unique<people::OidcLogin>(provider, practice,
                                                        people::OidcParts{*client, clock, random, logger, client_key}));
    return out;
  }

  // A secret for one purpose, the same after a restart and on every server that shares the key.
  [[nodiscard]] std::string secret(std::string_view purpose) const {
    return crypto::hmac_sha256(signing_key.sign("sassenpoort secrets"), purpose);
  }
  void add_routes();
  void add_jobs();
  void add_watch();
  Result<Done> probe_channels();
  [[nodiscard]] promises::Seen look_at(const std::string& url) const;
  void make_server();
  void watch_store();
};

// Every room adds its own lines to the route table.
void House::Rooms::add_routes() {
  std::vector<const people::LoginMethod*> methods;
  for (const auto& login : logins) methods.push_back(login.get());
  const auto wake = [this] { outbox.bell()->ring(); };
  const auto may_try_code = [this](const http::Request& request) { return limit.allow("code", request.client); };
  const auto ready_case = [this](const html::Say& say, const cases::Case& c) { return forecasts.sentence_of(say, c); };
  people::add_login_pages(router, {gate, *records, clock, logger, ledger, sessions, accounts, attempts, limit, methods,
                                   settings.brp_url.empty() ? nullptr : &brp, settings.kvk_url.empty() ? nullptr : &kvk,
                                   client_key, site.theme, settings.public_url, cookies});
  forms::add_form_pages(router, {gate, *records, clock, content.catalogue, content.definitions, drafts, cases,
                                 appointments, visits, addresses, may_try_code, wake,
                                 cookies == people::Cookies::secure ? forms::FormParts::Cookies::secure
                                                                    : forms::FormParts::Cookies::plain,
                                 ready_case});
  contact::add_appointment_pages(
      router,
      {gate, *records, clock, random, appointments, content.agenda, visits, wake, may_try_code, secret("appointment"),
       cookies == people::Cookies::secure ? contact::AppointmentParts::Cookies::secure
                                          : contact::AppointmentParts::Cookies::plain});
  desk::add_desk_pages(router, {gate,
                                *records,
                                clock,
                                content.catalogue,
                                cases,
                                messages,
                                appointments,
                                content.agenda,
                                visits,
                                moments,
                                ledger,
                                drafts,
                                content.definitions,
                                outbox,
                                content.theme.site_name,
                                content.theme.desk_address,
                                may_try_code,
                                wake,
                                [this](const cases::Case& c) -> std::optional<Date> {
                                  const auto forecast = forecasts.of_case(c);
                                  if (!forecast) return std::nullopt;
                                  return forecast->ready_by;
                                },
                                [this](const html::Say& say) { return measuring.warnings(say); }});
  promises::add_promise_pages(router, {gate, *records, clock, content.catalogue, figures, satisfaction,
                                       content.theme.municipality, &signing_key, content.comment_themes});
  measuring.add_routes(router);
  open_data->add_routes(router);
  promises::add_outage_pages(router, {gate, *records, clock, outages, cases});
  site::add_site_pages(router,
                       {gate,
                        *records,
                        clock,
                        content.catalogue,
                        search,
                        content.coverage,
                        drafts,
                        cases,
                        messages,
                        appointments,
                        content.agenda,
                        ledger,
                        content.theme.municipality,
                        content.theme.site_name,
                        content.theme.desk_address,
                        [this](const ProductId& product) { return figures.last_month(product); },
                        wake,
                        [this](const html::Say& say, const ProductId& id) { return forecasts.sentence_for(say, id); },
                        ready_case,
                        [this](const people::Visit& visit) { return measuring.city_now(visit); }});
  promises::add_service_pages(router, {gate, service_figures});
  promises::add_channel_pages(
      router, {gate, *records, content.catalogue, channel_figures, content.unit_costs, content.comment_themes});
  promises::add_widget_pages(router, {gate, clock, content.catalogue, figures, service_figures, forecasts,
                                      settings.public_url, content.theme.municipality});
  promises::add_risk_pages(router, {gate, *records, clock, content.catalogue, watch});
  promises::add_forecast_pages(router, {gate, clock, content.catalogue, forecasts, content.theme.municipality});
  add_program_files(router, site);
  http::add_operations(router,
                       {metrics,
                        [this]() -> Result<Done> {
                          if (records->health() != store::Health::ok) return fail(ErrorKind::unavailable, "store-lost");
                          return Done{};
                        },
                        settings.metrics_port ? http::Operations::Figures::elsewhere : http::Operations::Figures::here,
                        "Sassenpoort", "0.1.0", [this] { return measuring.notices(); }});
  if (settings.metrics_port) http::add_metrics(metrics_router, metrics);
}

// Any answer that is not a failure of the server itself says that somebody is there.
promises::Seen House::Rooms::look_at(const std::string& url) const {
  http::ClientRequest request;
  request.url = url;
  request.timeout = std::chrono::seconds{5};
  const auto answer = client->send(request);
  return answer && answer->status < 500 ? promises::Seen::answered : promises::Seen::silent;
}

// The looks go before the transaction: nothing waits for the network in it.
Result<Done> House::Rooms::probe_channels() {
  std::vector<std::pair<promises::Channel, promises::Seen>> seen{{promises::Channel::site, promises::Seen::answered}};
  for (const people::LoginProvider& provider : settings.logins) {
    const auto channel = provider.id == "digid"         ? promises::Channel::digid
                         : provider.id == "eherkenning" ? promises::Channel::eherkenning
                                                        : promises::Channel::login;
    seen.emplace_back(channel, look_at(provider.issuer + "/.well-known/openid-configuration"));
  }
  if (!settings.mail_url.empty()) seen.emplace_back(promises::Channel::mail, look_at(settings.mail_url));
  if (!settings.brp_url.empty()) seen.emplace_back(promises::Channel::brp, look_at(settings.brp_url));
  if (!settings.bag_url.empty()) seen.emplace_back(promises::Channel::bag, look_at(settings.bag_url));
  if (!settings.kvk_url.empty()) seen.emplace_back(promises::Channel::kvk, look_at(settings.kvk_url));
  return records->write([&](store::WriteTx& tx) -> Result<Done> {
    for (const auto& [channel, what] : seen)
      if (auto noted = promises::note_probe(tx, probes, cases, channel, what); !noted) return noted;
    return Done{};
  });
}

// Work that goes on by itself: mail, signed heads, cleaning up, questions that nobody answered.
void House::Rooms::add_jobs() {
  using std::chrono::minutes;
  runner.handle("mail.send", [this](const jobs::Job& job) { return messages.deliver(*records, *mailer, job); });
  runner.every("ledger.sign", minutes{1}, [this](const jobs::Job&) -> Result<Done> {
    const auto head = ledger.sign_head(*records, signing_key);
    if (!head) return fail(Error(head.error()));
    return Done{};
  });
  runner.every("tidy", minutes{10}, [this](const jobs::Job&) {
    return records->write([&](store::WriteTx& tx) -> Result<Done> {
      sessions.remove_expired(tx);
      forms::note_abandoned(tx, drafts, content.definitions, ledger);
      if (auto removed = drafts.remove_expired(tx); !removed) return fail(std::move(removed));
      if (auto removed = appointments.let_go_expired(tx); !removed) return fail(std::move(removed));
      return Done{};
    });
  });
  measuring.add_jobs(runner);
  open_data->add_jobs(runner);
  // A gap between these looks counts as an outage of the site: see promises/outages.h.
  runner.every("channels.probe", minutes{1}, [this](const jobs::Job&) { return probe_channels(); });
  runner.daily("cases.resume", 15, [this](const jobs::Job&) -> Result<Done> {
    const auto lapsed = records->read([&](store::ReadTx& tx) -> Result<std::vector<CaseId>> {
      auto ids = cases::lapsed_requests(tx, local_date(clock.now()));
      for (CaseId& id : cases::lapsed_pauses(tx, local_date(clock.now()))) ids.push_back(std::move(id));
      return ids;
    });
    if (!lapsed) return fail(Error(lapsed.error()));
    for (const CaseId& id : *lapsed)
      if (auto done = records->write([&](store::WriteTx& tx) { return cases.resume_if_lapsed(tx, id); }); !done)
        logger.warn("resume-failed", {{"code", done.error().code}});
    return Done{};
  });
  // Awb 4:20b: where a product says so, silence at the end of the legal term grants what was asked.
  runner.daily("cases.silence", 20, [this](const jobs::Job&) -> Result<Done> {
    const auto silent = records->read([&](store::ReadTx& tx) -> Result<std::vector<CaseId>> {
      return cases::silent_cases(tx, content.catalogue, local_date(clock.now()));
    });
    if (!silent) return fail(Error(silent.error()));
    for (const CaseId& id : *silent)
      if (auto done = records->write([&](store::WriteTx& tx) { return cases.decide_by_silence(tx, id); }); !done)
        logger.warn("silence-failed", {{"code", done.error().code}});
    return Done{};
  });
}

// Before a promise breaks: the team hears some days ahead, the applicant before the day has passed.
void House::Rooms::add_watch() {
  const auto run = [this](Result<promises::Round> (promises::Watch::*round)(store::Store&) const) -> Result<Done> {
    const auto done = (watch.*round)(*records);
    if (!done) return fail(Error(done.error()));
    logger.info("promises-watched", {{"warned", std::to_string(done->warned)}, {"moved", std::to_string(done->moved)}});
    return Done{};
  };
  constexpr int morning = 7 * 60 + 30, afternoon = 15 * 60;
  runner.daily("promises.morning", morning, [run](const jobs::Job&) { return run(&promises::Watch::morning); });
  runner.daily("promises.afternoon", afternoon, [run](const jobs::Job&) { return run(&promises::Watch::afternoon); });
}

void House::Rooms::make_server() {
  http::ServerSettings s;
  s.address = settings.address;
  s.port = settings.port;
  s.tls_certificate = settings.tls_certificate;
  s.tls_key = settings.tls_key;
  if (settings.behind_proxy) s.max_connections_per_client = 0;
  s.trusted_proxies = settings.trusted_proxies;
  server = std::make_unique<http::Server>(
      s, http::ServerParts{router, logger, metrics, random, gate.error_page(), gate.csrf_check()});
  if (settings.metrics_port) {
    http::ServerSettings own;
    own.address = settings.metrics_address;
    own.port = *settings.metrics_port;
    own.workers = 2;
    metrics_server = std::make_unique<http::Server>(
        own, http::ServerParts{metrics_router, logger, metrics_of_metrics, random, {}, {}});
  }
  metrics.gauge("sassenpoort_store_queue", "Units of work waiting for the writer",
                [this] { return static_cast<double>(records->stats().queued); });
  metrics.gauge("sassenpoort_store_commits", "Transactions made durable since the start",
                [this] { return static_cast<double>(records->stats().commits); });
  metrics.gauge("sassenpoort_store_healthy", "1 when the records can be written",
                [this] { return records->health() == store::Health::ok ? 1.0 : 0.0; });
  measuring.add_metrics();
  open_data->add_metrics(metrics);
  const auto jobs_of = [this] {
    const auto counted =
        records->read([&](store::ReadTx& tx) -> Result<jobs::Counts> { return jobs::counts(tx, clock); });
    return counted ? *counted : jobs::Counts{};
  };
  metrics.gauge("sassenpoort_jobs_waiting", "Jobs in the outbox",
                [jobs_of] { return static_cast<double>(jobs_of().waiting); });
  metrics.gauge("sassenpoort_jobs_dead", "Jobs that were given up on",
                [jobs_of] { return static_cast<double>(jobs_of().dead); });
}

// After a failed commit (a full disk, say) the store writes nothing until it was opened anew; this tries until that
// works.
void House::Rooms::watch_store() {
  while (!stopping) {
    std::this_thread::sleep_for(std::chrono::milliseconds{500});
    if (records->health() == store::Health::ok) continue;
    const auto opened = records->reopen();
    logger.warn("store-reopen", {{"outcome", opened ? std::string_view("ok") : std::string_view(opened.error().code)}});
  }
}

House::House() = default;
House::~House() = default;

Result<std::unique_ptr<House>> House::open(const Settings& settings) {
  std::error_code error;
  std::filesystem::create_directories(settings.data, error);
  if (error) return fail(ErrorKind::unavailable, "data-folder", settings.data + ": " + error.message());
  static const SystemClock log_clock;
  Logger logger(log_clock, stderr_sink());
  auto content = load_content(settings, logger);
  if (!content) return fail(std::move(content));
  store::OpenOptions options;
  options.url = settings.store;
  options.folder = settings.data;
  auto records = store::open(options, schema());
  if (!records) return fail(std::move(records));
  SystemRandom random;
  auto signing = ledger_key(settings.data, random);
  if (!signing) return fail(std::move(signing));
  auto login = people::ClientKey::load_or_create(settings.data + "/login-key.pem");
  if (!login) return fail(std::move(login));
  if (settings.mode == Mode::live) {
    const auto client = http::network_client();
    if (auto live = people::refuse_practice(settings.logins, *client); !live) return fail(std::move(live));
  }
  std::unique_ptr<House> house(new House());
  house->rooms_ = std::make_unique<Rooms>(settings, std::move(logger), std::move(*content), std::move(*records),
                                          std::move(*signing), std::move(*login));
  Rooms& rooms = *house->rooms_;
  config::Problems problems;
  auto coverage = load_coverage(settings, rooms.content.catalogue, problems);
  if (!coverage) return fail(std::move(coverage));
  rooms.content.coverage = std::move(*coverage);
  auto open_data =
      OpenData::open({rooms.settings, *rooms.records, rooms.ledger, rooms.outbox, rooms.clock, rooms.random,
                      rooms.logger, *rooms.client, *rooms.mailer, rooms.gate, rooms.signing_key, rooms.frame,
                      rooms.content.catalogue, rooms.figures, rooms.service_figures, rooms.measuring.lake()});
  if (!open_data) return fail(std::move(open_data));
  rooms.open_data = std::move(*open_data);
  rooms.add_routes();
  rooms.add_jobs();
  rooms.add_watch();
  rooms.make_server();
  return house;
}

void House::start() {
  rooms_->server->start();
  if (rooms_->metrics_server) rooms_->metrics_server->start();
  rooms_->runner.start();
  rooms_->open_data->begin();
  rooms_->warden = std::thread([rooms = rooms_.get()] { rooms->watch_store(); });
  // The first visitor of the promises need not wait for two years of history to be read.
  (void)rooms_->figures.current();
}

std::uint16_t House::port() const {
  return rooms_->server->port();
}

void House::stop() {
  rooms_->server->stop();
  if (rooms_->metrics_server) rooms_->metrics_server->stop();
  rooms_->runner.stop();
  rooms_->stopping = true;
  if (rooms_->warden.joinable()) rooms_->warden.join();
}

}  // namespace sas
