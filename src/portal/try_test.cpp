#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>
#include <cstdio>

#include "portal/examples.h"
#include "portal/json_lines.h"
#include "portal/test_portal.h"
#include "portal/test_run.h"
#include "portal/try_doors.h"

using namespace sas;
using namespace sas::portal;
using namespace sas::portal::testing;

namespace {

constexpr const char* page_path = "/data/ontwikkelaars/proberen";

struct TryShop : OpenShop {
  explicit TryShop(std::string url = std::string(public_url)) : OpenShop(std::move(url)) {}
};

std::uint16_t free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  REQUIRE(::bind(fd, reinterpret_cast<sockaddr*>(&at), size) == 0);
  REQUIRE(::getsockname(fd, reinterpret_cast<sockaddr*>(&at), &size) == 0);
  ::close(fd);
  return ntohs(at.sin_port);
}

/// What the page fills in of its own accord, and a piece of the answer that every caller must see.
struct Tried {
  const char* code;
  const char* in_answer;
};
constexpr Tried tried[] = {{"rijen", "resource_id"},
                           {"zoeken", "Laadpalen voor auto's"},
                           {"kaart", "FeatureCollection"},
                           {"sql", "laadpalen-csv"}};

}  // namespace

TEST_CASE("an address is made of the fields that are filled in, and nothing typed leaves its place") {
  const TryDoor& rows = try_doors().front();
  CHECK(try_target(rows, {}, "laadpalen") == "/api/3/action/datastore_search?resource_id=laadpalen-csv&limit=5");
  const http::Fields typed({{"woorden", "a&limit=9#'\"<"}, {"aantal", " 2 "}, {"kolommen", ""}});
  CHECK(try_target(rows, typed, "laadpalen") ==
        "/api/3/action/datastore_search?resource_id=laadpalen-csv&q=a%26limit%3D9%23%27%22%3C&limit=2");
}

TEST_CASE("JSON is shown a member a line, and signs within a text stay where they are") {
  CHECK(in_lines(R"({"a":[1,{"b":"x,{\"y\"}:"}],"c":[],"d":{}})") ==
        "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"x,{\\\"y\\\"}:\"\n    }\n  ],\n  \"c\": [],\n  \"d\": {}\n}");
  CHECK(in_lines("\"open") == "\"open");
  CHECK(in_lines("]]\"\\") == "\n]\n]\"\\");
}

TEST_CASE("the page shows for every API the address, the answer of its door and four programs, in both languages") {
  TryShop shop;
  shop.open();
  for (const char* language : {"", "/en"})
    for (const Tried& one : tried) {
      CAPTURE(one.code);
      const std::string page = shop.get(fmt::format("{}{}?api={}&tabel=laadpalen", language, page_path, one.code));
      CHECK(status_of_answer(page) == 200);
      CHECK(page.find("<h1") == page.rfind("<h1"));
      for (const char* part : {"id=\"adres\"", "id=\"antwoord\"", "urlopen", "readLines", "await fetch", "curl -s"})
        CHECK_MESSAGE(holds(page, part), part);
      CHECK(holds(page, std::string(public_url) + "/"));
    }
  CHECK(holds(shop.get(std::string(page_path) + "?api=rijen&tabel=laadpalen&aantal=1&volgorde=nummer+desc"), "1000"));
  // What is not there is not offered: this process has no door for measurements.
  CHECK_FALSE(holds(shop.get(page_path), "value=\"metingen\""));
}

TEST_CASE("a wrong value shows what the door says of it, and is never markup") {
  TryShop shop;
  shop.open();
  const std::string page =
      shop.get(std::string(page_path) + "?api=rijen&tabel=laadpalen&filters=%3Cscript%3Ealert(1)%3C%2Fscript%3E");
  CHECK(status_of_answer(page) == 200);
  CHECK(holds(page, "409"));
  CHECK(holds(page, "Validation Error"));
  CHECK_FALSE(holds(page, "<script>alert"));
  CHECK(holds(shop.get(std::string(page_path) + "?api=kaart&tabel=laadpalen&gebied=x"), "400"));
  CHECK(holds(shop.get(std::string(page_path) + "?api=geen&tabel=geen"), "datastore_search"));
}

TEST_CASE("map data is tried with a set that stands on the map, whatever was chosen before") {
  TryShop shop;
  shop.open();
  CHECK(holds(shop.get(std::string(page_path) + "?api=kaart&tabel=bomen"), "/ogc/v1/collections/laadpalen/items"));
}

TEST_CASE("every program of the page runs as it stands and prints the answer of its door") {
  const std::uint16_t port = free_port();
  TryShop shop("http://127.0.0.1:" + std::to_string(port));
  shop.server.settings.port = port;
  shop.open();
  for (const TryDoor& door : try_doors()) {
    const auto expected =
        std::find_if(std::begin(tried), std::end(tried), [&](const Tried& one) { return one.code == door.code; });
    if (expected == std::end(tried)) continue;  // measurements: in the whole program
    for (const Example& call : calls(shop.frame.publisher().public_url + try_target(door, {}, "laadpalen"))) {
      CAPTURE(door.code);
      CAPTURE(call.language);
      if (run("command -v " + call.runner.substr(0, call.runner.find(' '))).status != 0) {
        MESSAGE("skipped: nothing here runs " << call.language);
        continue;
      }
      const Folder folder;
      std::ofstream(folder.path() + "/call") << call.code;
      const Ran ran = run("env -u LD_PRELOAD " + call.runner + " < " + folder.path() + "/call");
      CHECK_MESSAGE(ran.status == 0, ran.output);
      CHECK_MESSAGE(holds(ran.output, expected->in_answer), ran.output);
    }
  }
}
