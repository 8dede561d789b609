#include "http/client.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <mutex>
#include <stdexcept>

#include "http/internal_text.h"
#include "http/public_address.h"
#include "http/public_client.h"

namespace sas::http {
namespace {

struct FreeHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Handle = std::unique_ptr<CURL, FreeHandle>;

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, FreeList>;

constexpr std::size_t max_kept = 16;
constexpr std::size_t max_header_bytes = 64 * 1024;

struct Receiving {
  ClientResponse response;
  std::size_t max_body = 0;
  std::size_t header_bytes = 0;
  bool too_large = false;
  bool is_inside = false;  ///< an address was refused that is not public
};

std::string_view bytes_of(const sockaddr& address) {
  const auto text = [](const auto& bytes) {
    return std::string_view(reinterpret_cast<const char*>(&bytes), sizeof bytes);
  };
  if (address.sa_family == AF_INET) return text(reinterpret_cast<const sockaddr_in&>(address).sin_addr);
  if (address.sa_family == AF_INET6) return text(reinterpret_cast<const sockaddr_in6&>(address).sin6_addr);
  return {};
}

// Called with each address that a name led to, just before it is connected to.
curl_socket_t on_socket(void* user, curlsocktype, curl_sockaddr* to) {
  if (!is_public_address(bytes_of(to->addr))) {
    static_cast<Receiving*>(user)->is_inside = true;
    return CURL_SOCKET_BAD;
  }
  return ::socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* user) {
  auto& receiving = *static_cast<Receiving*>(user);
  const std::size_t n = size * count;
  if (receiving.response.body.size() + n > receiving.max_body) {
    receiving.too_large = true;
    return 0;
  }
  receiving.response.body.append(data, n);
  return n;
}

std::size_t on_header(char* data, std::size_t size, std::size_t count, void* user) {
  auto& receiving = *static_cast<Receiving*>(user);
  const std::size_t n = size * count;
  std::string_view line(data, n);
  receiving.header_bytes += n;
  if (receiving.header_bytes > max_header_bytes) {
    receiving.too_large = true;
    return 0;
  }
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  // Each answer begins with its own status line: those of redirects and of 100 Continue are forgotten.
  if (line.starts_with("HTTP/")) receiving.response.headers.clear();
  const std::size_t colon = line.find(':');
  if (colon != std::string_view::npos)
    receiving.response.headers.emplace_back(std::string(line.substr(0, colon)),
                                            std::string(detail::trim_ows(line.substr(colon + 1))));
  return n;
}

template <typename Value>
void set(CURL* handle, CURLoption option, Value value) {
  if (curl_easy_setopt(handle, option, value) != CURLE_OK)
    throw std::runtime_error("the HTTP client refuses an option");
}

List header_list(const ClientRequest& request) {
  List list;
  const auto append = [&](const std::string& line) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    static_cast<void>(list.release());
    list.reset(longer);
  };
  append("Expect:");  // no waiting for 100 Continue
  for (const auto& [name, value] : request.headers) {
    if (!detail::is_token(name) || detail::has_control(value))
      throw std::invalid_argument("a header field is malformed");
    append(value.empty() ? name + ";" : name + ": " + value);
  }
  return list;
}

void set_method(CURL* handle, const ClientRequest& request) {
  const bool with_body =
      request.method == Method::post || request.method == Method::put || request.method == Method::patch;
  if (request.method == Method::head) set(handle, CURLOPT_NOBODY, 1L);
  if (!with_body) {
    if (request.method != Method::get && request.method != Method::head)
      set(handle, CURLOPT_CUSTOMREQUEST, std::string(to_text(request.method)).c_str());
    return;
  }
  set(handle, CURLOPT_POST, 1L);
  set(handle, CURLOPT_POSTFIELDS, request.body.data());
  set(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  if (request.method != Method::post) set(handle, CURLOPT_CUSTOMREQUEST, std::string(to_text(request.method)).c_str());
}

tl::unexpected<Error> failure(CURLcode code, const Receiving& receiving) {
  const char* text = curl_easy_strerror(code);
  if (receiving.is_inside) return fail(ErrorKind::invalid, "http-address", "not an address of the public internet");
  if (receiving.too_large) return fail(ErrorKind::too_large, "http-too-large", "the answer is larger than allowed");
  switch (code) {
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return fail(ErrorKind::invalid, "http-url", text);
    case CURLE_OPERATION_TIMEDOUT:
      return fail(ErrorKind::unavailable, "http-timeout", text);
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
      return fail(ErrorKind::unavailable, "http-tls", text);
    default:
      return fail(ErrorKind::unavailable, "http-unreachable", text);
  }
}

class NetworkClient final : public Client {
 public:
  enum class Reach { everywhere, public_only };
  NetworkClient(ClientSettings settings, Reach reach) : settings_(std::move(settings)), reach_(reach) {
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw std::runtime_error("the HTTP client cannot start");
  }
  ~NetworkClient() override {
    kept_.clear();
    curl_global_cleanup();
  }

  Result<ClientResponse> send(const ClientRequest& request) const override {
    const auto time = time_for(request);
    if (time.count() <= 0) return fail(ErrorKind::unavailable, "http-timeout", "no time is left");
    Handle handle = borrow();
    Receiving receiving;
    receiving.max_body = request.max_response;
    const List headers = header_list(request);
    prepare(handle.get(), request, time);
    set(handle.get(), CURLOPT_HTTPHEADER, headers.get());
    set(handle.get(), CURLOPT_WRITEDATA, &receiving);
    set(handle.get(), CURLOPT_HEADERDATA, &receiving);
    if (reach_ == Reach::public_only) stay_outside(handle.get(), receiving);
    const CURLcode code = curl_easy_perform(handle.get());
    long status = 0;
    curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
    give_back(std::move(handle));
    if (code != CURLE_OK) return failure(code, receiving);
    receiving.response.status = static_cast<int>(status);
    return std::move(receiving.response);
  }

 private:
  static std::chrono::milliseconds time_for(const ClientRequest& request) {
    if (!request.deadline) return request.timeout;
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(request.deadline->at - std::chrono::steady_clock::now());
    return std::min(request.timeout, left);
  }

  void prepare(CURL* handle, const ClientRequest& request, std::chrono::milliseconds time) const {
    set(handle, CURLOPT_URL, request.url.c_str());
    set(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    // A redirect may add TLS, never take it away.
    set(handle, CURLOPT_REDIR_PROTOCOLS_STR, request.url.starts_with("http:") ? "http,https" : "https");
    set(handle, CURLOPT_PROXY, "");  // settings are explicit; the environment is not
    set(handle, CURLOPT_NOSIGNAL, 1L);
    set(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(time.count()));
    set(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(time, settings_.connect_timeout).count()));
    set(handle, CURLOPT_FOLLOWLOCATION, request.max_redirects > 0 ? 1L : 0L);
    set(handle, CURLOPT_MAXREDIRS, static_cast<long>(request.max_redirects));
    set(handle, CURLOPT_ACCEPT_ENCODING, "");
    set(handle, CURLOPT_USERAGENT, settings_.user_agent.c_str());
    set(handle, CURLOPT_SSL_VERIFYPEER, 1L);
    set(handle, CURLOPT_SSL_VERIFYHOST, 2L);
    set(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!settings_.ca_file.empty()) set(handle, CURLOPT_CAINFO, settings_.ca_file.c_str());
    if (!settings_.certificate_file.empty()) set(handle, CURLOPT_SSLCERT, settings_.certificate_file.c_str());
    if (!settings_.certificate_key_file.empty()) set(handle, CURLOPT_SSLKEY, settings_.certificate_key_file.c_str());
    set(handle, CURLOPT_WRITEFUNCTION, &on_body);
    set(handle, CURLOPT_HEADERFUNCTION, &on_header);
    set_method(handle, request);
  }

  static void stay_outside(CURL* handle, Receiving& receiving) {
    set(handle, CURLOPT_PROTOCOLS_STR, "https");
    set(handle, CURLOPT_FOLLOWLOCATION, 0L);
    set(handle, CURLOPT_OPENSOCKETFUNCTION, &on_socket);
    set(handle, CURLOPT_OPENSOCKETDATA, &receiving);
  }

  Handle borrow() const {
    {
      const std::lock_guard lock(mutex_);
      if (!kept_.empty()) {
        Handle handle = std::move(kept_.back());
        kept_.pop_back();
        return handle;
      }
    }
    Handle handle(curl_easy_init());
    if (!handle) throw std::bad_alloc();
    return handle;
  }

  // Forgets the options (and with them credentials and cookies), keeps the open connections.
  void give_back(Handle handle) const {
    curl_easy_reset(handle.get());
    const std::lock_guard lock(mutex_);
    if (kept_.size() < max_kept) kept_.push_back(std::move(handle));
  }

  ClientSettings settings_;
  Reach reach_;
  mutable std::mutex mutex_;
  mutable std::vector<Handle> kept_;
};

}  // namespace

std::string ClientResponse::header(std::string_view name) const {
  for (const auto& [key, value] : headers)
    if (detail::iequals(key, name)) return value;
  return {};
}

std::unique_ptr<Client> network_client(ClientSettings settings) {
  return std::make_unique<NetworkClient>(std::move(settings), NetworkClient::Reach::everywhere);
}

std::unique_ptr<Client> public_client(ClientSettings settings) {
  return std::make_unique<NetworkClient>(std::move(settings), NetworkClient::Reach::public_only);
}

}  // namespace sas::http
