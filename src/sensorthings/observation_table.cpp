#include "sensorthings/observation_table.h"

#include <algorithm>

#include "sensorthings/json_text.h"

namespace sas::sensorthings {
namespace {

std::vector<std::string> components(const Selection& selection, const Options& options) {
  if (selection.everything()) return {"id", "phenomenonTime", "resultTime", "result"};
  std::vector<std::string> out;
  for (const auto& path : options.select)
    if (entity(Type::observation).navigation(path.front()) == nullptr && path.front() != "@iot.selfLink")
      out.push_back(path.front());
  return out;
}

void append_row(std::string& out, const lake::Observation& o, const SeriesForm& form,
                const std::vector<std::string>& names) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out += ',';
    append_observation_property(out, o, form, names[i]);
  }
}

// RFC 4180 clause 2, with a JSON text as it is. A text that a spreadsheet would run as a formula gets a quote before
// it.
void append_cell(std::string& out, std::string_view json) {
  std::string text(json);
  if (json.size() >= 2 && json.front() == '"') {
    const Result<json::Value> value = json::parse(json);
    text = value && value->is_string() ? std::string(value->get_string()) : std::string();
    if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos) text.insert(0, "'");
  }
  if (json == "null") text.clear();
  if (text.find_first_of(",\"\r\n") == std::string::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

std::string csv(const FoundObservations& found, const std::map<std::int64_t, SeriesForm>& forms,
                const std::vector<std::string>& names) {
  std::string out = "datastream";
  for (const std::string& name : names) out += "," + name;
  out += "\r\n";
  for (const lake::Observation& o : found.observations) {
    const auto form = forms.find(static_cast<std::int64_t>(o.series));
    if (form == forms.end()) continue;
    out += std::to_string(static_cast<std::int64_t>(o.series));
    for (const std::string& name : names) {
      std::string value;
      append_observation_property(value, o, form->second, name);
      out += ',';
      append_cell(out, value);
    }
    out += "\r\n";
  }
  return out;
}

std::string data_arrays(std::string_view base, const FoundObservations& found,
                        const std::map<std::int64_t, SeriesForm>& forms, const std::vector<std::string>& names,
                        std::string_view next) {
  struct Group {
    std::string rows;
    std::int64_t count = 0;
  };
  std::vector<std::int64_t> order;
  std::map<std::int64_t, Group> groups;
  for (const lake::Observation& o : found.observations) {
    const auto id = static_cast<std::int64_t>(o.series);
    const auto form = forms.find(id);
    if (form == forms.end()) continue;
    Group& group = groups[id];
    if (group.count++ == 0) order.push_back(id);
    group.rows += group.count == 1 ? "[" : ",[";
    append_row(group.rows, o, form->second, names);
    group.rows += ']';
  }
  std::string out;
  ObjectText object(out);
  if (found.total) append_number(object.member("@iot.count"), *found.total);
  if (!next.empty()) object.text("@iot.nextLink", next);
  std::string& value = object.member("value");
  value += '[';
  for (const std::int64_t id : order) {
    if (value.back() != '[') value += ',';
    const bool multi = forms.at(id).is_multi;
    ObjectText group(value);
    group.text(std::string(multi ? "MultiDatastream" : "Datastream") + "@iot.navigationLink",
               std::string(base) + (multi ? "/MultiDatastreams(" : "/Datastreams(") + std::to_string(id) + ")");
    std::string& list = group.member("components");
    list += '[';
    for (const std::string& name : names) {
      if (list.back() != '[') list += ',';
      append_quoted(list, name);
    }
    list += ']';
    append_number(group.member("dataArray@iot.count"), groups.at(id).count);
    group.raw("dataArray", "[" + groups.at(id).rows + "]");
    group.close();
  }
  value += ']';
  object.close();
  return out;
}

}  // namespace

Result<Answer> observation_table(const ReadParts& parts, std::string_view base, const FoundObservations& found,
                                 const Options& options, std::string_view next) {
  Result<Selection> selection = Selection::of(entity(Type::observation), options);
  if (!selection) return fail(std::move(selection));
  if (!options.expand.empty())
    return fail(ErrorKind::invalid, "url-invalid", "$expand and $resultFormat do not go together");
  std::vector<std::int64_t> series;
  for (const lake::Observation& o : found.observations) series.push_back(static_cast<std::int64_t>(o.series));
  std::sort(series.begin(), series.end());
  series.erase(std::unique(series.begin(), series.end()), series.end());
  const auto forms = forms_of(parts, series);
  const std::vector<std::string> names = components(*selection, options);
  if (options.format == Options::Format::csv) return Answer{csv(found, forms, names), "text/csv; charset=utf-8"};
  return Answer{data_arrays(base, found, forms, names, next)};
}

}  // namespace sas::sensorthings
