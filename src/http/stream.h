#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

/// Private to this room: sockets as coroutines. Not included by any public header.
namespace sas::http::detail {

namespace asio = boost::asio;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
template <typename T>
using Task = asio::awaitable<T, Executor>;
inline constexpr asio::use_awaitable_t<Executor> use_task{};

/// Bytes in and out, with or without TLS. One coroutine at a time; `cancel` and `close` from the same thread.
class Stream {
 public:
  virtual ~Stream() = default;
  /// Does what must happen before the first byte; false when it failed.
  virtual Task<bool> open() = 0;
  /// Bytes read; 0 at the end, on an error or when cancelled.
  virtual Task<std::size_t> read(std::span<char> into) = 0;
  /// Writes both, one after the other; false on an error or when cancelled.
  virtual Task<bool> write(std::string_view first, std::string_view second) = 0;
  /// Sends up to `most` bytes of an open file from `offset`; bytes sent, 0 on an error, at the file's end or when
  /// cancelled. The disk may hold the thread up for a moment: what is published is read again and again and stands in
  /// the memory of the system.
  virtual Task<std::size_t> send_file(int descriptor, std::uint64_t offset, std::size_t most) = 0;
  /// Says that nothing more will be sent.
  virtual Task<void> finish() = 0;
  virtual Socket& socket() = 0;
  void cancel();
  void close();
};

[[nodiscard]] std::unique_ptr<Stream> plain_stream(Socket socket);
[[nodiscard]] std::unique_ptr<Stream> tls_stream(Socket socket, asio::ssl::context& context);

}  // namespace sas::http::detail
