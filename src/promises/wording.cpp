#include "promises/wording.h"

#include "html/dates.h"

namespace sas::promises {

std::string between(const html::Say& say, const Score& score) {
  return say("promises.between", {{"low", html::percent(score.interval.low, say.language)}, {"high", html::percent(score.interval.high, say.language)}});
}

std::string days(const html::Say& say, const std::optional<int>& count) {
  if (!count) return say("promises.days.unknown");
  if (*count == 0) return say("promises.days.none");
  return html::duration(*count, html::Unit::day, say.language);
}

}  // namespace sas::promises
