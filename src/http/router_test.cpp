#include "http/router.h"

#include <doctest/doctest.h>

#include "base/json.h"
#include "http/path.h"

using namespace sas;
using namespace sas::http;

namespace {

Route route(Method method, std::string pattern, Audience audience = Audience::page) {
  Route r;
  r.method = method;
  r.pattern = std::move(pattern);
  r.audience = audience;
  return r;
}

Router sample() {
  Router router;
  router.add(route(Method::get, "/"));
  router.add(route(Method::get, "/producten"));
  router.add(route(Method::get, "/producten/{slug}"));
  router.add(route(Method::get, "/producten/{slug}.json", Audience::api));
  router.add(route(Method::get, "/producten/nieuw"));
  router.add(route(Method::post, "/producten/{slug}/aanvragen"));
  router.add(route(Method::get, "/api/cases/{id}", Audience::api));
  router.add(route(Method::del, "/api/cases/{id}", Audience::api));
  router.add(route(Method::get, "/a/{x}/c"));
  router.add(route(Method::get, "/a/b/d"));
  return router;
}

std::string pattern_of(const Match& match) {
  return match.route == nullptr ? "-" : match.route->pattern;
}
std::string at(const Router& router, std::string_view path, Method method = Method::get) {
  return pattern_of(router.match(method, path));
}

}  // namespace

TEST_CASE("fixed text goes before a suffix, and that before a parameter") {
  const Router router = sample();
  CHECK(at(router, "/") == "/");
  CHECK(at(router, "/producten") == "/producten");
  CHECK(at(router, "/producten/nieuw") == "/producten/nieuw");
  CHECK(at(router, "/producten/parkeren.json") == "/producten/{slug}.json");
  CHECK(router.match(Method::get, "/producten/parkeren.json").params.at("slug") == "parkeren");
  CHECK(router.match(Method::get, "/producten/parkeren").params.at("slug") == "parkeren");
  CHECK(at(router, "/producten/.json") == "/producten/{slug}");
  CHECK(at(router, "/producten/a/b") == "-");
  CHECK(at(router, "/Producten") == "-");
}

TEST_CASE("a branch that leads nowhere is left again") {
  const Router router = sample();
  CHECK(at(router, "/a/b/c") == "/a/{x}/c");
  CHECK(at(router, "/a/b/d") == "/a/b/d");
}

TEST_CASE("pages exist in both languages, interfaces in none") {
  const Router router = sample();
  const Match english = router.match(Method::get, "/en/producten/parkeren");
  CHECK(english.outcome == Outcome::found);
  CHECK(english.language == Language::en);
  CHECK(english.path == "/producten/parkeren");
  CHECK(router.match(Method::get, "/en").path == "/");
  CHECK(router.match(Method::get, "/en").language == Language::en);
  CHECK(router.match(Method::get, "/en/api/cases/1").outcome == Outcome::not_found);
  CHECK(router.match(Method::get, "/en/niets").language == Language::en);
  CHECK(router.match(Method::get, "/english").language == Language::nl);
}

TEST_CASE("a trailing slash moves, but never to another site") {
  const Router router = sample();
  const Match moved = router.match(Method::get, "/en/producten/");
  CHECK(moved.outcome == Outcome::moved);
  CHECK(moved.path == "/en/producten");
  CHECK(router.match(Method::get, "/en/").path == "/en");
  CHECK(router.match(Method::get, "/en/").outcome == Outcome::moved);
  CHECK(router.match(Method::get, "/niets/").outcome == Outcome::not_found);
  for (const char* path : {"//", "//evil.example/", "/producten//", "//producten", "/a//c"})
    CHECK_MESSAGE(router.match(Method::get, path).outcome == Outcome::not_found, path);
}

TEST_CASE("a wrong method says which are right; HEAD is served by GET") {
  const Router router = sample();
  const Match wrong = router.match(Method::put, "/api/cases/1");
  CHECK(wrong.outcome == Outcome::wrong_method);
  CHECK(wrong.allowed == std::vector<Method>{Method::get, Method::head, Method::del, Method::options});
  CHECK(at(router, "/api/cases/1", Method::head) == "/api/cases/{id}");
  CHECK(router.match(Method::head, "/producten/x/aanvragen").outcome == Outcome::wrong_method);
}

TEST_CASE("two rooms cannot claim one address") {
  Router router = sample();
  CHECK_THROWS_AS(router.add(route(Method::get, "/producten")), std::logic_error);
  CHECK_THROWS_AS(router.add(route(Method::post, "/producten/{other}")), std::logic_error);
  for (const char* bad : {"", "x", "/x/", "/{", "/}", "/{}", "/{a}{b}", "/{a}/{a}", "//", "/en", "/en/x"})
    CHECK_THROWS_AS_MESSAGE(router.add(route(Method::get, bad)), std::logic_error, bad);
}

TEST_CASE("OpenAPI describes interfaces and data twins, the same every time") {
  Router router = sample();
  Route post = route(Method::post, "/api/cases", Audience::api);
  post.summary = "Open a case";
  router.add(post);
  router.add(route(Method::get, "/beloften.csv"));
  Route list = route(Method::get, "/beloften.json");
  list.rows = {{"due", FieldType::integer, "how many", Field::Value::may_be_null},
               {"note", FieldType::text, "why", Field::Value::may_be_absent}};
  list.query = {{"q", FieldType::text, "words to look for", Field::Value::may_be_absent}};
  router.add(list);
  const std::string text = router.openapi("Sassenpoort", "0.1");
  CHECK(text == router.openapi("Sassenpoort", "0.1"));
  const auto document = json::parse(text)->as_object();
  CHECK(json::text_at(document, "openapi") == "3.0.3");
  const auto& paths = document.at("paths").as_object();
  CHECK(paths.size() == 5);
  CHECK(!paths.contains("/producten/{slug}"));
  const auto& get = paths.at("/api/cases/{id}").as_object().at("get").as_object();
  CHECK(json::text_at(get, "operationId") == "get_api_cases_id");
  CHECK(json::text_at(get.at("parameters").as_array().at(0).as_object(), "name") == "id");
  CHECK(get.at("responses")
            .as_object()
            .at("default")
            .as_object()
            .at("content")
            .as_object()
            .contains("application/problem+json"));
  CHECK(paths.at("/beloften.csv")
            .as_object()
            .at("get")
            .as_object()
            .at("responses")
            .as_object()
            .at("2XX")
            .as_object()
            .at("content")
            .as_object()
            .contains("text/csv"));
  CHECK(paths.at("/api/cases").as_object().at("post").as_object().contains("requestBody"));
  const auto& described = paths.at("/beloften.json").at("get");
  CHECK(json::write_canonical(described.at("parameters")) ==
        R"([{"description":"words to look for","in":"query","name":"q","required":false,)"
        R"("schema":{"description":"words to look for","type":"string"}}])");
  CHECK(json::write_canonical(described.at("responses").at("2XX").at("content").at("application/json").at("schema")) ==
        R"({"items":{"properties":{"due":{"description":"how many","nullable":true,"type":"integer"},)"
        R"("note":{"description":"why","type":"string"}},"required":["due"],"type":"object"},"type":"array"})");
}

TEST_CASE("a target is decoded once and strictly") {
  CHECK(parse_target("/caf%C3%A9?q=a+b&x=%zz")->path == "/caf\u00e9");
  CHECK(parse_target("/a?q=a+b&x=%zz")->query.get("q") == "a b");
  CHECK(parse_target("/a?q=a+b&x=%zz")->query.get("x") == "%zz");
  CHECK(parse_target("/a?b?c")->raw_query == "b?c");
  CHECK(parse_target("/a+b")->path == "/a+b");
  CHECK(parse_target("http://host.example/a?b=1")->path == "/a");
  CHECK(parse_target("http://host.example")->path == "/");
  const auto code = [](std::string_view target) { return parse_target(target).error().code; };
  CHECK(code("*") == "target-form");
  CHECK(code("") == "target-form");
  CHECK(code("a") == "target-form");
  for (const char* bad : {"/%", "/%4", "/%g0", "/a%"}) CHECK_MESSAGE(code(bad) == "path-escape", bad);
  for (const char* bad : {"/%00", "/%ff", "/%c0%af", "/a%0Ab", "/%7f"})
    CHECK_MESSAGE(code(bad) == "path-encoding", bad);
  for (const char* bad : {"/..", "/a/../b", "/%2e%2e/a", "/a/.", "/./a", "/a%2fb", "/a%5cb", "/a\\b"})
    CHECK_MESSAGE(code(bad) == "path-segment", bad);
  CHECK(parse_target("/...")->path == "/...");
  CHECK(parse_target("/a..b")->path == "/a..b");
}

TEST_CASE("a rest takes one segment or more, after everything that is more exact") {
  Router router;
  router.add(route(Method::get, "/sta/{rest...}", Audience::api));
  router.add(route(Method::post, "/sta/{rest...}", Audience::api));
  router.add(route(Method::get, "/sta/{one}", Audience::api));
  router.add(route(Method::post, "/sta/bulk", Audience::api));
  CHECK(at(router, "/sta") == "-");
  CHECK(at(router, "/sta/Things") == "/sta/{one}");
  CHECK(at(router, "/sta/bulk", Method::post) == "/sta/bulk");
  const Match deep = router.match(Method::get, "/sta/Things(1)/Datastreams/$ref");
  CHECK(pattern_of(deep) == "/sta/{rest...}");
  CHECK(deep.params.at("rest") == "Things(1)/Datastreams/$ref");
  CHECK(router.match(Method::get, "/sta/a//b").outcome == Outcome::not_found);
  const Match slash = router.match(Method::get, "/sta/a/b/");
  CHECK(slash.outcome == Outcome::moved);
  CHECK(slash.path == "/sta/a/b");
  CHECK_THROWS_AS(router.add(route(Method::get, "/x/{rest...}/y")), std::logic_error);
  CHECK_THROWS_AS(router.add(route(Method::get, "/x/a{rest...}")), std::logic_error);
  CHECK_THROWS_AS(router.add(route(Method::get, "/x/{...}")), std::logic_error);
  const auto document = json::parse(router.openapi("t", "1"));
  REQUIRE(document.has_value());
  const auto& paths = document->as_object().at("paths").as_object();
  CHECK(paths.contains("/sta/{rest}"));
  CHECK(paths.at("/sta/{rest}").at("get").at("parameters").at(0).at("name").as_string() == "rest");
}
