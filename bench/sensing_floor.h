#pragma once
#include <cstdint>
#include <string>

/// What the machine can do at best, measured in the same run.
namespace sas::bench {

/// Rows a second when the engine alone stores `per_commit` rows in each durable commit, one thread, rows laid ready.
[[nodiscard]] double engine_rate(const std::string& folder, std::int64_t per_commit, double seconds);

/// Hello of Boost.Beast in a process of its own: answers every request with `size` bytes. Throws std::runtime_error.
class BeastFloor {
 public:
  explicit BeastFloor(std::size_t size);
  ~BeastFloor();
  BeastFloor(const BeastFloor&) = delete;
  BeastFloor& operator=(const BeastFloor&) = delete;
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  int pid_ = -1;
  std::uint16_t port_ = 0;
};

/// A port that nobody uses now.
[[nodiscard]] std::uint16_t free_port();

}  // namespace sas::bench
