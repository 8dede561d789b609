#pragma once
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "http/message.h"

namespace sas::http {

struct ClientRequest {
  Method method = Method::get;
  std::string url;  ///< http or https, absolute
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;                           ///< sent with post, put and patch
  std::chrono::milliseconds timeout{10'000};  ///< for all of it: name, connection, answer
  std::optional<Deadline> deadline{};         ///< of the request this one serves; the earlier of the two counts
  std::size_t max_response = 1024 * 1024;     ///< bytes of the decoded body
  int max_redirects = 0;                      ///< 0: a redirect is an answer like any other
};

struct ClientResponse {
  int status = 0;  ///< any status the other side gave; also 4xx and 5xx
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  /// First value, or empty; names compare without case.
  [[nodiscard]] std::string header(std::string_view name) const;
};

/// Calls another system. Thread-safe. A failure to get an answer is an error: `http-unreachable`, `http-timeout`,
/// `http-tls` (unavailable), `http-too-large` (too_large), `http-url` (invalid). Error texts never hold the URL.
class Client {
 public:
  virtual ~Client() = default;
  [[nodiscard]] virtual Result<ClientResponse> send(const ClientRequest& request) const = 0;
};

struct ClientSettings {
  std::string ca_file = {};           ///< PEM; empty: the authorities the system trusts
  std::string certificate_file = {};  ///< PEM chain of our own certificate, for two-sided TLS
  std::string certificate_key_file = {};
  std::string user_agent = "sassenpoort";
  std::chrono::milliseconds connect_timeout{3'000};
};

/// A client on the network. Keeps connections for the next request.
[[nodiscard]] std::unique_ptr<Client> network_client(ClientSettings settings = {});

}  // namespace sas::http
