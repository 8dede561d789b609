// A client that keeps connections busy: load PORT CONNECTIONS SECONDS FILE [RATE]
//
// FILE holds whole requests, each after a line with its size in bytes. With one request it is sent again and again until SECONDS are
// over; with more each is sent once, and the run ends when all are answered. Without RATE a connection sends its next request as soon as
// it has its answer. With RATE requests are due at that many a second, evenly; one that finds no free connection waits, and its time is
// counted from the moment it was due, so that a slow answer is not hidden by the requests it keeps back. Prints one line of JSON: rate,
// p50, p99, answers by class.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

std::vector<std::string> read_requests(const char* path) {
  std::ifstream in(path, std::ios::binary);
  std::vector<std::string> out;
  for (std::string line; std::getline(in, line);) {
    std::string request(std::stoul(line), '\0');
    if (!in.read(request.data(), static_cast<std::streamsize>(request.size()))) throw std::runtime_error("the file is cut off");
    out.push_back(std::move(request));
  }
  if (out.empty()) throw std::runtime_error("no requests");
  return out;
}

std::size_t content_length(std::string_view head) {
  constexpr std::string_view name = "Content-Length: ";
  const std::size_t at = head.find(name);
  if (at == std::string_view::npos) return 0;
  std::size_t size = 0;
  const std::string_view digits = head.substr(at + name.size());
  std::from_chars(digits.data(), digits.data() + digits.size(), size);
  return size;
}

/// One connection: a request goes out, its answer is read to the end, then the next.
struct Line {
  int socket = -1;
  std::string in;
  std::size_t sent = 0;
  const std::string* request = nullptr;
  Clock::time_point begun;
};

class Load {
 public:
  Load(std::uint16_t port, std::vector<std::string> requests, std::chrono::seconds time, double rate)
      : port_(port), requests_(std::move(requests)), until_(Clock::now() + time), rate_(rate), poll_(::epoll_create1(0)) {}
  ~Load() { ::close(poll_); }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  void run(std::size_t connections) {
    std::vector<Line> lines(connections);
    started_ = Clock::now();
    for (Line& line : lines) open(line);
    std::array<epoll_event, 128> events{};
    while (busy_ > 0) {
      send_due();
      const int count = ::epoll_wait(poll_, events.data(), static_cast<int>(events.size()), free_.empty() ? 30'000 : 1);
      if (count < 0 || (count == 0 && free_.empty())) throw std::runtime_error("no answer for 30 seconds");
      for (int i = 0; i < count; ++i) serve(*static_cast<Line*>(events[static_cast<std::size_t>(i)].data.ptr));
    }
    ended_ = Clock::now();
  }

  void print() {
    std::sort(micros_.begin(), micros_.end());
    const auto at = [&](double share) { return micros_.empty() ? 0 : micros_[static_cast<std::size_t>(share * static_cast<double>(micros_.size() - 1))]; };
    const double seconds = std::chrono::duration<double>(ended_ - started_).count();
    std::printf("{\"rate\": %.1f, \"p50_ms\": %.3f, \"p99_ms\": %.3f, \"answers\": %zu, \"bytes\": %zu, \"classes\": [%zu, %zu, %zu, %zu, %zu]}\n",
                static_cast<double>(micros_.size()) / seconds, at(0.5) / 1000.0, at(0.99) / 1000.0, micros_.size(), last_size_, classes_[1],
                classes_[2], classes_[3], classes_[4], classes_[5]);
  }

 private:
  void open(Line& line) {
    line.socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(line.socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) throw std::runtime_error("cannot connect");
    const int on = 1;
    ::setsockopt(line.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = &line;
    ::epoll_ctl(poll_, EPOLL_CTL_ADD, line.socket, &event);
    ++busy_;
    next(line);
  }

  void next(Line& line) {
    const bool again = requests_.size() == 1;
    if (again ? Clock::now() >= until_ : taken_ >= requests_.size()) {
      ::close(line.socket);
      --busy_;
      return;
    }
    if (rate_ > 0) return free_.push_back(&line);
    line.request = again ? &requests_.front() : &requests_[taken_++];
    line.begun = Clock::now();
    send(line);
  }

  [[nodiscard]] Clock::time_point due() const {
    return started_ + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(static_cast<double>(taken_) / rate_));
  }

  /// With a rate: gives what is due to the connections that are free, and closes those that are not needed any more.
  void send_due() {
    while (!free_.empty()) {
      const bool over = taken_ >= requests_.size();
      if (!over && due() > Clock::now()) return;
      Line& line = *free_.back();
      free_.pop_back();
      if (over) {
        ::close(line.socket);
        --busy_;
        continue;
      }
      line.begun = due();
      line.request = &requests_[taken_++];
      send(line);
    }
  }

  static void send(Line& line) {
    // Requests are small: they fit in the socket's buffer, which is empty here.
    if (::send(line.socket, line.request->data(), line.request->size(), MSG_NOSIGNAL) != static_cast<ssize_t>(line.request->size()))
      throw std::runtime_error("a request did not fit");
  }

  void serve(Line& line) {
    std::array<char, 65536> buffer;  // NOLINT: filled by recv
    const ssize_t got = ::recv(line.socket, buffer.data(), buffer.size(), 0);
    if (got <= 0) throw std::runtime_error("the server closed a connection");
    line.in.append(buffer.data(), static_cast<std::size_t>(got));
    const std::size_t head = line.in.find("\r\n\r\n");
    if (head == std::string::npos) return;
    const std::size_t whole = head + 4 + content_length(std::string_view(line.in).substr(0, head + 2));
    if (line.in.size() < whole) return;
    micros_.push_back(static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - line.begun).count()));
    const std::size_t kind = static_cast<std::size_t>(line.in.at(9) - '0');
    ++classes_.at(kind);
    last_size_ = whole;
    line.in.clear();
    next(line);
  }

  std::uint16_t port_;
  std::vector<std::string> requests_;
  Clock::time_point until_, started_, ended_;
  double rate_;
  std::vector<Line*> free_;
  int poll_;
  std::size_t busy_ = 0, taken_ = 0, last_size_ = 0;
  std::vector<std::uint32_t> micros_;
  std::array<std::size_t, 10> classes_{};
};

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 5 && argc != 6) throw std::runtime_error("usage: load PORT CONNECTIONS SECONDS FILE [RATE]");
  Load load(static_cast<std::uint16_t>(std::stoul(argv[1])), read_requests(argv[4]), std::chrono::seconds{std::stol(argv[3])},
            argc == 6 ? std::stod(argv[5]) : 0);
  load.run(std::stoul(argv[2]));
  load.print();
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "load: %s\n", error.what());
  return 1;
}
