#include "portal/read_api.h"

#include <doctest/doctest.h>

#include <set>

#include "portal/read_api_parameters.h"
#include "portal/test_portal.h"

using namespace sas;
using namespace sas::portal;
using namespace sas::portal::testing;

namespace {

struct ApiShop : OpenShop {
  ApiShop() { open(); }
  [[nodiscard]] json::Object document() const {
    const std::string answer = get("/data/openapi.json");
    REQUIRE(status_of_answer(answer) == 200);
    return json_of(answer);
  }
};

std::string text_of(const json::Value& value) {
  return value.is_string() ? std::string(value.get_string()) : json::write(value);
}

/// The address with every example filled in.
std::string example_address(std::string path, const json::Object& operation) {
  std::string query;
  for (const json::Value& one : operation.at("parameters").as_array()) {
    const json::Object& parameter = one.as_object();
    const json::Value* example = parameter.if_contains("example");
    const std::string name = json::text_at(parameter, "name");
    if (json::text_at(parameter, "in") == "path") {
      REQUIRE_MESSAGE(example != nullptr, path);
      const std::string place = "{" + name + "}";
      path.replace(path.find(place), place.size(), url_encode(text_of(*example)));
    } else if (example != nullptr) {
      query += (query.empty() ? "?" : "&") + name + "=" + url_encode(text_of(*example));
    }
  }
  return path + query;
}

std::string first_of(const ApiShop& shop, const std::string& action) {
  return url_encode(text_of(json_of(shop.get("/api/3/action/" + action)).at("result").at(0)));
}

}  // namespace

TEST_CASE("the description is OpenAPI 3.1 with unique operations and every place of a path declared") {
  const ApiShop shop;
  const json::Object document = shop.document();
  CHECK(json::text_at(document, "openapi") == "3.1.0");
  CHECK(text_of(document.at("servers").at(0).at("url")) == public_url);
  std::set<std::string> ids;
  for (const auto& [path, item] : document.at("paths").as_object()) {
    CAPTURE(std::string(path));
    const json::Object& operation = item.at("get").as_object();
    CHECK(ids.insert(json::text_at(operation, "operationId")).second);
    CHECK_FALSE(json::text_at(operation, "summary").empty());
    std::size_t declared = 0;
    for (const json::Value& parameter : operation.at("parameters").as_array())
      if (json::text_at(parameter.as_object(), "in") == "path") ++declared;
    CHECK(declared == static_cast<std::size_t>(std::count(path.begin(), path.end(), '{')));
    for (const auto& [code, response] : operation.at("responses").as_object())
      CHECK_FALSE(json::text_at(response.as_object(), "description").empty());
  }
}

TEST_CASE("every address of the description answers, with every example of its parameters") {
  const ApiShop shop;
  const json::Object document = shop.document();
  for (const auto& [path, item] : document.at("paths").as_object()) {
    const json::Object& operation = item.at("get").as_object();
    std::string address = example_address(std::string(path), operation);
    // What themes and owners there are depends on the portal.
    if (path.ends_with("/group_show")) address += "?id=" + first_of(shop, "group_list");
    if (path.ends_with("/organization_show")) address += "?id=" + first_of(shop, "organization_list");
    CAPTURE(address);
    const std::string answer = shop.get(address);
    CHECK_MESSAGE(status_of_answer(answer) == 200, answer.substr(0, 600));
    const std::string type(operation.at("responses").at("2XX").at("content").as_object().begin()->key());
    // The kind of a download is that of the form that was asked for.
    const std::string kind = type == "*/*" ? "text/csv" : type.substr(0, type.find(';'));
    CHECK_MESSAGE(holds(answer, "Content-Type: " + kind), type);
  }
}

TEST_CASE("no address for reading is missing, and no action of CKAN") {
  const ApiShop shop;
  const json::Object document = shop.document();
  const json::Object& paths = document.at("paths").as_object();
  std::size_t found = 0;
  for (const http::Route& route : shop.server.router.routes()) {
    if (route.audience != http::Audience::api || route.method != http::Method::get) continue;
    if (route.pattern.find("{action}") != std::string::npos) continue;
    CHECK_MESSAGE(paths.contains(route.pattern), route.pattern);
    ++found;
  }
  CHECK(found > 25);
  std::set<std::string> described, offered;
  for (const CkanAction& action : ckan_reading_actions()) {
    described.insert(std::string(action.name));
    CHECK(paths.contains("/api/3/action/" + std::string(action.name)));
  }
  const json::Object help = json_of(shop.get("/api/3/action/help_show"));
  for (const json::Value& name : help.at("result").as_array()) offered.insert(std::string(name.as_string()));
  CHECK(described == offered);
}

TEST_CASE("the parameters of an action are those that its help names") {
  const ApiShop shop;
  for (const CkanAction& action : ckan_reading_actions()) {
    const std::string help =
        text_of(json_of(shop.get("/api/3/action/help_show?name=" + std::string(action.name))).at("result"));
    for (const ApiParameter& parameter : action.parameters) {
      CAPTURE(std::string(action.name));
      CHECK_MESSAGE(holds(help, std::string(parameter.name)), help);
    }
  }
}

TEST_CASE("the doors of OGC refuse a parameter that the description does not name") {
  const ApiShop shop;
  for (const char* path : {"/ogc/v1/collections/laadpalen/items", "/ogc/v1/collections/catalog/items"})
    CHECK(status_of_answer(shop.get(std::string(path) + "?onbekend=1")) == 400);
}
