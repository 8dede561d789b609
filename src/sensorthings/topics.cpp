#include "sensorthings/topics.h"

#include "sensorthings/observation_door.h"
#include "sensorthings/observation_json.h"

namespace sas::sensorthings {
namespace {

Access whole_access() {
  return {Access::Reach::everything, 0, Access::Right::write, "broker"};
}

}  // namespace

struct TopicDoor::State {
  explicit State(const SensorThingsParts& parts) : core(parts), base(parts.site + std::string(root_path)) {}
  Core core;
  std::string base;
};

TopicDoor::TopicDoor(const SensorThingsParts& parts) : state_(std::make_unique<State>(parts)) {}
TopicDoor::~TopicDoor() = default;

Result<lake::Observation> TopicDoor::read(std::string_view topic, std::string_view message) {
  const auto unknown = [] {
    return fail(ErrorKind::not_found, "topic-unknown",
                "publish to v1.1/Datastreams(1)/Observations or v1.1/Observations");
  };
  constexpr std::string_view version = "v1.1/";
  if (!topic.starts_with(version)) return unknown();
  const Result<ResourcePath> path = parse_resource_path(topic.substr(version.size()));
  if (!path || path->ask != Ask::entities || path->is_one() || path->last().type->type != Type::observation)
    return unknown();
  std::optional<Addressed> address;
  if (path->steps.size() > 2) return unknown();
  if (path->steps.size() == 2) {
    const Step& owner = path->steps[0];
    if (!owner.type->is_series()) return unknown();
    const bool multi = owner.type->type == Type::multi_datastream;
    address = Addressed{*owner.id, multi ? ObservationBody::Named::multi : ObservationBody::Named::datastream};
  }
  Result<Observed> out = read_one(state_->core, whole_access(), message, address);
  if (!out) return fail(std::move(out));
  return std::move(out->observation);
}

Result<std::string> TopicDoor::write(const lake::Observation& observation) {
  const auto facts = state_->core.facts(whole_access(), static_cast<std::int64_t>(observation.series));
  if (!facts) return fail(facts.error());
  return observation_json(observation, form_of((*facts)->series), state_->base);
}

}  // namespace sas::sensorthings
