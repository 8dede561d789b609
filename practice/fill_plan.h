#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "catalogue/catalogue.h"
#include "practice/town.h"

/// What happened in the practice town: who asked what and when, when it was taken up, and how it ended. A plan only: carrying it out
/// is for fill_history.h, with the same code a real city runs. Pure: a seed and a date give the same plan.
namespace sas::practice {

enum class Step { open, take, call, ask, answer, lapse, partner_ask, partner_answer, decide, withdraw, mark, pick_up };

struct PlannedCase {
  const catalogue::Product* product = nullptr;
  catalogue::ChannelKind channel = catalogue::ChannelKind::digital;
  /// Index in Town::inhabitants, or in Town::companies; none of both for anonymous.
  std::optional<std::size_t> inhabitant, company;
  std::size_t handler = 0;              ///< index in the list of handlers
  std::uint64_t taste = 0;              ///< decides about the answers in the form
  bool well_known = false;              ///< of somebody a demonstration logs in as: gets messages
};

struct Action {
  Instant at;
  std::size_t planned = 0;              ///< index in History::cases
  Step step = Step::open;
  std::string code;                     ///< result, for decide; the organisation, for partner_ask and partner_answer
  Date answer_by;                       ///< for ask
  int mark = 0;                         ///< for mark
};

/// A channel that was out of order, by its name in the data.
struct PlannedOutage {
  std::string channel;
  Instant from, until;
};

struct History {
  Date from, until;                     ///< [from, until): the last event lies on the evening before `until`
  std::vector<PlannedCase> cases;
  std::vector<Action> actions;          ///< in order of time
  std::vector<PlannedOutage> outages;   ///< all over before `until`, in order of their end
};

struct PlanSettings {
  std::uint64_t seed = 1;
  std::size_t cases = 20'000;
  Date until;
};
[[nodiscard]] History plan(const catalogue::Catalogue& catalogue, const Town& town, const PlanSettings& settings);

inline constexpr std::size_t handler_count = 9;  ///< the well-known one is the first
inline constexpr int days_of_history = 730;

}  // namespace sas::practice
