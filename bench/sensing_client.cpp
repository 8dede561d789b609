#include "sensing_client.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <deque>
#include <stdexcept>
#include <string_view>

namespace sas::bench {
namespace {

using Clock = std::chrono::steady_clock;

int connect_to(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("cannot connect");
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

void send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) throw std::runtime_error("the server closed a connection");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

/// Size of the answer that begins `text`; none while its header is not whole.
std::optional<std::size_t> whole_size(std::string_view text) {
  const std::size_t head = text.find("\r\n\r\n");
  if (head == std::string_view::npos) return std::nullopt;
  constexpr std::string_view name = "Content-Length: ";
  const std::size_t at = text.substr(0, head).find(name);
  const std::size_t body =
      at == std::string_view::npos ? 0 : std::stoul(std::string(text.substr(at + name.size(), 12)));
  return head + 4 + body;
}

struct Line {
  std::size_t number = 0;
  int fd = -1;
  std::string in;
  Clock::time_point begun;
};

class Driver {
 public:
  Driver(const Drive& how, const NextRequest& next) : how_(how), next_(next), poll_(::epoll_create1(EPOLL_CLOEXEC)) {}
  ~Driver() {
    for (const Line& line : lines_)
      if (line.fd >= 0) ::close(line.fd);
    ::close(poll_);
  }
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;

  Driven run() {
    lines_.resize(how_.connections);
    for (std::size_t i = 0; i < lines_.size(); ++i) open(lines_[i], i);
    started_ = Clock::now();
    until_ = started_ + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(how_.seconds));
    busy_ = lines_.size();
    for (Line& line : lines_) free_now(line);
    std::array<epoll_event, 128> events{};
    while (busy_ > 0) {
      send_due();
      if (busy_ == 0) break;
      const int count = ::epoll_wait(poll_, events.data(), static_cast<int>(events.size()), free_.empty() ? 60'000 : 1);
      if (count == 0 && free_.empty()) throw std::runtime_error("no answer for a minute");
      for (int i = 0; i < count; ++i) serve(*static_cast<Line*>(events[static_cast<std::size_t>(i)].data.ptr));
    }
    return result();
  }

 private:
  void open(Line& line, std::size_t number) {
    line.number = number;
    line.fd = connect_to(how_.port);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = &line;
    ::epoll_ctl(poll_, EPOLL_CTL_ADD, line.fd, &event);
  }

  void free_now(Line& line) {
    if (how_.rate > 0) return free_.push_back(&line);
    send_next(line, Clock::now());
  }

  void send_next(Line& line, Clock::time_point begun) {
    std::optional<std::string> request;
    if (Clock::now() < until_) request = next_(line.number);
    if (!request) {
      --busy_;
      return;
    }
    line.begun = begun;
    send_all(line.fd, *request);
  }

  void send_due() {
    while (!free_.empty()) {
      const auto due = started_ + std::chrono::duration_cast<Clock::duration>(
                                      std::chrono::duration<double>(static_cast<double>(sent_) / how_.rate));
      if (due > Clock::now() && due < until_) return;
      Line& line = *free_.front();
      free_.pop_front();
      ++sent_;
      send_next(line, due);
    }
  }

  void serve(Line& line) {
    std::array<char, 262'144> buffer;  // NOLINT: filled by recv
    const ssize_t got = ::recv(line.fd, buffer.data(), buffer.size(), 0);
    if (got <= 0) throw std::runtime_error("the server closed a connection");
    line.in.append(buffer.data(), static_cast<std::size_t>(got));
    const auto size = whole_size(line.in);
    if (!size || line.in.size() < *size) return;
    waits_.push_back(std::chrono::duration<double, std::milli>(Clock::now() - line.begun).count());
    if (line.in.at(9) != '2') {
      if (failed_++ == 0) failure_ = line.in.substr(0, 2000);
    }
    line.in.clear();
    free_now(line);
  }

  Driven result() {
    const double seconds = std::chrono::duration<double>(Clock::now() - started_).count();
    Driven out;
    out.answers = waits_.size();
    out.failed = failed_;
    out.first_failure = failure_;
    if (waits_.empty()) return out;
    out.rate = static_cast<double>(waits_.size()) / seconds;
    std::sort(waits_.begin(), waits_.end());
    out.p50 = waits_[waits_.size() / 2];
    out.p99 = waits_[waits_.size() * 99 / 100];
    out.worst = waits_.back();
    return out;
  }

  const Drive& how_;
  const NextRequest& next_;
  int poll_;
  std::vector<Line> lines_;
  std::deque<Line*> free_;  // the longest idle first: a server closes a connection that asks for nothing
  std::vector<double> waits_;
  Clock::time_point started_, until_;
  std::size_t busy_ = 0, sent_ = 0, failed_ = 0;
  std::string failure_;
};

}  // namespace

Driven drive(const Drive& how, const NextRequest& next) {
  return Driver(how, next).run();
}

std::string ask(std::uint16_t port, const std::string& request) {
  const int fd = connect_to(port);
  std::string in;
  try {
    send_all(fd, request);
    std::array<char, 65'536> buffer;  // NOLINT: filled by recv
    for (auto size = whole_size(in); !size || in.size() < *size; size = whole_size(in)) {
      const ssize_t got = ::recv(fd, buffer.data(), buffer.size(), 0);
      if (got <= 0) throw std::runtime_error("the server closed a connection");
      in.append(buffer.data(), static_cast<std::size_t>(got));
    }
  } catch (...) {
    ::close(fd);
    throw;
  }
  ::close(fd);
  return in;
}

std::string get(const std::string& target, const std::string& token) {
  return fmt::format("GET {} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {}\r\n\r\n", target, token);
}

std::string post(const std::string& target, const std::string& token, const std::string& body) {
  return fmt::format(
      "POST {} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {}\r\nContent-Type: "
      "application/json\r\nContent-Length: "
      "{}\r\n\r\n{}",
      target, token, body.size(), body);
}

std::string body_of(const std::string& answer) {
  return answer.substr(std::min(answer.size(), answer.find("\r\n\r\n") + 4));
}

double middle(int times, const std::function<void()>& work) {
  std::vector<double> runs;
  for (int i = 0; i < times; ++i) {
    const auto start = Clock::now();
    work();
    runs.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
  }
  std::sort(runs.begin(), runs.end());
  return runs[runs.size() / 2];
}

}  // namespace sas::bench
