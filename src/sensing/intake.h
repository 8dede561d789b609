#pragma once
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "lake/lake.h"
#include "sensing/registry.h"

/// The one way from any door into the lake: privacy first, then quality, then durable, then live.
namespace sas::sensing {

/// What became of one reading.
struct Taken {
  enum class What { stored, repeated, corrected, refused } what = What::stored;
  std::uint32_t quality = 0;  ///< flags it got
  std::string code;           ///< why it was refused: `result-type`, `time-far-future`, `time-before-1900`, `unit-unknown`, …
};

/// Thread-safe.
class Intake {
 public:
  virtual ~Intake() = default;

  /// Judges every reading by the rules of its series, makes the good ones durable together, and answers for each. One bad
  /// reading does not hurt the others. Errors are of the whole: `lake-busy`, `lake-full`, `lake-lost`.
  virtual Result<std::vector<Taken>> take(std::vector<lake::Observation> readings) = 0;
  /// The same without waiting; `done` runs on the lake's thread.
  virtual void take_async(std::vector<lake::Observation> readings,
                          std::function<void(Result<std::vector<Taken>>)> done) = 0;
  /// Call after the register changed a series, so that its rules hold at once.
  virtual void forget(lake::SeriesId series) = 0;
};

}  // namespace sas::sensing
