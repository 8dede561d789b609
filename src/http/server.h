#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/random.h"
#include "http/csrf.h"
#include "http/message.h"
#include "http/metrics.h"
#include "http/router.h"

namespace sas::http {

struct ServerSettings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: the system chooses; `Server::port` tells
  std::size_t io_threads = 1;
  std::size_t workers = 64;      ///< handlers that run at the same time
  std::size_t max_queue = 1024;  ///< requests that wait for a worker; beyond it 503
  std::size_t max_connections = 4096;
  std::size_t max_connections_per_client = 256;  ///< by IP address; 0 = no limit, for behind a proxy
  std::vector<std::string> trusted_proxies;      ///< addresses that are believed about whom they forward for
  std::size_t max_header = 16 * 1024;            ///< bytes of request line and fields; beyond it 431
  std::size_t max_target = 8 * 1024;             ///< bytes of the request target; beyond it 414
  std::size_t max_buffered = 256 * 1024 * 1024;  ///< bytes of all bodies being received together; beyond it 503
  std::chrono::milliseconds header_timeout{
      10'000};  ///< from the first byte (or the connection) to the end of the header
  std::chrono::milliseconds body_timeout{
      60'000};  ///< for a whole body; longer only when the limit at `min_body_rate` takes longer
  std::chrono::milliseconds body_grace{10'000};        ///< before the rate counts
  std::size_t min_body_rate = 32 * 1024;               ///< bytes a second
  std::chrono::milliseconds idle_timeout{30'000};      ///< between two requests of a connection
  std::chrono::milliseconds write_timeout{30'000};     ///< without any progress of the reader
  std::chrono::milliseconds request_deadline{15'000};  ///< for queue and handler together; `Request::deadline`
  std::chrono::milliseconds stop_grace{10'000};        ///< for what was accepted, after `stop`
  std::chrono::milliseconds events_poll{1'000};  ///< between two questions to a stream of events that has nothing new
  std::chrono::milliseconds events_comment{15'000};   ///< a comment keeps proxies from closing the stream
  std::chrono::milliseconds events_max_age{600'000};  ///< then the browser connects again, with Last-Event-ID
  std::string tls_certificate;                        ///< PEM chain; with `tls_key` the server speaks TLS 1.2 and 1.3
  std::string tls_key;
  std::vector<std::string>
      form_action_origins;  ///< e.g. "https://login.example.nl": where a form may send its visitor on
  std::size_t compression_cache = 32 * 1024 * 1024;
};

/// Makes the answer to what the server itself refuses. The status of the error is set by the server afterwards.
using ErrorPage = std::function<Response(const Error&, const Request&)>;

struct ServerParts {
  const Router& router;    ///< outlives the server and no longer changes
  const Logger& logger;    ///< outlives the server
  Metrics& metrics;        ///< outlives the server
  Random& random;          ///< thread-safe; outlives the server
  ErrorPage error_page{};  ///< for people; programs get problem+json. Empty: a plain page in the visitor's language
  CsrfCheck csrf{};        ///< called for page routes with an unsafe method, after the origin check; see csrf.h
};

/// The HTTP/1.1 server: sockets, limits, time-outs, and the rules that hold for every answer (security headers,
/// compression, conditional requests, trace, access log). Handlers run on a bounded pool; one whose answer must wait
/// for something else gives its worker back and answers later (`Response::later`).
///
/// Streams (`Response::events`): the function is called on the pool and must return at once, at the latest by the
/// Deadline it gets. An event with data, name or id is sent and the next question follows; an event with all three
/// empty means "nothing new", and the server asks again after `events_poll`; none ends the stream. Between two
/// questions no worker is held.
///
/// Life: construct, `start`, `stop`. Methods may be called from any thread.
class Server {
 public:
  Server(ServerSettings settings, ServerParts parts);
  /// As `stop`.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Listens and returns. Throws std::system_error when the address is taken or a TLS file cannot be read. Once only.
  void start();
  [[nodiscard]] std::uint16_t port() const;
  /// Stops accepting, finishes what was accepted (at most `stop_grace`), closes the rest and returns. A handler that is
  /// running is waited for: it must honour its deadline. Idempotent.
  void stop();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sas::http
