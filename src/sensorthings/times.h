#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "lake/observation.h"

/// Times as SensorThings writes them (ISO 8601), to the microsecond.
namespace sas::sensorthings {

using lake::Moment;
using Micros = std::chrono::microseconds;

/// TM_Object of 18-088 table 14: a moment, or an interval of which the end is no part.
struct Time {
  Moment from{};
  std::optional<Moment> until;
  friend bool operator==(const Time&, const Time&) = default;
  [[nodiscard]] Moment last() const { return until.value_or(from); }
};

[[nodiscard]] inline std::int64_t micros(Moment m) {
  return m.time_since_epoch().count();
}
[[nodiscard]] inline Moment moment(std::int64_t micros) {
  return Moment{Micros{micros}};
}

/// "2026-04-03T10:15:30.25+02:00"; seconds and fraction may be absent, and a time without offset is UTC. Digits beyond
/// the microsecond are dropped. Years 1..9999. None for anything else.
[[nodiscard]] std::optional<Moment> parse_moment(std::string_view text);
/// A moment, or two with a slash between them; none as well when it ends before it begins.
[[nodiscard]] std::optional<Time> parse_time(std::string_view text);
/// "PT5M", "P1DT2H", "-P3D": weeks, days, hours, minutes and seconds with a fraction. No months or years, which have no
/// fixed length.
[[nodiscard]] std::optional<Micros> parse_duration(std::string_view text);

/// "2026-04-03T10:15:30Z", with three or six digits behind the second when they are needed. Appends.
void append_moment(std::string& out, Moment m);
/// The moment, or "from/until". Appends.
void append_time(std::string& out, const Time& time);
[[nodiscard]] std::string format_time(const Time& time);

}  // namespace sas::sensorthings
