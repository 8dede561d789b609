#include "lake/engine.h"

#include "lake/read_view.h"

namespace sas::lake {

namespace {

constexpr std::size_t most_readers = 8;

/// Nothing is fetched from outside, ever: what the engine cannot do with what is built in, it does not do.
std::vector<duck::Setting> settings(const LakeOptions& options) {
  return {{"memory_limit", options.memory_limit},      {"threads", std::to_string(options.threads)},
          {"temp_directory", options.folder + "/tmp"}, {"autoinstall_known_extensions", "false"},
          {"autoload_known_extensions", "false"},      {"allow_community_extensions", "false"}};
}

}  // namespace

Engine::Engine(const LakeOptions& options) : options_(options) {
  open();
}

Engine::~Engine() {
  idle_.clear();
  writer_.reset();
  database_.reset();
}

void Engine::open() {
  database_ =
      std::make_unique<duck::Database>(duck::Database::open(options_.folder + "/hot.duckdb", settings(options_)));
  writer_ = std::make_unique<duck::Connection>(database_->connect());
  // The order matters: once external access is off, the list of folders can no longer grow.
  writer_->run("SET GLOBAL allowed_directories = [" + sql_quoted(options_.folder + "/") + "]");
  writer_->run("SET GLOBAL enable_external_access = false");
  writer_->run("SET GLOBAL TimeZone = 'UTC'");
  writer_->run("SET GLOBAL lock_configuration = true");
}

duck::Connection& Engine::writer() {
  if (!writer_) throw duck::Fault(duck::FaultKind::lost, "the lake is closed after a failure");
  return *writer_;
}

std::unique_ptr<duck::Connection> Engine::take() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !closing_ && out_.size() < most_readers; });
  if (!database_) throw duck::Fault(duck::FaultKind::lost, "the lake is closed after a failure");
  if (idle_.empty()) idle_.push_back(std::make_unique<duck::Connection>(database_->connect()));
  std::unique_ptr<duck::Connection> out = std::move(idle_.back());
  idle_.pop_back();
  out_.push_back(out.get());
  return out;
}

void Engine::give_back(std::unique_ptr<duck::Connection> connection) {
  {
    const std::lock_guard lock(mutex_);
    std::erase(out_, connection.get());
    idle_.push_back(std::move(connection));
  }
  changed_.notify_all();
}

void Engine::reopen() {
  std::unique_lock lock(mutex_);
  closing_ = true;
  while (!out_.empty()) {
    for (const duck::Connection* connection : out_) connection->interrupt();
    changed_.wait_for(lock, std::chrono::milliseconds{20});
  }
  idle_.clear();
  writer_.reset();
  database_.reset();
  try {
    open();
  } catch (...) {
    writer_.reset();
    database_.reset();
    closing_ = false;
    changed_.notify_all();
    throw;
  }
  closing_ = false;
  changed_.notify_all();
}

}  // namespace sas::lake
