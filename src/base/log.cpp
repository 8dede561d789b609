#include "base/log.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "base/json.h"

namespace sas {
namespace {

constexpr std::string_view names[] = {"info", "warn", "error"};
constexpr auto longest_wait = std::chrono::milliseconds{100};
constexpr std::size_t full = 64 * 1024;

// Nearly every value is a plain word; only the others need the library's escapes.
void append_text(std::string& out, std::string_view text) {
  const auto plain = [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; };
  if (std::all_of(text.begin(), text.end(), plain))
    out.append(1, '"').append(text).append(1, '"');
  else
    out += json::write(json::Value(text));
}

void append_value(std::string& out, const LogField& field) {
  if (const auto* text = std::get_if<std::string_view>(&field.value)) return append_text(out, *text);
  if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
    fmt::format_to(std::back_inserter(out), "{}", *number);
    return;
  }
  out += json::write(json::Value(std::get<double>(field.value)));  // knows what JSON cannot say
}

void write_all(std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(STDERR_FILENO, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;  // nowhere left to say so
    text.remove_prefix(static_cast<std::size_t>(n));
  }
}

class StderrLines {
 public:
  StderrLines() : thread_([this] { run(); }) {}
  ~StderrLines() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
    flush();
  }
  StderrLines(const StderrLines&) = delete;
  StderrLines& operator=(const StderrLines&) = delete;

  void put(LogLevel level, std::string_view line) {
    bool first = false;
    bool now = level != LogLevel::info;
    {
      const std::lock_guard lock(mutex_);
      first = lines_.empty();
      lines_.append(line).append(1, '\n');
      now = now || lines_.size() >= full;
    }
    if (now)
      flush();
    else if (first)
      wake_.notify_one();
  }

 private:
  void flush() {
    const std::lock_guard order(writing_);
    std::string lines;
    {
      const std::lock_guard lock(mutex_);
      lines.swap(lines_);
    }
    write_all(lines);
  }

  void run() {
    std::unique_lock lock(mutex_);
    for (;;) {
      wake_.wait(lock, [&] { return stopping_ || !lines_.empty(); });
      if (wake_.wait_for(lock, longest_wait, [&] { return stopping_; })) return;
      lock.unlock();
      flush();
      lock.lock();
    }
  }

  std::mutex writing_;  // taken before `mutex_`, so that lines keep their order
  std::mutex mutex_;
  std::condition_variable wake_;
  std::string lines_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace

void Logger::write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) const {
  std::string line;
  line.reserve(256);
  line.append(R"({"time":")").append(format_iso_instant(clock_.now()));
  line.append(R"(","level":")").append(names[static_cast<std::size_t>(level)]).append(R"(","event":)");
  append_text(line, event);
  for (const LogField& field : fields) {
    line += ',';
    append_text(line, field.name);
    line += ':';
    append_value(line, field);
  }
  line += '}';
  sink_(level, line);
}

Logger::Sink stderr_sink() {
  return [lines = std::make_shared<StderrLines>()](LogLevel level, std::string_view line) { lines->put(level, line); };
}

}  // namespace sas
