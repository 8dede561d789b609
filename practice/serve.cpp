#include "practice/serve.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <iostream>
#include <optional>

#include "base/log.h"
#include "base/text.h"
#include "http/server.h"
#include "practice/feeder.h"
#include "practice/mailbox.h"
#include "practice/practice_page.h"
#include "practice/practice_registers.h"
#include "practice/provider.h"

namespace sas::practice {
namespace {

using html::el;
using html::Html;

constexpr int usage_error = 64;  // EX_USAGE

http::Response home(const http::Request&) {
  return page("Oefenstad", el("p", {}, {Html("Dit programma speelt de inlogdiensten, de basisregistraties en de postbus na.")}) +
                               el("ul", {}, {el("li", {}, {el("a", {{"class", "choice"}, {"href", "/mail"}}, {Html("Postbus: wat de site verstuurde")})})}));
}

std::optional<ServeSettings> settings_from(std::span<const std::string> args) {
  ServeSettings settings;
  if (args.size() % 2 != 0) return std::nullopt;
  for (std::size_t i = 0; i + 1 < args.size(); i += 2) {
    const std::string& name = args[i];
    const std::string& value = args[i + 1];
    const auto number = parse_int(value);
    if (name == "--port" && number && *number <= 65535) settings.port = static_cast<std::uint16_t>(*number);
    else if (name == "--seed" && number) settings.seed = static_cast<std::uint64_t>(*number);
    else if (name == "--address") settings.address = value;
    else if (name == "--url") settings.url = value;
    else if (name == "--mail-dir") settings.mail_folder = value;
    else if (name == "--site") settings.site = value;
    else if (name == "--sensor-token-file") settings.sensor_token_file = value;
    else return std::nullopt;
  }
  return settings;
}

}  // namespace

std::uint16_t free_port() {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool bound = ::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), size) == 0 &&
                     ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  ::close(descriptor);
  return bound ? ntohs(address.sin_port) : std::uint16_t{0};
}

struct RunningTown::Impl {
  explicit Impl(ServeSettings wanted)
      : settings(complete(std::move(wanted))),
        logger(clock, [](LogLevel, std::string_view) {}),
        town(settings.seed, local_date(clock.now())),
        client(http::network_client()),
        provider({town, clock, random, *client, settings.url}),
        mailbox(clock, settings.mail_folder) {
    add_style(router);
    add(router, http::Method::get, "/", http::Audience::page, home);
    provider.add_routes(router);
    add_registers(router, town);
    mailbox.add_routes(router);
    http::ServerSettings server_settings;
    server_settings.address = settings.address;
    server_settings.port = settings.port;
    server_settings.workers = 8;
    server = std::make_unique<http::Server>(server_settings, http::ServerParts{router, logger, metrics, random});
    server->start();
    if (settings.site.empty()) return;
    std::string token;
    std::ifstream(settings.sensor_token_file) >> token;
    feeder = std::make_unique<Feeder>(FeederSettings{settings.site, token, settings.seed});
  }
  ~Impl() {
    feeder.reset();
    server->stop();
  }

  static ServeSettings complete(ServeSettings settings) {
    if (settings.port == 0) settings.port = free_port();
    if (settings.url.empty()) settings.url = "http://127.0.0.1:" + std::to_string(settings.port);
    return settings;
  }

  ServeSettings settings;
  SystemClock clock;
  SystemRandom random;
  Logger logger;
  http::Metrics metrics;
  Town town;
  std::unique_ptr<http::Client> client;
  Provider provider;
  Mailbox mailbox;
  http::Router router;
  std::unique_ptr<http::Server> server;
  std::unique_ptr<Feeder> feeder;
};

RunningTown::RunningTown(ServeSettings settings) : impl_(std::make_unique<Impl>(std::move(settings))) {}
RunningTown::~RunningTown() = default;
std::string RunningTown::url() const { return impl_->settings.url; }
const Town& RunningTown::town() const { return impl_->town; }

int serve(std::span<const std::string> args) {
  const auto settings = settings_from(args);
  if (!settings) {
    std::cerr << "usage: practice-town serve [--port N] [--address A] [--url U] [--seed N] [--mail-dir FOLDER] [--site URL --sensor-token-file FILE]\n";
    return usage_error;
  }
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  const RunningTown running(*settings);
  std::cout << "Practice town at " << running.url() << " (nothing is real)" << std::endl;
  int signal = 0;
  sigwait(&signals, &signal);
  return 0;
}

}  // namespace sas::practice
