#include "base/log.h"

#include <cstdio>
#include <mutex>

#include "base/json.h"

namespace sas {

void Logger::write(std::string_view level, std::string_view event, std::initializer_list<LogField> fields) const {
  json::Object line;
  line["time"] = format_iso_instant(clock_.now());
  line["level"] = level;
  line["event"] = event;
  for (const LogField& field : fields) std::visit([&](const auto& value) { line[field.name] = value; }, field.value);
  sink_(json::write(line));
}

Logger::Sink stderr_sink() {
  return [](std::string_view line) {
    static std::mutex mutex;
    const std::lock_guard lock(mutex);
    std::fwrite(line.data(), 1, line.size(), stderr);
    std::fputc('\n', stderr);
  };
}

}  // namespace sas
