#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "city/panels.h"
#include "html/time_chart.h"
#include "lake/lake.h"
#include "sensing/cards.h"
#include "store/store.h"

/// What the city measures at a moment, by panel.
namespace sas::city {

struct Reading {
  sensing::SeriesCard card;
  sensing::Freshness fresh;
  std::optional<lake::Observation> latest;
  std::optional<lake::Moment> still_since;  ///< of a dead meter: its last change, or its last value
  double factor = 1;                        ///< from the unit of the series to that of the panel
};

struct PanelNow {
  const Panel* panel = nullptr;
  std::vector<Reading> readings;  ///< live ones first
  int live = 0;
  std::optional<double> value;  ///< of the live meters together; none when no meter is live
  std::vector<html::TimePoint> points;
  std::vector<html::TimePoint> usual;  ///< the same days of the week in the four weeks before; flows only
  Instant from{}, until{};
};

struct CityNow {
  Instant at{};
  std::vector<PanelNow> panels;
};

/// Reads at most once in `every`, whoever asks, and charts once a minute: a busy page costs no more than a quiet one.
/// While one reads, the others get what was read before. Thread-safe.
class CityReader {
 public:
  struct Parts {
    store::Store& records;
    lake::Lake& lake;
    const Clock& clock;
    const std::vector<Panel>& panels;
  };
  explicit CityReader(const Parts& parts, std::chrono::milliseconds every = std::chrono::seconds{10})
      : parts_(parts), every_(every) {}

  [[nodiscard]] Result<std::shared_ptr<const CityNow>> now();

 private:
  struct Chart {
    Instant at;
    std::vector<html::TimePoint> points, usual;
    Instant from, until;
  };

  [[nodiscard]] Result<CityNow> read(Instant at);
  [[nodiscard]] Reading read_series(sensing::SeriesCard card, Instant at);
  [[nodiscard]] Result<Done> read_chart(PanelNow& panel, Instant at);
  [[nodiscard]] Result<Chart> draw(const PanelNow& panel, Instant at);
  [[nodiscard]] std::shared_ptr<const CityNow> kept();
  [[nodiscard]] Result<std::vector<html::TimePoint>> add_up(const PanelNow& panel, Instant from, Instant until);
  [[nodiscard]] std::optional<lake::Moment> still_since(const Reading& reading);

  const Parts parts_;
  const std::chrono::milliseconds every_;
  std::mutex reading_;                   ///< held by who reads; what follows is theirs
  std::map<std::string, Chart> charts_;  ///< by panel
  std::mutex mutex_;
  std::shared_ptr<const CityNow> kept_;
  struct Still {
    lake::Moment last;
    lake::Moment since;
  };
  std::map<lake::SeriesId, Still> still_;  ///< looked up once for each time a meter stops
};

}  // namespace sas::city
