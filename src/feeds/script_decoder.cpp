#include "feeds/script_decoder.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <mutex>
#include <optional>

namespace sas::feeds {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t largest_answer = 64 * 1024 + 1;

std::string frame(std::string_view text) {
  std::string out;
  for (const unsigned shift : {24U, 16U, 8U, 0U}) out += static_cast<char>(text.size() >> shift & 0xFFU);
  out += text;
  return out;
}

}  // namespace

struct ScriptDecoder::Process {
  std::string program, script;
  ScriptLimits limits;
  std::mutex mutex;
  pid_t pid = -1;
  int fd = -1;

  ~Process() { end(); }

  void end() {
    if (fd >= 0) ::close(fd);
    if (pid > 0) {
      ::kill(pid, SIGKILL);
      while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
      }
    }
    fd = -1;
    pid = -1;
  }

  bool start() {
    std::array<int, 2> pair{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0) return false;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pair[1], 0);
    posix_spawn_file_actions_adddup2(&actions, pair[1], 1);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    // Nothing of the house's own files and sockets goes along.
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    std::string name = "sassenpoort-decoder";
    char* argv[] = {name.data(), nullptr};
    char* environment[] = {nullptr};
    const int failed = ::posix_spawn(&pid, program.c_str(), &actions, nullptr, argv, environment);
    posix_spawn_file_actions_destroy(&actions);
    ::close(pair[1]);
    fd = pair[0];
    if (failed != 0) {
      pid = -1;
      end();
      return false;
    }
    return send(frame(script));
  }

  [[nodiscard]] bool send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t n = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }

  enum class Got { all, late, gone };
  Got receive(char* to, std::size_t size, steady_clock::time_point until) const {
    while (size > 0) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - steady_clock::now()).count();
      pollfd one{fd, POLLIN, 0};
      const int ready = left > 0 ? ::poll(&one, 1, static_cast<int>(left)) : 0;
      if (ready < 0 && errno == EINTR) continue;
      if (ready <= 0) return Got::late;
      const ssize_t n = ::recv(fd, to, size, 0);
      if (n <= 0) return Got::gone;
      to += n;
      size -= static_cast<std::size_t>(n);
    }
    return Got::all;
  }

  /// The answer of the sandbox, or the code of what went wrong with it.
  Result<std::string> ask(std::string_view message) {
    if (fd < 0 && !start()) return unavailable();
    if (!send(frame(message))) return unavailable();
    const auto until = steady_clock::now() + limits.time;
    std::array<char, 4> head{};
    if (const Got got = receive(head.data(), head.size(), until); got != Got::all) return failed(got);
    std::size_t size = 0;
    for (const char c : head) size = size << 8U | static_cast<unsigned char>(c);
    if (size < 1 || size > largest_answer) return unavailable();
    std::string out(size, '\0');
    if (const Got got = receive(out.data(), size, until); got != Got::all) return failed(got);
    return out;
  }

  Result<std::string> failed(Got got) {
    if (got == Got::gone) return unavailable();
    end();
    return fail(ErrorKind::invalid, "decoder-time");
  }

  tl::unexpected<Error> unavailable() {
    end();
    return fail(ErrorKind::unavailable, "decoder-unavailable");
  }
};

ScriptDecoder::ScriptDecoder(std::string program, std::string script, ScriptLimits limits)
    : process_(std::make_unique<Process>()) {
  process_->program = std::move(program);
  process_->script = std::move(script);
  process_->limits = limits;
}

ScriptDecoder::~ScriptDecoder() = default;

Result<json::Object> ScriptDecoder::decode(int f_port, std::string_view bytes) {
  const std::lock_guard lock(process_->mutex);
  std::string message(1, static_cast<char>(f_port));
  message += bytes;
  const auto answer = process_->ask(message);
  if (!answer) return fail(answer.error());
  const std::string_view text = std::string_view(*answer).substr(1);
  if ((*answer)[0] != '=') return fail(ErrorKind::invalid, std::string(text));
  const auto value = json::parse(text);
  if (!value || !value->is_object()) return fail(ErrorKind::invalid, "result-shape");
  return value->get_object();
}

}  // namespace sas::feeds
