#pragma once
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace sas::feeds {

/// Limits of a vendor's script. Memory (16 MiB) is set in the sandbox itself.
struct ScriptLimits {
  std::chrono::milliseconds time{500};  ///< for one message; then the process is ended
};

/// A vendor's JavaScript decoder, `function decodeUplink({bytes, fPort})`, run in a process of its own that can open
/// neither file nor socket. Each message gets a fresh world. A script that ran away is ended, and the next message
/// starts a new process. Thread-safe; messages of one decoder wait for each other.
class ScriptDecoder {
 public:
  /// `program`: path of sassenpoort-decoder. Nothing is started yet.
  ScriptDecoder(std::string program, std::string script, ScriptLimits limits = {});
  ~ScriptDecoder();
  ScriptDecoder(const ScriptDecoder&) = delete;
  ScriptDecoder& operator=(const ScriptDecoder&) = delete;

  /// The member `data` of what the script returns. Errors: `decoder-time`, `decoder-memory`, `decoder-threw`,
  /// `decoder-error` (the script says so itself), `decoder-missing` (no such function), `result-shape`,
  /// `decoder-unavailable` (the program cannot be started, or ended by itself). Never the text of the script's own
  /// error: it may hold what the device sent.
  [[nodiscard]] Result<json::Object> decode(int f_port, std::string_view bytes);

 private:
  struct Process;
  std::unique_ptr<Process> process_;
};

}  // namespace sas::feeds
