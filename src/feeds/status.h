#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lake/lake.h"
#include "sensing/cards.h"
#include "store/store.h"

/// How feeds and their series are, told honestly: by what was measured, not by when we fetched it.
namespace sas::feeds {

struct SeriesStatus {
  lake::SeriesId series{};
  std::string key;
  sensing::Freshness fresh;                 ///< the one judgement of how fresh a series is
  std::optional<lake::Moment> last_value;   ///< when the newest value was measured
  std::optional<lake::Moment> last_change;  ///< when it was first what it is now
  /// Of late and dead: since when it has not done its work; of one that always says the same, since it began to.
  std::optional<lake::Moment> since;
};

/// One for each series, in order. Errors as lake::Lake::query.
[[nodiscard]] Result<std::vector<SeriesStatus>> series_status(lake::Lake& lake, std::span<const sensing::Series> series,
                                                              lake::Moment now);
[[nodiscard]] inline Result<std::vector<SeriesStatus>> series_status(lake::Lake& lake,
                                                                     const std::vector<sensing::Series>& series,
                                                                     lake::Moment now) {
  return series_status(lake, std::span<const sensing::Series>(series), now);
}

/// What a feed that polls or is sent to has done; a row of the records.
struct FeedStatus {
  std::string feed;  ///< "npr", "luchtmeetnet", "mqtt"
  std::optional<Instant> last_try;
  std::optional<Instant> last_success;   ///< it answered and was understood
  std::optional<Instant> last_measured;  ///< newest time of measurement it ever brought
  std::string last_error;                ///< code; empty after a success
  std::int64_t failures = 0;             ///< in a row
  std::int64_t rows = 0, rejected = 0;   ///< since the beginning
};

/// What one round of a feed brought.
struct FeedRound {
  std::string feed;
  std::string error;  ///< code; empty: success
  std::int64_t rows = 0, rejected = 0;
  std::optional<Instant> measured;  ///< newest time in it
};

/// Adds a round to the status of its feed.
void note_round(store::WriteTx& tx, const Clock& clock, const FeedRound& round);
[[nodiscard]] std::optional<FeedStatus> feed_status(store::ReadTx& tx, std::string_view feed);
/// In order of name.
[[nodiscard]] std::vector<FeedStatus> all_feed_status(store::ReadTx& tx);

/// Schema steps 130-139.
[[nodiscard]] std::vector<store::Migration> migrations();

}  // namespace sas::feeds
