#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "lake/lake.h"
#include "ledger/ledger.h"
#include "sensing/registry.h"

/// The one way from any door into the lake: privacy first, then quality, then durable, then live.
namespace sas::sensing {

/// What became of one reading.
struct Taken {
  enum class What { stored, repeated, corrected, refused } what = What::stored;
  std::uint32_t quality = 0;  ///< flags it got
  /// Why it was refused: `series-unknown`, `result-type`, `time-far-future`, `time-too-old`, `interval-ends-early`,
  /// `count-bin-short`, or `unwelcome-<kind>` of privacy_door.h.
  std::string code;
};

/// `live`: values come as they are measured, so an old time means a source that stands still. `history`: values of the
/// past are handed in later; their age says nothing.
enum class Arrival { live, history };

/// What the intake counts, for metrics and the page of a feed.
struct IntakeStats {
  std::uint64_t taken = 0;
  std::uint64_t refused = 0;
  std::uint64_t unwelcome = 0;  ///< refused because they would have told of a person
};

/// Thread-safe. Never call it on the lake's thread: it may have to ask the lake.
class Intake {
 public:
  virtual ~Intake() = default;

  /// Judges every reading by the rules of its series, makes the good ones durable together, and answers for each. One
  /// bad reading does not hurt the others. Errors are of the whole: `lake-busy`, `lake-full`, `lake-lost`.
  virtual Result<std::vector<Taken>> take(std::vector<lake::Observation> readings, Arrival arrival) = 0;
  /// The same without waiting; `done` runs on the lake's thread.
  virtual void take_async(std::vector<lake::Observation> readings, Arrival arrival,
                          std::function<void(Result<std::vector<Taken>>)> done) = 0;
  /// Call after the register changed a series, so that its rules hold at once.
  virtual void forget(lake::SeriesId series) = 0;
  [[nodiscard]] virtual IntakeStats stats() const = 0;
};

struct IntakeParts {
  lake::Lake& lake;
  store::Store& records;
  const ledger::Ledger& ledger;
  const Clock& clock;
};

/// The intake of the house. All parts must outlive it.
[[nodiscard]] std::unique_ptr<Intake> make_intake(const IntakeParts& parts);

}  // namespace sas::sensing
