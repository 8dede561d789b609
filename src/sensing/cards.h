#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lake/observation.h"
#include "sensing/registry.h"

/// What a page needs to know of a series beside its values, and what may honestly be said of how fresh it is.
namespace sas::sensing {

/// A series with its thing, its place and what it measures.
struct SeriesCard {
  Series series;
  std::string thing_name;
  std::string thing_description;
  std::string property_name;
  std::string property_definition;
  std::string sensor_name;
  std::string zone;
  std::string licence;
  std::optional<double> longitude, latitude;  ///< WGS84 degrees; none when the place is not a point
};

/// Every series that anybody may see, by thing and name.
[[nodiscard]] std::vector<SeriesCard> open_cards(store::ReadTx& tx);
/// The same with what is only for employees.
[[nodiscard]] std::vector<SeriesCard> all_cards(store::ReadTx& tx);
/// One of them, if it exists and is open.
[[nodiscard]] std::optional<SeriesCard> open_card(store::ReadTx& tx, lake::SeriesId id);

struct Freshness {
  /// `live`: the newest value is as new as it should be. `late`: it should have come by now. `dead`: nothing new for
  /// days, or the value stands still: not to be shown as what is. `silent`: never a value.
  enum class State { live, late, dead, silent } state = State::silent;
  std::optional<lake::Moment> last;  ///< time of the newest value
};
/// "live", "late", "dead", "silent".
[[nodiscard]] std::string_view to_text(Freshness::State state);
/// "live" is only said of what is live (a file that is fetched every minute can hold a value of last year). A series
/// that does not say how often it measures is taken to measure once a day.
[[nodiscard]] Freshness freshness(const QualityRules& rules, const std::optional<lake::Observation>& latest,
                                  lake::Moment now);

}  // namespace sas::sensing
