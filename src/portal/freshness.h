#pragma once
#include <chrono>
#include <optional>
#include <string_view>

#include "releases/public_reader.h"

namespace sas::portal {

/// How up to date a set is, measured from its releases and not from what was promised. Value.
struct Freshness {
  enum class State { live, late, stopped, complete, unpromised };
  State state = State::unpromised;
  Instant last{};                              ///< the current release
  std::optional<std::chrono::hours> promised;  ///< none: no time was promised
  /// Of the last 30 times that a release was due: how many there were, and how many came in time.
  int due = 0, kept = 0;
};

/// live: within the promised interval and a quarter of it; stopped: more than three intervals late; late: between them.
/// Of a set without a standing release it is stopped.
[[nodiscard]] Freshness freshness_of(const releases::DataSetHistory& history, Instant now);

/// "live", "late", …: as in addresses and keys of texts.
[[nodiscard]] std::string_view to_text(Freshness::State state);

}  // namespace sas::portal
