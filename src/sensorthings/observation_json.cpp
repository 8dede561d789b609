#include "sensorthings/observation_json.h"

#include <cmath>

#include "base/json.h"
#include "sensorthings/json_text.h"
#include "sensorthings/times.h"

namespace sas::sensorthings {
namespace {

using Kind = sensing::SeriesDescription::Kind;

constexpr std::string_view rare[] = {"resultQuality", "validTime", "parameters"};

json::Object extras(const lake::Observation& o) {
  if (o.extra.empty()) return {};
  Result<json::Value> parsed = json::parse(o.extra);
  if (!parsed || !parsed->is_object()) return {};
  return std::move(parsed->as_object());
}

void append_time_property(std::string& out, const Time& time) {
  out += '"';
  append_time(out, time);
  out += '"';
}

}  // namespace

void append_result(std::string& out, const lake::Observation& o, const SeriesForm& form) {
  if (o.value) {
    if (form.kind == Kind::truth)
      out += *o.value != 0 ? "true" : "false";
    else
      append_number(out, *o.value);
  } else if (o.text.empty()) {
    out += "null";
  } else if (form.kind == Kind::json || form.is_multi) {
    out += o.text;
  } else {
    append_quoted(out, o.text);
  }
}

void append_observation_property(std::string& out, const lake::Observation& o, const SeriesForm& form,
                                 std::string_view name) {
  if (name == "result") return append_result(out, o, form);
  if (name == "phenomenonTime") return append_time_property(out, {o.time, o.until});
  if (name == "resultTime" && o.result_time) return append_time_property(out, {*o.result_time, std::nullopt});
  if (name == "id" || name == "@iot.id") return append_quoted(out, to_text(key_of(o)));
  const json::Object more = extras(o);
  const json::Value* value = more.if_contains(name);
  out += value == nullptr ? "null" : json_text(*value);
}

void append_observation(std::string& out, const lake::Observation& o, const SeriesForm& form, std::string_view base,
                        const Selection& selection, const std::map<std::string, std::string>& expanded) {
  const std::string self = std::string(base) + "/Observations('" + to_text(key_of(o)) + "')";
  ObjectText object(out);
  if (selection.id()) append_observation_property(object.member("@iot.id"), o, form, "@iot.id");
  if (selection.has("@iot.selfLink")) object.text("@iot.selfLink", self);
  for (const std::string_view name : {"phenomenonTime", "resultTime", "result"})
    if (selection.has(name)) append_observation_property(object.member(name), o, form, name);
  if (!o.extra.empty()) {
    const json::Object more = extras(o);
    for (const std::string_view name : rare)
      if (const json::Value* value = more.if_contains(name); value != nullptr && selection.has(name))
        object.raw(name, json_text(*value));
  }
  const std::string_view series = form.is_multi ? "MultiDatastream" : "Datastream";
  for (const std::string_view name : {series, std::string_view("FeatureOfInterest")}) {
    const auto inside = expanded.find(std::string(name));
    if (inside != expanded.end())
      object.raw(name, inside->second);
    else if (selection.has(name))
      object.text(std::string(name) + "@iot.navigationLink", self + "/" + std::string(name));
  }
  object.close();
}

std::string observation_json(const lake::Observation& o, const SeriesForm& form, std::string_view base) {
  std::string out;
  append_observation(out, o, form, base, Selection(), {});
  return out;
}

}  // namespace sas::sensorthings
