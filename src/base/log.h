#pragma once
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

#include "base/time.h"

namespace sas {

/// One named value of a log line. Only text that is safe to keep may enter: never a name, number of a person, mail
/// address, IP address or anything typed by a visitor. Types that carry personal data do not convert to it.
struct LogField {
  std::string_view name;
  std::variant<std::string_view, std::int64_t, double> value;
};

enum class LogLevel { info, warn, error };

/// Writes one JSON object a line. Thread-safe.
class Logger {
 public:
  /// Takes one line, without its end. Called from any thread.
  using Sink = std::function<void(LogLevel level, std::string_view line)>;
  Logger(const Clock& clock, Sink sink) : clock_(clock), sink_(std::move(sink)) {}
  void info(std::string_view event, std::initializer_list<LogField> fields = {}) const {
    write(LogLevel::info, event, fields);
  }
  void warn(std::string_view event, std::initializer_list<LogField> fields = {}) const {
    write(LogLevel::warn, event, fields);
  }
  void error(std::string_view event, std::initializer_list<LogField> fields = {}) const {
    write(LogLevel::error, event, fields);
  }

 private:
  void write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) const;
  const Clock& clock_;
  Sink sink_;
};

/// Writes whole lines to standard error, in order. Warnings and errors are written at once, with what came before them;
/// other lines within a tenth of a second and together, because a write for each request costs more than the request.
/// A killed process loses at most that tenth of a second of its access log. The last copy to go writes what is left.
[[nodiscard]] Logger::Sink stderr_sink();

}  // namespace sas
