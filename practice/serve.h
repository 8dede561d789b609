#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace sas::practice {

struct ServeSettings {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8090;       ///< 0: the system chooses
  std::string url;                 ///< as browsers and the site reach it; empty: http://127.0.0.1:<port>
  std::uint64_t seed = 1;
  std::string mail_folder;
  std::string site;                ///< address of the site that gets what the sensors measure; empty: they are silent
  std::string sensor_token_file;   ///< made by `fill`
};

/// A port on this machine that nobody uses now: an issuer and a redirect_uri must be known before their servers start. 0 when there is none.
[[nodiscard]] std::uint16_t free_port();

/// The running town, for tests as well as for `serve`.
class RunningTown {
 public:
  explicit RunningTown(ServeSettings settings);
  ~RunningTown();
  RunningTown(const RunningTown&) = delete;
  RunningTown& operator=(const RunningTown&) = delete;
  [[nodiscard]] std::string url() const;
  [[nodiscard]] const class Town& town() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// `practice-town serve [--port N] [--address A] [--url U] [--seed N] [--mail-dir F] [--site URL --sensor-token-file F]`: runs until it is told to stop. Returns an exit code.
[[nodiscard]] int serve(std::span<const std::string> args);

}  // namespace sas::practice
