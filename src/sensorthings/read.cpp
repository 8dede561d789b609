#include "sensorthings/read.h"

#include "base/text.h"
#include "sensorthings/aggregates.h"
#include "sensorthings/entity_json.h"
#include "sensorthings/evaluate.h"
#include "sensorthings/json_text.h"
#include "sensorthings/observation_table.h"
#include "sensorthings/render.h"

namespace sas::sensorthings {
namespace {

// The address of the list without its query.
std::string address_of(std::string_view base, const ResourcePath& path) {
  std::string out(base);
  for (const Step& step : path.steps) {
    out += "/" + std::string(step.by == nullptr ? step.type->set : step.by->name);
    if (step.id) out += "(" + std::to_string(*step.id) + ")";
    if (step.observation) out += "('" + to_text(*step.observation) + "')";
  }
  if (path.ask == Ask::refs) out += "/$ref";
  return out;
}

std::string page(const std::vector<std::string>& items, std::optional<std::int64_t> total, std::string_view next) {
  std::string out;
  ObjectText object(out);
  if (total) append_number(object.member("@iot.count"), *total);
  if (!next.empty()) object.text("@iot.nextLink", next);
  std::string& value = object.member("value");
  value += '[';
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) value += ',';
    value += items[i];
  }
  value += ']';
  object.close();
  return out;
}

std::string ref_json(std::string_view link) {
  std::string out;
  ObjectText object(out);
  object.text("@iot.selfLink", link);
  object.close();
  return out;
}

class Reader {
 public:
  Reader(const ReadParts& parts, std::string_view base, const ResourcePath& path, const Options& options)
      : parts_(parts),
        base_(base),
        path_(path),
        options_(with_page(*path.last().type, options)),
        render_(parts, base) {}

  Result<Answer> run() {
    if (path_.ask == Ask::property || path_.ask == Ask::raw_value) return property();
    if (options_.format != Options::Format::json && (path_.is_one() || path_.last().type->type != Type::observation))
      return fail(ErrorKind::invalid, "url-invalid", "$resultFormat is for lists of Observations and for Aggregates");
    if (path_.is_one()) return one();
    if (path_.last().type->type == Type::observation) return observations();
    return entities();
  }

 private:
  Result<Answer> one() {
    Result<Place> place = find_place(parts_, path_.steps);
    if (!place) return fail(std::move(place));
    if (path_.ask == Ask::refs) return Answer{ref_json(link_of(*place))};
    return whole(*place, options_);
  }

  [[nodiscard]] std::string link_of(const Place& place) const {
    if (place.observation) return std::string(base_) + "/Observations('" + to_text(key_of(*place.observation)) + "')";
    return self_link(base_, *place.type, place.id);
  }

  Result<Answer> whole(const Place& place, const Options& options) {
    if (place.observation) {
      auto texts = render_.observations({*place.observation}, options);
      if (!texts) return fail(std::move(texts));
      return Answer{std::move(texts->at(0))};
    }
    auto texts = render_.entities(*place.type, {place.id}, options);
    if (!texts) return fail(std::move(texts));
    return Answer{std::move(texts->at(place.id))};
  }

  // /name answers {"name": …}, and /name/$value the bare value (18-088 clauses 9.2.4 and 9.2.5).
  Result<Answer> property() {
    Result<Place> place = find_place(parts_, path_.steps);
    if (!place) return fail(std::move(place));
    Options alone;
    alone.select = {{std::string(path_.property->name)}};
    Result<Answer> entity = whole(*place, alone);
    if (!entity) return entity;
    const Result<json::Value> object = json::parse(entity->body);
    if (!object) return fail(ErrorKind::internal, "internal", "an answer that is no JSON");
    const json::Value* value = object->as_object().if_contains(path_.property->name);
    if (value != nullptr) value = part_of(*value, path_.inside.data(), path_.inside.data() + path_.inside.size());
    const bool absent = value == nullptr || value->is_null();
    if (path_.ask == Ask::raw_value) {
      if (absent) return fail(ErrorKind::not_found, "url-unknown", "the property has no value");
      if (value->is_string()) return Answer{std::string(value->get_string()), "text/plain; charset=utf-8"};
      if (value->is_object() || value->is_array()) return Answer{json_text(*value)};
      return Answer{json_text(*value), "text/plain; charset=utf-8"};
    }
    if (value == nullptr && !path_.inside.empty())
      return fail(ErrorKind::not_found, "url-unknown", "the property has no part of that name");
    const std::string& name = path_.inside.empty() ? std::string(path_.property->name) : path_.inside.back();
    std::string out;
    ObjectText text(out);
    text.raw(name, absent ? "null" : json_text(*value));
    text.close();
    return Answer{std::move(out)};
  }

  // The entity before the list, when there is one.
  Result<std::optional<Place>> parent() {
    if (path_.steps.size() == 1) return std::optional<Place>();
    Result<Place> place = find_place(parts_, std::span(path_.steps).first(path_.steps.size() - 1));
    if (!place) return fail(std::move(place));
    return std::optional(std::move(*place));
  }

  Result<Answer> entities() {
    Result<std::optional<Place>> from = parent();
    if (!from) return fail(std::move(from));
    std::optional<Scope> scope;
    if (*from) scope = Scope{(*from)->type, path_.last().by, {(*from)->id}};
    auto found = find(parts_, *path_.last().type, scope, options_);
    if (!found) return fail(std::move(found));
    const Found& page_found = found->front();
    std::vector<std::string> items;
    if (path_.ask == Ask::refs) {
      for (const std::int64_t id : page_found.ids) items.push_back(ref_json(self_link(base_, *path_.last().type, id)));
    } else {
      auto texts = render_.entities(*path_.last().type, page_found.ids, options_);
      if (!texts) return fail(std::move(texts));
      for (const std::int64_t id : page_found.ids)
        if (const auto text = texts->find(id); text != texts->end()) items.push_back(std::move(text->second));
    }
    return Answer{page(items, page_found.total, page_found.more ? next_link(address_of(base_, path_), options_) : "")};
  }

  Result<Answer> observations() {
    Result<std::optional<Place>> from = parent();
    if (!from) return fail(std::move(from));
    ObservationScope scope;
    if (*from && (*from)->type->is_series()) scope.series = (*from)->id;
    if (*from && !(*from)->type->is_series()) scope.feature = (*from)->id;
    auto found = find_observations(parts_, scope, options_);
    if (!found) return fail(std::move(found));
    const std::string next = found->more ? next_link(address_of(base_, path_), options_) : "";
    if (options_.format != Options::Format::json) return observation_table(parts_, base_, *found, options_, next);
    std::vector<std::string> items;
    if (path_.ask == Ask::refs) {
      for (const lake::Observation& o : found->observations)
        items.push_back(ref_json(std::string(base_) + "/Observations('" + to_text(key_of(o)) + "')"));
    } else {
      auto texts = render_.observations(found->observations, options_);
      if (!texts) return fail(std::move(texts));
      items = std::move(*texts);
    }
    return Answer{page(items, found->total, next)};
  }

  const ReadParts& parts_;
  std::string base_;
  const ResourcePath& path_;
  Options options_;
  Render render_;
};

}  // namespace

Result<Answer> read(const ReadParts& parts, std::string_view base, const ResourcePath& path, const Options& options) {
  return Reader(parts, base, path, options).run();
}

}  // namespace sas::sensorthings
