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

/// Writes one JSON object a line. Thread-safe.
class Logger {
 public:
  using Sink = std::function<void(std::string_view line)>;
  Logger(const Clock& clock, Sink sink) : clock_(clock), sink_(std::move(sink)) {}
  void info(std::string_view event, std::initializer_list<LogField> fields = {}) const { write("info", event, fields); }
  void warn(std::string_view event, std::initializer_list<LogField> fields = {}) const { write("warn", event, fields); }
  void error(std::string_view event, std::initializer_list<LogField> fields = {}) const {
    write("error", event, fields);
  }

 private:
  void write(std::string_view level, std::string_view event, std::initializer_list<LogField> fields) const;
  const Clock& clock_;
  Sink sink_;
};

/// Writes whole lines to standard error, one at a time.
[[nodiscard]] Logger::Sink stderr_sink();

}  // namespace sas
