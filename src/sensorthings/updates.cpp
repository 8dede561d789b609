#include "sensorthings/updates.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "sensorthings/core.h"
#include "sensorthings/json_text.h"
#include "sensorthings/lake_filter.h"
#include "sensorthings/observation_json.h"
#include "sensorthings/read.h"
#include "sensorthings/render.h"

namespace sas::sensorthings {
namespace {

constexpr std::string_view version = "v1.1/";
/// Events in one round.
constexpr std::int64_t events_at_once = 200;
/// Lists of one entity that are told: a Location at which thousands of things stood must not fill the broker.
constexpr std::int64_t most_lists = 100;

const Access outsider{Access::Reach::open_only, 0, Access::Right::read, "broker"};

std::string topic_of(const EntityType& type) {
  return std::string(version) + std::string(type.set);
}
std::string topic_of(const EntityType& type, std::int64_t id) {
  return topic_of(type) + "(" + std::to_string(id) + ")";
}

/// The property alone, as an address of it answers (14.2.3, 9.2.4).
std::string property_json(std::string_view name, std::string_view value) {
  std::string out;
  ObjectText object(out);
  object.raw(name, value);
  object.close();
  return out;
}

/// What the ledger says of an entity.
struct Changed {
  sensing::Kind kind{};
  std::int64_t id = 0;
  enum class How { changed, added } how = How::changed;
  std::set<std::string, std::less<>> columns;
  std::vector<std::int64_t> locations;  ///< where a Thing went
};

std::optional<std::pair<sensing::Kind, std::int64_t>> subject_of(std::string_view subject) {
  using sensing::Kind;
  constexpr Kind kinds[] = {Kind::thing,  Kind::location,          Kind::historical_location,
                            Kind::sensor, Kind::observed_property, Kind::datastream,
                            Kind::feature};
  const std::size_t colon = subject.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view digits = subject.substr(colon + 1);
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), id);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  for (const Kind kind : kinds)
    if (sensing::table_of(kind) == subject.substr(0, colon)) return std::pair(kind, id);
  return std::nullopt;
}

/// Changes in the order in which they began; several of one entity are one, told as it is now.
class Changes {
 public:
  void take(const ledger::Event& event) {
    const bool is_added = event.kind == "sensor.added", is_moved = event.kind == "sensor.moved";
    if (!is_added && !is_moved && event.kind != "sensor.changed") return;
    const auto subject = subject_of(event.subject);
    if (!subject) return;
    Changed& changed = of(subject->first, subject->second);
    if (is_added) changed.how = Changed::How::added;
    if (const json::Value* fields = event.facts.if_contains("fields"); fields != nullptr && fields->is_array())
      for (const json::Value& field : fields->get_array())
        if (field.is_string()) changed.columns.emplace(field.get_string());
    if (const json::Value* places = event.facts.if_contains("locations"); places != nullptr && places->is_array())
      for (const json::Value& place : places->get_array())
        if (place.is_int64()) changed.locations.push_back(place.get_int64());
  }
  [[nodiscard]] const std::vector<Changed>& all() const { return all_; }

 private:
  Changed& of(sensing::Kind kind, std::int64_t id) {
    const auto found =
        std::find_if(all_.begin(), all_.end(), [&](const Changed& c) { return c.kind == kind && c.id == id; });
    if (found != all_.end()) return *found;
    all_.push_back({kind, id, Changed::How::changed, {}, {}});
    return all_.back();
  }
  std::vector<Changed> all_;
};

/// Messages about entities, as the snapshot has them.
class Teller {
 public:
  Teller(const ReadParts& parts, std::string_view base) : parts_(parts), render_(parts, base) {}

  Result<Done> tell(const Changed& changed) {
    for (const EntityType& type : all_entities()) {
      // A Datastream and a MultiDatastream are rows of one table; an entity is of one type only.
      if (type.type == Type::observation || type.kind != changed.kind) continue;
      Result<std::string> text = text_of(type, changed.id);
      if (!text) return fail(std::move(text));
      if (text->empty()) continue;
      add(topic_of(type), *text, changed.id);
      add(topic_of(type, changed.id), *text, changed.id);
      if (changed.how == Changed::How::changed)
        if (auto good = tell_properties(type, changed, *text); !good) return good;
      if (auto good = tell_lists(type, changed.id, *text); !good) return good;
      if (auto good = tell_places(changed); !good) return good;
      if (type.is_series() && changed.columns.contains("exposure"))
        if (auto good = tell_around(type, changed.id); !good) return good;
    }
    return Done{};
  }
  [[nodiscard]] std::vector<Update> take() { return std::move(out_); }

 private:
  /// Empty when it is gone, or is not told to outsiders.
  Result<std::string> text_of(const EntityType& type, std::int64_t id) {
    auto texts = render_.entities(type, {id}, {});
    if (!texts) return fail(std::move(texts));
    const auto found = texts->find(id);
    return found == texts->end() ? std::string() : std::move(found->second);
  }

  Result<Done> tell_properties(const EntityType& type, const Changed& changed, const std::string& text) {
    const Result<json::Value> entity = json::parse(text);
    if (!entity) return fail(entity.error());
    for (const Property& property : type.properties) {
      if (property.column.empty() || !changed.columns.contains(property.column)) continue;
      const json::Value* value = entity->as_object().if_contains(property.name);
      add(topic_of(type, changed.id) + "/" + std::string(property.name),
          property_json(property.name, value == nullptr ? "null" : json_text(*value)), changed.id);
    }
    return Done{};
  }

  /// Lists that the entity is in: each navigation of it, walked back.
  Result<Done> tell_lists(const EntityType& type, std::int64_t id, const std::string& text) {
    for (const Navigation& to : type.navigations) {
      if (to.target == Type::observation) continue;
      const EntityType& owner = entity(to.target);
      for (const Navigation& back : owner.navigations) {
        if (back.target != type.type || !back.is_many()) continue;
        Result<std::vector<std::int64_t>> owners = reached(type, id, to);
        if (!owners) return fail(std::move(owners));
        for (const std::int64_t each : *owners) add(topic_of(owner, each) + "/" + std::string(back.name), text, id);
      }
    }
    return Done{};
  }

  /// A Thing that moved has other Locations, which themselves did not change.
  Result<Done> tell_places(const Changed& changed) {
    for (const std::int64_t location : changed.locations) {
      Result<std::string> text = text_of(entity(Type::location), location);
      if (!text) return fail(std::move(text));
      if (!text->empty()) add(topic_of(entity(Type::thing), changed.id) + "/Locations", *text, location);
    }
    return Done{};
  }

  /// With a series that becomes open, what belongs to it is there for outsiders.
  Result<Done> tell_around(const EntityType& series, std::int64_t id) {
    for (const Navigation& to : series.navigations) {
      if (to.target == Type::observation) continue;
      Result<std::vector<std::int64_t>> ids = reached(series, id, to);
      if (!ids) return fail(std::move(ids));
      for (const std::int64_t each : *ids) {
        if (auto good = tell(Changed{entity(to.target).kind, each}); !good) return good;
        if (to.target != Type::thing) continue;
        for (const std::string_view name : {"Locations", "HistoricalLocations"})
          if (auto good = tell_all(entity(Type::thing), each, *entity(Type::thing).navigation(name)); !good)
            return good;
      }
    }
    return Done{};
  }
  Result<Done> tell_all(const EntityType& from, std::int64_t id, const Navigation& by) {
    Result<std::vector<std::int64_t>> ids = reached(from, id, by);
    if (!ids) return fail(std::move(ids));
    for (const std::int64_t each : *ids)
      if (auto good = tell(Changed{entity(by.target).kind, each}); !good) return good;
    return Done{};
  }

  /// What one navigation leads to, as far as outsiders may know.
  Result<std::vector<std::int64_t>> reached(const EntityType& from, std::int64_t id, const Navigation& by) {
    Options options;
    options.top = most_lists;
    auto found = find(parts_, entity(by.target), Scope{&from, &by, {id}}, options);
    if (!found) return fail(std::move(found));
    return std::move(found->front().ids);
  }

  void add(std::string topic, std::string body, std::int64_t id) {
    if (told_.emplace(topic, id).second) out_.push_back({std::move(topic), std::move(body)});
  }

  const ReadParts& parts_;
  Render render_;
  std::vector<Update> out_;
  std::set<std::pair<std::string, std::int64_t>> told_;
};

}  // namespace

std::vector<Update> updates_of(const lake::Observation& observation, const sensing::Series& series,
                               std::string_view base) {
  if (series.exposure != sensing::Exposure::open || !is_told(outsider, observation)) return {};
  const SeriesForm form = form_of(series);
  const EntityType& all = entity(Type::observation);
  const EntityType& owner = entity(series.is_multi ? Type::multi_datastream : Type::datastream);
  const std::string body = observation_json(observation, form, base);
  const std::int64_t feature = observation.feature != 0 ? observation.feature : series.feature;
  std::vector<Update> out{{topic_of(owner, static_cast<std::int64_t>(series.id)) + "/Observations", body},
                          {topic_of(all), body}};
  if (feature != 0) out.push_back({topic_of(entity(Type::feature), feature) + "/Observations", body});
  if ((observation.quality & lake::quality::corrected) == 0) return out;
  const std::string own = topic_of(all) + "('" + to_text(key_of(observation)) + "')";
  std::string result;
  append_observation_property(result, observation, form, "result");
  out.push_back({own, body});
  out.push_back({own + "/result", property_json("result", result)});
  return out;
}

struct RegisterUpdates::State {
  explicit State(const SensorThingsParts& parts) : core(parts), base(parts.site + std::string(root_path)) {}
  Core core;
  std::string base;
  std::optional<std::int64_t> seq;  ///< the last event that was told; none before the store could say
};

RegisterUpdates::RegisterUpdates(const SensorThingsParts& parts) : state_(std::make_unique<State>(parts)) {
  (void)next();
}
RegisterUpdates::~RegisterUpdates() = default;

Result<std::vector<Update>> RegisterUpdates::next() {
  return state_->core.read(outsider, [&](const ReadParts& parts) -> Result<std::vector<Update>> {
    const ledger::Ledger& ledger = state_->core.parts().ledger;
    if (!state_->seq) {
      state_->seq = ledger.size(parts.tx);
      return std::vector<Update>{};
    }
    Changes changes;
    std::int64_t last = *state_->seq;
    for (const ledger::Event& event : ledger.read_after(parts.tx, last, events_at_once)) {
      changes.take(event);
      last = event.seq;
    }
    Teller teller(parts, state_->base);
    for (const Changed& changed : changes.all())
      if (auto good = teller.tell(changed); !good) return fail(std::move(good));
    state_->seq = last;
    return teller.take();
  });
}

Result<std::string> RegisterUpdates::leads_to(const ResourcePath& way) const {
  return state_->core.read(outsider, [&](const ReadParts& parts) -> Result<std::string> {
    const std::size_t lists = way.is_one() ? 0 : 1;
    const auto end = find_place(parts, std::span(way.steps).first(way.steps.size() - lists));
    if (!end && end.error().kind == ErrorKind::not_found) return std::string();
    if (!end) return fail(Error(end.error()));
    std::string out = topic_of(*end->type, end->id);
    if (lists > 0) out += "/" + std::string(way.last().by->name);
    if (way.property != nullptr) out += "/" + std::string(way.property->name);
    return out;
  });
}

}  // namespace sas::sensorthings
