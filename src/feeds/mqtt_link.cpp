#include "feeds/mqtt_link.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace sas::feeds::mqtt {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

tl::unexpected<Error> unreachable() {
  return fail(ErrorKind::unavailable, "mqtt-unreachable");
}
tl::unexpected<Error> lost() {
  return fail(ErrorKind::unavailable, "mqtt-lost");
}

class Socket {
 public:
  explicit Socket(int fd) : fd_(fd) {}
  ~Socket() {
    if (fd_ >= 0) ::close(fd_);
  }
  Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_;
};

bool wait_for(int fd, short events, steady_clock::time_point until) {
  const auto left = std::chrono::duration_cast<milliseconds>(until - steady_clock::now()).count();
  pollfd one{fd, events, 0};
  return left > 0 && ::poll(&one, 1, static_cast<int>(left)) == 1;
}

Result<Socket> open_socket(const Address& address, steady_clock::time_point until) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(address.host.c_str(), std::to_string(address.port).c_str(), &hints, &found) != 0)
    return unreachable();
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, ::freeaddrinfo);
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
    Socket socket(::socket(one->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, one->ai_protocol));
    if (socket.fd() < 0) continue;
    const int on = 1;
    ::setsockopt(socket.fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(socket.fd(), one->ai_addr, one->ai_addrlen) != 0 && errno != EINPROGRESS) continue;
    if (!wait_for(socket.fd(), POLLOUT, until)) continue;
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(socket.fd(), SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0) return socket;
  }
  return unreachable();
}

class PlainLink final : public Link {
 public:
  explicit PlainLink(Socket socket) : socket_(std::move(socket)) {}
  Result<std::string_view> read() override {
    const ssize_t n = ::recv(socket_.fd(), block_.data(), block_.size(), 0);
    if (n > 0) return std::string_view(block_.data(), static_cast<std::size_t>(n));
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return std::string_view{};
    return lost();
  }
  Result<std::size_t> write(std::string_view bytes) override {
    const ssize_t n = ::send(socket_.fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n >= 0) return static_cast<std::size_t>(n);
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return std::size_t{0};
    return lost();
  }
  [[nodiscard]] int descriptor() const override { return socket_.fd(); }

 private:
  Socket socket_;
  std::array<char, 65'536> block_{};
};

using Context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;
using Session = std::unique_ptr<SSL, decltype(&SSL_free)>;

class TlsLink final : public Link {
 public:
  TlsLink(Socket socket, Context context, Session session)
      : socket_(std::move(socket)), context_(std::move(context)), session_(std::move(session)) {}
  Result<std::string_view> read() override {
    const int n = SSL_read(session_.get(), block_.data(), static_cast<int>(block_.size()));
    if (n > 0) return std::string_view(block_.data(), static_cast<std::size_t>(n));
    if (waits(n)) return std::string_view{};
    return lost();
  }
  Result<std::size_t> write(std::string_view bytes) override {
    if (bytes.empty()) return std::size_t{0};
    const int n =
        SSL_write(session_.get(), bytes.data(), static_cast<int>(std::min<std::size_t>(bytes.size(), 1 << 16)));
    if (n > 0) return static_cast<std::size_t>(n);
    if (waits(n)) return std::size_t{0};
    return lost();
  }
  [[nodiscard]] int descriptor() const override { return socket_.fd(); }

 private:
  [[nodiscard]] bool waits(int n) const {
    const int error = SSL_get_error(session_.get(), n);
    return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
  }
  Socket socket_;
  Context context_;
  Session session_;
  std::array<char, 65'536> block_{};
};

Result<std::unique_ptr<Link>> secure(const Address& address, Socket socket, steady_clock::time_point until) {
  const auto refused = [] { return fail(ErrorKind::unavailable, "mqtt-tls"); };
  Context context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  if (!context) return refused();
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  const int trusted = address.ca_file.empty() ? SSL_CTX_set_default_verify_paths(context.get())
                                              : SSL_CTX_load_verify_file(context.get(), address.ca_file.c_str());
  Session session(SSL_new(context.get()), SSL_free);
  if (trusted != 1 || !session || SSL_set1_host(session.get(), address.host.c_str()) != 1 ||
      SSL_set_tlsext_host_name(session.get(), address.host.c_str()) != 1 || SSL_set_fd(session.get(), socket.fd()) != 1)
    return refused();
  for (;;) {
    const int n = SSL_connect(session.get());
    if (n == 1) break;
    const int error = SSL_get_error(session.get(), n);
    if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) return refused();
    if (!wait_for(socket.fd(), error == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT, until)) return unreachable();
  }
  return std::unique_ptr<Link>(std::make_unique<TlsLink>(std::move(socket), std::move(context), std::move(session)));
}

}  // namespace

Result<std::unique_ptr<Link>> connect(const Address& address, milliseconds patience) {
  const auto until = steady_clock::now() + patience;
  auto socket = open_socket(address, until);
  if (!socket) return fail(std::move(socket));
  if (address.security == Address::Security::tls) return secure(address, *std::move(socket), until);
  return std::unique_ptr<Link>(std::make_unique<PlainLink>(*std::move(socket)));
}

}  // namespace sas::feeds::mqtt
