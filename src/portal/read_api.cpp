#include "portal/read_api.h"

#include <algorithm>

#include "portal/read_api_parameters.h"

namespace sas::portal {
namespace {

using json::Array;
using json::Object;
using json::Value;

constexpr std::string_view actions_path = "/api/3/action/{action}";
constexpr std::string_view prefixes[] = {"/data.", "/data/", "/ogc/v1", "/tiles/"};

/// "{set}-csv" -> "laadpalen-csv".
std::string with_set(std::string_view example, std::string_view set) {
  std::string out(example);
  const std::size_t at = out.find("{set}");
  if (at != std::string::npos) out.replace(at, 5, set);
  return out;
}

Value example_value(const ApiParameter& parameter, const std::string& text) {
  if (parameter.type == ApiParameter::Type::yes_no) return Value(text == "true");
  if (parameter.type == ApiParameter::Type::whole_number) return Value(std::stoll(text));
  return Value(text);
}

class Document {
 public:
  Document(const Publisher& publisher, std::string_view set) : publisher_(publisher), set_(set) {}

  void add(const http::Route& route) {
    const auto parameters = parameters_of(route.pattern);
    put(route.pattern, route.summary, route.response_type, {parameters.begin(), parameters.end()});
  }
  void add(const CkanAction& action) {
    put("/api/3/action/" + std::string(action.name), "CKAN: " + std::string(action.name), "application/json",
        action.parameters);
  }

  [[nodiscard]] std::string write() {
    const std::string& url = publisher_.public_url;
    const std::string about = "Everybody may read without a key. How often, and a key to read more often: " + url +
                              "/data/ontwikkelaars#sleutel. The actions of CKAN take a JSON object with POST as well.";
    Object license{{"name", "Each data set names its own"}, {"url", url + "/api/3/action/license_list"}};
    Object key{{"type", "http"}, {"scheme", "bearer"}, {"description", "Optional: a key for reading more often"}};
    return json::write(Object{
        {"openapi", "3.1.0"},
        {"info", Object{{"title", "Open data of " + publisher_.name},
                        {"version", "1.0"},
                        {"description", about},
                        {"license", std::move(license)}}},
        {"servers", Array{Value(Object{{"url", url}})}},
        // An empty object among them: it may be left out (OpenAPI 3.1.0 clause 4.8.30).
        {"security", Array{Value(Object{}), Value(Object{{"readingKey", Array{}}})}},
        {"paths", std::move(paths_)},
        {"components", Object{{"securitySchemes", Object{{"readingKey", std::move(key)}}}, {"headers", headers()}}}});
  }

 private:
  void put(const std::string& path, const std::string& summary, const std::string& type,
           const std::vector<ApiParameter>& query) {
    Array parameters = places_of(path);
    for (const ApiParameter& one : query) parameters.push_back(parameter(one));
    Object operation{{"operationId", "read" + std::to_string(paths_.size() + 1)},
                     {"summary", summary},
                     {"parameters", std::move(parameters)},
                     {"responses", responses(type)}};
    paths_[path] = Object{{"get", std::move(operation)}};
  }

  [[nodiscard]] Array places_of(const std::string& path) const {
    Array out;
    for (std::size_t at = path.find('{'); at != std::string::npos; at = path.find('{', at + 1)) {
      const std::string name = path.substr(at + 1, path.find('}', at) - at - 1);
      Object place{{"name", name}, {"in", "path"}, {"required", true}, {"schema", Object{{"type", "string"}}}};
      if (!set_.empty()) place["example"] = with_set(example_of_place(name), set_);
      out.push_back(Value(std::move(place)));
    }
    return out;
  }

  [[nodiscard]] Value parameter(const ApiParameter& one) const {
    constexpr std::string_view types[] = {"string", "integer", "boolean"};
    Object out{{"name", one.name},
               {"in", "query"},
               {"description", one.meaning},
               {"required", one.need == ApiParameter::Need::required},
               {"schema", Object{{"type", types[static_cast<std::size_t>(one.type)]}}}};
    const std::string example = with_set(one.example, set_);
    if (!example.empty() && !set_.empty()) out["example"] = example_value(one, example);
    return out;
  }

  static Object responses(const std::string& type) {
    const auto refer = [](const char* name) { return Object{{"$ref", "#/components/headers/" + std::string(name)}}; };
    Object limits{{"RateLimit", refer("RateLimit")}, {"RateLimit-Policy", refer("RateLimit-Policy")}};
    Object refused = limits;
    refused["Retry-After"] = refer("Retry-After");
    return Object{
        {"2XX",
         Object{{"description", "Success"}, {"headers", std::move(limits)}, {"content", Object{{type, Object{}}}}}},
        {"429", Object{{"description", "Asked too often"}, {"headers", std::move(refused)}}},
        {"default", Object{{"description", "What was wrong, and what to do"}}}};
  }

  static Object headers() {
    const auto header = [](const char* about) {
      return Object{{"description", about}, {"schema", Object{{"type", "string"}}}};
    };
    return Object{{"RateLimit", header("What is left; absent for who is not counted")},
                  {"RateLimit-Policy", header("How often one may ask")},
                  {"Retry-After", header("Seconds to wait")}};
  }

  const Publisher& publisher_;
  const std::string_view set_;
  Object paths_;
};

bool is_for_reading(const http::Route& route) {
  return route.method == http::Method::get && route.audience == http::Audience::api &&
         std::any_of(std::begin(prefixes), std::end(prefixes),
                     [&](std::string_view prefix) { return route.pattern.starts_with(prefix); });
}

std::string example_set(const Shelf& shelf) {
  for (const ShownSet& set : shelf.sets())
    if (has_rows(set.release()) && has_points(set.release())) return set.release().dataset;
  return {};
}

}  // namespace

std::string read_api_json(const Publisher& publisher, const http::Router& doors, std::string_view example) {
  Document document(publisher, example);
  for (const http::Route& route : doors.routes()) {
    if (route.pattern == actions_path && route.method == http::Method::get)
      for (const CkanAction& action : ckan_reading_actions()) document.add(action);
    if (is_for_reading(route)) document.add(route);
  }
  return document.write();
}

void add_read_api(http::Router& router, const SharedCounter& counter) {
  constexpr std::string_view media_type = "application/vnd.oai.openapi+json;version=3.1";
  router.add(open_route(
      counter, "/data/openapi.json", "This description (OpenAPI 3.1)",
      [counter, doors = &router](const http::Request&) {
        return open_document(read_api_json(counter->frame.publisher(), *doors, example_set(*counter->shelves.now())),
                             media_type);
      },
      std::string(media_type)));
}

}  // namespace sas::portal
