#pragma once
#include <memory>
#include <string>
#include <vector>

#include "sensing/registry.h"
#include "sensorthings/resource_path.h"
#include "sensorthings/sensorthings.h"

/// What subscribers at a broker are told: 18-088 clause 14.2, "Receive updates with MQTT Subscribe". Everything is told
/// as nobody in particular may see it, because a subscriber is nobody in particular.
namespace sas::sensorthings {

/// A message on a topic, "v1.1/Things(1)/name".
struct Update {
  std::string topic;
  std::string body;
};

/// Of a value that was made durable: on "v1.1/Observations" and on the Observations of its series and of its feature of
/// interest; a correction also on that Observation by itself, "v1.1/Observations('17-1717243200000000')", and on its
/// result. None when the series is not open or the value is not told to outsiders. `base` is the address of the
/// service without a slash at the end.
[[nodiscard]] std::vector<Update> updates_of(const lake::Observation& observation, const sensing::Series& series,
                                             std::string_view base);

/// The register, followed by its ledger: a change is told whatever door it came by, once it is durable. One thread.
class RegisterUpdates {
 public:
  /// Begins with what changes from now on.
  explicit RegisterUpdates(const SensorThingsParts& parts);
  ~RegisterUpdates();
  RegisterUpdates(const RegisterUpdates&) = delete;
  RegisterUpdates& operator=(const RegisterUpdates&) = delete;

  /// What was added or changed since the call before, of at most some hundreds of changes: the entity as it is now, on
  /// its set, by itself, on each property that changed and on each list that it is in ("v1.1/Things(1)/Datastreams").
  /// With a series that becomes open, its Thing and what else belongs to it is told too.
  /// What was removed is not told (14.2 knows no message for it). Errors of the store: nothing is lost by them.
  [[nodiscard]] Result<std::vector<Update>> next();
  /// The plain topic of where a way over entities without a number leads as the register is now, as far as outsiders
  /// may know: "v1.1/Things(3)/name" for "Datastreams(1)/Thing/name". Empty when it leads nowhere.
  [[nodiscard]] Result<std::string> leads_to(const ResourcePath& way) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sas::sensorthings
