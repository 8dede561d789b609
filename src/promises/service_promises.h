#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/config.h"
#include "base/text.h"
#include "base/time.h"
#include "calendar/opening_hours.h"
#include "catalogue/opening.h"

/// Promises that do not hang on one product: how soon the phone is answered, how long people wait at the desk. From
/// catalogue/service-promises.toml; measured from the ledger by service_scores.h.
namespace sas::promises {

/// A fact of an event with the values it must have; a promise without one takes every event of the kind.
struct FactIs {
  std::string fact;
  std::vector<std::string> values;   ///< texts; a number as it is written, true and false as "true" and "false"
};

/// In what the norm is told, and how.
enum class ServiceClock {
  value,          ///< the event holds the figure itself
  working_days,   ///< from the day of the start event to the day of the stop event
  calendar_days,
  opening_hours,  ///< from the moment of the start event; only the hours in which the location is open run
};

/// What is measured: from one event of the ledger to another, or a figure in one event.
struct Measure {
  std::string start;                 ///< kind of the event that starts the clock, or that holds the figure
  std::string stop;                  ///< kind of the event that ends it; empty with ServiceClock::value
  std::string key;                   ///< fact that ties both together; empty: the subject of the events
  std::optional<FactIs> only;        ///< start events that count
  std::optional<FactIs> missed_when; ///< an event with it is not kept, whatever its figure: a call that nobody answered
  std::string value;                 ///< fact that holds the figure, with ServiceClock::value
  ServiceClock clock = ServiceClock::value;
  std::int64_t norm = 0;             ///< in the unit of the figure, or days, or opening hours
  enum class Direction { at_most, at_least } direction = Direction::at_most;
  std::string location;              ///< channel whose hours count, with ServiceClock::opening_hours; else empty
  calendar::OpeningHours opening;    ///< the hours of that channel, as they are now
};

/// One version of a promise. The version that was in force on the day of the start event counts.
struct ServicePromise {
  std::string id;                    ///< "phone-answered"
  int version = 1;
  Bilingual text;
  std::string channel;               ///< phone, desk, mail, post, digital or all
  Measure measure;
  int share = 90;                    ///< percent that must be kept
  Date valid_from;
  std::optional<Date> valid_until;   ///< first day it no longer counts
  Bilingual decided_by;

  [[nodiscard]] bool in_force(Date day) const { return day >= valid_from && (!valid_until || day < *valid_until); }
};

/// Reads the file. A promise in opening hours takes those of its location from `opening` (catalogue/opening.h). A promise
/// with a problem is left out; every problem names file, field and remedy.
[[nodiscard]] std::vector<ServicePromise> load_service_promises(const json::Object& toml, const catalogue::OpeningByChannel& opening,
                                                                config::Problems& problems);
/// The same from the folder of the catalogue; a missing file is a problem too.
[[nodiscard]] std::vector<ServicePromise> load_service_promises(const std::string& folder, const catalogue::OpeningByChannel& opening,
                                                                config::Problems& problems);

[[nodiscard]] std::string_view to_text(ServiceClock clock);  ///< "value", "working-days", "calendar-days", "opening-hours"

}  // namespace sas::promises
