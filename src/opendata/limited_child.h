#pragma once
#include <sys/resource.h>

#include <chrono>
#include <string>
#include <vector>

/// A program of somebody else, run with limits: the bytes of strangers meet a large library there, and not in ours.
namespace sas::opendata {

struct ChildLimits {
  rlim_t memory = rlim_t{2} << 30;  ///< bytes of address space
  rlim_t file = rlim_t{512} << 20;  ///< bytes of a file that it writes
  rlim_t seconds = 60;              ///< of the processor, and of the clock
};

/// How it ended. `not_started`: it could not be run. `stopped`: it went over a limit, or fell.
enum class ChildEnd { done, failed, not_started, stopped };

/// Runs words[0] with an environment of exactly these settings, no open files, no network where the system allows us to
/// take it away, and what it says written to `output` (a path that may be empty: thrown away). It ends with us.
/// Thread-safe.
[[nodiscard]] ChildEnd run_limited(std::vector<std::string> words, std::vector<std::string> environment,
                                   const ChildLimits& limits, const std::string& output = {});

/// Where Debian, or who builds by hand, puts a program of that name; empty when it is not installed.
[[nodiscard]] std::string installed_program(const std::string& name);

}  // namespace sas::opendata
