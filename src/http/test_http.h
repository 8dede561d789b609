#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <cstring>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "http/server.h"

/// For the tests of this room: a server on an ephemeral port and a client that sends exactly the bytes it is told.
namespace sas::http::testing {

class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
      throw std::runtime_error("connect failed");
    const timeval patience{20, 0};  // a test that hangs fails instead
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  }
  ~RawClient() { ::close(fd_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  RawClient& send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return *this;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return *this;
  }
  void half_close() { ::shutdown(fd_, SHUT_WR); }

  /// Reads more; false at the end.
  bool more() {
    char block[4096];
    const ssize_t n = ::recv(fd_, block, sizeof block, 0);
    if (n <= 0) return false;
    text_.append(block, static_cast<std::size_t>(n));
    return true;
  }
  /// One answer with a Content-Length (or none for HEAD, 204, 304); what follows stays for the next call.
  std::string answer(bool with_body = true) {
    std::size_t end = 0;
    while ((end = text_.find("\r\n\r\n")) == std::string::npos)
      if (!more()) return std::exchange(text_, {});
    end += 4;
    const std::size_t field = text_.find("Content-Length: ");
    const std::size_t length = with_body && field < end ? std::stoul(text_.substr(field + 16)) : 0;
    while (text_.size() < end + length)
      if (!more()) break;
    std::string one = text_.substr(0, end + length);
    text_.erase(0, end + length);
    return one;
  }
  std::string until(std::string_view mark) {
    while (text_.find(mark) == std::string::npos)
      if (!more()) break;
    return text_;
  }
  std::string rest() {
    while (more()) {
    }
    return std::exchange(text_, {});
  }

 private:
  int fd_;
  std::string text_;
};

/// Holds handlers until it is opened.
class Gate {
 public:
  void wait() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [&] { return open_; });
  }
  void await(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ >= count; });
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool open_ = false;
};

struct TestServer {
  explicit TestServer(ServerSettings wanted = small()) : settings(std::move(wanted)) {}
  ~TestServer() {
    if (server) server->stop();
  }

  static ServerSettings small() {
    ServerSettings s;
    s.workers = 4;
    return s;
  }

  void add(Method method, std::string pattern, Audience audience, Handler handler) {
    Route route;
    route.method = method;
    route.pattern = std::move(pattern);
    route.audience = audience;
    route.handler = std::move(handler);
    router.add(std::move(route));
  }
  void text(std::string pattern, std::string body, Audience audience = Audience::page) {
    add(Method::get, std::move(pattern), audience, [body](const Request&) { return html_response(body); });
  }
  std::uint16_t start() {
    ServerParts parts{router, logger, metrics, random};
    parts.csrf = csrf;
    parts.error_page = error_page;
    server = std::make_unique<Server>(settings, parts);
    server->start();
    return server->port();
  }
  std::uint64_t refused(std::string reason) {
    return metrics.counter("http_refused_total", "", {{"reason", std::move(reason)}}).value();
  }
  std::string log() {
    const std::lock_guard lock(mutex);
    return lines;
  }

  ServerSettings settings;
  SystemClock clock;
  std::mutex mutex;
  std::string lines;
  Logger logger{clock, [this](LogLevel, std::string_view line) {
                  const std::lock_guard lock(mutex);
                  lines.append(line).append("\n");
                }};
  SystemRandom random;
  Metrics metrics;
  Router router;
  CsrfCheck csrf;
  ErrorPage error_page;
  std::unique_ptr<Server> server;
};

inline std::string get(std::string_view target, std::string_view fields = {}) {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: gate.example\r\n" + std::string(fields) + "\r\n";
}
inline std::string post(std::string_view target, std::string_view body, std::string_view fields = {}) {
  return "POST " + std::string(target) +
         " HTTP/1.1\r\nHost: gate.example\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         std::string(fields) + "\r\n" + std::string(body);
}
inline int status_of_answer(std::string_view answer) {
  return answer.size() < 12 ? 0 : std::atoi(answer.substr(9, 3).data());
}
inline bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace sas::http::testing
