#pragma once
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "lake/observation.h"

namespace sas::feeds {

using LocalMoment = std::chrono::local_time<std::chrono::microseconds>;

/// What a local clock time can stand for: one moment, two when the clock went back, none when it went forward.
struct LocalMeaning {
  enum class Kind { once, twice, never } kind = Kind::once;
  lake::Moment first{};
  lake::Moment second{};  ///< of `twice`: an hour later, as a rule; otherwise as first
};

/// A zone of the IANA database, kept ready for many questions. Thread-safe.
class Zone {
 public:
  /// Error `zone-unknown`.
  [[nodiscard]] static Result<Zone> named(std::string_view name);
  [[nodiscard]] LocalMeaning meaning(LocalMoment local) const;
  [[nodiscard]] LocalMoment local(lake::Moment moment) const;
  /// When the local day begins; midnight that does not exist: the end of the gap.
  [[nodiscard]] lake::Moment start_of(std::chrono::local_days day) const;
  [[nodiscard]] const std::string& name() const;

 private:
  struct Data;
  explicit Zone(std::shared_ptr<const Data> data) : data_(std::move(data)) {}
  std::shared_ptr<const Data> data_;
};

}  // namespace sas::feeds
