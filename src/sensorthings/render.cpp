#include "sensorthings/render.h"

#include <algorithm>

#include "base/text.h"
#include "sensorthings/entity_json.h"
#include "sensorthings/json_text.h"

namespace sas::sensorthings {
namespace {

Result<const Navigation*> expandable(const EntityType& type, const Expand& expand) {
  const Navigation* by = type.navigation(expand.navigation);
  if (by != nullptr) return by;
  return fail(ErrorKind::invalid, "url-invalid",
              "$expand, at character " + std::to_string(expand.at + 1) + ": " + std::string(type.name) +
                  " has no navigation \"" + expand.navigation.substr(0, 60) + "\"");
}

std::string joined(const std::vector<std::string>& items) {
  std::string out = "[";
  for (const std::string& item : items) {
    if (out.size() > 1) out += ',';
    out += item;
  }
  return out + "]";
}

/// How many entities come with one of this type, itself included; none when one of them comes whole.
std::optional<std::int64_t> small_entities(const EntityType& type, const Options& options) {
  if (options.select.empty()) return std::nullopt;
  std::int64_t out = 1;
  for (const Expand& expand : options.expand) {
    const Navigation* by = type.navigation(expand.navigation);
    const auto inside = by == nullptr ? std::nullopt : small_entities(entity(by->target), expand.options);
    if (!inside) return std::nullopt;
    const std::int64_t times = by->is_many() ? std::min(expand.options.top.value_or(default_top), most_top) : 1;
    // Nested lists multiply: beyond the limit it does not matter by how much.
    out = std::min(out + times * *inside, most_small + 1);
  }
  return out;
}

}  // namespace

Options with_page(const EntityType& type, Options options) {
  const auto entities = small_entities(type, options);
  const std::int64_t most = entities ? std::clamp(most_small / *entities, most_top, most_top_of_small) : most_top;
  options.top = std::min(options.top.value_or(default_top), most);
  return options;
}

Options with_page(Options options) {
  options.top = std::min(options.top.value_or(default_top), most_top);
  return options;
}

std::string next_link(std::string_view address, const Options& options) {
  std::string out(address);
  char mark = '?';
  const auto add = [&](std::string_view name, const std::string& value) {
    out += mark;
    mark = '&';
    out += std::string(name) + "=" + url_encode(value);
  };
  for (const auto& [name, value] : options.raw)
    if (name != "$skip" && name != "$top") add(name, value);
  add("$top", std::to_string(*options.top));
  add("$skip", std::to_string(options.skip + *options.top));
  return out;
}

Result<std::map<std::int64_t, Told>> Render::told(const EntityType& type, const std::vector<std::int64_t>& ids,
                                                  const Selection& selection) {
  std::map<std::int64_t, Told> out;
  if (!type.is_series()) return out;
  if (selection.has("phenomenonTime") || selection.has("resultTime")) {
    auto spans = parts_.times.spans(ids);
    if (!spans) return fail(std::move(spans));
    for (auto& [id, span] : *spans) out[id].span = span;
  }
  if (selection.has("observedArea"))
    for (const std::int64_t id : ids) out[id].area = observed_area(parts_.tx, id);
  return out;
}

Result<Render::Texts> Render::entities(const EntityType& type, const std::vector<std::int64_t>& ids,
                                       const Options& options) {
  Result<Selection> selection = Selection::of(type, options);
  if (!selection) return fail(std::move(selection));
  const std::map<std::int64_t, Entity> rows = load(parts_, type, ids);
  std::vector<std::int64_t> seen;
  for (const auto& [id, entity] : rows) seen.push_back(id);
  auto told = this->told(type, seen, *selection);
  if (!told) return fail(std::move(told));
  auto inside = expanded(type, seen, options);
  if (!inside) return fail(std::move(inside));
  Texts out;
  for (const auto& [id, entity] : rows)
    append_entity(out[id], type, entity, (*told)[id], base_, *selection, (*inside)[id]);
  return out;
}

Result<std::map<std::int64_t, Render::Members>> Render::expanded(const EntityType& type,
                                                                 const std::vector<std::int64_t>& ids,
                                                                 const Options& options) {
  std::map<std::int64_t, Members> out;
  for (const Expand& expand : options.expand) {
    Result<const Navigation*> by = expandable(type, expand);
    if (!by) return fail(std::move(by));
    const Options paged = with_page(expand.options);
    Result<Done> good = (*by)->target == Type::observation ? expand_observations(type, ids, **by, paged, out)
                                                           : expand_records(type, ids, **by, paged, out);
    if (!good) return fail(std::move(good));
  }
  return out;
}

Render::Members Render::page_members(std::string_view name, const std::string& address, const Options& options,
                                     const std::vector<std::string>& items, bool more,
                                     std::optional<std::int64_t> total) const {
  Members out;
  const std::string n(name);
  if (total) out.emplace_back(n + "@iot.count", std::to_string(*total));
  out.emplace_back(n, joined(items));
  if (more) {
    std::string link;
    append_quoted(link, next_link(address, options));
    out.emplace_back(n + "@iot.nextLink", std::move(link));
  }
  return out;
}

Result<Done> Render::expand_records(const EntityType& type, const std::vector<std::int64_t>& ids, const Navigation& by,
                                    const Options& options, std::map<std::int64_t, Members>& out) {
  const EntityType& target = entity(by.target);
  auto found = find(parts_, target, Scope{&type, &by, ids}, options);
  if (!found) return fail(std::move(found));
  std::vector<std::int64_t> all;
  for (const Found& each : *found) all.insert(all.end(), each.ids.begin(), each.ids.end());
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  if (all.size() > most_ids)
    return fail(ErrorKind::invalid, "filter-too-wide", "$expand would bring more than 16384 entities: give $top");
  auto texts = entities(target, all, options);
  if (!texts) return fail(std::move(texts));
  for (const Found& each : *found) {
    std::vector<std::string> items;
    for (const std::int64_t id : each.ids)
      if (const auto text = texts->find(id); text != texts->end()) items.push_back(text->second);
    if (!by.is_many()) {
      out[each.parent].emplace_back(by.name, items.empty() ? "null" : items.front());
      continue;
    }
    const std::string address = self_link(base_, type, each.parent) + "/" + std::string(by.name);
    Members members = page_members(by.name, address, options, items, each.more, each.total);
    std::move(members.begin(), members.end(), std::back_inserter(out[each.parent]));
  }
  return Done{};
}

Result<Done> Render::expand_observations(const EntityType& type, const std::vector<std::int64_t>& ids,
                                         const Navigation& by, const Options& options,
                                         std::map<std::int64_t, Members>& out) {
  std::map<std::int64_t, FoundObservations> found;
  if (type.is_series() && !ids.empty()) {
    auto all = find_of_series(parts_, ids, options);
    if (!all) return fail(std::move(all));
    found = std::move(*all);
  } else {
    for (const std::int64_t id : ids) {
      auto each = find_observations(parts_, {std::nullopt, id}, options);
      if (!each) return fail(std::move(each));
      found[id] = std::move(*each);
    }
  }
  for (const std::int64_t id : ids) {
    FoundObservations& each = found[id];
    if (options.count == Options::Count::tell && !each.total) each.total = 0;
    auto items = observations(each.observations, options);
    if (!items) return fail(std::move(items));
    const std::string address = self_link(base_, type, id) + "/" + std::string(by.name);
    Members members = page_members(by.name, address, options, *items, each.more, each.total);
    std::move(members.begin(), members.end(), std::back_inserter(out[id]));
  }
  return Done{};
}

Result<std::vector<std::string>> Render::observations(const std::vector<lake::Observation>& found,
                                                      const Options& options) {
  const EntityType& type = entity(Type::observation);
  Result<Selection> selection = Selection::of(type, options);
  if (!selection) return fail(std::move(selection));
  std::set<std::int64_t> series;
  for (const lake::Observation& o : found) series.insert(static_cast<std::int64_t>(o.series));
  const auto forms = forms_of(parts_, std::vector<std::int64_t>(series.begin(), series.end()));

  // Each navigation is rendered once for all Observations that share it.
  std::vector<std::map<std::string, std::string>> inside(found.size());
  for (const Expand& expand : options.expand) {
    Result<const Navigation*> by = expandable(type, expand);
    if (!by) return fail(std::move(by));
    const EntityType& target = entity((*by)->target);
    std::vector<std::int64_t> targets(found.size(), 0);
    std::set<std::int64_t> wanted;
    for (std::size_t i = 0; i < found.size(); ++i) {
      targets[i] =
          target.is_series() ? static_cast<std::int64_t>(found[i].series) : feature_of(parts_, found[i]).value_or(0);
      wanted.insert(targets[i]);
    }
    auto texts = entities(target, std::vector<std::int64_t>(wanted.begin(), wanted.end()), with_page(expand.options));
    if (!texts) return fail(std::move(texts));
    for (std::size_t i = 0; i < found.size(); ++i)
      if (const auto text = texts->find(targets[i]); text != texts->end())
        inside[i].emplace(expand.navigation, text->second);
  }
  std::vector<std::string> out;
  for (std::size_t i = 0; i < found.size(); ++i) {
    const auto form = forms.find(static_cast<std::int64_t>(found[i].series));
    if (form == forms.end()) continue;
    append_observation(out.emplace_back(), found[i], form->second, base_, *selection, inside[i]);
  }
  return out;
}

}  // namespace sas::sensorthings
