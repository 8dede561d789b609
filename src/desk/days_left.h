#pragma once
#include <span>
#include <string>

#include "cases/case.h"
#include "html/content.h"
#include "html/texts.h"

namespace sas::desk {

/// How a case stands against its promised day.
struct DaysLeft {
  enum class State { waiting, paused, ahead, today, late };
  State state = State::ahead;
  int working_days = 0;  ///< ahead: working days to go, the promised day included
  int days = 0;          ///< ahead: calendar days to go; late: calendar days past
  Date since;            ///< waiting, paused: the first day that does not count
};

/// For an open case. A case that waits for the applicant has no days to count down.
[[nodiscard]] DaysLeft days_left(const cases::Case& c, Date today, std::span<const Date> closing_days);
/// "nog 2 werkdagen", "vandaag", "3 dagen te laat", "wacht op aanvrager sinds 3 april 2026".
[[nodiscard]] std::string in_words(const html::Say& say, const DaysLeft& left);
[[nodiscard]] html::Tone tone_of(const DaysLeft& left);
/// The legal day, counted down from 14 days before it: "Wettelijk uiterlijk 27 mei 2026, nog 3 dagen".
[[nodiscard]] std::string legal_in_words(const html::Say& say, const cases::Case& c, Date today);
/// Whether the legal day must be seen beside the promise: it comes first, or within two weeks.
[[nodiscard]] bool legal_day_matters(const cases::Case& c, Date today);

}  // namespace sas::desk
