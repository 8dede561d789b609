#pragma once
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "calendar/term.h"

/// Terms in hours, to the minute, on the clock of Europe/Amsterdam. The Algemene termijnenwet (ATW) does not know them
/// (article 4 under a): the law's hours are plain hours, and a promise may count opening hours only.
namespace sas::calendar {

/// Minutes after local midnight, half open: 9:00 to 17:00 is {540, 1020}; the end of the day is 1440.
struct OpenPart {
  int from = 0;
  int until = 0;
};

/// The days as files and lines name them: "monday" to "sunday".
inline constexpr std::array<std::string_view, 7> weekday_keys{"monday", "tuesday",  "wednesday", "thursday",
                                                              "friday", "saturday", "sunday"};

/// "09:00-17:00", with two digits each; "24:00" is the end of the day. None for anything else; the order of the two is
/// for check().
[[nodiscard]] std::optional<OpenPart> parse_open_part(std::string_view text);

/// When a location is open. Closed on the holidays of ATW article 3 paragraphs 1 and 2 and on its own closing days;
/// open on days made equal by decree.
struct OpeningHours {
  std::array<std::vector<OpenPart>, 7> week;  ///< from Monday; parts ascending and apart
  std::vector<Date> closing_days;
};

/// Error `opening-invalid` (names the day), `opening-none` (never open).
[[nodiscard]] Result<Done> check(const OpeningHours& opening);
/// Whether the location is open at this moment.
[[nodiscard]] bool is_open(const OpeningHours& opening, Instant moment);

struct HoursTerm {
  Instant start;
  int hours = 1;
  const OpeningHours* opening = nullptr;  ///< none: every hour counts
};

enum class HoursRule { hours, opening };

/// From `from` to `to` the clock ran; between two steps it was closed.
struct HoursStep {
  HoursRule rule = HoursRule::hours;
  Instant from;
  Instant to;
  [[nodiscard]] int minutes() const;
};

/// The moment the last minute has run. Fixed size; a term over more openings than fit keeps the first ones and
/// the last.
struct HoursOutcome {
  static constexpr std::size_t max_steps = 12;
  Instant end;
  std::array<HoursStep, max_steps> steps{};
  std::size_t step_count = 0;
  [[nodiscard]] std::span<const HoursStep> trace() const { return {steps.data(), step_count}; }
};

/// Plain hours are hours that pass: over a change of the clock 24 hours end at another time of the day. Opening hours
/// run only while the location is open. Nothing is allocated. Errors, with the field: `start-out-of-range` (1970-2150),
/// `length-invalid` (1 to 99999 hours), `opening-none` (not open for a year).
[[nodiscard]] Result<HoursOutcome> reckon(const HoursTerm& term);

/// "4 openingsuren vanaf vrijdag 3 april 2026 16:00 uur, eindigt op dinsdag 7 april 2026 12:00 uur".
[[nodiscard]] std::string explain(const HoursTerm& term, const HoursOutcome& outcome, Language language);

}  // namespace sas::calendar
