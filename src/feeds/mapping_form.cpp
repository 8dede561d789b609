#include "feeds/mapping_form.h"

#include <array>

#include "base/text.h"
#include "feeds/fields.h"
#include "feeds/keys.h"
#include "feeds/units.h"
#include "html/fields.h"

namespace sas::feeds {
namespace {

using html::Html;

constexpr std::array shape_names{"iso", "dmy", "epoch_s", "epoch_ms"};

std::string shape_name(TimeShape shape) {
  return shape_names.at(static_cast<std::size_t>(shape));
}

// Members of a mapping as the form names them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> form_names{{{"title", "titel"},
                                                                                   {"name", "titel"},
                                                                                   {"source", "bron"},
                                                                                   {"separator", "scheiding"},
                                                                                   {"time_column", "tijd"},
                                                                                   {"time_shape", "tijdvorm"},
                                                                                   {"y_column", "y"},
                                                                                   {"interval_seconds", "duur"}}};

std::string form_name(std::string_view member) {
  for (const auto& [name, form] : form_names)
    if (member == name) return std::string(form);
  return "kolommen";
}

// "NO2 ; stikstofdioxide ; ug/m3": the third may be left out.
json::Array columns_of(std::string_view typed) {
  json::Array out;
  for (const std::string& line : split(typed, '\n')) {
    if (trim(line).empty()) continue;
    const std::vector<std::string> parts = split(line, ';');
    const auto part = [&](std::size_t i) { return i < parts.size() ? std::string(trim(parts[i])) : std::string(); };
    out.push_back(json::Object{{"column", part(0)}, {"property", part(1)}, {"unit", part(2)}});
  }
  return out;
}

html::Field field(const html::Say& say, const Error* error, const std::string& name) {
  html::Field out;
  out.name = name;
  out.label = say("feeds.mapping." + name);
  out.description = say("feeds.mapping.about." + name);
  if (name == "licentie" || name == "meter" || name == "x" || name == "y" || name == "duur")
    out.need = html::Field::Need::optional;
  if (error != nullptr) out.error = html::message_for(say, *error, name);
  return out;
}

Html choose(const html::Say& say, const Error* error, const std::string& name, std::span<const char* const> values,
            std::string_view chosen) {
  std::vector<html::Choice> choices;
  for (const char* value : values) choices.push_back({value, say("feeds.mapping." + name + "." + value), ""});
  return html::select_field(say, field(say, error, name), choices, chosen);
}

}  // namespace

http::Fields form_fields(const Mapping& m) {
  std::string columns;
  for (const MappedColumn& column : m.columns)
    columns += column.column + " ; " + column.property + (column.unit.empty() ? "" : " ; " + column.unit) + "\n";
  const char* separator = m.separator == ';' ? "puntkomma" : m.separator == '\t' ? "tab" : "komma";
  return http::Fields({{"titel", m.title},
                       {"bron", m.source},
                       {"licentie", m.licence},
                       {"scheiding", separator},
                       {"tijd", m.time_column},
                       {"tijdvorm", shape_name(m.time_shape)},
                       {"duur", m.interval ? std::to_string(m.interval->count() / 60) : ""},
                       {"meter", m.thing_column},
                       {"x", m.x_column},
                       {"y", m.y_column},
                       {"kolommen", columns}});
}

Result<Mapping> mapping_of(const http::Fields& typed) {
  const auto text = [&](std::string_view name) { return std::string(trim(typed.get(name))); };
  const std::string separator = text("scheiding");
  json::Object out{{"name", key_part(text("titel"))},
                   {"title", text("titel")},
                   {"source", text("bron")},
                   {"licence", text("licentie")},
                   {"separator", separator == "puntkomma" ? ";"
                                 : separator == "tab"     ? "\t"
                                                          : ","},
                   // In a file with commas between the columns a comma cannot stand in a number.
                   {"decimal", separator == "komma" ? "." : ","},
                   {"time_column", text("tijd")},
                   {"time_shape", text("tijdvorm")},
                   {"thing_column", text("meter")},
                   {"x_column", text("x")},
                   {"y_column", text("y")},
                   {"columns", columns_of(typed.get("kolommen"))}};
  if (!text("duur").empty()) {
    const auto minutes = whole(text("duur"));
    if (!minutes || *minutes < 1)
      return fail(Error{ErrorKind::invalid, "mapping-invalid", "duur", {{"duur", "mapping-duur"}}});
    out["interval_seconds"] = *minutes * 60;
  }
  auto mapping = mapping_from(json::write(json::Value(std::move(out))));
  if (mapping) return mapping;
  Error error{ErrorKind::invalid, "mapping-invalid", mapping.error().detail, {}};
  const std::string name = form_name(mapping.error().detail);
  error.fields.push_back({name, "mapping-" + name});
  return fail(std::move(error));
}

Html mapping_fields(const html::Say& say, const http::Fields& typed, const Error* error) {
  constexpr std::array separators{"puntkomma", "komma", "tab"};
  const auto line = [&](const std::string& name) {
    return html::text_field(say, field(say, error, name),
                            {typed.get(name), html::InputKind::text, html::InputWidth::half, "off"});
  };
  html::TextArea area;
  area.value = typed.get("kolommen");
  return line("titel") + line("bron") + line("licentie") +
         choose(say, error, "scheiding", separators, typed.get("scheiding")) + line("tijd") +
         choose(say, error, "tijdvorm", shape_names, typed.get("tijdvorm")) + line("duur") + line("meter") + line("x") +
         line("y") + html::textarea_field(say, field(say, error, "kolommen"), area);
}

}  // namespace sas::feeds
