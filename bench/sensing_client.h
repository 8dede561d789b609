#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

/// A client that keeps connections busy from one thread, cheap enough to share two cores with the server it measures.
namespace sas::bench {

/// Makes the next request of a connection; none ends it.
using NextRequest = std::function<std::optional<std::string>(std::size_t connection)>;

struct Drive {
  std::uint16_t port = 0;
  std::size_t connections = 1;
  double seconds = 1;
  double rate = 0;  ///< requests a second over all, due evenly; 0: each connection asks as soon as it has its answer
};

struct Driven {
  double rate = 0;                     ///< answers a second
  double p50 = 0, p99 = 0, worst = 0;  ///< milliseconds; with a rate from the moment a request was due
  std::size_t answers = 0;
  std::size_t failed = 0;  ///< with another status than 2xx
  std::string first_failure;
};

[[nodiscard]] Driven drive(const Drive& how, const NextRequest& next);

/// One request on a connection of its own; the whole answer. Throws std::runtime_error.
[[nodiscard]] std::string ask(std::uint16_t port, const std::string& request);
[[nodiscard]] std::string get(const std::string& target, const std::string& token);
[[nodiscard]] std::string post(const std::string& target, const std::string& token, const std::string& body);
/// The body of an answer.
[[nodiscard]] std::string body_of(const std::string& answer);
/// The middle of `times` runs, in milliseconds.
[[nodiscard]] double middle(int times, const std::function<void()>& work);

}  // namespace sas::bench
