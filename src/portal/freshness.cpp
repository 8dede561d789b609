#include "portal/freshness.h"

#include <algorithm>

#include "portal/codes.h"

namespace sas::portal {
namespace {

using std::chrono::hours;

constexpr int intervals_told = 30;

std::chrono::milliseconds allowed(hours interval) {
  return std::chrono::milliseconds(interval) * 5 / 4;
}

// What came between two releases, newest first, and what has passed since the last one if that is already too long.
void count(Freshness& out, const releases::DataSetHistory& history, Instant now) {
  const auto limit = allowed(*out.promised);
  Instant later = now;
  bool open = true;
  for (const auto& published : history.releases) {
    if (out.due == intervals_told) return;
    const auto gap = later - published->release.at;
    // The time that runs now is only counted once it has run out.
    if (!open || gap > limit) {
      ++out.due;
      out.kept += gap <= limit ? 1 : 0;
    }
    open = false;
    later = published->release.at;
  }
}

}  // namespace

Freshness freshness_of(const releases::DataSetHistory& history, Instant now) {
  Freshness out;
  const auto current = history.current();
  if (!current) {
    out.state = Freshness::State::stopped;
    return out;
  }
  out.last = current->release.at;
  const std::string& code = current->release.description.refresh;
  if (code == "NEVER") {
    out.state = Freshness::State::complete;
    return out;
  }
  const Frequency* frequency = find_frequency(code);
  if (frequency == nullptr || !frequency->interval) return out;
  out.promised = frequency->interval;
  const auto age = now - out.last;
  out.state = age <= allowed(*out.promised) ? Freshness::State::live
              : age <= 3 * *out.promised    ? Freshness::State::late
                                            : Freshness::State::stopped;
  count(out, history, now);
  return out;
}

std::string_view to_text(Freshness::State state) {
  switch (state) {
    case Freshness::State::live:
      return "live";
    case Freshness::State::late:
      return "late";
    case Freshness::State::stopped:
      return "stopped";
    case Freshness::State::complete:
      return "complete";
    case Freshness::State::unpromised:
      return "unpromised";
  }
  return "unpromised";
}

}  // namespace sas::portal
