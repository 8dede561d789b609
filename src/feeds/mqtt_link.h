#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sas::feeds::mqtt {

/// Where a broker is, and how to know it.
struct Address {
  std::string host = "127.0.0.1";
  std::uint16_t port = 1883;
  enum class Security { plain, tls } security = Security::plain;
  std::string ca_file;  ///< PEM; empty: the authorities the system trusts
};

/// A stream of bytes to a broker, plain or TLS 1.2 and later, that never blocks once it is open. One thread.
class Link {
 public:
  virtual ~Link() = default;
  /// What has come in; empty when there is nothing yet. Error `mqtt-lost`.
  [[nodiscard]] virtual Result<std::string_view> read() = 0;
  /// How much of it was taken; 0 when there is no room yet. Error `mqtt-lost`.
  [[nodiscard]] virtual Result<std::size_t> write(std::string_view bytes) = 0;
  /// For poll(2): readable, or writable after write() took less than all.
  [[nodiscard]] virtual int descriptor() const = 0;
};

/// Connects within `patience`. Errors `mqtt-unreachable`, `mqtt-tls` (also when the certificate is not of that host).
[[nodiscard]] Result<std::unique_ptr<Link>> connect(const Address& address, std::chrono::milliseconds patience);

}  // namespace sas::feeds::mqtt
