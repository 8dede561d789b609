#include "sensorthings/resource_path.h"

#include <charconv>

#include "base/text.h"
#include "sensorthings/options.h"
#include "sensorthings/times.h"

namespace sas::sensorthings {
namespace {

tl::unexpected<Error> unknown(std::string_view segment, std::string_view why) {
  // The segment is repeated so that a developer sees which one; a long one helps nobody.
  return fail(ErrorKind::not_found, "url-unknown",
              "\"" + without_controls(segment.substr(0, 60)) + "\" in the path: " + std::string(why));
}

std::optional<std::int64_t> signed_number(std::string_view& text) {
  std::int64_t out = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
  return out;
}

// "Things(1)" in its parts; no key when there are no brackets.
struct Segment {
  std::string_view name;
  std::optional<std::string_view> key;
};

std::optional<Segment> split(std::string_view segment) {
  const std::size_t open = segment.find('(');
  if (open == std::string_view::npos) return Segment{segment, std::nullopt};
  if (!segment.ends_with(')')) return std::nullopt;
  std::string_view key = segment.substr(open + 1, segment.size() - open - 2);
  if (key.size() >= 2 && key.front() == '\'' && key.back() == '\'') key = key.substr(1, key.size() - 2);
  return Segment{segment.substr(0, open), key};
}

class Reader {
 public:
  Result<ResourcePath> read(std::string_view path) {
    if (path.size() > UrlLimits::length)
      return fail(ErrorKind::invalid, "url-too-complex", "the path is longer than 8192 bytes");
    const std::vector<std::string> segments = sas::split(path, '/');
    if (segments.size() > UrlLimits::path_segments)
      return fail(ErrorKind::invalid, "url-too-complex", "this service takes paths of at most 32 segments");
    for (const std::string& segment : segments)
      if (auto good = step(segment); !good) return fail(std::move(good));
    return std::move(out_);
  }

 private:
  Result<Done> step(const std::string& segment) {
    if (out_.ask == Ask::refs || out_.ask == Ask::raw_value || out_.ask == Ask::aggregates)
      return unknown(segment, "nothing can follow here");
    if (out_.ask == Ask::property) return inside(segment);
    const std::optional<Segment> parts = split(segment);
    if (!parts) return fail(ErrorKind::invalid, "url-invalid", "a bracket in the path is not closed");
    if (out_.steps.empty()) return first(segment, *parts);
    return next(segment, *parts);
  }

  Result<Done> inside(const std::string& segment) {
    if (segment == "$value")
      out_.ask = Ask::raw_value;
    else
      out_.inside.push_back(segment);
    return Done{};
  }

  Result<Done> first(std::string_view segment, const Segment& parts) {
    const EntityType* type = entity_set(parts.name);
    if (type == nullptr) return unknown(segment, "there is no such set; the root document names them");
    return add(segment, Step{type, nullptr, std::nullopt, std::nullopt}, parts.key);
  }

  Result<Done> next(std::string_view segment, const Segment& parts) {
    const EntityType& type = *out_.last().type;
    if (segment == "$ref") return ask(Ask::refs);
    if (segment == "Aggregates" && type.is_series() && out_.is_one()) return ask(Ask::aggregates);
    if (!out_.is_one()) return unknown(segment, "a set needs the key of one entity before the path goes on");
    if (const Navigation* by = type.navigation(parts.name)) {
      if (parts.key && !by->is_many()) return unknown(segment, "there is one only, so it takes no key");
      return add(segment, Step{&entity(by->target), by, std::nullopt, std::nullopt}, parts.key);
    }
    const Property* property = parts.key ? nullptr : type.property(segment);
    if (property == nullptr)
      return unknown(segment, std::string(type.name) + " has no property or navigation of that name");
    out_.property = property;
    return ask(Ask::property);
  }

  Result<Done> ask(Ask what) {
    out_.ask = what;
    return Done{};
  }

  Result<Done> add(std::string_view segment, Step step, std::optional<std::string_view> key) {
    if (key && step.type->type == Type::observation) {
      step.observation = parse_observation_key(*key);
      if (!step.observation) return unknown(segment, "no Observation can have that key");
    } else if (key) {
      step.id = parse_int(*key);
      if (!step.id) return unknown(segment, "keys are whole numbers here");
    }
    out_.steps.push_back(std::move(step));
    return Done{};
  }

  ResourcePath out_;
};

}  // namespace

std::string to_text(const ObservationKey& key) {
  std::string out = std::to_string(static_cast<std::int64_t>(key.series)) + "-" + std::to_string(micros(key.time));
  if (key.until) out += "-" + std::to_string(micros(*key.until));
  if (key.feature != 0) out += "f" + std::to_string(key.feature);
  return out;
}

std::optional<ObservationKey> parse_observation_key(std::string_view text) {
  ObservationKey out;
  const auto series = signed_number(text);
  if (!series || *series <= 0 || !text.starts_with('-')) return std::nullopt;
  out.series = lake::SeriesId{*series};
  text.remove_prefix(1);
  const auto time = signed_number(text);
  if (!time) return std::nullopt;
  out.time = moment(*time);
  if (text.starts_with('-')) {
    text.remove_prefix(1);
    const auto until = signed_number(text);
    if (!until) return std::nullopt;
    out.until = moment(*until);
  }
  if (text.starts_with('f')) {
    text.remove_prefix(1);
    const auto feature = signed_number(text);
    if (!feature || *feature <= 0) return std::nullopt;
    out.feature = *feature;
  }
  if (!text.empty()) return std::nullopt;
  return out;
}

ObservationKey key_of(const lake::Observation& o) {
  return {o.series, o.time, o.until, o.feature};
}

Result<ResourcePath> parse_resource_path(std::string_view path) {
  return Reader().read(path);
}

}  // namespace sas::sensorthings
