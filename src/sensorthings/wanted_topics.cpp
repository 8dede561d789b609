#include "sensorthings/wanted_topics.h"

#include <algorithm>
#include <cstdio>
#include <fstream>

#include "sensorthings/json_text.h"
#include "sensorthings/options.h"
#include "sensorthings/resource_path.h"
#include "sensorthings/selection.h"

namespace sas::sensorthings {
namespace {

constexpr std::string_view version = "v1.1/";
constexpr std::string_view only_option = "$select=";
constexpr std::size_t most_characters = 1'000;

std::string with_key(std::string_view name, const Step& step) {
  std::string out(name);
  if (step.observation) return out + "('" + to_text(*step.observation) + "')";
  return out + "(" + std::to_string(step.id.value()) + ")";
}

// The shortest way to the same place. Empty when the way leads over an entity that has no key in it.
std::string shortest(const ResourcePath& path) {
  const Step& last = path.last();
  std::string out;
  if (last.has_key()) {
    out = with_key(last.type->set, last);
  } else if (path.steps.size() == 1) {
    out = last.type->set;
  } else {
    const Step& before = path.steps[path.steps.size() - 2];
    if (!before.has_key() || !last.by->is_many()) return {};
    out = with_key(before.type->set, before) + "/" + std::string(last.by->name);
  }
  if (path.ask == Ask::property) out += "/" + std::string(path.property->name);
  return std::string(version) + out;
}

// None for what is no topic of ours, or no place that can be told of.
std::optional<ResourcePath> way_of(std::string_view topic) {
  if (topic.size() > most_characters || !topic.starts_with(version)) return std::nullopt;
  auto path = parse_resource_path(topic.substr(0, topic.find('?')).substr(version.size()));
  if (!path || (path->ask != Ask::entities && path->ask != Ask::property) || !path->inside.empty()) return std::nullopt;
  return std::move(*path);
}

// The members of an entity's JSON that $select stands for; none for a name that the type does not have.
std::optional<std::vector<std::string>> members_of(const EntityType& type, const Options& options) {
  if (!Selection::of(type, options)) return std::nullopt;
  std::vector<std::string> out;
  for (const std::vector<std::string>& path : options.select) {
    const std::string& name = path.front();
    if (type.navigation(name) != nullptr) {
      out.push_back(name + "@iot.navigationLink");
    } else {
      out.push_back(name == "id" ? "@iot.id" : name);
    }
  }
  return out;
}

// The members in the order in which the entity has them.
std::optional<std::string> chosen(const std::string& body, const std::vector<std::string>& members) {
  const Result<json::Value> entity = json::parse(body);
  if (!entity || !entity->is_object()) return std::nullopt;
  std::string out;
  ObjectText object(out);
  for (const auto& member : entity->get_object())
    if (std::find(members.begin(), members.end(), member.key()) != members.end())
      object.raw(member.key(), json_text(member.value()));
  object.close();
  return out;
}

}  // namespace

std::optional<WantedTopic> wanted_topic(std::string_view topic) {
  const std::size_t mark = topic.find('?');
  const auto path = way_of(topic);
  if (!path) return std::nullopt;
  const std::string plain = shortest(*path);
  if (mark == std::string_view::npos) {
    if (plain == topic) return std::nullopt;
    return WantedTopic{plain, {}};
  }
  // Filters and the rest belong to questions, not to topics (14.2).
  const std::string_view query = topic.substr(mark + 1);
  if (path->ask != Ask::entities || !query.starts_with(only_option) || query.find('&') != std::string_view::npos)
    return std::nullopt;
  const auto options = parse_options(query);
  if (!options || options->select.empty()) return std::nullopt;
  auto members = members_of(*path->last().type, *options);
  if (!members) return std::nullopt;
  return WantedTopic{plain, std::move(*members)};
}

WantedTopics::WantedTopics(std::string file) : file_(std::move(file)) {
  std::ifstream in(file_);
  for (std::string topic; std::getline(in, topic);) (void)keep(topic);
}

void WantedTopics::add(std::string_view topic) {
  const std::lock_guard lock(mutex_);
  if (keep(topic)) write();
}

// True when it is new.
bool WantedTopics::keep(std::string_view topic) {
  auto wanted = wanted_topic(topic);
  if (!wanted) return false;
  const auto known = std::find(order_.begin(), order_.end(), topic);
  if (known != order_.end()) {
    std::string again = std::move(*known);
    order_.erase(known);
    order_.push_back(std::move(again));
    return false;
  }
  if (order_.size() >= most) forget(order_.front());
  if (wanted->plain.empty()) {
    if (ways_.size() >= most_ways) forget(ways_.front().topic);
    ways_.push_back({std::string(topic), *way_of(topic), {}, std::move(wanted->members), true});
  } else {
    add_alias(wanted->plain, {std::string(topic), std::move(wanted->members)});
  }
  order_.emplace_back(topic);
  return true;
}

void WantedTopics::forget(const std::string& topic) {
  const std::string gone = topic;
  if (const auto wanted = wanted_topic(gone)) drop_alias(wanted->plain, gone);
  for (const Way& way : ways_)
    if (way.topic == gone) drop_alias(way.plain, gone);
  std::erase_if(ways_, [&](const Way& way) { return way.topic == gone; });
  std::erase(order_, gone);
}

void WantedTopics::add_alias(const std::string& plain, Alias alias) {
  const auto known = by_plain_.find(plain);
  if (known != by_plain_.end() && known->second.size() >= most_of_one) forget(known->second.front().topic);
  by_plain_[plain].push_back(std::move(alias));
}

void WantedTopics::drop_alias(const std::string& plain, std::string_view topic) {
  const auto found = by_plain_.find(plain);
  if (found == by_plain_.end()) return;
  std::erase_if(found->second, [&](const Alias& alias) { return alias.topic == topic; });
  if (found->second.empty()) by_plain_.erase(found);
}

bool WantedTopics::has_new_way() const {
  const std::lock_guard lock(mutex_);
  return std::any_of(ways_.begin(), ways_.end(), [](const Way& way) { return way.is_new; });
}

void WantedTopics::follow(const LeadsTo& leads_to) {
  std::vector<Way> ways;
  {
    const std::lock_guard lock(mutex_);
    ways = ways_;
  }
  // The register is asked without the lock: a subscription does not wait for it.
  for (Way& way : ways) {
    Result<std::string> plain = leads_to(way.path);
    way.is_new = !plain;
    if (plain) way.plain = std::move(*plain);
  }
  const std::lock_guard lock(mutex_);
  for (const Way& now : ways) {
    const auto kept = std::find_if(ways_.begin(), ways_.end(), [&](const Way& way) { return way.topic == now.topic; });
    if (kept == ways_.end()) continue;
    kept->is_new = now.is_new;
    if (kept->plain == now.plain) continue;
    drop_alias(kept->plain, now.topic);
    kept->plain = now.plain;
    if (!now.plain.empty()) add_alias(now.plain, {now.topic, now.members});
  }
}

// Whole, and in the place of the old one at once: a start after a crash finds one or the other.
void WantedTopics::write() const {
  const std::string fresh = file_ + ".new";
  std::ofstream out(fresh, std::ios::trunc);
  for (const std::string& topic : order_) out << topic << '\n';
  out.close();
  if (out) (void)std::rename(fresh.c_str(), file_.c_str());
}

std::vector<Update> WantedTopics::with_wanted(std::vector<Update> updates) const {
  const std::lock_guard lock(mutex_);
  if (by_plain_.empty()) return updates;
  for (std::size_t i = 0, plain = updates.size(); i < plain; ++i) {
    const auto found = by_plain_.find(updates[i].topic);
    if (found == by_plain_.end()) continue;
    for (const Alias& alias : found->second) {
      auto body = alias.members.empty() ? std::optional(updates[i].body) : chosen(updates[i].body, alias.members);
      if (body) updates.push_back({alias.topic, std::move(*body)});
    }
  }
  return updates;
}

Result<std::vector<Update>> next_wanted(RegisterUpdates& changes, WantedTopics& wanted) {
  Result<std::vector<Update>> updates = changes.next();
  if (!updates) return updates;
  if (!updates->empty() || wanted.has_new_way())
    wanted.follow([&](const ResourcePath& way) { return changes.leads_to(way); });
  return wanted.with_wanted(*std::move(updates));
}

}  // namespace sas::sensorthings
