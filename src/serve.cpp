#include <fmt/format.h>
#include <malloc.h>

#include <csignal>
#include <cstdio>

#include "commands.h"
#include "house.h"
#include "public_side.h"

namespace sas {

namespace {

// Threads that wait share these: with one each (the default is eight for each core) what was freed in one is no use to
// the others, and memory grows for hours without anybody holding it.
constexpr int allocation_arenas = 4;

// Opens it, keeps it up until the system says stop, and lets it finish.
template <typename Program>
int keep_up(const Settings& settings) {
  ::mallopt(M_ARENA_MAX, allocation_arenas);
  // Blocked before any thread starts, so that only sigwait sees them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ,
              SIG_IGN);  // a write past a limit then fails like a full disk, which the store knows how to survive

  const auto program = Program::open(settings);
  if (!program) {
    fmt::print(stderr, "sassenpoort: {}\n{}\n", program.error().code, program.error().detail);
    return 78;  // EX_CONFIG
  }
  (*program)->start();
  fmt::print("Sassenpoort is open at {}\n", settings.public_url);
  std::fflush(stdout);
  int received = 0;
  sigwait(&signals, &received);
  (*program)->stop();
  return 0;
}

}  // namespace

int run_serve(const Settings& settings) {
  return keep_up<House>(settings);
}

int run_public(const Settings& settings) {
  return keep_up<PublicSide>(settings);
}

}  // namespace sas
