#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "sensorthings/sensorthings.h"

/// SensorThings over a message broker (18-088 clause 14): what a topic and a message mean.
namespace sas::sensorthings {

/// Thread-safe. Who may publish to which topic is the broker's to know: here everything is allowed.
class TopicDoor {
 public:
  explicit TopicDoor(const SensorThingsParts& parts);
  ~TopicDoor();
  TopicDoor(const TopicDoor&) = delete;
  TopicDoor& operator=(const TopicDoor&) = delete;

  /// A message published to "v1.1/Datastreams(1)/Observations", "v1.1/MultiDatastreams(1)/Observations" or
  /// "v1.1/Observations", as an Observation for the intake (Arrival::history: its time is its own). Errors
  /// `topic-unknown` and those of a POST.
  [[nodiscard]] Result<lake::Observation> read(std::string_view topic, std::string_view message);
  /// An Observation as subscribers get it; error `url-unknown` when its series is gone.
  [[nodiscard]] Result<std::string> write(const lake::Observation& observation);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sas::sensorthings
