#include "http/server.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <system_error>
#include <thread>

#include "http/connection.h"

namespace sas::http {

using namespace detail;

namespace {

using Tcp = asio::ip::tcp;
using Acceptor = asio::basic_socket_acceptor<Tcp, Executor>;
using boost::system::error_code;

constexpr std::chrono::milliseconds sweep_time{100};
constexpr std::chrono::milliseconds accept_pause{100};

void sweep_later(IoThread& thread) {
  thread.sweep.expires_after(sweep_time);
  thread.sweep.async_wait([&thread](const error_code& ec) {
    if (ec) return;
    const auto now = SteadyClock::now();
    for (Connection* connection : thread.connections) connection->sweep(now);
    sweep_later(thread);
  });
}

std::unique_ptr<asio::ssl::context> tls_context(const ServerSettings& settings) {
  if (settings.tls_certificate.empty()) return nullptr;
  auto context = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
  // NCSC guidelines for TLS: 1.3 good, 1.2 sufficient, older not; only suites with forward secrecy.
  context->set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1 | SSL_OP_NO_RENEGOTIATION |
                       SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_cipher_list(context->native_handle(), "ECDHE+AESGCM:ECDHE+CHACHA20");
  context->use_certificate_chain_file(settings.tls_certificate);
  context->use_private_key_file(settings.tls_key, asio::ssl::context::pem);
  return context;
}

}  // namespace

struct Server::Impl {
  Impl(ServerSettings server_settings, const ServerParts& server_parts)
      : settings(std::move(server_settings)), parts(server_parts), shared(settings, parts) {}

  ServerSettings settings;
  ServerParts parts;
  std::unique_ptr<asio::ssl::context> tls;
  Shared shared;
  std::vector<std::unique_ptr<IoThread>> io;
  std::vector<std::thread> threads;
  std::unique_ptr<Acceptor> acceptor;
  std::uint16_t port = 0;
  std::size_t next_io = 0;
  std::mutex stopping;
  bool stopped = false;

  void start();
  void listen();
  void publish_gauges();
  static asio::awaitable<void, Executor> accept_all(Impl& self);
  void admit(IoThread& thread, Socket socket);
  void accept_waiting();
  void on_each_thread(const std::function<void(IoThread&)>& what);
  [[nodiscard]] bool wait_until_empty(std::chrono::milliseconds time);
  void stop();
};

void Server::Impl::listen() {
  const Tcp::endpoint endpoint(asio::ip::make_address(settings.address), settings.port);
  acceptor = std::make_unique<Acceptor>(io.front()->context);
  acceptor->open(endpoint.protocol());
  acceptor->set_option(Acceptor::reuse_address(true));
  acceptor->bind(endpoint);
  acceptor->listen(asio::socket_base::max_listen_connections);
  acceptor->non_blocking(true);
  port = acceptor->local_endpoint().port();
}

void Server::Impl::publish_gauges() {
  const auto publish = [&](const char* name, const char* help, std::atomic<std::int64_t> Live::*member) {
    parts.metrics.gauge(name, help,
                        [live = shared.live, member] { return static_cast<double>(((*live).*member).load()); });
  };
  publish("http_connections", "Open connections.", &Live::connections);
  publish("http_requests_in_flight", "Requests that wait for or have a worker.", &Live::in_flight);
  publish("http_event_streams", "Open streams of events.", &Live::streams);
  publish("http_buffered_bytes", "Bytes of request bodies being received.", &Live::buffered);
  publish("http_uploads", "Request bodies on their way to the disk.", &Live::uploads);
  publish("http_queue_length", "Requests that wait for a worker.", &Live::queued);
}

void Server::Impl::admit(IoThread& thread, Socket socket) {
  error_code ec;
  const auto peer = socket.remote_endpoint(ec);
  if (ec) return;  // gone already
  if (shared.live->connections.load() >= static_cast<std::int64_t>(settings.max_connections)) {
    shared.edge.count_refused("connections");
    return;
  }
  std::string client = ClientCounts::key_of(peer.address());
  if (shared.clients.enter(client, settings.max_connections_per_client) == ClientCounts::Admitted::too_many) {
    shared.edge.count_refused("connections-of-client");
    return;
  }
  shared.live->connections.fetch_add(1);
  socket.set_option(Tcp::no_delay(true), ec);
  auto stream = tls ? tls_stream(std::move(socket), *tls) : plain_stream(std::move(socket));
  auto connection =
      std::make_shared<Connection>(shared, thread, std::move(stream), std::move(client), peer.address().to_string());
  asio::post(thread.context, [connection = std::move(connection)] { connection->start(); });
}

asio::awaitable<void, Executor> Server::Impl::accept_all(Impl& self) {
  while (!self.shared.stopping) {
    IoThread& thread = *self.io[self.next_io++ % self.io.size()];
    Socket socket(thread.context);
    error_code ec;
    auto token = asio::redirect_error(use_task, ec);
    co_await self.acceptor->async_accept(socket, token);
    if (!ec) {
      self.admit(thread, std::move(socket));
      continue;
    }
    if (self.shared.stopping) co_return;
    // Out of file descriptors: others must close first.
    self.shared.edge.count_refused("accept-failed");
    Timer timer(self.io.front()->context, accept_pause);
    error_code ignored;
    auto wait_token = asio::redirect_error(use_task, ignored);
    co_await timer.async_wait(wait_token);
  }
}

// Connections the kernel has completed already count as accepted: closing now would reset them.
void Server::Impl::accept_waiting() {
  error_code ec;
  acceptor->cancel(ec);
  for (std::size_t i = 0; i < settings.max_connections; ++i) {
    IoThread& thread = *io[next_io++ % io.size()];
    Socket socket(thread.context);
    acceptor->accept(socket, ec);
    if (ec) break;
    admit(thread, std::move(socket));
  }
  acceptor->close(ec);
}

void Server::Impl::on_each_thread(const std::function<void(IoThread&)>& what) {
  for (auto& thread : io) asio::post(thread->context, [&t = *thread, what] { what(t); });
}

bool Server::Impl::wait_until_empty(std::chrono::milliseconds time) {
  std::unique_lock lock(shared.mutex);
  return shared.connection_ended.wait_for(lock, time, [&] { return shared.live->connections.load() == 0; });
}

void Server::Impl::stop() {
  const std::lock_guard lock(stopping);
  if (stopped) return;
  stopped = true;
  shared.stopping = true;
  if (!threads.empty()) {
    // `connections` counts from here on only down, once the acceptor has closed.
    std::mutex mutex;
    std::condition_variable closed;
    bool done = false;
    asio::post(io.front()->context, [&] {
      accept_waiting();
      const std::lock_guard closing(mutex);
      done = true;
      closed.notify_all();
    });
    std::unique_lock waiting(mutex);
    closed.wait(waiting, [&] { return done; });
    on_each_thread([](IoThread& thread) {
      for (Connection* connection : thread.connections) connection->drain(SteadyClock::now());
    });
    if (!wait_until_empty(settings.stop_grace)) {
      parts.logger.warn("stop-grace-passed", {{"connections", shared.live->connections.load()}});
      shared.abandoned = true;
      on_each_thread([](IoThread& thread) {
        for (Connection* connection : thread.connections) connection->force_close();
      });
    }
  }
  shared.pool.stop();
  static_cast<void>(wait_until_empty(std::chrono::seconds{2}));
  shared.answers->shut();
  for (auto& thread : io) thread->context.stop();
  for (std::thread& thread : threads) thread.join();
}

Server::Server(ServerSettings settings, ServerParts parts)
    : impl_(std::make_unique<Impl>(std::move(settings), parts)) {}
Server::~Server() {
  stop();
}

void Server::start() {
  try {
    impl_->start();
  } catch (const boost::system::system_error& e) {
    throw std::system_error(e.code(), "the server cannot start");
  }
}

void Server::Impl::start() {
  tls = tls_context(settings);
  for (std::size_t i = 0; i < std::max<std::size_t>(1, settings.io_threads); ++i)
    io.push_back(std::make_unique<IoThread>());
  listen();
  publish_gauges();
  asio::co_spawn(io.front()->context.get_executor(), accept_all(*this), asio::detached);
  for (auto& thread : io) {
    sweep_later(*thread);
    threads.emplace_back([&context = thread->context] { context.run(); });
  }
}

std::uint16_t Server::port() const {
  return impl_->port;
}
void Server::stop() {
  impl_->stop();
}

}  // namespace sas::http
