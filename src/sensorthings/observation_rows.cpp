#include <algorithm>

#include "sensorthings/observation_door.h"

/// CreateObservations: rows straight from the text into Observations.
namespace sas::sensorthings {
namespace {

using Kind = sensing::SeriesDescription::Kind;

tl::unexpected<Error> broken(const JsonCursor& in) {
  return fail(ErrorKind::invalid, "json-invalid",
              "the body is no JSON as CreateObservations wants it, at byte " + std::to_string(in.place()));
}

class RowReader {
 public:
  RowReader(Core& core, const Access& access, std::string_view body) : core_(core), access_(access), in_(body) {}

  Result<std::vector<std::optional<ObservationKey>>> run() {
    if (!in_.take('[')) return broken(in_);
    if (!in_.take(']')) {
      do {
        if (auto good = group(); !good) return fail(std::move(good));
      } while (in_.take(','));
      if (!in_.take(']')) return broken(in_);
    }
    if (!in_.at_end()) return broken(in_);
    return take();
  }

 private:
  // What is known of the group that is being read.
  struct Group {
    std::optional<std::int64_t> series;
    ObservationBody::Named named = ObservationBody::Named::neither;
    std::vector<std::string> components;
    SeriesCache::Facts facts;
    bool has_components = false;
    std::optional<JsonCursor> rows;  ///< when they came before what tells how to read them
  };

  Result<Done> group() {
    Group group;
    if (!in_.take('{')) return broken(in_);
    if (in_.take('}')) return fail(ErrorKind::invalid, "body-invalid", "Datastream: expected {\"@iot.id\": number}");
    do {
      std::string name;
      if (in_.peek() != '"' || !in_.text(name) || !in_.take(':')) return broken(in_);
      if (auto good = member(name, group); !good) return good;
    } while (in_.take(','));
    if (!in_.take('}')) return broken(in_);
    if (!group.series) return fail(ErrorKind::invalid, "body-invalid", "Datastream: expected {\"@iot.id\": number}");
    if (!group.has_components)
      return fail(ErrorKind::invalid, "body-invalid", "components: expected the names of the columns");
    if (!group.rows) return Done{};
    JsonCursor late = *group.rows;
    return rows(late, group);
  }

  Result<Done> member(const std::string& name, Group& group) {
    if (name == "Datastream" || name == "MultiDatastream") {
      ObservationBody link;
      if (auto good = read_observation_member(in_, name, link); !good) return good;
      group.series = link.series;
      group.named = link.named;
      return Done{};
    }
    if (name == "components") return components(group);
    if (name == "dataArray") {
      if (group.series && group.has_components) return rows(in_, group);
      group.rows = in_;
    }
    std::string_view skipped;
    if (!in_.value(skipped)) return broken(in_);
    if (name == "dataArray" || name == "dataArray@iot.count") return Done{};
    return fail(ErrorKind::invalid, "body-invalid",
                "CreateObservations: expected Datastream, components, dataArray@iot.count and dataArray");
  }

  Result<Done> components(Group& group) {
    if (!in_.take('[')) return broken(in_);
    if (!in_.take(']')) {
      do {
        std::string& name = group.components.emplace_back();
        if (in_.peek() != '"' || !in_.text(name)) return broken(in_);
        if (group.components.size() > 10)
          return fail(ErrorKind::invalid, "body-invalid", "components: expected at most ten");
      } while (in_.take(','));
      if (!in_.take(']')) return broken(in_);
    }
    constexpr std::string_view known[] = {"phenomenonTime",
                                          "resultTime",
                                          "result",
                                          "resultQuality",
                                          "validTime",
                                          "parameters",
                                          "id",
                                          "FeatureOfInterest/id",
                                          "FeatureOfInterest/@iot.id"};
    for (const std::string& name : group.components)
      if (std::find(std::begin(known), std::end(known), name) == std::end(known))
        return fail(ErrorKind::invalid, "body-invalid", "components: expected names of properties of an Observation");
    group.has_components = true;
    return Done{};
  }

  // The facts of the series, or nothing: then every row of it is an error.
  void look_up(Group& group) {
    auto facts = core_.facts(access_, *group.series);
    if (!facts || (*facts)->series.is_multi != (group.named == ObservationBody::Named::multi)) return;
    group.facts = std::move(*facts);
  }

  Result<Done> rows(JsonCursor& in, Group& group) {
    look_up(group);
    if (!in.take('[')) return broken(in);
    if (in.take(']')) return Done{};
    do {
      if (keys_.size() >= most_observations)
        return fail(ErrorKind::too_large, "too-many-observations",
                    "one CreateObservations takes at most " + std::to_string(most_observations) + " Observations");
      const JsonCursor start = in;
      if (row(in, group)) continue;
      // Past what is wrong, to the next row; a row that is no JSON spoils the whole.
      in = start;
      std::string_view skipped;
      if (!in.value(skipped)) return broken(in);
      keys_.emplace_back(std::nullopt);
    } while (in.take(','));
    if (!in.take(']')) return broken(in);
    return Done{};
  }

  // One row; false when something in it is wrong.
  bool row(JsonCursor& in, const Group& group) {
    if (!group.facts || !in.take('[')) return false;
    ObservationBody body;
    bool first = true;
    for (const std::string& name : group.components) {
      if (!first && !in.take(',')) return false;
      first = false;
      if (!read_observation_member(in, name, body)) return false;
    }
    if (!in.take(']')) return false;
    return add(group, body);
  }

  bool add(const Group& group, const ObservationBody& body) {
    const lake::Moment now = body.phenomenon ? lake::Moment{} : core_.fresh_moment();
    Result<lake::Observation> made = to_observation(body, group.facts->series, now);
    if (!made) return false;
    made->feature = group.facts->unnamed_feature();
    if (body.feature && !feature(group, *body.feature, *made)) return false;
    places_.push_back(keys_.size());
    keys_.emplace_back(key_of(*made));
    observations_.push_back(std::move(*made));
    return true;
  }

  // Mostly the same one row after row.
  bool feature(const Group& group, std::int64_t wanted, lake::Observation& out) {
    const std::pair asked{static_cast<std::int64_t>(group.facts->series.id), wanted};
    if (asked != known_feature_) {
      auto done = core_.change(access_, [&](Writer& writer) { return writer.use_feature(asked.first, wanted); });
      if (!done) return false;
      known_feature_ = asked;
    }
    out.feature = wanted == group.facts->series.feature ? 0 : wanted;
    return true;
  }

  Result<std::vector<std::optional<ObservationKey>>> take() {
    if (observations_.empty()) return std::move(keys_);
    auto taken = core_.take(std::move(observations_));
    if (!taken) return fail(std::move(taken));
    for (std::size_t i = 0; i < taken->size(); ++i)
      if ((*taken)[i].what == sensing::Taken::What::refused) keys_[places_[i]].reset();
    return std::move(keys_);
  }

  Core& core_;
  const Access& access_;
  JsonCursor in_;
  std::vector<std::optional<ObservationKey>> keys_;
  std::vector<lake::Observation> observations_;
  std::vector<std::size_t> places_;
  std::pair<std::int64_t, std::int64_t> known_feature_{0, 0};
};

}  // namespace

Result<std::vector<std::optional<ObservationKey>>> observe_rows(Core& core, const Access& access,
                                                                std::string_view body) {
  if (!access.may_write()) return fail(ErrorKind::forbidden, "sensor-forbidden", "the credential is for reading only");
  return RowReader(core, access, body).run();
}

}  // namespace sas::sensorthings
