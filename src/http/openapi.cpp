#include <cctype>
#include <set>

#include "base/json.h"
#include "http/router.h"

/// OpenAPI 3.0.3 from the route table. Keys are sorted, so that equal tables give equal bytes.
namespace sas::http {
namespace {

bool is_public_data(const Route& route) {
  return route.audience == Audience::api || route.pattern.ends_with(".json") || route.pattern.ends_with(".csv");
}

std::string lower_method(Method method) {
  std::string text{to_text(method)};
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// "GET /api/cases/{id}" -> "get_api_cases_id"; a number follows when "/x" and "/{x}" both exist.
std::string operation_id(const Route& route, std::set<std::string>& taken) {
  std::string out = lower_method(route.method);
  for (const char c : route.pattern) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      out += c;
    else if (!out.ends_with('_') && c != '}')
      out += '_';
  }
  while (out.ends_with('_')) out.pop_back();
  const std::string base = out;
  for (int n = 2; !taken.insert(out).second; ++n) out = base + "_" + std::to_string(n);
  return out;
}

json::Object schema_of(const Field& field) {
  json::Object out;
  switch (field.type) {
    case FieldType::text: out["type"] = "string"; break;
    case FieldType::date: out = {{"type", "string"}, {"format", "date"}}; break;
    case FieldType::instant: out = {{"type", "string"}, {"format", "date-time"}}; break;
    case FieldType::integer: out["type"] = "integer"; break;
    case FieldType::number: out["type"] = "number"; break;
    case FieldType::boolean: out["type"] = "boolean"; break;
    case FieldType::list: out = {{"type", "array"}, {"items", json::Object{}}}; break;
  }
  out["description"] = field.meaning;
  if (field.value == Field::Value::may_be_null) out["nullable"] = true;
  return out;
}

json::Object schema_of_rows(const std::vector<Field>& fields) {
  json::Object properties;
  json::Array required;
  for (const Field& field : fields) {
    properties[field.name] = schema_of(field);
    if (field.value != Field::Value::may_be_absent) required.push_back(json::Value(field.name));
  }
  json::Object row{{"type", "object"}, {"properties", std::move(properties)}, {"required", std::move(required)}};
  return {{"type", "array"}, {"items", std::move(row)}};
}

json::Array parameters_of(const Route& route) {
  const std::string& pattern = route.pattern;
  json::Array out;
  for (std::size_t at = pattern.find('{'); at != std::string::npos; at = pattern.find('{', at + 1)) {
    const std::size_t end = pattern.find('}', at);
    json::Object parameter;
    std::string name = pattern.substr(at + 1, end - at - 1);
    if (name.ends_with("...")) name.resize(name.size() - 3);
    parameter["name"] = std::move(name);
    parameter["in"] = "path";
    parameter["required"] = true;
    parameter["schema"] = json::Object{{"type", "string"}};
    out.push_back(std::move(parameter));
  }
  for (const Field& field : route.query) {
    json::Object parameter{{"name", field.name}, {"in", "query"}, {"description", field.meaning}};
    parameter["required"] = field.value == Field::Value::always;
    parameter["schema"] = schema_of(field);
    out.push_back(std::move(parameter));
  }
  return out;
}

std::string response_type_of(const Route& route) {
  if (!route.response_type.empty()) return route.response_type;
  return route.pattern.ends_with(".csv") ? "text/csv" : "application/json";
}

json::Object content(const std::string& type, json::Object schema) {
  json::Object media;
  media["schema"] = std::move(schema);
  json::Object out;
  out[type] = std::move(media);
  return out;
}

json::Object schema_for(const Route& route, const std::string& type) {
  if (!route.rows.empty() && type == "application/json") return schema_of_rows(route.rows);
  json::Object schema;
  // An empty schema allows any JSON value: what is no list of rows is described in the documentation.
  if (type.find("json") == std::string::npos) schema["type"] = "string";
  return schema;
}

json::Object operation(const Route& route, std::string id) {
  const std::string type = response_type_of(route);
  json::Object ok;
  ok["description"] = "Success";
  ok["content"] = content(type, schema_for(route, type));
  json::Object error;
  error["description"] = "An error as RFC 9457 describes";
  error["content"] = content("application/problem+json", {{"$ref", "#/components/schemas/Problem"}});
  json::Object responses;
  responses["2XX"] = std::move(ok);
  responses["default"] = std::move(error);
  json::Object out;
  out["operationId"] = std::move(id);
  if (!route.summary.empty()) out["summary"] = route.summary;
  auto parameters = parameters_of(route);
  if (!parameters.empty()) out["parameters"] = std::move(parameters);
  if (route.method == Method::post || route.method == Method::put || route.method == Method::patch)
    out["requestBody"] = json::Object{{"required", true}, {"content", content("application/json", {})}};
  out["responses"] = std::move(responses);
  return out;
}

json::Object text_schema() {
  return {{"type", "string"}};
}

json::Object problem_schema() {
  json::Object parameter;
  parameter["type"] = "object";
  parameter["properties"] = json::Object{{"name", text_schema()}, {"code", text_schema()}, {"reason", text_schema()}};
  json::Object properties;
  for (const char* name : {"type", "title", "detail", "instance", "code"}) properties[name] = text_schema();
  properties["status"] = json::Object{{"type", "integer"}};
  properties["invalidParams"] = json::Object{{"type", "array"}, {"items", std::move(parameter)}};
  json::Object schema;
  schema["type"] = "object";
  schema["required"] = json::Array{"type", "title", "status", "code"};
  schema["properties"] = std::move(properties);
  return schema;
}

}  // namespace

std::string Router::openapi(std::string_view title, std::string_view version) const {
  json::Object paths;
  std::set<std::string> ids;
  for (const Route& route : routes()) {
    if (!is_public_data(route)) continue;
    // OpenAPI has no parameter over several segments; "{rest}" is the nearest it can say.
    std::string path = route.pattern;
    if (const std::size_t dots = path.find("...}"); dots != std::string::npos) path.erase(dots, 3);
    if (!paths.contains(path)) paths[path] = json::Object{};
    paths[path].as_object()[lower_method(route.method)] = operation(route, operation_id(route, ids));
  }
  json::Object schemas;
  schemas["Problem"] = problem_schema();
  json::Object document;
  document["openapi"] = "3.0.3";
  document["info"] = json::Object{{"title", title}, {"version", version}};
  document["paths"] = std::move(paths);
  document["components"] = json::Object{{"schemas", std::move(schemas)}};
  return json::write_canonical(document);
}

}  // namespace sas::http
