#include "opendata/asks.h"

#include <algorithm>

#include "base/text.h"
#include "html/components.h"

namespace sas::opendata {
namespace {

using html::Html;
using people::Visit;

struct Place {
  std::string outer;  ///< empty when the answer stands in the object itself
  std::string key;
};

Place place_of(const std::string& path) {
  const std::size_t dot = path.find('.');
  if (dot == std::string::npos) return {"", path};
  return {path.substr(0, dot), path.substr(dot + 1)};
}

const json::Value* value_at(const json::Object& object, const std::string& path) {
  const Place place = place_of(path);
  if (place.outer.empty()) return object.if_contains(place.key);
  const json::Value* outer = object.if_contains(place.outer);
  return outer != nullptr && outer->is_object() ? outer->get_object().if_contains(place.key) : nullptr;
}

void put_at(json::Object& object, const std::string& path, json::Value value) {
  const Place place = place_of(path);
  if (place.outer.empty()) {
    object[place.key] = std::move(value);
    return;
  }
  json::Value& outer = object[place.outer];
  if (!outer.is_object()) outer = json::Object{};
  outer.get_object()[place.key] = std::move(value);
}

void take_at(json::Object& object, const std::string& path) {
  const Place place = place_of(path);
  if (place.outer.empty()) {
    object.erase(place.key);
    return;
  }
  json::Value* outer = object.if_contains(place.outer);
  if (outer == nullptr || !outer->is_object()) return;
  outer->get_object().erase(place.key);
  if (outer->get_object().empty()) object.erase(place.outer);
}

std::vector<std::string> texts_in(const json::Value* value) {
  std::vector<std::string> out;
  if (value == nullptr || !value->is_array()) return out;
  for (const json::Value& item : value->get_array())
    if (item.is_string()) out.emplace_back(item.get_string());
  return out;
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : std::string(between)) + part;
  return out;
}

std::string pairs_text(const json::Value* value) {
  std::string out;
  if (value == nullptr || !value->is_array()) return out;
  for (const json::Value& item : value->get_array())
    out += json::text_at(item.as_object(), "nl") + " = " + json::text_at(item.as_object(), "en") + "\n";
  return out;
}

// The answer as it stands in a field.
std::string text_of(const json::Value* value, Ask::Kind kind) {
  if (value == nullptr) return "";
  if (kind == Ask::Kind::lines) return joined(texts_in(value), "\n");
  if (kind == Ask::Kind::pairs) return pairs_text(value);
  if (value->is_bool()) return value->get_bool() ? "ja" : "nee";
  if (value->is_int64()) return std::to_string(value->get_int64());
  return value->is_string() ? std::string(value->get_string()) : "";
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> out;
  for (const std::string& line : split(text, '\n'))
    if (const auto trimmed = trim(line); !trimmed.empty()) out.emplace_back(trimmed);
  return out;
}

json::Array array_of(const std::vector<std::string>& texts) {
  json::Array out;
  for (const std::string& text : texts) out.emplace_back(text);
  return out;
}

json::Array pairs_of(const std::string& text) {
  json::Array out;
  for (const std::string& line : lines_of(text)) {
    const std::size_t sign = line.find('=');
    const std::string nl(trim(line.substr(0, sign)));
    const std::string en = sign == std::string::npos ? "" : std::string(trim(line.substr(sign + 1)));
    out.emplace_back(json::Object{{"nl", nl}, {"en", en}});
  }
  return out;
}

// What a form said, as the object holds it; null for nothing.
json::Value value_of(const Ask& ask, const http::Fields& fields) {
  if (ask.kind == Ask::Kind::several) {
    const auto chosen = fields.all(ask.field);
    return chosen.empty() ? json::Value(nullptr) : json::Value(array_of(chosen));
  }
  const std::string said(trim(fields.get(ask.field)));
  if (said.empty()) return nullptr;
  if (ask.kind == Ask::Kind::tick) return json::Value(ask.words.front());
  if (ask.kind == Ask::Kind::lines) return array_of(lines_of(said));
  if (ask.kind == Ask::Kind::pairs) return pairs_of(said);
  if (ask.kind == Ask::Kind::truth) return said == "ja";
  if (ask.kind == Ask::Kind::number)
    if (const auto number = parse_int(said)) return *number;
  return json::Value(said);
}

std::string label_of(const Visit& visit, const Ask& ask, const std::string& word) {
  return ask.labels == Ask::Labels::names ? word : visit.say("opendata.word." + ask.field + "." + word);
}

std::vector<html::Choice> choices_of(const Visit& visit, const Ask& ask) {
  std::vector<html::Choice> out;
  for (const std::string& word : ask.words) out.push_back({word, label_of(visit, ask, word)});
  return out;
}

html::Field field_of(const Visit& visit, const Ask& ask, const Error& error) {
  html::Field out;
  out.name = ask.field;
  out.label = visit.say("opendata.ask." + ask.field);
  const std::string hint = "opendata.hint." + ask.field;
  if (visit.say.texts.has(hint)) out.description = visit.say(hint);
  out.error = html::message_for(visit.say, error, ask.field);
  out.need = ask.need;
  return out;
}

Html area_field(const Visit& visit, const html::Field& field, std::string value, int rows) {
  html::TextArea area;
  area.value = std::move(value);
  area.rows = rows;
  return html::textarea_field(visit.say, field, area);
}

Html line_field(const Visit& visit, const html::Field& field, std::string value) {
  html::TextInput input;
  input.value = std::move(value);
  input.autocomplete = "off";
  return html::text_field(visit.say, field, input);
}

Html ask_field(const Visit& visit, const Ask& ask, const json::Object& object, const Error& error) {
  const html::Field field = field_of(visit, ask, error);
  const json::Value* value = value_at(object, ask.path);
  const std::string text = text_of(value, ask.kind);
  switch (ask.kind) {
    case Ask::Kind::area:
    case Ask::Kind::lines:
    case Ask::Kind::pairs:
      return area_field(visit, field, text, 4);
    case Ask::Kind::radio:
      return html::radio_group(visit.say, field, choices_of(visit, ask), text);
    case Ask::Kind::truth:
      return html::yes_no_field(visit.say, field, text);
    case Ask::Kind::several:
      return html::checkbox_group(visit.say, field, choices_of(visit, ask), texts_in(value));
    case Ask::Kind::choice: {
      // Nothing is chosen by standing first.
      std::vector<html::Choice> choices = choices_of(visit, ask);
      choices.insert(choices.begin(), {"", visit.say("opendata.ask.nothing")});
      return html::select_field(visit.say, field, choices, text);
    }
    case Ask::Kind::tick:
      return html::checkbox(visit.say, field, html::Ticked::no);
    case Ask::Kind::text:
    case Ask::Kind::number:
      break;
  }
  return line_field(visit, field, text);
}

bool is_known(const Ask& ask, const std::string& word) {
  return std::find(ask.words.begin(), ask.words.end(), word) != ask.words.end();
}

std::string wrong_with(const Ask& ask, const json::Value* value) {
  const bool is_empty = value == nullptr || (value->is_string() && value->get_string().empty());
  if (is_empty) return ask.need == html::Field::Need::required ? "draft-required" : "";
  if (ask.kind == Ask::Kind::number && !value->is_int64()) return "draft-number";
  if ((ask.kind == Ask::Kind::radio || ask.kind == Ask::Kind::choice) && !is_known(ask, text_of(value, ask.kind)))
    return "draft-choice";
  if (ask.kind == Ask::Kind::several)
    for (const std::string& word : texts_in(value))
      if (!is_known(ask, word)) return "draft-choice";
  if (ask.kind == Ask::Kind::pairs)
    for (const json::Value& pair : value->as_array())
      if (json::text_at(pair.as_object(), "nl").empty() || json::text_at(pair.as_object(), "en").empty())
        return "draft-pairs";
  return "";
}

}  // namespace

Html ask_fields(const Visit& visit, std::span<const Ask> asks, const json::Object& object, const Error& error) {
  Html out;
  for (const Ask& ask : asks) out += ask_field(visit, ask, object, error);
  return out;
}

json::Object answered(json::Object object, std::span<const Ask> asks, const http::Fields& fields) {
  for (const Ask& ask : asks) {
    json::Value value = value_of(ask, fields);
    if (value.is_null())
      take_at(object, ask.path);
    else
      put_at(object, ask.path, std::move(value));
  }
  return object;
}

std::vector<FieldError> wrong_answers(const json::Object& object, std::span<const Ask> asks) {
  std::vector<FieldError> out;
  for (const Ask& ask : asks)
    if (std::string code = wrong_with(ask, value_at(object, ask.path)); !code.empty())
      out.push_back({ask.field, std::move(code)});
  return out;
}

std::string answer_text(const Visit& visit, const Ask& ask, const json::Object& object) {
  const json::Value* value = value_at(object, ask.path);
  if (value == nullptr) return "—";
  if (ask.kind == Ask::Kind::several) {
    std::vector<std::string> labels;
    for (const std::string& word : texts_in(value))
      labels.push_back(is_known(ask, word) ? label_of(visit, ask, word) : word);
    return joined(labels, ", ");
  }
  if (ask.kind == Ask::Kind::lines) return joined(texts_in(value), ", ");
  std::string text = text_of(value, ask.kind);
  if (ask.kind == Ask::Kind::truth) return visit.say(text == "ja" ? "opendata.ask.yes" : "opendata.ask.no");
  if (is_known(ask, text)) return label_of(visit, ask, text);
  return text.empty() ? "—" : text;
}

}  // namespace sas::opendata
