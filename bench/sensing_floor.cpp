#include "sensing_floor.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <stdexcept>
#include <vector>

#include "lake/duck.h"
#include "lake/observation_rows.h"
#include "sensing_client.h"

namespace sas::bench {
namespace {

using Clock = std::chrono::steady_clock;

double since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::vector<lake::Observation> rows_laid_ready(std::int64_t count) {
  std::vector<lake::Observation> out(static_cast<std::size_t>(count));
  const lake::Moment start = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  for (std::size_t i = 0; i < out.size(); ++i) {
    out[i].series = lake::SeriesId{static_cast<std::int64_t>(i % 2'000)};
    out[i].time = out[i].received = start + std::chrono::milliseconds{i};
    out[i].value = static_cast<double>(i % 317) / 10;
  }
  return out;
}

}  // namespace

double engine_rate(const std::string& folder, std::int64_t per_commit, double seconds) {
  using namespace lake;
  const std::string file = folder + "/floor.duckdb";
  std::int64_t commits = 0;
  double taken = 0;
  {
    const duck::Database database = duck::Database::open(file, {});
    duck::Connection connection = database.connect();
    connection.run("CREATE TABLE hot (" + std::string(row_definition) + ", batch BIGINT NOT NULL)");
    const std::vector<Observation> rows = rows_laid_ready(per_commit);
    const auto start = Clock::now();
    for (; since(start) < seconds; ++commits) {
      duck::Transaction transaction(connection);
      duck::Appender appender(connection, "hot", row_types);
      append_rows(appender, rows, commits);
      transaction.commit();
    }
    taken = since(start);
  }
  std::filesystem::remove(file);
  std::filesystem::remove(file + ".wal");
  return static_cast<double>(commits * per_commit) / taken;
}

std::uint16_t free_port() {
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

BeastFloor::BeastFloor(std::size_t size) : port_(free_port()) {
  const std::string program =
      (std::filesystem::read_symlink("/proc/self/exe").parent_path() / "bench_floor_beast").string();
  const std::string port = std::to_string(port_), bytes = std::to_string(size);
  pid_ = ::fork();
  if (pid_ == 0) {
    ::execl(program.c_str(), program.c_str(), port.c_str(), bytes.c_str(), nullptr);
    ::_exit(127);
  }
  for (int i = 0; i < 200; ++i) {
    ::usleep(10'000);
    try {
      (void)ask(port_, get("/", "none"));
      return;
    } catch (const std::runtime_error&) {
      if (::waitpid(pid_, nullptr, WNOHANG) == pid_) break;
    }
  }
  throw std::runtime_error("build bench_floor_beast first");
}

BeastFloor::~BeastFloor() {
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

}  // namespace sas::bench
