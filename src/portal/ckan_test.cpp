#include <doctest/doctest.h>

#include "portal/ckan_packages.h"
#include "portal/test_portal.h"

using namespace sas;
using namespace sas::portal;
using namespace sas::portal::testing;

namespace {

struct CkanShop : OpenShop {
  CkanShop() { open(); }

  [[nodiscard]] std::string call(const std::string& action, const std::string& query = "") const {
    return get("/api/3/action/" + action + query);
  }
  [[nodiscard]] json::Object result(const std::string& action, const std::string& query = "") const {
    const std::string answer = call(action, query);
    REQUIRE_MESSAGE(status_of_answer(answer) == 200, answer.substr(0, 800));
    json::Object out = json_of(answer);
    CHECK(out.at("success") == json::Value(true));
    return out.at("result").is_object() ? out.at("result").get_object() : json::Object{{"list", out.at("result")}};
  }
  [[nodiscard]] json::Object rows(const std::string& query) const {
    return result("datastore_search", "?resource_id=laadpalen-csv" + query);
  }
  /// Posted, so that no value has to be made fit for an address.
  [[nodiscard]] std::string posted(const json::Object& arguments) const {
    return post("/api/3/action/datastore_search", json::write(arguments));
  }
  [[nodiscard]] std::uint64_t total(const json::Value& filters) const {
    const std::string answer = posted({{"resource_id", "laadpalen-csv"}, {"filters", filters}, {"limit", 0}});
    REQUIRE_MESSAGE(status_of_answer(answer) == 200, answer);
    return json_of(answer).at("result").at("total").to_number<std::uint64_t>();
  }
};

json::Object filter(std::string_view column, json::Value value) {
  return {{column, std::move(value)}};
}

}  // namespace

TEST_CASE("the catalogue is told as CKAN tells it") {
  const CkanShop shop;
  CHECK(json::write(shop.result("package_list").at("list")) == R"(["bomen","laadpalen"])");
  const json::Object package = shop.result("package_show", "?id=laadpalen");
  CHECK(json::text_at(package, "title") == "Laadpalen voor auto's");
  CHECK(package.at("organization").at("name") == "mobiliteit-parkeren");
  CHECK(package.at("resources").get_array().size() == 2);
  CHECK(package.at("resources").at(0).at("id") == "laadpalen-csv");
  CHECK(package.at("resources").at(0).at("datastore_active") == json::Value(true));
  CHECK(json::text_at(shop.result("resource_show", "?id=laadpalen-parquet"), "format") == "Parquet");
  CHECK(json::write(shop.result("group_list").at("list")) == R"(["ener","envi","tran"])");
  CHECK(shop.result("group_show", "?id=tran").at("package_count") == 1);
  CHECK(json::write(shop.result("organization_list").at("list")) == R"(["groen","mobiliteit-parkeren"])");
  CHECK(json::text_at(shop.result("organization_show", "?id=mobiliteit-parkeren"), "title") == "Mobiliteit & Parkeren");
  CHECK(shop.result("tag_list").at("list").get_array().size() == 4);
  CHECK(shop.result("license_list").at("list").get_array().size() == 2);
  CHECK(shop.result("resource_search", "?query=format:csv").at("count") == 2);
  CHECK(json::text_at(shop.result("status_show"), "site_url") == public_url);
  CHECK(shop.result("help_show").at("list").get_array().size() > 15);
  CHECK(holds(shop.call("help_show", "?name=datastore_search"), "records_format"));
}

TEST_CASE("package_search takes words, filters, facets, an area and pages") {
  const CkanShop shop;
  CHECK(shop.result("package_search").at("count") == 2);
  CHECK(shop.result("package_search", "?q=*:*").at("count") == 2);
  CHECK(shop.result("package_search", "?q=laadpaal").at("count") == 1);
  CHECK(shop.result("package_search", "?rows=1&start=1").at("results").get_array().size() == 1);
  CHECK(shop.result("package_search", "?rows=0").at("count") == 2);
  CHECK(shop.result("package_search", "?fq=groups:tran").at("count") == 1);
  CHECK(shop.result("package_search", "?fq=groups:tran%20organization:groen").at("count") == 0);
  CHECK(shop.result("package_search", "?fq=tags:%22elektrisch%20rijden%22").at("count") == 1);
  CHECK(shop.result("package_search", "?ext_bbox=6,52,7,53").at("count") == 1);
  const json::Object facets = shop.result("package_search", "?facet.field=[%22organization%22]&rows=0");
  CHECK(facets.at("search_facets").at("organization").at("items").get_array().size() == 2);
  CHECK(status_of_answer(shop.call("package_search", "?fq=iets:x")) == 409);
  CHECK(status_of_answer(shop.call("package_search", "?sort=iets")) == 409);
  CHECK(status_of_answer(shop.call("package_search", "?rows=-1")) == 409);
}

TEST_CASE("errors have CKAN's form") {
  const CkanShop shop;
  const std::string missing = shop.call("package_show", "?id=geen");
  CHECK(status_of_answer(missing) == 404);
  CHECK(json_of(missing).at("error").at("__type") == "Not Found Error");
  CHECK(json_of(missing).at("success") == json::Value(false));
  const std::string invalid = shop.call("package_show");
  CHECK(status_of_answer(invalid) == 409);
  CHECK(json_of(invalid).at("error").at("id").at(0) == "Missing value");
  CHECK(status_of_answer(shop.call("package_delete", "?id=laadpalen")) == 400);
  CHECK(status_of_answer(shop.call("datastore_search", "?resource_id=geen-csv")) == 404);
  CHECK(status_of_answer(shop.post("/api/3/action/package_show", "[1]")) == 409);
  CHECK(holds(shop.get("/api/3/action/package_list"), "Access-Control-Allow-Origin: *\r\n"));
}

TEST_CASE("a page of rows comes with its types, its numbers and the exact total") {
  const CkanShop shop;
  const json::Object page = shop.rows("&limit=2&offset=998");
  CHECK(page.at("total") == 1000);
  CHECK(page.at("records").get_array().size() == 2);
  const json::Object& last = page.at("records").at(1).get_object();
  CHECK(last.at("_id") == 1000);
  CHECK(last.at("nummer") == 1000);
  CHECK(last.at("vermogen") == 500.0);
  CHECK(last.at("open") == json::Value(true));
  CHECK(last.at("opmerking").is_null());
  CHECK(page.at("fields").at(1).at("type") == "int8");
  CHECK(shop.rows("").at("records").get_array().size() == 100);
  CHECK(shop.rows("&offset=5000").at("records").get_array().empty());
  CHECK(shop.rows("&limit=99999").at("limit") == 32000);
}

TEST_CASE("a page by the engine and the same page from the file are equal") {
  const CkanShop shop;
  for (const int offset : {0, 255, 700}) {
    const std::string page = "&limit=60&offset=" + std::to_string(offset);
    const json::Object plain = shop.rows(page), sorted = shop.rows(page + "&sort=nummer");
    REQUIRE(plain.at("records").get_array().size() == 60);
    for (std::size_t i = 0; i < 60; ++i) {
      CHECK(plain.at("records").at(i).at("_id") == sorted.at("records").at(i).at("_id"));
      CHECK(plain.at("records").at(i).at("opmerking") == sorted.at("records").at(i).at("opmerking"));
      CHECK(plain.at("records").at(i).at("gezien") == sorted.at("records").at(i).at("gezien"));
      CHECK(plain.at("records").at(i).at("dag") == sorted.at("records").at(i).at("dag"));
      CHECK(plain.at("records").at(i).at("lengte") == sorted.at("records").at(i).at("lengte"));
    }
  }
}

TEST_CASE("filters, words, fields, order and distinct do what CKAN's do") {
  const CkanShop shop;
  CHECK(shop.total(filter("soort", "snel")) == 334);
  CHECK(shop.total(filter("soort", json::Array{json::Value("snel"), json::Value("traag")})) == 667);
  CHECK(shop.total(filter("nummer", 12)) == 1);
  CHECK(shop.total(filter("nummer", "12")) == 1);
  CHECK(shop.total(filter("vermogen", 0.5)) == 1);
  CHECK(shop.total(filter("dag", "2026-01-02")) == 12);
  CHECK(shop.total(filter("gezien", "2026-01-01T00:01:00Z")) == 1);
  CHECK(shop.total(filter("gezien", json::Object{{"lt", "2026-01-01T01:00:00Z"}})) == 59);
  CHECK(shop.total(filter("open", true)) == 500);
  CHECK(shop.total(filter("opmerking", nullptr)) == 100);
  CHECK(shop.total(filter("nummer", json::Object{{"gte", 10}, {"lt", 20}})) == 10);
  CHECK(shop.total(filter("nummer", "geen getal")) == 0);
  CHECK(shop.rows("&q=zegt%20VAAK").at("total") == 100);
  CHECK(shop.rows("&q={%22opmerking%22:%22PAAL%20999%22}").at("total") == 1);
  const json::Object fields = shop.rows("&fields=soort,nummer&sort=nummer%20desc&limit=1");
  CHECK(json::write(fields.at("records")) == R"([{"soort":"snel","nummer":1000}])");
  CHECK(json::write(shop.rows("&fields=soort&distinct=true&sort=soort").at("records")) ==
        R"([{"soort":"gewoon"},{"soort":"snel"},{"soort":"traag"}])");
  CHECK(shop.rows("&fields=soort&distinct=true").at("total") == 3);
  CHECK(json::write(shop.rows("&fields=nummer,open&records_format=lists&limit=2").at("records")) ==
        "[[1,false],[2,true]]");
  CHECK(shop.rows("&fields=nummer,soort&records_format=csv&limit=2").at("records") == "1,snel\r\n2,traag\r\n");
  CHECK_FALSE(shop.rows("&include_total=false").contains("total"));
}

TEST_CASE("what is not a column, a comparison or a number is refused with the field") {
  const CkanShop shop;
  const auto refused = [&](const json::Object& more) {
    json::Object arguments{{"resource_id", "laadpalen-csv"}};
    for (const auto& [name, value] : more) arguments[name] = value;
    const std::string answer = shop.posted(arguments);
    CHECK_MESSAGE(status_of_answer(answer) == 409, answer.substr(0, 300));
  };
  refused({{"filters", filter("geen", "x")}});
  refused({{"filters", filter("nummer", json::Object{{"or 1=1", 1}})}});
  refused({{"filters", "[1]"}});
  refused({{"filters", "{kapot"}});
  refused({{"fields", "geen"}});
  refused({{"sort", "geen"}});
  refused({{"sort", "nummer sideways"}});
  refused({{"limit", "veel"}});
  refused({{"records_format", "xml"}});
  refused({{"distinct", "misschien"}});
  refused({{"fields", "soort"}, {"distinct", true}, {"sort", "nummer"}});
}

TEST_CASE("nothing that is typed becomes part of a statement") {
  const CkanShop shop;
  for (const char* attack : {"snel' OR '1'='1", "\" OR 1=1 --", "'; DROP TABLE x; --", "snel') OR true --", "$1", "%",
                             "_", "\\", "read_csv('/etc/passwd')"}) {
    CAPTURE(attack);
    CHECK(shop.total(filter("soort", attack)) == 0);
    CHECK(shop.total(filter("soort", json::Array{json::Value(attack)})) == 0);
    CHECK(shop.total(filter("nummer", attack)) == 0);
    CHECK(shop.total(filter("soort", json::Object{{"ilike", attack}})) == 0);
    CHECK(json_of(shop.posted({{"resource_id", "laadpalen-csv"}, {"q", attack}})).at("result").at("total") == 0);
    for (const char* argument : {"sort", "fields", "resource_id"}) {
      json::Object arguments{{"resource_id", "laadpalen-csv"}};
      arguments[argument] = attack;
      const int status = status_of_answer(shop.posted(arguments));
      CHECK((status == 409 || status == 404));
    }
  }
}

TEST_CASE("SQL runs over the named resources and over nothing else") {
  const CkanShop shop;
  const auto sql = [&](const std::string& text) {
    return shop.post("/api/3/action/datastore_search_sql", json::write(json::Object{{"sql", text}}));
  };
  const json::Object grouped =
      json_of(sql("SELECT soort, count(*) AS n FROM \"laadpalen-csv\" GROUP BY soort ORDER BY soort"))
          .at("result")
          .get_object();
  CHECK(json::write(grouped.at("records")) ==
        R"([{"soort":"gewoon","n":333},{"soort":"snel","n":334},{"soort":"traag","n":333}])");
  CHECK(status_of_answer(sql("SELECT \"aantal bomen\" FROM \"bomen-csv\"")) == 200);
  CHECK(status_of_answer(sql("SELECT * FROM \"bomen-csv\", \"laadpalen-csv\" LIMIT 1")) == 200);
  for (const char* attack :
       {"SELECT * FROM read_csv('/etc/passwd')", "SELECT * FROM \"bomen-csv\", read_text('/etc/passwd')",
        "SELECT * FROM \"bomen-csv\" UNION ALL SELECT * FROM '/etc/passwd'", "DELETE FROM \"bomen-csv\"",
        "SELECT 1 FROM \"bomen-csv\"; DROP TABLE x", "COPY \"bomen-csv\" TO '/tmp/x.csv'", "SELECT 1",
        "SELECT * FROM \"geen-csv\"", "SELECT getenv('HOME') FROM \"bomen-csv\"",
        "SELECT * FROM \"bomen-csv\", \"laadpalen-parquet\"", ""}) {
    CAPTURE(attack);
    CHECK(status_of_answer(sql(attack)) == 409);
  }
  const std::string many = "SELECT l.nummer FROM \"laadpalen-csv\" l, \"laadpalen-csv\" m LIMIT 40000";
  CHECK(json_of(sql(many)).at("result").at("records_truncated") == json::Value(true));
}

TEST_CASE("filters of package_search are read strictly") {
  CHECK(read_filter_query("").value().empty());
  const auto two = read_filter_query("tags:\"a b\" +organization:x").value();
  REQUIRE(two.size() == 2);
  CHECK(two[0].second == "a b");
  CHECK(two[1].first == "organization");
  for (const char* wrong : {"tags", ":x", "tags:\"open", "owner:x", "tags:a OR tags:b"})
    CHECK_FALSE(read_filter_query(wrong));
}
