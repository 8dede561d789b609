#include "feeds/broker.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <pwd.h>
#include <signal.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/text.h"
#include "crypto/hmac.h"
#include "feeds/mqtt_link.h"

namespace sas::feeds {
namespace {

constexpr std::array programs{"/usr/sbin/mosquitto", "/usr/bin/mosquitto", "/usr/local/sbin/mosquitto"};
// Above the 101 of mosquitto_passwd; a login happens once a connection.
constexpr int iterations = 10'000;

bool is_name(std::string_view name) {
  if (name.empty() || name.size() > 64) return false;
  for (const char c : name)
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_'))
      return false;
  return true;
}

// One line of the rights each: a topic that holds a line end would grant another.
bool is_topic(std::string_view topic) {
  if (topic.empty() || topic.size() > 1'000 || !is_utf8(topic)) return false;
  for (const char c : topic)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return false;
  return topic.front() != ' ' && topic.back() != ' ';
}

bool write_private(const std::string& path, const std::string& text) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return false;
  const bool good =
      ::fchmod(fd, 0600) == 0 && ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  return ::close(fd) == 0 && good;
}

std::string own_user() {
  const passwd* user = ::getpwuid(::getuid());
  return user == nullptr ? "mosquitto" : user->pw_name;
}

std::string configuration(const BrokerSettings& s) {
  std::string out = fmt::format(
      "listener {} {}\nallow_anonymous false\npassword_file {}/passwords\nacl_file {}/rights\n"
      "persistence true\npersistence_location {}/\nautosave_interval 60\n"
      // Without limits of its own: what is not acknowledged is bounded by the receive maximum of the client (5.0) and
      // by memory; a queue of 100 is where others lose messages without a word.
      "max_inflight_messages 0\nmax_queued_messages 0\nmax_queued_bytes 268435456\nmessage_size_limit 1048576\n"
      // How often it tells how many subscriptions it has: who subscribes is told of values after a second.
      "sys_interval 1\n"
      // Who subscribes to chosen properties is told of them: the topic is named on $SYS/broker/log/M/subscribe.
      "log_dest topic\nlog_type subscribe\n"
      "pid_file {}/mosquitto.pid\nlog_dest file {}/mosquitto.log\nlog_type error\nlog_type warning\nuser {}\n",
      s.port, s.address, s.folder, s.folder, s.folder, s.folder, s.folder, own_user());
  if (!s.certificate.empty())
    out += fmt::format("certfile {}\nkeyfile {}\ntls_version tlsv1.2\n", s.certificate, s.key);
  return out;
}

// A broker of this folder that outlived a program that was killed would keep the port. It is ours only when it runs
// with our configuration.
void end_left_over(const BrokerSettings& settings, const std::string& configuration) {
  int pid = 0;
  if (!(std::ifstream(settings.folder + "/mosquitto.pid") >> pid) || pid <= 1) return;
  const auto runs = [&] {
    std::ifstream file(fmt::format("/proc/{}/cmdline", pid), std::ios::binary);
    const std::string line{std::istreambuf_iterator<char>(file), {}};
    return line.find("mosquitto") != std::string::npos && line.find(configuration) != std::string::npos;
  };
  if (!runs()) return;
  ::kill(pid, SIGTERM);
  for (int i = 0; i < 60 && runs(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds{50});
}

const char* program() {
  for (const char* path : programs)
    if (::access(path, X_OK) == 0) return path;
  return nullptr;
}

}  // namespace

std::string broker_password_hash(std::string_view password, Random& random) {
  std::string salt(12, '\0');
  random.fill(std::as_writable_bytes(std::span(salt)));
  return fmt::format("$7${}${}${}", iterations, base64(salt),
                     base64(crypto::pbkdf2_sha512(password, salt, iterations, 64)));
}

Result<std::string> write_broker_files(const BrokerSettings& settings, const std::vector<BrokerAccount>& accounts) {
  std::string passwords, rights;
  for (const BrokerAccount& one : accounts) {
    if (!is_name(one.name) || !is_topic(one.password_hash)) return fail(ErrorKind::invalid, "broker-account", "name");
    passwords += one.name + ":" + one.password_hash + "\n";
    rights += "user " + one.name + "\n";
    for (const auto& [topics, right] : {std::pair(&one.may_publish, "write"), std::pair(&one.may_read, "read")})
      for (const std::string& topic : *topics) {
        if (!is_topic(topic)) return fail(ErrorKind::invalid, "broker-account", "topic");
        rights += fmt::format("topic {} {}\n", right, topic);
      }
    rights += "\n";
  }
  std::error_code error;
  std::filesystem::create_directories(settings.folder, error);
  const std::string path = settings.folder + "/mosquitto.conf";
  if (!write_private(settings.folder + "/passwords", passwords) ||
      !write_private(settings.folder + "/rights", rights) || !write_private(path, configuration(settings)))
    return fail(ErrorKind::unavailable, "file-unwritable", settings.folder);
  return path;
}

Result<std::unique_ptr<Broker>> Broker::start(const BrokerSettings& settings,
                                              const std::vector<BrokerAccount>& accounts) {
  auto written = write_broker_files(settings, accounts);
  if (!written) return fail(std::move(written));
  const char* path = program();
  if (path == nullptr) return fail(ErrorKind::unavailable, "broker-missing", "install the package mosquitto");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addclosefrom_np(&actions, 3);
  // The program waits for SIGTERM with the signal blocked; a child would inherit that and never hear it.
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  end_left_over(settings, *written);
  std::string name = "mosquitto", option = "-c", file = *written;
  char* argv[] = {name.data(), option.data(), file.data(), nullptr};
  char* environment[] = {nullptr};
  pid_t pid = -1;
  const int failed = ::posix_spawn(&pid, path, &actions, &attributes, argv, environment);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (failed != 0) return fail(ErrorKind::unavailable, "broker-not-started");
  std::unique_ptr<Broker> broker(new Broker(pid, settings.port));
  mqtt::Address address;
  address.host = settings.address;
  address.port = settings.port;
  for (int i = 0; i < 100; ++i) {
    if (::waitpid(pid, nullptr, WNOHANG) == pid) {
      broker->pid_ = -1;
      break;
    }
    if (mqtt::connect(address, std::chrono::milliseconds{500})) return broker;
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }
  return fail(ErrorKind::unavailable, "broker-not-started", settings.folder + "/mosquitto.log");
}

Result<Done> Broker::change_accounts(const BrokerSettings& settings, const std::vector<BrokerAccount>& accounts) const {
  if (auto written = write_broker_files(settings, accounts); !written) return fail(std::move(written));
  // mosquitto(8): on SIGHUP it reads passwords and rights anew.
  if (pid_ > 0) ::kill(pid_, SIGHUP);
  return Done{};
}

Broker::~Broker() {
  end(SIGTERM);
}
void Broker::kill() {
  end(SIGKILL);
}
void Broker::stop() {
  end(SIGTERM);
}

void Broker::end(int signal) {
  if (pid_ <= 0) return;
  ::kill(pid_, signal);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
}

}  // namespace sas::feeds
