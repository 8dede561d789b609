#include "http/stream.h"

#include <sys/sendfile.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>
#include <vector>

namespace sas::http::detail {
namespace {

using boost::system::error_code;

constexpr std::size_t tls_block = std::size_t{256} << 10U;

std::array<asio::const_buffer, 2> pair_of(std::string_view first, std::string_view second) {
  return {asio::const_buffer(first.data(), first.size()), asio::const_buffer(second.data(), second.size())};
}

class PlainStream final : public Stream {
 public:
  explicit PlainStream(Socket socket) : socket_(std::move(socket)) {}

  Task<bool> open() override { co_return true; }

  Task<std::size_t> read(std::span<char> into) override {
    error_code ec;
    auto token = asio::redirect_error(use_task, ec);
    const asio::mutable_buffer buffer(into.data(), into.size());
    const std::size_t n = co_await socket_.async_read_some(buffer, token);
    co_return ec ? 0 : n;
  }

  Task<bool> write(std::string_view first, std::string_view second) override {
    error_code ec;
    auto token = asio::redirect_error(use_task, ec);
    const auto buffers = pair_of(first, second);
    co_await asio::async_write(socket_, buffers, token);
    co_return !ec;
  }

  Task<std::size_t> send_file(int descriptor, std::uint64_t offset, std::size_t most) override {
    error_code ec;
    auto token = asio::redirect_error(use_task, ec);
    socket_.native_non_blocking(true, ec);
    auto at = static_cast<off_t>(offset);
    for (;;) {
      const ssize_t n = ::sendfile(socket_.native_handle(), descriptor, &at, most);
      if (n >= 0) co_return static_cast<std::size_t>(n);
      if (errno != EAGAIN && errno != EINTR) co_return 0;
      co_await socket_.async_wait(Socket::wait_write, token);
      if (ec) co_return 0;
    }
  }

  Task<void> finish() override {
    error_code ec;
    socket_.shutdown(Socket::shutdown_send, ec);
    co_return;
  }

  Socket& socket() override { return socket_; }

 private:
  Socket socket_;
};

class TlsStream final : public Stream {
 public:
  TlsStream(Socket socket, asio::ssl::context& context) : stream_(std::move(socket), context) {}

  Task<bool> open() override {
    error_code ec;
    auto token = asio::redirect_error(use_task, ec);
    co_await stream_.async_handshake(asio::ssl::stream_base::server, token);
    co_return !ec;
  }

  Task<std::size_t> read(std::span<char> into) override {
    error_code ec;
    auto token = asio::redirect_error(use_task, ec);
    const asio::mutable_buffer buffer(into.data(), into.size());
    const std::size_t n = co_await stream_.async_read_some(buffer, token);
    co_return ec ? 0 : n;
  }

  Task<bool> write(std::string_view first, std::string_view second) override {
    error_code ec;
    auto token = asio::redirect_error(use_task, ec);
    const auto buffers = pair_of(first, second);
    co_await asio::async_write(stream_, buffers, token);
    co_return !ec;
  }

  Task<std::size_t> send_file(int descriptor, std::uint64_t offset, std::size_t most) override {
    std::vector<char> block(std::min(most, tls_block));
    const ssize_t n = ::pread(descriptor, block.data(), block.size(), static_cast<off_t>(offset));
    if (n <= 0) co_return 0;
    const std::string_view bytes(block.data(), static_cast<std::size_t>(n));
    const bool written = co_await write(bytes, {});
    co_return written ? bytes.size() : 0;
  }

  Task<void> finish() override {
    error_code ec;
    auto token = asio::redirect_error(use_task, ec);
    co_await stream_.async_shutdown(token);
    stream_.next_layer().shutdown(Socket::shutdown_send, ec);
  }

  Socket& socket() override { return stream_.next_layer(); }

 private:
  asio::ssl::stream<Socket> stream_;
};

}  // namespace

void Stream::cancel() {
  error_code ec;
  socket().cancel(ec);
}

void Stream::close() {
  error_code ec;
  socket().close(ec);
}

std::unique_ptr<Stream> plain_stream(Socket socket) {
  return std::make_unique<PlainStream>(std::move(socket));
}
std::unique_ptr<Stream> tls_stream(Socket socket, asio::ssl::context& context) {
  return std::make_unique<TlsStream>(std::move(socket), context);
}

}  // namespace sas::http::detail
