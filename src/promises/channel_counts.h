#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/config.h"
#include "base/money.h"
#include "base/strong_id.h"
#include "base/text.h"
#include "catalogue/product.h"
#include "promises/follower.h"
#include "promises/scores.h"

/// How people reach us and how far they come: by channel, by step of a form, by look for an appointment. Pure.
namespace sas::promises {

inline constexpr std::array<catalogue::ChannelKind, 4> all_channels{catalogue::ChannelKind::digital, catalogue::ChannelKind::phone,
                                                                    catalogue::ChannelKind::desk, catalogue::ChannelKind::post};

/// What one transaction costs in a channel. From catalogue/unit-costs.toml.
struct UnitCost {
  catalogue::ChannelKind channel = catalogue::ChannelKind::digital;
  Cents amount;
  Bilingual source;         ///< where the figure comes from; says so when it is an assumption
};
/// One line for each channel; every problem is named.
[[nodiscard]] std::vector<UnitCost> load_unit_costs(const std::string& folder, config::Problems& problems);

/// Of one product, or of all together, in one period.
struct ChannelCounts {
  std::optional<ProductId> product;                 ///< none: all
  std::array<std::int64_t, 4> received{};           ///< cases that came in, in the order of `all_channels`
  std::map<std::string, std::int64_t> stopped;      ///< digital forms that were never sent, by the question at which they stopped
  std::map<std::string, std::int64_t> letters;      ///< letters on paper, by reason
  std::int64_t searches = 0, failed_searches = 0;   ///< looks for an appointment; those that found nothing
  std::int64_t first_free_days = 0;                 ///< sum over the searches that found something
  struct Effort {
    std::int64_t answers = 0;
    std::int64_t sum = 0;                           ///< of 1 (very little) to 5 (very much)
  };
  std::array<Effort, 4> effort{};                   ///< what people said it took, by the channel of their case

  [[nodiscard]] std::int64_t all() const;
  /// Adds what another line counted.
  void add(const ChannelCounts& more);
  /// Digital of all channels; none when nothing came in.
  [[nodiscard]] std::optional<double> take_up() const;
  /// Sent of all digital forms that were sent or given up; none when there were none.
  [[nodiscard]] std::optional<double> completion() const;
  /// Mean days from the search to the first free place; none when nothing was found.
  [[nodiscard]] std::optional<double> lead_days() const;
  [[nodiscard]] std::optional<double> failed_share() const;
  /// Mean cost of a transaction: each channel weighs by how often it was used. None when nothing came in or a channel has no price.
  [[nodiscard]] std::optional<Cents> cost(const std::vector<UnitCost>& costs) const;
};

/// What may be published: without products of which fewer than `smallest_group` cases came in, and with a total of the rest, so that what was
/// left out cannot be worked out.
[[nodiscard]] std::vector<ChannelCounts> publishable(const std::vector<ChannelCounts>& counts);

/// Counts events, taken in the order of the ledger. Not thread-safe.
class ChannelCounter {
 public:
  [[nodiscard]] static std::vector<std::string_view> kinds();
  void take(const LedgerLine& line);
  /// A line for each product with anything in the period, in order, then one for all together.
  [[nodiscard]] std::vector<ChannelCounts> counts(const Period& period) const;

 private:
  struct Event {
    enum class What { received, stopped, letter, search, effort } what = What::received;
    Date day;
    ProductId product;
    std::string detail;                       // channel, step or reason
    std::optional<std::int64_t> figure;       // free days of a search, effort
  };
  static void add(ChannelCounts& to, const Event& event);
  std::vector<Event> events_;
};

}  // namespace sas::promises
