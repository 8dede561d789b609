#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/result.h"

/// The broker of the house is Debian's mosquitto; here is what it is told, and how practice and tests start one.
namespace sas::feeds {

/// What one client may do. Topics are filters of MQTT (+ and #).
struct BrokerAccount {
  std::string name;           ///< letters, digits, '-' and '_'
  std::string password_hash;  ///< of broker_password_hash
  std::vector<std::string> may_publish;
  std::vector<std::string> may_read;
};

/// A password as mosquitto keeps it: "$7$<iterations>$<salt>$<hash>", PBKDF2 with SHA-512 (mosquitto_passwd(1)).
[[nodiscard]] std::string broker_password_hash(std::string_view password, Random& random);

struct BrokerSettings {
  std::string folder;  ///< for its files and its memory of sessions; made when it is not there
  std::uint16_t port = 1883;
  std::string address = "127.0.0.1";  ///< what it listens on
  std::string certificate, key;       ///< PEM; with both it speaks TLS only
};

/// Writes mosquitto.conf, the passwords and the rights (readable for this user only) and returns the path of the first.
/// Nobody gets in without a name and a password, and nobody may do what is not listed. Errors `broker-account` (a name
/// or topic that would break out of its line), `file-unwritable`.
[[nodiscard]] Result<std::string> write_broker_files(const BrokerSettings& settings,
                                                     const std::vector<BrokerAccount>& accounts);

/// A mosquitto of our own, for practice and tests. Ends with this object.
class Broker {
 public:
  /// Starts it and waits until it answers. Errors `broker-missing` (install the package mosquitto),
  /// `broker-not-started` (port taken, or files wrong: see mosquitto.log in the folder).
  [[nodiscard]] static Result<std::unique_ptr<Broker>> start(const BrokerSettings& settings,
                                                             const std::vector<BrokerAccount>& accounts);
  ~Broker();
  Broker(const Broker&) = delete;
  Broker& operator=(const Broker&) = delete;
  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// From now on these accounts and no others; who is connected stays. Errors as write_broker_files().
  [[nodiscard]] Result<Done> change_accounts(const BrokerSettings& settings,
                                             const std::vector<BrokerAccount>& accounts) const;
  /// Ends it as a crash would (SIGKILL) or in order (SIGTERM, so that it writes down its sessions).
  void kill();
  void stop();

 private:
  Broker(int pid, std::uint16_t port) : pid_(pid), port_(port) {}
  void end(int signal);
  int pid_;
  std::uint16_t port_;
};

}  // namespace sas::feeds
