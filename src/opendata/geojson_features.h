#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

/// A FeatureCollection of any size, one feature at a time: memory grows with the largest feature and not with the file.
/// Of this room only.
namespace sas::opendata {

/// A feature of the collection; an error ends the reading with it.
using TakeFeature = std::function<Result<Done>(const json::Object&)>;

/// Takes a file in pieces (RFC 8259; RFC 7946). Members of the collection that are no features and no `crs` are passed
/// over. Not thread-safe.
class FeatureReader {
 public:
  explicit FeatureReader(TakeFeature take) : take_(std::move(take)) {}
  /// Errors: those of `take`; `json-invalid`; `geojson-invalid` (no FeatureCollection, a feature that is no object);
  /// `feature-too-large` (over 64 MiB without its white space, or more than kMostBrackets lists); `crs-unsupported` (an
  /// old `crs` member that names something else than WGS84 degrees).
  [[nodiscard]] Result<Done> feed(std::string_view piece);
  /// The end of the file. Errors as feed().
  [[nodiscard]] Result<Done> finish();

 private:
  /// Where in the file the next character stands. `member`: before the name of a member of the collection; `value`:
  /// before its value; `inside`: in a value.
  enum class Place { before, member, name, value, inside, features, feature, after };

  [[nodiscard]] Result<Done> take(char c);
  [[nodiscard]] Result<Done> begin_value(char c);
  [[nodiscard]] Result<Done> within_value(char c);
  [[nodiscard]] Result<Done> between_features(char c);
  [[nodiscard]] Result<Done> within_feature(char c);
  [[nodiscard]] Result<Done> end_value();
  [[nodiscard]] Result<Done> end_feature();
  [[nodiscard]] bool follow(char c);

  static constexpr std::size_t kMostBytes = std::size_t{64} << 20;
  // A vertex is one list of numbers; what opens more lists than a shape may have vertices, and some, is none.
  static constexpr std::size_t kMostBrackets = 1'200'000;
  static constexpr std::size_t kMostCommas = 4'000'000;

  TakeFeature take_;
  Place place_ = Place::before;
  std::string name_;       ///< of the member at hand
  std::string text_;       ///< of the value or the feature at hand, without white space
  std::size_t depth_ = 0;  ///< brackets that are open in it
  std::size_t brackets_ = 0, commas_ = 0;
  bool is_in_string_ = false, is_escaped_ = false;
  bool has_type_ = false, has_features_ = false;
};

}  // namespace sas::opendata
