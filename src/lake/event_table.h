#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "lake/event.h"

namespace sas::lake {

/// How far the table has come.
struct EventPosition {
  std::int64_t seq = 0;  ///< of the last event that was told; 0: none
  Moment time{};         ///< of that event
  std::string key;       ///< fingerprint of the key of its pseudonyms
};

/// The events of the ledger as Parquet, a few files for each month (docs/lake-format.md). It only follows: whoever has
/// the ledger can make it again, so what is damaged is thrown away and told anew. Rows and position change in one step,
/// so that telling the same events again after a crash neither loses nor doubles any. Thread-safe.
class EventTable {
 public:
  virtual ~EventTable() = default;
  /// Adds the events, takes out the forgotten cases, and has come so far then. A batch that the table has already
  /// changes nothing. Errors `lake-full`, and `lake-events-damaged`: start anew.
  virtual Result<Done> take(const EventBatch& batch) = 0;
  /// Forgets everything and begins at the first event, with pseudonyms of that key. Errors `lake-full`, `lake-lost`.
  virtual Result<Done> start_anew(const std::string& key) = 0;
  [[nodiscard]] virtual EventPosition position() const = 0;
  /// Absolute paths of the files, which stay readable for some minutes when others take their place.
  [[nodiscard]] virtual std::vector<std::string> files() const = 0;
};

/// The columns of the files, in order.
inline constexpr const char* event_columns[] = {"seq",     "time",   "kind",   "about",   "product",
                                                "channel", "status", "result", "promised"};

/// In `folder`, the folder `event` of a lake; made when it is first needed. What is there and is not what its list says
/// is thrown away. Throws std::system_error.
[[nodiscard]] std::unique_ptr<EventTable> open_event_table(const std::string& folder, const Clock& clock);

}  // namespace sas::lake
