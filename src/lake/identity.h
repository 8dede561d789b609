#pragma once
#include <functional>
#include <span>
#include <unordered_map>
#include <vector>

#include "lake/lake.h"
#include "lake/observation.h"

/// Which observation is which: pure rules, no engine.
namespace sas::lake {

/// What an observation is known by.
struct Key {
  SeriesId series{};
  Moment time{};
  std::optional<Moment> until;
  std::int64_t feature = 0;
  friend bool operator==(const Key&, const Key&) = default;
};

struct KeyHash {
  std::size_t operator()(const Key& key) const;
};

[[nodiscard]] Key key_of(const Observation& observation);

/// The same number and text. A judgement of a person (`manual`) that changes the flags is another result too: otherwise
/// nobody could ever approve or reject a value that stays as it is.
[[nodiscard]] bool same_result(const Observation& known, const Observation& told);

/// Where the lake has a row it knows.
enum class Place { hot, sealed };
struct KnownRow {
  Observation row;
  Place place = Place::hot;
};
using KnownRows = std::unordered_map<Key, KnownRow, KeyHash>;

/// The moment of the newest value that is known of a series; the beginning of time for none.
using NewestTime = std::function<Moment(SeriesId)>;

/// Keys of the batch that the lake may have already. A value newer than anything known of its series is none of them,
/// so that a device in its normal rhythm costs no look-up.
[[nodiscard]] std::vector<Key> doubtful_keys(std::span<const Observation> batch, const NewestTime& newest);

/// The newest value that is known of a series.
using NewestValue = std::function<std::optional<Observation>(SeriesId)>;

/// What the lake has of the doubtful keys, when all of the batch that have them only tell the newest value of their
/// series once more, as a device does that missed its answer: known without a look-up. Empty otherwise. The place of
/// the rows is not known, and not needed, because none of them gives way.
[[nodiscard]] KnownRows repeats_of_newest(std::span<const Observation> batch, std::span<const Key> doubtful,
                                          const NewestValue& newest);

/// What a commit has to do.
struct Plan {
  std::vector<Observation> rows;     ///< to store, in order of arrival
  std::vector<KnownRow> superseded;  ///< rows of the lake that give way
  std::vector<Observation> history;  ///< earlier versions, of the lake and of this batch
  std::vector<Outcome> outcomes;     ///< one for each of the batch
};

/// `known` holds what the lake has of the doubtful keys.
[[nodiscard]] Plan plan_commit(std::vector<Observation> batch, std::span<const Key> doubtful, KnownRows known);

/// Index and reason of the first observation that cannot be stored, as `observation-invalid`.
[[nodiscard]] Result<Done> check_storable(std::span<const Observation> observations);

}  // namespace sas::lake
