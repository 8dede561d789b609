#pragma once
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sensing/area_hours.h"
#include "sensing/area_store.h"

/// Figures by area, as somebody asked for them; nothing here makes a page.
namespace sas::sensing {

/// What is measured, and in which unit.
struct Quantity {
  std::string property;
  std::string unit;
  friend auto operator<=>(const Quantity&, const Quantity&) = default;
};
/// "luchttemperatuur|°C": how it stands in an address.
[[nodiscard]] std::string to_text(const Quantity& quantity);

/// A day and a week are told by the hour, a month and a quarter by the day.
enum class AreaPeriod { day, week, month, quarter };
inline constexpr std::array all_area_periods{AreaPeriod::day, AreaPeriod::week, AreaPeriod::month, AreaPeriod::quarter};
/// "dag", "week", "maand", "kwartaal".
[[nodiscard]] std::string_view to_text(AreaPeriod period);
[[nodiscard]] bool is_by_day(AreaPeriod period);
/// The whole hours or Dutch days up to now: the last one is not over yet.
[[nodiscard]] lake::TimeScope scope_of(AreaPeriod period, Instant now);

/// What somebody wants to see; what is empty or not there becomes the first that is.
struct AreaWish {
  std::string list, quantity, area, period;
};

struct AreaView {
  std::vector<std::string> lists;
  std::string list;
  std::vector<Quantity> quantities;  ///< measured in one of these areas
  Quantity quantity;
  AreaPeriod period = AreaPeriod::week;
  lake::TimeScope scope;
  /// Every area of the list, by code, with what was measured in it over the whole period.
  struct Row {
    Area area;
    std::optional<AreaFigure> figure;
  };
  std::vector<Row> rows;
  std::optional<std::size_t> chosen;  ///< of the rows; none when nothing was measured anywhere
  std::vector<AreaFigure> course;     ///< of the chosen area by hour or by day, oldest first
};

/// `cards` are the series that may be seen. Errors of Lake::query().
[[nodiscard]] Result<AreaView> area_view(lake::Lake& lake, std::vector<AreaList> lists,
                                         const std::vector<SeriesCard>& cards, const AreaWish& wish, Instant now);

/// From the lightest shade of a map to the darkest.
struct ShadeRange {
  double low = 0, high = 0;
};
/// The range over which these figures, as they are shown with `decimals` digits, spread the shades of a map. A map
/// draws the eye to differences, so it must not make some where there are none: figures that differ by less than a
/// fiftieth of their size, or by one step of the last digit shown, get one shade wherever they lie, because
/// thermometers of one make differ as much. The range is at least five times that and has the figures in its middle.
/// `figures` has at least one.
[[nodiscard]] ShadeRange shade_range(std::span<const double> figures, int decimals);

/// The same question for who goes on with it: SQL over the tables of /balie/verkennen/vraag. Needs a chosen area.
[[nodiscard]] std::string sql_of(const AreaView& view);

}  // namespace sas::sensing
