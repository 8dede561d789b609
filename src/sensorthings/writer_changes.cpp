#include <algorithm>

#include "sensorthings/body_values.h"
#include "sensorthings/observation_query.h"
#include "sensorthings/writer.h"

/// Changing and removing what exists, and who may.
namespace sas::sensorthings {
namespace {

tl::unexpected<Error> forbidden() {
  return fail(ErrorKind::forbidden, "sensor-forbidden", "the credential is for another Thing, or for reading only");
}

}  // namespace

Result<Done> Writer::may_create(const EntityType& type, const std::optional<Parent>& parent) const {
  if (!parts_.access.may_write()) return forbidden();
  if (parts_.access.reach == Access::Reach::everything) return Done{};
  if (type.is_series()) return Done{};  // whose Thing it is, is looked at when that is known
  if (!parent) return forbidden();
  return may_change(*parent->type, parent->id);
}

Result<Done> Writer::may_change(const EntityType& type, std::int64_t id) const {
  if (!parts_.access.may_write()) return forbidden();
  if (parts_.access.reach == Access::Reach::everything) return Done{};
  const std::int64_t thing = parts_.access.thing;
  const auto one = [&](std::string_view sql) -> Result<Done> {
    return tx_.query_one(sql, {id, thing}) ? Result<Done>(Done{}) : forbidden();
  };
  switch (type.type) {
    case Type::thing:
      return id == thing ? Result<Done>(Done{}) : forbidden();
    case Type::datastream:
    case Type::multi_datastream:
      return one("SELECT 1 FROM datastream WHERE id = $1 AND thing = $2");
    case Type::historical_location:
      return one("SELECT 1 FROM historical_location WHERE id = $1 AND thing = $2");
    case Type::location:
      // One that other Things share is not this one's to change.
      return one(
          "SELECT 1 FROM thing_location a WHERE a.location = $1 AND a.thing = $2 AND NOT EXISTS (SELECT 1 FROM "
          "thing_location b WHERE b.location = $1 AND b.thing <> $2)");
    default:
      return forbidden();
  }
}

Result<Done> Writer::may_observe(const sensing::Series& series) const {
  if (!parts_.access.may_write()) return forbidden();
  if (parts_.access.reach == Access::Reach::one_thing && series.thing != parts_.access.thing) return forbidden();
  return Done{};
}

Result<Done> Writer::update(const EntityType& type, std::int64_t id, const json::Object& body, Extent extent) {
  if (auto good = may_change(type, id); !good) return good;
  if (auto good = check_names(type, body, ""); !good) return good;
  Row row;
  if (auto good = properties(type, body, "", extent, row); !good) return good;
  if (auto good = to_ones(type, body, std::nullopt, "", Extent::named, row); !good) return good;
  if (type.type == Type::datastream) add_kind(row.columns);
  if (type.type == Type::multi_datastream && body.contains("ObservedProperties")) {
    const auto parts = tx_.query_one("SELECT count(*) FROM datastream_property WHERE datastream = $1", {id});
    if (parts->integer(0) != static_cast<std::int64_t>(row.parts.size()))
      return fail(ErrorKind::invalid, "body-invalid", "ObservedProperties: expected as many as there were");
    changes_.set_parts(id, row.parts);
  }
  // A place told anew is another place: values from before stay about the feature that was made of the old one.
  if (type.type == Type::location && body.contains("location")) row.columns.emplace_back("feature", nullptr);
  if (parts_.access.reach == Access::Reach::one_thing)
    for (const auto& [name, value] : row.columns)
      if (name == "thing" && std::get<std::int64_t>(value) != parts_.access.thing) return forbidden();
  if (!changes_.change(type.kind, id, row.columns))
    return fail(ErrorKind::not_found, "url-unknown", "there is no such " + std::string(type.name));
  // Where it stands decides of every series of the Thing which feature its next value is about.
  if (type.type == Type::location) after.moved = AfterCommit::Moved::something;
  if (type.is_series()) after.series.insert(id);
  if (type.type == Type::historical_location && body.contains("Locations"))
    return fail(ErrorKind::invalid, "body-invalid", "Locations: expected nothing: history is not rewritten");
  return to_manys(type, id, body, "");
}

Result<Done> Writer::remove(const EntityType& type, std::int64_t id) {
  if (auto good = may_change(type, id); !good) return good;
  if (type.type == Type::feature) {
    Options options;
    options.top = static_cast<std::int64_t>(most_ids);
    auto found = find_observations(parts_, {std::nullopt, id}, options);
    if (!found) return fail(std::move(found));
    if (found->more)
      return fail(ErrorKind::conflict, "feature-in-use",
                  "more than 16384 Observations are about this FeatureOfInterest: delete their Datastreams first");
    after.removed = std::move(found->observations);
  }
  const sensing::Removed removed = changes_.remove(type.kind, id);
  if (removed.rows.empty())
    return fail(ErrorKind::not_found, "url-unknown", "there is no such " + std::string(type.name));
  for (const lake::SeriesId series : removed.series) after.series.insert(static_cast<std::int64_t>(series));
  after.moved = AfterCommit::Moved::something;
  return Done{};
}

}  // namespace sas::sensorthings
