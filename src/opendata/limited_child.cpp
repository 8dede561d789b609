#include "opendata/limited_child.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

namespace sas::opendata {
namespace {

constexpr rlim_t kOpenFiles = 64;
constexpr int kNotStarted = 127;

void limit(int what, rlim_t value) {
  const rlimit both{value, value};
  if (::setrlimit(what, &both) != 0) ::_exit(kNotStarted);
}

struct Start {
  char* const* words;
  char* const* environment;
  const char* output;
  ChildLimits limits;
};

// After fork, in a program with threads: only calls that are safe in a signal handler.
[[noreturn]] void become(const Start& start) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  (void)::unshare(CLONE_NEWUSER | CLONE_NEWNET);  // a kernel may forbid it; what we run is told to use no network
  const int nothing = ::open("/dev/null", O_RDWR);
  const int output = start.output[0] == '\0' ? nothing : ::open(start.output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const bool is_tied = nothing >= 0 && output >= 0 && ::dup2(nothing, STDIN_FILENO) >= 0 &&
                       ::dup2(output, STDOUT_FILENO) >= 0 && ::dup2(nothing, STDERR_FILENO) >= 0;
  if (!is_tied) ::_exit(kNotStarted);
  ::close_range(3, ~0U, 0);
  limit(RLIMIT_AS, start.limits.memory);
  limit(RLIMIT_FSIZE, start.limits.file);
  limit(RLIMIT_CPU, start.limits.seconds);
  limit(RLIMIT_NOFILE, kOpenFiles);
  limit(RLIMIT_CORE, 0);
  ::execve(start.words[0], start.words, start.environment);
  ::_exit(kNotStarted);
}

// The state it ended with, as waitpid() tells it; killed when it takes longer than it has.
int wait_for(pid_t child, std::chrono::seconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  for (;;) {
    int state = 0;
    const pid_t ended = ::waitpid(child, &state, WNOHANG);
    if (ended == child) return state;
    if (ended < 0) return SIGKILL;
    if (std::chrono::steady_clock::now() >= end) ::kill(child, SIGKILL);
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

}  // namespace

ChildEnd run_limited(std::vector<std::string> words, std::vector<std::string> environment, const ChildLimits& limits,
                     const std::string& output) {
  const std::vector<char*> arguments = pointers(words), settings = pointers(environment);
  const Start start{arguments.data(), settings.data(), output.c_str(), limits};
  const pid_t child = ::fork();
  if (child == 0) become(start);
  if (child < 0) return ChildEnd::not_started;
  const int state = wait_for(child, std::chrono::seconds{limits.seconds});
  if (WIFSIGNALED(state)) return ChildEnd::stopped;
  if (WEXITSTATUS(state) == kNotStarted) return ChildEnd::not_started;
  return WEXITSTATUS(state) == 0 ? ChildEnd::done : ChildEnd::failed;
}

std::string installed_program(const std::string& name) {
  for (const char* folder : {"/usr/bin/", "/usr/local/bin/"})
    if (const std::string path = folder + name; ::access(path.c_str(), X_OK) == 0) return path;
  return {};
}

}  // namespace sas::opendata
