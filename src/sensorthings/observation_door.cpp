#include "sensorthings/observation_door.h"

namespace sas::sensorthings {

namespace {

struct Read {
  ObservationBody body;
  SeriesCache::Facts facts;
};

tl::unexpected<Error> no_series() {
  return fail(ErrorKind::invalid, "body-invalid", "Datastream: expected the number of one that exists");
}

Result<Read> read(Core& core, const Access& access, std::string_view text, const std::optional<Addressed>& address) {
  if (!access.may_write()) return fail(ErrorKind::forbidden, "sensor-forbidden", "the credential is for reading only");
  JsonCursor in(text);
  Result<ObservationBody> body = read_observation_body(in);
  if (!body) return fail(std::move(body));
  if (!in.at_end()) return fail(ErrorKind::invalid, "json-invalid", "the body goes on after its object");
  if (address && body->series && address->series != *body->series)
    return fail(ErrorKind::invalid, "body-invalid", "Datastream: expected the one of the address, or none");
  if (!address && !body->series)
    return fail(ErrorKind::invalid, "body-invalid", "Datastream: expected {\"@iot.id\": number}");
  Result<SeriesCache::Facts> facts = core.facts(access, address ? address->series : *body->series);
  const ObservationBody::Named named = address ? address->named : body->named;
  const bool unknown = !facts ? facts.error().kind == ErrorKind::not_found
                              : (*facts)->series.is_multi != (named == ObservationBody::Named::multi);
  if (unknown) {
    // Named in the body it is a mistake in the body, not an address that is not there.
    if (address) return fail(ErrorKind::not_found, "url-unknown", "there is no such Datastream");
    return no_series();
  }
  if (!facts) return fail(std::move(facts));
  return Read{std::move(*body), std::move(*facts)};
}

Result<Observed> observed(Core& core, const Read& read) {
  const sensing::Series& series = read.facts->series;
  Result<lake::Observation> made =
      to_observation(read.body, series, read.body.phenomenon ? lake::Moment{} : core.fresh_moment());
  if (!made) return fail(std::move(made));
  made->feature = read.facts->unnamed_feature();
  return Observed{std::move(*made), form_of(series)};
}

}  // namespace

Result<Observed> read_one(Core& core, const Access& access, std::string_view body,
                          const std::optional<Addressed>& address) {
  const Result<Read> in = read(core, access, body, address);
  if (!in) return fail(in.error());
  if (in->body.new_feature)
    return fail(ErrorKind::invalid, "body-invalid",
                "FeatureOfInterest: expected {\"@iot.id\": number} of one that exists");
  Result<Observed> out = observed(core, *in);
  if (!out || !in->body.feature) return out;
  const sensing::Series& series = in->facts->series;
  auto known = core.change(access, [&](Writer& writer) {
    return writer.use_feature(static_cast<std::int64_t>(series.id), *in->body.feature);
  });
  if (!known) return fail(std::move(known));
  out->observation.feature = *in->body.feature == series.feature ? 0 : *in->body.feature;
  return out;
}

Result<std::optional<Observed>> read_plain(Core& core, const Access& access, std::string_view body,
                                           const std::optional<Addressed>& address) {
  const Result<Read> in = read(core, access, body, address);
  if (!in) return fail(in.error());
  if (in->body.feature || in->body.new_feature) return std::nullopt;
  Result<Observed> out = observed(core, *in);
  if (!out) return fail(std::move(out));
  return std::optional(std::move(*out));
}

Result<Observed> observe_one(Core& core, const Access& access, std::string_view body,
                             const std::optional<Addressed>& address) {
  const Result<Read> in = read(core, access, body, address);
  if (!in) return fail(in.error());
  if (in->body.feature || in->body.new_feature) {
    Observed out{{}, form_of(in->facts->series)};
    auto done = core.change(access, [&](Writer& writer) -> Result<Done> {
      Result<lake::Observation> made = writer.observe(static_cast<std::int64_t>(in->facts->series.id), in->body);
      if (!made) return fail(std::move(made));
      out.observation = std::move(*made);
      return Done{};
    });
    if (!done) return fail(std::move(done));
    return out;
  }
  Result<Observed> out = observed(core, *in);
  if (!out) return out;
  auto taken = core.take({out->observation});
  if (!taken) return fail(std::move(taken));
  if (taken->at(0).what == sensing::Taken::What::refused) return fail(refusal(taken->at(0).code));
  return out;
}

}  // namespace sas::sensorthings
