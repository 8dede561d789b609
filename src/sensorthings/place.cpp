#include <algorithm>

#include "sensorthings/observation_query.h"
#include "sensorthings/paths.h"
#include "sensorthings/read.h"

namespace sas::sensorthings {
namespace {

tl::unexpected<Error> nothing(const Step& step) {
  return fail(ErrorKind::not_found, "url-unknown", "there is no such " + std::string(step.type->name) + " here");
}

Expression is_id(std::int64_t id) {
  return ids_in({}, {id});
}

Result<Place> first(const ReadParts& parts, const Step& step) {
  if (step.observation) {
    auto observation = observation_of(parts, *step.observation);
    if (!observation) return fail(std::move(observation));
    if (!*observation) return nothing(step);
    return Place{step.type, 0, std::move(*observation)};
  }
  if (!step.id || load(parts, *step.type, {*step.id}).empty()) return nothing(step);
  return Place{step.type, *step.id, std::nullopt};
}

Result<Place> from_observation(const ReadParts& parts, const Place& at, const Step& step) {
  const std::optional<std::int64_t> id =
      step.type->is_series() ? static_cast<std::int64_t>(at.observation->series) : feature_of(parts, *at.observation);
  if (!id || load(parts, *step.type, {*id}).empty()) return nothing(step);
  return Place{step.type, *id, std::nullopt};
}

Result<Place> to_observation(const ReadParts& parts, const Place& at, const Step& step) {
  Result<Place> out = first(parts, step);
  if (!out) return out;
  const bool belongs = at.type->is_series() ? static_cast<std::int64_t>(out->observation->series) == at.id
                                            : feature_of(parts, *out->observation) == at.id;
  return belongs ? out : nothing(step);
}

}  // namespace

Result<Place> find_place(const ReadParts& parts, std::span<const Step> steps) {
  Result<Place> at = first(parts, steps.front());
  for (std::size_t i = 1; i < steps.size() && at; ++i) {
    const Step& step = steps[i];
    if (at->observation) {
      at = from_observation(parts, *at, step);
    } else if (step.type->type == Type::observation) {
      at = to_observation(parts, *at, step);
    } else {
      Options options;
      options.top = 1;
      if (step.id) options.filter = is_id(*step.id);
      auto found = find(parts, *step.type, Scope{at->type, step.by, {at->id}}, options);
      if (!found) return fail(std::move(found));
      if (found->front().ids.empty()) return nothing(step);
      at = Place{step.type, found->front().ids.front(), std::nullopt};
    }
  }
  return at;
}

}  // namespace sas::sensorthings
