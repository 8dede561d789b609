#pragma once
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>

#include "feeds/broker.h"
#include "feeds/mqtt_client.h"
#include "test_stores.h"

/// For the tests of this room: a real mosquitto on this machine, with two accounts: "gate" may do everything, "device"
/// may publish below up/1 and on Datastreams(1), and read nothing.
namespace sas::feeds::testing {

inline std::uint16_t free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  if (::bind(fd, reinterpret_cast<sockaddr*>(&at), size) != 0 ||
      ::getsockname(fd, reinterpret_cast<sockaddr*>(&at), &size) != 0)
    throw std::runtime_error("no free port");
  ::close(fd);
  return ntohs(at.sin_port);
}

class TestBroker {
 public:
  explicit TestBroker(std::string certificate = {}, std::string key = {}) {
    settings_.folder = folder_.text() + "/broker";
    settings_.port = free_port();
    settings_.certificate = std::move(certificate);
    settings_.key = std::move(key);
    start();
  }
  void start() {
    SystemRandom random;
    auto started =
        Broker::start(settings_, {{"gate", broker_password_hash("gate-secret", random), {"#"}, {"#", "$SYS/#"}},
                                  {"device",
                                   broker_password_hash("device-secret", random),
                                   {"up/1/#", "v1.1/Datastreams(1)/Observations"},
                                   {}}});
    if (!started) throw std::runtime_error(started.error().code + " " + started.error().detail);
    broker_ = *std::move(started);
  }
  void stop() { broker_->stop(); }
  [[nodiscard]] mqtt::ClientOptions options(const std::string& account,
                                            std::vector<mqtt::Subscription> subscriptions) const {
    mqtt::ClientOptions out;
    out.address.port = settings_.port;
    out.connect.client_id = account;
    out.connect.username = account;
    out.connect.password = account + "-secret";
    out.subscriptions = std::move(subscriptions);
    out.first_pause = std::chrono::milliseconds{50};
    out.longest_pause = std::chrono::milliseconds{300};
    return out;
  }

 private:
  sas::test::TempFolder folder_;
  BrokerSettings settings_;
  std::unique_ptr<Broker> broker_;
};

}  // namespace sas::feeds::testing
