#include <fmt/format.h>

#include <csignal>
#include <cstdio>

#include "commands.h"
#include "house.h"

namespace sas {

int run_serve(const Settings& settings) {
  // Blocked before any thread starts, so that only sigwait sees them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);  // a write past a limit then fails like a full disk, which the store knows how to survive

  const auto house = House::open(settings);
  if (!house) {
    fmt::print(stderr, "sassenpoort: {}\n{}\n", house.error().code, house.error().detail);
    return 78;  // EX_CONFIG
  }
  (*house)->start();
  fmt::print("Sassenpoort is open at {}\n", settings.public_url);
  std::fflush(stdout);
  int received = 0;
  sigwait(&signals, &received);
  (*house)->stop();
  return 0;
}

}  // namespace sas
