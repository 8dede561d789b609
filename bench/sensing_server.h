#pragma once
#include <cstdint>
#include <string>

/// The rooms that measure, as the program wires them, in a process of their own: so that memory is theirs alone, and
/// ending it does not depend on who measures.
namespace sas::bench {

inline constexpr const char* bench_token = "bench-token";

struct ServerChoice {
  std::string folder;           ///< for records and lake
  std::uint16_t mqtt_port = 0;  ///< 0: no MQTT; else a broker listens there that this server is a client of
  std::string mqtt_password;    ///< of account "house" at the broker
  std::size_t series = 2'000;   ///< made when it starts, numbered from 1, one Thing each
};

class BenchServer {
 public:
  /// Starts it and waits until it is open. Call it before this process has threads. Throws std::runtime_error.
  explicit BenchServer(const ServerChoice& choice);
  /// Ends it in order and waits.
  ~BenchServer();
  BenchServer(const BenchServer&) = delete;
  BenchServer& operator=(const BenchServer&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// The most memory it had so far, in MB.
  [[nodiscard]] double peak_megabytes() const;
  /// Processor time it used so far, in seconds.
  [[nodiscard]] double processor_seconds() const;
  /// Numbers of the lake: "stored", "commits", "mqtt_acknowledged".
  [[nodiscard]] double figure(const std::string& name) const;

 private:
  int pid_ = -1;
  std::uint16_t port_ = 0;
};

/// An analyst's question at the server: GET of this runs the hourly count, mean, least and most of every series.
inline constexpr const char* analyst_target = "/bench/hourly";

}  // namespace sas::bench
