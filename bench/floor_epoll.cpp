// The least a web server does: floor_epoll PORT SIZE answers every request with the same SIZE bytes, from one thread on epoll.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>

namespace {

constexpr int most_sockets = 4096;

int listen_on(std::uint16_t port) {
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  const int on = 1;
  ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 || ::listen(listener, 1024) != 0) return -1;
  return listener;
}

void watch(int poll, int socket) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = socket;
  ::epoll_ctl(poll, EPOLL_CTL_ADD, socket, &event);
}

bool answer(int socket, std::string& in, const std::string& reply) {
  std::array<char, 16384> buffer;  // NOLINT: filled by recv
  const ssize_t got = ::recv(socket, buffer.data(), buffer.size(), 0);
  if (got <= 0) return false;
  in.append(buffer.data(), static_cast<std::size_t>(got));
  for (std::size_t end = in.find("\r\n\r\n"); end != std::string::npos; end = in.find("\r\n\r\n")) {
    in.erase(0, end + 4);
    for (std::size_t sent = 0; sent < reply.size();) {
      const ssize_t n = ::send(socket, reply.data() + sent, reply.size() - sent, MSG_NOSIGNAL);
      if (n <= 0) return false;
      sent += static_cast<std::size_t>(n);
    }
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const std::size_t size = std::stoul(argv[2]);
  std::string reply = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: ";
  const std::size_t head = reply.size() + 4 + std::to_string(size).size();
  const std::size_t body = size > head ? size - head : 0;
  reply += std::to_string(body) + "\r\n\r\n" + std::string(body, 'x');
  const int listener = listen_on(static_cast<std::uint16_t>(std::stoul(argv[1])));
  if (listener < 0) return 1;
  const int poll = ::epoll_create1(0);
  watch(poll, listener);
  static std::array<std::string, most_sockets> in;
  std::array<epoll_event, 128> events{};
  for (;;) {
    const int count = ::epoll_wait(poll, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < count; ++i) {
      const int socket = events[static_cast<std::size_t>(i)].data.fd;
      if (socket == listener) {
        const int fresh = ::accept(listener, nullptr, nullptr);
        if (fresh < 0 || fresh >= most_sockets) continue;
        const int on = 1;
        ::setsockopt(fresh, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        in[static_cast<std::size_t>(fresh)].clear();
        watch(poll, fresh);
      } else if (!answer(socket, in[static_cast<std::size_t>(socket)], reply)) {
        ::close(socket);
      }
    }
  }
}
